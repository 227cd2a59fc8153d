//! The styles of a document, so that who edits it finds 正文 and 标题 where
//! they are looked for.

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, Paragraph, Run, RunFonts, SpecialIndentType,
    Style, StyleType,
};

use super::measures::{HANZI, LINE, TEXT, TIGHT, TITLE};
use crate::Names;

pub(crate) fn add(docx: Docx, fonts: &Names<String>) -> Docx {
    let title = Style::new("Title", StyleType::Paragraph)
        .name("Title")
        .based_on("Normal")
        .fonts(named(&fonts.title))
        .size(TITLE)
        .align(AlignmentType::Center)
        .snap_to_grid(false)
        .line_spacing(exactly(680));
    let mut docx = docx
        .default_fonts(named(&fonts.text))
        .default_size(TEXT)
        .default_line_spacing(exactly(LINE))
        .add_style(title);
    for (level, font) in (1..).zip([&fonts.hei, &fonts.kai, &fonts.text, &fonts.text]) {
        let heading = Style::new(format!("Heading{level}"), StyleType::Paragraph)
            .name(format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .fonts(named(font))
            .size(TEXT)
            .indent(
                None,
                Some(SpecialIndentType::FirstLine(2 * HANZI)),
                None,
                None,
            )
            .first_line_chars(200)
            .outline_lvl(level - 1);
        docx = docx.add_style(heading);
    }
    docx
}

/// One font for all scripts: figures in official papers are of the text's own.
pub(crate) fn named(font: &str) -> RunFonts {
    RunFonts::new()
        .east_asia(font)
        .ascii(font)
        .hi_ansi(font)
        .cs(font)
        .hint("eastAsia")
}

/// Lines exactly that high.
pub(crate) fn exactly(twips: i32) -> LineSpacing {
    LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(twips)
}

/// A run in a font and size.
pub(crate) fn run(text: &str, font: &str, size: usize) -> Run {
    let run = Run::new().add_text(text).fonts(named(font)).size(size);
    if size == TEXT {
        run.character_spacing(TIGHT)
    } else {
        run
    }
}

/// A paragraph of one run.
pub(crate) fn line(text: &str, font: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(run(text, font, size))
}

/// A paragraph of the text: its first line set in by two characters.
pub(crate) fn indented(paragraph: Paragraph) -> Paragraph {
    paragraph
        .indent(
            None,
            Some(SpecialIndentType::FirstLine(2 * HANZI)),
            None,
            None,
        )
        .first_line_chars(200)
        .align(AlignmentType::Both)
}

/// An empty line.
pub(crate) fn blank() -> Paragraph {
    Paragraph::new()
}
