//! A table of figures with the picture that is drawn from it (`web/src/charts.ts`).
//! Each figure leads to the list that it counts.

use crate::format;

#[derive(Debug)]
pub struct Picture {
    pub key: &'static str,
    pub title: &'static str,
    pub article: &'static str,
    /// bar, rows, line, ring.
    pub kind: &'static str,
    pub unit: &'static str,
    /// How figures come about, where that is not plain.
    pub note: &'static str,
    pub most: usize,
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Head {
    pub label: &'static str,
    /// Stands in the table alone.
    pub undrawn: bool,
}

#[derive(Debug)]
pub struct Row {
    pub label: String,
    pub href: Option<String>,
    pub figures: Vec<Figure>,
}

#[derive(Debug, Default)]
pub struct Figure {
    pub text: String,
    /// The exact yuan, for who hovers.
    pub exact: String,
    /// For the picture.
    pub value: String,
    pub href: Option<String>,
}

impl Picture {
    pub fn new(key: &'static str, title: &'static str, article: &'static str) -> Self {
        Self {
            key,
            title,
            article,
            kind: "bar",
            unit: "个",
            note: "",
            most: 40,
            heads: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The first head is that of the rows; those marked with `*` are not drawn.
    #[must_use]
    pub fn heads(mut self, labels: &[&'static str]) -> Self {
        let head = |label: &&'static str| Head {
            label: label.trim_start_matches('*'),
            undrawn: label.starts_with('*'),
        };
        self.heads = labels.iter().map(head).collect();
        self
    }

    pub fn article_text(&self) -> String {
        tongchou_rules::article::in_words(self.article).unwrap_or_default()
    }

    /// Whether there is anything to show.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    pub fn new(label: impl Into<String>, href: Option<String>, figures: Vec<Figure>) -> Self {
        Self {
            label: label.into(),
            href,
            figures,
        }
    }
}

impl Figure {
    pub fn count(number: usize) -> Self {
        Self {
            text: number.to_string(),
            value: number.to_string(),
            ..Self::default()
        }
    }

    pub fn days(number: Option<i64>) -> Self {
        number.map_or_else(
            || Self {
                text: "—".to_owned(),
                ..Self::default()
            },
            |days| Self {
                text: days.to_string(),
                value: days.to_string(),
                ..Self::default()
            },
        )
    }

    /// In 万元, as the axis of the picture is.
    pub fn money(fen: i64) -> Self {
        let short = format::wan(fen);
        Self {
            value: short.replace(',', ""),
            text: short,
            exact: format!("{}元", format::yuan(fen)),
            ..Self::default()
        }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub fn to(mut self, href: String) -> Self {
        self.href = Some(href);
        self
    }
}
