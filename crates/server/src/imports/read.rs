//! Bytes to a table, within bounds: no more of a file is held than a sheet of
//! the largest size allowed. A workbook whose parts unfold to more is refused
//! before any of it is understood.

use std::borrow::Cow;
use std::fmt;
use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, DataType, Reader, SheetVisible, Xlsx};
use encoding_rs::{Encoding, GBK, UTF_8};

use super::{Line, Table};

pub const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 200;
const MOST_CELLS: usize = MOST_ROWS * MOST_COLUMNS;
const LONGEST_CELL: usize = 10_000;
/// What all cells may hold together: one long text may be referred to from every cell.
const MOST_TEXT: usize = 32 * 1024 * 1024;
/// What a workbook's parts may unfold to, all together.
const MOST_UNFOLDED: u64 = 128 * 1024 * 1024;
const MOST_PARTS: usize = 2_000;
/// The head is looked for among the first rows: a title may stand above it.
const HEAD_WITHIN: usize = 20;

/// Why a file is no sheet that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

fn refuse<T>(says: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable(says.into()))
}

/// The first sheet of a workbook, or a text with commas; told apart by what is
/// in it. `is_head` tells how many cells of a row name a column.
pub fn table(bytes: &[u8], is_head: impl Fn(&[String]) -> usize) -> Result<Table, Unreadable> {
    let (sheet, rows, merged) = if bytes.starts_with(b"PK") {
        workbook(bytes, &is_head)?
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return refuse("这是 Excel 97-2003 的 .xls 文件，请另存为 .xlsx 再导入");
    } else {
        (String::new(), text(bytes)?, Vec::new())
    };
    let mut table = under_head(rows, is_head)?;
    table.sheet = sheet;
    spread(&mut table, &merged)?;
    Ok(table)
}

/// The first visible sheet that has a head; the first at all where none has one.
fn workbook(
    bytes: &[u8],
    is_head: &impl Fn(&[String]) -> usize,
) -> Result<(String, Vec<Line>, Vec<Merged>), Unreadable> {
    within_bounds(bytes)?;
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(_) => return refuse("这个文件不是可以读取的 Excel 工作簿（.xlsx）"),
    };
    let sheets = book.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut first = None;
    for name in &names {
        let rows = sheet(&mut book, name)?;
        let mut top = rows.iter().take(HEAD_WITHIN);
        if top.any(|row| is_head(&row.cells) > 0) {
            let merged = merged(&mut book, name)?;
            return Ok((name.clone(), rows, merged));
        }
        first.get_or_insert((name.clone(), rows, Vec::new()));
    }
    first.map_or_else(|| refuse("工作簿中没有可见的工作表"), Ok)
}

/// Cells that are one over several rows: first and last row by their numbers, and
/// the column.
type Merged = (usize, usize, usize);

