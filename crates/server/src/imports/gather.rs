//! Rows of a sheet to acts: a row each, or several rows that fill one table; on the
//! project that they name, where the act is on one.

use std::collections::HashMap;

use serde_json::Value;
use tongchou_project::{Actor, Env, FieldSpec, options};
use uuid::Uuid;

use super::fit::Fit;
use super::{Kind, PROJECT, Table, Wrong};
use crate::app::{App, Entry, World};
use crate::forms::paste::plain;
use crate::forms::{Pairs, json};

/// One act, and the rows of the sheet that it comes from.
#[derive(Debug)]
pub struct Unit {
    /// Places of rows in the table.
    pub lines: Vec<usize>,
    pub act: &'static str,
    pub project: Option<Uuid>,
    pub input: Value,
    /// The last event that what it changes was compared with.
    pub seen: Option<u64>,
}

#[derive(Debug, Default)]
pub struct Gathered {
    pub units: Vec<Unit>,
    /// Places of rows that tell nothing that is not known.
    pub known: Vec<usize>,
    /// Places of rows of totals.
    pub totals: Vec<usize>,
    /// What could not be understood, by the place of its row.
    pub wrong: Vec<(usize, Vec<Wrong>)>,
}

/// An act being put together.
struct Draft {
    lines: Vec<usize>,
    project: Option<Uuid>,
    typed: Pairs,
}

/// Names of fields with what was typed.
type Named = Vec<(String, String)>;

/// The projects that the actor sees, by what a sheet may call them.
struct Projects<'a>(HashMap<String, Vec<&'a Entry>>);

pub fn gather(
    app: &App,
    world: &World,
    actor: &Actor,
    (kind, table, fit): (Kind, &Table, &Fit),
) -> anyhow::Result<Gathered> {
    let seen = if kind.on_project {
        app.visible_in(world, actor)?
    } else {
        std::sync::Arc::default()
    };
    let projects = Projects::of(&seen);
    app.with_env(world, actor, "", |env| {
        let mut gathering = Gathering {
            kind,
            fit,
            projects,
            gathered: Gathered::default(),
            drafts: Vec::new(),
            known: HashMap::new(),
            spoilt: Vec::new(),
            choices: HashMap::new(),
        };
        for (place, line) in table.rows.iter().enumerate() {
            gathering.line(place, line, env);
        }
        gathering.done()
    })
}

struct Gathering<'a> {
    kind: Kind,
    fit: &'a Fit,
    projects: Projects<'a>,
    gathered: Gathered,
    drafts: Vec<Draft>,
    /// Acts of several rows, by what their rows have in common.
    known: HashMap<String, usize>,
    /// What rows that could not be read say of their acts.
    spoilt: Vec<(Option<Uuid>, Named)>,
    /// What a column may refer to, of one project.
    choices: HashMap<(String, &'static str), Vec<(String, String)>>,
}

