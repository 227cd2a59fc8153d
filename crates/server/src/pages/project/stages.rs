//! The bar over a project: the phases of its life, where it is among them, and
//! what each still needs.

use tongchou_project::{Project, Stage};
use tongchou_rules::vocabulary::CAPACITIES;

use super::needs::Needs;
use super::standing::Standing;
use crate::pages::words;

#[derive(Debug)]
pub struct Step {
    pub label: &'static str,
    pub state: &'static str,
    pub says: &'static str,
    pub needs: Needs,
}

/// Name, the stages of a project in it, and the regulation's own stage of its acts.
const PHASES: [(&str, &[Stage], &str); 8] = [
    (
        "申报",
        &[Stage::Drafting, Stage::Coordination, Stage::Returned],
        "declaration",
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
        "review",
    ),
    (
        "预算采购",
        &[Stage::Letter, Stage::Budget, Stage::Procurement],
        "budget",
    ),
    ("合同", &[Stage::Contract], "contract"),
    ("建设", &[Stage::Construction], "construction"),
    ("验收", &[Stage::Acceptance], "acceptance"),
    ("运行归档", &[Stage::Operation], "archive"),
    (
        "评估办结",
        &[Stage::SelfEvaluation, Stage::Evaluation, Stage::Closed],
        "evaluation",
    ),
];

/// The place of a project among the phases; one whose building is suspended stays where
/// it was. None of a project that has ended otherwise: no phase is its own.
fn place(project: &Project) -> Option<usize> {
    let stage = match project.stage() {
        Stage::Suspended => project.reached(),
        other => other,
    };
    PHASES
        .iter()
        .position(|(_, stages, _)| stages.contains(&stage))
}

/// Whether acts of a stage of the regulation come later in the project's life.
pub fn is_ahead(project: &Project, stage: &str) -> bool {
    let of_act = PHASES.iter().position(|(_, _, of_law)| *of_law == stage);
    of_act
        .zip(place(project))
        .is_some_and(|(act, here)| act > here)
}

pub fn steps(project: &Project, standing: &Standing<'_>) -> Vec<Step> {
    let stage = project.stage();
    let Some(here) = place(project) else {
        return Vec::new();
    };
    let closed = stage == Stage::Closed;
    let plan = standing.plan(project);
    let later = |of_law: &str| {
        let steps = plan.steps.iter().filter(|step| step.stage == of_law);
        let told = steps.map(|step| (step.title.clone(), words::names(CAPACITIES, &step.who)));
        told.collect()
    };
    PHASES
        .iter()
        .enumerate()
        .map(|(place, (label, _, of_law))| {
            let (state, says) = match place.cmp(&here) {
                std::cmp::Ordering::Less => ("done", "已过"),
                std::cmp::Ordering::Equal => ("here", "现在"),
                std::cmp::Ordering::Greater => ("ahead", "以后"),
            };
            let mut needs = Needs::default();
            if !closed {
                // of what is behind it nothing is waited for but what is owed
                let is_asked =
                    |act: &str| state != "done" && plan.steps.iter().any(|step| step.act == act);
                needs = standing.needs(of_law, project, &is_asked);
            }
            if state == "ahead" && needs.is_empty() {
                needs.later = later(of_law);
            }
            Step {
                label,
                state,
                says,
                needs,
            }
        })
        .collect()
}
