//! The text: headings, paragraphs, tables.

use docx_rs::{
    AlignmentType, Docx, HeightRule, LineSpacing, LineSpacingType, Paragraph, Run, Table,
    TableAlignmentType, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    WidthType,
};

use super::Sheet;
use super::measures::{CELL, LABEL, TEXT, TIGHT, mm};
use super::styles::{exactly, indented, line, run};
use crate::{Align, Block, Cell, Row, Style};

/// What a cell keeps free on its left and right.
const CELL_MARGIN: usize = 80;

pub(crate) fn add(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    let last = sheet.paper.body.len();
    (1..)
        .zip(&sheet.paper.body)
        .fold(docx, |docx, (at, block)| match block {
            Block::Table(table) => {
                let leads = is_signed(sheet.paper.body.get(at));
                add_table(docx, sheet, table, leads)
            }
            // The last paragraph stays with the signature, and with the place for one.
            text => {
                let signed = at == last && sheet.paper.signature.is_some()
                    || is_signed(sheet.paper.body.get(at));
                docx.add_paragraph(paragraph(sheet, text).keep_next(signed))
            }
        })
}

/// Whether a block begins with a place for a signature.
fn is_signed(block: Option<&Block>) -> bool {
    matches!(block, Some(Block::Table(table)) if table.rows.first().is_some_and(Row::is_signed))
}

fn paragraph(sheet: &Sheet<'_>, block: &Block) -> Paragraph {
    match block {
        Block::Heading { level, text } => {
            let run = Run::new().add_text(text).character_spacing(TIGHT);
            Paragraph::new()
                .style(&format!("Heading{level}"))
                .keep_next(true)
                .add_run(run)
        }
        Block::Paragraph { text } => indented(line(text, &sheet.fonts.text, TEXT)),
        Block::Labelled { label, text } => {
            let label = run(&format!("{label}："), &sheet.fonts.hei, TEXT);
            let both = Paragraph::new().add_run(label);
            indented(both.add_run(run(text, &sheet.fonts.text, TEXT)))
        }
        Block::Table(_) => Paragraph::new(),
    }
}

/// A table; what it leads up to stays on one page with its last row.
fn add_table(docx: Docx, sheet: &Sheet<'_>, table: &crate::Table, leads: bool) -> Docx {
    let docx = match &table.caption {
        Some(caption) => {
            let caption = line(caption, &sheet.fonts.hei, CELL)
                .align(AlignmentType::Center)
                .keep_next(true);
            docx.add_paragraph(caption.line_spacing(exactly(440)))
        }
        None => docx,
    };
    let grid = widths(&table.widths, sheet.width());
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let next = table.rows.get(at + 1);
        let keep = next.map_or(leads, Row::is_signed);
        table_row(sheet, row, &grid, (at < table.head, keep))
    });
    let written = Table::new(rows.collect())
        .set_grid(grid.clone())
        .width(grid.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(40, CELL_MARGIN, 40, CELL_MARGIN));
    // Two tables without a paragraph between them would become one.
    docx.add_table(written)
        .add_paragraph(Paragraph::new().line_spacing(exactly(160)).keep_next(leads))
}

/// The columns in twips, by their shares.
fn widths(shares: &[u32], width: usize) -> Vec<usize> {
    let all = shares
        .iter()
        .map(|share| *share as usize)
        .sum::<usize>()
        .max(1);
    shares
        .iter()
        .map(|share| *share as usize * width / all)
        .collect()
}

/// A row; of a table's head, or on one page with the row after it.
fn table_row(sheet: &Sheet<'_>, row: &Row, grid: &[usize], (head, keep): (bool, bool)) -> TableRow {
    let mut columns = grid.iter();
    let cells = row.cells.iter().map(|cell| {
        let span = cell.span as usize;
        let width = columns.by_ref().take(span).sum();
        table_cell(sheet, row, cell, keep)
            .width(width, WidthType::Dxa)
            .grid_span(span)
    });
    let written = TableRow::new(cells.collect());
    // The package makes rows that cannot split the head of each page.
    let written = if head { written.cant_split() } else { written };
    match row.height {
        0 => written,
        height => written
            .height_rule(HeightRule::AtLeast)
            .row_height(twips(height)),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "docx-rs takes a row's height as f32; a page has few millimetres"
)]
fn twips(millimetres: u32) -> f32 {
    mm(millimetres) as f32
}

fn table_cell(sheet: &Sheet<'_>, row: &Row, cell: &Cell, keep: bool) -> TableCell {
    let label = cell.style == Style::Label;
    let (font, size) = if label {
        (&sheet.fonts.hei, LABEL)
    } else {
        (&sheet.fonts.text, CELL)
    };
    let align = match cell.align {
        Align::Left => AlignmentType::Left,
        Align::Center => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    };
    let written = |text: &str, before: u32, align: AlignmentType| {
        let spacing = LineSpacing::new()
            .line_rule(LineSpacingType::AtLeast)
            .line(320)
            .before(before);
        line(text, font, size)
            .align(align)
            .keep_next(keep)
            .snap_to_grid(false)
            .line_spacing(spacing)
    };
    let mut filled = cell.text.iter().fold(TableCell::new(), |filled, text| {
        filled.add_paragraph(written(text, 0, align))
    });
    // Word cannot set a paragraph at the foot of its cell: it is let down.
    let used = (cell.text.len() + cell.foot.len()) * 340;
    let free = (mm(row.height) as usize).saturating_sub(used).min(1400);
    for (at, text) in cell.foot.iter().enumerate() {
        let before = if at == 0 {
            u32::try_from(free).unwrap_or_default()
        } else {
            0
        };
        filled = filled.add_paragraph(written(text, before, AlignmentType::Right));
    }
    if cell.text.is_empty() && cell.foot.is_empty() {
        filled = filled.add_paragraph(written("", 0, align));
    }
    let top = !label && (row.height > 25 || !cell.foot.is_empty());
    filled.vertical_align(if top {
        VAlignType::Top
    } else {
        VAlignType::Center
    })
}
