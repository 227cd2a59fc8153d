//! Sheets that come in: a table of rows, each one an act that brings something
//! into being. Read within bounds, tried out row by row, then done; what is wrong
//! comes back in a copy of the sender's own sheet. Nothing here knows any single
//! act: the columns are the act's fields.

pub mod fit;
pub mod read;
pub mod run;
pub mod sheet;

use tongchou_project::{ActSpec, FieldError, act_spec};

/// What can be brought in by a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// In addresses and on the command line.
    pub key: &'static str,
    pub name: &'static str,
    pub act: &'static str,
}

pub const KINDS: [Kind; 5] = [
    kind("agency", "外包服务机构", "register_agency"),
    kind("expert", "专家", "register_expert"),
    kind("platform", "共性平台", "register_platform"),
    kind("catalogue_item", "购买服务目录", "add_catalogue_item"),
    kind("project", "项目登记", "register_project"),
];

const fn kind(key: &'static str, name: &'static str, act: &'static str) -> Kind {
    Kind { key, name, act }
}

impl Kind {
    pub fn of(key: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.key == key)
    }

    pub fn spec(self) -> Option<&'static ActSpec> {
        act_spec(self.act)
    }
}

/// A sheet as it came: every row under its head, by the numbers that its sender sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub heads: Vec<String>,
    /// The head's own number.
    pub head_at: usize,
    pub rows: Vec<Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

/// What is wrong with a row: at a column, by its place, or with the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub column: Option<usize>,
    pub says: String,
}

/// The field that a sheet is sent in.
pub const FILE: &str = "file";

/// What is wrong with the file as a whole.
pub fn fault(says: impl Into<String>) -> FieldError {
    FieldError {
        field: FILE.to_owned(),
        label: "文件".to_owned(),
        message: says.into(),
        clause: None,
        withhold: false,
    }
}
