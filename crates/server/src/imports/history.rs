//! Projects of earlier years: a sheet of what happened on which day, each project's
//! history judged as a whole. Nothing is stored: what the law found is told in a copy
//! of the sheet, at the row where it happened.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tongchou_project::{FieldKind, FieldSpec};
use tongchou_rules::check::answer_json;
use tongchou_rules::{FACTS, FactSpec, Kind as FactKind, Law, Origin, Regulation};

use super::fit::{Fit, several};
use super::run::{Outcome, Report};
use super::{Line, Table, Wrong};
use crate::forms::paste::{is_total, plain, read};

const PROJECT: &str = "project_name";
const ACT: &str = "act";
const DAY: &str = "on";

/// What a row says before the facts of its event.
const OWN: [FieldSpec; 3] = [
    own(
        PROJECT,
        "项目名称",
        true,
        FieldKind::Text { max: 200 },
        "同一项目的各行写同一个名称",
    ),
    own(
        ACT,
        "办理事项",
        false,
        FieldKind::Text { max: 200 },
        "如“签订合同”“拨付款项”；不填的一行写项目本身的情况，如等级保护级别",
    ),
    own(DAY, "办理日期", false, FieldKind::Date, "写明事项的必填"),
];

const fn own(
    name: &'static str,
    label: &'static str,
    required: bool,
    kind: FieldKind,
    help: &'static str,
) -> FieldSpec {
    FieldSpec {
        name,
        label,
        kind,
        required,
        help,
        article: "",
    }
}

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
    own(fact.name, fact.label, false, kind, "")
}

/// What is known of one project.
#[derive(Default)]
struct Told {
    circumstances: Map<String, Value>,
    /// Each with the place of its row.
    events: Vec<(usize, Value)>,
    last: usize,
}

/// Judges every history of a sheet, up to a day.
pub fn judge(law: &Law, table: Table, fit: &Fit, until: Date) -> anyhow::Result<Report> {
    let mut outcomes = vec![Outcome::Lawful; table.rows.len()];
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for (place, line) in table.rows.iter().enumerate() {
        if is_total(&line.cells) {
            put(&mut outcomes, place, Outcome::Total);
        } else if let Err(wrong) = take(law.on(until), line, place, fit, &mut told) {
            put(&mut outcomes, place, Outcome::Wrong(vec![wrong]));
        }
    }
    for history in told.values() {
        let events: Vec<&Value> = history.events.iter().map(|(_, event)| event).collect();
        let asked = json!({
            "act": "audit", "on": until.to_string(), "facts": history.circumstances,
            "history": events,
        });
        let found = match answer_json(law, &asked) {
            Ok(answer) => found(&answer, history),
            Err(error) => vec![(history.last, error.to_string())],
        };
        for (place, says) in found {
            let wrong = Wrong { column: None, says };
            match outcomes.get_mut(place) {
                Some(Outcome::Wrong(all)) => all.push(wrong),
                Some(outcome) => *outcome = Outcome::Wrong(vec![wrong]),
                None => {}
            }
        }
    }
    Ok(Report::judged(table, fit.strange.clone(), outcomes))
}

fn put(outcomes: &mut [Outcome], place: usize, outcome: Outcome) {
    if let Some(known) = outcomes.get_mut(place) {
        *known = outcome;
    }
}

/// What the judge holds against a history, each at the row of its event; what was
/// never done, at the project's last row.
fn found(answer: &Value, history: &Told) -> Vec<(usize, String)> {
    let text = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let place = |finding: &Value| {
        let (on, act) = (text(finding, "on"), text(finding, "at_act"));
        let mut events = history.events.iter();
        let same = events.find(|(_, event)| text(event, "on") == on && text(event, "act") == act);
        same.map_or(history.last, |(place, _)| *place)
    };
    let all = |name: &str| answer.get(name).and_then(Value::as_array);
    let against = all("findings").into_iter().flatten();
    let against = against.map(|finding| {
        let says = format!(
            "{}：{}",
            text(finding, "article_text"),
            text(finding, "says")
        );
        (place(finding), says)
    });
    let open = all("undecided").into_iter().flatten();
    let open = open.map(|finding| {
        let says = format!(
            "{}：缺少事实，不能判断（{}）",
            text(finding, "article_text"),
            text(finding, "says")
        );
        (place(finding), says)
    });
    against.chain(open).collect()
}

/// Takes in one row.
fn take(
    law: &Regulation,
    line: &Line,
    place: usize,
    fit: &Fit,
    told: &mut BTreeMap<String, Told>,
) -> Result<(), Wrong> {
    let (mut own, mut facts) = (BTreeMap::new(), Map::new());
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
            FieldKind::Flag => json!(!["否", "无", "×", "0"].contains(&plain(text).as_str())),
            FieldKind::Choices(_) => {
                let words = several(head.column, text);
                let words: Result<Vec<String>, Wrong> = words.iter().map(|it| read(it)).collect();
                json!(words?)
            }
            FieldKind::Count { .. } => {
                let number: i64 = text.parse().map_err(|_| wrong("应为整数".to_owned()))?;
                json!(number)
            }
            _ => json!(read(text)?),
        };
        facts.insert(head.column.name.to_owned(), value);
    }
    let whole = |says: &str| Wrong {
        column: None,
        says: says.to_owned(),
    };
    let (_, project) = own.remove(PROJECT).ok_or_else(|| whole("项目名称：必填"))?;
    let known = told.entry(plain(&project)).or_default();
    known.last = place;
    let Some((column, act)) = own.remove(ACT) else {
        known.circumstances.extend(facts);
        return Ok(());
    };
    let wanted = plain(&act);
    let mut acts = law.acts();
    let named = acts.find(|known| plain(&known.title) == wanted || known.key == wanted);
    let named = named.ok_or_else(|| Wrong {
        column: Some(column),
        says: format!("办理事项：没有名为“{act}”的事项"),
    })?;
    let (column, day) = own.remove(DAY).ok_or_else(|| whole("办理日期：必填"))?;
    let day: Date = day.parse().map_err(|_| Wrong {
        column: Some(column),
        says: format!("办理日期：“{day}”不是日期，应写成 2025-03-01"),
    })?;
    let event = json!({ "act": named.key, "on": day.to_string(), "facts": facts });
    known.events.push((place, event));
    Ok(())
}
