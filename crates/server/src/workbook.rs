//! Writes a table as a workbook that opens in Excel and WPS: real numbers and
//! dates, a head that stays, widths to read by. Text is text, whatever it begins
//! with. The only place that knows the library for it.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::format;
use crate::pages::lists::Value;

/// Widths in characters: of a Chinese text each character counts twice.
const NARROWEST: usize = 8;
const WIDEST: usize = 48;

struct Formats {
    head: Format,
    text: Format,
    /// Kept as text though a program that reads it may take it for a formula.
    quoted: Format,
    day: Format,
    moment: Format,
    money: Format,
    figure: Format,
}

pub fn write<R>(
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = R>,
) -> Result<Vec<u8>, XlsxError>
where
    R: Iterator<Item = Value>,
{
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let mut widths: Vec<usize> = Vec::new();
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(0, column, *head, &formats.head)?;
        widths.push(width(head) + 2);
    }
    let mut last = 0;
    for (row, values) in (1u32..).zip(rows) {
        for (column, value) in (0u16..).zip(values) {
            let written = put(sheet, (row, column), value, &formats)?;
            if let Some(widest) = widths.get_mut(usize::from(column)) {
                *widest = written.max(*widest);
            }
        }
        last = row;
    }
    lay_out(sheet, &widths, last)?;
    workbook.save_to_buffer()
}

fn lay_out(sheet: &mut Worksheet, widths: &[usize], last: u32) -> Result<(), XlsxError> {
    let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
    for (column, width) in (0u16..).zip(widths) {
        let width = u16::try_from((*width).clamp(NARROWEST, WIDEST)).unwrap_or(u16::MAX);
        sheet.set_column_width(column, f64::from(width))?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
    // A4, across, every column on the page, the head on each
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_footer("&C第 &P / &N 页");
    Ok(())
}

/// Writes a cell; gives how wide it is.
fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Value,
    formats: &Formats,
) -> Result<usize, XlsxError> {
    match value {
        Value::Text(text) | Value::Tag { label: text, .. } => {
            let format = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                &formats.quoted
            } else {
                &formats.text
            };
            sheet.write_string_with_format(row, column, &text, format)?;
            Ok(width(&text) + 2)
        }
        // before 1900 a workbook has no dates
        Value::Day(day) => {
            match in_workbook(day) {
                Some(date) => sheet.write_with_format(row, column, &date, &formats.day)?,
                None => sheet.write_with_format(row, column, format::day(day), &formats.text)?,
            };
            Ok(16)
        }
        Value::Moment(at) => {
            match in_workbook_to_the_second(at) {
                Some(date) => sheet.write_with_format(row, column, &date, &formats.moment)?,
                None => sheet.write_with_format(row, column, format::moment(at), &formats.text)?,
            };
            Ok(20)
        }
        Value::Money(fen) => {
            sheet.write_number_with_format(row, column, yuan(fen), &formats.money)?;
            Ok(format::yuan(fen).len() + 3)
        }
        Value::Figure(number) => {
            let number: f64 = number.to_string().parse().unwrap_or_default();
            sheet.write_number_with_format(row, column, number, &formats.figure)?;
            Ok(NARROWEST)
        }
        Value::Nothing => Ok(0),
    }
}

fn in_workbook(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, day) = (day.month().try_into().ok()?, day.day().try_into().ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// In China.
fn in_workbook_to_the_second(at: jiff::Timestamp) -> Option<ExcelDateTime> {
    let local = jiff::tz::offset(8).to_datetime(at);
    let day = in_workbook(local.date())?;
    let hour = local.hour().try_into().ok()?;
    let minute = local.minute().try_into().ok()?;
    day.and_hms(hour, minute, f64::from(local.second())).ok()
}

/// A workbook has no other numbers than floats; nothing is computed with this one.
fn yuan(fen: i64) -> f64 {
    format::yuan(fen)
        .replace(',', "")
        .parse()
        .unwrap_or_default()
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00D5_DBE3))
            .set_align(FormatAlign::Top);
        Self {
            head: cell
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x00E9_F0F8)),
            text: cell.clone().set_text_wrap(),
            quoted: cell.clone().set_text_wrap().set_quote_prefix(),
            day: cell.clone().set_num_format("yyyy\"年\"m\"月\"d\"日\""),
            moment: cell.clone().set_num_format("yyyy-mm-dd hh:mm:ss"),
            money: cell.clone().set_num_format("#,##0.00\"元\""),
            figure: cell.set_num_format("0"),
        }
    }
}
