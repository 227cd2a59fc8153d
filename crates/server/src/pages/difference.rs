//! How a text reads differently from another, character by character.

use similar::{ChangeTag, TextDiff};

#[derive(Debug, Clone)]
pub struct Segment {
    pub tag: Tag,
    pub text: String,
}

impl Segment {
    pub fn is_old(&self) -> bool {
        self.tag == Tag::Old
    }

    pub fn is_new(&self) -> bool {
        self.tag == Tag::New
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Same,
    Old,
    New,
}

pub fn segments(old: &str, new: &str) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for change in TextDiff::from_chars(old, new).iter_all_changes() {
        let tag = match change.tag() {
            ChangeTag::Equal => Tag::Same,
            ChangeTag::Delete => Tag::Old,
            ChangeTag::Insert => Tag::New,
        };
        match segments.last_mut() {
            Some(last) if last.tag == tag => last.text.push_str(change.value()),
            _ => segments.push(Segment {
                tag,
                text: change.value().to_owned(),
            }),
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::{Tag, segments};

    #[test]
    fn old_and_new_are_told_apart() {
        let found = segments("建设两个平台", "建设一个平台");
        let told: Vec<(Tag, &str)> = found
            .iter()
            .map(|segment| (segment.tag, segment.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (Tag::Same, "建设"),
                (Tag::Old, "两"),
                (Tag::New, "一"),
                (Tag::Same, "个平台")
            ]
        );
    }
}
