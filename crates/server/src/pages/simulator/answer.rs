//! What lies ahead by each set of facts, row beside row: what stands in the way,
//! steps by stage, materials, duties with their days, what is still open. Every
//! row is the judge's answer; here the answers of two sets are put together.

mod steps;

use std::collections::BTreeSet;
use std::sync::Arc;

use tongchou_rules::{Duty, OpenQuestion, Plan, Regulation};

use super::asked::Set;
use crate::format;
use crate::forms::element_id;

#[derive(Debug)]
pub struct Answer {
    pub titles: Vec<&'static str>,
    pub obstacles: Vec<Row>,
    pub stages: Vec<Stage>,
    pub materials: Vec<Row>,
    pub duties: Vec<Row>,
    pub tallies: Vec<Tally>,
    pub open: Vec<Open>,
    pub questions: Vec<Asks>,
}

/// One number for each set.
#[derive(Debug)]
pub struct Tally {
    pub label: &'static str,
    pub target: &'static str,
    pub counts: Vec<usize>,
}

impl Tally {
    pub fn differs(&self) -> bool {
        self.counts
            .windows(2)
            .any(|pair| pair.first() != pair.last())
    }
}

#[derive(Debug)]
pub struct Stage {
    pub label: &'static str,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub title: String,
    pub law: String,
    pub note: String,
    pub cells: Vec<Cell>,
    pub says: Vec<Said>,
}

impl Row {
    /// Whether it stands alike by all sets, clauses aside.
    pub fn is_alike(&self) -> bool {
        let mut texts = self.cells.iter().map(|cell| &cell.text);
        let first = texts.next();
        texts.all(|text| Some(text) == first)
    }

    pub fn differs(&self) -> bool {
        !self.is_alike() || self.says.iter().any(|said| !said.only.is_empty())
    }
}

/// How it stands by one set.
#[derive(Debug)]
pub struct Cell {
    pub title: &'static str,
    pub there: bool,
    pub text: String,
}

/// One clause of a step.
#[derive(Debug)]
pub struct Said {
    pub law: String,
    pub text: String,
    /// The facts that it still depends on.
    pub depends: String,
    /// The set that alone it concerns.
    pub only: &'static str,
}

/// Facts that decide and are not filled in.
#[derive(Debug)]
pub struct Open {
    pub title: &'static str,
    pub facts: Vec<(String, &'static str)>,
}

/// Where the law can be read in more than one way.
#[derive(Debug)]
pub struct Asks {
    pub law: String,
    pub question: String,
    pub reading: String,
    pub others: Vec<String>,
}

impl Answer {
    pub fn of(plans: &[(&Set, Arc<Plan>)], law: &Regulation) -> Self {
        let obstacles = obstacles(plans);
        let stages = steps::stages(plans);
        let materials = materials(plans, law);
        let duties = duties(plans);
        let counts =
            |count: fn(&Plan) -> usize| plans.iter().map(|(_, plan)| count(plan)).collect();
        let tally = |label, target, count| Tally {
            label,
            target,
            counts: counts(count),
        };
        let tallies = vec![
            tally("不符合的规定", "obstacles", |plan| {
                plan.obstacles.len()
            }),
            tally("环节", "steps", |plan| plan.steps.len()),
            tally("材料", "materials", |plan| plan.materials.len()),
            tally("义务", "duties", |plan| keys(&plan.duties).len()),
        ];
        Self {
            titles: plans.iter().map(|(set, _)| set.title).collect(),
            open: open_facts(plans),
            questions: questions(plans),
            obstacles,
            stages,
            materials,
            duties,
            tallies,
        }
    }

    pub fn compares(&self) -> bool {
        self.titles.len() > 1
    }

