//! The name a file was sent under, made harmless: no folders, no characters
//! that cannot be seen or that turn the order of reading, no endless length.
//! Chinese stays as it is.

use unicode_normalization::UnicodeNormalization;

/// In characters; file systems allow 255 bytes, which is 85 of Chinese.
const LONGEST: usize = 80;

/// The name to keep; nothing where nothing is left of it.
pub fn clean(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .nfc()
        .map(|letter| {
            if letter.is_whitespace() || matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                ' '
            } else {
                letter
            }
        })
        .filter(|letter| !is_unseen(*letter))
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name = words.join(" ");
    let name = name.trim_matches(['.', ' ']);
    (!name.is_empty()).then(|| shortened(name))
}

/// The part after the last full stop, in lower case; full-width letters count.
pub fn extension(name: &str) -> Option<String> {
    let plain: String = name.nfkc().collect();
    let (stem, end) = plain.rsplit_once('.')?;
    (!stem.is_empty() && !end.is_empty()).then(|| end.trim().to_lowercase())
}

fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let end = extension(name).filter(|end| end.chars().count() <= 8);
    let kept = LONGEST.saturating_sub(end.as_ref().map_or(0, |end| end.chars().count() + 1));
    let stem: String = name.chars().take(kept).collect();
    match end {
        Some(end) => format!("{}.{end}", stem.trim_end_matches(['.', ' '])),
        None => stem,
    }
}

fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{clean, extension};

    #[test]
    fn names_are_made_harmless_and_stay_chinese() {
        for (sent, kept) in [
            ("建设方案.pdf", "建设方案.pdf"),
            ("C:\\我的文档\\合同（终稿）.docx", "合同（终稿）.docx"),
            ("../../etc/passwd.txt", "passwd.txt"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("a\u{0}b\r\nc.txt", "ab c.txt"),
            ("  .隐藏.txt. ", "隐藏.txt"),
            ("e\u{301}.txt", "é.txt"),
            ("a\"b<c>.txt", "a b c .txt"),
        ] {
            assert_eq!(clean(sent).as_deref(), Some(kept), "{sent:?}");
        }
        assert_eq!(clean("../"), None);
        assert_eq!(clean(" \u{200b}. "), None);
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let kept = clean(&format!("{}.docx", "长".repeat(300))).unwrap();
        assert_eq!(kept.chars().count(), 80);
        assert!(kept.ends_with("长.docx"));
    }

    #[test]
    fn endings_are_read_whatever_their_case() {
        assert_eq!(extension("a.PDF").as_deref(), Some("pdf"));
        assert_eq!(extension("a.ＰＤＦ").as_deref(), Some("pdf"));
        assert_eq!(extension("a.tar.gz").as_deref(), Some("gz"));
        assert_eq!(extension("方案"), None);
    }
}
