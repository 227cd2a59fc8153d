//! 版头: the red mark, the number, the red line, the title.

use docx_rs::{
    AlignmentType, BorderType, BreakType, Docx, Footer, Header, LineSpacing, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, Tab, TabValueType,
};

use super::measures::{CELL, FOOT_LINE, HANZI, LINE, RED, TEXT, mm};
use super::styles::{blank, exactly, indented, line, run};
use super::{Sheet, foot, proof};
use crate::{Error, Layout, title};

pub(crate) fn add(docx: Docx, sheet: &Sheet<'_>) -> Result<Docx, Error> {
    let docx = match sheet.paper.layout {
        Layout::Letter => letter(docx, sheet),
        Layout::Document => document(docx, sheet),
        Layout::Minutes => minutes(docx, sheet),
        Layout::Form => return form(docx, sheet),
    };
    let mut docx = docx
        .add_paragraph(blank())
        .add_paragraph(heading(sheet))
        .add_paragraph(blank());
    if let Some(recipient) = &sheet.paper.recipient {
        docx = docx.add_paragraph(line(&format!("{recipient}："), &sheet.fonts.text, TEXT));
    }
    Ok(docx)
}

fn heading(sheet: &Sheet<'_>) -> Paragraph {
    let lines = title::lines(
        &sheet.paper.title,
        &sheet.paper.title_words,
        sheet.paper.title_width(),
    );
    let run = lines
        .iter()
        .enumerate()
        .fold(Run::new(), |run, (at, line)| {
            let run = if at == 0 {
                run
            } else {
                run.add_break(BreakType::TextWrapping)
            };
            run.add_text(line)
        });
    Paragraph::new().style("Title").add_run(run)
}

/// The mark in the head of the first page with the double line below it, and
/// the other double line in its foot.
fn letter(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    let mut mark = mark(sheet, 68).indent(Some(-mm_i32(8)), None, Some(-mm_i32(6)), None);
    mark.property = mark
        .property
        .set_borders(double_line(ParagraphBorderPosition::Bottom, 11));
    let mut foot = Paragraph::new().line_spacing(exactly(FOOT_LINE)).indent(
        Some(-mm_i32(8)),
        None,
        Some(-mm_i32(6)),
        None,
    );
    foot.property = foot
        .property
        .set_borders(double_line(ParagraphBorderPosition::Top, 0));
    let number = sheet.paper.number.as_deref().unwrap_or_default();
    let number = line(number, &sheet.fonts.text, TEXT)
        .align(AlignmentType::Right)
        .line_spacing(exactly(LINE).before(HANZI as u32 * 7 / 8));
    docx.first_header(Header::new().add_paragraph(mark))
        .first_footer(Footer::new().add_paragraph(foot))
        .add_paragraph(number)
}

fn double_line(position: ParagraphBorderPosition, space: usize) -> ParagraphBorders {
    let kind = match position {
        ParagraphBorderPosition::Top => BorderType::ThinThickSmallGap,
        _ => BorderType::ThickThinSmallGap,
    };
    let border = ParagraphBorder::new(position)
        .val(kind)
        .size(24)
        .space(space)
        .color(RED);
    ParagraphBorders::with_empty().set(border)
}

fn document(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    let number = sheet.paper.number.as_deref().unwrap_or_default();
    let number = line(number, &sheet.fonts.text, TEXT).align(AlignmentType::Center);
    docx.add_paragraph(low_mark(sheet))
        .add_paragraph(blank())
        .add_paragraph(blank())
        .add_paragraph(red_line(number))
        .add_paragraph(blank())
}

fn minutes(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    let paper = sheet.paper;
    let number = paper.number.as_deref().unwrap_or_default();
    let made = paper
        .heading
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    let whom = Paragraph::new()
        .add_tab(
            Tab::new()
                .val(TabValueType::Right)
                .pos(sheet.width() - HANZI as usize),
        )
        .add_run(
            run(&format!("　{}", paper.organ), &sheet.fonts.text, TEXT)
                .add_tab()
                .add_text(made),
        );
    docx.add_paragraph(low_mark(sheet))
        .add_paragraph(line(number, &sheet.fonts.text, TEXT).align(AlignmentType::Center))
        .add_paragraph(red_line(whom))
        .add_paragraph(blank())
}

/// The red line that parts the head from the text, 4 mm below its paragraph.
fn red_line(mut paragraph: Paragraph) -> Paragraph {
    let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .size(14)
        .space(9)
        .color(RED);
    paragraph.property = paragraph
        .property
        .set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

/// The mark 35 mm below the upper edge of the type area.
fn low_mark(sheet: &Sheet<'_>) -> Paragraph {
    let mark = mark(sheet, 80);
    mark.line_spacing(LineSpacing::new().before(mm(35)))
}

/// The mark, no wider than the type area.
fn mark(sheet: &Sheet<'_>, largest: usize) -> Paragraph {
    let letters = sheet.paper.mark.chars().count().max(1);
    let fits = sheet.width() / 10 / letters;
    let size = fits.clamp(40, largest);
    let run = run(&sheet.paper.mark, &sheet.fonts.title, size).color(RED);
    let height = i32::try_from(size).unwrap_or(40) * 10 + 40;
    Paragraph::new()
        .add_run(run)
        .align(AlignmentType::Center)
        .snap_to_grid(false)
        .line_spacing(exactly(height))
}

/// A form's title and the line under it; how to check it stands above.
fn form(docx: Docx, sheet: &Sheet<'_>) -> Result<Docx, Error> {
    let mut docx = docx;
    if let Some(proof) = &sheet.paper.proof {
        let header = proof::beside(sheet, proof, 18)?
            .into_iter()
            .fold(Header::new(), Header::add_paragraph);
        docx = docx.first_header(header);
        docx = docx.first_footer(foot::number(sheet, AlignmentType::Center));
    }
    docx = docx.add_paragraph(heading(sheet));
    let heading = &sheet.paper.heading;
    if let Some((first, rest)) = heading.split_first() {
        let mut paragraph = Paragraph::new().line_spacing(exactly(400).before(120).after(80));
        let mut text = run(first, &sheet.fonts.text, CELL);
        for (at, part) in (1..).zip(rest) {
            let last = at == rest.len();
            let tab = Tab::new().val(if last {
                TabValueType::Right
            } else {
                TabValueType::Center
            });
            paragraph = paragraph.add_tab(tab.pos(sheet.width() * at / rest.len()));
            text = text.add_tab().add_text(format!("　{part}"));
        }
        docx = docx.add_paragraph(paragraph.add_run(text));
    }
    if let Some(recipient) = &sheet.paper.recipient {
        docx = docx.add_paragraph(indented(line(
            &format!("报送：{recipient}"),
            &sheet.fonts.text,
            CELL,
        )));
    }
    Ok(docx)
}

fn mm_i32(millimetres: u32) -> i32 {
    i32::try_from(mm(millimetres)).unwrap_or_default()
}
