//! Reads a text: cuts it into words with jieba, finds what each word means in the lists, and drops
//! what says nothing: names of units and places, years, phases, numbers, words of grammar.

use std::sync::Arc;

use jieba_rs::Jieba;

use crate::entry::{Entry, Place, Work};
use crate::lexicon::{Lexicon, LexiconError, Meaning};
use crate::normal::{drawn_together, is_han, normal, unit_names};

/// No single text is read beyond so many characters.
pub(crate) const MOST_LETTERS: usize = 12_000;

/// A meaning at a place of a text, in characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub start: usize,
    pub end: usize,
    pub unit: u32,
    pub meaning: Meaning,
    pub field: u8,
    /// How common the word is in any Chinese text: 0 rare to 3 common.
    pub common: u8,
}

/// Where no field is named.
pub(crate) const NO_FIELD: u8 = u8::MAX;

/// Unit numbers from here on are words, below it concepts.
const WORDS_FROM: u32 = 0x8000_0000;

/// jieba with the words of the lists. Made once; reading changes nothing in it.
#[derive(Clone)]
pub struct Reader {
    jieba: Arc<Jieba>,
    lexicon: Arc<Lexicon>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader with the built-in lists.
    pub fn built_in() -> Result<Self, LexiconError> {
        Ok(Self::new(Lexicon::built_in()?))
    }

