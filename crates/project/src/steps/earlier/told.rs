//! What a project's state is by the records of earlier years.

use jiff::civil::Date;
use tongchou_rules::audit::Happened;
use tongchou_rules::{Facts, Value};

use super::Records;
use crate::acts::BudgetRow;
use crate::state::{Acceptance, Budget, Earlier, HistoryAudit, Project};
use crate::steps::Made;

/// The parts of an investment that the law names: fact, category of the budget, name.
const PARTS: [(&str, &str, &str); 4] = [
    ("software_development", "software_development", "软件开发"),
    ("software_purchase", "software_purchase", "软件购置"),
    ("hardware", "hardware", "硬件"),
    ("security_amount", "security", "网络安全"),
];

/// Everything that a form tells.
pub(super) struct Told<'a> {
    pub(super) summary: Option<&'a str>,
    pub(super) source: Option<&'a String>,
    pub(super) records: Records<'a>,
    pub(super) audit: &'a HistoryAudit,
}

impl Told<'_> {
    pub(super) fn put(&self, project: &mut Project, made: &Made) {
        let mut facts = self.records.circumstances();
        let history = self.records.history();
        for event in &history {
            facts.overlay(&event.facts);
        }
        // what the records say of the project as such counts more than of one event
        facts.overlay(&self.records.circumstances());
        let earlier = Earlier {
            source: self.source.cloned(),
            circumstances: self.records.circumstances.map(str::to_owned),
            events: self.records.events.to_vec(),
            audit: self.audit.clone(),
            by: made.by.clone(),
            on: Some(made.on),
        };
        project.summary = self.summary.map(str::to_owned).unwrap_or_default();
        project.registered_on = Some(earlier.since().unwrap_or(made.on));
        project.started_on = earlier.first("start_construction");
        project.live_on = earlier.first("go_live");
        project.declaration.budget = investment(&facts);
        project.budgets = budgets(&history);
        project.acceptances = acceptances(&facts, &history);
        project.fields = facts.fields.unwrap_or_default();
        project.nature = facts.nature.unwrap_or_default();
        project.funding = facts.funding.unwrap_or_default();
        project.district_funds = facts.district_funds.unwrap_or(false);
        project.critical_infrastructure = facts.critical_infrastructure.unwrap_or(false);
        project.mlps_level = facts.mlps_level.unwrap_or(0);
        project.public_data_operation = facts.public_data_operation.unwrap_or(false);
        project.planned_end_on = facts.planned_end_on;
        project.earlier = Some(earlier);
    }
}

/// The parts that are told, and what is left of the whole.
fn investment(facts: &Facts) -> Vec<BudgetRow> {
    let number = |name: &str| match facts.get(name) {
        Some(Value::Number(number)) => number,
        _ => 0,
    };
    let row = |name: &str, category: &str, amount: i64| BudgetRow {
        name: name.to_owned(),
        category: category.to_owned(),
        amount,
    };
    let parts = PARTS.iter();
    let mut rows: Vec<BudgetRow> = parts
        .map(|(fact, category, name)| row(name, category, number(fact)))
        .filter(|row| row.amount > 0)
        .collect();
    let told: i64 = rows.iter().map(|row| row.amount).sum();
    let left = number("total_amount").saturating_sub(told);
    if left > 0 {
        rows.push(row("其他（资料未分项）", "other", left));
    }
    rows
}

fn budgets(history: &[Happened]) -> Vec<Budget> {
    let arranged = history.iter().filter(|event| event.act == "arrange_budget");
    let budget = |event: &Happened| {
        let purpose = event.facts.budget_purpose.clone();
        Some(Budget {
            year: i64::from(event.on.year()),
            amount: event.facts.budget_amount?,
            purpose: purpose.unwrap_or_else(|| "implementation".to_owned()),
            number: None,
            on: event.on,
        })
    };
    arranged.filter_map(budget).collect()
}

fn acceptances(facts: &Facts, history: &[Happened]) -> Vec<Acceptance> {
    let held = |passed: bool, held_on: Date, applied_on: Option<Date>| Acceptance {
        passed,
        held_on,
        applied_on,
        attendees: String::new(),
        opinion: "按往年资料登记".to_owned(),
        invited: std::collections::BTreeSet::new(),
    };
    let applied = |event: &&Happened| event.act == "apply_for_acceptance";
    let applied = history.iter().find(applied).map(|event| event.on);
    let concluded = history
        .iter()
        .filter(|event| event.act == "conclude_acceptance");
    let mut all: Vec<Acceptance> = concluded
        .map(|event| {
            let result = event.facts.acceptance_result.as_deref();
            let outcome = event.facts.outcome.as_deref();
            let failed = result == Some("failed") || matches!(outcome, Some("reject" | "return"));
            held(!failed, event.on, applied)
        })
        .collect();
    all.sort_by_key(|held| held.held_on);
    if let (true, Some(on)) = (all.is_empty(), facts.accepted_on) {
        all.push(held(true, on, applied));
    }
    all
}
