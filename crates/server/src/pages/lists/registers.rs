//! The columns and filters of the registers' lists.

mod choices;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tongchou_project::Aggregate;
use tongchou_project::registers::{
    Agency, CatalogueItem, Design, Expert, Interpretation, Meeting, Platform, Selection,
};
use tongchou_rules::{article, vocabulary as v};

use super::{Column, Filter, Kind, List, Look, Value, Wanted};
use crate::app::Entry;
use crate::pages::words::{names, of_form};
use choices::{SETTINGS, SYNONYMS};

/// In the order of the tabs.
pub static LISTS: [List; 10] = [
    list("design", "/registers/design", "顶层设计", &DESIGNS),
    list("platform", "/registers/platform", "共性平台", &PLATFORMS),
    list(
        "catalogue_item",
        "/registers/catalogue_item",
        "购买服务目录",
        &CATALOGUE,
    ),
    list("agency", "/registers/agency", "外包服务机构", &AGENCIES),
    list("expert", "/registers/expert", "专家", &EXPERTS),
    list("meeting", "/registers/meeting", "会商会议", &MEETINGS),
    list("selection", "/registers/selection", "抽查", &SELECTIONS),
    list(
        "interpretation",
        "/registers/interpretation",
        "条文解释",
        &INTERPRETATIONS,
    ),
    list("synonyms", "/registers/synonyms", "同义词", &SYNONYMS),
    list("setting", "/registers/setting", "设置", &SETTINGS),
];

const fn list(
    key: &'static str,
    path: &'static str,
    name: &'static str,
    columns: &'static [Column],
) -> List {
    List {
        key,
        path,
        name,
        columns,
        filters,
        keeps,
    }
}

