//! Facts of chapter 4: money, contracts, building, changes, reports, risks.

use tongchou_rules::Facts;

use crate::acts::words::DELAY;
use crate::state::{Project, Risk};

pub(super) fn money(project: &Project, facts: &mut Facts) {
    facts.budget_amount = Some(project.budget_amount());
    facts.implementation_budget = Some(project.budget_for("implementation"));
    facts.operation_budget = Some(project.budget_for("operation"));
    facts.procurement_started = Some(!project.procurements.is_empty());
    facts.contract_signed = Some(project.has_contract("implementation"));
    let built = project
        .contracts
        .iter()
        .filter(|contract| contract.kind == "implementation");
    facts.contract_signed_on = built.map(|contract| contract.signed_on).min();
    facts.contract_amount = Some(implementation_amount(project));
    facts.approved_amount = Some(project.approved_amount());
    let grounds = project
        .suspensions
        .iter()
        .filter(|each| each.lifted.is_none());
    facts.suspension_grounds = Some(grounds.map(|each| each.ground.clone()).collect());
    facts.procedure_breached = Some(procedure_breached(project));
    facts.letter_breached = Some(letter_breached(project));
    facts.acceptance_breached = Some(acceptance_breached(project));
}

/// What the contracts for building were signed for: no amendment widens what a later
/// change may move.
fn implementation_amount(project: &Project) -> i64 {
    let built = project
        .contracts
        .iter()
        .filter(|contract| contract.kind == "implementation" && contract.terminated_on.is_none());
    built.map(crate::state::Contract::original_amount).sum()
}

/// Work dated before the letter, or without one; what an inspection found; a false
/// declaration that no rectification has put right since.
fn procedure_breached(project: &Project) -> bool {
    let righted = |declared: &crate::state::FalseDeclaration| {
        let mut orders = project.rectifications.iter();
        orders.any(|order| order.on >= declared.on && !order.is_open())
    };
    begun_before_letter(project)
        || project.found_by_inspection("procedure_breached")
        || project.false_declarations.iter().any(|each| !righted(each))
}

fn begun_before_letter(project: &Project) -> bool {
    let bought = project.procurements.iter().map(|each| each.started_on);
    let first = bought.chain(project.work_began_on()).min();
    match (&project.letter, first) {
        (Some(letter), Some(first)) => first < letter.on,
        (None, first) => first.is_some(),
        (Some(_), None) => false,
    }
}

/// A change made before it was filed or passed, or what an inspection found.
fn letter_breached(project: &Project) -> bool {
    let made_early =
        project.changes.iter().any(
            |change| match (change.implemented_on, change.permitted_on()) {
                (Some(made), Some(permitted)) => made < permitted,
                (made, None) => made.is_some(),
                (None, Some(_)) => false,
            },
        );
    made_early || project.found_by_inspection("letter_breached")
}

/// An acceptance held without an application or without those to be invited, or
/// what an inspection found.
fn acceptance_breached(project: &Project) -> bool {
    let held_wrongly = project.acceptances.iter().any(|held| {
        held.applied_on.is_none()
            || !held.invited.contains("bureau")
            || !held.invited.contains("investment")
    });
    held_wrongly || project.found_by_inspection("acceptance_breached")
}

pub(super) fn building(project: &Project, facts: &mut Facts) {
    facts.construction_started = Some(project.started_on.is_some());
    facts.construction_started_on = project.started_on;
    facts.planned_end_on = project
        .planned_end_on
        .or(project.declaration.planned_end_on);
    facts.supervision_contracted = Some(project.has_contract("supervision"));
    facts.supervision_exempted = Some(project.supervision_exemption.is_some());
    facts.outsourcing_staff_listed =
        Some(project.contracts.iter().any(|each| !each.staff.is_empty()));
    let checks = project.contracts.iter().flat_map(|each| &each.checks);
    facts.security_checked_on = checks.map(|check| check.checked_on).max();
    facts.software_test_ordered = Some(project.software_test_order.is_some());
    facts.midterm_report_on = project.midterm_reports.last().map(|report| report.on);
    facts.midterm_report_missing =
        Some(project.started_on.is_some() && project.midterm_reports.is_empty());
    facts.performance_report_on = project.performance_reports.last().map(|report| report.on);
    facts.last_mlps_assessment_on = project.last_passed("mlps_assessment");
    facts.last_cryptography_assessment_on = project.last_passed("cryptography_assessment");
    if project.cryptography_report_filed_on.is_none() {
        facts.cryptography_report_owed_since = project.first_passed("cryptography_assessment");
    }
    facts.risk_reported = Some(!project.risks.is_empty());
    facts.delay_reported = Some(project.risks.iter().any(|risk| risk.kind == DELAY));
    facts.risk_major = Some(
        project
            .risks
            .iter()
            .any(|risk| risk.is_open() && risk.is_major()),
    );
    facts.risk_escalated = Some(
        project
            .risks
            .iter()
            .any(|risk| risk.is_open() && risk.escalated_on.is_some()),
    );
    let opinion = |capacity: &str| {
        project
            .risks
            .iter()
            .any(|risk: &Risk| risk.opinion_of(capacity))
    };
    facts.risk_opinion_finance = Some(opinion("finance"));
    facts.risk_opinion_audit = Some(opinion("audit"));
}

pub(super) fn changes(project: &Project, facts: &mut Facts) {
    let (content, funds) = project.moved_earlier();
    facts.earlier_content_amount = Some(content);
    facts.earlier_change_amount = Some(funds);
    let requested =
        |change: &&crate::state::Change| change.way == "review" && change.review.is_none();
    facts.change_review_requested = Some(project.changes.iter().any(|change| requested(&change)));
    let open = || project.changes.iter().filter(|change| change.is_pending());
    facts.change_filed = Some(open().any(|change| change.way == "filing"));
    facts.change_review_passed =
        Some(open().any(|change| change.way == "review" && change.permitted_on().is_some()));
    facts.change_permitted_on = open().filter_map(crate::state::Change::permitted_on).min();
    facts.changes_pending = Some(super::reviewing::count(open().count()));
}
