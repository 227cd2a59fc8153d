//! What a caller hands in for a template's variables.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// Values by the name of the variable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, Value>);

/// The value of one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text; line breaks part paragraphs where the variable is prose.
    Text(String),
    /// A day.
    Date(Date),
    /// An amount in fen.
    Amount(i64),
    /// A whole number.
    Count(i64),
    /// Several texts: a list, or the chosen ones of a choice.
    Texts(Vec<String>),
    /// Rows of a table, each with the values of its columns.
    Rows(Vec<Values>),
}

impl Values {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a text.
    #[must_use]
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        self.with(name, Value::Text(text.into()))
    }

    /// With a day.
    #[must_use]
    pub fn date(self, name: &str, date: Date) -> Self {
        self.with(name, Value::Date(date))
    }

    /// With an amount in fen.
    #[must_use]
    pub fn amount(self, name: &str, fen: i64) -> Self {
        self.with(name, Value::Amount(fen))
    }

    /// With a whole number.
    #[must_use]
    pub fn count(self, name: &str, count: i64) -> Self {
        self.with(name, Value::Count(count))
    }

    /// With several texts.
    #[must_use]
    pub fn texts<T: Into<String>>(self, name: &str, texts: impl IntoIterator<Item = T>) -> Self {
        self.with(
            name,
            Value::Texts(texts.into_iter().map(Into::into).collect()),
        )
    }

    /// With the rows of a table.
    #[must_use]
    pub fn rows(self, name: &str, rows: impl IntoIterator<Item = Values>) -> Self {
        self.with(name, Value::Rows(rows.into_iter().collect()))
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// Without one.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// One of them, unless it says nothing.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    /// The names there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Value {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
            Self::Rows(rows) => rows.is_empty(),
            Self::Date(_) | Self::Amount(_) | Self::Count(_) => false,
        }
    }
}
