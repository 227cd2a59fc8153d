//! Sheets that go out: the template to fill in, and the sender's own sheet with
//! what came of each row.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use tongchou_project::{FieldKind, FieldSpec};

use super::fit;
use super::marked::marked;
use super::run::{Outcome, Report};

/// Rows for which the template has its drop-downs.
const PREPARED: u32 = 2_000;
const CHOICES: &str = "可选项";
pub(super) const OUTCOME: &str = "导入结果";

/// Names to choose from, for a field that refers to something.
pub type Names<'a> = &'a dyn Fn(&FieldSpec) -> Vec<String>;

/// A workbook with a column for each field: what must be filled in is marked,
/// what it means is in a note, what can be chosen is a drop-down.
pub fn template(
    name: &str,
    fields: &'static [FieldSpec],
    names: Names<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut lists: Vec<(u16, Vec<String>)> = Vec::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, field) in (0u16..).zip(fit::columns(fields)) {
        // a star behind 涉及国家秘密 would read as a mark of secrecy
        let mark = if field.required { "（必填）" } else { "" };
        let head = format!("{}{}{mark}", field.label, unit(field));
        sheet.write_string_with_format(0, column, &head, &head_format())?;
        sheet.insert_note(0, column, &Note::new(says(field)).add_author_prefix(false))?;
        sheet.set_column_width(column, width(field))?;
        sheet.set_column_format(column, &column_format(field))?;
        let choices = choices(field, names);
        if !choices.is_empty() {
            lists.push((column, choices));
        }
    }
    for (place, (column, choices)) in (0u16..).zip(&lists) {
        let last = choices.len() + 1;
        let letter = column_name(place);
        let range = format!("={CHOICES}!${letter}$2:${letter}${last}");
        let rule = DataValidation::new().allow_list_formula(range.as_str().into());
        // several words in one cell are typed: the list only helps
        let rule = rule.show_error_message(false);
        book.worksheet_from_index(0)?
            .add_data_validation(1, *column, PREPARED, *column, &rule)?;
    }
    if !lists.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(CHOICES)?;
        let columns = fit::columns(fields);
        for (place, (column, choices)) in (0u16..).zip(&lists) {
            let field = columns.get(usize::from(*column));
            let label = field.map(|field| field.label).unwrap_or_default();
            sheet.write_string_with_format(0, place, label, &head_format())?;
            for (row, choice) in (1u32..).zip(choices) {
                sheet.write_string(row, place, choice)?;
            }
            sheet.set_column_width(place, 30)?;
        }
    }
    book.save_to_buffer()
}

/// What came in, with what came of each row beside it and the cells marked that are
/// wrong: in the sender's own workbook where it was one.
pub fn returned(name: &str, report: &Report, original: &[u8]) -> Result<Vec<u8>, XlsxError> {
    if !original.starts_with(b"PK") {
        return anew(name, report);
    }
    marked(original, report).or_else(|error| {
        tracing::info!("a workbook is returned as a new one: {error:#}");
        anew(name, report)
    })
}

/// The same rows in a workbook of our own.
fn anew(name: &str, report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let rows = report.table.rows.iter();
    let widest = rows.map(|row| row.cells.len()).max().unwrap_or(0);
    let last = column(widest.max(report.table.heads.len()));
    let head_row = row(report.table.head_at);
    for line in &report.table.above {
        for (place, cell) in line.cells.iter().enumerate() {
            sheet.write_string(row(line.number), column(place), cell)?;
        }
    }
    for (place, head) in report.table.heads.iter().enumerate() {
        sheet.write_string_with_format(head_row, column(place), head, &head_format())?;
    }
    sheet.write_string_with_format(head_row, last, OUTCOME, &head_format())?;
    sheet.set_column_width(last, 60)?;
    sheet.set_freeze_panes(head_row + 1, 0)?;
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let quoted = text.clone().set_quote_prefix();
    let bad = quoted.clone().set_background_color(Color::RGB(0x00FD_F0EF));
    let bad = bad.set_font_color(Color::RGB(0x00A6_1B1B));
    let flagged = text.clone().set_background_color(Color::RGB(0x00FF_F4D6));
    let lines = report.table.rows.iter().zip(&report.outcomes);
    for (place, (line, outcome)) in lines.enumerate() {
        let at = row(line.number);
        for (at_column, cell) in line.cells.iter().enumerate() {
            sheet.write_string_with_format(at, column(at_column), cell, &quoted)?;
        }
        mark(sheet, at, line, outcome, &bad)?;
        let format = if matches!(outcome, Outcome::Wrong(_)) {
            &bad
        } else if report.remarks.contains_key(&place) {
            &flagged
        } else {
            &text
        };
        sheet.write_string_with_format(at, last, report.words(place), format)?;
    }
    book.save_to_buffer()
}

