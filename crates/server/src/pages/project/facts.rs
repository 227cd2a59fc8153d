//! The key facts of a project, as it was declared and as it stands.

use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::super::words::{name, names};
use super::sources::{Source, Sources};
use crate::app::World;
use crate::format::{Amount, day};

#[derive(Debug)]
pub struct Fact {
    pub label: &'static str,
    pub value: String,
    /// The exact figure of an amount.
    pub exact: String,
    /// The event it comes from.
    pub source: Option<Source>,
}

fn fact(label: &'static str, value: impl Into<String>) -> Fact {
    Fact {
        label,
        value: value.into(),
        exact: String::new(),
        source: None,
    }
}

fn amount(label: &'static str, fen: i64) -> Fact {
    let amount = Amount::of(fen);
    Fact {
        label,
        value: amount.short,
        exact: amount.exact,
        source: None,
    }
}

impl Fact {
    fn from(mut self, source: Option<Source>) -> Self {
        self.source = source;
        self
    }
}

/// The events that say what a project is about.
const WRITTEN: &[&str] = &[
    "project_registered",
    "declaration_revised",
    "earlier_project_recorded",
    "earlier_project_corrected",
];
const LETTER: &[&str] = &["opinion_letter_issued"];
/// The events that move the approved amount.
const APPROVED: &[&str] = &[
    "opinion_letter_issued",
    "investment_content_approved",
    "change_filed",
    "change_reviewed",
];

/// The figures over the page.
pub fn headline(project: &Project, sources: &Sources<'_>) -> Vec<Fact> {
    let Some(letter) = &project.letter else {
        let label = match project.earlier {
            Some(_) => "资料所载投资",
            None => "申报投资",
        };
        let told = match (&project.earlier, project.total_amount()) {
            (Some(_), 0) => fact(label, "资料没有写明"),
            (None, 0) => fact(label, "还没有填写"),
            (_, total) => amount(label, total),
        };
        return vec![
            told.from(sources.last(WRITTEN)),
            level(project).from(sources.last(WRITTEN)),
        ];
    };
    let mut facts = vec![
        fact("审查意见函", letter.number.clone().unwrap_or_default()).from(sources.last(LETTER)),
        amount("核定（含变更）", project.approved_amount()).from(sources.last(APPROVED)),
        amount("合同", project.contracts_amount()).from(sources.last(&["contract_signed"])),
        amount("已付", project.paid()).from(sources.last(&["payment_made"])),
    ];
    if let Some(on) = project.accepted_on() {
        facts.push(fact("通过验收", day(on)).from(sources.last(&["acceptance_concluded"])));
    } else if let Some(on) = planned_end(project) {
        facts.push(fact("计划完工", day(on)).from(sources.last(PLANNED)));
    }
    facts
}

const PLANNED: &[&str] = &[
    "construction_started",
    "change_implemented",
    "declaration_revised",
];

fn planned_end(project: &Project) -> Option<jiff::civil::Date> {
    project
        .planned_end_on
        .or(project.declaration.planned_end_on)
}

fn level(project: &Project) -> Fact {
    if project.mlps_level == 0 {
        return fact("等级保护级别", "资料没有写明");
    }
    let level = u32::try_from(project.mlps_level).unwrap_or(0);
    fact(
        "等级保护级别",
        format!("第{}级", tongchou_rules::article::numeral(level)),
    )
}

pub fn of(project: &Project, world: &World, sources: &Sources<'_>) -> Vec<Fact> {
    let yes = |flag: bool| if flag { "是" } else { "否" };
    let registered = || sources.last(WRITTEN);
    let approved = project.letter.is_some();
    let amounts = || sources.last(if approved { APPROVED } else { WRITTEN });
    let mut facts = vec![
        fact("项目单位", project.unit_name.clone()).from(sources.nth(&["project_registered"], 0)),
        fact("项目性质", name(v::NATURES, &project.nature)).from(registered()),
        fact("信息化领域", names(v::FIELDS, &project.fields)).from(registered()),
        fact("资金来源", names(v::FUNDINGS, &project.funding)).from(registered()),
        fact(
            "牵头部门",
            world.title_of(&project.domain).unwrap_or_default(),
        )
        .from(registered()),
        level(project).from(sources.last(&[
            "project_registered",
            "declaration_revised",
            "mlps_filing_recorded",
        ])),
        fact("关键信息基础设施", yes(project.critical_infrastructure)).from(registered()),
        fact("公共数据授权运营", yes(project.public_data_operation)).from(registered()),
        amount("总投资", project.total_amount()).from(amounts()),
        amount(
            "软件开发",
            project.standing_amount_of("software_development"),
        )
        .from(amounts()),
        amount("网络安全", project.standing_amount_of("security")).from(amounts()),
    ];
    if let Some(letter) = &project.letter {
        let number = letter.number.clone().unwrap_or_default();
        facts.push(fact("审查意见函", number).from(sources.last(LETTER)));
        facts.push(fact("函件日期", day(letter.on)).from(sources.last(LETTER)));
        let budget = project.budget_amount();
        facts.push(amount("已安排预算", budget).from(sources.last(&["budget_arranged"])));
    }
    facts.extend(dates(project, sources));
    facts
}

fn dates(project: &Project, sources: &Sources<'_>) -> Vec<Fact> {
    let dates: [(&str, Option<jiff::civil::Date>, &[&str]); 4] = [
        ("开工日期", project.started_on, &["construction_started"]),
        ("计划完工", planned_end(project), PLANNED),
        ("通过验收", project.accepted_on(), &["acceptance_concluded"]),
        ("投入使用", project.live_on, &["went_live"]),
    ];
    dates
        .into_iter()
        .filter_map(|(label, date, kinds)| Some(fact(label, day(date?)).from(sources.last(kinds))))
        .collect()
}

/// What the unit wrote, topic by topic.
pub fn texts(project: &Project) -> Vec<(String, String)> {
    let declaration = &project.declaration;
    let mut texts = vec![("项目概况".to_owned(), project.summary.clone())];
    for (words, written) in [
        (v::TOPICS, &declaration.topics),
        (v::FEASIBILITY_ASPECTS, &declaration.feasibility),
        (v::OPERATION_TERMS, &declaration.terms),
    ] {
        texts.extend(
            written
                .iter()
                .map(|(word, text)| (name(words, word), text.clone())),
        );
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}
