//! A sheet of a workbook: cells of one row are looked at together, those that
//! point into the table of shared texts with what stands there.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml::resolved;
use super::{Searcher, Unread};

/// Bounds what the shared texts of a workbook take up.
const MOST_SHARED: usize = 256 * 1024 * 1024;
const LONGEST_ROW: usize = 256 * 1024;

/// The table of shared texts; each is looked at by itself too.
pub(super) fn shared(part: impl BufRead, searcher: &mut Searcher) -> Result<Vec<String>, Unread> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let (mut texts, mut text) = (Vec::new(), String::new());
    let (mut inside, mut size) = (false, 0_usize);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader
            .read_event_into(&mut buffer)
            .map_err(|_| Unread::Broken)?
        {
            Event::Start(tag) if tag.local_name().as_ref() == b"t" => inside = true,
            Event::End(tag) => match tag.local_name().as_ref() {
                b"t" => inside = false,
                b"si" => {
                    // one by one: what stands beside it here stands elsewhere in the sheet
                    let mut alone = Searcher::default();
                    alone.line(&text);
                    searcher.adopt(&alone);
                    size = size.saturating_add(text.len() + 24);
                    if size > MOST_SHARED {
                        return Err(Unread::TooMuch);
                    }
                    texts.push(std::mem::take(&mut text));
                }
                _ => {}
            },
            Event::Text(letters) if inside => {
                text.push_str(&letters.decode().map_err(|_| Unread::Broken)?);
            }
            Event::GeneralRef(reference) if inside => text.push_str(&resolved(&reference)),
            // what a document declares for itself could say something else than is searched
            Event::DocType(_) => return Err(Unread::Declared),
            Event::Eof => return Ok(texts),
            _ => {}
        }
        if searcher.marked() {
            return Ok(texts);
        }
    }
}

pub(super) fn read(
    part: impl BufRead,
    shared: &[String],
    searcher: &mut Searcher,
) -> Result<(), Unread> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let (mut row, mut cell) = (String::new(), String::new());
    let (mut inside, mut points) = (false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader
            .read_event_into(&mut buffer)
            .map_err(|_| Unread::Broken)?
        {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"c" => points = is_shared(&tag),
                b"v" | b"t" | b"oddHeader" | b"oddFooter" | b"f" => inside = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                b"v" | b"t" | b"f" => inside = false,
                b"oddHeader" | b"oddFooter" => {
                    inside = false;
                    searcher.line(&std::mem::take(&mut cell));
                }
                b"c" => {
                    let text = std::mem::take(&mut cell);
                    let text = if points {
                        pointed(shared, &text)
                    } else {
                        &text
                    };
                    if row.len() < LONGEST_ROW {
                        row.push_str(text);
                        row.push(' ');
                    }
                }
                b"row" => searcher.line(&std::mem::take(&mut row)),
                _ => {}
            },
            Event::Text(letters) if inside => {
                cell.push_str(&letters.decode().map_err(|_| Unread::Broken)?);
            }
            Event::GeneralRef(reference) if inside => cell.push_str(&resolved(&reference)),
            // what a document declares for itself could say something else than is searched
            Event::DocType(_) => return Err(Unread::Declared),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if searcher.marked() {
            return Ok(());
        }
    }
}

fn is_shared(tag: &BytesStart<'_>) -> bool {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .any(|attribute| attribute.key.as_ref() == b"t" && attribute.value.as_ref() == b"s")
}

fn pointed<'a>(shared: &'a [String], place: &str) -> &'a str {
    let place: Option<usize> = place.trim().parse().ok();
    place
        .and_then(|place| shared.get(place))
        .map_or("", String::as_str)
}