fn mark(
    sheet: &mut Worksheet,
    at: u32,
    line: &super::Line,
    outcome: &Outcome,
    bad: &Format,
) -> Result<(), XlsxError> {
    let Outcome::Wrong(wrong) = outcome else {
        return Ok(());
    };
    for each in wrong {
        if let Some(place) = each.column {
            let cell = line.cells.get(place).map_or("", String::as_str);
            sheet.write_string_with_format(at, column(place), cell, bad)?;
            sheet.insert_note(at, column(place), &Note::new(each.says.as_str()))?;
        }
    }
    Ok(())
}

/// What came of a row.
pub fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Ready => "可以导入".to_owned(),
        Outcome::Done => "已导入".to_owned(),
        Outcome::Judged => "已核查，没有登记".to_owned(),
        Outcome::Known => "以前已导入，没有变化".to_owned(),
        Outcome::Same(number) => {
            format!("与第{number}行完全相同，没有重复导入；确是另一件事的，请写明不同之处")
        }
        Outcome::Total => "合计行，没有导入".to_owned(),
        Outcome::Wrong(wrong) => {
            let says: Vec<&str> = wrong.iter().map(|each| each.says.as_str()).collect();
            says.join("；")
        }
    }
}

/// Letters as spreadsheets name columns.
pub fn column_name(mut place: u16) -> String {
    let mut name = String::new();
    loop {
        let letter = u8::try_from(place % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        if place < 26 {
            return name;
        }
        place = place / 26 - 1;
    }
}

fn choices(field: &FieldSpec, names: Names<'_>) -> Vec<String> {
    match field.kind {
        FieldKind::Choice(words) | FieldKind::Choices(words) => {
            words.iter().map(|(_, label)| (*label).to_owned()).collect()
        }
        FieldKind::Reference(_) | FieldKind::References(_) | FieldKind::Text { .. } => names(field),
        FieldKind::Flag => vec!["是".to_owned(), "否".to_owned()],
        _ => Vec::new(),
    }
}

fn unit(field: &FieldSpec) -> &'static str {
    match field.kind {
        FieldKind::Money { .. } if !field.label.contains('元') => "（元）",
        _ => "",
    }
}

fn says(field: &FieldSpec) -> String {
    let must = if field.required {
        "必填"
    } else {
        "可以不填"
    };
    let how = match field.kind {
        FieldKind::Choices(_) | FieldKind::References(_) => "。可以填几项，用顿号隔开",
        FieldKind::Date => "。日期，例如 2026-11-24",
        FieldKind::Money { .. } => "。金额，单位元，最多两位小数；表头写明“万元”的按万元",
        FieldKind::Flag => "。填“是”或“否”",
        _ => "",
    };
    let help = if field.help.is_empty() {
        String::new()
    } else {
        format!("。{}", field.help)
    };
    format!("{must}{how}{help}")
}

fn width(field: &FieldSpec) -> f64 {
    match field.kind {
        FieldKind::LongText { .. } => 50.0,
        FieldKind::Text { .. } => 28.0,
        _ => 20.0,
    }
}

fn column_format(field: &FieldSpec) -> Format {
    match field.kind {
        FieldKind::Date => Format::new().set_num_format("yyyy-mm-dd"),
        FieldKind::Money { .. } => Format::new().set_num_format("#,##0.00"),
        FieldKind::Count { .. } => Format::new().set_num_format("0"),
        // a credit code of digits stays what it is
        _ => Format::new().set_num_format("@").set_text_wrap(),
    }
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E9_F0F8))
}

fn row(number: usize) -> u32 {
    u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX)
}

fn column(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
