//! What lies in a ZIP archive, be it an office document or an archive as such.

use std::io::{BufReader, Cursor, Read, Seek};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::bounds::Bounds;
use super::{Searcher, Unread, sheet, text_of, xml};
use crate::files::kinds;

/// Enough to tell archives and documents by.
const HEAD: usize = 8;
/// Parts of a workbook that are read in their own way.
const SHARED: &str = "xl/sharedStrings.xml";

/// An office document or OFD: every part that holds text, and what is embedded.
pub(super) fn document<R: Read + Seek>(
    file: &mut R,
    searcher: &mut Searcher,
    bounds: &mut Bounds,
) -> Result<(), Unread> {
    bounds.enter()?;
    let mut archive = ZipArchive::new(file).map_err(|error| unread(&error))?;
    let shared = match archive.by_name(SHARED) {
        Ok(part) => {
            let packed = part.compressed_size();
            let mut part = bounds.reader(part, packed);
            let read = sheet::shared(BufReader::new(&mut part), searcher);
            if part.burst() {
                return Err(Unread::TooMuch);
            }
            read?
        }
        Err(_) => Vec::new(),
    };
    for index in 0..archive.len() {
        if searcher.marked() {
            return Ok(());
        }
        bounds.part()?;
        let part = archive.by_index(index).map_err(|error| unread(&error))?;
        let name = entry_name(&part);
        if name.contains("/embeddings/") || name.contains("/Attachs/") {
            inner(part, &name, searcher, bounds)?;
        } else if is_xml(&name) && name != SHARED {
            searcher.set_aside(is_beside(&name));
            let read = document_part(part, &name, &shared, searcher, bounds);
            searcher.set_aside(false);
            read?;
        }
    }
    bounds.leave();
    Ok(())
}

fn is_xml(name: &str) -> bool {
    name.ends_with(".xml") || name.ends_with(".vml")
}

/// What stands around a document's text: who wrote it, the head and foot of its pages, how
/// it is to look.
fn is_beside(name: &str) -> bool {
    let around = [
        "docProps/",
        "word/header",
        "word/footer",
        "ppt/slideMasters/",
    ];
    let looks = ["styles", "theme", "fontTable", "settings", "numbering"];
    let file = name.rsplit('/').next().unwrap_or_default();
    around.iter().any(|place| name.starts_with(place))
        || looks.iter().any(|part| file.starts_with(part))
}

fn document_part<R: Read>(
    part: ZipFile<'_, R>,
    name: &str,
    shared: &[String],
    searcher: &mut Searcher,
    bounds: &mut Bounds,
) -> Result<(), Unread> {
    let packed = part.compressed_size();
    let mut part = bounds.reader(part, packed);
    let mut buffered = BufReader::new(&mut part);
    let read = if name.starts_with("xl/worksheets/") {
        sheet::read(&mut buffered, shared, searcher)
    } else {
        xml::read(&mut buffered, name.starts_with("docProps/"), searcher)
    };
    if part.burst() {
        return Err(Unread::TooMuch);
    }
    // drawings of old software are not always well-formed; text is elsewhere
    if name.ends_with(".vml") { Ok(()) } else { read }
}

/// An archive: the names in it, and what can be read of what lies in it.
pub(super) fn archive<R: Read + Seek>(
    file: &mut R,
    searcher: &mut Searcher,
    bounds: &mut Bounds,
) -> Result<(), Unread> {
    if is_document(file)? {
        return document(file, searcher, bounds);
    }
    bounds.enter()?;
    let mut archive = ZipArchive::new(file).map_err(|error| unread(&error))?;
    for index in 0..archive.len() {
        bounds.part()?;
        let part = archive.by_index(index).map_err(|error| unread(&error))?;
        let name = entry_name(&part);
        searcher.line(&name);
        if searcher.marked() {
            return Ok(());
        }
        if kinds::is_program(&name) {
            return Err(Unread::Runs);
        }
        if part.is_file() {
            inner(part, &name, searcher, bounds)?;
        }
    }
    bounds.leave();
    Ok(())
}

/// Whether it is a document, whatever it is called.
fn is_document<R: Read + Seek>(file: &mut R) -> Result<bool, Unread> {
    let archive = ZipArchive::new(file).map_err(|error| unread(&error))?;
    let found = ["[Content_Types].xml", "OFD.xml"]
        .iter()
        .any(|part| archive.index_for_name(part).is_some());
    Ok(found)
}

/// Names are UTF-8 where they say so, and GBK where they were made here.
fn entry_name<R: Read>(part: &ZipFile<'_, R>) -> String {
    let raw = part.name_raw();
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GBK.decode(raw).0.into_owned(),
    }
}

/// Something within: read as its first bytes say, and else as its name does. Whether
/// the two agree does not matter here, only what can be found in it.
fn inner<R: Read>(
    mut part: ZipFile<'_, R>,
    name: &str,
    searcher: &mut Searcher,
    bounds: &mut Bounds,
) -> Result<(), Unread> {
    let packed = part.compressed_size();
    let mut head = Vec::with_capacity(HEAD);
    part.by_ref()
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|_| Unread::Broken)?;
    if kinds::begins_program(&head) {
        return Err(Unread::Runs);
    }
    let Some(kind) = kinds::within(&head, name) else {
        return Ok(());
    };
    if matches!(kind.media_type.split_once('/'), Some(("image", _))) {
        return Ok(());
    }
    let bytes = bounds.unfold(head.as_slice().chain(part), packed)?;
    let read = if kind.id == "pdf" {
        super::pdf::read_bytes(&bytes, searcher)
    } else {
        text_of(kind, &mut Cursor::new(bytes), searcher, bounds)
    };
    match read {
        // the archive as a whole is what is judged: a broken part of it is not
        // shown by anyone's browser
        Err(Unread::Broken) => Ok(()),
        other => other,
    }
}

fn unread(error: &ZipError) -> Unread {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unread::Locked,
        _ => Unread::Broken,
    }
}
