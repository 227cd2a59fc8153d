//! Sheets as people send them, and files that are none.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{MOST_ROWS, table};
use crate::imports::Table;

fn read(bytes: &[u8]) -> Result<Table, String> {
    let known = |cells: &[String]| {
        let named = |cell: &&String| ["名称", "日期", "金额"].contains(&cell.as_str());
        cells.iter().filter(named).count()
    };
    table(bytes, known).map_err(|error| error.0)
}

/// A book with a title in merged cells, an empty row, and the head below.
fn book(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 2, "登记表", &Format::new())
        .unwrap();
    for (column, head) in (0u16..).zip(["名称", "日期", "金额"]) {
        sheet.write_string(2, column, head).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for row in 0..rows {
        // every third row stays empty
        let at = 3 + row + row / 2;
        sheet.write_string(at, 0, format!("甲{row}")).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
        sheet.write_datetime_with_format(at, 1, date, &day).unwrap();
        sheet.write_number(at, 2, 120_000.5).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_head_is_found_below_titles_and_rows_keep_their_numbers() {
    let found = read(&book(3)).unwrap();
    assert_eq!(found.heads, ["名称", "日期", "金额"]);
    assert_eq!(found.head_at, 3);
    let numbers: Vec<usize> = found.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [4, 5, 7]);
    assert_eq!(found.rows[2].cells, ["甲2", "2026-03-01", "120000.5"]);
}

/// Rows of one project under one cell, as people write them.
#[test]
fn a_cell_over_several_rows_is_said_of_each_but_no_number_is() {
    let book = |name: (u32, u32), amount: Option<(u32, u32)>| {
        let mut book = Workbook::new();
        let (sheet, plain) = (book.add_worksheet(), Format::new());
        sheet.merge_range(0, 0, 1, 0, "名称", &plain).unwrap();
        for (column, head) in (1u16..).zip(["日期", "金额"]) {
            sheet.write_string(0, column, head).unwrap();
        }
        sheet.write_string(1, 2, "（元）").unwrap();
        for row in 2..5 {
            sheet.write_string(row, 0, format!("甲{row}")).unwrap();
            sheet.write_number(row, 2, row).unwrap();
        }
        sheet
            .merge_range(name.0, 0, name.1, 0, "合起来", &plain)
            .unwrap();
        if let Some((first, last)) = amount {
            sheet.merge_range(first, 2, last, 2, "", &plain).unwrap();
            sheet.write_number(first, 2, 30).unwrap();
        }
        read(&book.save_to_buffer().unwrap())
    };
    let found = book((2, 3), None).unwrap();
    let numbers: Vec<usize> = found.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 4, 5], "the head's second row is none");
    let names: Vec<&str> = found.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(names, ["合起来", "合起来", "甲4"]);
    let says = book((2, 3), Some((2, 3))).unwrap_err();
    assert!(says.contains("第3行至第4行的“金额”"), "{says}");
}

#[test]
fn text_is_read_in_both_encodings() {
    let text = "名称,金额\n\"甲,乙\",1\n\n丙,2\n";
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let with_mark = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), with_mark.as_bytes(), &gbk] {
        let found = read(bytes).unwrap();
        assert_eq!(found.rows[0].cells, ["甲,乙", "1"]);
        assert_eq!((found.rows[0].number, found.rows[1].number), (2, 4));
    }
}

#[test]
fn too_large_a_sheet_is_refused() {
    let mut far = Workbook::new();
    let sheet = far.add_worksheet();
    sheet.write_string(0, 0, "名称").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let far = far.save_to_buffer().unwrap();
    assert!(read(&far).unwrap_err().contains("表格太大"));
    let rows = "名称\n".to_owned() + &"甲\n".repeat(MOST_ROWS + 1);
    assert!(read(rows.as_bytes()).unwrap_err().contains("表格太大"));
    let rows = "名称\n".to_owned() + &"甲\n".repeat(MOST_ROWS);
    assert_eq!(read(rows.as_bytes()).unwrap().rows.len(), MOST_ROWS);
}

#[test]
fn a_book_that_unfolds_without_end_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        zip.write_all(&zeros).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1024 * 1024);
    assert!(read(&bomb).unwrap_err().contains("展开后太大"));
}

#[test]
fn what_is_no_sheet_is_refused_in_words() {
    for (bytes, says) in [
        (&b"PK\x03\x04rubbish"[..], "不是可以读取"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "另存为"),
        (&b"\x00\x01\x02"[..], "不是 Excel"),
        (&b"one,two\n1,2\n"[..], "表头"),
        (&b""[..], "表头"),
    ] {
        assert!(read(bytes).unwrap_err().contains(says), "{says}");
    }
}

/// Programs that write formulas without working them out leave the cell without a value.
#[test]
fn a_formula_without_its_result_is_told_by_its_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0u16..).zip(["名称", "日期", "金额"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    sheet.write_string(1, 0, "甲").unwrap();
    let formula = rust_xlsxwriter::Formula::new("=1+1").set_result("7");
    sheet.write_formula(1, 2, formula).unwrap();
    let worked_out = book.save_to_buffer().unwrap();
    assert_eq!(read(&worked_out).unwrap().rows[0].cells[2], "7");
    let mut parts = zip::ZipArchive::new(Cursor::new(worked_out)).unwrap();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let options = SimpleFileOptions::default();
        written.start_file(part.name().unwrap(), options).unwrap();
        let text = text.replace("<v>7</v>", "<v></v>");
        written.write_all(text.as_bytes()).unwrap();
    }
    let bytes = written.finish().unwrap().into_inner();
    let says = read(&bytes).unwrap_err();
    assert!(says.contains("单元格C2是公式"), "{says}");
}
