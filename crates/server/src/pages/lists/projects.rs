//! The columns and filters of the list of projects.

use std::sync::Arc;

use jiff::civil::Date;
use tongchou_project::{Project, Stage, act_specs, words as words_of};
use tongchou_rules::vocabulary as v;
use tongchou_rules::{Duty, DutyState, article};

use super::marks::{self, MARKS};
use super::{Column, Filter, Kind, List, Look, Value, Wanted};
use crate::app::Entry;
use crate::pages::acts::awaited;
use crate::pages::listing::{due, tone, waiting};
use crate::pages::words::{name, names};

pub static LIST: List = List {
    key: "project",
    path: "/projects",
    name: "项目",
    columns: &COLUMNS,
    filters,
    keeps,
};

/// Duties this far ahead are announced. A matter of showing, not of law.
const SOON_DAYS: i32 = 30;

const fn column(
    key: &'static str,
    label: &'static str,
    usual: bool,
    value: fn(&Entry, &Look<'_>) -> Value,
) -> Column {
    Column {
        key,
        label,
        figure: false,
        usual,
        value,
    }
}

const fn figures(
    key: &'static str,
    label: &'static str,
    usual: bool,
    value: fn(&Entry, &Look<'_>) -> Value,
) -> Column {
    Column {
        figure: true,
        ..column(key, label, usual, value)
    }
}

static COLUMNS: [Column; 23] = [
    column("title", "项目", true, |it, _| {
        Value::text(it.title.as_str())
    }),
    column("unit", "项目单位", true, |it, _| {
        of(it, |project| Value::text(project.unit_name.as_str()))
    }),
    column("stage", "阶段", true, |it, _| {
        of(it, |project| stage(project.stage()))
    }),
    figures("amount", "投资", true, |it, _| {
        of(it, |project| Value::money(project.total_amount()))
    }),
    column("number", "审查意见函", true, |it, _| {
        Value::text(it.number.as_deref().unwrap_or_default())
    }),
    column("changed_on", "最近办理", true, |it, _| {
        Value::day(it.changed_on.parse().ok())
    }),
    column("late", "期限", false, lateness),
    column("nature", "项目性质", false, |it, _| {
        of(it, |project| Value::text(name(v::NATURES, &project.nature)))
    }),
    column("fields", "信息化领域", false, |it, _| {
        of(it, |project| Value::text(names(v::FIELDS, &project.fields)))
    }),
    column("funding", "资金来源", false, |it, _| {
        of(it, |project| {
            Value::text(names(v::FUNDINGS, &project.funding))
        })
    }),
    column("domain", "牵头部门", false, |it, look| {
        of(it, |project| {
            Value::text(look.view.env.registers.body_name(&project.domain))
        })
    }),
    column("level", "等保级别", false, |it, _| {
        of(it, |project| match project.mlps_level {
            // the records of earlier years need not say it
            0 => Value::Nothing,
            known => level(known),
        })
    }),
    column("registered_on", "登记日期", false, |it, _| {
        of(it, |project| Value::day(project.registered_on))
    }),
    column("letter_on", "意见函日期", false, |it, _| {
        of(it, |project| {
            Value::day(project.letter.as_ref().map(|letter| letter.on))
        })
    }),
    figures("declared", "申报金额", false, |it, _| {
        of(it, |project| Value::money(project.declared_amount()))
    }),
    figures("approved", "批复（含变更）", false, |it, _| {
        of(it, |project| Value::money(project.approved_amount()))
    }),
    figures("budget", "已安排预算", false, |it, _| {
        of(it, |project| Value::money(project.budget_amount()))
    }),
    figures("contracts", "合同合计", false, |it, _| {
        of(it, |project| Value::money(project.contracts_amount()))
    }),
    figures("paid", "累计付款", false, |it, _| {
        of(it, |project| Value::money(project.paid()))
    }),
    column("started_on", "开工日期", false, |it, _| {
        of(it, |project| Value::day(project.started_on))
    }),
    column("planned_end_on", "计划完工", false, |it, _| {
        of(it, |project| Value::day(planned_end(project)))
    }),
    column("accepted_on", "通过验收", false, |it, _| {
        of(it, |project| Value::day(project.accepted_on()))
    }),
    column("live_on", "投入使用", false, |it, _| {
        of(it, |project| Value::day(project.live_on))
    }),
];

fn of(entry: &Entry, value: impl FnOnce(&Project) -> Value) -> Value {
    entry.aggregate.project().map_or(Value::Nothing, value)
}

fn stage(stage: Stage) -> Value {
    let rank = Stage::ALL.iter().position(|known| *known == stage);
    Value::Tag {
        tone: tone(stage),
        label: stage.label().to_owned(),
        rank: rank.and_then(|rank| i64::try_from(rank).ok()).unwrap_or(0),
    }
}

fn level(level: i64) -> Value {
    Value::Tag {
        tone: "",
        label: level_in_words(level),
        rank: level,
    }
}

fn level_in_words(level: i64) -> String {
    let number = u32::try_from(level).unwrap_or(0);
    format!("第{}级", article::numeral(number))
}

fn planned_end(project: &Project) -> Option<Date> {
    project
        .planned_end_on
        .or(project.declaration.planned_end_on)
}

fn lateness(entry: &Entry, look: &Look<'_>) -> Value {
    let duties = due(entry, look.view);
    let late = duties.iter().filter(|duty| is_late(duty)).count();
    let soon = duties.iter().filter(|duty| is_soon(duty, look.view.env.on));
    let (tone, label, rank) = match (late, soon.count()) {
        (0, 0) => return Value::Nothing,
        (0, soon) => ("wait", format!("{soon} 项将到期"), 1),
        (late, _) => ("bad", format!("{late} 项逾期"), 2),
    };
    Value::Tag { tone, label, rank }
}

pub fn is_late(duty: &Duty) -> bool {
    duty.state == DutyState::Overdue
}

/// Falls due within a month, and is not done yet.
pub fn is_soon(duty: &Duty, today: Date) -> bool {
    let open = matches!(duty.state, DutyState::Due | DutyState::Upcoming);
    let days = duty.due_on.map(|last| (last - today).get_days());
    open && days.is_some_and(|days| days <= SOON_DAYS)
}

fn filters(all: &[Arc<Entry>], look: &Look<'_>) -> Vec<Filter> {
    let words = |words: v::Words| Kind::Choice(owned(words.words));
    let filter = |key, label, kind, first| Filter {
        first,
        ..Filter::new(key, label, kind)
    };
    let projects = all.iter().filter_map(|entry| entry.aggregate.project());
    let registered = super::years(projects.filter_map(|project| project.registered_on));
    vec![
        filter("text", "名称、函号或单位", Kind::Text, true),
        filter("stage", "阶段", Kind::Choice(stages()), true),
        filter("unit", "项目单位", Kind::Choice(super::units(all)), true),
        filter("due", "期限", Kind::Choice(owned(&DUE)), true),
        filter("duty", "时限事项", Kind::Choice(duties(look)), false),
        filter("mark", "情形", Kind::Choice(marked()), false),
        filter(
            "grade",
            "评估等次",
            Kind::Choice(owned(words_of::GRADES)),
            false,
        ),
        filter(
            "agency",
            "外包服务机构",
            Kind::Choice(super::agencies(all)),
            false,
        ),
        filter("waits", "等我办理", Kind::Choice(acts(look)), false),
        filter("field", "信息化领域", words(v::FIELDS), false),
        filter("nature", "项目性质", words(v::NATURES), false),
        filter("level", "等保级别", Kind::Choice(levels()), false),
        filter("year", "登记年份", Kind::Choice(registered), false),
        filter("amount_from", "投资不少于（万元）", Kind::Amount, false),
        filter("amount_to", "投资不超过（万元）", Kind::Amount, false),
        filter("changed_from", "最近办理不早于", Kind::Day, false),
    ]
}

const DUE: [(&str, &str); 2] = [("late", "有逾期"), ("soon", "三十天内到期")];

fn owned(words: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(key, label): &(&str, &str)| ((*key).to_owned(), (*label).to_owned());
    words.iter().map(own).collect()
}

fn stages() -> Vec<(String, String)> {
    let named = |stage: &Stage| (stage.key().to_owned(), stage.label().to_owned());
    Stage::ALL.iter().map(named).collect()
}

fn marked() -> Vec<(String, String)> {
    let named = |mark: &marks::Mark| (mark.key.to_owned(), mark.label.to_owned());
    MARKS.iter().map(named).collect()
}

fn duties(look: &Look<'_>) -> Vec<(String, String)> {
    let duties = look.view.env.regulation.duty_texts().into_iter();
    duties.map(|duty| (duty.key, duty.title)).collect()
}

fn levels() -> Vec<(String, String)> {
    let named = |level: i64| (level.to_string(), level_in_words(level));
    (1..=5).map(named).collect()
}

/// The acts that some project could wait for from whoever looks.
fn acts(look: &Look<'_>) -> Vec<(String, String)> {
    let held = &look.view.env.actor.capacities;
    act_specs()
        .iter()
        .filter(|spec| spec.aggregate == "project" && !spec.creates)
        .filter(|spec| awaited::ever(spec.key))
        .filter(|spec| {
            let may = look.who.get(spec.key).into_iter().flatten();
            may.into_iter().any(|capacity| held.contains(*capacity))
        })
        .filter_map(|spec| {
            let act = look.view.env.regulation.act(spec.key)?;
            Some((spec.key.to_owned(), act.title.clone()))
        })
        .collect()
}

fn keeps(entry: &Entry, wanted: &Wanted, look: &Look<'_>) -> bool {
    let Some(project) = entry.aggregate.project() else {
        return false;
    };
    let number = entry.number.as_deref().unwrap_or_default();
    let texts = [entry.title.as_str(), number, project.unit_name.as_str()];
    let field = |wanted: &str| project.fields.contains(wanted);
    let year = || project.registered_on.map(|on| on.year().to_string());
    wanted.fits("stage", project.stage().key())
        && wanted.fits("unit", &project.unit)
        && wanted.fits("nature", &project.nature)
        && wanted.get("field").is_none_or(field)
        && wanted
            .get("level")
            .is_none_or(|level| level == project.mlps_level.to_string())
        && wanted
            .get("year")
            .is_none_or(|wanted| year().is_some_and(|year| year == wanted))
        && within(project, wanted)
        && wanted
            .day("changed_from")
            .is_none_or(|from| entry.changed_on >= from.to_string())
        && wanted.mentions("text", texts)
        && wanted
            .get("mark")
            .is_none_or(|key| marks::bears(project, key))
        && wanted
            .get("grade")
            .is_none_or(|grade| marks::grade(project) == Some(grade))
        && wanted.get("agency").is_none_or(|agency| {
            let mut contracts = project.contracts.iter();
            contracts.any(|contract| contract.agency == agency)
        })
        && in_time(entry, wanted, look)
        && wanted.get("waits").is_none_or(|act| {
            let acts = waiting(entry, look.view);
            acts.contains(&act)
        })
}

fn within(project: &Project, wanted: &Wanted) -> bool {
    let (least, most) = (wanted.amount("amount_from"), wanted.amount("amount_to"));
    if least.is_none() && most.is_none() {
        return true;
    }
    let amount = project.total_amount();
    least.is_none_or(|least| amount >= least) && most.is_none_or(|most| amount <= most)
}

fn in_time(entry: &Entry, wanted: &Wanted, look: &Look<'_>) -> bool {
    let (asked, key) = (wanted.get("due"), wanted.get("duty"));
    if asked.is_none() && key.is_none() {
        return true;
    }
    let due = due(entry, look.view);
    let mut of_kind = due
        .iter()
        .filter(|duty| key.is_none_or(|key| duty.key == key));
    of_kind.any(|duty| match asked {
        Some("late") => is_late(duty),
        Some(_) => is_soon(duty, look.view.env.on),
        None => true,
    })
}
