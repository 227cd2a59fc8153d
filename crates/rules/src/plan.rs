//! The way ahead of a project, by what it is: which steps, materials and duties
//! it will meet, asked with nothing handed in yet. For the simulator, for the
//! form of a declaration, and for the service for outsiders.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use crate::duties::Duty;
use crate::facts::{FACTS, FactSpec, Facts, Origin, Value};
use crate::judge::Fault;
use crate::pack::{Act, Regulation};
use crate::verdict::{Finding, OpenQuestion, Status};

/// What a project will meet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub steps: Vec<PlannedStep>,
    pub materials: Vec<PlannedMaterial>,
    pub duties: Vec<Duty>,
    /// Clauses that such a project meets and can never satisfy as it is.
    pub obstacles: Vec<Obstacle>,
    /// Names of facts on what the project is that are open and decide.
    pub unknown: Vec<String>,
    /// Readings of the law that bear on the steps.
    pub questions: Vec<Arc<OpenQuestion>>,
}

/// A clause that what the project is stands against, whatever is handed in later.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    pub finding: Finding,
    /// Titles of the steps that it bars.
    pub steps: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlannedStep {
    pub act: String,
    pub title: String,
    pub stage: String,
    /// The capacities that can be permitted it.
    pub who: Vec<&'static str>,
    /// The clauses that concern the project there.
    pub clauses: Vec<Finding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMaterial {
    pub material: String,
    pub name: Option<String>,
    /// The step that it must be there for.
    pub before: String,
    pub stage: String,
    pub clause: String,
    pub article: String,
    pub article_text: String,
}

/// Plans made lately: one that goes through the steps of a whole life asks a hundred
/// acts, and the pages of one project ask for the same again and again.
#[derive(Default)]
pub(crate) struct Plans(Mutex<VecDeque<Made>>);

struct Made {
    given: Facts,
    on: Date,
    plan: Arc<Plan>,
}

/// More than people look at within a minute.
const PLANS_KEPT: usize = 64;

impl Plans {
    fn of(&self, given: &Facts, on: Date) -> Option<Arc<Plan>> {
        let plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plans = plans.iter();
        let found = plans.find(|made| made.on == on && made.given == *given);
        found.map(|made| made.plan.clone())
    }

    fn keep(&self, made: Made) {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.len() >= PLANS_KEPT {
            plans.pop_front();
        }
        plans.push_back(made);
    }
}

impl Regulation {
    /// What lies ahead of a project of which these facts are known.
    pub fn plan(&self, given: &Facts, on: Date) -> Result<Arc<Plan>, Fault> {
        if let Some(plan) = self.plans.of(given, on) {
            return Ok(plan);
        }
        let plan = Arc::new(self.planned(given, on)?);
        self.plans.keep(Made {
            given: given.clone(),
            on,
            plan: plan.clone(),
        });
        Ok(plan)
    }

    fn planned(&self, given: &Facts, on: Date) -> Result<Plan, Fault> {
        let facts = nothing_handed_in(given);
        let steps = steps(self, &facts, on)?;
        let shown = needed(&steps, |_| true);
        let certain = needed(&steps, |finding| !depends(self, finding));
        let mut plan = Plan {
            steps: Vec::new(),
            materials: Vec::new(),
            duties: self.duties_ahead(given, on),
            obstacles: Vec::new(),
            unknown: Vec::new(),
            questions: Vec::new(),
        };
        let mut materials = BTreeMap::new();
        let of_project = |step: &&Step<'_>| shown.contains(step.act.key.as_str());
        for step in steps.iter().filter(of_project) {
            let is_certain = certain.contains(step.act.key.as_str());
            for finding in &step.findings {
                if is_certain && !depends(self, finding) {
                    need(self, step.act, finding, &mut materials);
                }
                let asked = finding.unknown.iter();
                let open = asked.filter(|name| is_circumstance(self, name));
                plan.unknown.extend(open.cloned());
                if bars(self, finding) {
                    obstruct(step.act, finding, &mut plan.obstacles);
                }
            }
            for question in &step.questions {
                if !plan.questions.contains(question) {
                    plan.questions.push(question.clone());
                }
            }
            plan.steps.push(planned(self, step));
        }
        plan.unknown.sort();
        plan.unknown.dedup();
        plan.materials = materials.into_values().collect();
        Ok(plan)
    }

    /// The date facts that duties count from, planned ones for a plan.
    pub fn dates_of_duties(&self) -> Vec<&'static FactSpec> {
        let counts = |spec: &&FactSpec| {
            let mut duties = self.compiled.duties.iter();
            duties.any(|duty| duty.from == spec.name || duty.until.as_deref() == Some(spec.name))
        };
        FACTS.iter().filter(counts).collect()
    }

    /// The facts that can be given of what a project is, not who asks.
    pub fn given_circumstances(&self) -> Vec<&'static FactSpec> {
        let names = crate::gaps::circumstances(self.project_facts());
        let given = |spec: &&FactSpec| spec.origin != Origin::Derived && names.contains(&spec.name);
        FACTS.iter().filter(given).collect()
    }

    /// Of these facts, those that say what the project is, not what was done.
    pub fn circumstances_of(&self, facts: &Facts) -> Facts {
        let names = crate::gaps::circumstances(self.project_facts());
        let mut kept = facts.clone();
        for spec in FACTS {
            if !names.contains(&spec.name) {
                kept.forget(spec.name);
            }
        }
        kept
    }
}