    /// The rows that differ, each with what it is.
    pub fn different(&self) -> Vec<(&'static str, &Row)> {
        let steps = self.stages.iter().flat_map(|stage| &stage.rows);
        let named = |kind: &'static str| move |row| (kind, row);
        let all = self.obstacles.iter().map(named("规定"));
        let all = all.chain(steps.map(named("环节")));
        let all = all.chain(self.materials.iter().map(named("材料")));
        let all = all.chain(self.duties.iter().map(named("义务")));
        all.filter(|(_, row): &(&str, &Row)| row.differs())
            .collect()
    }
}

/// The things of all plans in the order of the first that has them.
fn together<'a, T: 'a, K: Ord + Copy + 'a>(
    plans: &'a [(&Set, Arc<Plan>)],
    list: impl Fn(&'a Plan) -> &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<&'a T> {
    let mut found: Vec<&T> = Vec::new();
    for (_, plan) in plans {
        let mut place = 0;
        for one in list(plan) {
            // beside what it stands beside in its own plan
            let known = found.iter().position(|known| key(known) == key(one));
            if known.is_none() {
                found.insert(place.min(found.len()), one);
            }
            place = known.unwrap_or(place) + 1;
        }
    }
    found
}

fn obstacles(plans: &[(&Set, Arc<Plan>)]) -> Vec<Row> {
    let all = together(plans, |plan| &plan.obstacles, |one| &*one.finding.clause);
    let row = |one: &tongchou_rules::Obstacle| Row {
        title: one.finding.says.to_string(),
        law: one.finding.article_text.to_string(),
        note: one.finding.remedy.to_string(),
        cells: cells(plans, |plan| {
            let mut own = plan.obstacles.iter();
            own.find(|own| own.finding.clause == one.finding.clause)
                .map(|own| match own.steps.as_slice() {
                    [first, _, ..] => format!("不能“{first}”等{}个环节", own.steps.len()),
                    steps => format!("不能“{}”", steps.concat()),
                })
        }),
        says: Vec::new(),
    };
    all.into_iter().map(row).collect()
}

fn materials(plans: &[(&Set, Arc<Plan>)], law: &Regulation) -> Vec<Row> {
    let all = together(plans, |plan| &plan.materials, |one| one.material.as_str());
    let row = |one: &tongchou_rules::PlannedMaterial| Row {
        title: one.name.clone().unwrap_or_else(|| one.material.clone()),
        law: one.article_text.clone(),
        note: String::new(),
        cells: cells(plans, |plan| {
            let mut own = plan.materials.iter();
            let own = own.find(|own| own.material == one.material)?;
            let before = law.act(&own.before)?;
            Some(format!("用于“{}”", before.title))
        }),
        says: Vec::new(),
    };
    all.into_iter().map(row).collect()
}

fn keys(duties: &[Duty]) -> BTreeSet<&str> {
    duties.iter().map(|duty| duty.key.as_str()).collect()
}

fn duties(plans: &[(&Set, Arc<Plan>)]) -> Vec<Row> {
    let all = together(plans, |plan| &plan.duties, |duty| duty.key.as_str());
    let row = |duty: &Duty| Row {
        title: duty.title.clone(),
        law: duty.article_text.clone(),
        note: duty.says.clone(),
        cells: cells(plans, |plan| days(&plan.duties, &duty.key)),
        says: Vec::new(),
    };
    all.into_iter().map(row).collect()
}

/// How many days of a duty that recurs are named.
const DAYS: usize = 3;

/// 2026年3月1日前、2026年9月1日前等6次; none where the duty is not owed.
fn days(duties: &[Duty], key: &str) -> Option<String> {
    let own: Vec<&Duty> = duties.iter().filter(|duty| duty.key == key).collect();
    if own.is_empty() {
        return None;
    }
    let dated: Vec<String> = own
        .iter()
        .filter_map(|duty| duty.due_on)
        .map(|due| format!("{}前", format::day(due)))
        .collect();
    let named = dated
        .iter()
        .take(DAYS)
        .cloned()
        .collect::<Vec<_>>()
        .join("、");
    Some(match dated.len() {
        0 => "日期随计划日期而定".to_owned(),
        count if count > DAYS => format!("{named}等{count}次"),
        _ => named,
    })
}

fn cells(plans: &[(&Set, Arc<Plan>)], text: impl Fn(&Plan) -> Option<String>) -> Vec<Cell> {
    let cell = |(set, plan): &(&Set, Arc<Plan>)| {
        let text = text(plan);
        Cell {
            title: set.title,
            there: text.is_some(),
            text: text.unwrap_or_else(|| "没有".to_owned()),
        }
    };
    plans.iter().map(cell).collect()
}

/// One list where the same is open in all sets.
fn open_facts(plans: &[(&Set, Arc<Plan>)]) -> Vec<Open> {
    let mut all: Vec<Open> = plans.iter().map(|(set, plan)| open(set, plan)).collect();
    let alike = plans.windows(2).all(|pair| match pair {
        [(_, one), (_, other)] => one.unknown == other.unknown,
        _ => true,
    });
    if alike {
        all.truncate(1);
        for open in &mut all {
            open.title = "";
        }
    }
    all.retain(|open| !open.facts.is_empty());
    all
}

fn open(set: &Set, plan: &Plan) -> Open {
    let fields = super::sheet::fields();
    let target = |name: &str| element_id(&format!("{}{name}", set.prefix));
    let linked = |name: &String| {
        let field = fields.iter().find(|field| field.name == name)?;
        Some((target(field.name), field.label))
    };
    Open {
        title: set.title,
        facts: plan.unknown.iter().filter_map(linked).collect(),
    }
}

fn questions(plans: &[(&Set, Arc<Plan>)]) -> Vec<Asks> {
    let mut told: Vec<&OpenQuestion> = Vec::new();
    for question in plans.iter().flat_map(|(_, plan)| &plan.questions) {
        if !told.iter().any(|known| known.id == question.id) {
            told.push(question);
        }
    }
    let asks = |question: &OpenQuestion| {
        let (chosen, others): (Vec<_>, Vec<_>) = question
            .readings
            .iter()
            .partition(|(id, _)| *id == question.chosen);
        Asks {
            law: question.article_text.clone(),
            question: question.asks.clone(),
            reading: chosen.into_iter().map(|(_, says)| says.as_str()).collect(),
            others: others.into_iter().map(|(_, says)| says.clone()).collect(),
        }
    };
    told.into_iter().map(asks).collect()
}

#[cfg(test)]
mod tests {
    use super::super::asked::Asked;
    use super::Tally;
    use crate::forms::Pairs;

    #[test]
    fn a_number_that_is_the_same_for_all_does_not_differ() {
        let tally = |counts: &[usize]| Tally {
            label: "",
            target: "",
            counts: counts.to_vec(),
        };
        assert!(!tally(&[3]).differs() && !tally(&[3, 3]).differs());
        assert!(tally(&[3, 4]).differs());
        assert!(!Asked::of(&Pairs::default(), None).compares());
    }
}
