//! What the records of earlier years tell of a project, and what the judge found in it
//! when it was taken in.

use tongchou_project::EarlierEventRow;
use tongchou_project::state::{Earlier, HistoryFinding};
use tongchou_rules::check::given_facts;
use tongchou_rules::{FACTS, Regulation, in_words};

use crate::pages::project::View;
use crate::pages::sheet::{Cell, Sheet, bad, day, text, wait};

pub fn sheets(view: &View<'_>) -> Vec<Sheet> {
    let Some(earlier) = &view.project.earlier else {
        return Vec::new();
    };
    let law = view.standing.law;
    vec![
        findings(earlier, law),
        events(earlier, law),
        circumstances(earlier),
        not_examined(earlier),
    ]
}

fn findings(earlier: &Earlier, law: &Regulation) -> Sheet {
    let heads = [
        "结论",
        "日期",
        "事项",
        "条文",
        "核查意见",
        "所依据的事实",
        "处理",
    ];
    let mut sheet = Sheet::new("合规核查", "13", &heads);
    let audit = &earlier.audit;
    for found in &audit.against {
        sheet.row(row(bad("不符合"), found, law));
    }
    for found in &audit.undecided {
        sheet.row(row(wait("资料不全"), found, law));
    }
    if sheet.rows.is_empty() {
        let until = audit.until.map_or_else(|| text(""), day);
        let says = text("没有发现与办法不符之处");
        sheet.row([
            crate::pages::sheet::good("没有发现"),
            until,
            text(""),
            text(""),
            says,
        ]);
    }
    sheet
}

fn row(conclusion: Cell, found: &HistoryFinding, law: &Regulation) -> Vec<Cell> {
    let facts = found.facts.iter();
    let facts: Vec<String> = facts
        .map(|(label, value)| format!("{label}：{value}"))
        .collect();
    vec![
        conclusion,
        day(found.on),
        text(title(law, &found.act)),
        Cell::Link {
            href: format!(
                "/regulation/{}",
                found.article.split('.').next().unwrap_or("")
            ),
            label: found.article_text.clone(),
        },
        text(found.says.clone()),
        text(facts.join("；")),
        text(found.remedy.clone()),
    ]
}

fn title(law: &Regulation, act: &str) -> String {
    law.act(act)
        .map_or(act, |act| act.title.as_str())
        .to_owned()
}

fn events(earlier: &Earlier, law: &Regulation) -> Sheet {
    let mut sheet = Sheet::new("办理经过", "29", &["日期", "事项", "情况"]);
    let mut told: Vec<&EarlierEventRow> = earlier.events.iter().collect();
    told.sort_by_key(|event| event.on);
    for event in told {
        sheet.row([
            day(event.on),
            text(title(law, &event.act)),
            text(facts(event.facts.as_deref())),
        ]);
    }
    sheet
}

fn circumstances(earlier: &Earlier) -> Sheet {
    let mut sheet = Sheet::new("项目的情况", "29", &["内容", "资料来源"]);
    let told = facts(earlier.circumstances.as_deref());
    let source = earlier.source.clone().unwrap_or_default();
    if !told.is_empty() || !source.is_empty() {
        sheet.row([text(told), text(source)]);
    }
    sheet
}

fn not_examined(earlier: &Earlier) -> Sheet {
    let mut sheet = Sheet::new("资料没有写明、没有核查的事实", "", &["事实"]);
    for name in &earlier.audit.not_examined {
        sheet.row([text(name.clone())]);
    }
    sheet
}

/// Facts by their names for people.
fn facts(written: Option<&str>) -> String {
    let given = given_facts(written.unwrap_or_default()).unwrap_or_default();
    let told = FACTS.iter().filter_map(|spec| {
        let value = given.get(spec.name)?;
        Some(format!("{}：{}", spec.label, in_words(spec.kind, &value)))
    });
    told.collect::<Vec<_>>().join("；")
}
