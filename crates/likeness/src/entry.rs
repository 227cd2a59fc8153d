//! What is compared: a project, a shared platform, a result or an item of a top-level design.
//! Only words and figures; nothing here looks anything up.

use serde::{Deserialize, Serialize};

/// What an entry of the index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    #[default]
    Project,
    /// Shared infrastructure or a common platform, with what it offers.
    Platform,
    /// A registered result of an accepted project.
    Result,
    /// An item of a unit's top-level design.
    DesignItem,
}

/// What is done to a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    New,
    Upgrade,
    Maintenance,
    Supervision,
    Test,
    Security,
    Consulting,
}

impl Work {
    /// Whether the work is done around a system instead of building it.
    pub fn is_service(self) -> bool {
        !matches!(self, Self::New | Self::Upgrade)
    }

    /// As pages name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新建",
            Self::Upgrade => "升级改造",
            Self::Maintenance => "运行维护",
            Self::Supervision => "监理",
            Self::Test => "软件测评",
            Self::Security => "安全测评",
            Self::Consulting => "设计咨询",
        }
    }
}

/// A position of the budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    pub name: String,
    /// Whole fen; 0 where it is not known.
    pub amount: i64,
    pub kind: String,
}

/// One thing that a declaration may resemble, or the declaration itself. Every text may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub id: String,
    pub kind: EntryKind,
    pub title: String,
    pub unit: String,
    pub year: Option<i32>,
    /// Day of declaring, counted from any fixed day; without it the year is used.
    pub day: Option<i64>,
    pub field: String,
    pub summary: String,
    pub objective: String,
    pub functions: String,
    pub data: String,
    pub users: String,
    pub system_name: String,
    /// Unset: told from the title.
    pub work: Option<Work>,
    pub predecessor: Option<String>,
    /// Whole fen; 0: the sum of the items.
    pub amount: i64,
    pub items: Vec<Item>,
    pub function_list: Vec<String>,
}

impl Entry {
    /// What the whole costs, in fen.
    pub fn total(&self) -> i64 {
        if self.amount != 0 {
            return self.amount;
        }
        self.items
            .iter()
            .fold(0, |sum: i64, item| sum.saturating_add(item.amount))
    }

    /// The texts with the place that each stands in, in the order of reading.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Place, &str)> {
        let single = [
            (Place::Title, &self.title),
            (Place::System, &self.system_name),
            (Place::Objective, &self.objective),
            (Place::Summary, &self.summary),
            (Place::Function, &self.functions),
            (Place::Data, &self.data),
            (Place::User, &self.users),
        ];
        let functions = self.function_list.iter().map(|it| (Place::Function, it));
        let items = self.items.iter().map(|it| (Place::Item, &it.name));
        single
            .into_iter()
            .chain(functions.take(MOST_ITEMS))
            .chain(items.take(MOST_ITEMS))
            .filter(|(_, text)| !text.is_empty())
            .map(|(place, text)| (place, text.as_str()))
    }

    /// Function list and budget items as one numbered list; the numbers count each list by itself.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let functions = self
            .function_list
            .iter()
            .enumerate()
            .map(|(at, name)| Part {
                number: at + 1,
                budget: false,
                name,
                amount: 0,
            });
        let items = self.items.iter().enumerate().map(|(at, item)| Part {
            number: at + 1,
            budget: true,
            name: &item.name,
            amount: item.amount,
        });
        items.take(MOST_ITEMS).chain(functions.take(MOST_ITEMS))
    }
}

/// No declaration is read beyond so many items; it keeps hostile input cheap.
pub(crate) const MOST_ITEMS: usize = 200;

pub(crate) struct Part<'a> {
    pub number: usize,
    pub budget: bool,
    pub name: &'a str,
    pub amount: i64,
}

/// Where in an entry a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Title = 1,
    System = 2,
    Objective = 4,
    Summary = 8,
    Function = 16,
    Data = 32,
    User = 64,
    Item = 128,
}

impl Place {
    pub(crate) fn bit(self) -> u8 {
        self as u8
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Title => "项目名称",
            Self::System => "系统名称",
            Self::Objective => "建设目标",
            Self::Summary => "项目概述",
            Self::Function => "功能",
            Self::Data => "数据",
            Self::User => "用户",
            Self::Item => "预算明细",
        }
    }
}
