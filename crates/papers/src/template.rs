//! A template: a TOML file that says what a paper is called, which variables
//! it has and what is written around them. Read strictly: a misspelt key or a
//! variable that nobody declared is refused when it is loaded.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{Error, Layout};

/// One kind of paper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What the paper is called.
    pub name: String,
    /// The articles that ask for it, as 第十六条.
    pub articles: Vec<String>,
    /// How it is laid out.
    pub layout: Layout,
    /// Whether the page lies on its side.
    #[serde(default)]
    pub landscape: bool,
    /// The red mark; where none is given it follows from the layout.
    pub mark: Option<String>,
    /// 标题.
    pub title: String,
    /// Lines under the title of a form.
    #[serde(default)]
    pub heading: Vec<String>,
    /// 附注, without brackets.
    pub note: Option<String>,
    /// What may be handed in.
    #[serde(default, rename = "variable")]
    pub variables: Vec<Variable>,
    /// The text.
    #[serde(rename = "block")]
    pub(crate) blocks: Vec<Part>,
}

/// What may, or must, be handed in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name in the text, in braces.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it is.
    pub sort: Sort,
    /// Whether a letter may go without. In forms anything may be missing.
    #[serde(default)]
    pub optional: bool,
    /// The choices of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// The columns of rows.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// What it might be, to look at a template with.
    pub sample: toml::Value,
}

/// A column of rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in a row's values.
    pub name: String,
    /// What stands over it.
    pub label: String,
    /// What is in it.
    pub sort: Sort,
    /// Its width as a share.
    pub width: u32,
    /// Whether the last row sums it up.
    #[serde(default)]
    pub total: bool,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// One line of text.
    Text,
    /// Paragraphs.
    Prose,
    /// A day.
    Date,
    /// An amount in fen.
    Amount,
    /// A whole number.
    Count,
    /// Several texts.
    Texts,
    /// One or more of the options, shown as boxes.
    Choice,
    /// Rows of a table.
    Rows,
}

/// A part of the text; exactly one of the first seven is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Part {
    /// A heading; its number comes from its level.
    pub(crate) heading: Option<String>,
    pub(crate) paragraph: Option<String>,
    /// A paragraph that begins with `label` in 黑体.
    pub(crate) labelled: Option<String>,
    /// A variable whose texts become numbered paragraphs.
    pub(crate) items: Option<String>,
    /// A variable whose rows become a table.
    pub(crate) table: Option<String>,
    /// The cells of a form.
    pub(crate) grid: Option<Vec<Vec<Slot>>>,
    /// 1 to 4.
    pub(crate) level: Option<u8>,
    pub(crate) label: Option<String>,
    /// 1., （1）, （一） or nothing.
    pub(crate) numbering: Option<String>,
    pub(crate) caption: Option<String>,
    pub(crate) widths: Vec<u32>,
    /// How many empty rows a form offers where nothing is known.
    pub(crate) blank_rows: Option<usize>,
    /// Only if this variable says something.
    pub(crate) when: Option<String>,
    /// Only if this variable says nothing.
    pub(crate) unless: Option<String>,
}

/// A cell of a form: a label, or more.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Slot {
    Label(String),
    Cell(SlotCell),
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SlotCell {
    pub(crate) label: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) span: Option<u32>,
    /// Of the whole row, in millimetres.
    pub(crate) height: Option<u32>,
    pub(crate) foot: Vec<String>,
}

/// What the head of each paper has, beside the template's own variables.
pub(crate) const HEAD: [(&str, &str); 4] = [
    ("organ", "发文机关"),
    ("number", "发文字号"),
    ("recipient", "主送机关"),
    ("date", "成文日期"),
];

impl Template {
    /// Reads a template; `file` is named in its faults.
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, Error> {
        let fault = |fault: String| Error::Template {
            file: file.into(),
            fault,
        };
        let template: Self = toml::from_str(text).map_err(|e| fault(e.to_string()))?;
        template.check().map_err(fault)?;
        Ok(template)
    }

