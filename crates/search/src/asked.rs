//! What somebody typed, read as words that must all be there. Nothing typed is an
//! operator, so nothing typed can be a mistake: brackets and slashes only part words.

use rustc_hash::FxHashSet;

use crate::document::Facet;
use crate::tokens::{Piece, pieces};

/// A question to the index.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub terms: Terms,
    /// The guards that open to who asks.
    pub open: std::sync::Arc<FxHashSet<u64>>,
    /// Only what has these values.
    pub narrowed: Vec<(Facet, u64)>,
    /// What weighs more or less than others, by its kind.
    pub weights: Vec<(u64, f32)>,
    pub skip: usize,
    pub take: usize,
    /// Finds also what has only most of the words.
    pub loosely: bool,
}

/// What was typed, in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    pub(crate) words: Vec<Word>,
    /// Whether less was read than was typed.
    pub cut_short: bool,
}

/// One word: pieces that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub pieces: Vec<Piece>,
    /// The last piece may go on.
    pub open_end: bool,
}

/// Nobody types more in earnest; each piece costs time.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 10;

impl Terms {
    /// The words of a text that was typed.
    pub fn of(typed: &str) -> Self {
        let text: String = typed.chars().take(LONGEST).collect();
        let mut cut_short = typed.chars().count() > LONGEST;
        let mut words: Vec<Word> = Vec::new();
        for part in parts(&text) {
            let Some(word) = Word::of(part) else { continue };
            if words.contains(&word) {
                continue;
            }
            if words.len() == MOST_WORDS {
                cut_short = true;
                break;
            }
            words.push(word);
        }
        Self { words, cut_short }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Every piece by itself, each once.
    pub(crate) fn apart(&self) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for piece in self.words.iter().flat_map(|word| &word.pieces) {
            let known = words.iter().flat_map(|word| &word.pieces);
            if known.into_iter().any(|other| other.text == piece.text) {
                continue;
            }
            words.push(Word {
                pieces: vec![piece.clone()],
                open_end: false,
            });
        }
        Self {
            words,
            cut_short: self.cut_short,
        }
    }
}

/// Parted by spaces, and by marks between sentences; a comma in a number parts nothing.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.split(|letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '、' | '；' | ';' | '。' | '！' | '？' | '"' | '“' | '”'
            )
    });
    whole.flat_map(|part| {
        let numeric = part.chars().all(|letter| !crate::tokens::is_han(letter));
        let comma = move |letter: char| !numeric && matches!(letter, ',' | '，');
        part.split(comma)
    })
}

impl Word {
    fn of(part: &str) -> Option<Self> {
        let mut pieces = pieces(part);
        let alone = match pieces.as_slice() {
            [.., before, last] if last.pair => before.end != last.end,
            _ => true,
        };
        // the last character of a run stands in the pair before
        if !alone {
            pieces.pop();
        }
        let last = pieces.last()?;
        let single = last.text.chars().count() == 1;
        let open_end = if last.pair { single } else { !single };
        Some(Self { pieces, open_end })
    }
}

#[cfg(test)]
mod tests {
    use super::Terms;

    fn read(typed: &str) -> Vec<(Vec<String>, bool)> {
        let words = Terms::of(typed).words.into_iter();
        words
            .map(|word| {
                let texts = word.pieces.into_iter().map(|piece| piece.text);
                (texts.collect(), word.open_end)
            })
            .collect()
    }

    #[test]
    fn words_are_parted_by_spaces_and_may_go_on_at_their_end() {
        let pair = |text: &str| (vec![text.to_owned()], false);
        assert_eq!(read("网络 医保"), [pair("网络"), pair("医保")]);
        assert_eq!(read("网络，医保、网络"), [pair("网络"), pair("医保")]);
        assert_eq!(read("路"), [(vec!["路".to_owned()], true)]);
        assert_eq!(read("HL7"), [(vec!["hl7".to_owned()], true)]);
        assert_eq!(read("1,234,567"), [(vec!["1234567".to_owned()], true)]);
        let first = ["第", "1"].map(str::to_owned).to_vec();
        assert_eq!(read("第1"), [(first, false)]);
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        assert!(Terms::of(" ()[]{}*?:\"^~+-|&!\\/ 🙂 ").is_empty());
        assert_eq!(Terms::of("title:网络 AND (医保 OR").words.len(), 4);
        let long = "网络".repeat(5000);
        let read = Terms::of(&long);
        assert!(read.cut_short && read.words.len() == 1);
        assert!(Terms::of(&"a b c d e f g h i j k l m".repeat(3)).cut_short);
    }
}
