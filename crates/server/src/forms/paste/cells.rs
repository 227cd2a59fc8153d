//! The cells of a pasted block: tabs between cells, line ends between rows. A
//! cell that holds line ends or tabs itself comes in quotation marks.

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub rows: Vec<Vec<String>>,
}

impl Block {
    /// Rows that are wholly empty are left out.
    pub fn read(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut rows = vec![Vec::new()];
        let mut rest = text.as_str();
        loop {
            let (cell, after) = cell(rest);
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
            match after.chars().next() {
                Some('\t') => {}
                Some(_) => rows.push(Vec::new()),
                None => break,
            }
            rest = after.get(1..).unwrap_or_default();
        }
        rows.retain(|row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty()));
        Self { rows }
    }
}

/// The first cell, and what follows from its tab or line end on.
fn cell(text: &str) -> (String, &str) {
    if let Some(found) = text.strip_prefix('"').and_then(quoted) {
        return found;
    }
    let end = text.find(['\t', '\n']).unwrap_or(text.len());
    let (cell, after) = text.split_at_checked(end).unwrap_or((text, ""));
    (cell.to_owned(), after)
}

/// None where the marks do not close before the cell's end: then they are
/// part of its text.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        if let Some(further) = after.strip_prefix('"') {
            cell.push('"');
            rest = further;
        } else if after.is_empty() || after.starts_with(['\t', '\n']) {
            return Some((cell, after));
        } else {
            return None;
        }
    }
}

/// 2026/3/1, 2026.3.1 and 2026年3月1日 as 2026-03-01; other text as it is.
pub(super) fn day(text: &str) -> String {
    let written: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let written = written
        .strip_suffix(['日', '号'])
        .map(|rest| rest.replace(['年', '月'], "-"));
    let text = written.as_deref().unwrap_or(text);
    // what a program adds to a day, and days without marks
    let text = text.split(" 00:00").next().unwrap_or(text);
    if let Some(plain) = of_digits(text) {
        return plain;
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && parts.iter().all(digits) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// 20240305 as 2024-03-05; 46356, as a spreadsheet counts days, as 2026-11-30.
fn of_digits(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.len() == 8 {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return Some(format!("{year}-{month}-{day}"));
    }
    // from 1954 to 2064: other numbers are no days
    let days = text
        .parse::<i64>()
        .ok()
        .filter(|days| (20_000..60_000).contains(days))?;
    let first = jiff::civil::date(1899, 12, 30);
    let day = first.checked_add(jiff::ToSpan::days(days)).ok()?;
    Some(day.to_string())
}

/// 第三级, 三级, 等保3级 and ３ as 3; other text as it is.
pub(super) fn count(text: &str) -> String {
    let plain = super::plain(text);
    // 三级（S3A3G3）
    let bare = plain.split('（').next().unwrap_or(&plain);
    let bare = bare.strip_suffix('级').unwrap_or(bare);
    let bare = bare.strip_prefix("等保").unwrap_or(bare);
    let bare = bare.strip_prefix("2.0").unwrap_or(bare);
    let bare = bare.strip_prefix('第').unwrap_or(bare);
    let digit = |letter: char| match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        _ => None,
    };
    let words = ["一二三四五六七八九", "ⅠⅡⅢⅣⅤ", "壹贰叁肆伍"];
    let one = words.iter().flat_map(|words| words.chars().zip('1'..));
    let mut one = one.filter(|(word, _)| bare == word.to_string());
    let number: Option<String> = match one.next() {
        Some((_, digit)) => Some(digit.to_string()),
        None => bare.chars().map(digit).collect(),
    };
    number
        .filter(|number| !number.is_empty())
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn numbers_are_read_as_people_write_levels() {
        for text in [
            "3",
            " 3 ",
            "３",
            "三",
            "三级",
            "第三级",
            "等保三级",
            "等保3级",
            "第 3 级",
            "Ⅲ级",
            "叁级",
            "等保2.0三级",
            "三级（S3A3G3）",
        ] {
            assert_eq!(count(text), "3", "{text}");
        }
        assert_eq!(count("12"), "12");
        for text in ["", "三四", "-3", "3.5", "级", "三级以上", "未定级"] {
            assert_eq!(count(text), text);
        }
    }
}
