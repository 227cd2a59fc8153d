//! Plain text in the encodings that are met here: UTF-8, UTF-16 with its mark,
//! and GBK (read as GB18030, which holds it).

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8};

use super::{Searcher, Unread};

const CHUNK: usize = 64 * 1024;
/// A line longer than this is handed on in pieces that overlap.
const LINE: usize = 64 * 1024;

/// Whether the whole file is text in one of the encodings.
pub fn is_text<R: Read + Seek>(file: &mut R) -> bool {
    encoding(file).is_some()
}

pub(super) fn read<R: Read + Seek>(file: &mut R, searcher: &mut Searcher) -> Result<(), Unread> {
    let encoding = encoding(file).ok_or(Unread::Broken)?;
    let mut line = String::new();
    decode(file, encoding, |text| {
        for piece in text.split_inclusive(['\n', '\r']) {
            line.push_str(piece);
            if piece.ends_with(['\n', '\r']) || line.len() > LINE {
                searcher.line(&line);
                let ended = piece.ends_with(['\n', '\r']);
                let tail: Vec<char> = line.chars().rev().take(64).collect();
                line.clear();
                if !ended {
                    line.extend(tail.into_iter().rev());
                }
            }
        }
        true
    })?;
    searcher.line(&line);
    Ok(())
}

fn encoding<R: Read + Seek>(file: &mut R) -> Option<&'static Encoding> {
    let mut start = [0; 3];
    file.seek(SeekFrom::Start(0)).ok()?;
    let read = file.read(&mut start).ok()?;
    if let Some((marked, _)) = Encoding::for_bom(start.get(..read)?) {
        return decode(file, marked, readable)
            .ok()
            .filter(|sound| *sound)
            .map(|_| marked);
    }
    [UTF_8, GB18030]
        .into_iter()
        .find(|encoding| decode(file, encoding, readable).unwrap_or(false))
}

/// Text has no control characters but those of layout.
fn readable(text: &str) -> bool {
    !text.chars().any(|letter| {
        letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}')
    })
}

/// Decodes from the beginning, piece by piece. False where a byte does not fit
/// the encoding, or as soon as the taker says so.
fn decode<R: Read + Seek>(
    file: &mut R,
    encoding: &'static Encoding,
    mut take: impl FnMut(&str) -> bool,
) -> Result<bool, Unread> {
    file.seek(SeekFrom::Start(0))?;
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut bytes = vec![0; CHUNK];
    loop {
        let read = file.read(&mut bytes)?;
        let fed = bytes.get(..read).unwrap_or_default();
        if !feed(&mut decoder, fed, read == 0, &mut take) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

fn feed(
    decoder: &mut Decoder,
    mut bytes: &[u8],
    last: bool,
    take: &mut impl FnMut(&str) -> bool,
) -> bool {
    let mut text = String::with_capacity(CHUNK * 2);
    loop {
        let (result, read, replaced) = decoder.decode_to_string(bytes, &mut text, last);
        if replaced || !take(&text) {
            return false;
        }
        text.clear();
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return true;
        }
    }
}
