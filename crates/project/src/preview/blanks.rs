//! Values that stand in for what is not filled in: different ones, so that
//! what depends on them shows by differing.

use serde_json::{Map, Value, json};

use crate::actor::Env;
use crate::aggregate::Aggregate;
use crate::fields::{ActSpec, FieldKind, FieldSpec};
use crate::options::options;

/// Of the things that a field could refer to, so many are tried.
const MOST_OPTIONS: usize = 12;
/// Amounts far from each other and from every limit.
const SMALL: i64 = 1;
const LARGE: i64 = 100_000_000_000;

/// A form's empty places, with what could stand in them.
pub(super) struct Blanks<'a> {
    current: Option<&'a Aggregate>,
    spec: &'static ActSpec,
    clean: &'a Map<String, Value>,
    env: &'a Env<'a>,
}

impl<'a> Blanks<'a> {
    pub fn of(
        current: Option<&'a Aggregate>,
        spec: &'static ActSpec,
        clean: &'a Map<String, Value>,
        env: &'a Env<'a>,
    ) -> Self {
        Self {
            current,
            spec,
            clean,
            env,
        }
    }

    /// In how many ways the form is completed: once where nothing is empty.
    pub fn ways(&self) -> usize {
        let empty = empty(self.spec.fields, self.clean, "");
        let most = empty
            .iter()
            .map(|(path, field)| match field.kind {
                FieldKind::Reference(_) | FieldKind::References(_) => {
                    1 + self.choices(path).len().max(1)
                }
                _ => 2,
            })
            .max();
        most.unwrap_or(1)
    }

    pub fn filled(&self, way: usize) -> Value {
        Value::Object(self.object(self.spec.fields, self.clean, "", way))
    }

    /// The form with what is empty filled in, but for rows: one that lacks something is
    /// left out, so that nothing is added up that nobody typed.
    pub fn without_broken_rows(&self) -> Value {
        let mut whole = self.clean.clone();
        for field in self.spec.fields {
            if let (FieldKind::Rows(columns), Some(Value::Array(rows))) =
                (field.kind, whole.get_mut(field.name))
            {
                rows.retain(|row| is_whole(row, columns));
            }
        }
        Value::Object(self.object(self.spec.fields, &whole, "", 0))
    }

    fn object(
        &self,
        fields: &'static [FieldSpec],
        object: &Map<String, Value>,
        path: &str,
        way: usize,
    ) -> Map<String, Value> {
        let mut filled = Map::new();
        for field in fields {
            let at = format!("{path}{}", field.name);
            let value = match (object.get(field.name), field.kind) {
                (Some(Value::Array(rows)), FieldKind::Rows(columns)) => {
                    let inner = format!("{at}.");
                    let row = |row: &Value| {
                        let row = row.as_object().cloned().unwrap_or_default();
                        Value::Object(self.object(columns, &row, &inner, way))
                    };
                    rows.iter().map(row).collect()
                }
                (Some(value), _) => value.clone(),
                (None, FieldKind::Rows(_)) if way == 0 => json!([]),
                (None, FieldKind::Rows(columns)) => {
                    let row = self.object(columns, &Map::new(), &format!("{at}."), way);
                    json!([row])
                }
                (None, kind) => self.stand_in(kind, &at, way),
            };
            filled.insert(field.name.to_owned(), value);
        }
        filled
    }

    fn stand_in(&self, kind: FieldKind, path: &str, way: usize) -> Value {
        let odd = way % 2 == 1;
        let word = |words: &[(&str, &str)]| {
            let found = if odd { words.last() } else { words.first() };
            found.map_or("", |(id, _)| *id).to_owned()
        };
        match kind {
            FieldKind::Text { .. } | FieldKind::LongText { .. } => {
                Value::from(if odd { "乙" } else { "甲" })
            }
            FieldKind::Money { .. } => Value::from(if odd { LARGE } else { SMALL }),
            FieldKind::Count { min, max } => Value::from(if odd { max } else { min }),
            FieldKind::Share => Value::from(if odd { 10_000 } else { 0 }),
            FieldKind::Date => Value::from(if odd { "2100-12-31" } else { "1990-01-01" }),
            FieldKind::Flag => Value::Bool(odd),
            FieldKind::Choice(words) => Value::from(word(words)),
            FieldKind::Choices(words) => json!([word(words)]),
            FieldKind::Reference(_) => Value::from(self.referred(path, way)),
            FieldKind::References(_) if way == 0 => json!([]),
            FieldKind::References(_) => json!([self.referred(path, way)]),
            FieldKind::Files | FieldKind::Rows(_) => json!([]),
        }
    }

    /// First nothing that exists, then each thing that does.
    fn referred(&self, path: &str, way: usize) -> String {
        let choices = self.choices(path);
        let place = way.checked_sub(1).map(|way| way % choices.len().max(1));
        place
            .and_then(|place| choices.get(place).cloned())
            .unwrap_or_else(|| format!("?{way}"))
    }

    fn choices(&self, path: &str) -> Vec<String> {
        let all = options(self.current, self.spec.key, path, self.env);
        let ids = all.into_iter().map(|(id, _)| id);
        ids.take(MOST_OPTIONS).collect()
    }
}

fn is_whole(row: &Value, columns: &[FieldSpec]) -> bool {
    let mut required = columns.iter().filter(|column| column.required);
    required.all(|column| row.get(column.name).is_some())
}

/// The places that nothing was typed into, with their paths.
fn empty(
    fields: &'static [FieldSpec],
    object: &Map<String, Value>,
    path: &str,
) -> Vec<(String, &'static FieldSpec)> {
    let mut found = Vec::new();
    for field in fields {
        let at = format!("{path}{}", field.name);
        match (object.get(field.name), field.kind) {
            (None, FieldKind::Rows(columns)) => {
                found.push((at.clone(), field));
                found.extend(empty(columns, &Map::new(), &format!("{at}.")));
            }
            (None, _) => found.push((at, field)),
            (Some(Value::Array(rows)), FieldKind::Rows(columns)) => {
                let rows = rows.iter().filter_map(Value::as_object);
                found.extend(rows.flat_map(|row| empty(columns, row, &format!("{at}."))));
            }
            (Some(_), _) => {}
        }
    }
    found
}
