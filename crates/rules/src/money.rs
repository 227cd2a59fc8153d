//! Yuan as written, fen as computed. No float ever touches money.

/// The largest amount that is taken: one hundred billion yuan, in fen.
pub const MOST_FEN: i64 = 10_000_000_000_000;

/// Parses "1200000" or "1200000.50" (yuan) into fen.
pub fn parse_yuan(text: &str) -> Result<i64, &'static str> {
    let fen = parse_hundredths(text, "金额应写成元，最多两位小数，如 1200000 或 1200000.50")?;
    if fen > MOST_FEN {
        return Err("金额超过一千亿元，请核对单位是否为元");
    }
    Ok(fen)
}

/// Parses "8" or "8.25" (percent) into basis points.
pub fn parse_percent(text: &str) -> Result<i64, &'static str> {
    let points = parse_hundredths(text, "比例应写成百分数，最多两位小数，如 8 或 8.25")?;
    if points > 1_000_000 {
        return Err("比例过大，请核对");
    }
    Ok(points)
}

fn parse_hundredths(text: &str, shape: &'static str) -> Result<i64, &'static str> {
    if text.starts_with('-') {
        return Err("不能为负数");
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
        return Err(shape);
    }
    if whole.len() > 15 {
        return Err("数字过大，请核对单位");
    }
    let units: i64 = whole.parse().map_err(|_| shape)?;
    let hundredths: i64 = format!("{fraction:0<2}").parse().map_err(|_| shape)?;
    Ok(units * 100 + hundredths)
}

/// Yuan as a decimal string: "1200000" or "1200000.50".
pub fn yuan(fen: i64) -> String {
    decimal(fen)
}

/// An amount as it reads on a page: 120.00万元, below ten thousand 1234.56元.
pub fn in_words(fen: i64) -> String {
    if fen.unsigned_abs() >= 1_000_000 {
        // exact where two places of 万元 hold it, exact yuan where they do not
        if fen % 10_000 == 0 {
            return format!(
                "{}.{:02}万元",
                fen / 1_000_000,
                (fen % 1_000_000).abs() / 10_000
            );
        }
        return format!("{}元", decimal(fen));
    }
    format!("{}元", decimal(fen))
}

/// Percent as a decimal string.
pub fn percent(points: i64) -> String {
    decimal(points)
}

fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    match size % 100 {
        0 => format!("{sign}{}", size / 100),
        rest => format!("{sign}{}.{rest:02}", size / 100),
    }
}

/// part / whole in basis points, rounded down: for a least share.
pub fn share_floor(part: i64, whole: i64) -> i64 {
    share(part, whole, 0)
}

/// part / whole in basis points, rounded up: for a greatest share, so that the
/// smallest excess still exceeds.
pub fn share_ceil(part: i64, whole: i64) -> i64 {
    share(part, whole, i128::from(whole.max(1)) - 1)
}

fn share(part: i64, whole: i64, rounding: i128) -> i64 {
    if whole <= 0 {
        return if part > 0 { i64::MAX } else { 0 };
    }
    let points = (i128::from(part) * 10_000 + rounding) / i128::from(whole);
    i64::try_from(points).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_is_exact_and_bounded() {
        assert_eq!(parse_yuan("1200000.5"), Ok(120_000_050));
        assert_eq!(parse_yuan("0.01"), Ok(1));
        for bad in [
            "",
            "-1",
            "1e6",
            "1.234",
            "１２",
            "1,000",
            " 1",
            "999999999999999",
            "99999999999999999999",
            ".5",
            "5.",
        ] {
            assert!(parse_yuan(bad).is_err(), "{bad}");
        }
        assert_eq!(yuan(120_000_050), "1200000.50");
        assert_eq!(in_words(100_000_000), "100.00万元");
        assert_eq!(in_words(99_999_999), "999999.99元");
    }

    #[test]
    fn shares_round_against_the_spender() {
        assert_eq!(share_ceil(100, 1000), 1000);
        assert_eq!(share_ceil(10_001, 100_000), 1001);
        assert_eq!(share_floor(7999, 100_000), 799);
        assert_eq!(share_ceil(1, 0), i64::MAX);
    }
}
