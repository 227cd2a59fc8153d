//! Columns to fields: what a row of a sheet would be as a form.

use tongchou_project::{FieldKind, FieldSpec};

use super::{Line, Table, Wrong};
use crate::forms::Pairs;
use crate::forms::paste::{Choices, Head, is_named, is_total, named, plain, read};

/// The fields that a sheet has columns for: a table within a row has no place.
pub fn columns(fields: &'static [FieldSpec]) -> Vec<&'static FieldSpec> {
    fields.iter().filter(|field| is_flat(field)).collect()
}

pub fn is_flat(field: &FieldSpec) -> bool {
    !matches!(field.kind, FieldKind::Rows(_) | FieldKind::Files)
}

/// How many cells of a row name a column.
pub fn names(cells: &[String], fields: &'static [FieldSpec]) -> usize {
    cells
        .iter()
        .filter(|cell| head(cell, fields).is_some())
        .count()
}

fn head(cell: &str, fields: &'static [FieldSpec]) -> Option<Head> {
    named(&bare(cell), fields).filter(|head| is_flat(head.column))
}

/// The heading without what marks it as one that must be filled in.
fn bare(cell: &str) -> String {
    let cell = cell.trim_end_matches(['*', '＊']);
    cell.replace("（必填）", "").replace("(必填)", "")
}

/// Which column of the sheet is which field.
#[derive(Debug)]
pub struct Fit {
    heads: Vec<Option<Head>>,
    /// Headings that name nothing, or what another names: said, and left out.
    pub strange: Vec<String>,
    /// Fields that must be filled in and have no column.
    pub missing: Vec<&'static str>,
}

impl Fit {
    pub fn of(table: &Table, fields: &'static [FieldSpec]) -> Self {
        let mut heads: Vec<Option<Head>> = vec![None; table.heads.len()];
        // a field has one column: the one that has its whole name before one that is
        // like it; what a second one says is not dropped unseen
        for whole in [true, false] {
            for (place, cell) in table.heads.iter().enumerate() {
                let found = head(cell, fields).filter(|found| {
                    let mut taken = heads.iter().flatten();
                    let free = taken.all(|taken| taken.column.name != found.column.name);
                    free && (!whole || is_named(&bare(cell), found.column))
                });
                if let Some(free @ None) = heads.get_mut(place) {
                    *free = found;
                }
            }
        }
        let strange = table.heads.iter().zip(&heads);
        let strange = strange.filter(|(cell, head)| head.is_none() && !plain(cell).is_empty());
        let has = |field: &FieldSpec| {
            let mut known = heads.iter().flatten();
            known.any(|head| head.column.name == field.name)
        };
        Self {
            strange: strange.map(|(cell, _)| cell.clone()).collect(),
            missing: columns(fields)
                .into_iter()
                .filter(|field| field.required && !has(field))
                .map(|field| field.label)
                .collect(),
            heads,
        }
    }

    /// The place of a field's column.
    pub fn column(&self, field: &str) -> Option<usize> {
        let of_field = |head: &Option<Head>| head.is_some_and(|head| head.column.name == field);
        self.heads.iter().position(of_field)
    }

    /// The column that a reason begins with: 统一社会信用代码应为18位.
    pub fn named_first(&self, says: &str) -> Option<usize> {
        let is_named =
            |head: &Option<Head>| head.is_some_and(|it| says.starts_with(it.column.label));
        self.heads.iter().position(is_named)
    }

    /// The filled cells of a row that have a column: place, heading, text.
    pub fn cells<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = (usize, Head, &'a str)> {
        let cells = line.cells.iter().enumerate();
        cells.filter_map(|(place, text)| {
            let head = self.heads.get(place).copied().flatten()?;
            let text = text.trim();
            (!text.is_empty()).then_some((place, head, text))
        })
    }

    /// The row as a form would send it, with what was not understood; none for
    /// a row of totals.
    pub fn form(&self, line: &Line, choices: Choices<'_>) -> Option<(Pairs, Vec<Wrong>)> {
        if is_total(&line.cells) {
            return None;
        }
        let mut typed = Pairs::default();
        let mut wrong = Vec::new();
        for (place, head, text) in self.cells(line) {
            for text in several(head.column, text) {
                match read(head, &text, choices) {
                    Ok(value) if value.is_empty() => {}
                    Ok(value) => typed.push(head.column.name, value),
                    Err((_, says)) => wrong.push(Wrong {
                        column: Some(place),
                        says: format!("{}：{}", head.column.label, says.replace("粘贴的", "")),
                    }),
                }
            }
        }
        Some((typed, wrong))
    }
}

/// Words of a field that takes several stand in one cell.
pub fn several(field: &FieldSpec, text: &str) -> Vec<String> {
    match field.kind {
        FieldKind::Choices(_) | FieldKind::References(_) => text
            .split(['、', '，', ',', ';', '；', '\n'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
        _ => vec![text.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use tongchou_project::act_spec;

    use super::Fit;
    use crate::imports::{Line, Table};

    #[test]
    fn a_second_column_of_a_field_is_said_and_left_out() {
        let fields = act_spec("register_agency").unwrap().fields;
        let row = |cells: [&str; 4]| cells.map(ToOwned::to_owned).to_vec();
        let table = Table {
            sheet: String::new(),
            heads: row(["机构名称", "业务类型", "统一社会信用代码", "机构名称（旧）"]),
            above: Vec::new(),
            head_at: 1,
            rows: Vec::new(),
        };
        let fit = Fit::of(&table, fields);
        assert_eq!(fit.strange, ["机构名称（旧）"]);
        assert!(fit.missing.is_empty());
        let line = Line {
            number: 2,
            cells: row(["甲", "承建", "1", "乙"]),
        };
        let (typed, wrong) = fit.form(&line, &|_| Vec::new()).unwrap();
        assert_eq!(typed.all("name").collect::<Vec<_>>(), ["甲"]);
        assert!(wrong.is_empty());
    }
}
