//! Texts come from anyone. What has no place on paper goes: control
//! characters, and marks that turn the direction of reading, with which an
//! official sentence could be made to read otherwise than it is stored.

use std::borrow::Cow;

/// The text in one line, without characters that paper cannot show.
pub(crate) fn line(text: &str) -> String {
    kept(text).collect::<String>().trim().to_owned()
}

/// The paragraphs of a text: its lines that are not empty.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(line)
        .filter(|line| !line.is_empty())
        .collect()
}

/// Blanks at the ends stay: for texts that templates lay out.
pub(crate) fn inline(text: &str) -> String {
    kept(text).collect()
}

fn kept(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || is_invisible(c) || is_no_character(c) => None,
        c => Some(c),
    })
}

/// Direction marks, joiners, fillers and tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}')
}

fn is_no_character(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// The mark for a character that no font has, as printers set it.
const NO_GLYPH: char = '〓';

/// A word of more letters than this may break, after every so many.
const LONG_WORD: usize = 12;
const STEP: usize = 4;

/// For the typesetter: only characters that `has_glyph`, and places to break
/// within words that are longer than a cell is wide.
pub(crate) fn printable<'a>(text: &'a str, has_glyph: &dyn Fn(char) -> bool) -> Cow<'a, str> {
    if text.chars().all(|c| is_han(c) && has_glyph(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars().filter(|c| !is_selector(*c)) {
        let shown = if has_glyph(c) { c } else { NO_GLYPH };
        if c == ' ' || is_han(c) {
            finish(&mut out, &mut word);
            out.push(shown);
        } else {
            word.push(shown);
        }
    }
    finish(&mut out, &mut word);
    Cow::Owned(out)
}

/// Writes a word, with places to break if it is long.
fn finish(out: &mut String, word: &mut Vec<char>) {
    let step = if word.len() > LONG_WORD {
        STEP
    } else {
        LONG_WORD
    };
    for (at, part) in word.chunks(step).enumerate() {
        if at > 0 {
            out.push('\u{200b}');
        }
        out.extend(part);
    }
    word.clear();
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_marks_go() {
        assert_eq!(line("甲\u{0}\u{7}\u{202e}乙\u{feff}\tb\u{fffe}"), "甲乙 b");
    }

    #[test]
    fn lines_are_paragraphs() {
        assert_eq!(paragraphs("甲\r\n\r\n 乙 \n"), ["甲", "乙"]);
    }

    #[test]
    fn what_no_font_has_is_marked() {
        assert_eq!(printable("甲🦀乙", &|c| c != '🦀'), "甲〓乙");
    }

    #[test]
    fn a_long_word_may_break() {
        let broken = printable("abcdefghijklmnop", &|_| true).into_owned();
        assert_eq!(broken, "abcd\u{200b}efgh\u{200b}ijkl\u{200b}mnop");
        assert_eq!(printable("统筹 abcdef", &|_| true), "统筹 abcdef");
    }
}
