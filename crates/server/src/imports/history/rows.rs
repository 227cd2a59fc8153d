//! One row of a sheet of histories, and what the rows tell of each project.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tongchou_project::{FieldKind, FieldSpec};
use tongchou_rules::{FACTS, FactSpec, Kind as FactKind, Origin, Regulation};

use super::super::fit::{Fit, several};
use super::super::{Line, Wrong, own_column};
use crate::forms::paste::{plain, read, yes_or_no};

pub(super) const PROJECT: &str = "title";
pub(super) const BODY: &str = "unit_name";
const SUMMARY: &str = "summary";
const SOURCE: &str = "source";
pub(super) const ACT: &str = "act";
pub(super) const DAY: &str = "on";

/// What a row says before the facts of its event.
const OWN: [FieldSpec; 6] = [
    own_column(
        PROJECT,
        "项目名称",
        true,
        FieldKind::Text { max: 200 },
        "同一项目的各行写同一个名称",
    ),
    own_column(
        BODY,
        "项目单位",
        false,
        FieldKind::Text { max: 200 },
        "单位名称，已经撤并的照原名写；不填的是您所在的单位",
    ),
    own_column(
        ACT,
        "办理事项",
        false,
        FieldKind::Text { max: 200 },
        "从下拉列表中选取，如“签订合同”“拨付资金”；不填的一行写项目本身的情况，如等级保护级别",
    ),
    own_column(DAY, "办理日期", false, FieldKind::Date, "写明事项的必填"),
    own_column(
        SUMMARY,
        "项目概述",
        false,
        FieldKind::LongText { max: 20_000 },
        "写在项目的任一行",
    ),
    own_column(
        SOURCE,
        "资料来源",
        false,
        FieldKind::Text { max: 200 },
        "如档案号、台账名称；写在项目的任一行",
    ),
];

/// The columns there can be: the row's own, and every fact that is not derived.
pub fn columns() -> Vec<FieldSpec> {
    let given = FACTS.iter().filter(|fact| fact.origin == Origin::Given);
    OWN.into_iter().chain(given.map(column)).collect()
}

fn column(fact: &FactSpec) -> FieldSpec {
    let kind = match fact.kind {
        FactKind::Flag => FieldKind::Flag,
        FactKind::Count => FieldKind::Count {
            min: 0,
            max: 1_000_000,
        },
        FactKind::Money => FieldKind::Money { zero: true },
        FactKind::Share => FieldKind::Share,
        FactKind::Date => FieldKind::Date,
        FactKind::Choice(words) => FieldKind::Choice(words.words),
        FactKind::Set(words) => FieldKind::Choices(words.words),
    };
    own_column(fact.name, fact.label, false, kind, "")
}

/// What the rows tell of one project.
#[derive(Default)]
pub(super) struct Told {
    /// Its place among the projects of the sheet.
    order: usize,
    pub(super) title: String,
    pub(super) body: String,
    summary: Option<String>,
    source: Option<String>,
    circumstances: Map<String, Value>,
    /// Each with the place of its row.
    events: Vec<(usize, Value)>,
    /// Places of rows without an event.
    others: Vec<usize>,
}

/// Projects by name and body.
#[derive(Default)]
pub(super) struct Histories {
    all: HashMap<(String, String), Told>,
}

impl Histories {
    fn of(&mut self, title: &str, body: &str) -> &mut Told {
        let key = (plain(title), plain(body));
        let order = self.all.len();
        self.all.entry(key).or_insert_with(|| Told {
            order,
            title: title.to_owned(),
            body: body.to_owned(),
            ..Told::default()
        })
    }

    pub(super) fn in_order(self) -> Vec<Told> {
        let mut all: Vec<Told> = self.all.into_values().collect();
        all.sort_by_key(|told| told.order);
        all
    }
}

impl Told {
    /// The places of its rows, those of events first, and the form.
    pub(super) fn input(&self) -> (Vec<usize>, Value) {
        let events: Vec<&Value> = self.events.iter().map(|(_, event)| event).collect();
        let mut input = json!({ "title": self.title, "unit_name": self.body, "events": events });
        for (name, text) in [(SUMMARY, &self.summary), (SOURCE, &self.source)] {
            if let Some(text) = text {
                put(&mut input, name, text);
            }
        }
        if !self.circumstances.is_empty() {
            let text = Value::Object(self.circumstances.clone()).to_string();
            put(&mut input, "circumstances", &text);
        }
        let lines = self.events.iter().map(|(place, _)| *place);
        (lines.chain(self.others.iter().copied()).collect(), input)
    }
}

