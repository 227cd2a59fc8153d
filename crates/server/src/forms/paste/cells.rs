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
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && parts.iter().all(digits) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}
