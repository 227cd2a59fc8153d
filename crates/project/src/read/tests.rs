//! What a form may bring, and what it is told when it brings something else.

use serde_json::json;

use super::*;
use crate::acts::act_spec;

fn faults(act: &str, typed: &Value) -> Vec<(String, String)> {
    let spec = act_spec(act).expect("act");
    read(spec, typed)
        .expect_err("faults")
        .into_iter()
        .map(|fault| (fault.field, fault.message))
        .collect()
}

fn payment(amount: &Value) -> Value {
    json!({"contract": "c1", "amount": amount, "paid_on": "2026-03-01", "purpose": "首付款"})
}

#[test]
fn every_fault_is_named_at_once() {
    let found = faults(
        "register_project",
        &json!({"title": "x".repeat(350), "mlps_level": 9, "colour": 1}),
    );
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "colour",
            "title",
            "summary",
            "fields",
            "nature",
            "funding",
            "district_funds",
            "domain",
            "state_secret",
            "critical_infrastructure",
            "mlps_level",
            "public_data_operation"
        ]
    );
    assert_eq!(
        found[1].1,
        "“项目名称”最多200字，现有350字，请删减（第二条第一款）"
    );
}

#[test]
fn amounts_are_exact_positive_and_sane() {
    let spec = act_spec("make_payment").expect("act");
    for (typed, fen) in [
        (json!(1_200_000), 120_000_000),
        (json!("0.01"), 1),
        (json!("1200000.50"), 120_000_050),
    ] {
        assert_eq!(read(spec, &payment(&typed)).expect("clean")["amount"], fen);
    }
    for bad in [
        json!(-1),
        json!(1.5),
        json!(1e9),
        json!("1e9"),
        json!("-3"),
        json!(0),
        json!("1.234"),
        json!("壹万"),
        json!("99999999999999999"),
        json!(true),
    ] {
        assert_eq!(faults("make_payment", &payment(&bad)).len(), 1, "{bad}");
    }
}

#[test]
fn dates_exist_and_lie_within_reason() {
    let spec = act_spec("go_live").expect("act");
    for good in ["2026-02-28", "2026年2月28日", "2026年02月28日"] {
        assert_eq!(
            read(spec, &json!({"live_on": good})).expect("clean")["live_on"],
            "2026-02-28"
        );
    }
    for bad in [
        "2026-02-30",
        "1989-12-31",
        "2101-01-01",
        "2026-2-1",
        "26-02-2026",
        "明天",
        "2026-02-28T00:00:00",
    ] {
        assert_eq!(
            faults("go_live", &json!({"live_on": bad})).len(),
            1,
            "{bad}"
        );
    }
}

#[test]
fn rows_are_read_each_and_not_twice() {
    let row = json!({"name": "平台", "category": "hardware", "amount": 1});
    let found = faults(
        "issue_opinion_letter",
        &json!({"items": [row, {"name": "平台", "category": "other", "amount": 2}, {"name": "x", "category": "nothing", "amount": "z"}, 4]}),
    );
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "items[2].category",
            "items[2].amount",
            "items[3]",
            "items[1]"
        ]
    );
}

#[test]
fn control_characters_are_refused_and_text_is_tidied() {
    let spec = act_spec("withdraw_project").expect("act");
    let clean = read(spec, &json!({"reason": "  e\u{301}\r\n二 "})).expect("clean");
    assert_eq!(clean["reason"], "é\n二");
    for bad in ["a\u{0}b", "a\u{7}b", "a\u{202e}b", "a\u{feff}b"] {
        assert_eq!(faults("withdraw_project", &json!({"reason": bad})).len(), 1);
    }
}

#[test]
fn what_is_marked_secret_is_withheld_and_nothing_else_said() {
    let spec = act_spec("register_project").expect("act");
    let found = read(
        spec,
        &json!({"title": "某平台（机密★20年）", "mlps_level": 77}),
    )
    .expect_err("refused");
    assert_eq!(found.len(), 1);
    assert!(found[0].withhold && found[0].clause.as_deref() == Some("A6"));
    assert!(!found[0].message.contains("某平台"));
    let found = read(spec, &json!({"title": "某平台", "state_secret": true})).expect_err("refused");
    assert!(found.len() == 1 && found[0].withhold);
    let found = read(spec, &json!({"无名": ["秘密 10年"]})).expect_err("refused");
    assert!(found.len() == 1 && found[0].withhold && found[0].field.is_empty());
}

#[test]
fn letters_that_show_nothing_are_refused_and_variants_stay() {
    let title = |text: &str| {
        let found = faults("register_project", &json!({ "title": text, "colour": 1 }));
        found.iter().any(|(field, _)| field == "title")
    };
    for hidden in [
        '\u{3164}',
        '\u{2800}',
        '\u{115f}',
        '\u{ffa0}',
        '\u{ad}',
        '\u{61c}',
        '\u{34f}',
        '\u{180e}',
        '\u{e0041}',
        '\u{200b}',
    ] {
        assert!(title(&format!("街道{hidden}平台")), "{hidden:?}");
        assert!(title(&hidden.to_string()), "{hidden:?} alone");
    }
    for shown in [
        "街道平台",
        "葛\u{e0100}城平台",
        "𠮷祥社区",
        "Ⅱ期（续）",
        "一　二",
    ] {
        assert!(!title(shown), "{shown}");
    }
}