fn put(object: &mut Value, name: &str, text: &str) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), json!(text));
    }
}

/// Takes in one row.
pub(super) fn take(
    law: &Regulation,
    line: &Line,
    place: usize,
    fit: &Fit,
    body: &str,
    told: &mut Histories,
) -> Result<(), Wrong> {
    let (mut own, facts) = cells(line, fit)?;
    let whole = |says: &str| Wrong {
        column: None,
        says: says.to_owned(),
    };
    let (_, project) = own.remove(PROJECT).ok_or_else(|| whole("项目名称：必填"))?;
    let text = |own: &mut Own, name| own.remove(name).map(|it| it.1);
    let body = text(&mut own, BODY).unwrap_or_else(|| body.to_owned());
    let known = told.of(&project, &body);
    for (name, said) in [(SUMMARY, &mut known.summary), (SOURCE, &mut known.source)] {
        if let (None, Some(now)) = (&said, text(&mut own, name)) {
            *said = Some(now);
        }
    }
    let Some((column, act)) = own.remove(ACT) else {
        if let Some((column, day)) = own.remove(DAY) {
            return Err(Wrong {
                column: Some(column),
                says: format!("办理日期：写了“{day}”，没有写办理事项"),
            });
        }
        known.circumstances.extend(facts);
        known.others.push(place);
        return Ok(());
    };
    let wanted = plain(&act);
    let mut acts = law.acts();
    let named = acts.find(|known| plain(&known.title) == wanted || known.key == wanted);
    let named = named.ok_or_else(|| Wrong {
        column: Some(column),
        says: format!("办理事项：没有名为“{act}”的事项，请从模板的下拉列表中选取"),
    })?;
    let (column, day) = own.remove(DAY).ok_or_else(|| whole("办理日期：必填"))?;
    let day: Date = day.parse().map_err(|_| Wrong {
        column: Some(column),
        says: format!("办理日期：{}", no_day(&day)),
    })?;
    let mut event = json!({ "act": named.key, "on": day.to_string() });
    if !facts.is_empty() {
        put(&mut event, "facts", &Value::Object(facts).to_string());
    }
    known.events.push((place, event));
    Ok(())
}

fn no_day(text: &str) -> String {
    format!("“{text}”不是日期，应写成 2025-03-01")
}

/// The row's own columns: where they stand and what they say.
type Own = BTreeMap<&'static str, (usize, String)>;

/// What a row says of itself, and the facts in its other cells.
fn cells(line: &Line, fit: &Fit) -> Result<(Own, Map<String, Value>), Wrong> {
    let (mut own, mut facts) = (Own::new(), Map::new());
    for (column, head, text) in fit.cells(line) {
        let wrong = |says: String| Wrong {
            column: Some(column),
            says: format!("{}：{says}", head.column.label),
        };
        if OWN.iter().any(|field| field.name == head.column.name) {
            let text = read(head, text, &|_| Vec::new()).unwrap_or_default();
            own.insert(head.column.name, (column, text));
            continue;
        }
        let read = |text: &str| {
            let read = read(head, text, &|_| Vec::new());
            read.map_err(|(_, says)| wrong(says.replace("粘贴的", "")))
        };
        let value = match head.column.kind {
            FieldKind::Flag => {
                let flag = yes_or_no(text);
                json!(flag.ok_or_else(|| wrong(format!("“{text}”不是“是”或者“否”")))?)
            }
            FieldKind::Choices(_) => {
                let words = several(head.column, text);
                let words: Result<Vec<String>, Wrong> = words.iter().map(|it| read(it)).collect();
                json!(words?)
            }
            FieldKind::Date => {
                let day = read(text)?;
                let known = day.parse::<Date>().is_ok();
                json!(known.then_some(day).ok_or_else(|| wrong(no_day(text)))?)
            }
            FieldKind::Count { .. } => {
                let number = read(text)?.parse::<i64>();
                let number = number.map_err(|_| wrong(format!("“{text}”应为整数")))?;
                json!(number)
            }
            _ => json!(read(text)?),
        };
        facts.insert(head.column.name.to_owned(), value);
    }
    Ok((own, facts))
}