const fn usual(
    key: &'static str,
    label: &'static str,
    value: fn(&Entry, &Look<'_>) -> Value,
) -> Column {
    Column {
        key,
        label,
        figure: false,
        usual: true,
        value,
    }
}

const fn rare(
    key: &'static str,
    label: &'static str,
    value: fn(&Entry, &Look<'_>) -> Value,
) -> Column {
    Column {
        usual: false,
        ..usual(key, label, value)
    }
}

const fn title(label: &'static str) -> Column {
    usual("title", label, |it, _| Value::text(it.title.as_str()))
}
const OWNER: Column = usual("owner", "登记单位", |it, look| {
    Value::text(look.view.env.registers.body_name(&it.owner))
});
const STATE: Column = usual("state", "状态", |it, _| state(it));
const CHANGED: Column = usual("changed_on", "最近办理", |it, _| {
    Value::day(it.changed_on.parse().ok())
});

macro_rules! of {
    ($kind:ident, $entry:expr, $found:ident => $value:expr) => {
        match &$entry.aggregate {
            Aggregate::$kind($found) => {
                let $found: &$kind = $found;
                $value
            }
            _ => Value::Nothing,
        }
    };
}

use of;

static DESIGNS: [Column; 10] = [
    title("名称"),
    usual(
        "kind",
        "类别",
        |it, _| of!(Design, it, design => Value::text(of_form("draft_design", "kind", &design.kind))),
    ),
    OWNER,
    usual(
        "edition",
        "版本",
        |it, _| of!(Design, it, design => Value::text(design.edition.as_str())),
    ),
    usual("number", "批准文号", |it, _| {
        Value::text(it.number.as_deref().unwrap_or_default())
    }),
    STATE,
    rare(
        "fields",
        "信息化领域",
        |it, _| of!(Design, it, design => Value::text(names(v::FIELDS, &design.fields))),
    ),
    rare(
        "approved_on",
        "批准日期",
        |it, _| of!(Design, it, design => Value::day(design.approved_on)),
    ),
    rare(
        "in_force_from",
        "施行日期",
        |it, _| of!(Design, it, design => Value::day(design.in_force_from)),
    ),
    CHANGED,
];

static PLATFORMS: [Column; 6] = [
    title("名称"),
    usual(
        "description",
        "能力和服务范围",
        |it, _| of!(Platform, it, platform => Value::text(platform.description.as_str())),
    ),
    usual(
        "fields",
        "所属领域",
        |it, _| of!(Platform, it, platform => Value::text(names(v::FIELDS, &platform.fields))),
    ),
    usual(
        "contact",
        "联系方式",
        |it, _| of!(Platform, it, platform => Value::text(platform.contact.clone().unwrap_or_default())),
    ),
    STATE,
    CHANGED,
];

static CATALOGUE: [Column; 6] = [
    title("名称"),
    usual("number", "编码", |it, _| {
        Value::text(it.number.as_deref().unwrap_or_default())
    }),
    usual(
        "year",
        "年度",
        |it, _| of!(CatalogueItem, it, item => Value::Figure(item.year)),
    ),
    OWNER,
    STATE,
    CHANGED,
];

static AGENCIES: [Column; 8] = [
    title("名称"),
    usual("number", "统一社会信用代码", |it, _| {
        Value::text(it.number.as_deref().unwrap_or_default())
    }),
    usual(
        "kinds",
        "业务类型",
        |it, _| of!(Agency, it, agency => Value::text(labelled("register_agency", "kinds", &agency.kinds))),
    ),
    usual("state", "状态", |it, look| {
        of!(Agency, it, agency => if agency.is_named_on(look.view.env.on) { state(it) } else {
            Value::Tag { tone: "good", label: "有效".to_owned(), rank: 1 }
        })
    }),
    rare(
        "contact",
        "联系人和电话",
        |it, _| of!(Agency, it, agency => Value::text(agency.contact.clone().unwrap_or_default())),
    ),
    rare(
        "notices",
        "通报次数",
        |it, _| of!(Agency, it, agency => Value::Figure(i64::try_from(agency.notices.len()).unwrap_or(0))),
    ),
    OWNER,
    CHANGED,
];

fn bodies(look: &Look<'_>, ids: &BTreeSet<String>) -> Value {
    let names = ids.iter().map(|id| look.view.env.registers.body_name(id));
    Value::text(names.collect::<Vec<_>>().join("、"))
}

static EXPERTS: [Column; 11] = [
    title("姓名"),
    usual(
        "employer",
        "工作单位",
        |it, _| of!(Expert, it, expert => Value::text(expert.employer.as_str())),
    ),
    usual(
        "fields",
        "专业领域",
        |it, _| of!(Expert, it, expert => Value::text(names(v::FIELDS, &expert.fields))),
    ),
    usual(
        "cryptography",
        "密码领域专家",
        |it, _| of!(Expert, it, expert => Value::text(if expert.cryptography { "是" } else { "" })),
    ),
    // as the import calls them: whom the expert is not drawn for
    rare(
        "body",
        "工作单位（本区单位）",
        |it, look| of!(Expert, it, expert => bodies(look, &expert.body.iter().cloned().collect())),
    ),
    rare(
        "bodies",
        "有利害关系的单位",
        |it, look| of!(Expert, it, expert => bodies(look, &expert.bodies)),
    ),
    rare(
        "agencies",
        "有利害关系的服务机构",
        |it, look| of!(Expert, it, expert => Value::text(expert.agencies.iter().filter_map(|id| look.view.env.registers.agencies.get(id)).map(|it| it.name.as_str()).collect::<Vec<_>>().join("、"))),
    ),
    rare(
        "person",
        "登录账号",
        |it, _| of!(Expert, it, expert => Value::text(if expert.has_account() { &expert.person } else { "" })),
    ),
    STATE,
    rare("owner", "登记单位", |it, look| {
        Value::text(look.view.env.registers.body_name(&it.owner))
    }),
    CHANGED,
];

static SELECTIONS: [Column; 7] = [
    title("名称"),
    usual(
        "purpose",
        "用途",
        |it, _| of!(Selection, it, found => Value::text(of_form("draw_selection", "purpose", &found.purpose))),
    ),
    usual(
        "scope",
        "范围",
        |it, _| of!(Selection, it, found => Value::text(of_form("draw_selection", "scope", &found.scope))),
    ),
    usual(
        "drawn",
        "选取（个）",
        |it, _| of!(Selection, it, found => Value::Figure(found.by_risk.saturating_add(found.at_random))),
    ),
    usual(
        "on",
        "选取日期",
        |it, _| of!(Selection, it, found => Value::day(found.on)),
    ),
    OWNER,
    CHANGED,
];

static MEETINGS: [Column; 7] = [
    title("会议"),
    usual(
        "held_on",
        "会议日期",
        |it, _| of!(Meeting, it, meeting => Value::day(meeting.held_on)),
    ),
    usual(
        "place",
        "地点",
        |it, _| of!(Meeting, it, meeting => Value::text(meeting.place.as_str())),
    ),
    usual(
        "agenda",
        "议题数",
        |it, _| of!(Meeting, it, meeting => Value::Figure(i64::try_from(meeting.agenda.len()).unwrap_or(0))),
    ),
    STATE,
    rare("owner", "组织单位", |it, look| {
        Value::text(look.view.env.registers.body_name(&it.owner))
    }),
    CHANGED,
];

static INTERPRETATIONS: [Column; 6] = [
    usual("title", "条文", |it, _| {
        let of_article = |key: &str| article::in_words(key).unwrap_or_else(|| key.to_owned());
        of!(Interpretation, it, text => Value::text(text.article.as_deref().map_or_else(
            || "办法全文".to_owned(), of_article)))
    }),
    usual(
        "text",
        "解释",
        |it, _| of!(Interpretation, it, found => Value::text(found.text.as_str())),
    ),
    usual("number", "文号", |it, _| {
        Value::text(it.number.as_deref().unwrap_or_default())
    }),
    usual(
        "published_on",
        "发布日期",
        |it, _| of!(Interpretation, it, found => Value::day(found.published_on)),
    ),
    rare("owner", "发布单位", |it, look| {
        Value::text(look.view.env.registers.body_name(&it.owner))
    }),
    CHANGED,
];

fn labelled(act: &str, field: &str, chosen: &BTreeSet<String>) -> String {
    let named: Vec<String> = chosen
        .iter()
        .map(|word| of_form(act, field, word))
        .collect();
    named.join("、")
}

fn state(entry: &Entry) -> Value {
    if entry.stage_label.is_empty() {
        return Value::Nothing;
    }
    let (tone, rank) = match entry.stage.as_str() {
        "ended" => ("wait", 9),
        "in_force" | "live" | "held" => ("good", 1),
        "drafted" => ("", 2),
        _ => ("live", 3),
    };
    Value::Tag {
        tone,
        label: entry.stage_label.clone(),
        rank,
    }
}

fn filters(all: &[Arc<Entry>], look: &Look<'_>) -> Vec<Filter> {
    let choices = |of: &dyn Fn(&Entry) -> (String, String)| {
        let found: BTreeMap<String, String> = all
            .iter()
            .map(|entry| of(entry))
            .filter(|(key, _)| !key.is_empty())
            .collect();
        Kind::Choice(found.into_iter().collect())
    };
    let state = choices(&|entry| (entry.stage.clone(), entry.stage_label.clone()));
    let owner = choices(&|entry| {
        (
            entry.owner.clone(),
            look.view.env.registers.body_name(&entry.owner),
        )
    });
    vec![
        Filter::new("text", "查找文字", Kind::Text),
        Filter::new("state", "状态", state),
        Filter::new("owner", "登记单位", owner),
    ]
}

/// Text is looked for in whatever the list can show.
fn keeps(entry: &Entry, wanted: &Wanted, look: &Look<'_>) -> bool {
    let texts = || -> Vec<String> {
        let list = super::of(&entry.kind);
        let columns = list.into_iter().flat_map(|list| list.columns);
        columns
            .map(|column| super::value::written((column.value)(entry, look)))
            .collect()
    };
    wanted.fits("state", &entry.stage)
        && wanted.fits("owner", &entry.owner)
        && (wanted.get("text").is_none() || {
            let texts = texts();
            wanted.mentions("text", texts.iter().map(String::as_str))
        })
}
