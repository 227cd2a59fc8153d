//! The bar over a project: the phases of its life, and where it is among them.

use tongchou_project::Stage;

#[derive(Debug)]
pub struct Step {
    pub label: &'static str,
    pub state: &'static str,
}

const PHASES: [(&str, &[Stage]); 8] = [
    (
        "申报",
        &[Stage::Drafting, Stage::Coordination, Stage::Returned],
    ),
    (
        "审查",
        &[
            Stage::Declared,
            Stage::PreliminaryReview,
            Stage::ExpertReview,
            Stage::Consultation,
            Stage::AwaitingDecision,
            Stage::Approved,
        ],
    ),
    (
        "预算采购",
        &[Stage::Letter, Stage::Budget, Stage::Procurement],
    ),
    ("合同", &[Stage::Contract]),
    ("建设", &[Stage::Construction]),
    ("验收", &[Stage::Acceptance]),
    ("运行", &[Stage::Operation, Stage::SelfEvaluation]),
    ("评估办结", &[Stage::Evaluation, Stage::Closed]),
];

/// None of a project that has ended otherwise: no phase is its own.
pub fn steps(stage: Stage) -> Vec<Step> {
    let Some(here) = PHASES
        .iter()
        .position(|(_, stages)| stages.contains(&stage))
    else {
        return Vec::new();
    };
    PHASES
        .iter()
        .enumerate()
        .map(|(place, (label, _))| Step {
            label,
            state: match place.cmp(&here) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "here",
                std::cmp::Ordering::Greater => "ahead",
            },
        })
        .collect()
}
