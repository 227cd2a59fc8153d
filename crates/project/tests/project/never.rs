//! What must never happen, over random courses of events.

use std::sync::LazyLock;

use proptest::prelude::*;
use tongchou_project::{Aggregate, Event, Project, Refusal};
use tongchou_rules::Decision;

use crate::chance::{Chance, command, command_of};
use crate::histories;
use crate::world::{LAW, World};

static BEGINNINGS: LazyLock<Vec<World>> = LazyLock::new(|| {
    vec![
        histories::registered(),
        histories::declared(),
        histories::preliminarily_reviewed(),
        histories::consulted(),
        histories::expert_reviewed(),
        histories::decided(),
        histories::letter_issued(),
        histories::procured(),
        histories::contracted(),
        histories::started(),
        histories::built(),
        histories::invited(),
        histories::accepted(),
        histories::failed(),
        histories::operating(),
        crate::supervision::suspended(),
    ]
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn over_random_courses(start in 0..16usize, seeds in prop::collection::vec(any::<u64>(), 30..70)) {
        let mut world = BEGINNINGS[start].clone();
        let mut happened = 0;
        for seed in seeds {
            let mut chance = Chance::new(seed);
            let days = *chance.pick(&[0, 0, 0, 1, 7, 20, 60]);
            world.on = world.on.saturating_add(jiff::Span::new().days(days));
            let tried = command(&world, &mut chance);
            let before = world.project().clone();
            match world.attempt(tried.person, tried.act, "p1", &tried.form) {
                Ok(decided) => {
                    happened += 1;
                    let wrong = wrong(&before, world.project(), &decided.events[0]);
                    prop_assert!(wrong.is_empty(), "{}: {wrong:?} {}", tried.act, tried.form);
                }
                Err(refusal) => prop_assert!(sound(&refusal), "{}: {refusal:?} {}", tried.act, tried.form),
            }
        }
        replays(&world);
        // A course on which nothing happens would show nothing.
        prop_assume!(happened > 0);
    }
}

/// A refusal is the law's or the record's; never a doubt, never our own mistake.
fn sound(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Law(verdict) => verdict.decision == Decision::Refused,
        Refusal::State(found) => found
            .iter()
            .all(|each| !each.says.is_ascii() && !each.says.contains("故障")),
        Refusal::Fields(faults) => faults
            .iter()
            .all(|fault| !fault.message.contains("无法读取")),
        Refusal::NotPermitted(_) => true,
        Refusal::NotFound => false,
    }
}

/// Everything stored leads to the same state again.
fn replays(world: &World) {
    let mine = world.events.iter().filter(|event| event.subject == "p1");
    let state = Aggregate::replay(mine).expect("fits");
    assert_eq!(state.as_ref(), world.states.get("p1"));
    let text = serde_json::to_string(&state).expect("json");
    assert_eq!(
        serde_json::from_str::<Option<Aggregate>>(&text).expect("state"),
        state
    );
}

fn wrong(before: &Project, after: &Project, event: &Event) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let mut rule = |holds: bool, name: &'static str| {
        if !holds {
            wrong.push(name);
        }
    };
    let act = event.what.act();
    let in_group = |group: &str| {
        LAW.act(act)
            .is_some_and(|known| known.groups.iter().any(|each| each == group))
    };
    let standing = before.standing_measures();
    rule(
        !(in_group("step") && standing.contains("terminate")),
        "a step of a terminated project",
    );
    rule(
        !(in_group("step") && standing.contains("suspend_construction")),
        "a step of a suspended project",
    );
    rule(
        !(in_group("decision") && before.handlers.contains(&event.by.person)),
        "a decision on one's own submission",
    );
    rule(
        before.closed.is_none() || !in_group("step"),
        "a step of a closed project",
    );
    order(before, act, &mut rule);
    money(before, after, act, &mut rule);
    acceptance(before, after, act, &mut rule);
    wrong
}

