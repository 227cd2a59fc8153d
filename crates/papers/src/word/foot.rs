//! 附件说明, 署名, 附注, 版记 and the numbers of pages.

use docx_rs::{
    AlignmentType, Docx, Footer, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition,
    ParagraphBorders, SpecialIndentType, Tab, TabValueType,
};

use super::measures::{BOTTOM, FOOT_LINE, HANZI, LINE, SMALL, TEXT};
use super::styles::{blank, exactly, indented, line, run};
use super::{Sheet, proof};
use crate::{Error, Layout, Signature};

/// How far 抄送 is set in: four characters of 4号.
const HANG: i32 = 4 * 280;

/// A line of the 版记, and what its border takes.
const FRAME_LINE: i32 = 480;
const FRAME_GAP: i32 = 110;

/// The lines of the 版记: 0.35 mm and 0.25 mm, in eighths of a point.
const THICK: usize = 8;
const THIN: usize = 6;

pub(crate) fn add(docx: Docx, sheet: &Sheet<'_>) -> Result<Docx, Error> {
    let docx = annexes(docx, sheet);
    let docx = match &sheet.paper.signature {
        Some(signature) => signed(docx, sheet, signature),
        None => docx,
    };
    let docx = match &sheet.paper.note {
        Some(note) => docx.add_paragraph(indented(line(
            &format!("（{note}）"),
            &sheet.fonts.text,
            TEXT,
        ))),
        None => docx,
    };
    imprint(docx, sheet)
}

fn annexes(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    let annexes = &sheet.paper.annexes;
    let docx = if annexes.is_empty() {
        docx
    } else {
        docx.add_paragraph(blank().keep_next(true))
    };
    annexes.iter().enumerate().fold(docx, |docx, (at, name)| {
        let lead = if at == 0 { "附件：" } else { "" };
        let (number, hang) = if annexes.len() == 1 {
            (String::new(), 3)
        } else {
            (format!("{}.", at + 1), 4)
        };
        let hang = SpecialIndentType::Hanging(if at == 0 {
            hang * HANZI
        } else {
            (hang - 3) * HANZI
        });
        let left = if annexes.len() == 1 { 5 } else { 6 };
        let paragraph = line(&format!("{lead}{number}{name}"), &sheet.fonts.text, TEXT);
        docx.add_paragraph(
            paragraph
                .indent(Some(left * HANZI), Some(hang), None, None)
                .keep_next(true),
        )
    })
}

/// Two lines stay free for the seal; organs stand over the date, centred on it.
fn signed(docx: Docx, sheet: &Sheet<'_>, signature: &Signature) -> Docx {
    let date = width(&signature.date);
    let organ = signature
        .organs
        .iter()
        .map(|organ| width(organ))
        .max()
        .unwrap_or_default();
    let overhang = ((organ - date) / 2).max(0);
    let right = (4 * HANZI).max(overhang + 2 * HANZI);
    let docx = docx
        .add_paragraph(blank().keep_next(true))
        .add_paragraph(blank().keep_next(true));
    let written = |text: &str| {
        let end = right - (width(text) - date) / 2;
        line(text, &sheet.fonts.text, TEXT)
            .align(AlignmentType::Right)
            .indent(None, None, Some(end), None)
    };
    let docx = signature.organs.iter().fold(docx, |docx, organ| {
        docx.add_paragraph(written(organ).keep_next(true))
    });
    docx.add_paragraph(written(&signature.date))
}

/// How wide a text is: figures take half of a character's width.
fn width(text: &str) -> i32 {
    text.chars()
        .map(|c| if c.is_ascii() { HANZI / 2 } else { HANZI })
        .sum()
}

/// How to check the paper, and below it, at the lower edge of the type area
/// of the last page, a frame with 抄送 and 印发.
fn imprint(docx: Docx, sheet: &Sheet<'_>) -> Result<Docx, Error> {
    let mut docx = docx;
    if let Some(proof) = sheet.paper.proof.as_ref().filter(|_| !sheet.is_form()) {
        let gap = Paragraph::new().line_spacing(exactly(120));
        docx = docx
            .add_paragraph(gap)
            .add_table(proof::table(sheet, proof, 18)?);
    }
    docx = framed(sheet).into_iter().fold(docx, Docx::add_paragraph);
    // Word wants a paragraph after a table, and for a frame to hang on.
    Ok(docx.add_paragraph(
        Paragraph::new()
            .snap_to_grid(false)
            .line_spacing(exactly(20)),
    ))
}

