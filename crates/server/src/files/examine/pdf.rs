//! The text of a PDF, page by page. Pictures are left out while it is read, so
//! that a scanned volume does not have to fit into memory twice. Readers of PDF
//! panic at what they do not expect: each page is read behind a guard.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pdf_extract::{Document, Error, LoadOptions, Object, PlainTextOutput, output_doc_page};

use super::{Searcher, Unread};

/// Names of what acts by itself when a document is opened.
const ACTIVE: [&[u8]; 6] = [
    b"JavaScript",
    b"JS",
    b"Launch",
    b"EmbeddedFile",
    b"RichMedia",
    b"XFA",
];

/// Searches the document; says whether anything in it is active.
pub(super) fn read(path: &Path, searcher: &mut Searcher, active: &mut bool) -> Result<(), Unread> {
    let loaded =
        guarded(|| Document::load_with_options(path, LoadOptions::with_filter(without_pictures)))?;
    let document = loaded.map_err(|error| unread(&error))?;
    *active = document.objects.values().any(is_active);
    pages(&document, searcher)
}

/// The same of bytes in memory: what lies in an archive.
pub(super) fn read_bytes(bytes: &[u8], searcher: &mut Searcher) -> Result<(), Unread> {
    let loaded = guarded(|| Document::load_mem(bytes))?;
    pages(&loaded.map_err(|error| unread(&error))?, searcher)
}

fn pages(document: &Document, searcher: &mut Searcher) -> Result<(), Unread> {
    if document.is_encrypted() {
        return Err(Unread::Locked);
    }
    let pages = guarded(|| document.get_pages())?;
    if pages.is_empty() {
        return Err(Unread::Broken);
    }
    let mut all_read = true;
    for number in pages.into_keys() {
        match page(document, number) {
            Some(text) => text.lines().for_each(|line| searcher.line(line)),
            None => all_read = false,
        }
        if searcher.marked() {
            return Ok(());
        }
    }
    if all_read {
        Ok(())
    } else {
        Err(Unread::Broken)
    }
}

/// One page's text by one reader, and where it gives up by another.
fn page(document: &Document, number: u32) -> Option<String> {
    let first = guarded(|| {
        let mut text = String::new();
        let mut output = PlainTextOutput::new(&mut text);
        output_doc_page(document, &mut output, number).map(|()| text)
    });
    match first {
        Ok(Ok(text)) => Some(text),
        _ => guarded(|| document.extract_text(&[number])).ok()?.ok(),
    }
}

fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| Unread::Broken)
}

/// The reader asks for an answer where there might be none.
#[expect(clippy::unnecessary_wraps, reason = "the signature is the reader's")]
fn without_pictures(id: (u32, u16), object: &mut Object) -> Option<((u32, u16), Object)> {
    if let Object::Stream(stream) = object {
        let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
        if subtype.is_ok_and(|name| name == b"Image") {
            stream.content.clear();
        }
    }
    Some((id, object.clone()))
}

fn is_active(object: &Object) -> bool {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        Object::Array(list) => return list.iter().any(is_active),
        _ => return false,
    };
    dictionary.iter().any(|(key, value)| {
        let named = |name: &[u8]| ACTIVE.contains(&name);
        named(key) || value.as_name().is_ok_and(named) || is_active(value)
    })
}

fn unread(error: &Error) -> Unread {
    match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            Unread::Locked
        }
        _ => Unread::Broken,
    }
}
