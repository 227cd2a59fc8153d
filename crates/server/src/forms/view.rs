//! An act's fields laid out for a page: what each control is, what was typed
//! into it, what was found wrong with it.

use askama::Template;
use tongchou_project::{FieldError, FieldKind, FieldSpec};
use tongchou_rules::article;
use tongchou_rules::money::parse_yuan;

use super::json::amount_text;
use super::{PASTED, Pairs, element_id, form_name};
use crate::files::Waiting;
use crate::format;

const YES_NO: &[(&str, &str)] = &[("yes", "是"), ("no", "否")];

/// A count with fewer values than these is a level: chosen, not typed.
const FEW: i64 = 8;

/// Empty rows offered below those that are filled in.
const SPARE_ROWS: usize = 3;

/// What was typed and is no level stays, to be put right.
fn levels(min: i64, max: i64, typed: Option<&str>) -> Vec<(String, String)> {
    let name = |level: i64| {
        let numeral = u32::try_from(level).map(tongchou_rules::article::numeral);
        format!("第{}级", numeral.unwrap_or_default())
    };
    let levels = (min..=max).map(|level| (level.to_string(), name(level)));
    let mut levels: Vec<(String, String)> = levels.collect();
    if let Some(typed) = typed.filter(|typed| !levels.iter().any(|(level, _)| level == typed)) {
        levels.push((typed.to_owned(), typed.to_owned()));
    }
    levels
}

#[derive(Debug, Template)]
#[template(path = "acts/field.html")]
pub struct FieldView {
    pub name: String,
    pub id: String,
    pub label: String,
    pub help: String,
    /// 第二十条第三款, where the field answers to one.
    pub article: String,
    pub required: bool,
    pub errors: Vec<String>,
    /// What the last return asks to be put right here.
    pub asked: Vec<String>,
    pub control: Control,
    /// In a table's cell: the label is the column's, for who hears the page.
    pub cell: bool,
}

#[derive(Debug)]
pub enum Control {
    Line(Line),
    Area { value: String, max: usize },
    Tick { ticked: bool },
    Select { choices: Vec<Choice> },
    Ticks { choices: Vec<Choice> },
    Table(Table),
    Files(FilesControl),
}

/// What was sent for the form is filled in by who knows the person's uploads.
#[derive(Debug, Default)]
pub struct FilesControl {
    pub waiting: Waiting,
    /// Endings that are taken, as a browser filters by them.
    pub accept: String,
    /// The largest file, in words.
    pub largest: String,
    /// Where scripts send files; empty where none are taken.
    pub address: &'static str,
    pub accepts_unread: bool,
}

#[derive(Debug)]
pub struct Line {
    pub kind: &'static str,
    pub mode: &'static str,
    pub value: String,
    pub unit: &'static str,
    pub max: usize,
}

#[derive(Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Debug)]
pub struct Table {
    pub heads: Vec<(String, bool)>,
    pub rows: Vec<Vec<FieldView>>,
    /// The sum of each column of amounts, beside its name; none in others.
    pub sums: Vec<Option<(&'static str, String)>>,
    /// What could not be put into the table.
    pub pasted: String,
}

/// What the layout of one form needs to know.
pub struct Filling<'a> {
    pub typed: &'a Pairs,
    pub errors: &'a [FieldError],
    /// The name of the table that was asked to grow.
    pub more: Option<&'a str>,
    pub options: &'a dyn Fn(&FieldSpec) -> Vec<(String, String)>,
}

impl std::fmt::Debug for Filling<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Filling").finish_non_exhaustive()
    }
}