impl Gathering<'_> {
    fn line(&mut self, place: usize, line: &super::Line, env: &Env<'_>) {
        let project = if self.kind.on_project {
            if crate::forms::paste::is_total(&line.cells) {
                return self.gathered.totals.push(place);
            }
            let column = self.fit.column(PROJECT);
            let cell = column.and_then(|column| line.cells.get(column));
            match self.projects.named(cell.map_or("", String::as_str)) {
                Ok(entry) => Some(entry),
                Err(says) => {
                    return self
                        .gathered
                        .wrong
                        .push((place, vec![Wrong { column, says }]));
                }
            }
        } else {
            None
        };
        let id = project.map_or("", |entry| entry.id.as_str());
        let current = project.map(|entry| &entry.aggregate);
        for field in self.kind.columns() {
            self.choices
                .entry((id.to_owned(), field.name))
                .or_insert_with(|| options(current, self.kind.act, field.name, env));
        }
        let choices = |field: &FieldSpec| {
            let known = self.choices.get(&(id.to_owned(), field.name));
            known.cloned().unwrap_or_default()
        };
        match self.fit.form(line, &choices) {
            None => self.gathered.totals.push(place),
            Some((typed, wrong)) => {
                let project = project.and_then(|entry| Uuid::parse_str(&entry.id).ok());
                if wrong.is_empty() {
                    self.take(place, project, &typed);
                } else {
                    self.spoil(project, &typed);
                    self.gathered.wrong.push((place, wrong));
                }
            }
        }
    }

    /// Remembers that a row of an act of several could not be read: the act would be
    /// done without it.
    fn spoil(&mut self, project: Option<Uuid>, typed: &Pairs) {
        if self.kind.table.is_some() {
            let (own, _) = self.parted(typed);
            self.spoilt.push((project, own));
        }
    }

    /// What a row says of the act, and what it says of its own line in it.
    fn parted(&self, typed: &Pairs) -> (Named, Named) {
        let columns = self.kind.rows();
        let in_table = |name: &str| columns.iter().any(|column| column.name == name);
        let told = typed.iter().filter(|(name, _)| *name != PROJECT);
        let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
        told.partition(|(name, _)| !in_table(name))
    }

    /// Whether a row that could not be read belongs to an act: it says nothing else of it.
    fn is_spoilt(&self, draft: &Draft) -> bool {
        self.spoilt.iter().any(|(project, own)| {
            let agrees = |(name, value): &(String, String)| {
                draft.typed.first(name).is_none_or(|known| known == value)
            };
            *project == draft.project && own.iter().all(agrees)
        })
    }

    /// Adds a row to the act that its own columns name, or begins one.
    fn take(&mut self, place: usize, project: Option<Uuid>, typed: &Pairs) {
        let Some(table) = self.kind.table else {
            return self.drafts.push(Draft {
                lines: vec![place],
                project,
                typed: typed.clone().without(PROJECT),
            });
        };
        let (own, rows) = self.parted(typed);
        let key = format!("{project:?} {own:?}");
        let at = *self.known.entry(key).or_insert(self.drafts.len());
        if at == self.drafts.len() {
            let mut typed = Pairs::default();
            for (name, value) in own {
                typed.push(name, value);
            }
            self.drafts.push(Draft {
                lines: Vec::new(),
                project,
                typed,
            });
        }
        if let Some(draft) = self.drafts.get_mut(at) {
            let row = draft.lines.len();
            for (name, value) in rows {
                draft.typed.push(format!("{table}.{row}.{name}"), value);
            }
            draft.lines.push(place);
        }
    }

    fn done(mut self) -> Gathered {
        let fields = self.kind.spec().map_or(&[][..], |spec| spec.fields);
        let drafts = std::mem::take(&mut self.drafts);
        let (spoilt, drafts): (Vec<Draft>, Vec<Draft>) =
            drafts.into_iter().partition(|draft| self.is_spoilt(draft));
        for place in spoilt.into_iter().flat_map(|draft| draft.lines) {
            let says = "同一事项的其他行有问题，一并改好后导入".to_owned();
            let waits = Wrong { column: None, says };
            self.gathered.wrong.push((place, vec![waits]));
        }
        let units = drafts.into_iter().map(|draft| Unit {
            input: json::to_json(fields, &draft.typed),
            act: self.kind.act,
            seen: None,
            lines: draft.lines,
            project: draft.project,
        });
        self.gathered.units = units.collect();
        self.gathered
    }
}

impl<'a> Projects<'a> {
    fn of(seen: &'a [std::sync::Arc<Entry>]) -> Self {
        let mut known: HashMap<String, Vec<&'a Entry>> = HashMap::new();
        for entry in seen {
            let names = [Some(&entry.title), entry.number.as_ref(), Some(&entry.id)];
            for name in names.into_iter().flatten() {
                known.entry(plain(name)).or_default().push(entry);
            }
        }
        Self(known)
    }

    fn named(&self, cell: &str) -> Result<&'a Entry, String> {
        let cell = plain(cell);
        if cell.is_empty() {
            return Err("项目名称：必填".to_owned());
        }
        match self.0.get(&cell).map(Vec::as_slice) {
            Some([entry]) => Ok(*entry),
            Some(_) => Err("项目名称：有几个同名的项目，请填审查意见函文号".to_owned()),
            None => Err("项目名称：没有这个名称的项目，或者您不能办理它".to_owned()),
        }
    }
}
