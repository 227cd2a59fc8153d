//! What the program proposes on a project, what people made of it, and what data from
//! outside tell. Proposals are shown to those who may confirm them; what was decided
//! is in the project's record, and everybody who sees the project sees it.

use tongchou_project::Project;
use tongchou_project::state::{Proposal, Settled};

use crate::format;
use crate::pages::project::View;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Cell, Sheet, bad, day, good, maybe, money, text};
use crate::pages::words::of_form;
use crate::web::address;

pub fn proposed(view: &View<'_>) -> Sheet {
    let heads = [
        "问题",
        "依据",
        "事实",
        "所依据的记录",
        "发生日期",
        "查实",
        "不作为问题",
    ];
    let title = "系统提示的问题（待核实；核实前没有任何后果，项目单位看不到）";
    let mut sheet = Sheet::new(title, "31.1", &heads);
    for found in view.proposed.iter().flatten() {
        let form = |act: &str, label: &str| Cell::Link {
            href: format!(
                "{}/acts/{act}?finding={}",
                view.base,
                address::encoded(&found.key)
            ),
            label: label.to_owned(),
        };
        sheet.row([
            text(format!("{}：{}", found.title, found.says)),
            text(cited(found)),
            text(facts(found)),
            rest(found, view),
            day(found.since),
            form("confirm_finding", "查实"),
            form("set_aside_finding", "不作为问题"),
        ]);
    }
    sheet
}

pub fn cited(found: &Proposal) -> String {
    if found.rests.is_empty() {
        return found.article_text.clone();
    }
    format!("{}（{}）", found.article_text, found.clause)
}

/// Label and value of every fact that was looked at.
pub fn facts(found: &Proposal) -> String {
    let facts = found.facts.iter();
    let facts: Vec<String> = facts
        .map(|(label, value)| format!("{label}：{value}"))
        .collect();
    facts.join("；")
}

fn rest(found: &Proposal, view: &View<'_>) -> Cell {
    let Some(rest) = found.rests.first() else {
        return text("期限推算");
    };
    match view.sources.nth(&[&rest.event], rest.place) {
        Some(source) => cell(Some(source)),
        None => text(rest.says.clone()),
    }
}

pub fn settled(view: &View<'_>) -> Sheet {
    let heads = [
        "问题",
        "依据",
        "事实",
        "核实结果",
        "核实情况和理由",
        "核实部门",
        "日期",
        "后续",
        "来源",
    ];
    let mut sheet = Sheet::new("已核实的系统提示", "31.1", &heads);
    for kept in &view.project.settled {
        let found = &kept.proposal;
        let kind = if kept.confirmed {
            "finding_confirmed"
        } else {
            "finding_set_aside"
        };
        let mut earlier = view.project.settled.iter();
        let place = earlier
            .by_ref()
            .take_while(|each| each.id != kept.id)
            .filter(|each| each.confirmed == kept.confirmed)
            .count();
        sheet.row([
            text(format!("{}：{}", found.title, found.says)),
            text(cited(found)),
            text(facts(found)),
            if kept.confirmed {
                bad("查实")
            } else {
                good("不作为问题")
            },
            text(kept.reason.clone()),
            text(kept.by.body_name.clone()),
            day(kept.on),
            next(kept, view),
            cell(view.sources.nth(&[kind], place)),
        ]);
    }
    sheet
}

/// What took a confirmed finding up, or the form that can.
fn next(kept: &Settled, view: &View<'_>) -> Cell {
    let told = followed(view.project, kept);
    if !kept.confirmed || !told.is_empty() || view.proposed.is_none() {
        return text(told);
    }
    let act = if view.suspends && kept.proposal.subjects.contains("funds") {
        ("suspend_payment", "暂停资金拨付")
    } else {
        ("record_inspection", "记录监督检查")
    };
    Cell::Link {
        href: format!("{}/acts/{}?finding={}", view.base, act.0, kept.id),
        label: act.1.to_owned(),
    }
}

/// In words what took a confirmed finding up.
pub fn followed(project: &Project, kept: &Settled) -> String {
    let is = |finding: &Option<String>| finding.as_deref() == Some(kept.id.as_str());
    let inspected = project.inspections.iter().filter(|each| is(&each.finding));
    let ordered = project
        .rectifications
        .iter()
        .filter(|each| is(&each.finding));
    let suspended = project.suspensions.iter().filter(|each| is(&each.finding));
    let told = inspected
        .map(|each| format!("监督检查（{}）", format::day(each.inspected_on)))
        .chain(ordered.map(|each| format!("限期整改（{}）", format::day(each.on))))
        .chain(suspended.map(|each| format!("暂停拨付（{}）", format::day(each.on))));
    told.collect::<Vec<_>>().join("、")
}

pub fn observations(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "反映的事项",
        "发生日期",
        "#金额",
        "数据来源",
        "情况",
        "登记部门",
        "来源",
    ];
    let mut sheet = Sheet::new("外部数据反映的情况（只供核对）", "31.1", &heads);
    for (place, seen) in project.observations.iter().enumerate() {
        sheet.row([
            text(of_form("record_observation", "happened", &seen.happened)),
            day(seen.happened_on),
            seen.amount.map_or_else(|| maybe(None), money),
            text(seen.source.clone()),
            text(seen.facts.clone()),
            text(seen.by.body_name.clone()),
            cell(sources.nth(&["observation_recorded"], place)),
        ]);
    }
    sheet
}
