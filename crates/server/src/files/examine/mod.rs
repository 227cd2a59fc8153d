//! Looks into a file that has come whole: is it what its name says, and does
//! its text bear a mark of secrecy (A6)? Runs in a process of its own
//! (`examiner`), so that a file made to break its reader breaks nothing else.
//! Nothing of the text leaves this module but "marked" or "not marked".

pub mod bounds;
mod compound;
mod pdf;
mod search;
mod sheet;
pub mod text;
mod xml;
mod zipped;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Refused;
use super::kinds::{self, Kind};
use bounds::Bounds;
pub(crate) use search::Searcher;

/// What came of looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Taken {
        media_type: String,
        /// Whether a browser may show it inside a page.
        shows: bool,
    },
    Refused(Refused),
}

/// Why the text could not be read to its end.
#[derive(Debug)]
pub(crate) enum Unread {
    /// More than a reader should be asked to take in.
    TooMuch,
    /// Nobody can look into it without its password.
    Locked,
    /// An archive of a kind that is not looked into.
    Sealed,
    /// A program is packed in it.
    Runs,
    /// It declares for itself how it is to be read: what is searched need not be
    /// what is shown.
    Declared,
    /// Not what its kind should be.
    Broken,
}

impl From<io::Error> for Unread {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

/// Looks at a file. `accept_unread`: take what cannot be read all the same.
pub fn look(path: &Path, name: &str, accept_unread: bool) -> Verdict {
    match judged(path, name, accept_unread) {
        Ok(verdict) => verdict,
        Err(refused) => Verdict::Refused(refused),
    }
}

/// The text of a file that was taken before, as much as is kept of one; none of a file
/// that would not be taken now.
pub fn text(path: &Path, name: &str) -> String {
    let mut searcher = Searcher::keeping(LONGEST_TEXT);
    match judged_with(path, name, true, &mut searcher) {
        Ok(_) => searcher.into_text(),
        Err(_) => String::new(),
    }
}

/// Bytes of text: some hundred pages.
const LONGEST_TEXT: usize = 300_000;

fn judged(path: &Path, name: &str, accept_unread: bool) -> Result<Verdict, Refused> {
    judged_with(path, name, accept_unread, &mut Searcher::default())
}

fn judged_with(
    path: &Path,
    name: &str,
    accept_unread: bool,
    searcher: &mut Searcher,
) -> Result<Verdict, Refused> {
    let mut file = File::open(path).map_err(|_| broken(name))?;
    let kind = kinds::of(name, &mut file)?;
    let mut bounds = Bounds::default();
    let mut active = false;
    let read = match kind.id {
        "pdf" => pdf::read(path, searcher, &mut active),
        _ => text_of(kind, &mut file, searcher, &mut bounds),
    };
    if searcher.carries_mark() {
        return Err(Refused::secret());
    }
    match read {
        Err(Unread::TooMuch) => return Err(too_much(name)),
        Err(Unread::Runs) => return Err(kinds::with_program(name)),
        Err(Unread::Locked) if !accept_unread => return Err(kinds::locked(name)),
        Err(Unread::Sealed) if !accept_unread => return Err(kinds::sealed(name)),
        Err(Unread::Broken | Unread::Declared) if !accept_unread => return Err(broken(name)),
        _ => {}
    }
    Ok(Verdict::Taken {
        media_type: kind.media_type.to_owned(),
        // what could not be read is not shown by the browser either
        shows: kinds::can_show(kind) && !active && read.is_ok(),
    })
}

/// Searches the text of anything but a PDF.
pub(crate) fn text_of<R: Read + Seek>(
    kind: &Kind,
    file: &mut R,
    searcher: &mut Searcher,
    bounds: &mut Bounds,
) -> Result<(), Unread> {
    file.seek(SeekFrom::Start(0))?;
    match kind.id {
        "docx" | "xlsx" | "pptx" | "ofd" => zipped::document(file, searcher, bounds),
        "zip" => zipped::archive(file, searcher, bounds),
        "text" => text::read(file, searcher),
        "doc" | "xls" | "ppt" => compound::read(file, searcher),
        "7z" | "rar" => Err(Unread::Sealed),
        // pictures have no text
        _ => Ok(()),
    }
}

fn broken(name: &str) -> Refused {
    Refused::new(
        format!("“{name}”的内容无法读取，不能检查其中有无国家秘密标志，不予接收"),
        "文件可能已经损坏，请用原来的软件打开并另存后重新上传",
    )
}

pub(crate) fn too_much(name: &str) -> Refused {
    Refused::new(
        format!("“{name}”展开后的内容过大、层次过深或检查用时过长，不予接收"),
        "请拆分成几个较小的文件，压缩包内不要再放压缩包",
    )
}

/// The largest file that is read into memory whole.
const WHOLE: u64 = 512 * 1024 * 1024;

pub(crate) fn whole<R: Read + Seek>(file: &mut R) -> Result<Vec<u8>, Unread> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > WHOLE {
        return Err(Unread::TooMuch);
    }
    Ok(bytes)
}

/// Whether a document of before 2007 has a part of this name, or speaks of it.
pub(crate) fn names_part(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    find(bytes, &wide).is_some()
}

/// The part that holds a document with a password.
pub(crate) const ENCRYPTED: &str = "EncryptedPackage";

/// Where a sequence of bytes begins.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
