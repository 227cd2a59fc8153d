//! The items of a text as somebody typed them. A paper numbers its items itself, so the
//! numbers that were typed are left out; but only where they count the items. What
//! stands under an item stays under it, as it was typed, and no word is lost.

use tongchou_rules::article::from_numeral;

/// How a line's number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 1. 1．
    Dotted,
    /// 1、
    Listed,
    /// 一、
    Chinese,
    /// （1） 1）
    Bracketed,
    /// （一） 一）
    BracketedChinese,
    /// ①
    Circled,
}

/// A number before a line, and the line without it.
struct Numbered<'a> {
    style: Style,
    number: usize,
    rest: &'a str,
}

/// More than this says more than that something follows.
const LONGEST_LEAD: usize = 10;

/// Each item, with its own lines under it; a short first line that only leads up to the
/// others is none.
pub(super) fn items(text: &str) -> Vec<String> {
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.retain(|line| !line.is_empty());
    let leads = lines.first().is_some_and(|line| {
        let short = line.chars().count() <= LONGEST_LEAD;
        line.ends_with(['：', ':']) && short && numbered(line).is_none()
    });
    if leads && lines.len() > 1 {
        lines.remove(0);
    }
    let Some(style) = counting(&lines) else {
        return lines.into_iter().map(ToOwned::to_owned).collect();
    };
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (
            numbered(line).filter(|it| it.style == style),
            items.last_mut(),
        ) {
            (Some(numbered), _) => items.push(numbered.rest.to_owned()),
            (None, Some(item)) => {
                item.push('\n');
                item.push_str(line);
            }
            (None, None) => items.push(line.to_owned()),
        }
    }
    items
}

/// The style whose numbers count the items: that of the first numbered line, where its
/// numbers run from 1 without a gap.
fn counting(lines: &[&str]) -> Option<Style> {
    let first = lines.first().and_then(|line| numbered(line))?;
    let of_style = lines.iter().filter_map(|line| numbered(line));
    let numbers: Vec<usize> = of_style
        .filter(|it| it.style == first.style)
        .map(|it| it.number)
        .collect();
    let counts = numbers.iter().copied().eq(1..=numbers.len());
    // one number alone may as well belong to the text
    let alone = numbers.len() == 1 && first.rest.starts_with(|c: char| c.is_ascii_digit());
    (counts && !alone).then_some(first.style)
}

fn numbered(line: &str) -> Option<Numbered<'_>> {
    let circled = line.chars().next().filter(|c| ('①'..='⑳').contains(c));
    if let Some(mark) = circled {
        let number = usize::try_from(u32::from(mark) - u32::from('①') + 1).ok()?;
        let rest = line.strip_prefix(mark)?.trim_start();
        return Some(Numbered {
            style: Style::Circled,
            number,
            rest,
        });
    }
    let open = line.strip_prefix(['（', '(']);
    let inside = open.unwrap_or(line);
    let is_figure = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let after = inside.trim_start_matches(is_figure);
    let figures = inside.strip_suffix(after)?;
    let arabic = figures.bytes().all(|byte| byte.is_ascii_digit());
    let number = if arabic {
        figures.parse().ok()?
    } else {
        usize::try_from(from_numeral(figures)?).ok()?
    };
    let mark = after.chars().next()?;
    let rest = after.strip_prefix(mark)?.trim_start();
    let style = match (mark, open.is_some(), arabic) {
        ('）' | ')', _, true) => Style::Bracketed,
        ('）' | ')', _, false) => Style::BracketedChinese,
        ('.' | '．', false, true) => Style::Dotted,
        ('、', false, true) => Style::Listed,
        ('、', false, false) => Style::Chinese,
        _ => return None,
    };
    // 1.5万元 is an amount, 1、2号楼 an enumeration
    let goes_on = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let amount = style == Style::Dotted && goes_on.len() < rest.len();
    let enumerates = goes_on.len() < rest.len() && goes_on.starts_with('、');
    (!amount && !enumerates).then_some(Numbered {
        style,
        number,
        rest,
    })
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn numbers_that_count_the_items_are_not_printed_twice() {
        for text in [
            "检查发现：\n1. 未备案\n\n2. 超付",
            "一、未备案\n二、超付",
            "（一）未备案\n（二）超付",
            "(1)未备案\n(2)超付",
            "① 未备案\n② 超付",
        ] {
            assert_eq!(items(text), ["未备案", "超付"], "{text}");
        }
        assert_eq!(items("1、未备案"), ["未备案"]);
        assert_eq!(items("只有一句："), ["只有一句："]);
    }

    #[test]
    fn no_word_is_taken_for_a_number() {
        for text in [
            "3、4号楼机房同步改造。",
            "2026、2027年度预算分年安排。",
            "1、2、3级节点均须备案。",
            "1.5万元差额",
            "1、2026年底前完成",
            "一期、二期分别验收",
            "（2026）年度经费",
        ] {
            assert_eq!(items(text), [text]);
        }
        let years = "2026、2027年度分年安排预算\n1、2、3级节点均须备案";
        assert_eq!(items(years), years.lines().collect::<Vec<_>>());
        assert_eq!(items("1. 未备案\n3. 超付"), ["1. 未备案", "3. 超付"]);
    }

    #[test]
    fn what_stands_under_an_item_stays_there() {
        let typed = "一、落实等保：\n（一）定级备案；\n1、测评。\n二、其他要求：\n按期报送。";
        assert_eq!(
            items(typed),
            [
                "落实等保：\n（一）定级备案；\n1、测评。",
                "其他要求：\n按期报送。"
            ]
        );
        assert_eq!(
            items("1、2026年底前完成\n2、2027年验收"),
            ["2026年底前完成", "2027年验收"]
        );
    }
}
