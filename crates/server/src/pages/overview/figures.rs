//! What is counted and summed over the projects that somebody sees. A project is counted here by what the list filters by, so
//! that a figure and the list behind it can't differ; a test follows every link.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::flow::{Counted, Flow};
use crate::app::Entry;
use crate::pages::listing::due;
use crate::pages::lists::Look;
use crate::pages::lists::marks::{self, MARKS};
use crate::pages::lists::projects::{is_late, is_soon};

/// What sums of money are told apart by.
pub const BY: [(&str, &str); 3] = [("field", "领域"), ("unit", "单位"), ("year", "年份")];

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sums {
    pub(super) projects: usize,
    pub(super) declared: i64,
    pub(super) approved: i64,
    pub(super) budget: i64,
    pub(super) contracts: i64,
    pub(super) paid: i64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.projects += other.projects;
        self.declared += other.declared;
        self.approved += other.approved;
        self.budget += other.budget;
        self.contracts += other.contracts;
        self.paid += other.paid;
    }

    fn of(project: &Project) -> Self {
        Self {
            projects: 1,
            declared: project.declared_amount(),
            approved: project.approved_amount(),
            budget: project.budget_amount(),
            contracts: project.contracts_amount(),
            paid: project.paid(),
        }
    }
}

/// Late and soon, in projects.
pub(super) type Dues = (usize, usize);

#[derive(Debug, Default)]
pub struct Figures {
    pub(super) stages: BTreeMap<&'static str, Sums>,
    /// By what the money is told apart by: its word and its name.
    pub(super) money: BTreeMap<(String, String), Sums>,
    /// By year: declared, approved by the letter.
    pub(super) cuts: BTreeMap<i16, (usize, i64, i64)>,
    pub(super) levels: BTreeMap<i64, usize>,
    pub(super) duties: BTreeMap<(String, String), Dues>,
    pub(super) late: BTreeMap<(String, String), usize>,
    /// Late with others than the project's unit, by the capacity that owes it.
    pub(super) late_elsewhere: BTreeMap<String, usize>,
    pub(super) marks: BTreeMap<&'static str, usize>,
    pub(super) grades: BTreeMap<String, usize>,
    pub(super) agencies: BTreeMap<(String, String), (usize, i64)>,
    pub(super) flow: Flow,
}

impl Figures {
    pub fn add(&mut self, entry: &Entry, by: &str, look: &Look<'_>, counted: &Counted) {
        let Some(project) = entry.aggregate.project() else {
            return;
        };
        let on = look.view.env.on;
        let sums = Sums::of(project);
        self.stages
            .entry(project.stage().key())
            .or_default()
            .add(sums);
        for key in told_apart(project, by) {
            self.money.entry(key).or_default().add(sums);
        }
        if project.mlps_level > 0 {
            *self.levels.entry(project.mlps_level).or_default() += 1;
        }
        if let Some(grade) = marks::grade(project) {
            *self.grades.entry(grade.to_owned()).or_default() += 1;
        }
        for mark in MARKS.iter().filter(|mark| (mark.bears)(project)) {
            *self.marks.entry(mark.key).or_default() += 1;
        }
        self.add_cut(project);
        self.add_duties(entry, project, look, on);
        self.add_agencies(project);
        self.flow.add(project, on, counted);
    }

    fn add_cut(&mut self, project: &Project) {
        let (Some(_), Some(registered)) = (&project.letter, project.registered_on) else {
            return;
        };
        let cut = self.cuts.entry(registered.year()).or_default();
        cut.0 += 1;
        cut.1 += project.declared_amount();
        cut.2 += project.letter_amount();
    }

    fn add_duties(&mut self, entry: &Entry, project: &Project, look: &Look<'_>, on: Date) {
        let mut of_kind: BTreeMap<(&str, &str), (bool, bool)> = BTreeMap::new();
        let due = due(entry, look.view);
        for duty in due.iter() {
            let found = of_kind.entry((&duty.key, &duty.title)).or_default();
            found.0 |= is_late(duty);
            found.1 |= is_soon(duty, on);
        }
        if of_kind.values().any(|(late, _)| *late) {
            let unit = (project.unit_name.clone(), project.unit.clone());
            *self.late.entry(unit).or_default() += 1;
        }
        let others = due
            .iter()
            .filter(|duty| is_late(duty) && duty.who != "project_unit");
        let others: BTreeSet<&str> = others.map(|duty| duty.who.as_str()).collect();
        for who in others {
            *self.late_elsewhere.entry(who.to_owned()).or_default() += 1;
        }
        for ((key, title), (late, soon)) in of_kind
            .into_iter()
            .filter(|(_, (late, soon))| *late || *soon)
        {
            let counted = self
                .duties
                .entry((title.to_owned(), key.to_owned()))
                .or_default();
            counted.0 += usize::from(late);
            counted.1 += usize::from(soon);
        }
    }

    fn add_agencies(&mut self, project: &Project) {
        let mut own: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for contract in &project.contracts {
            *own.entry((&contract.agency_name, &contract.agency))
                .or_default() += contract.amount();
        }
        for ((name, id), amount) in own {
            let all = self
                .agencies
                .entry((name.to_owned(), id.to_owned()))
                .or_default();
            all.0 += 1;
            all.1 += amount;
        }
    }

    pub fn append(mut self, other: Self) -> Self {
        for (key, sums) in other.stages {
            self.stages.entry(key).or_default().add(sums);
        }
        for (key, sums) in other.money {
            self.money.entry(key).or_default().add(sums);
        }
        for (year, cut) in other.cuts {
            let own = self.cuts.entry(year).or_default();
            *own = (own.0 + cut.0, own.1 + cut.1, own.2 + cut.2);
        }
        for (key, dues) in other.duties {
            let own = self.duties.entry(key).or_default();
            *own = (own.0 + dues.0, own.1 + dues.1);
        }
        for (key, agency) in other.agencies {
            let own = self.agencies.entry(key).or_default();
            *own = (own.0 + agency.0, own.1 + agency.1);
        }
        sum_up(&mut self.levels, other.levels);
        sum_up(&mut self.late, other.late);
        sum_up(&mut self.late_elsewhere, other.late_elsewhere);
        sum_up(&mut self.marks, other.marks);
        sum_up(&mut self.grades, other.grades);
        self.flow = self.flow.append(other.flow);
        self
    }
}

fn sum_up<K: Ord>(own: &mut BTreeMap<K, usize>, other: BTreeMap<K, usize>) {
    for (key, number) in other {
        *own.entry(key).or_default() += number;
    }
}

/// Name and word of what a project's money is counted under.
fn told_apart(project: &Project, by: &str) -> Vec<(String, String)> {
    match by {
        "unit" => vec![(project.unit_name.clone(), project.unit.clone())],
        "year" => {
            let year = project.registered_on.map(|on| on.year().to_string());
            let named = |year: String| (format!("{year}年"), year);
            year.map(named).into_iter().collect()
        }
        _ => {
            let named = |word: &String| {
                let label = v::FIELDS.label(word).unwrap_or(word);
                (label.to_owned(), word.clone())
            };
            project.fields.iter().map(named).collect()
        }
    }
}
