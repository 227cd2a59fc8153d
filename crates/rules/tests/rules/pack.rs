//! The pack: its cases come out, and every demand of the regulation is in it.

use std::collections::BTreeSet;

use tongchou_rules::check::schema;

use crate::support::regulation;

#[test]
fn every_case_comes_out() {
    let failures = regulation().run_cases();
    let told: Vec<String> = failures
        .iter()
        .map(|failure| {
            format!(
                "{}:{}: {}",
                failure.file,
                failure.line.unwrap_or(0),
                failure.message
            )
        })
        .collect();
    assert!(
        told.is_empty(),
        "{} cases failed:\n{}",
        told.len(),
        told.join("\n")
    );
    assert!(
        regulation().cases().len() >= 200,
        "only {} cases",
        regulation().cases().len()
    );
}

/// Every row of the table of demands, by its id.
const ROWS: &[&str] = &[
    "A1", "A3", "A2.1", "A2.2", "A4", "A5", "A6", "A7a", "A7b", "A8", "A9", "A10a", "A10b", "A11",
    "A12a", "A12b", "A12c", "A13a", "A13b", "A14", "A15", "A16", "A17", "A18a", "A18b", "A19",
    "A20.1", "A20.2a", "A20.2b", "A20.3", "A20.4", "A20.5", "A21", "A22.1", "A22.2", "A23.1a",
    "A23.1b", "A23.2", "A24", "A25a", "A25b", "A26", "A27", "A28", "A29", "A30", "A31.1", "A31.2a",
    "A31.2b", "A32a", "A32b", "A32c", "A33.1", "A33.2", "A34", "A35", "A36",
];

#[test]
fn every_demand_is_a_clause_or_a_permit() {
    let regulation = regulation();
    let row = |id: &str| id.split('-').next().unwrap().to_owned();
    let mut found: BTreeSet<String> = regulation
        .clauses()
        .iter()
        .map(|clause| row(&clause.id))
        .collect();
    found.extend(regulation.permits().iter().map(|permit| row(&permit.id)));
    let missing: Vec<_> = ROWS.iter().filter(|id| !found.contains(**id)).collect();
    assert!(missing.is_empty(), "no clause for {missing:?}");
}

#[test]
fn every_act_can_be_permitted_for_somebody() {
    for act in regulation().acts() {
        assert!(
            !regulation().who_may(&act.key).is_empty(),
            "nobody may {}",
            act.key
        );
    }
}

#[test]
fn all_nine_and_more_open_questions_have_readings() {
    for question in regulation().questions() {
        assert!(
            question.readings.len() >= 2,
            "{} has one reading",
            question.id
        );
    }
    for id in [
        "acceptance_day",
        "yearly",
        "change_sum",
        "change_base",
        "cryptography_opinion_effect",
        "later_funds",
        "in_force_day",
        "secret_projects",
        "district_scope",
    ] {
        assert!(
            regulation().questions().any(|question| question.id == id),
            "{id} is not an open question"
        );
    }
}

#[test]
fn the_published_schema_is_the_table() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/facts.schema.json");
    let made = format!(
        "{}\n",
        serde_json::to_string_pretty(&schema(regulation())).unwrap()
    );
    if std::env::var_os("TONGCHOU_WRITE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/facts.schema.json is not what the table says; run with TONGCHOU_WRITE_DOCS=1"
    );
}

#[test]
fn what_stands_before_money_cannot_be_set_to_warn() {
    let set = |clause: &str| {
        let settings = [(format!("enforcement.{clause}"), "warn".to_owned())].into();
        regulation().with_settings(&settings).map(|_| ())
    };
    assert!(set("A16-work").unwrap_err().contains("涉及资金"));
    assert!(set("A20.3").unwrap_err().contains("明文规定"));
    assert_eq!(set("A21"), Ok(()));
}

#[test]
fn no_step_is_open_to_a_project_that_is_told_to_be_secret() {
    let law = regulation();
    let steps = ["step", "closing", "reporting", "papers"];
    let of_life = law.acts().filter(|act| {
        let mut groups = act.groups.iter();
        groups.any(|group| steps.contains(&group.as_str()))
    });
    let barred = |act: &str| {
        let mut clauses = law.clauses_of(act).into_iter();
        clauses.any(|clause| ["A6", "A6-later"].contains(&&*clause.id))
    };
    let open: Vec<&str> = of_life
        .map(|act| act.key.as_str())
        .filter(|act| !barred(act))
        .collect();
    assert!(open.is_empty(), "{open:?}");
}