fn merged(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Merged>, Unreadable> {
    let Ok(found) = book.merge_cells_by_sheet_name(name) else {
        return refuse(format!("工作表“{name}”的合并单元格读不出来"));
    };
    let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let over = found.iter().filter(|cells| cells.end.0 > cells.start.0);
    let rows = over.map(|cells| {
        (
            place(cells.start.0) + 1,
            place(cells.end.0) + 1,
            place(cells.start.1),
        )
    });
    Ok(rows.collect())
}

/// What a cell over several rows says it says of each of them; but an amount would
/// be counted for each, and what is meant only its sender knows. A head over
/// several rows is one head.
fn spread(table: &mut Table, merged: &[Merged]) -> Result<(), Unreadable> {
    let head = table.head_at;
    let of_head = merged.iter().filter(|(first, ..)| *first <= head);
    let below = of_head.map(|(_, last, _)| *last).max().unwrap_or(head);
    if below > head.saturating_add(HEAD_WITHIN) {
        return refuse("表头的合并单元格伸到了数据行，请取消合并后再导入");
    }
    table.rows.retain(|row| row.number > below);
    let covered = merged.iter().map(|(first, last, _)| last - first);
    if covered.fold(0, usize::saturating_add) > MOST_CELLS {
        return refuse("工作表的合并单元格互相重叠，请取消合并后再导入");
    }
    for (first, last, column) in merged.iter().filter(|(first, ..)| *first > head) {
        let at = table.rows.partition_point(|row| row.number < *first);
        let top = table.rows.get(at).filter(|row| row.number == *first);
        let cell = top.and_then(|row| row.cells.get(*column).cloned());
        let Some(cell) = cell.filter(|cell| !cell.is_empty()) else {
            continue;
        };
        if cell.parse::<f64>().is_ok() {
            let name = table.heads.get(*column).map_or("", String::as_str);
            return refuse(format!(
                "第{first}行至第{last}行的“{name}”是合并单元格，数字不能合并：请取消合并，每行各填各的"
            ));
        }
        let rows = table.rows.iter_mut().skip(at + 1);
        for row in rows.take_while(|row| row.number <= *last) {
            if row.cells.len() <= *column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(place) = row.cells.get_mut(*column) {
                place.clone_from(&cell);
            }
        }
    }
    Ok(())
}

/// Where formulas stand, in order.
fn formulas(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<(u32, u32)>, Unreadable> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return refuse(format!("工作表“{name}”读不出来"));
    };
    let mut found = Vec::new();
    loop {
        match cells.next_formula() {
            Ok(Some(cell)) if cell.get_value().is_empty() => {}
            Ok(Some(cell)) => found.push(cell.get_position()),
            Ok(None) => break,
            Err(_) => return refuse(format!("工作表“{name}”有损坏的公式")),
        }
        if found.len() > MOST_CELLS {
            return too_large();
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Line>, Unreadable> {
    let formulas = formulas(book, name)?;
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return refuse(format!("工作表“{name}”读不出来"));
    };
    let (mut rows, mut left): (Vec<Line>, usize) = (Vec::new(), MOST_TEXT);
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Ok(rows),
            Err(_) => return refuse(format!("工作表“{name}”有损坏的单元格")),
        };
        let value = Data::from(cell.get_value().clone());
        let text = written(&value);
        if is_error(&value) {
            let (row, _) = cell.get_position();
            return refuse(format!(
                "工作表“{name}”第{}行有公式错误（{text}），请改正后再导入",
                row.saturating_add(1)
            ));
        }
        if matches!(value, Data::Empty) && formulas.binary_search(&cell.get_position()).is_ok() {
            return refuse(format!(
                "工作表“{name}”的单元格{}是公式，文件中没有它的计算结果：请用 Excel 或者 WPS 打开、保存以后再导入，或者改为填写数值",
                cell_name(cell.get_position())
            ));
        }
        if text.is_empty() {
            continue;
        }
        left = match left.checked_sub(text.len()) {
            Some(left) => left,
            None => return too_large(),
        };
        let (row, column) = cell.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else {
            return too_large();
        };
        put(&mut rows, row + 1, column, text)?;
    }
}

/// As spreadsheets call it: C5.
fn cell_name((row, column): (u32, u32)) -> String {
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

fn put(rows: &mut Vec<Line>, number: usize, column: usize, text: String) -> Result<(), Unreadable> {
    if column >= MOST_COLUMNS {
        return too_large();
    }
    if rows.last().is_none_or(|last| last.number != number) {
        if rows.len() > MOST_ROWS {
            return too_large();
        }
        rows.push(Line {
            number,
            cells: Vec::new(),
        });
    }
    if text.chars().count() > LONGEST_CELL {
        return refuse(format!("第{number}行有超过{LONGEST_CELL}字的单元格"));
    }
    if let Some(row) = rows.last_mut() {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = row.cells.get_mut(column) {
            *cell = text;
        }
    }
    Ok(())
}

fn too_large<T>() -> Result<T, Unreadable> {
    refuse(format!(
        "表格太大：一次最多导入{MOST_ROWS}行、{MOST_COLUMNS}列，请分成几个文件"
    ))
}

/// What is in the file, unfolded to nothing: sizes that it states are not believed.
fn within_bounds(bytes: &[u8]) -> Result<(), Unreadable> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return refuse("这个文件不是可以读取的 Excel 工作簿（.xlsx）");
    };
    if archive.len() > MOST_PARTS {
        return refuse("工作簿的部件太多，不予读取");
    }
    let mut left = MOST_UNFOLDED;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            return refuse("工作簿设有密码或者已经损坏，请另存一份没有密码的再导入");
        };
        let Ok(unfolded) = copy(&mut part.take(left + 1), &mut sink()) else {
            return refuse("工作簿已经损坏");
        };
        left = match left.checked_sub(unfolded) {
            Some(left) if left > 0 => left,
            _ => return refuse("工作簿展开后太大，不予读取"),
        };
    }
    Ok(())
}

