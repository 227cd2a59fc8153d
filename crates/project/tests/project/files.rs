//! Files come with acts: the event carries them in full, the state remembers
//! each version, an event from before there were files still reads.

use serde_json::{Value, json};
use tongchou_project::{Aggregate, Event, act_specs};

use crate::cases::{Then::*, case, on, run};
use crate::histories;
use crate::shape::file;

fn plan(files: Value) -> Value {
    json!({"material": "cryptography_plan", "title": "密码应用方案", "files": files})
}

#[test]
fn files_are_taken_as_the_server_resolved_them_and_not_otherwise() {
    let registered = histories::registered;
    let good = json!([file("方案.pdf", 'a'), file("附件.pdf", 'b')]);
    let sixty: Vec<Value> = (0..60).map(|_| file("x", 'a')).collect();
    let short = json!([{"name": "x", "media_type": "text/plain", "size": 1, "sm3": "abc"}]);
    let empty =
        json!([{"name": "x", "media_type": "text/plain", "size": 0, "sm3": "a".repeat(64)}]);
    run(vec![
        case(
            registered,
            "wang",
            "submit_material",
            plan(good),
            Happens("material_submitted"),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!([])),
            Happens("material_submitted"),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!(["a".repeat(64)])),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!([null])),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!("方案.pdf")),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!([file("甲", 'a'), file("乙", 'a')])),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(json!(sixty)),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(short),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "submit_material",
            plan(empty),
            Fields(&["files"]),
        ),
        case(
            registered,
            "wang",
            "withdraw_project",
            json!({"reason": "无", "files": []}),
            Fields(&["files"]),
        ),
        on(
            "a9",
            registered,
            "li",
            "register_agency",
            json!({"files": []}),
            Fields(&["files", "name", "credit_code", "kinds"]),
        ),
    ]);
}

#[test]
fn a_later_submission_replaces_and_the_earlier_stays() {
    let mut world = histories::registered();
    world.p(
        "wang",
        "submit_material",
        plan(json!([file("初稿.pdf", 'a')])),
    );
    world.p(
        "wang",
        "submit_material",
        plan(json!([file("终稿.pdf", 'b')])),
    );
    let other =
        json!({"material": "security_plan", "title": "安全方案", "files": [file("安全.pdf", 'c')]});
    world.p("wang", "submit_material", other);
    let project = world.project();
    let told: Vec<_> = project
        .filings
        .iter()
        .map(|filing| {
            let replaced = filing.is_replaced(&project.filings);
            (filing.files[0].name.as_str(), filing.version, replaced)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("初稿.pdf", 1, true),
            ("终稿.pdf", 2, false),
            ("安全.pdf", 1, false)
        ]
    );
    assert_eq!(
        project.filings[0].material.as_deref(),
        Some("cryptography_plan")
    );
    assert_eq!(project.filings[0].by.person, "wang");
}

#[test]
fn files_of_an_act_that_brings_a_material_stand_for_it() {
    let mut world = histories::declared();
    let form = json!({"level": 3, "number": "B1", "filed_on": world.on.to_string(), "files": [file("备案.pdf", 'd')]});
    world.p("wang", "record_mlps_filing", form);
    let filing = &world.project().filings[0];
    assert_eq!(filing.material.as_deref(), Some("mlps_filing"));
    assert_eq!(filing.act, "record_mlps_filing");
}

#[test]
fn an_event_from_before_there_were_files_reads_and_writes_the_same() {
    let mut world = histories::registered();
    let decided = world
        .attempt("wang", "submit_material", "p1", &plan(json!([])))
        .expect("happens");
    let stored = decided.events[0].to_stored().expect("stored");
    assert!(stored.data["content"].get("files").is_none());
    let again = Event::from_stored(&stored.kind, stored.version, stored.data.clone());
    assert_eq!(again.expect("reads").to_stored().expect("stored"), stored);
    let body = serde_json::to_value(Aggregate::Project(Box::new(world.project().clone())));
    assert!(body.expect("state")["state"].get("filings").is_none());
}

#[test]
fn no_act_has_two_fields_for_files_and_each_that_files_can_show_them() {
    for spec in act_specs() {
        let fields = spec.fields.iter().filter(|field| field.name == "files");
        let count = fields.count();
        assert!(count <= 1, "{}", spec.key);
        let shows = matches!(
            spec.aggregate,
            "project" | "design" | "agency" | "meeting" | "interpretation"
        );
        assert!(
            count == 0 || shows,
            "{}: files of it would not be found",
            spec.key
        );
    }
}
