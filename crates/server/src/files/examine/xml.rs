//! The text of a part of an office document: letters of one paragraph belong
//! together however many runs they are split over, and paragraphs of one row
//! of a table do too.

use std::io::BufRead;

use quick_xml::events::{BytesRef, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Searcher, Unread};

/// A paragraph is handed on at this length, finished or not.
const LONGEST: usize = 64 * 1024;
const DEEPEST: u32 = 4000;

#[derive(Debug, Default)]
struct Reading {
    /// Inside how many elements that hold letters.
    letters: u32,
    depth: u32,
    paragraph: String,
    row: String,
    rows: u32,
}

/// Searches every element that holds letters. `all`: every element does.
pub(super) fn read(part: impl BufRead, all: bool, searcher: &mut Searcher) -> Result<(), Unread> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut reading = Reading::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader
            .read_event_into(&mut buffer)
            .map_err(|_| Unread::Broken)?
        {
            Event::Start(tag) => {
                let name = tag.local_name();
                reading.start(name.as_ref(), all)?;
                attributes(&tag, searcher);
            }
            Event::Empty(tag) => {
                if matches!(tag.local_name().as_ref(), b"tab" | b"br" | b"cr") {
                    reading.push(" ");
                }
                attributes(&tag, searcher);
            }
            Event::End(tag) => reading.end(tag.local_name().as_ref(), all, searcher),
            Event::Text(text) if reading.letters > 0 => {
                let text = text.decode().map_err(|_| Unread::Broken)?;
                reading.push(&text);
            }
            Event::CData(text) if reading.letters > 0 => {
                let text = text.decode().map_err(|_| Unread::Broken)?;
                reading.push(&text);
            }
            Event::GeneralRef(reference) if reading.letters > 0 => {
                reading.push(&resolved(&reference));
            }
            // what a document declares for itself could say something else than is searched
            Event::DocType(_) => return Err(Unread::Declared),
            Event::Eof => break,
            _ => {}
        }
        if reading.paragraph.len() > LONGEST {
            reading.flush(searcher);
        }
        if searcher.marked() {
            return Ok(());
        }
    }
    reading.flush(searcher);
    Ok(())
}

impl Reading {
    fn start(&mut self, name: &[u8], all: bool) -> Result<(), Unread> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unread::TooMuch);
        }
        if all || holds_letters(name) {
            self.letters += 1;
        }
        if name == b"tr" {
            self.rows += 1;
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8], all: bool, searcher: &mut Searcher) {
        self.depth = self.depth.saturating_sub(1);
        if all || holds_letters(name) {
            self.letters = self.letters.saturating_sub(1);
        }
        if all || matches!(name, b"p" | b"si" | b"is" | b"TextObject" | b"comment") {
            self.flush(searcher);
        }
        if name == b"tr" {
            self.rows = self.rows.saturating_sub(1);
            // its cells were kept one by one
            searcher.line_aside(&std::mem::take(&mut self.row));
        }
    }

    fn push(&mut self, text: &str) {
        self.paragraph.push_str(text);
    }

    fn flush(&mut self, searcher: &mut Searcher) {
        if self.paragraph.is_empty() {
            return;
        }
        searcher.line(&self.paragraph);
        if self.rows > 0 && self.row.len() < LONGEST {
            self.row.push_str(&self.paragraph);
            self.row.push(' ');
        }
        self.paragraph.clear();
    }
}

fn holds_letters(name: &[u8]) -> bool {
    matches!(name, b"t" | b"delText" | b"instrText" | b"TextCode")
}

/// Names of sheets, text of word art and descriptions of pictures are attributes; other
/// names are those of styles and parts, which nobody reads.
fn attributes(tag: &quick_xml::events::BytesStart<'_>, searcher: &mut Searcher) {
    let of_sheet = tag.local_name().as_ref() == b"sheet";
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.local_name();
        let name = key.as_ref() == b"name";
        let known = name || matches!(key.as_ref(), b"descr" | b"title" | b"string" | b"alt");
        if known && let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) {
            if name && !of_sheet {
                searcher.line_aside(&value);
            } else {
                searcher.line(&value);
            }
        }
    }
}

/// The letter behind `&#26426;` or `&amp;`; a name that is not known is no letter.
pub(super) fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return letter.to_string();
    }
    let name = reference.decode().unwrap_or_default();
    quick_xml::escape::resolve_predefined_entity(&name)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Searcher, read};

    #[test]
    fn each_cell_is_kept_once_and_names_of_styles_are_not() {
        let part = "<w:tbl><w:bookmarkStart w:name=\"_GoBack\"/><w:tr>\
            <w:tc><w:p><w:r><w:t>建设内容</w:t></w:r></w:p></w:tc>\
            <w:tc><w:p><w:r><w:t>门禁联网</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        let mut searcher = Searcher::keeping(1_000);
        read(part.as_bytes(), false, &mut searcher).expect("well-formed");
        assert_eq!(searcher.into_text(), "建设内容\n门禁联网\n");
    }

    #[test]
    fn a_mark_split_over_the_cells_of_a_row_is_found() {
        let part = "<w:tr><w:tc><w:p><w:r><w:t>密级</w:t></w:r></w:p></w:tc>\
            <w:tc><w:p><w:r><w:t>机密★10年</w:t></w:r></w:p></w:tc></w:tr>";
        let mut searcher = Searcher::default();
        read(part.as_bytes(), false, &mut searcher).expect("well-formed");
        assert!(searcher.marked());
    }
}