/// As a person would type it: a day as 2026-11-24, a number without an exponent.
fn written(value: &Data) -> String {
    if value.is_datetime() {
        return value
            .as_date()
            .map_or_else(String::new, |day| day.format("%Y-%m-%d").to_string());
    }
    match value {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => format!("{number}"),
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.split('T').next().unwrap_or(text).to_owned()
        }
        other => other.to_string(),
    }
}

/// What a spreadsheet shows where a formula came to nothing.
fn is_error(value: &Data) -> bool {
    matches!(value, Data::Error(_))
}

/// In UTF-8 or UTF-16, or in GBK, which Excel writes where the system is Chinese; the
/// cells apart by commas, tabs or semicolons.
fn text(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let decoded = decoded(bytes);
    if decoded.contains('\0') {
        return refuse("这个文件不是 Excel 工作簿（.xlsx），也不是以逗号分隔的文本（.csv）");
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&decoded))
        .from_reader(decoded.as_bytes());
    let mut rows: Vec<Line> = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else {
            return refuse("文本不是以逗号分隔的表格");
        };
        let number = record.position().map_or(0, |at| line_of(at, &decoded));
        for (column, cell) in record.iter().enumerate() {
            if !cell.trim().is_empty() {
                put(&mut rows, number, column, cell.trim().to_owned())?;
            }
        }
    }
    Ok(rows)
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes.get(mark..).unwrap_or_default()).0;
    }
    let (decoded, _, broken) = UTF_8.decode(bytes);
    if broken { GBK.decode(bytes).0 } else { decoded }
}

/// What stands between the cells of the first rows, more often than anything else.
fn delimiter(text: &str) -> u8 {
    let top: Vec<&str> = text.lines().take(HEAD_WITHIN).collect();
    let times = |mark: u8| {
        let within = top
            .iter()
            .map(|line| line.bytes().filter(|byte| *byte == mark).count());
        within.sum::<usize>()
    };
    let mut marks = [b';', b'\t', b','];
    marks.sort_by_key(|mark| times(*mark));
    marks.last().copied().unwrap_or(b',')
}

/// The line that a record begins on: its place is told before the empty lines
/// above it.
fn line_of(at: &csv::Position, text: &str) -> usize {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let skipped = empty.filter(|byte| **byte == b'\n').count();
    usize::try_from(at.line())
        .unwrap_or(usize::MAX)
        .saturating_add(skipped)
}

fn under_head(
    mut rows: Vec<Line>,
    is_head: impl Fn(&[String]) -> usize,
) -> Result<Table, Unreadable> {
    let named = rows.iter().take(HEAD_WITHIN).map(|row| is_head(&row.cells));
    let place = named
        .enumerate()
        .filter(|(_, named)| *named > 0)
        .max_by_key(|(place, named)| (*named, std::cmp::Reverse(*place)))
        .map(|(place, _)| place);
    let Some(place) = place else {
        return refuse("没有找到表头：请用模板中的列名，表头放在前20行之内");
    };
    let body = rows.split_off(place + 1);
    let head = rows.pop().unwrap_or_default();
    Ok(Table {
        sheet: String::new(),
        above: rows,
        heads: head.cells,
        head_at: head.number,
        rows: body,
    })
}

#[cfg(test)]
mod tests;
