//! People try what is not theirs to do: of other units, of other bodies, signed out.
//! Whoever may do what is written down here once more, from the measure's own words.

use serde_json::json;
use tongchou_project::{Actor, Refusal};
use tongchou_server::app::Fault;

use super::play::Played;
use super::tally::count;
use crate::support::Client;

/// Acts that the project's own unit alone does.
const OWN: &[&str] = &[
    "revise_declaration",
    "submit_material",
    "declare_project",
    "withdraw_project",
    "start_procurement",
    "sign_contract",
    "start_construction",
    "record_assessment",
    "file_change",
    "submit_midterm_report",
    "report_performance",
    "report_risk",
    "apply_for_acceptance",
    "conclude_acceptance",
    "go_live",
    "register_assets",
    "hand_over_archive",
    "report_rectification",
    "submit_self_evaluation",
    "close_project",
];

/// Acts of bodies, with the capacities that may do them.
const OF_BODIES: &[(&str, &[&str])] = &[
    ("conclude_preliminary_review", &["bureau"]),
    ("draw_panel", &["bureau"]),
    ("conclude_consultation", &["bureau"]),
    ("issue_opinion_letter", &["bureau"]),
    ("review_change", &["bureau"]),
    ("assess_risk", &["bureau"]),
    ("decide_acceptance_application", &["bureau"]),
    ("decide_project", &["government"]),
    ("arrange_budget", &["finance"]),
    ("make_payment", &["finance"]),
    ("reverse_payment", &["finance"]),
    ("suspend_payment", &["finance", "bureau"]),
    ("resume_payment", &["finance", "bureau"]),
    ("issue_cryptography_opinion", &["cryptography"]),
    ("decide_risk", &["leading_group"]),
    ("approve_investment_content", &["investment"]),
    (
        "record_inspection",
        &["bureau", "finance", "audit", "cyberspace", "cryptography"],
    ),
    (
        "order_rectification",
        &["bureau", "finance", "audit", "cyberspace", "cryptography"],
    ),
    ("impose_measure", &["bureau", "government", "investment"]),
    ("lift_measure", &["bureau", "government", "investment"]),
    ("conclude_evaluation", &["bureau", "finance"]),
];

impl Played {
    /// A few tries of a day.
    pub async fn hostile(&mut self) {
        for _ in 0..4 {
            self.try_something().await;
        }
    }

    async fn try_something(&mut self) {
        let projects: Vec<&String> = self.place.ids.keys().collect();
        let Some(project) = self.chance.pick(&projects).map(ToString::to_string) else {
            return;
        };
        if self.chance.percent(15) {
            return self.try_signed_out(&project).await;
        }
        let people: Vec<&Actor> = self.place.people.values().collect();
        let who = (*self.chance.pick(&people).unwrap()).clone();
        let of_bodies = self.chance.percent(50);
        let (act, may) = if of_bodies {
            let (act, may) = *self.chance.pick(OF_BODIES).unwrap();
            (act, may.iter().any(|held| who.capacities.contains(*held)))
        } else {
            let owner = &self.place.people[&self.plan.projects[&project].unit];
            (*self.chance.pick(OWN).unwrap(), who.body == owner.body)
        };
        if may {
            return;
        }
        let size = self.place.size().await;
        let done = self
            .place
            .act(&who, (act, &project), &json!({}), None)
            .await;
        let refused = matches!(
            done,
            Err(Fault::NotFound | Fault::Refused(Refusal::NotPermitted(_)))
        );
        assert!(refused, "{} {act} {project}: {done:?}", who.person);
        self.leaves_nothing(size).await;
        let kind = if who.capacities.contains("project_unit") {
            "another unit"
        } else {
            "another body"
        };
        count(&mut self.tally.hostile, kind);
    }

    async fn try_signed_out(&mut self, project: &str) {
        let act = *self.chance.pick(OWN).unwrap();
        let size = self.place.size().await;
        let client = Client {
            router: self.place.district.router.clone(),
            token: None,
        };
        let path = format!("/api/v1/projects/{}/acts/{act}", self.place.ids[project]);
        let answer = client.post(&path, &json!({})).await;
        assert_eq!(answer.status.as_u16(), 401, "{act}: {}", answer.text);
        assert_eq!(self.place.size().await, size);
        count(&mut self.tally.hostile, "signed out");
    }
}