/// Each line of the 版记 is a frame of its own, at its own height: frames of
/// several paragraphs come out differently in Word, WPS and LibreOffice.
fn framed(sheet: &Sheet<'_>) -> Vec<Paragraph> {
    let paper = sheet.paper;
    let lined = matches!(paper.layout, Layout::Document | Layout::Minutes);
    let printed = paper.printed.as_ref().filter(|_| lined);
    let mut edge = sheet.height() - BOTTOM;
    let mut frames = Vec::new();
    if let Some(printed) = printed {
        let text = run(&format!("　{}", printed.organ), &sheet.fonts.text, SMALL);
        let paragraph =
            Paragraph::new().add_run(text.add_tab().add_text(format!("{}印发", printed.date)));
        edge -= FRAME_LINE + FRAME_GAP;
        let top = if paper.copies.is_empty() {
            Some(THICK)
        } else {
            None
        };
        frames.push(ruled(frame(paragraph, sheet, edge), top, Some(THICK)));
    }
    if !paper.copies.is_empty() {
        let text = format!("　抄送：{}。", paper.copies.join("，"));
        let room = i32::try_from(sheet.width()).unwrap_or_default() - HANG;
        let lines = 1 + (width(&text) * 280 / HANZI - HANG).max(0) / room;
        edge -= lines * FRAME_LINE + FRAME_GAP;
        let bottom = if printed.is_some() { THIN } else { THICK };
        let paragraph = frame(
            Paragraph::new().add_run(run(&text, &sheet.fonts.text, SMALL)),
            sheet,
            edge,
        );
        frames.push(ruled(
            paragraph,
            lined.then_some(THICK),
            lined.then_some(bottom),
        ));
    }
    frames
}

/// With its upper edge so far below the page's.
fn frame(paragraph: Paragraph, sheet: &Sheet<'_>, top: i32) -> Paragraph {
    paragraph
        .add_tab(
            Tab::new()
                .val(TabValueType::Right)
                .pos(sheet.width() - SMALL * 10),
        )
        .indent(
            Some(HANG),
            Some(SpecialIndentType::Hanging(HANG)),
            None,
            None,
        )
        .snap_to_grid(false)
        .line_spacing(exactly(FRAME_LINE))
        .wrap("around")
        .v_anchor("page")
        .h_anchor("margin")
        .x_align("left")
        .frame_y(top)
        .frame_width(u32::try_from(sheet.width()).unwrap_or_default())
}

fn ruled(mut paragraph: Paragraph, top: Option<usize>, bottom: Option<usize>) -> Paragraph {
    let edges = [
        (ParagraphBorderPosition::Top, top),
        (ParagraphBorderPosition::Bottom, bottom),
    ];
    let borders = edges.into_iter().fold(
        ParagraphBorders::with_empty(),
        |borders, (position, size)| match size {
            Some(size) => borders.set(
                ParagraphBorder::new(position)
                    .size(size)
                    .space(2)
                    .color("000000"),
            ),
            None => borders,
        },
    );
    paragraph.property = paragraph.property.set_borders(borders);
    paragraph
}

/// — 1 —: right on odd pages, left on even ones, in the middle of forms; a
/// 函's first page has none.
pub(crate) fn add_page_numbers(docx: Docx, sheet: &Sheet<'_>) -> Docx {
    if sheet.is_form() {
        return docx.footer(number(sheet, AlignmentType::Center));
    }
    docx.footer(number(sheet, AlignmentType::Right))
        .even_footer(number(sheet, AlignmentType::Left))
}

pub(crate) fn number(sheet: &Sheet<'_>, align: AlignmentType) -> Footer {
    let dash = |text: &str| run(text, &sheet.fonts.song, SMALL);
    // docx-rs writes the field without a font; the paragraph's own mark has it.
    let mut paragraph = Paragraph::new()
        .add_run(dash("— "))
        .add_page_num(PageNum::new())
        .add_run(dash(" —"))
        .align(align)
        .size(SMALL)
        .fonts(super::styles::named(&sheet.fonts.song));
    paragraph = match align {
        AlignmentType::Right => paragraph.indent(None, None, Some(280), None),
        AlignmentType::Left => paragraph.indent(Some(280), None, None, None),
        _ => paragraph,
    };
    // 7 mm below the type area: what lies between the number and the footer's edge.
    let after = u32::try_from(LINE + FOOT_LINE - 280).unwrap_or_default();
    Footer::new().add_paragraph(paragraph.line_spacing(exactly(280).after(after)))
}
