//! Canonical JSON: the one text of a value. RFC 8785 order and escaping, text
//! in NFC, integers within ±(2^53-1), no fractions, no duplicate keys, no NUL.
//! Pure functions: no database, no clock.

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Largest integer that every JSON reader keeps exactly.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;
/// Nesting beyond this is refused: readers of the text must not overflow.
pub const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{at} {reason}")]
pub struct CanonicalError {
    /// JSON pointer of the offending value, empty for the whole.
    pub at: String,
    pub reason: String,
}

/// The canonical text of a value, or why it has none.
pub fn canonical_text(value: &Value) -> Result<String, CanonicalError> {
    let mut writer = Writer {
        out: String::new(),
        path: Vec::new(),
    };
    writer.value(value)?;
    Ok(writer.out)
}

/// Reads JSON, refusing duplicate keys and numbers that are not integers.
pub fn parse_strict(text: &str) -> Result<Value, CanonicalError> {
    let strict: Strict = serde_json::from_str(text).map_err(|error| CanonicalError {
        at: String::new(),
        reason: error.to_string(),
    })?;
    Ok(strict.0)
}

/// The value as it will be read back: text in NFC, keys in canonical order.
pub(crate) fn normalise(value: &Value) -> Result<Value, CanonicalError> {
    parse_strict(&canonical_text(value)?)
}

/// A string in NFC, or refused when it holds NUL, which PostgreSQL cannot keep.
pub(crate) fn clean(text: &str) -> Result<String, CanonicalError> {
    if text.contains('\0') {
        return Err(CanonicalError {
            at: String::new(),
            reason: "含有空字符（U+0000）".to_owned(),
        });
    }
    Ok(if is_nfc(text) {
        text.to_owned()
    } else {
        text.nfc().collect()
    })
}

/// Appends a JSON string literal; the text must be clean already.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                // writing to a String cannot fail
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

struct Writer {
    out: String,
    path: Vec<String>,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), CanonicalError> {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Number(number) => self.number(number)?,
            Value::String(text) => self.string(text)?,
            Value::Array(items) => self.array(items)?,
            Value::Object(members) => self.object(members)?,
        }
        Ok(())
    }

    fn number(&mut self, number: &serde_json::Number) -> Result<(), CanonicalError> {
        match number.as_i64() {
            Some(integer) if (-MAX_INTEGER..=MAX_INTEGER).contains(&integer) => {
                self.out.push_str(&integer.to_string());
                Ok(())
            }
            _ => self.refuse(format!("数 {number} 不是 ±(2^53-1) 以内的整数")),
        }
    }

    fn string(&mut self, text: &str) -> Result<(), CanonicalError> {
        match clean(text) {
            Ok(clean) => {
                write_string(&mut self.out, &clean);
                Ok(())
            }
            Err(error) => self.refuse(error.reason),
        }
    }

    fn array(&mut self, items: &[Value]) -> Result<(), CanonicalError> {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.enter(index.to_string())?;
            self.value(item)?;
            self.path.pop();
        }
        self.out.push(']');
        Ok(())
    }

    fn object(&mut self, members: &Map<String, Value>) -> Result<(), CanonicalError> {
        let mut sorted = Vec::with_capacity(members.len());
        for (key, value) in members {
            match clean(key) {
                Ok(key) => sorted.push((key, value)),
                Err(error) => return self.refuse(error.reason),
            }
        }
        sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        self.out.push('{');
        let mut before: Option<&str> = None;
        for (key, value) in &sorted {
            if before == Some(key) {
                return self.refuse(format!("键“{key}”重复"));
            }
            if before.is_some() {
                self.out.push(',');
            }
            before = Some(key);
            write_string(&mut self.out, key);
            self.out.push(':');
            self.enter(key.replace('~', "~0").replace('/', "~1"))?;
            self.value(value)?;
            self.path.pop();
        }
        self.out.push('}');
        Ok(())
    }

    fn enter(&mut self, segment: String) -> Result<(), CanonicalError> {
        if self.path.len() >= MAX_DEPTH {
            return self.refuse(format!("嵌套超过 {MAX_DEPTH} 层"));
        }
        self.path.push(segment);
        Ok(())
    }

    fn refuse<T>(&self, reason: String) -> Result<T, CanonicalError> {
        let at = self.path.iter().fold(String::new(), |mut at, segment| {
            at.push('/');
            at.push_str(segment);
            at
        });
        Err(CanonicalError { at, reason })
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON 值")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Err(E::custom(format!("数 {value} 不是整数")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("键“{key}”重复")));
            }
            let Strict(value) = members.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
