//! A paper as it will be set: the same for Word and for PDF. Nothing here
//! knows of templates; who wants a paper of another kind can build one.

use serde::{Deserialize, Serialize};

/// A letter or form, ready to be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which of the layouts of GB/T 9704-2012.
    pub layout: Layout,
    /// Whether the page lies on its side.
    pub landscape: bool,
    /// The organ that issues it, or the body that fills it in.
    pub organ: String,
    /// The red mark above it.
    pub mark: String,
    /// 发文字号, or the number of a form.
    pub number: Option<String>,
    /// 标题.
    pub title: String,
    /// The words of the title in order, where whoever made it knows them: its lines
    /// break between two.
    #[serde(default)]
    pub title_words: Vec<String>,
    /// 主送机关, without the colon.
    pub recipient: Option<String>,
    /// What stands under the title of a form: who filled it in, when.
    pub heading: Vec<String>,
    /// 正文.
    pub body: Vec<Block>,
    /// 附件, in order.
    pub annexes: Vec<String>,
    /// 署名 and 成文日期; the place of the seal over them stays free.
    pub signature: Option<Signature>,
    /// 附注, without its brackets.
    pub note: Option<String>,
    /// 抄送机关.
    pub copies: Vec<String>,
    /// 印发机关 and 印发日期.
    pub printed: Option<Printed>,
    /// How to check that it is genuine.
    pub proof: Option<Proof>,
    /// The day it bears, for the properties of the file: year, month, day. Without
    /// one it cannot be PDF/A.
    pub dated: Option<(i16, i8, i8)>,
}

/// How a page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// 信函格式: red double lines at the head and the foot of the first page.
    Letter,
    /// 文件格式: red mark, number in the middle, red line.
    Document,
    /// 纪要格式.
    Minutes,
    /// A form or a report that a body fills in: no red.
    Form,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "block")]
pub enum Block {
    /// 一、（一） 1. （1）: levels 1 to 4. The text carries its number.
    Heading {
        /// 1 to 4.
        level: u8,
        /// With its number.
        text: String,
    },
    /// A paragraph, its first line set in by two characters.
    Paragraph {
        /// One paragraph.
        text: String,
    },
    /// A paragraph that begins with a word in 黑体, as 出席 in minutes.
    Labelled {
        /// Without the colon.
        label: String,
        /// What follows the colon.
        text: String,
    },
    /// A table.
    Table(Table),
}

/// A table or the grid of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Above it, in the middle.
    pub caption: Option<String>,
    /// Width of each column as a share.
    pub widths: Vec<u32>,
    /// How many rows are the head, repeated on each page.
    pub head: usize,
    /// All rows, head first; the spans of each add up to the columns.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// At least this high, in millimetres; 0: as the text needs.
    pub height: u32,
    /// From left to right.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether there is a place for a signature or seal in it.
    pub fn is_signed(&self) -> bool {
        self.cells.iter().any(|cell| !cell.foot.is_empty())
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its paragraphs.
    pub text: Vec<String>,
    /// How many columns it covers.
    pub span: u32,
    /// Where the text stands.
    pub align: Align,
    /// Label or value.
    pub style: Style,
    /// At its foot, on the right: where to sign and the date.
    pub foot: Vec<String>,
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Left.
    Left,
    /// In the middle.
    Center,
    /// Right: figures.
    Right,
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// What is printed on the form.
    Label,
    /// What is filled in.
    Value,
}

/// Who signs, and the date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// One organ, or several that issue it together.
    pub organs: Vec<String>,
    /// 成文日期, written out.
    pub date: String,
}

/// The last line of the 版记.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// 印发机关.
    pub organ: String,
    /// 印发日期, written out.
    pub date: String,
}

/// How someone who holds the paper checks it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The address behind the QR code.
    pub link: String,
    /// The number to type in on the page of checks.
    pub number: String,
    /// SM3 of what is certified; a file cannot hold its own, so where there is
    /// none the page of checks tells it.
    pub fingerprint: Option<String>,
}

impl Paper {
    /// How many characters of 2号 a line of the title holds, with one free on
    /// either side.
    pub(crate) fn title_width(&self) -> usize {
        if self.landscape { 29 } else { 18 }
    }

    /// The same paper with every text passed through `change`.
    pub(crate) fn map_text(&self, change: &dyn Fn(&str) -> String) -> Self {
        let mut paper = self.clone();
        let each = |text: &mut String| *text = change(text);
        each(&mut paper.organ);
        each(&mut paper.mark);
        each(&mut paper.title);
        paper.title_words.iter_mut().for_each(each);
        paper.number.iter_mut().for_each(each);
        paper.recipient.iter_mut().for_each(each);
        paper.heading.iter_mut().for_each(each);
        paper.annexes.iter_mut().for_each(each);
        paper.note.iter_mut().for_each(each);
        paper.copies.iter_mut().for_each(each);
        for block in &mut paper.body {
            block.map_text(change);
        }
        if let Some(signature) = &mut paper.signature {
            signature.organs.iter_mut().for_each(each);
            each(&mut signature.date);
        }
        if let Some(printed) = &mut paper.printed {
            each(&mut printed.organ);
            each(&mut printed.date);
        }
        if let Some(proof) = &mut paper.proof {
            each(&mut proof.link);
            each(&mut proof.number);
            proof.fingerprint.iter_mut().for_each(each);
        }
        paper
    }
}

impl Block {
    fn map_text(&mut self, change: &dyn Fn(&str) -> String) {
        let each = |text: &mut String| *text = change(text);
        match self {
            Self::Heading { text, .. } | Self::Paragraph { text } => each(text),
            Self::Labelled { label, text } => {
                each(label);
                each(text);
            }
            Self::Table(table) => {
                table.caption.iter_mut().for_each(each);
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.text.iter_mut().for_each(each);
                    cell.foot.iter_mut().for_each(each);
                }
            }
        }
    }
}