impl Filling<'_> {
    pub fn lay_out(&self, fields: &[FieldSpec]) -> Vec<FieldView> {
        fields
            .iter()
            .map(|field| self.field(field, field.name.to_owned(), false))
            .collect()
    }

    fn field(&self, spec: &FieldSpec, name: String, cell: bool) -> FieldView {
        FieldView {
            id: element_id(&name),
            label: spec.label.to_owned(),
            help: spec.help.to_owned(),
            article: article::in_words(spec.article).unwrap_or_default(),
            required: spec.required,
            errors: self.errors_of(&name),
            asked: Vec::new(),
            control: self.control(spec, &name),
            name,
            cell,
        }
    }

    fn errors_of(&self, name: &str) -> Vec<String> {
        self.errors
            .iter()
            .filter(|error| form_name(&error.field) == name)
            .map(|error| error.message.clone())
            .collect()
    }

    fn control(&self, spec: &FieldSpec, name: &str) -> Control {
        let typed = || self.typed.first(name).unwrap_or_default().to_owned();
        let line = |kind, mode, unit, max| {
            Control::Line(Line {
                kind,
                mode,
                value: typed(),
                unit,
                max,
            })
        };
        match spec.kind {
            FieldKind::Text { max } => line("text", "text", "", max),
            FieldKind::LongText { max } => Control::Area {
                value: typed(),
                max,
            },
            FieldKind::Money { .. } => line("text", "decimal", "元", 20),
            FieldKind::Count { min, max } if max - min < FEW => Control::Select {
                choices: self.choices(levels(min, max, self.typed.filled(name)), name),
            },
            FieldKind::Count { .. } => line("text", "numeric", "", 12),
            FieldKind::Share => line("text", "decimal", "%", 12),
            FieldKind::Date => line("date", "text", "", 20),
            // what must be said is said in so many words: an empty box says nothing
            FieldKind::Flag if spec.required => Control::Select {
                choices: self.words(YES_NO, name),
            },
            FieldKind::Flag => Control::Tick {
                ticked: self.typed.filled(name).is_some(),
            },
            FieldKind::Choice(words) => Control::Select {
                choices: self.words(words, name),
            },
            FieldKind::Choices(words) => Control::Ticks {
                choices: self.words(words, name),
            },
            FieldKind::Reference(_) => Control::Select {
                choices: self.choices((self.options)(spec), name),
            },
            FieldKind::References(_) => Control::Ticks {
                choices: self.choices((self.options)(spec), name),
            },
            FieldKind::Files => Control::Files(FilesControl::default()),
            FieldKind::Rows(columns) => Control::Table(self.table(columns, name)),
        }
    }

    fn words(&self, words: &[(&str, &str)], name: &str) -> Vec<Choice> {
        let owned = words
            .iter()
            .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
        self.choices(owned.collect(), name)
    }

    fn choices(&self, options: Vec<(String, String)>, name: &str) -> Vec<Choice> {
        options
            .into_iter()
            .map(|(value, label)| Choice {
                chosen: self.typed.all(name).any(|typed| typed == value),
                value,
                label,
            })
            .collect()
    }

    fn table(&self, columns: &'static [FieldSpec], name: &str) -> Table {
        let extra = if self.more == Some(name) { 5 } else { 0 };
        let shown = self.typed.rows(name) + SPARE_ROWS + extra;
        let row = |number: usize| {
            columns
                .iter()
                .map(|column| self.field(column, format!("{name}.{number}.{}", column.name), true))
                .collect()
        };
        Table {
            heads: columns
                .iter()
                .map(|column| (column.label.to_owned(), column.required))
                .collect(),
            rows: (0..shown).map(row).collect(),
            sums: self.sums(columns, name),
            pasted: self
                .typed
                .first(&format!("{PASTED}{name}"))
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// Amounts as far as they can be read; none where the table has none.
    fn sums(
        &self,
        columns: &'static [FieldSpec],
        name: &str,
    ) -> Vec<Option<(&'static str, String)>> {
        let is_amount = |column: &FieldSpec| matches!(column.kind, FieldKind::Money { .. });
        if !columns.iter().any(is_amount) {
            return Vec::new();
        }
        let sum = |column: &'static FieldSpec| {
            let rows = 0..self.typed.rows(name);
            let amounts = rows.filter_map(|row| {
                let typed = self
                    .typed
                    .filled(&format!("{name}.{row}.{}", column.name))?;
                parse_yuan(&amount_text(typed)).ok()
            });
            (
                column.name,
                format::yuan(amounts.fold(0, i64::saturating_add)),
            )
        };
        columns
            .iter()
            .map(|column| is_amount(column).then(|| sum(column)))
            .collect()
    }
}
