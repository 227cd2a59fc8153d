//! Facts of chapters 5 and 6: acceptance, archive, supervision, evaluation.

use tongchou_rules::Facts;

use super::reviewing::{count, passed};
use crate::state::{Project, Rectification};

pub(super) fn acceptance(project: &Project, facts: &mut Facts) {
    let application = project.application.as_ref();
    facts.acceptance_applied = Some(application.is_some());
    facts.acceptance_applied_on = application
        .map(|applied| applied.on)
        .or_else(|| project.acceptances.last().and_then(|held| held.applied_on));
    facts.acceptance_on = application.map(|applied| applied.acceptance_on);
    facts.acceptance_approved =
        Some(application.is_some_and(|applied| passed(applied.decision.as_ref())));
    facts.invited = Some(
        application
            .map(|applied| applied.invited.clone())
            .unwrap_or_default(),
    );
    facts.data_tasks_settled = Some(project.data_tasks.keys().cloned().collect());
    facts.assessment_rectifications_open = Some(count(project.failed_assessments().len()));
    facts.assessment_failed_on = project.failed_since();
    facts.acceptance_result = Some(project.acceptance_result().to_owned());
    facts.accepted_on = project.accepted_on();
    facts.live_on = project.live_on;
    facts.result_registered = Some(!project.results.is_empty());
    facts.transfer_permitted = Some(
        project
            .results
            .iter()
            .any(|result| !result.permits.is_empty()),
    );
    facts.assets_registered_on = project.assets.as_ref().map(|register| register.on);
    facts.archive_handed_over_on = project.archive.as_ref().map(|archive| archive.handed_on);
    facts.operation_plan_filed_on = project.operation_plan_on;
}

pub(super) fn supervision(project: &Project, facts: &mut Facts) {
    let inspected = project.inspections.iter().any(|each| each.violation);
    let confirmed = project.settled.iter().any(|each| each.confirmed);
    facts.finding_recorded = Some(inspected || confirmed);
    let open = project.rectifications.iter().filter(|each| each.is_open());
    rectification(
        open.min_by_key(|each| (each.report.is_some(), each.due_on)),
        facts,
    );
    facts.self_evaluated_on = project.self_evaluations.last().map(|each| each.on);
    facts.selected_for_evaluation = Some(
        project
            .evaluations
            .iter()
            .any(|each| each.concluded_on.is_none()),
    );
}

/// The facts of one rectification; without one, that none was ordered.
pub(crate) fn rectification(chosen: Option<&Rectification>, facts: &mut Facts) {
    facts.rectification_ordered = Some(chosen.is_some());
    facts.rectification_due_on = chosen.and_then(|each| each.due_on);
    facts.rectification_reported = Some(chosen.is_some_and(|each| each.report.is_some()));
    facts.rectification_reported_on =
        chosen.and_then(|each| each.report.as_ref().map(|report| report.on));
    facts.rectification_outcome = Some(chosen.map_or("none", Rectification::outcome).to_owned());
}
