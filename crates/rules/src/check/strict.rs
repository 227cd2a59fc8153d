//! JSON in which a key stands once: with a doubled key two readers may see two
//! different questions.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

/// Parses JSON text, refusing doubled keys; the message is for a page.
pub fn parse_strict(text: &str) -> Result<Json, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let json = Strict
        .deserialize(&mut reader)
        .map_err(|error| in_chinese(&error))?;
    reader.end().map_err(|error| in_chinese(&error))?;
    Ok(json)
}

fn in_chinese(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.strip_prefix(DOUBLED) {
        Some(rest) => format!(
            "字段“{}”重复出现",
            rest.split(" at line").next().unwrap_or_default()
        ),
        None => format!(
            "不是有效的 JSON（第{}行第{}列）",
            error.line(),
            error.column()
        ),
    }
}

const DOUBLED: &str = "doubled key ";

#[derive(Clone, Copy)]
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = access.next_element_seed(Strict)? {
            list.push(member);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let value = access.next_value_seed(Strict)?;
            if object.contains_key(&key) {
                let short: String = key.chars().take(40).collect();
                return Err(serde::de::Error::custom(format!("{DOUBLED}{short}")));
            }
            object.insert(key, value);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::parse_strict;

    #[test]
    fn a_doubled_key_is_named() {
        assert_eq!(
            parse_strict(r#"{"a":{"b":1,"b":2}}"#),
            Err("字段“b”重复出现".to_owned())
        );
        assert!(parse_strict(r#"{"a":1} x"#).is_err());
        assert!(parse_strict(r#"[{"a":1},{"a":1}]"#).is_ok());
    }
}
