//! What a form's field is: forms, the JSON API and its description are all made
//! from these rows. They say what may be typed, never what the law asks.

/// What may be typed into a field, and how it crosses JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text {
        max: usize,
    },
    /// Several lines.
    LongText {
        max: usize,
    },
    /// Yuan outside (integer, or decimal string with at most two places), fen inside.
    Money {
        zero: bool,
    },
    Count {
        min: i64,
        max: i64,
    },
    /// Percent outside ("12.5"), basis points inside.
    Share,
    Date,
    Flag,
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of the words; a JSON array of them.
    Choices(&'static [(&'static str, &'static str)]),
    /// The id of something that exists; the choices come from [`crate::options()`].
    Reference(&'static str),
    References(&'static str),
    /// Files sent before, by their SM3 outside; with name, type and size inside.
    Files,
    /// A table; a JSON array of objects.
    Rows(&'static [FieldSpec]),
}

/// One field of an act's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    pub required: bool,
    pub help: &'static str,
    /// The article the field answers to ("20.3"), or "".
    pub article: &'static str,
}

/// One act's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActSpec {
    pub key: &'static str,
    /// "project", "design", "platform", "catalogue_item", "agency", "expert",
    /// "meeting", "interpretation" or "setting".
    pub aggregate: &'static str,
    /// Whether the act brings a new aggregate into being.
    pub creates: bool,
    pub fields: &'static [FieldSpec],
}

impl ActSpec {
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }
}

pub(crate) const TEXT: FieldKind = FieldKind::Text { max: 200 };
pub(crate) const LONG: FieldKind = FieldKind::LongText { max: 20_000 };
pub(crate) const MONEY: FieldKind = FieldKind::Money { zero: false };
pub(crate) const MONEY_OR_ZERO: FieldKind = FieldKind::Money { zero: true };
pub(crate) const DATE: FieldKind = FieldKind::Date;
pub(crate) const FLAG: FieldKind = FieldKind::Flag;
pub(crate) const SCORE: FieldKind = FieldKind::Count { min: 0, max: 100 };
pub(crate) const YES_NO: FieldKind = FieldKind::Choice(&[("yes", "是"), ("no", "否")]);
pub(crate) const RESULT: FieldKind = FieldKind::Choice(&[("passed", "通过"), ("failed", "未通过")]);

/// Why a field was refused. Where `withhold` is set, what was typed carries a
/// mark of secrecy: it may be neither stored nor shown again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// A path: `items[2].amount`; empty for the whole body.
    pub field: String,
    pub label: String,
    pub message: String,
    pub clause: Option<String>,
    pub withhold: bool,
}
