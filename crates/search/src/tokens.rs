//! Text cut into what the index knows: Latin words and numbers as they stand, Chinese as
//! every pair of neighbours, so that any word of two characters is found wherever it
//! stands, in no dictionary or in any. The last character of a run stands once more by
//! itself: so a single character is the beginning of a token wherever it occurs.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization as _;

/// A piece of a text with its place, in bytes of the text as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// One of two Chinese characters, or one by itself.
    pub pair: bool,
}

/// A word longer than this is cut: nobody types it.
const LONGEST_WORD: usize = 64;

/// The place of a piece among all is its position.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reading::default();
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if is_han(letter) {
            reader.word_ends();
            reader.han(letter, at, end);
        } else if letter.is_alphanumeric() {
            reader.run_ends();
            reader.letter(letter, at, end);
        } else if !(is_comma(letter) && reader.in_number() && thousand(text, end)) {
            reader.word_ends();
            reader.run_ends();
        }
    }
    reader.word_ends();
    reader.run_ends();
    reader.found
}

#[derive(Default)]
struct Reading {
    found: Vec<Piece>,
    word: Option<Piece>,
    last: Option<(char, usize, usize)>,
}

impl Reading {
    fn han(&mut self, letter: char, start: usize, end: usize) {
        if let Some((before, from, _)) = self.last.replace((letter, start, end)) {
            self.found.push(Piece {
                text: String::from_iter([before, letter]),
                start: from,
                end,
                pair: true,
            });
        }
    }

    fn letter(&mut self, letter: char, start: usize, end: usize) {
        let word = self.word.get_or_insert_with(|| Piece {
            text: String::new(),
            start,
            end,
            pair: false,
        });
        word.text.extend(folded(letter));
        word.end = end;
        if word.text.len() >= LONGEST_WORD {
            self.word_ends();
        }
    }

    fn in_number(&self) -> bool {
        let word = self.word.as_ref();
        word.is_some_and(|word| word.text.chars().all(|letter| letter.is_ascii_digit()))
    }

    fn word_ends(&mut self) {
        self.found.extend(self.word.take());
    }

    fn run_ends(&mut self) {
        if let Some((letter, start, end)) = self.last.take() {
            self.found.push(Piece {
                text: letter.to_string(),
                start,
                end,
                pair: true,
            });
        }
    }
}

pub(crate) fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

fn is_comma(letter: char) -> bool {
    matches!(letter, ',' | '，')
}

/// Whether three digits and no more follow, as after the comma in 1,234.
fn thousand(text: &str, from: usize) -> bool {
    let rest = text.get(from..).unwrap_or_default();
    let digits = rest.chars().take_while(|letter| is_digit(*letter)).take(4);
    digits.count() == 3
}

fn is_digit(letter: char) -> bool {
    folded(letter).all(|letter| letter.is_ascii_digit())
}

/// Small letters of plain width: Ａ and A are a.
pub(crate) fn folded(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter).nfkc().flat_map(char::to_lowercase)
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Cutter;

#[derive(Debug)]
pub(crate) struct Cut {
    pieces: std::vec::IntoIter<Piece>,
    position: usize,
    token: Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        Cut {
            pieces: pieces(text).into_iter(),
            position: 0,
            token: Token::default(),
        }
    }
}

impl TokenStream for Cut {
    fn advance(&mut self) -> bool {
        let Some(piece) = self.pieces.next() else {
            return false;
        };
        self.token = Token {
            offset_from: piece.start,
            offset_to: piece.end,
            position: self.position,
            text: piece.text,
            position_length: 1,
        };
        self.position += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn cut(text: &str) -> Vec<String> {
        pieces(text).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn chinese_is_cut_into_pairs_and_latin_into_words() {
        assert_eq!(cut("5G基站网络"), ["5g", "基站", "站网", "网络", "络"]);
        assert_eq!(cut("ＨＬ７接口 v2.1"), ["hl7", "接口", "口", "v2", "1"]);
        assert_eq!(cut("路"), ["路"]);
        assert_eq!(cut("，。！…🙂"), Vec::<String>::new());
    }

    #[test]
    fn a_number_is_one_whether_its_thousands_are_set_apart_or_not() {
        assert_eq!(cut("1,234,567.89元"), ["1234567", "89", "元"]);
        assert_eq!(cut("12,34"), ["12", "34"]);
        assert_eq!(
            cut("西信函〔2025〕12号"),
            ["西信", "信函", "函", "2025", "12", "号"]
        );
    }
}
