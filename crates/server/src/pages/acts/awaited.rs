//! Which possible acts somebody waits for, and which can be done at any time and
//! would only crowd the page of today's work. A matter of showing, not of law.

use std::collections::HashMap;
use std::sync::LazyLock;

use tongchou_project::{Project, Stage};
use tongchou_rules::vocabulary::DATA_TASKS;

use crate::app::ActSet;

/// Acts that are open whenever the need arises.
const ALWAYS_OPEN: &[&str] = &[
    "record_duplicate_check",
    "decline_expert_review",
    "correct_earlier_project",
    "withdraw_project",
    "record_false_declaration",
    "approve_investment_content",
    "amend_contract",
    "terminate_contract",
    "record_outsourced_staff",
    "record_security_check",
    "exempt_supervision",
    "order_software_test",
    "record_mlps_filing",
    "record_assessment",
    "file_change",
    "request_change_review",
    "report_performance",
    "report_risk",
    "adopt_result",
    "permit_transfer",
    "transfer_result",
    "record_inspection",
    "order_rectification",
    "state_case",
    "record_observation",
    "confirm_finding",
    "set_aside_finding",
    "file_sealed_letter",
    "impose_measure",
    "lift_measure",
    "refer_lead",
    "suspend_payment",
    "resume_payment",
    "reverse_payment",
    "select_for_evaluation",
];

/// Acts that may be done again and again once they are possible; waited for
/// only in the stages named.
const UNTIL: &[(&str, &[Stage])] = &[
    (
        "revise_declaration",
        &[Stage::Drafting, Stage::Coordination, Stage::Returned],
    ),
    ("submit_material", &[Stage::Drafting, Stage::Returned]),
    ("arrange_budget", &[Stage::Letter]),
    ("start_procurement", &[Stage::Budget]),
    ("sign_contract", &[Stage::Procurement]),
    ("make_payment", &[]),
    (
        "assess_operation_scenario",
        &[
            Stage::Declared,
            Stage::PreliminaryReview,
            Stage::ExpertReview,
            Stage::Consultation,
        ],
    ),
    ("submit_midterm_report", &[]),
    (
        "file_operation_plan",
        &[Stage::Acceptance, Stage::Operation],
    ),
    ("go_live", &[Stage::Acceptance, Stage::Operation]),
    ("register_result", &[Stage::Operation]),
    ("register_assets", &[Stage::Operation]),
];

fn always_open(act: &str) -> bool {
    ALWAYS_OPEN.contains(&act)
}

/// Whether the act belongs on the page of today's work when it is possible.
pub fn waits(act: &str, stage: Stage) -> bool {
    // nothing is waited for on what happened in earlier years
    if always_open(act) || stage == Stage::Earlier {
        return false;
    }
    UNTIL
        .iter()
        .find(|(key, _)| *key == act)
        .is_none_or(|(_, stages)| stages.contains(&stage))
}

/// All acts that belong there for projects in a stage.
pub fn at(stage: Stage) -> ActSet {
    static BY_STAGE: LazyLock<HashMap<&'static str, ActSet>> = LazyLock::new(|| {
        let of = |stage: &Stage| (stage.key(), ActSet::of(|act| waits(act, *stage)));
        Stage::ALL.iter().map(of).collect()
    });
    BY_STAGE.get(stage.key()).copied().unwrap_or_default()
}

/// Whether an act that can be done again was done: it may be done, and nobody waits.
pub fn is_done(act: &str, project: &Project) -> bool {
    match act {
        "complete_data_task" => DATA_TASKS
            .words
            .iter()
            .all(|(task, _)| project.data_tasks.contains_key(*task)),
        "file_operation_plan" => project.operation_plan_on.is_some(),
        "register_result" => project.results.iter().any(|it| !it.is_at_acceptance()),
        "register_assets" => project.assets.is_some(),
        _ => false,
    }
}

/// Whether the act can ever be waited for.
pub fn ever(act: &str) -> bool {
    let never = UNTIL
        .iter()
        .any(|(key, stages)| *key == act && stages.is_empty());
    !always_open(act) && !never
}
