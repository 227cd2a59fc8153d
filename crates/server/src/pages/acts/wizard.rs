//! What goes with a long form while it is filled in: how each part stands, the
//! materials, steps and duties that the law will ask of such a project, the
//! budget added up. All of it is the judge's answer on the state that sending
//! the form would lead to.

use std::collections::BTreeSet;

use tongchou_project::{Considered, Env, Preview, Project, consider, facts};
use tongchou_rules::{
    FACTS, Facts, Finding, PlannedMaterial, Status, article, fact, money, vocabulary as v,
};

use super::Target;
use super::linked::Linked;
use crate::format::{self, Amount};
use crate::forms::sections::{self, MATERIALS, Section};
use crate::forms::{element_id, form_name};
use crate::pages::{simulator, words};

/// The act that a declaration is written for.
pub const GOAL: &str = "declare_project";

#[derive(Debug)]
pub(crate) struct Wizard {
    pub parts: Vec<Part>,
    /// What else stands before the declaration: others' acts, the order of steps.
    pub others: Vec<String>,
    pub sums: Option<Sums>,
    pub materials: Vec<Material>,
    pub steps: Vec<Step>,
    pub duties: Vec<Due>,
    /// Circumstances that decide and are not filled in.
    pub unknown: String,
    /// The simulator with what is typed.
    pub simulator: String,
}

/// How one part of the form stands.
#[derive(Debug)]
pub(crate) struct Part {
    pub key: &'static str,
    pub title: &'static str,
    pub concerns: bool,
    pub lacking: Vec<Linked>,
}