fn order(before: &Project, act: &str, rule: &mut impl FnMut(bool, &'static str)) {
    let review = &before.review;
    let passed = |conclusion: Option<&tongchou_project::state::Conclusion>| {
        conclusion.is_some_and(tongchou_project::state::Conclusion::passed)
    };
    match act {
        "conclude_preliminary_review" => {
            rule(before.declared(), "a review of what is not declared");
            rule(review.preliminary.is_none(), "two preliminary conclusions");
        }
        "conclude_expert_review" => {
            rule(
                review.experts.is_none() && passed(review.preliminary.as_ref()),
                "experts out of order",
            );
        }
        "conclude_consultation" => {
            rule(
                review.consultation.is_none() && passed(review.experts.as_ref()),
                "consultation out of order",
            );
        }
        "decide_project" => {
            let consulted = passed(review.consultation.as_ref().map(|held| &held.conclusion));
            rule(
                review.decision.is_none() && consulted,
                "decision out of order",
            );
        }
        "issue_opinion_letter" => {
            rule(
                before.letter.is_none() && passed(review.decision.as_ref()),
                "letter out of order",
            );
            let important = before.mlps_level >= 3 || before.critical_infrastructure;
            rule(
                !important || before.passed.contains("cryptography_opinion"),
                "letter without the cryptography opinion",
            );
        }
        "review_change" => rule(
            before
                .changes
                .iter()
                .any(|change| change.way == "review" && change.review.is_none()),
            "a change reviewed twice",
        ),
        "implement_change" => rule(
            before
                .changes
                .iter()
                .any(|change| change.permitted_on().is_some()),
            "a change without leave",
        ),
        "impose_measure" => rule(
            !before.rectifications.is_empty(),
            "a measure without an order",
        ),
        _ => {}
    }
}

fn money(before: &Project, after: &Project, act: &str, rule: &mut impl FnMut(bool, &'static str)) {
    if matches!(
        act,
        "arrange_budget"
            | "start_procurement"
            | "sign_contract"
            | "start_construction"
            | "make_payment"
            | "file_change"
    ) {
        rule(before.letter.is_some(), "money or work before the letter");
    }
    if matches!(act, "make_payment" | "arrange_budget") {
        rule(
            before.acceptance_result() != "failed",
            "money after a failed acceptance",
        );
    }
    if act == "make_payment" {
        rule(
            before.suspensions.iter().all(|each| each.lifted.is_some()),
            "a payment while payments are suspended",
        );
    }
    if matches!(act, "sign_contract" | "amend_contract") {
        held_to_the_approval(before, after, rule);
    }
    if act == "amend_contract" && before.contracts_amount() != after.contracts_amount() {
        let permitted = before
            .changes
            .iter()
            .any(|each| each.permitted_on().is_some());
        rule(permitted, "a contract amended without a change");
    }
    if act == "sign_contract" {
        let signed = after.contracts.last().expect("contract").signed_on;
        rule(
            before
                .letter
                .as_ref()
                .is_some_and(|letter| signed >= letter.on),
            "a contract dated before the letter",
        );
    }
    rule(
        after.paid() <= after.budget_amount(),
        "payments above the budget",
    );
    rule(
        after
            .contracts
            .iter()
            .all(|each| after.paid_on_contract(&each.id) <= each.amount()),
        "payments above a contract",
    );
}

fn held_to_the_approval(
    before: &Project,
    after: &Project,
    rule: &mut impl FnMut(bool, &'static str),
) {
    let new = after.contracts.iter().filter(|each| {
        before
            .contract(&each.id)
            .is_none_or(|known| known.items != each.items)
    });
    rule(
        new.into_iter().all(|each| !after.exceeds_approval(each)),
        "content outside the approval",
    );
    let (built, building) = after.contracted_for("implementation");
    let (operated, operating) = after.contracted_for("operation");
    rule(
        built <= after.approved_amount(),
        "contracts above the approval",
    );
    rule(built <= building, "contracts above the budget");
    rule(operated <= operating, "operation above its budget");
}

fn acceptance(
    before: &Project,
    after: &Project,
    act: &str,
    rule: &mut impl FnMut(bool, &'static str),
) {
    let applies = act == "apply_for_acceptance";
    let passes = act == "conclude_acceptance" && after.acceptance_result() == "passed";
    if applies || passes {
        rule(
            before.mlps_level < 2 || before.passed.contains("mlps_assessment"),
            "no security assessment",
        );
        rule(
            before.mlps_level < 3 || before.passed.contains("cryptography_assessment"),
            "no cryptography assessment",
        );
        let tested = before.passed.contains("software_test_report");
        rule(
            before.amount_of("software_development") < 100_000_000 || tested,
            "no software test",
        );
        rule(
            before.failed_assessments().is_empty(),
            "a failed assessment stands",
        );
        rule(
            before.started_on.is_some(),
            "acceptance of what was not built",
        );
    }
    if act == "conclude_acceptance" {
        let application = before.application.as_ref();
        rule(
            application.is_some_and(|each| each.decision.is_some()),
            "acceptance without approval",
        );
        rule(
            application.is_some_and(|each| {
                each.invited.contains("bureau") && each.invited.contains("investment")
            }),
            "acceptance without those to be invited",
        );
        rule(before.accepted_on().is_none(), "two acceptances");
    }
}

/// Each act has its turn at each beginning, and some tries there are enough: chance that
/// never gets anywhere would show nothing.
#[test]
fn random_courses_get_somewhere() {
    let acts: Vec<&'static str> = tongchou_project::act_specs()
        .iter()
        .filter(|spec| spec.aggregate == "project" && !spec.creates)
        .map(|spec| spec.key)
        .collect();
    let happens = |act: &'static str| {
        (0..4).any(|seed| {
            BEGINNINGS.iter().any(|beginning| {
                let mut world = beginning.clone();
                let tried = command_of(&world, act, &mut Chance::new(seed));
                let outcome = world.attempt(tried.person, act, "p1", &tried.form);
                outcome.is_ok()
            })
        })
    };
    let never: Vec<&str> = acts.iter().copied().filter(|act| !happens(act)).collect();
    assert!(
        acts.len() - never.len() >= 40,
        "of {} acts these never happened: {never:?}",
        acts.len()
    );
}
