//! The columns and filters of the register of opinion letters (article 16): one
//! row a project that has one.

use std::sync::Arc;

use jiff::civil::Date;
use tongchou_project::Project;
use tongchou_project::state::Letter;

use super::{Column, Filter, Kind, List, Look, Value, Wanted};
use crate::app::Entry;

pub static LIST: List = List {
    key: "letter",
    path: "/letters",
    name: "审查意见函",
    columns: &COLUMNS,
    filters,
    keeps,
};

/// Whether a row stands for it.
pub fn has_letter(entry: &Entry) -> bool {
    letter(entry).is_some()
}

fn letter(entry: &Entry) -> Option<(&Project, &Letter)> {
    let project = entry.aggregate.project()?;
    Some((project, project.letter.as_ref()?))
}

fn of(entry: &Entry, value: impl FnOnce(&Project, &Letter) -> Value) -> Value {
    letter(entry).map_or(Value::Nothing, |(project, letter)| value(project, letter))
}

const fn column(
    key: &'static str,
    label: &'static str,
    figure: bool,
    value: fn(&Entry, &Look<'_>) -> Value,
) -> Column {
    Column {
        key,
        label,
        figure,
        usual: true,
        value,
    }
}

static COLUMNS: [Column; 6] = [
    column("number", "函号", false, |it, _| {
        of(it, |_, letter| {
            Value::text(letter.number.as_deref().unwrap_or_default())
        })
    }),
    column("title", "项目", false, |it, _| {
        Value::text(it.title.as_str())
    }),
    column("unit", "项目单位", false, |it, _| {
        of(it, |project, _| Value::text(project.unit_name.as_str()))
    }),
    column("items", "核定内容（项）", true, |it, _| {
        of(it, |_, letter| {
            Value::Figure(i64::try_from(letter.items.len()).unwrap_or(i64::MAX))
        })
    }),
    column("amount", "核定金额", true, |it, _| {
        of(it, |_, letter| Value::money(letter.amount))
    }),
    column("issued_on", "出具日期", false, |it, _| {
        of(it, |_, letter| Value::Day(letter.on))
    }),
];

/// The latest first.
pub fn sort(entries: &mut [Arc<Entry>]) {
    let place = |entry: &Entry| {
        letter(entry).map(|(_, letter)| (letter.on, letter.number.clone().unwrap_or_default()))
    };
    entries.sort_by_cached_key(|entry| std::cmp::Reverse(place(entry)));
}

fn filters(all: &[Arc<Entry>], _: &Look<'_>) -> Vec<Filter> {
    let issued = super::years(all.iter().filter_map(|entry| Some(letter(entry)?.1.on)));
    vec![
        Filter::new("text", "函号或项目", Kind::Text),
        Filter::new("unit", "项目单位", Kind::Choice(super::units(all))),
        Filter::new("year", "出具年份", Kind::Choice(issued)),
    ]
}

fn keeps(entry: &Entry, wanted: &Wanted, _: &Look<'_>) -> bool {
    let Some((project, letter)) = letter(entry) else {
        return false;
    };
    let year = |on: Date| on.year().to_string();
    let number = letter.number.as_deref().unwrap_or_default();
    wanted.fits("unit", &project.unit)
        && wanted.fits("year", &year(letter.on))
        && wanted.mentions("text", [number, entry.title.as_str()])
}
