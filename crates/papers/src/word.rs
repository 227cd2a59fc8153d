//! Papers as Word documents, in the measures of GB/T 9704-2012, with the
//! names of the fonts that WPS and Word have on a civil servant's machine.

mod body;
mod foot;
mod head;
mod measures;
mod package;
mod proof;
mod styles;

use docx_rs::{CharacterSpacingValues, Settings};
use docx_rs::{DocGrid, DocGridType, Docx, PageMargin, PageOrientationType};

use crate::{Error, FontNames, Layout, Names, Paper, clean};
use measures::{
    BOTTOM, FOOTER, FORM_BOTTOM, FORM_HEADER, FORM_TOP, GRID_LINE, HEADER, LEFT, PAGE, RIGHT, TOP,
};

/// The paper as the bytes of a docx file.
pub(crate) fn document(paper: &Paper, fonts: &FontNames) -> Result<Vec<u8>, Error> {
    let paper = &paper.map_text(&clean::inline);
    let sheet = Sheet {
        paper,
        fonts: &fonts.word,
    };
    let mut docx = styles::add(page(paper), sheet.fonts);
    docx = head::add(docx, &sheet)?;
    docx = body::add(docx, &sheet);
    docx = foot::add(docx, &sheet)?;
    docx = foot::add_page_numbers(docx, &sheet);
    package::pack(docx, paper, sheet.fonts)
}

/// A paper with what each part needs to know to be written.
struct Sheet<'a> {
    paper: &'a Paper,
    fonts: &'a Names<String>,
}

impl Sheet<'_> {
    fn is_form(&self) -> bool {
        self.paper.layout == Layout::Form
    }

    /// Height of the page in twips.
    fn height(&self) -> i32 {
        let (short, long) = PAGE;
        i32::try_from(if self.paper.landscape { short } else { long }).unwrap_or_default()
    }

    /// Width of the type area in twips.
    fn width(&self) -> usize {
        let (short, long) = PAGE;
        let page = if self.paper.landscape { long } else { short };
        page as usize - LEFT as usize - RIGHT as usize
    }
}

fn page(paper: &Paper) -> Docx {
    let (short, long) = PAGE;
    let form = paper.layout == Layout::Form;
    let margin = PageMargin {
        top: if form { FORM_TOP } else { TOP },
        bottom: if form { FORM_BOTTOM } else { BOTTOM },
        left: LEFT,
        right: RIGHT,
        header: if form { FORM_HEADER } else { HEADER },
        footer: FOOTER,
        gutter: 0,
    };
    let settings =
        Settings::new().character_spacing_control(CharacterSpacingValues::CompressPunctuation);
    let mut docx = Docx::new().settings(settings).page_margin(margin);
    docx = if paper.landscape {
        docx.page_size(long, short)
            .page_orient(PageOrientationType::Landscape)
    } else {
        docx.page_size(short, long)
    };
    let grid = if form {
        DocGrid::new()
            .grid_type(DocGridType::Default)
            .line_pitch(312)
    } else {
        DocGrid::new()
            .grid_type(DocGridType::Lines)
            .line_pitch(GRID_LINE)
    };
    docx.document.section_property = docx.document.section_property.doc_grid(grid);
    docx
}
