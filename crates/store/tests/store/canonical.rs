//! Canonical JSON: one text per value, and nothing that would not read back.

use proptest::prelude::*;
use serde_json::{Value, json};
use tongchou_store::{MAX_INTEGER, canonical_text, parse_strict};
use unicode_normalization::is_nfc;

#[test]
fn members_stand_in_utf16_order() {
    // RFC 8785, section 3.2.3: the surrogate pair of U+1F600 sorts before U+FB33
    let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
    // U+FB33 is not NFC: it is stored as U+05D3 U+05BC
    let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{5d3}\u{5bc}\":3,\"\u{20ac}\":1,\"\u{1f600}\":5}";
    assert_eq!(canonical_text(&value).unwrap(), expected);
    let pair = json!({"\u{ffee}": 1, "\u{1f600}": 2});
    assert_eq!(
        canonical_text(&pair).unwrap(),
        "{\"\u{1f600}\":2,\"\u{ffee}\":1}"
    );
}

#[test]
fn only_what_must_be_is_escaped() {
    let text = json!("\"\\/\u{8}\t\n\u{c}\r\u{1}\u{1f}\u{7f}\u{2028}西");
    let expected = "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\u{7f}\u{2028}西\"";
    assert_eq!(canonical_text(&text).unwrap(), expected);
}

#[test]
fn numbers_are_exact_integers() {
    for accepted in [0, -1, MAX_INTEGER, -MAX_INTEGER] {
        assert_eq!(
            canonical_text(&json!(accepted)).unwrap(),
            accepted.to_string()
        );
    }
    for refused in [
        json!(1.0),
        json!(0.5),
        json!(MAX_INTEGER + 1),
        json!(-MAX_INTEGER - 1),
        json!(u64::MAX),
    ] {
        assert!(canonical_text(&refused).is_err(), "{refused}");
    }
    for refused in ["1.0", "1e3", "-0", "18446744073709551616"] {
        assert!(parse_strict(refused).is_err(), "{refused}");
    }
}

#[test]
fn duplicate_keys_are_refused() {
    for refused in [
        r#"{"a":1,"a":1}"#,
        r#"{"x":{"a":1,"\u0061":2}}"#,
        "{} {}",
        "[1,]",
        "",
    ] {
        assert!(parse_strict(refused).is_err(), "{refused}");
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-MAX_INTEGER..=MAX_INTEGER).prop_map(Value::from),
        "[^\u{0}]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[^\u{0}]{0,6}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn in_nfc(value: &Value) -> bool {
    match value {
        Value::String(text) => is_nfc(text),
        Value::Array(items) => items.iter().all(in_nfc),
        Value::Object(members) => members
            .iter()
            .all(|(key, value)| is_nfc(key) && in_nfc(value)),
        _ => true,
    }
}

proptest! {
    #[test]
    fn canonical_text_reads_back_and_is_stable(value in values()) {
        // two keys may become one in NFC: then the value is refused
        let Ok(text) = canonical_text(&value) else {
            prop_assert!(!in_nfc(&value));
            return Ok(());
        };
        let back = parse_strict(&text).unwrap();
        prop_assert!(in_nfc(&back));
        prop_assert_eq!(canonical_text(&back).unwrap(), text);
        if in_nfc(&value) {
            prop_assert_eq!(back, value);
        }
    }
}
