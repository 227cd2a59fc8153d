//! The files of one thing, laid out for its page: by what they were filed with,
//! each version, its size, who filed it and when, its SM3.

use askama::Template;
use tongchou_project::{Aggregate, Filing};
use tongchou_rules::{Regulation, vocabulary};

use super::{kinds, size_in_words};
use crate::format;

/// Renders itself; empty where nothing was filed.
#[derive(Debug, Template)]
#[template(path = "files/list.html")]
pub struct FileList {
    pub groups: Vec<Group>,
}

/// What one act brought.
#[derive(Debug)]
pub struct Group {
    pub title: String,
    /// Of a material that was handed in more than once: 第2版.
    pub version: String,
    pub replaced: bool,
    /// Of a material that a review passed.
    pub passed: bool,
    pub who: String,
    pub when: String,
    pub files: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub kind: &'static str,
    pub size: String,
    pub exact: String,
    pub sm3: String,
    pub short: String,
    /// How a browser can show it: "pdf", "image" or not.
    pub shows: &'static str,
}

impl FileList {
    pub fn of(aggregate: &Aggregate, law: &Regulation) -> Self {
        let all = aggregate.filings();
        Self {
            groups: all
                .iter()
                .rev()
                .map(|filing| Group {
                    passed: is_passed(filing, all, aggregate),
                    ..group(filing, all, law)
                })
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub fn count(&self) -> usize {
        self.groups.iter().map(|group| group.files.len()).sum()
    }
}

fn is_passed(filing: &Filing, all: &[Filing], aggregate: &Aggregate) -> bool {
    let project = aggregate.project().filter(|_| !filing.is_replaced(all));
    let material = filing.material.as_ref();
    project
        .zip(material)
        .is_some_and(|(project, material)| project.passed.contains(material))
}

fn group(filing: &Filing, all: &[Filing], law: &Regulation) -> Group {
    let act = law
        .act(&filing.act)
        .map_or(filing.act.as_str(), |act| act.title.as_str());
    let material = filing
        .material
        .as_deref()
        .and_then(|material| vocabulary::MATERIALS.label(material));
    let replaced = filing.is_replaced(all);
    let title = match material {
        Some(material) if filing.title.is_empty() || filing.title == material => {
            material.to_owned()
        }
        Some(material) => format!("{material}（{}）", filing.title),
        None => act.to_owned(),
    };
    let version = if replaced || filing.version > 1 && material.is_some() {
        format!("第{}版", filing.version)
    } else {
        String::new()
    };
    Group {
        title,
        version,
        replaced,
        passed: false,
        who: format!("{} {}", filing.by.body_name, filing.by.name),
        when: format::day(filing.on),
        files: filing.files.iter().map(Row::of).collect(),
    }
}

impl Row {
    pub fn of(file: &tongchou_project::File) -> Self {
        let kind = kinds::KINDS
            .iter()
            .find(|kind| kind.media_type == file.media_type);
        let size = file.size.unsigned_abs();
        Self {
            name: file.name.clone(),
            kind: kind.map_or("文件", |kind| kind.label),
            size: size_in_words(size),
            exact: format!("{size} 字节"),
            short: file.sm3.chars().take(12).collect(),
            sm3: file.sm3.clone(),
            shows: match kind {
                Some(kind) if kind.id == "pdf" => "pdf",
                Some(kind) if kinds::can_show(kind) => "image",
                _ => "",
            },
        }
    }
}
