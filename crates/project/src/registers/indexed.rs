//! A register whose entries are also found by what a new one is compared with: thousands
//! come in by one sheet, and each is held against all others.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::SharedMap;
use super::entries::{Agency, CatalogueItem, Expert};

/// What makes two entries possibly the same: those of another key are not.
pub trait Keyed {
    fn key(&self) -> &str;
}

impl Keyed for Agency {
    fn key(&self) -> &str {
        &self.credit_code
    }
}

impl Keyed for Expert {
    fn key(&self) -> &str {
        self.name.trim()
    }
}

impl Keyed for CatalogueItem {
    fn key(&self) -> &str {
        &self.code
    }
}

/// By id, as a [`SharedMap`]; and by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed<T> {
    by_id: SharedMap<String, T>,
    /// Keys with ids.
    by_key: SharedMap<(String, String), ()>,
}

impl<T> Default for Indexed<T> {
    fn default() -> Self {
        Self {
            by_id: SharedMap::default(),
            by_key: SharedMap::default(),
        }
    }
}

impl<T> Deref for Indexed<T> {
    type Target = SharedMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl<T: Keyed + Clone> Indexed<T> {
    pub fn insert(&mut self, id: String, entry: T) {
        if let Some(before) = self.by_id.get(&id) {
            let key = (before.key().to_owned(), id.clone());
            self.by_key.remove(&key);
        }
        self.by_key.insert((entry.key().to_owned(), id.clone()), ());
        self.by_id.insert(id, entry);
    }

    /// The entries of a key.
    pub fn of_key(&self, key: &str) -> impl Iterator<Item = &T> {
        let from = (key.to_owned(), String::new());
        let key = from.0.clone();
        self.by_key
            .from_key(&from)
            .take_while(move |((of, _), ())| *of == key)
            .filter_map(|((_, id), ())| self.by_id.get(id))
    }
}

impl<T: Serialize> Serialize for Indexed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_id.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de> + Keyed + Clone> Deserialize<'de> for Indexed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = SharedMap::<String, T>::deserialize(deserializer)?;
        let mut indexed = Self::default();
        for (id, entry) in entries.iter() {
            indexed.insert(id.clone(), entry.clone());
        }
        Ok(indexed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Agency, Indexed};

    fn agency(id: &str, code: &str) -> Agency {
        Agency {
            id: id.to_owned(),
            credit_code: code.to_owned(),
            ..Agency::default()
        }
    }

    fn ids<'a>(agencies: &'a Indexed<Agency>, code: &str) -> Vec<&'a str> {
        let alike = agencies.of_key(code);
        alike.map(|agency| agency.id.as_str()).collect()
    }

    #[test]
    fn entries_are_found_by_their_whole_key_as_it_is_now() {
        let mut agencies = Indexed::default();
        for (id, code) in [("a", "1"), ("b", "12"), ("c", "1"), ("d", "")] {
            agencies.insert(id.to_owned(), agency(id, code));
        }
        assert_eq!(ids(&agencies, "1"), ["a", "c"]);
        assert_eq!(ids(&agencies, ""), ["d"]);
        agencies.insert("a".to_owned(), agency("a", "12"));
        assert_eq!(ids(&agencies, "1"), ["c"]);
        assert_eq!(ids(&agencies, "12"), ["a", "b"]);
        assert!(ids(&agencies, "2").is_empty());
        assert_eq!(agencies.len(), 4);
        let written = serde_json::to_string(&agencies).unwrap();
        let read: Indexed<Agency> = serde_json::from_str(&written).unwrap();
        assert_eq!(read, agencies);
    }
}
