//! How dates and amounts are written on paper. An amount is never rounded.

use jiff::civil::Date;

/// 2026年11月23日.
pub(crate) fn date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// In 万元 without the unit: two decimals, more where the amount needs them.
pub(crate) fn wan(fen: i64) -> String {
    wan_to(fen, decimals(fen))
}

/// How many decimals an amount needs in 万元: two to six.
pub(crate) fn decimals(fen: i64) -> usize {
    let exact = decimal(fen, 6);
    let zeros = exact.len() - exact.trim_end_matches('0').len();
    6 - zeros.min(4)
}

/// In 万元 with so many decimals, of those that it needs.
pub(crate) fn wan_to(fen: i64, decimals: usize) -> String {
    let mut digits = decimal(fen, 6);
    digits.truncate(digits.len() - 6_usize.saturating_sub(decimals));
    digits
}

/// In yuan without the unit.
pub(crate) fn yuan(fen: i64) -> String {
    decimal(fen, 2)
}

fn decimal(fen: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!(
        "{sign}{}.{:0width$}",
        fen / unit,
        fen % unit,
        width = places as usize
    )
}

/// 壹佰贰拾捌万伍仟元整: as on cheques.
pub(crate) fn capital(fen: i64) -> String {
    let sign = if fen < 0 { "负" } else { "" };
    let fen = fen.unsigned_abs();
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = String::new();
    if yuan > 0 || fen == 0 {
        out.push_str(&whole(yuan));
        out.push('元');
    }
    match (jiao, rest) {
        (0, 0) => out.push('整'),
        (0, rest) => {
            if yuan > 0 {
                out.push('零');
            }
            out.push_str(&format!("{}分", digit(rest)));
        }
        (jiao, 0) => out.push_str(&format!("{}角整", digit(jiao))),
        (jiao, rest) => out.push_str(&format!("{}角{}分", digit(jiao), digit(rest))),
    }
    format!("{sign}{out}")
}

fn whole(number: u64) -> String {
    if number == 0 {
        return "零".into();
    }
    let mut out = String::new();
    let mut gap = false;
    for power in (0..5).rev() {
        let group = number / 10_u64.pow(4 * power) % 10_000;
        if group == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap || (!out.is_empty() && group < 1000) {
            out.push('零');
        }
        gap = false;
        out.push_str(&four(group));
        out.push_str(match power {
            4 => "京",
            3 => "兆",
            2 => "亿",
            1 => "万",
            _ => "",
        });
    }
    out
}

/// A group of four digits.
fn four(group: u64) -> String {
    let mut out = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let figure = group / unit % 10;
        if figure == 0 {
            zero = !out.is_empty();
            continue;
        }
        if zero {
            out.push('零');
            zero = false;
        }
        out.push_str(digit(figure));
        out.push_str(name);
    }
    out
}

fn digit(figure: u64) -> &'static str {
    match figure {
        1 => "壹",
        2 => "贰",
        3 => "叁",
        4 => "肆",
        5 => "伍",
        6 => "陆",
        7 => "柒",
        8 => "捌",
        9 => "玖",
        _ => "零",
    }
}

/// 一, 二 ... 九十九, as headings are numbered.
pub(crate) fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let name = |figure: usize| DIGITS.get(figure).copied().unwrap_or_default();
    match number {
        1..10 => name(number).into(),
        10..20 => format!("十{}", name(number % 10)),
        20..100 => format!("{}十{}", name(number / 10), name(number % 10)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(wan(128_500_000), "128.50");
        assert_eq!(wan(123_456_789), "123.456789");
        assert_eq!(wan(-100), "-0.0001");
        assert_eq!(wan(0), "0.00");
        assert_eq!(wan(i64::MIN), "-9223372036854.775808");
        assert_eq!(yuan(128_500_005), "1285000.05");
        assert_eq!(
            [0, 100, 1_000, 1, 100_000_000].map(decimals),
            [2, 4, 3, 6, 2]
        );
        assert_eq!(wan_to(128_500_000, 4), "128.5000");
    }

    #[test]
    fn amounts_in_capitals() {
        for (fen, words) in [
            (128_500_000, "壹佰贰拾捌万伍仟元整"),
            (0, "零元整"),
            (5, "伍分"),
            (105, "壹元零伍分"),
            (150, "壹元伍角整"),
            (100_000, "壹仟元整"),
            (1_000_100, "壹万零壹元整"),
            (1_001_000_000, "壹仟零壹万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (101_023, "壹仟零壹拾元贰角叁分"),
            (-300, "负叁元整"),
        ] {
            assert_eq!(capital(fen), words, "{fen}");
        }
    }

    #[test]
    fn numerals() {
        assert_eq!(
            [1, 10, 11, 20, 35].map(numeral),
            ["一", "十", "十一", "二十", "三十五"]
        );
    }
}
