//! The part of a text that says why it was found, with the words marked. Text stays
//! text: what is marked is said beside it, so that a page can escape both.

use crate::asked::{Terms, Word};
use crate::tokens::{Piece, folded, is_han, pieces};

/// A stretch of text that agrees with a word or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub text: String,
    pub agrees: bool,
}

/// Letters before the first word that is shown, and in all.
const BEFORE: usize = 24;
const LENGTH: usize = 110;
/// Places looked at before a long text is given up.
const MOST_PLACES: usize = 400;

/// A whole short text, such as a title, with the words marked.
pub fn marked(text: &str, terms: &Terms) -> Vec<Stretch> {
    stretches(text, &spans(text, &terms.words))
}

/// The passage of a text with the first of the words; its beginning where none is found.
pub fn excerpt(text: &str, terms: &Terms) -> Vec<Stretch> {
    let whole = terms
        .words
        .iter()
        .filter_map(|word| first(text, word))
        .min();
    let apart = || {
        let apart = terms.apart();
        let firsts = apart.words.iter().filter_map(|word| first(text, word));
        firsts.min()
    };
    let place = whole.or_else(apart).unwrap_or(0);
    let (from, to) = around(text, place);
    let passage = text.get(from..to).unwrap_or_default();
    let mut found = spans(passage, &terms.words);
    if found.is_empty() {
        found = spans(passage, &terms.apart().words);
    }
    let mut shown = stretches(passage, &found);
    let dots = |agrees| Stretch {
        text: "……".to_owned(),
        agrees,
    };
    if from > 0 {
        shown.insert(0, dots(false));
    }
    if to < text.len() {
        shown.push(dots(false));
    }
    shown
}

/// Where a word first stands in a text. Only what follows its first letter is cut into
/// pieces: a file has a hundred thousand letters.
fn first(text: &str, word: &Word) -> Option<usize> {
    let letter = word.pieces.first()?.text.chars().next()?;
    let places = text.char_indices().filter(|(_, it)| same(*it, letter));
    for (place, it) in places.take(MOST_PLACES) {
        let before = text.get(..place).and_then(|text| text.chars().next_back());
        if !is_han(it) && before.is_some_and(|it| it.is_alphanumeric() && !is_han(it)) {
            continue;
        }
        let end = end_of(text, place, 2 * LENGTH);
        let rest = text.get(place..end).unwrap_or_default();
        let pieces = pieces(rest);
        if agreement(&pieces, 0, word).is_some() {
            return Some(place);
        }
    }
    None
}

fn same(one: char, letter: char) -> bool {
    one == letter || (!is_han(one) && folded(one).next() == Some(letter))
}

/// The byte after so many letters.
fn end_of(text: &str, from: usize, letters: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let after = rest.char_indices().nth(letters);
    after.map_or(text.len(), |(at, _)| from + at)
}

fn around(text: &str, place: usize) -> (usize, usize) {
    let before = text.get(..place).unwrap_or_default();
    let from = before
        .char_indices()
        .rev()
        .take(BEFORE)
        .last()
        .map_or(place, |(at, _)| at);
    // no need to begin with dots for a word or two
    let from = if from < 12 { 0 } else { from };
    (from, end_of(text, from, LENGTH))
}

/// Where words stand, in bytes, in order and apart.
fn spans(text: &str, words: &[Word]) -> Vec<(usize, usize)> {
    let pieces = pieces(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in words {
        let places = 0..pieces.len();
        found.extend(places.filter_map(|at| agreement(&pieces, at, word)));
    }
    found.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (start, end) in found {
        match apart.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
        }
    }
    apart
}

/// The bytes of a word that begins at a piece.
fn agreement(pieces: &[Piece], at: usize, word: &Word) -> Option<(usize, usize)> {
    let there = pieces.get(at..at + word.pieces.len())?;
    let last = word.pieces.len().checked_sub(1)?;
    for (number, (piece, wanted)) in there.iter().zip(&word.pieces).enumerate() {
        let open = word.open_end && number == last;
        let agrees = if open {
            piece.text.starts_with(&wanted.text)
        } else {
            piece.text == wanted.text
        };
        if !agrees {
            return None;
        }
    }
    let (begin, end) = (there.first()?, there.last()?);
    let single = word.open_end && end.pair;
    let width = end.text.chars().next().map_or(0, char::len_utf8);
    let to = if single { end.start + width } else { end.end };
    Some((begin.start, to))
}

fn stretches(text: &str, spans: &[(usize, usize)]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut push = |from: usize, to: usize, agrees: bool| {
        let part = text.get(from..to).unwrap_or_default();
        if !part.is_empty() {
            let text = part.to_owned();
            found.push(Stretch { text, agrees });
        }
    };
    let mut from = 0;
    for (start, end) in spans {
        push(from, *start, false);
        push(*start, *end, true);
        from = *end;
    }
    push(from, text.len(), false);
    found
}

#[cfg(test)]
mod tests {
    use super::{Stretch, excerpt, marked};
    use crate::Terms;

    fn written(stretches: Vec<Stretch>) -> String {
        let each = stretches.into_iter().map(|stretch| {
            if stretch.agrees {
                format!("[{}]", stretch.text)
            } else {
                stretch.text
            }
        });
        each.collect()
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        let marks = |text: &str, typed: &str| written(marked(text, &Terms::of(typed)));
        assert_eq!(marks("互联网络安全监测", "网络"), "互联[网络]安全监测");
        assert_eq!(marks("网络安全", "网络安 安全"), "[网络安全]");
        assert_eq!(marks("道路与路灯", "路"), "道[路]与[路]灯");
        assert_eq!(
            marks("共1,234,567.89元", "1234567.89"),
            "共[1,234,567.89]元"
        );
        assert_eq!(marks("HL7 FHIR接口", "ｆｈ"), "HL7 [FHIR]接口");
        assert_eq!(marks("<b>网络</b>", "网络"), "<b>[网络]</b>");
    }

    #[test]
    fn the_passage_of_a_long_text_is_shown() {
        let text = format!("{}医保结算{}", "前文".repeat(2000), "后文".repeat(2000));
        let shown = written(excerpt(&text, &Terms::of("医保")));
        assert!(shown.starts_with("……") && shown.ends_with("……"), "{shown}");
        assert!(shown.contains("[医保]结算"), "{shown}");
        assert!(shown.chars().count() < 150);
        let none = written(excerpt(&text, &Terms::of("停车")));
        assert!(none.starts_with("前文前文"));
    }
}
