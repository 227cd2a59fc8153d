//! A project's record as a dated history in the law's words, for the audit: what
//! happened on which day by its papers, not in which order it was typed in, and what
//! data from outside tell beside it. It says what was; whether it may have been is
//! asked of the regulation.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::Facts;
use tongchou_rules::audit::Happened;

use crate::acts::words;
use crate::state::{Application, Contract, Observation, Project, Rest};

/// One thing that happened, and the event that tells of it.
pub(crate) struct Told {
    pub happened: Happened,
    pub rest: Rest,
}

pub(crate) fn chronicle(project: &Project) -> Vec<Told> {
    let mut told = Vec::new();
    approval(project, &mut told);
    contracts(project, &mut told);
    building(project, &mut told);
    changes(project, &mut told);
    payments(project, &mut told);
    acceptance(project, &mut told);
    for (place, seen) in project.observations.iter().enumerate() {
        told.push(observed(project, seen, place));
    }
    told
}

fn tell(
    told: &mut Vec<Told>,
    act: &str,
    on: Date,
    facts: Facts,
    (event, place, says): (&str, usize, String),
) {
    told.push(Told {
        happened: Happened {
            on,
            act: act.to_owned(),
            facts,
        },
        rest: Rest {
            event: event.to_owned(),
            place,
            on,
            says,
        },
    });
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn approval(project: &Project, told: &mut Vec<Told>) {
    if let Some(letter) = &project.letter {
        let facts = Facts {
            letter_amount: Some(letter.amount),
            letter_items: count(letter.items.len()),
            ..Facts::default()
        };
        let says = "出具审查意见函".to_owned();
        let source = ("opinion_letter_issued", 0, says);
        tell(told, "issue_opinion_letter", letter.on, facts, source);
    }
    for (place, budget) in project.budgets.iter().enumerate() {
        let facts = Facts {
            budget_purpose: Some(budget.purpose.clone()),
            budget_after: Some(budget_on(project, budget.on, Some(&budget.purpose))),
            ..Facts::default()
        };
        let says = format!("安排{}年预算", budget.year);
        let source = ("budget_arranged", place, says);
        tell(told, "arrange_budget", budget.on, facts, source);
    }
    for (place, bought) in project.procurements.iter().enumerate() {
        let facts = Facts {
            budget_amount: Some(budget_on(project, bought.started_on, None)),
            ..Facts::default()
        };
        let says = "启动采购".to_owned();
        let source = ("procurement_started", place, says);
        tell(told, "start_procurement", bought.started_on, facts, source);
    }
}

/// What was arranged by a day, for a purpose or for all.
fn budget_on(project: &Project, on: Date, purpose: Option<&str>) -> i64 {
    let arranged = project.budgets.iter().filter(|budget| budget.on <= on);
    arranged
        .filter(|budget| purpose.is_none_or(|purpose| project.is_one_sum(budget, purpose)))
        .map(|budget| budget.amount)
        .sum()
}

/// What a contract came to on a day.
fn amount_on(contract: &Contract, on: Date) -> i64 {
    let later = contract.amendments.iter().find(|each| each.signed_on > on);
    let items = later.map_or(&contract.items, |amendment| &amendment.before);
    items.iter().map(|row| row.amount).sum()
}

/// The facts of signing: sums as they were on the day.
fn signing(project: &Project, kind: &str, on: Date, more: i64) -> Facts {
    let apart = project.is_for_operation(kind);
    let same = project.contracts.iter().filter(|contract| {
        contract.signed_on <= on && project.is_for_operation(&contract.kind) == apart
    });
    let signed: i64 = same.map(|contract| amount_on(contract, on)).sum();
    Facts {
        contract_kind: Some(kind.to_owned()),
        contracts_total_after: Some(signed + more),
        budget_amount: Some(budget_on(project, on, Some(kind))),
        ..Facts::default()
    }
}

fn contracts(project: &Project, told: &mut Vec<Told>) {
    for (place, contract) in project.contracts.iter().enumerate() {
        let on = contract.signed_on;
        let facts = Facts {
            contract_amount: Some(contract.original_amount()),
            ..signing(project, &contract.kind, on, 0)
        };
        let says = format!("签订合同“{}”", contract.title);
        tell(
            told,
            "sign_contract",
            on,
            facts,
            ("contract_signed", place, says),
        );
    }
}

fn building(project: &Project, told: &mut Vec<Told>) {
    if let Some(on) = project.started_on {
        let facts = Facts {
            planned_end_on: project.planned_end_on,
            contract_signed: Some(signed_by(project, on)),
            ..Facts::default()
        };
        let source = ("construction_started", 0, "项目开工".to_owned());
        tell(told, "start_construction", on, facts, source);
    }
    for (place, found) in project.assessments.iter().enumerate() {
        let material = crate::steps::material_of(&found.kind).to_owned();
        let passed = found.result == "passed";
        let facts = Facts {
            passed: Some(if passed {
                BTreeSet::from([material])
            } else {
                BTreeSet::new()
            }),
            outcome: Some(if passed { "pass" } else { "return" }.to_owned()),
            ..Facts::default()
        };
        let says = words::label(words::ASSESSMENT_KINDS, &found.kind).to_owned();
        let source = ("assessment_recorded", place, says);
        tell(told, "record_assessment", found.assessed_on, facts, source);
    }
}

/// Whether a contract for building was there on a day.
fn signed_by(project: &Project, on: Date) -> bool {
    let mut built = project.contracts.iter();
    built.any(|contract| contract.kind == "implementation" && contract.signed_on <= on)
}

fn changes(project: &Project, told: &mut Vec<Told>) {
    let mut places = [0, 0];
    for change in &project.changes {
        let review = usize::from(change.way == "review");
        let place = places.get(review).copied().unwrap_or(0);
        if let Some(next) = places.get_mut(review) {
            *next += 1;
        }
        let Some(made) = change.implemented_on else {
            continue;
        };
        let permitted = change.permitted_on().is_some_and(|on| on <= made);
        let facts = Facts {
            change_filed: Some(permitted && change.way == "filing"),
            change_review_passed: Some(permitted && change.way == "review"),
            change_permitted_on: change.permitted_on(),
            ..Facts::default()
        };
        let says = format!("实施变更：{}", change.reason);
        let event = if change.way == "review" {
            "change_review_requested"
        } else {
            "change_filed"
        };
        tell(told, "implement_change", made, facts, (event, place, says));
    }
}

/// The facts of paying: sums as they were on the day, with the payment.
fn paying(project: &Project, contract: Option<&Contract>, on: Date, paid: (i64, i64)) -> Facts {
    let mut facts = Facts {
        paid_after: Some(paid.0),
        budget_amount: Some(budget_on(project, on, None)),
        contract_signed: Some(contract.is_some_and(|contract| contract.signed_on <= on)),
        ..Facts::default()
    };
    if let Some(contract) = contract {
        facts.contract_kind = Some(contract.kind.clone());
        facts.contract_signed_on = Some(contract.signed_on);
        facts.contract_amount = Some(amount_on(contract, on));
        facts.contract_paid_after = Some(paid.1);
    }
    facts
}

/// What was paid by a day, the payments before `place` of that day among it: on the
/// project, and on one contract.
fn paid_before(project: &Project, on: Date, place: usize, contract: &str) -> (i64, i64) {
    let before = project.payments.iter().enumerate();
    let before =
        before.filter(|(at, each)| each.reversed.is_none() && (each.paid_on, *at) < (on, place));
    before.fold((0, 0), |(all, own), (_, each)| {
        let same = if each.contract == contract {
            each.amount
        } else {
            0
        };
        (all + each.amount, own + same)
    })
}

fn payments(project: &Project, told: &mut Vec<Told>) {
    let payments = project.payments.iter().enumerate();
    for (place, payment) in payments.filter(|(_, each)| each.reversed.is_none()) {
        let on = payment.paid_on;
        let contract = project.contract(&payment.contract);
        let (all, own) = paid_before(project, on, place, &payment.contract);
        let sums = (all + payment.amount, own + payment.amount);
        let facts = paying(project, contract, on, sums);
        let says = format!(
            "拨付{}（{}）",
            tongchou_rules::money::in_words(payment.amount),
            payment.purpose
        );
        tell(
            told,
            "make_payment",
            on,
            facts,
            ("payment_made", place, says),
        );
    }
}

fn acceptance(project: &Project, told: &mut Vec<Told>) {
    for (place, held) in project.acceptances.iter().enumerate() {
        let facts = Facts {
            acceptance_applied_on: held.applied_on,
            acceptance_approved: Some(held.applied_on.is_some()),
            acceptance_on: Some(held.held_on),
            invited: Some(held.invited.clone()),
            outcome: Some(if held.passed { "pass" } else { "reject" }.to_owned()),
            software_test_ordered: Some(project.software_test_order.is_some()),
            ..Facts::default()
        };
        let source = ("acceptance_concluded", place, "竣工验收".to_owned());
        tell(told, "conclude_acceptance", held.held_on, facts, source);
    }
}

/// What data from outside tell, held against the record of that day.
fn observed(project: &Project, seen: &Observation, place: usize) -> Told {
    let on = seen.happened_on;
    let says = format!(
        "外部数据反映{}{}（来源：{}）",
        words::label(words::OBSERVED, &seen.happened),
        seen.amount
            .map(tongchou_rules::money::in_words)
            .unwrap_or_default(),
        seen.source
    );
    Told {
        happened: Happened {
            on,
            act: seen.happened.clone(),
            facts: facts_of(project, seen, place),
        },
        rest: Rest {
            event: "observation_recorded".to_owned(),
            place,
            on,
            says,
        },
    }
}

fn facts_of(project: &Project, seen: &Observation, place: usize) -> Facts {
    let on = seen.happened_on;
    let amount = seen.amount.unwrap_or(0);
    match seen.happened.as_str() {
        "sign_contract" => Facts {
            contract_amount: seen.amount,
            ..signing(project, "implementation", on, amount)
        },
        "make_payment" => {
            let id = seen.contract.as_deref().unwrap_or_default();
            let (all, own) = paid_before(project, on, usize::MAX, id);
            let (more, on_it) = observed_before(project, seen, place);
            let sums = (all + more + amount, own + on_it + amount);
            paying(project, project.contract(id), on, sums)
        }
        "start_procurement" => Facts {
            budget_amount: Some(budget_on(project, on, None)),
            ..Facts::default()
        },
        "start_construction" => Facts {
            contract_signed: Some(signed_by(project, on)),
            ..Facts::default()
        },
        "implement_change" => Facts {
            change_filed: Some(open_change(project, "filing", on)),
            change_review_passed: Some(open_change(project, "review", on)),
            ..Facts::default()
        },
        "conclude_acceptance" => applied_by(project, on),
        "go_live" => {
            let filed = project.operation_plan_on.filter(|filed| *filed <= on);
            let plan = filed.map(|_| "operation_plan".to_owned());
            Facts {
                submitted: Some(plan.into_iter().collect()),
                ..Facts::default()
            }
        }
        _ => Facts::default(),
    }
}

/// Whether a change could be made on a day that was not made before.
fn open_change(project: &Project, way: &str, on: Date) -> bool {
    project.changes.iter().any(|change| {
        change.way == way
            && change.permitted_on().is_some_and(|from| from <= on)
            && change.implemented_on.is_none_or(|made| made >= on)
    })
}

/// What other data told of payments before, on the project and on the contract.
fn observed_before(project: &Project, seen: &Observation, place: usize) -> (i64, i64) {
    let others = project.observations.iter().enumerate();
    let before = others.filter(|(at, other)| {
        other.happened == seen.happened && (other.happened_on, *at) < (seen.happened_on, place)
    });
    before.fold((0, 0), |(all, own), (_, other)| {
        let amount = other.amount.unwrap_or(0);
        let same = if other.contract == seen.contract {
            amount
        } else {
            0
        };
        (all + amount, own + same)
    })
}

/// The application that stood on a day.
fn applied_by(project: &Project, on: Date) -> Facts {
    let stood = project.application.as_ref().filter(|each| each.on <= on);
    let approved = stood.and_then(Application::approved_on);
    let invited = stood.filter(|each| each.invited_on.is_some_and(|day| day <= on));
    Facts {
        acceptance_applied_on: stood.map(|each| each.on),
        acceptance_approved: Some(approved.is_some_and(|day| day <= on)),
        acceptance_on: Some(on),
        invited: Some(invited.map(|each| each.invited.clone()).unwrap_or_default()),
        software_test_ordered: Some(project.software_test_order.is_some()),
        ..Facts::default()
    }
}