    /// The variable of that name.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// Fails if this asks for something that `original` does not: then no
    /// caller could give it.
    pub(crate) fn asks_no_more_than(&self, original: &Self) -> Result<(), String> {
        for variable in &self.variables {
            match original.variable(&variable.name) {
                Some(known) if known.sort == variable.sort => {}
                None if variable.optional => {}
                Some(_) => return Err(format!("变量{}的类型与系统提供的不同", variable.name)),
                None => return Err(format!("系统不提供变量{}", variable.name)),
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        let mut names = BTreeSet::new();
        for variable in &self.variables {
            if !names.insert(variable.name.as_str())
                || HEAD.iter().any(|(n, _)| *n == variable.name)
            {
                return Err(format!("变量{}重名", variable.name));
            }
            if (variable.sort == Sort::Rows) == variable.columns.is_empty() {
                return Err(format!("变量{}的columns与类型不符", variable.name));
            }
            if (variable.sort == Sort::Choice) == variable.options.is_empty() {
                return Err(format!("变量{}的options与类型不符", variable.name));
            }
            crate::sample::value(variable)
                .ok_or_else(|| format!("变量{}的sample与类型不符", variable.name))?;
        }
        for text in self.texts() {
            for (name, format) in placeholders(text) {
                self.check_placeholder(name, format)?;
            }
        }
        self.blocks
            .iter()
            .try_for_each(|part| self.check_part(part))
    }

    fn check_placeholder(&self, name: &str, format: &str) -> Result<(), String> {
        if HEAD.iter().any(|(known, _)| *known == name) {
            return Ok(());
        }
        let variable = self
            .variable(name)
            .ok_or_else(|| format!("{{{name}}}没有声明"))?;
        match (variable.sort, format) {
            (Sort::Rows, _) => Err(format!("{{{name}}}是表格，不能写在句中")),
            (_, "")
            | (Sort::Amount, "wan" | "yuan" | "capital")
            | (Sort::Texts | Sort::Choice, "lines")
            | (Sort::Choice, "plain") => Ok(()),
            _ => Err(format!("{{{name}:{format}}}的写法不认识")),
        }
    }

    fn check_part(&self, part: &Part) -> Result<(), String> {
        let given = [
            part.heading.is_some(),
            part.paragraph.is_some(),
            part.labelled.is_some(),
            part.items.is_some(),
            part.table.is_some(),
            part.grid.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            return Err(
                "每个block须且只须有heading、paragraph、labelled、items、table、grid之一".into(),
            );
        }
        let sort = |name: &Option<String>| {
            name.as_ref()
                .map(|name| (name.clone(), self.variable(name)))
        };
        for (name, variable) in [sort(&part.when), sort(&part.unless)].into_iter().flatten() {
            variable.ok_or_else(|| format!("{name}没有声明"))?;
        }
        if let Some((name, variable)) = sort(&part.table)
            && variable.is_none_or(|v| v.sort != Sort::Rows)
        {
            return Err(format!("table = {name}不是表格变量"));
        }
        if let Some((name, variable)) = sort(&part.items)
            && variable.is_none_or(|v| v.sort != Sort::Texts)
        {
            return Err(format!("items = {name}不是列表变量"));
        }
        Ok(())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.title]
            .into_iter()
            .chain(&self.heading)
            .chain(&self.mark)
            .chain(&self.note);
        own.chain(self.blocks.iter().flat_map(Part::texts))
            .map(String::as_str)
    }
}

impl Part {
    fn texts(&self) -> Vec<&String> {
        let cells = self
            .grid
            .iter()
            .flatten()
            .flatten()
            .filter_map(|slot| match slot {
                Slot::Label(_) => None,
                Slot::Cell(cell) => Some(cell.value.iter().chain(&cell.foot)),
            });
        let own = [
            &self.heading,
            &self.paragraph,
            &self.labelled,
            &self.caption,
        ];
        own.into_iter().flatten().chain(cells.flatten()).collect()
    }
}

/// The names in braces with what follows their colon.
fn placeholders(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('{').skip(1).filter_map(|rest| {
        let inside = rest.split_once('}')?.0;
        Some(inside.split_once(':').unwrap_or((inside, "")))
    })
}