struct Step<'a> {
    act: &'a Act,
    findings: Vec<Finding>,
    questions: Vec<Arc<OpenQuestion>>,
}

/// Every step of a project's life with the clauses that concern this one.
fn steps<'a>(regulation: &'a Regulation, facts: &Facts, on: Date) -> Result<Vec<Step<'a>>, Fault> {
    let of_life = |act: &&Act| {
        act.groups
            .iter()
            .any(|group| group != "money" && group != "decision")
    };
    let judged = regulation.acts().filter(of_life).map(|act| {
        let verdict = regulation.judge(&act.key, facts, on)?;
        Ok(Step {
            act,
            findings: verdict.findings.into_iter().filter(concerns).collect(),
            questions: verdict.questions,
        })
    });
    judged.collect()
}

/// Steps that are there only to satisfy a clause of another step are left out where no such
/// clause concerns the project: no cryptography review for one of level 1.
fn needed<'a>(steps: &'a [Step<'a>], counts: impl Fn(&Finding) -> bool) -> BTreeSet<&'a str> {
    let mut shown: BTreeSet<&str> = steps.iter().map(|step| step.act.key.as_str()).collect();
    // one that serves only steps left out goes with them
    loop {
        let before = shown.len();
        let wanted: BTreeSet<&str> = steps
            .iter()
            .filter(|step| shown.contains(step.act.key.as_str()))
            .flat_map(|step| step.findings.iter().map(move |finding| (step.act, finding)))
            .filter(|(act, finding)| {
                counts(finding) && finding.act.as_deref() != Some(act.key.as_str())
            })
            .filter_map(|(_, finding)| finding.act.as_deref())
            .collect();
        shown.retain(|key| !SERVING.contains(key) || wanted.contains(key));
        if shown.len() == before {
            return shown;
        }
    }
}

/// Steps that serve a demand made of some projects only.
const SERVING: &[&str] = &[
    "review_cryptography_plan",
    "submit_cryptography_documents",
    "issue_cryptography_opinion",
    "assess_operation_scenario",
    "file_cryptography_report",
];

/// A clause matters to the plan where it concerns the project, except the ones
/// that only say that nothing extraordinary stands in the way.
fn concerns(finding: &Finding) -> bool {
    finding.status != Status::NotApplicable
        && !matches!(&*finding.clause, "A31.2a-suspended" | "A31.2a-terminated")
        && (!finding.materials.is_empty()
            || finding.act.is_some()
            || finding.status != Status::Satisfied)
}

fn planned(regulation: &Regulation, step: &Step<'_>) -> PlannedStep {
    PlannedStep {
        act: step.act.key.clone(),
        title: step.act.title.clone(),
        stage: step.act.stage.clone(),
        who: regulation.who_may(&step.act.key),
        clauses: step.findings.clone(),
    }
}

/// Whether it is open what the project is, and so whether the clause concerns it.
fn depends(regulation: &Regulation, finding: &Finding) -> bool {
    finding
        .unknown
        .iter()
        .any(|name| is_circumstance(regulation, name))
}

/// Whether a clause is against the step by what the project is, and by nothing else.
fn bars(regulation: &Regulation, finding: &Finding) -> bool {
    finding.status == Status::Violated
        && finding.unknown.is_empty()
        && !finding.facts.is_empty()
        && finding
            .facts
            .iter()
            .all(|seen| is_circumstance(regulation, &seen.name))
}

fn obstruct(act: &Act, finding: &Finding, obstacles: &mut Vec<Obstacle>) {
    let mut known = obstacles.iter_mut();
    match known.find(|known| known.finding.clause == finding.clause) {
        Some(known) => known.steps.push(act.title.clone()),
        None => obstacles.push(Obstacle {
            finding: finding.clone(),
            steps: vec![act.title.clone()],
        }),
    }
}

fn need(
    regulation: &Regulation,
    act: &Act,
    finding: &Finding,
    materials: &mut BTreeMap<String, PlannedMaterial>,
) {
    for id in finding.materials.iter() {
        let mut known = regulation.materials().iter();
        let name = known.find(|material| material.id == *id);
        materials
            .entry(id.clone())
            .or_insert_with(|| PlannedMaterial {
                material: id.clone(),
                name: name.map(|material| material.name.clone()),
                before: act.key.clone(),
                stage: act.stage.clone(),
                clause: finding.clause.to_string(),
                article: finding.article.to_string(),
                article_text: finding.article_text.to_string(),
            });
    }
}

/// What the project is, as against what has been done.
pub(crate) fn is_circumstance(regulation: &Regulation, name: &str) -> bool {
    crate::gaps::circumstances(regulation.project_facts()).contains(&name)
}

/// The circumstances as given; every set of things handed in is empty.
fn nothing_handed_in(given: &Facts) -> Facts {
    let mut facts = given.clone();
    for name in [
        "submitted",
        "passed",
        "described",
        "feasibility_aspects",
        "operation_terms",
        "data_tasks_settled",
    ] {
        facts.set(name, Value::Set(BTreeSet::new()));
    }
    facts
}
