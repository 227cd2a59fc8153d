//! Citations lead to what they cite: 〔第二十条第三款〕 on any page becomes a
//! link to that paragraph's place on the regulation's pages. One place does it
//! for every template.

use std::fmt::Write;

use tongchou_rules::article::from_numeral;

const OPEN: [&str; 2] = ["<span class=\"cite\">", "<span class=\"law\">"];
const CLOSE: &str = "</span>";

/// Elements within which a link may not stand, or must not lead away from what
/// is being typed.
const AROUND: [(&str, &str); 3] = [
    ("<a ", "</a>"),
    ("<button", "</button>"),
    ("<label", "</label>"),
];

/// The page with its citations turned into links.
pub fn link(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut inside = [0_usize; 3];
    let mut rest = page;
    while let Some(place) = rest.find('<') {
        let (before, tag) = rest.split_at(place);
        out.push_str(before);
        count(&mut inside, tag);
        let [anchors, buttons, labels] = inside;
        let cited = cited(tag).filter(|_| anchors == 0 && buttons == 0);
        if let Some((class, words, after)) = cited
            && let Some(href) = address(words)
        {
            let apart = if labels > 0 {
                " target=\"_blank\" rel=\"noopener\""
            } else {
                ""
            };
            // writing to a String cannot fail
            let _ = write!(
                out,
                "<a class=\"{class}\" href=\"{href}\"{apart}>{words}</a>"
            );
            rest = after;
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

fn count(inside: &mut [usize; 3], tag: &str) {
    for (depth, (open, close)) in inside.iter_mut().zip(AROUND) {
        if tag.starts_with(open) {
            *depth += 1;
        } else if tag.starts_with(close) {
            *depth = depth.saturating_sub(1);
        }
    }
}

/// Class, words and what follows, where a citation begins here.
fn cited(tag: &str) -> Option<(&'static str, &str, &str)> {
    let [cite, law] = OPEN;
    let (class, rest) = tag
        .strip_prefix(cite)
        .map(|rest| ("cite", rest))
        .or_else(|| tag.strip_prefix(law).map(|rest| ("law", rest)))?;
    let (words, after) = rest.split_once(CLOSE)?;
    Some((class, words, after))
}

/// `/regulation/20#a20.3` for 第二十条第三款; `None` where it is no citation.
pub fn address(words: &str) -> Option<String> {
    let (article, rest) = numbered(words, "第", "条")?;
    let mut anchor = format!("a{article}");
    let mut rest = rest;
    if let Some((paragraph, after)) = numbered(rest, "第", "款") {
        let _ = write!(anchor, ".{paragraph}");
        rest = after;
        if let Some((item, after)) = numbered(rest, "第（", "）项") {
            let _ = write!(anchor, ".{item}");
            rest = after;
        }
    }
    rest.is_empty()
        .then(|| format!("/regulation/{article}#{anchor}"))
}

fn numbered<'a>(words: &'a str, before: &str, after: &str) -> Option<(u32, &'a str)> {
    let (number, rest) = words.strip_prefix(before)?.split_once(after)?;
    Some((from_numeral(number)?, rest))
}

#[cfg(test)]
mod tests {
    use super::{address, link};

    #[test]
    fn citations_have_addresses() {
        assert_eq!(address("第十六条").as_deref(), Some("/regulation/16#a16"));
        assert_eq!(
            address("第三十三条第二款第（四）项").as_deref(),
            Some("/regulation/33#a33.2.4")
        );
        assert_eq!(address("第十六条、第十七条"), None);
        assert_eq!(address("材料"), None);
    }

    #[test]
    fn only_citations_outside_links_become_links() {
        let cite = "<span class=\"cite\">第十六条</span>";
        let linked = "<a class=\"cite\" href=\"/regulation/16#a16\">第十六条</a>";
        assert_eq!(
            link(&format!("<p>甲{cite}乙</p>")),
            format!("<p>甲{linked}乙</p>")
        );
        let within = format!("<a href=\"/x\">甲{cite}</a>");
        assert_eq!(link(&within), within);
        let other = "<span class=\"cite\">见合同</span><b>";
        assert_eq!(link(other), other);
        let label = link(&format!("<label>甲{cite}</label>{cite}"));
        assert!(label.contains("target=\"_blank\""), "{label}");
        assert!(label.ends_with(linked), "{label}");
        assert_eq!(link("a < b <"), "a < b <");
    }
}