    pub fn new(lexicon: Lexicon) -> Self {
        let mut jieba = Jieba::new();
        let mut words: Vec<&String> = lexicon.words.keys().chain(&lexicon.plain).collect();
        words.sort();
        for word in words {
            if !word.is_ascii() {
                let usual = jieba.suggest_freq(word);
                jieba.add_word(word, Some(usual.max(sure(word))), None);
            }
        }
        Self {
            jieba: Arc::new(jieba),
            lexicon: Arc::new(lexicon),
        }
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// A text in its words.
    pub fn words(&self, text: &str) -> Vec<String> {
        let words = self.jieba.tag(text, false).into_iter();
        words.map(|tag| tag.word.to_owned()).collect()
    }

    /// All marks of a text in order. `own` are names that are blanked out first.
    pub(crate) fn read(&self, text: &str, own: &[String]) -> Vec<Mark> {
        let letters: Vec<char> = text.chars().take(MOST_LETTERS).collect();
        let Some((together, places)) = drawn_together(&letters) else {
            return self.read_plain(text, own);
        };
        let mut marks = self.read_plain(&together, own);
        let place = |at: usize| places.get(at).copied().unwrap_or(letters.len());
        for mark in &mut marks {
            (mark.start, mark.end) = (place(mark.start), place(mark.end.saturating_sub(1)) + 1);
        }
        marks
    }

    fn read_plain(&self, text: &str, own: &[String]) -> Vec<Mark> {
        let text = self.blanked(text, own);
        let mut marks = Vec::new();
        let mut single: Option<(usize, &str)> = None;
        for tag in self.jieba.tag(&text, false) {
            let word = tag.word.trim();
            let (start, end) = (tag.start, tag.end);
            let han_single = end - start == 1 && word.chars().all(is_han);
            if han_single && !is_grammar(tag.tag) {
                // A run of single characters is a word that no dictionary knows: read in pairs.
                if let Some((before, first)) = single.filter(|(at, _)| *at + 1 == start) {
                    self.pair(&mut marks, before, first, word);
                }
                single = Some((start, word));
                continue;
            }
            single = None;
            self.word(&mut marks, word, start, end, tag.tag);
        }
        marks
    }

    fn blanked(&self, text: &str, own: &[String]) -> String {
        let kept: String = text.chars().take(MOST_LETTERS).collect();
        let mut text = normal(&kept);
        for word in own.iter().chain(&self.lexicon.drop) {
            if word.chars().count() > 1 && text.contains(word.as_str()) {
                text = text.replace(word.as_str(), &" ".repeat(word.chars().count()));
            }
        }
        text
    }

    fn pair(&self, marks: &mut Vec<Mark>, start: usize, first: &str, second: &str) {
        let word = format!("{first}{second}");
        let stopped = word.chars().any(|it| self.lexicon.stop.contains(&it));
        if self.lexicon.plain.contains(&word) || stopped && !self.lexicon.words.contains_key(&word)
        {
            return;
        }
        if let Some(meanings) = self.lexicon.words.get(&word) {
            self.concepts(marks, meanings, start, start + 2);
        } else {
            marks.push(plain_mark(&word, start, start + 2, 2));
        }
    }

    fn word(&self, marks: &mut Vec<Mark>, word: &str, start: usize, end: usize, tag: &str) {
        if let Some(meanings) = self.lexicon.words.get(word) {
            self.concepts(marks, meanings, start, end);
            return;
        }
        let says_nothing = self.lexicon.plain.contains(word)
            || end - start < 2
            || word
                .chars()
                .all(|it| it.is_ascii_digit() || !it.is_alphanumeric())
            || is_grammar(tag)
            || tag == "ns";
        if says_nothing {
            return;
        }
        if end - start > 2 && !word.is_ascii() {
            let inner = self.lexicon.inside(word);
            self.concepts(marks, &inner, start, end);
        }
        let common = match self.jieba.suggest_freq(word) {
            0..400 => 0,
            400..3_000 => 1,
            3_000..12_000 => 2,
            _ => 3,
        };
        // Verbs and adjectives outside the lists tell less than nouns do.
        let common = if tag.starts_with('n') || tag.is_empty() || tag == "eng" || tag == "x" {
            common
        } else {
            (common + 1).min(3)
        };
        marks.push(plain_mark(word, start, end, common));
    }

    fn concepts(&self, marks: &mut Vec<Mark>, meanings: &[u32], start: usize, end: usize) {
        for unit in meanings {
            let Some(concept) = self.concept(*unit) else {
                continue;
            };
            marks.push(Mark {
                start,
                end,
                unit: *unit,
                meaning: concept.meaning,
                field: concept.field.unwrap_or(NO_FIELD),
                common: if concept.broad { 3 } else { 0 },
            });
        }
    }

    pub(crate) fn concept(&self, unit: u32) -> Option<&crate::lexicon::Concept> {
        self.lexicon.concepts.get(usize::try_from(unit).ok()?)
    }

    /// What is not read in an entry's texts: the names of its own unit and, in a service, the
    /// words of its trade.
    pub(crate) fn unread(&self, entry: &Entry) -> Vec<String> {
        let mut words = unit_names(&entry.unit);
        if self.work(entry).is_service() {
            words.extend(self.lexicon.trade.iter().cloned());
        }
        words
    }

    /// The kind of work: as given, or as the title ends.
    pub fn work(&self, entry: &Entry) -> Work {
        entry.work.unwrap_or_else(|| self.work_of(&entry.title))
    }

    fn work_of(&self, title: &str) -> Work {
        let title = normal(title);
        let letters: Vec<char> = title.chars().collect();
        let title = drawn_together(&letters).map_or(title, |(together, _)| together);
        for (work, mark) in &self.lexicon.marks {
            let Some(at) = title.rfind(mark.as_str()) else {
                continue;
            };
            let rest = title.get(at + mark.len()..).unwrap_or_default();
            let before = title.get(..at).unwrap_or_default();
            if *work == Work::Security && is_level(before, rest) {
                continue;
            }
            let builds = rest.contains("平台") || rest.contains("系统") || rest.contains("软件");
            // 「升级」 may stand anywhere; a service is named at the end.
            if *work == Work::Upgrade || (!builds && rest.chars().count() <= 12) {
                return *work;
            }
        }
        Work::New
    }
}

/// Whether protection is named only as the level that a system has, 平台（三级等保）, and
/// not as the service, 三级等保测评.
fn is_level(before: &str, rest: &str) -> bool {
    let rest = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
    let named = |text: &str| text.is_empty() || text == "级" || text.ends_with('级');
    let short = rest.chars().count() <= 3;
    let by_level = before.ends_with('级') || (!rest.is_empty() && named(rest));
    short && named(rest) && by_level
}

/// How often a listed word counts as seen, so that it wins over longer words around it.
fn sure(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 200,
        3 => 2_000,
        _ => 6_000,
    }
}

fn plain_mark(word: &str, start: usize, end: usize, common: u8) -> Mark {
    Mark {
        start,
        end,
        unit: WORDS_FROM | (hash(word) >> 1),
        meaning: Meaning::Word,
        field: NO_FIELD,
        common,
    }
}

/// FNV-1a: the same on every machine and in every version.
pub(crate) fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |sum: u32, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Particles, numbers, measures, adverbs, times and the like, as jieba tags them.
fn is_grammar(tag: &str) -> bool {
    matches!(
        tag.as_bytes().first(),
        Some(b'u' | b'p' | b'c' | b'd' | b'r' | b'm' | b'q' | b't' | b'y' | b'e' | b'o' | b'f')
    ) && tag != "eng"
}

/// Whether the words after a mark make it something that is kept as data.
pub(crate) fn reads_as_data(place: Place, after: &str) -> bool {
    place == Place::Data
        || ["数据", "信息", "记录", "台账", "名录", "目录", "影像"]
            .iter()
            .any(|word| after.starts_with(word))
}
