//! Reads what was typed into a form by the form's own description: every fault
//! at once, each naming the field, its article and what to do. It knows no law
//! and no state.

use serde_json::{Map, Value};
use tongchou_rules::article;
use unicode_normalization::UnicodeNormalization;

use crate::fields::{ActSpec, FieldError, FieldKind, FieldSpec};
use crate::secrecy;

mod rows;
mod value;

/// Values in the form the command's type takes, or every fault.
pub(crate) fn read(spec: &ActSpec, typed: &Value) -> Result<Value, Vec<FieldError>> {
    let Some(object) = typed.as_object() else {
        return Err(vec![fault(
            "",
            "请求内容",
            "应为一个对象（字段名与取值）",
            "",
        )]);
    };
    let marked = secrecy::marked(spec.fields, object);
    if !marked.is_empty() {
        return Err(marked);
    }
    let mut reading = Reading::default();
    let clean = reading.object(spec.fields, object, "");
    if reading.faults.is_empty() {
        return Ok(Value::Object(clean));
    }
    // Of a project declared secret nothing is echoed, not even its faults.
    if object.get("state_secret").and_then(value::flag) == Some(true) {
        return Err(vec![secrecy::secret_project()]);
    }
    Err(reading.faults)
}

/// One value by its field's description, for forms that are no act's.
pub fn read_field(spec: &FieldSpec, given: &Value) -> Result<Value, FieldError> {
    let mut reading = Reading::default();
    let read = reading.field(spec, given, spec.name);
    read.ok_or_else(|| match reading.faults.pop() {
        Some(fault) => fault,
        None => fault(spec.name, spec.label, "无法识别", spec.article),
    })
}

/// A form read as far as it is filled in.
pub(crate) struct Partly {
    pub withheld: bool,
    /// What could be read; what could not is left out.
    pub clean: Map<String, Value>,
    pub missing: Vec<FieldError>,
    pub faults: Vec<FieldError>,
}

/// Like [`read`], for a form that is not sent yet: what is empty is missing,
/// not wrong.
pub(crate) fn read_partly(spec: &ActSpec, typed: &Value) -> Partly {
    let empty = Map::new();
    let object = typed.as_object().unwrap_or(&empty);
    let secret = object.get("state_secret").and_then(value::flag) == Some(true);
    if secret || !secrecy::marked(spec.fields, object).is_empty() {
        return Partly {
            withheld: true,
            clean: Map::new(),
            missing: Vec::new(),
            faults: Vec::new(),
        };
    }
    let mut reading = Reading::default();
    let clean = reading.object(spec.fields, object, "");
    let is_missing = |fault: &FieldError| fault.message.contains(MUST_BE_FILLED);
    let (missing, faults) = reading.faults.into_iter().partition(is_missing);
    Partly {
        withheld: false,
        clean,
        missing,
        faults,
    }
}

const MUST_BE_FILLED: &str = "必须填写";

#[derive(Default)]
struct Reading {
    faults: Vec<FieldError>,
}

impl Reading {
    fn object(
        &mut self,
        specs: &'static [FieldSpec],
        object: &Map<String, Value>,
        path: &str,
    ) -> Map<String, Value> {
        for name in object.keys() {
            if !specs.iter().any(|spec| spec.name == name) {
                let name: String = name.chars().take(40).collect();
                self.faults.push(fault(
                    &format!("{path}{name}"),
                    &name,
                    "本事项没有这个字段，请删去",
                    "",
                ));
            }
        }
        let mut clean = Map::new();
        for spec in specs {
            let at = format!("{path}{}", spec.name);
            match object.get(spec.name).filter(|given| !is_blank(given)) {
                Some(given) => {
                    if let Some(read) = self.field(spec, given, &at) {
                        clean.insert(spec.name.to_owned(), read);
                    }
                }
                None if spec.required => self.refuse(spec, &at, MUST_BE_FILLED),
                None => {
                    clean.insert(spec.name.to_owned(), nothing(spec.kind));
                }
            }
        }
        clean
    }

    fn field(&mut self, spec: &FieldSpec, given: &Value, at: &str) -> Option<Value> {
        if let FieldKind::Rows(columns) = spec.kind {
            return self.rows(spec, columns, given, at);
        }
        match value::read(spec.kind, given) {
            Ok(read) => Some(read),
            Err(message) => {
                self.refuse(spec, at, &message);
                None
            }
        }
    }

    fn refuse(&mut self, spec: &FieldSpec, at: &str, message: &str) {
        self.faults.push(fault(
            at,
            spec.label,
            &format!("“{}”{message}", spec.label),
            spec.article,
        ));
    }
}

/// A fault of a field, with the article that it answers to.
pub fn field_fault(field: &FieldSpec, message: &str) -> FieldError {
    fault(field.name, field.label, message, field.article)
}

fn fault(field: &str, label: &str, message: &str, article: &str) -> FieldError {
    let cited = article::in_words(article);
    FieldError {
        field: field.to_owned(),
        label: label.to_owned(),
        message: match &cited {
            Some(cited) => format!("{message}（{cited}）"),
            None => message.to_owned(),
        },
        clause: clause_of(article),
        withhold: false,
    }
}

fn clause_of(article: &str) -> Option<String> {
    article::in_words(article).map(|_| format!("A{article}"))
}

/// What a field holds that was left empty.
fn nothing(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Flag => Value::Bool(false),
        FieldKind::Choices(_)
        | FieldKind::References(_)
        | FieldKind::Files
        | FieldKind::Rows(_) => Value::Array(Vec::new()),
        _ => Value::Null,
    }
}

/// Null, empty text and empty tables are the same as nothing.
fn is_blank(given: &Value) -> bool {
    match given {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Trimmed, NFC, line ends as `\n`.
pub(crate) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().nfc().collect()
}

#[cfg(test)]
mod tests;
