//! Collects text as it is read and looks for marks of secrecy in it. A mark may
//! be split over lines or cells: short ones that follow one another are looked
//! at together too.

use std::collections::BTreeSet;

use tongchou_project::secrecy;

/// A mark fits into a line of this many characters.
const SHORT: usize = 12;
/// Short lines looked at together.
const RUN: usize = 240;
/// A longer line is looked at piece by piece.
const PIECE: usize = 4000;
/// What two pieces share, so that a mark between them is not lost.
const OVERLAP: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Searcher {
    run: String,
    run_length: usize,
    marked: bool,
    /// Grades that stood alone in a line.
    headings: BTreeSet<&'static str>,
    /// What was read, where somebody wants it.
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Kept {
    text: String,
    most: usize,
    /// What comes now is searched and not kept.
    aside: bool,
}

impl Searcher {
    /// One that keeps so many bytes of what it reads.
    pub fn keeping(most: usize) -> Self {
        let text = String::new();
        Self {
            kept: Some(Kept {
                text,
                most,
                aside: false,
            }),
            ..Self::default()
        }
    }

    /// Whether what comes from now on stands beside the text: searched, not kept.
    pub fn set_aside(&mut self, aside: bool) {
        if let Some(kept) = &mut self.kept {
            kept.aside = aside;
        }
    }

    /// Looks at what stands beside the text, whatever is read now.
    pub fn line_aside(&mut self, text: &str) {
        let was = self.kept.as_ref().is_some_and(|kept| kept.aside);
        self.set_aside(true);
        self.line(text);
        self.set_aside(was);
    }

    pub fn into_text(self) -> String {
        self.kept.map(|kept| kept.text).unwrap_or_default()
    }

    /// Whether a mark was found already, so that nothing more need be read.
    pub fn marked(&self) -> bool {
        self.marked
    }

    /// Whether all that was read carries a mark.
    pub fn carries_mark(&self) -> bool {
        self.marked || secrecy::is_mark_of(&self.headings)
    }

    /// Takes over what another found.
    pub fn adopt(&mut self, other: &Self) {
        self.marked = self.marked || other.marked;
        self.headings.extend(&other.headings);
    }

    /// Looks at one line, paragraph or row.
    pub fn line(&mut self, text: &str) {
        if self.marked {
            return;
        }
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.keep(text);
        self.headings.extend(secrecy::heading(text));
        let letters: Vec<char> = text.chars().collect();
        let length = letters.len();
        if length > SHORT {
            self.run.clear();
            self.run_length = 0;
        } else {
            self.run.push_str(text);
            self.run.push(' ');
            self.run_length += length;
            let run = std::mem::take(&mut self.run);
            self.look(&run);
            self.run = if self.run_length > RUN {
                let tail: Vec<char> = run.chars().rev().take(OVERLAP).collect();
                self.run_length = tail.len();
                tail.into_iter().rev().collect()
            } else {
                run
            };
            return;
        }
        let mut from = 0;
        while let Some(piece) = letters.get(from..length.min(from + PIECE)) {
            let piece: String = piece.iter().collect();
            self.look(&piece);
            from += PIECE - OVERLAP;
            if from + OVERLAP >= length {
                break;
            }
        }
    }

    fn keep(&mut self, text: &str) {
        if let Some(kept) = &mut self.kept
            && !kept.aside
            && kept.text.len() + text.len() < kept.most
        {
            kept.text.push_str(text);
            kept.text.push('\n');
        }
    }

    fn look(&mut self, text: &str) {
        // every grade ends in this character: most lines are done with here
        self.marked = self.marked || (text.contains('密') && secrecy::marks_within(text));
    }
}

#[cfg(test)]
mod tests {
    use super::Searcher;

    fn marked(lines: &[&str]) -> bool {
        let mut searcher = Searcher::default();
        for line in lines {
            searcher.line(line);
        }
        searcher.carries_mark()
    }

    #[test]
    fn marks_are_found_within_and_across_lines() {
        let star = ["机", "密", "★", "10年"].concat();
        assert!(marked(&["前言", &star]));
        assert!(marked(&["机", "密", "★"]));
        assert!(marked(&["密级：", "机密"]));
        let long = format!("{}{star}{}", "文".repeat(3990), "文".repeat(3990));
        assert!(marked(&[&long]));
        assert!(marked(&[
            "关于方案的说明",
            "机密",
            "第一章总则说明如下各条各款"
        ]));
        assert!(
            !marked(&["数据分级", "绝密", "机密", "秘密", "内部"]),
            "a list"
        );
        assert!(!marked(&["本系统不处理机密信息", "建设期5年"]));
        assert!(!marked(&["保守商业秘密", "第一章总则说明如下各条各款"]));
    }

    #[test]
    fn a_thousand_short_lines_keep_their_end() {
        let mut lines = vec!["第一行"; 1000];
        let star = ["绝", "密", "★"];
        lines.extend(star);
        assert!(marked(&lines));
    }
}
