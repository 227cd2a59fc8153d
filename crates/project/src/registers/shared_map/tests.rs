//! The map does what the standard one does, and leaves its copies alone.

use std::collections::BTreeMap;

use super::SharedMap;

/// A few thousand keys in an order that jumps about.
fn keys() -> impl Iterator<Item = u32> {
    (0..4_000_u32).map(|step| step.wrapping_mul(2_654_435_761) % 3_001)
}

#[test]
fn it_holds_what_the_standard_map_holds() {
    let (mut shared, mut plain) = (SharedMap::default(), BTreeMap::new());
    for (step, key) in keys().enumerate() {
        assert_eq!(shared.insert(key, step), plain.insert(key, step));
        if step % 3 == 0 {
            let gone = (key * 7) % 3_001;
            assert_eq!(shared.remove(&gone), plain.remove(&gone));
        }
        assert_eq!(shared.len(), plain.len());
    }
    assert!(shared.iter().eq(plain.iter()));
    assert!(shared.iter().rev().eq(plain.iter().rev()));
    for key in 0..3_002 {
        assert_eq!(shared.get(&key), plain.get(&key));
        let (from, expected) = (shared.from_key(&key), plain.range(key..));
        assert!(from.eq(expected), "from {key}");
    }
}

#[test]
fn a_copy_stays_as_it_was() {
    let mut map: SharedMap<u32, u32> = keys().map(|key| (key, 0)).collect();
    let copy = map.clone();
    for key in keys() {
        map.insert(key, 1);
        map.insert(key + 10_000, 1);
    }
    map.remove(&1);
    assert!(copy.values().all(|value| *value == 0));
    assert!(copy.keys().all(|key| *key < 3_001));
    assert!(copy.contains_key(&1));
}

#[test]
fn an_empty_map_finds_nothing() {
    let mut map = SharedMap::<String, u8>::default();
    assert!(map.is_empty() && map.get("a").is_none() && map.remove("a").is_none());
    assert_eq!(map.from_key("a").count(), 0);
    assert!(map.get_mut("a").is_none());
}

#[test]
fn it_is_written_and_read_as_a_map() {
    let map: SharedMap<String, u32> = [("b".to_owned(), 2), ("a".to_owned(), 1)]
        .into_iter()
        .collect();
    let text = serde_json::to_string(&map).unwrap();
    assert_eq!(text, r#"{"a":1,"b":2}"#);
    assert_eq!(
        serde_json::from_str::<SharedMap<String, u32>>(&text).unwrap(),
        map
    );
}
