//! Puts values into a template. Each text of the template is gone through
//! once: braces in a value are only text.

use crate::template::{HEAD, Part, Sort, Template, Variable};
use crate::{
    Block, Error, Head, Layout, Paper, Printed, Signature, Value, Values, clean, grid, wording,
};

/// A template with what goes into it.
pub(crate) struct Fill<'a> {
    pub(crate) template: &'a Template,
    pub(crate) head: &'a Head,
    pub(crate) values: &'a Values,
    /// In a form what is not known stays blank.
    pub(crate) form: bool,
}

impl Fill<'_> {
    pub(crate) fn paper(&self) -> Result<Paper, Error> {
        let (template, head) = (self.template, self.head);
        self.check_sorts()?;
        let organ = self.head("organ")?.unwrap_or_default();
        let mark = match (&template.mark, template.layout) {
            (Some(mark), _) => self.expand(mark)?,
            (None, Layout::Document) => format!("{organ}文件"),
            (None, _) => organ.clone(),
        };
        let layout = template.layout;
        let printed = matches!(layout, Layout::Document)
            .then_some(head.date)
            .flatten();
        Ok(Paper {
            layout,
            landscape: template.landscape,
            number: self.head("number")?,
            title: clean::line(&self.expand(&template.title)?),
            title_words: Vec::new(),
            recipient: head.recipient.as_deref().map(clean::line),
            heading: template
                .heading
                .iter()
                .map(|line| self.expand(line))
                .collect::<Result<_, _>>()?,
            body: self.body()?,
            annexes: lines(&head.annexes),
            signature: self.signature(&organ)?,
            note: template
                .note
                .as_ref()
                .map(|note| self.expand(note))
                .transpose()?,
            copies: lines(&head.copies),
            printed: printed.map(|date| Printed {
                organ: organ.clone(),
                date: wording::date(date),
            }),
            proof: head.proof.clone(),
            dated: head
                .date
                .map(|date| (date.year(), date.month(), date.day())),
            organ,
            mark,
        })
    }

    fn signature(&self, organ: &str) -> Result<Option<Signature>, Error> {
        if matches!(self.template.layout, Layout::Form | Layout::Minutes) {
            return Ok(None);
        }
        let Some(date) = self.head("date")? else {
            return Ok(None);
        };
        let mut organs = vec![organ.to_owned()];
        organs.extend(lines(&self.head.jointly));
        Ok(Some(Signature { organs, date }))
    }

    fn body(&self) -> Result<Vec<Block>, Error> {
        let mut body = Vec::new();
        let mut numbers = [0; 4];
        for part in &self.template.blocks {
            if self.shown(part) {
                self.part(part, &mut numbers, &mut body)?;
            }
        }
        Ok(body)
    }

    fn shown(&self, part: &Part) -> bool {
        let says = |name: &String| self.values.get(name).is_some();
        part.when.as_ref().is_none_or(says) && !part.unless.as_ref().is_some_and(says)
    }

    fn part(
        &self,
        part: &Part,
        numbers: &mut [usize; 4],
        body: &mut Vec<Block>,
    ) -> Result<(), Error> {
        if let Some(text) = &part.heading {
            let level = part.level.unwrap_or(1).clamp(1, 4);
            let text = format!(
                "{}{}",
                count_up(numbers, level),
                clean::line(&self.expand(text)?)
            );
            body.push(Block::Heading { level, text });
        } else if let Some(text) = &part.paragraph {
            let texts = clean::paragraphs(&self.expand(text)?);
            body.extend(texts.into_iter().map(|text| Block::Paragraph { text }));
        } else if let Some(text) = &part.labelled {
            let label = part.label.clone().unwrap_or_default();
            body.push(Block::Labelled {
                label,
                text: clean::line(&self.expand(text)?),
            });
        } else if let Some(name) = &part.items {
            self.items(name, part.numbering.as_deref().unwrap_or("1."), body)?;
        } else if let Some(name) = &part.table {
            body.push(Block::Table(grid::table(self, part, name)?));
        } else if let Some(rows) = &part.grid {
            body.push(Block::Table(grid::form(self, part, rows)?));
        }
        Ok(())
    }

    fn items(&self, name: &str, numbering: &str, body: &mut Vec<Block>) -> Result<(), Error> {
        let Some(Value::Texts(texts)) = self.value(self.variable(name)?)? else {
            return Ok(());
        };
        let items = texts.iter().map(|text| clean::paragraphs(text));
        for (index, mut lines) in items.filter(|lines| !lines.is_empty()).enumerate() {
            let number = match numbering {
                "1." => format!("{}.", index + 1),
                "（1）" => format!("（{}）", index + 1),
                "（一）" => format!("（{}）", wording::numeral(index + 1)),
                other => other.to_owned(),
            };
            if let Some(first) = lines.first_mut() {
                first.insert_str(0, &number);
            }
            body.extend(lines.into_iter().map(|text| Block::Paragraph { text }));
        }
        Ok(())
    }

    /// The text with its placeholders filled.
    pub(crate) fn expand(&self, text: &str) -> Result<String, Error> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((inside, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
            out.push_str(&self.placeholder(name, format)?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn placeholder(&self, name: &str, format: &str) -> Result<String, Error> {
        if HEAD.iter().any(|(known, _)| *known == name) {
            let found = self.head(name)?;
            return found.map_or_else(|| self.missing_head(name), Ok);
        }
        let variable = self.variable(name)?;
        Ok(match self.value(variable)? {
            Some(value) => written(value, variable, format),
            None if variable.sort == Sort::Choice => boxes(&[], &variable.options),
            None => String::new(),
        })
    }

    /// What the head says under that name; what each paper must say is missed. The
    /// number may not be given yet, and some are sent without one.
    fn head(&self, name: &str) -> Result<Option<String>, Error> {
        let head = self.head;
        let found = match name {
            "organ" => Some(&head.organ)
                .filter(|organ| !organ.trim().is_empty())
                .cloned(),
            "number" => head.number.clone(),
            "recipient" => head.recipient.clone(),
            _ => head.date.map(wording::date),
        };
        if found.is_none() && matches!(name, "organ" | "date") && !self.form {
            return self.missing_head(name).map(Some);
        }
        Ok(found.as_deref().map(clean::line))
    }

    fn missing_head(&self, name: &str) -> Result<String, Error> {
        if self.form {
            return Ok(String::new());
        }
        let label = HEAD
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(name, |(_, label)| label);
        Err(self.missing(label, name))
    }

    fn missing(&self, label: &str, name: &str) -> Error {
        Error::Missing {
            paper: self.template.name.clone(),
            label: label.into(),
            name: name.into(),
        }
    }

    pub(crate) fn variable(&self, name: &str) -> Result<&Variable, Error> {
        self.template
            .variable(name)
            .ok_or_else(|| self.missing(name, name))
    }

    /// The value of a variable; none only where it may be missing.
    pub(crate) fn value(&self, variable: &Variable) -> Result<Option<&Value>, Error> {
        match self.values.get(&variable.name) {
            None if variable.optional || self.form => Ok(None),
            None => Err(self.missing(&variable.label, &variable.name)),
            some => Ok(some),
        }
    }

    fn check_sorts(&self) -> Result<(), Error> {
        for variable in &self.template.variables {
            let Some(value) = self.value(variable)? else {
                continue;
            };
            self.check_sort(variable.sort, value, &variable.label, &variable.name)?;
            if let Value::Rows(rows) = value {
                for (row, column) in rows
                    .iter()
                    .flat_map(|r| variable.columns.iter().map(move |c| (r, c)))
                {
                    if let Some(cell) = row.get(&column.name) {
                        self.check_sort(column.sort, cell, &column.label, &column.name)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn check_sort(&self, sort: Sort, value: &Value, label: &str, name: &str) -> Result<(), Error> {
        let (fits, wanted) = match sort {
            Sort::Text | Sort::Prose => (matches!(value, Value::Text(_)), "文字"),
            Sort::Date => (matches!(value, Value::Date(_)), "日期"),
            Sort::Amount => (matches!(value, Value::Amount(_)), "金额"),
            Sort::Count => (matches!(value, Value::Count(_)), "整数"),
            Sort::Texts => (matches!(value, Value::Texts(_)), "若干条文字"),
            Sort::Choice => (matches!(value, Value::Text(_) | Value::Texts(_)), "选项"),
            Sort::Rows => (matches!(value, Value::Rows(_)), "表格"),
        };
        if fits {
            return Ok(());
        }
        Err(Error::Sort {
            paper: self.template.name.clone(),
            label: label.into(),
            name: name.into(),
            wanted,
        })
    }
}

/// The next number of that level; those below begin anew.
fn count_up(numbers: &mut [usize; 4], level: u8) -> String {
    let mut number = 0;
    for (at, count) in (1..).zip(numbers.iter_mut()) {
        match level.cmp(&at) {
            std::cmp::Ordering::Equal => {
                *count += 1;
                number = *count;
            }
            std::cmp::Ordering::Less => *count = 0,
            std::cmp::Ordering::Greater => {}
        }
    }
    match level {
        1 => format!("{}、", wording::numeral(number)),
        2 => format!("（{}）", wording::numeral(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    }
}

/// A value as it stands in a sentence.
fn written(value: &Value, variable: &Variable, format: &str) -> String {
    match value {
        Value::Text(text) if variable.sort == Sort::Choice => {
            choice(std::slice::from_ref(text), variable, format)
        }
        Value::Text(text) if variable.sort == Sort::Prose => clean::paragraphs(text).join("\n"),
        Value::Text(text) => clean::line(text),
        Value::Date(date) => wording::date(*date),
        Value::Amount(fen) => match format {
            "wan" => wording::wan(*fen),
            "yuan" => wording::yuan(*fen),
            "capital" => wording::capital(*fen),
            _ => format!("{}万元", wording::wan(*fen)),
        },
        Value::Count(count) => count.to_string(),
        Value::Texts(texts) if variable.sort == Sort::Choice => choice(texts, variable, format),
        Value::Texts(texts) if format == "lines" => lines(texts).join("\n"),
        Value::Texts(texts) => lines(texts).join("、"),
        Value::Rows(_) => String::new(),
    }
}

fn choice(chosen: &[String], variable: &Variable, format: &str) -> String {
    match format {
        "plain" => lines(chosen).join("、"),
        _ => boxes(chosen, &variable.options),
    }
}

/// All options, the chosen ones ticked; what is chosen but no option follows.
fn boxes(chosen: &[String], options: &[String]) -> String {
    let other = chosen
        .iter()
        .filter(|text| !options.contains(text))
        .map(|text| format!("☑{}", clean::line(text)));
    let known = options
        .iter()
        .map(|text| format!("{}{text}", if chosen.contains(text) { "☑" } else { "☐" }));
    known.chain(other).collect::<Vec<_>>().join("　")
}

fn lines(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .map(|text| clean::line(text))
        .filter(|text| !text.is_empty())
        .collect()
}

/// A cell of rows.
pub(crate) fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Rows(_)) => String::new(),
        Some(Value::Text(text)) => clean::paragraphs(text).join("\n"),
        Some(Value::Date(date)) => wording::date(*date),
        Some(Value::Amount(fen)) => wording::wan(*fen),
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Texts(texts)) => lines(texts).join("、"),
    }
}
