//! Breaks a title over lines of like length, not within a word where that can
//! be helped: GB/T 9704-2012 asks for whole words and a symmetrical shape.

use std::collections::BTreeSet;

/// What makes a longer word of the one before it.
const TAILS: &str = "化性率度型级期";

/// Widths are counted in half characters.
const HALF: usize = 2;

/// The title in as few lines of at most `most` characters as it needs. Its words,
/// where they are known, are its text in order.
pub(crate) fn lines(title: &str, words: &[String], most: usize) -> Vec<String> {
    let most = most.max(2) * HALF;
    let mut rest: Vec<char> = title.chars().collect();
    let known = !words.is_empty() && words.concat() == title;
    let ends = known.then(|| {
        let lengths = words.iter().map(|word| word.chars().count());
        let ends = lengths.scan(0, |at, length| {
            *at += length;
            Some(*at)
        });
        ends.collect::<BTreeSet<usize>>()
    });
    let (mut lines, mut done) = (Vec::new(), 0);
    loop {
        let wide = width(&rest);
        if wide <= most {
            lines.push(rest.into_iter().collect());
            return lines;
        }
        let parts = |at: usize| ends.as_ref().is_none_or(|ends| ends.contains(&(done + at)));
        let at = place(&rest, wide / wide.div_ceil(most), most, &parts);
        let tail = rest.split_off(at);
        done += at;
        lines.push(rest.into_iter().collect::<String>().trim().to_owned());
        rest = tail;
    }
}

/// Where to break, nearest to the ideal width and at the least cost.
fn place(text: &[char], ideal: usize, most: usize, parts: &dyn Fn(usize) -> bool) -> usize {
    let mut best = (usize::MAX, 1);
    let mut wide = 0;
    for (at, before) in (1..text.len()).zip(text) {
        wide += char_width(*before);
        if wide > most {
            break;
        }
        let cost = wide.abs_diff(ideal) + parting_cost(text, at, parts);
        if cost < best.0 {
            best = (cost, at);
        }
    }
    best.1
}

/// What it costs to break before a place, beside how far it is from the ideal one.
fn parting_cost(text: &[char], at: usize, parts: &dyn Fn(usize) -> bool) -> usize {
    let before = at.checked_sub(1).and_then(|at| text.get(at));
    let (Some(before), Some(after)) = (before, text.get(at)) else {
        return 0;
    };
    if "，。、；：）》”〕".contains(*after) || "（《“〔".contains(*before) {
        40
    } else if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        24
    } else if !parts(at) || TAILS.contains(*after) {
        16
    } else if *after == '的' {
        8
    } else {
        0
    }
}

fn width(text: &[char]) -> usize {
    text.iter().map(|c| char_width(*c)).sum()
}

fn char_width(c: char) -> usize {
    if c.is_ascii() { 1 } else { HALF }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_words(title: &str) -> Vec<String> {
        let words: Vec<String> = title.split('|').map(ToOwned::to_owned).collect();
        lines(&words.concat(), &words, 18)
    }

    #[test]
    fn a_short_title_is_one_line() {
        assert_eq!(of_words("信息化|项目|申报书"), ["信息化项目申报书"]);
    }

    #[test]
    fn words_stay_together() {
        assert_eq!(
            of_words("关于|智慧|社区|综合|服务|平台|升级|改造|项目|的|审查|意见|函"),
            ["关于智慧社区综合服务平台", "升级改造项目的审查意见函"]
        );
        assert_eq!(
            of_words("关于|便民|热线|受理|中枢|升级|改造|项目|的|审查|意见|函"),
            ["关于便民热线受理中枢", "升级改造项目的审查意见函"]
        );
        assert_eq!(
            of_words("关于|适老|化|居家|照护|床位|信息|化|管理|平台|的|验收|批复"),
            ["关于适老化居家照护床位", "信息化管理平台的验收批复"]
        );
    }

    #[test]
    fn without_words_it_breaks_in_the_middle() {
        let title = "关于甲乙丙丁戊己庚辛壬癸子丑寅卯的函件";
        let halves = lines(title, &[], 18);
        assert_eq!(halves.concat(), title);
        assert_eq!(halves.len(), 2);
        // words of another text are none
        assert_eq!(lines(title, &["关于".to_owned()], 18), halves);
    }

    #[test]
    fn a_word_without_end_is_broken_all_the_same() {
        let word = "a".repeat(1000);
        let broken = lines(&word, std::slice::from_ref(&word), 19);
        assert!(broken.iter().all(|line| line.len() <= 38));
        assert_eq!(broken.concat().len(), 1000);
    }
}
