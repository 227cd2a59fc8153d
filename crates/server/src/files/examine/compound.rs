//! Documents before 2007 and of WPS: their text lies in the file as UTF-16 or
//! GBK. It is not taken apart; wherever a grade of secrecy is spelt, what
//! stands around it is looked at.

use std::io::{Read, Seek};

use encoding_rs::{GBK, UTF_16LE};

use super::{Searcher, Unread, whole};

/// Bytes looked at on either side of a grade.
const AROUND: usize = 120;

pub(super) fn read<R: Read + Seek>(file: &mut R, searcher: &mut Searcher) -> Result<(), Unread> {
    let bytes = whole(file)?;
    if super::names_part(&bytes, super::ENCRYPTED) {
        return Err(Unread::Locked);
    }
    for encoding in [UTF_16LE, GBK] {
        // every grade ends in this character
        let wanted: Vec<u8> = if encoding == UTF_16LE {
            "密".encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            GBK.encode("密").0.into_owned()
        };
        let mut from = 0;
        while let Some(place) = bytes
            .get(from..)
            .and_then(|rest| super::find(rest, &wanted))
            .map(|found| found + from)
        {
            // an even number back: letters of two bytes stay whole
            let start = place - place.min(AROUND) / 2 * 2;
            let end = bytes.len().min(place + AROUND);
            let around = bytes.get(start..end).unwrap_or_default();
            let (text, _) = encoding.decode_without_bom_handling(around);
            searcher.line(&visible(&text));
            if searcher.marked() {
                return Ok(());
            }
            from = place + wanted.len();
        }
    }
    Ok(())
}

/// Marks of paragraphs and cells are control characters here.
fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_control() || letter == '\u{fffd}' {
                ' '
            } else {
                letter
            }
        })
        .collect()
}
