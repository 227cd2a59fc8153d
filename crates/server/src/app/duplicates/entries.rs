//! What of the world is compared, as the comparison reads it. Keys name the kind, so
//! that ids of different kinds cannot meet.

use jiff::civil::{Date, date};
use tongchou_likeness::{Entry as Text, EntryKind, Item, Work};
use tongchou_project::registers::{Design, Platform, ResultEntry};
use tongchou_project::{Aggregate, Project};

use crate::app::Entry;

pub(super) fn project_key(id: &str) -> String {
    format!("project:{id}")
}

fn result_key(id: &str) -> String {
    format!("result:{id}")
}

pub(super) fn design_key(id: &str, item: &str) -> String {
    format!("design_item:{id}#{item}")
}

/// The id behind a key: of an item its design and code, `id#code`.
pub(super) fn behind(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, id)| id)
}

pub(super) fn result_keys(project: &Project) -> Vec<String> {
    let results = ResultEntry::of(project);
    results.iter().map(|entry| result_key(&entry.id)).collect()
}

/// Once declared, a project is compared with others', even while it is being put right.
pub(super) fn was_declared(project: &Project) -> bool {
    project.declared() || project.declaration.signed_by.is_some()
}

/// Compared with everybody's: what was declared, and what was built before there was a system.
pub(super) fn is_shared(project: &Project) -> bool {
    was_declared(project) || project.earlier.is_some()
}

/// What an entry of the world has to be compared with.
pub(super) fn of_entry(entry: &Entry) -> Vec<Text> {
    match &entry.aggregate {
        Aggregate::Project(project) => {
            let ended = project.withdrawn.is_some() || project.review.rejected.is_some();
            let declared = (!ended && is_shared(project)).then(|| of_project(project));
            // What acceptance entered tells no more than the project, which is compared already.
            let results = ResultEntry::of(project).into_iter();
            let results = results.filter(|it| !it.at_acceptance).map(of_result);
            declared.into_iter().chain(results).collect()
        }
        Aggregate::Platform(platform) if !platform.retired => vec![of_platform(platform)],
        Aggregate::Design(design) => of_design(design),
        _ => Vec::new(),
    }
}

pub(super) fn of_project(project: &Project) -> Text {
    let declared = &project.declaration;
    let topic = |name: &str| declared.topics.get(name).cloned().unwrap_or_default();
    let since = declared.declared_on.or(project.registered_on);
    Text {
        id: project_key(&project.id),
        kind: EntryKind::Project,
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        year: since.map(|day| i32::from(day.year())),
        day: since.map(day_number),
        summary: project.summary.clone(),
        objective: topic("objectives"),
        functions: topic("needs"),
        data: topic("data_acquisition"),
        work: (project.nature == "operation").then_some(Work::Maintenance),
        predecessor: project.predecessor.as_deref().map(project_key),
        amount: project.total_amount(),
        items: items(project).into_iter().map(|line| line.item).collect(),
        ..Text::default()
    }
}

/// An item with the place where a person finds it.
pub(super) struct Line {
    pub place: String,
    item: Item,
}

/// What was bought, as the contracts have it; before there are any, what was declared.
pub(super) fn items(project: &Project) -> Vec<Line> {
    let line = |place: String, name: &str, amount: i64| Line {
        place,
        item: Item {
            // it keeps its place, so that the others keep their numbers
            name: if is_in_every_project(name) {
                String::new()
            } else {
                name.to_owned()
            },
            amount,
            kind: String::new(),
        },
    };
    let contracts = project.contracts.iter().flat_map(|contract| {
        let rows = contract.items.iter().enumerate();
        rows.map(|(at, row)| {
            let place = format!("合同“{}”第{}项", contract.title, at + 1);
            line(place, &row.name, row.amount)
        })
    });
    let bought: Vec<Line> = contracts.collect();
    if !bought.is_empty() {
        return bought;
    }
    let rows = project.declaration.budget.iter().enumerate();
    rows.map(|(at, row)| {
        let mut line = line(format!("投资概算第{}项", at + 1), &row.name, row.amount);
        // who buys development builds, whatever the project is called
        line.item.kind.clone_from(&row.category);
        line
    })
    .collect()
}

/// Of what every project buys: software, protection, supervision. A name of such words
/// alone tells nothing of what is bought.
const OF_EVERY_PROJECT: [&str; 40] = [
    "应用软件",
    "软件",
    "应用",
    "系统",
    "平台",
    "功能",
    "开发",
    "建设",
    "实施",
    "部署",
    "集成",
    "定制",
    "网络安全",
    "信息安全",
    "安全",
    "防护",
    "加固",
    "设备",
    "监理",
    "等级保护",
    "等保",
    "密码",
    "测评",
    "评估",
    "测试",
    "服务",
    "运行",
    "运维",
    "维护",
    "硬件",
    "服务器",
    "购置",
    "采购",
    "租赁",
    "安装",
    "培训",
    "管理",
    "数据库",
    "其他",
    "费",
];

fn is_in_every_project(name: &str) -> bool {
    let mut rest = name.replace(['和', '与', '及'], "");
    for word in OF_EVERY_PROJECT {
        rest = rest.replace(word, "");
    }
    !rest.chars().any(char::is_alphanumeric)
}

fn of_result(entry: ResultEntry) -> Text {
    Text {
        id: result_key(&entry.id),
        kind: EntryKind::Result,
        title: entry.name,
        unit: entry.unit_name,
        year: entry.registered_on.map(|day| i32::from(day.year())),
        summary: entry.description,
        ..Text::default()
    }
}

fn of_platform(platform: &Platform) -> Text {
    Text {
        id: format!("platform:{}", platform.id),
        kind: EntryKind::Platform,
        title: platform.name.clone(),
        unit: platform.by.body_name.clone(),
        summary: platform.description.clone(),
        ..Text::default()
    }
}

fn of_design(design: &Design) -> Vec<Text> {
    let items = design.items.iter();
    items
        .map(|item| Text {
            id: design_key(&design.id, &item.code),
            kind: EntryKind::DesignItem,
            title: item.title.clone(),
            unit: design.by.body_name.clone(),
            summary: item.description.clone().unwrap_or_default(),
            ..Text::default()
        })
        .collect()
}

const FIRST_DAY: Date = date(2000, 1, 1);

fn day_number(day: Date) -> i64 {
    i64::from((day - FIRST_DAY).get_days())
}
