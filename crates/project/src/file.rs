//! A file that an event names, and the record of which event filed it. The
//! bytes are elsewhere, found by their SM3; a project knows only their name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::By;

/// As many as one form takes.
pub const MOST_FILES: usize = 50;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub size: i64,
    /// Lower-case hexadecimal.
    pub sm3: String,
}

/// Files that one act brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    pub act: String,
    /// The material it stands for, where the act brings one.
    pub material: Option<String>,
    pub title: String,
    /// Of one material the first, second ... ; a later one replaces it.
    pub version: u32,
    pub files: Vec<File>,
    pub by: By,
    pub on: Date,
}

impl Filing {
    pub fn holds(&self, sm3: &str) -> Option<&File> {
        self.files.iter().find(|file| file.sm3 == sm3)
    }

    /// Whether a later one of these stands for the same material, or the same letter.
    pub fn is_replaced(&self, all: &[Self]) -> bool {
        let named = self.material.is_some() || !self.title.is_empty();
        named
            && all.iter().any(|other| {
                other.act == self.act
                    && other.material == self.material
                    && (self.material.is_some() || other.title == self.title)
                    && other.version > self.version
            })
    }
}

/// Whether text is an SM3 as events write it.
pub fn is_sm3(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