#[derive(Debug)]
pub(crate) struct Sums {
    pub rows: Vec<(&'static str, Amount)>,
    pub total: Amount,
    pub share: Option<String>,
    /// Rows of the budget that are not whole, and so not counted.
    pub left_out: usize,
}

#[derive(Debug)]
pub(crate) struct Material {
    pub name: String,
    pub law: String,
    pub before: String,
    pub on_file: bool,
    /// Handed in by its name alone.
    pub on_paper: bool,
    pub href: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub title: String,
    pub stage: String,
    pub who: String,
}

#[derive(Debug)]
pub(crate) struct Due {
    pub title: String,
    pub law: String,
    pub says: String,
    pub day: Option<String>,
}

impl Wizard {
    pub fn of(preview: &Preview, target: &Target, env: &Env<'_>) -> Option<Self> {
        let sections = sections::of(target.spec.key);
        if sections.is_empty() || preview.withheld {
            return None;
        }
        let project = match target.id {
            Some(_) => preview.after.as_ref()?.project(),
            None => None,
        };
        let known = project.map_or_else(|| preview.facts.clone(), |project| facts(project, env));
        let goal = preview.after.as_ref().filter(|_| project.is_some());
        let goal = goal.and_then(|after| consider(Some(after), GOAL, env));
        let mut asked = env.regulation.circumstances_of(&known);
        let declared = project.map(|project| &project.declaration);
        asked.planned_end_on = declared.and_then(|declared| declared.planned_end_on);
        let plan = env.regulation.plan(&asked, env.on).ok()?;
        let base = target.id.map(|id| target.home(id));
        let parts: Vec<Part> = sections
            .iter()
            .map(|section| Part::of(section, preview, goal.as_ref()))
            .collect();
        Some(Self {
            parts,
            others: goal.as_ref().map_or_else(Vec::new, others),
            sums: project.map(|project| Sums::of(project, &known, env, broken_rows(preview))),
            materials: materials(&plan.materials, project, base.as_deref(), env),
            steps: plan.steps.iter().map(step).collect(),
            duties: plan.duties.iter().map(due).collect(),
            unknown: super::verdict::labels(&plan.unknown),
            simulator: simulator::address_of(&asked),
        })
    }
}

impl Part {
    fn of(section: &'static Section, preview: &Preview, goal: Option<&Considered>) -> Self {
        let own = |name: &str| section.fields.contains(&name);
        let mut lacking: Vec<Linked> = preview
            .missing
            .iter()
            .chain(&preview.faults)
            .filter(|error| own(error.field.split(['[', '.']).next().unwrap_or_default()))
            .map(|error| Linked {
                target: element_id(&form_name(&error.field)),
                label: error.label.clone(),
                message: error.message.clone(),
            })
            .collect();
        let findings = goal.map(|goal| goal.verdict.findings.as_slice());
        let findings = findings.unwrap_or_default();
        // of a budget with rows that are not whole nothing is a share
        let broken = broken_rows(preview) > 0;
        let shares = |finding: &Finding| finding.facts.iter().any(|seen| seen.name == SHARE);
        let against = findings.iter().filter(|found| found.status.is_against());
        for finding in against.filter(|finding| !(broken && shares(finding))) {
            section.lacks(finding, &mut lacking);
        }
        // several clauses may ask for one thing
        let mut told = BTreeSet::new();
        lacking.retain(|it| told.insert((it.target.clone(), it.label.clone())));
        let asks = |finding: &Finding, name: &str| {
            finding.status != Status::NotApplicable
                && finding.facts.iter().any(|seen| seen.name == name)
        };
        let concerns = section
            .only_where
            .is_none_or(|name| findings.iter().any(|finding| asks(finding, name)));
        Self {
            key: section.key,
            title: section.title,
            concerns,
            lacking,
        }
    }
}

/// Reasons against the declaration that no part of the form removes.
fn others(goal: &Considered) -> Vec<String> {
    let all = sections::of("revise_declaration");
    let of_no_part = |finding: &&Finding| {
        let mut lacking = Vec::new();
        for section in all {
            section.lacks(finding, &mut lacking);
        }
        lacking.is_empty()
    };
    let law = goal.verdict.against().filter(of_no_part);
    let law = law.map(|finding| format!("{}（{}）", finding.says, finding.article_text));
    let state = goal.state.iter();
    let state = state.map(|found| format!("{}，{}", found.says, found.remedy));
    law.chain(state).collect()
}

impl Section {
    /// What a clause that stands against the declaration asks of this part.
    fn lacks(&self, finding: &Finding, lacking: &mut Vec<Linked>) {
        if self.key == MATERIALS {
            let names = finding.materials.iter();
            let names = names.map(|id| v::MATERIALS.label(id).unwrap_or(id));
            lacking.extend(names.map(|name| named("s-materials".to_owned(), name)));
            return;
        }
        if !finding.materials.is_empty() {
            return;
        }
        let spec = tongchou_project::act_spec("revise_declaration");
        let fields = spec.map_or(&[][..], |spec| spec.fields);
        let own = fields
            .iter()
            .filter(|field| self.fields.contains(&field.name));
        for field in own {
            let names_it = finding.lacking.iter().any(|label| label == field.label)
                || finding.facts.iter().any(|seen| seen.name == field.name);
            if names_it {
                lacking.push(named(element_id(field.name), field.label));
            }
        }
        let mut seen = finding.facts.iter();
        if seen.any(|seen| self.facts.contains(&&*seen.name)) {
            let target = self.fields.first().map(|name| element_id(name));
            lacking.push(said(finding, &target.unwrap_or_default()));
        }
    }
}

fn named(target: String, label: &str) -> Linked {
    Linked {
        target,
        label: label.to_owned(),
        message: String::new(),
    }
}

fn said(finding: &Finding, target: &str) -> Linked {
    named(target.to_owned(), &finding.says)
}

/// The fact that a budget's share of network security is.
const SHARE: &str = "security_share";

/// How many rows of the budget lack something or are filled in wrongly.
fn broken_rows(preview: &Preview) -> usize {
    let told = preview.missing.iter().chain(&preview.faults);
    let rows = told.filter_map(|error| {
        let row = error.field.strip_prefix("budget[")?;
        row.split(']').next()
    });
    rows.collect::<BTreeSet<_>>().len()
}

impl Sums {
    pub fn of(project: &Project, known: &Facts, env: &Env<'_>, left_out: usize) -> Self {
        let derived = env.regulation.derived(known, env.on);
        let label = |name: &str| fact(name).map_or("", |spec| spec.label);
        let rows = FACTS.iter().filter_map(|spec| {
            let amount = match spec.name {
                "software_development" => derived.software_development,
                "software_purchase" => derived.software_purchase,
                "hardware" => derived.hardware,
                "hardware_and_software" => derived.hardware_and_software,
                "security_amount" => derived.security_amount,
                _ => None,
            };
            amount.map(|fen| (spec.label, Amount::of(fen)))
        });
        Self {
            rows: rows.collect(),
            total: Amount::of(project.total_amount()),
            share: derived
                .security_share
                .filter(|_| project.total_amount() > 0 && left_out == 0)
                .map(|share| format!("{}：{}%", label(SHARE), money::percent(share))),
            left_out,
        }
    }
}

pub fn materials<'a>(
    needed: impl IntoIterator<Item = &'a PlannedMaterial>,
    project: Option<&Project>,
    base: Option<&str>,
    env: &Env<'_>,
) -> Vec<Material> {
    let needed = needed.into_iter().map(|needed| {
        let before = env.regulation.act(&needed.before);
        Material {
            name: needed.name.clone().unwrap_or_default(),
            law: needed.article_text.clone(),
            before: before.map_or_else(String::new, |act| act.title.clone()),
            on_file: project.is_some_and(|project| project.has(&needed.material)),
            on_paper: project.is_some_and(|project| {
                project.has(&needed.material) && !project.has_file_of(&needed.material)
            }),
            href: base
                .filter(|_| needed.before == GOAL)
                .map(|base| format!("{base}/acts/submit_material?material={}", needed.material)),
        }
    });
    needed.collect()
}

fn step(step: &tongchou_rules::PlannedStep) -> Step {
    Step {
        title: step.title.clone(),
        stage: crate::pages::project::Section::of_stage(&step.stage)
            .label()
            .to_owned(),
        who: words::names(v::CAPACITIES, &step.who),
    }
}

fn due(duty: &tongchou_rules::Duty) -> Due {
    Due {
        title: duty.title.clone(),
        law: article::in_words(&duty.article).unwrap_or_default(),
        says: duty.says.clone(),
        day: duty.due_on.map(format::day),
    }
}
