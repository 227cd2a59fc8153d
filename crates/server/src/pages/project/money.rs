//! Money and contracts of a project, side by side, with what stands against the
//! next payment.

use tongchou_project::consider;

use super::View;
use super::item_sheet::{self, Line};
use super::payable::{self, Payable};
use super::sources::Source;
use crate::format::Amount;
use crate::pages::acts::offer::{Against, against_law, against_state};

#[derive(Debug)]
pub struct Money {
    pub lines: Vec<Line>,
    pub totals: [Amount; 5],
    pub sums: Vec<Sum>,
    pub payables: Vec<Payable>,
    /// What stands against any payment now.
    pub blocked: Vec<Against>,
}

#[derive(Debug)]
pub struct Sum {
    pub label: &'static str,
    pub amount: Amount,
    pub how: &'static str,
    pub source: Option<Source>,
}

pub fn of(view: &View<'_>) -> Money {
    let (project, standing) = (view.project, &view.standing);
    let current = standing.current();
    let env = standing.env;
    let may_pay = standing.may("make_payment");
    let considered = consider(Some(current), "make_payment", env);
    let mut blocked = considered.map_or_else(Vec::new, |found| {
        let mut against = against_law(&found.verdict, view.base, env.registers);
        against.extend(against_state(&found.state));
        against
    });
    standing.cures().settle(&mut blocked);
    let mut payables = payable::of(project, current, view.base, may_pay, env);
    for payable in &mut payables {
        standing.cures().settle(&mut payable.against);
        // what bars every payment is told once, above
        payable
            .against
            .retain(|reason| !blocked.iter().any(|known| known.says == reason.says));
    }
    Money {
        lines: item_sheet::lines(project),
        totals: item_sheet::totals(project),
        sums: sums(view),
        payables,
        blocked,
    }
}

/// What the sums are of, how they come about, and the events behind them.
type Kind = (&'static str, i64, &'static str, Option<Source>);

fn sums(view: &View<'_>) -> Vec<Sum> {
    let project = view.project;
    if project.letter.is_none() {
        return Vec::new();
    }
    let (contracts, paid) = (project.contracts_amount(), project.paid());
    let (budget, approved) = (project.budget_amount(), project.approved_amount());
    let last = |kind: &str| view.sources.last(&[kind]);
    let arranged = |purpose: &str| {
        let mut budgets = project.budgets.iter();
        let place = budgets.rposition(|budget| budget.purpose == purpose)?;
        view.sources.nth(&["budget_arranged"], place)
    };
    let budget_for = |purpose: &str| project.budget_for(purpose);
    let letter = project.letter_amount();
    let all = "历次安排合计";
    let (building, operation) = ("implementation", "operation");
    let kinds: [Kind; 8] = [
        ("审查意见函核定", letter, "", last("opinion_letter_issued")),
        (
            "建设实施预算",
            budget_for(building),
            all,
            arranged(building),
        ),
        (
            "运行维护预算",
            budget_for(operation),
            all,
            arranged(operation),
        ),
        (
            "合同合计",
            contracts,
            "各合同内容合计",
            last("contract_signed"),
        ),
        ("累计付款", paid, "付款记录合计", last("payment_made")),
        ("合同未付", contracts - paid, "合同合计减累计付款", None),
        ("预算未付", budget - paid, "预算合计减累计付款", None),
        (
            "核定未签",
            approved - contracts,
            "核定（含变更）减合同合计",
            None,
        ),
    ];
    kinds
        .into_iter()
        .map(|(label, fen, how, source)| Sum {
            label,
            amount: Amount::of(fen),
            how,
            source,
        })
        .collect()
}
