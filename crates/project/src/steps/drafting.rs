//! Registration, and writing the declaration.

use jiff::civil::Date;
use tongchou_rules::Facts;

use super::checks::{absent, all, going, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{BudgetRow, RegisterProject, ReviseDeclaration};
use crate::refusal::StateFinding;
use crate::situation::may_refer;
use crate::state::{Declaration, Project, Scenario};

impl Step for RegisterProject {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "fields",
        "nature",
        "funding",
        "state_secret",
        "district_funds",
        "critical_infrastructure",
        "mlps_level",
        "public_data_operation",
        "predecessor_acceptance",
    ];
    const FOR_UNIT: bool = true;

    fn known(_: &Project, env: &Env, facts: &mut Facts) {
        let body = env.registers.bodies.get(&env.actor.body);
        facts.district_unit = Some(body.is_some_and(|body| body.in_district));
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        let predecessor = self.predecessor.as_ref();
        all([
            unless(
                env.registers.bodies.contains_key(&env.actor.body),
                "您所在单位尚未登记",
                "请系统管理员先登记单位",
                "",
            ),
            no_lead(&self.domain, self.fields.iter(), env),
            predecessor
                .is_some_and(|id| !may_refer(id, env))
                .then(|| absent("前期项目")),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.state_secret = Some(self.state_secret);
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        self.unit.clone_from(&env.actor.body);
        self.unit_name.clone_from(&env.actor.body_name);
        let body = env.registers.bodies.get(&env.actor.body);
        self.district_unit = body.is_some_and(|body| body.in_district);
    }

    fn found(&self, made: &Made) -> Option<Project> {
        Some(Project {
            id: made.id.to_owned(),
            unit: self.unit.clone(),
            unit_name: self.unit_name.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            fields: self.fields.clone(),
            nature: self.nature.clone(),
            funding: self.funding.clone(),
            domain: self.domain.clone(),
            district_unit: self.district_unit,
            district_funds: self.district_funds,
            critical_infrastructure: self.critical_infrastructure,
            mlps_level: self.mlps_level,
            public_data_operation: self.public_data_operation,
            predecessor: self.predecessor.clone(),
            registered_on: Some(made.on),
            handlers: [made.by.person.clone()].into(),
            ..Project::default()
        })
    }

    fn apply(&self, _: &mut Project, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记项目“{}”", self.title)
    }
}

/// The lead must be a lead, of one of the project's fields.
fn no_lead<'a>(
    body: &str,
    mut fields: impl Iterator<Item = &'a String>,
    env: &Env,
) -> Option<StateFinding> {
    let lead = env
        .registers
        .bodies
        .get(body)
        .filter(|body| body.capacities.contains("domain_lead"));
    match lead {
        None => Some(absent("专业领域牵头部门").by("8")),
        Some(lead) if fields.any(|field| lead.domains.contains(field)) => None,
        Some(lead) => Some(
            StateFinding::new(
                format!("{}不牵头本项目的任何一个信息化领域", lead.name),
                "请选择所属领域的牵头部门，或核对项目的信息化领域",
            )
            .by("8"),
        ),
    }
}

impl Step for ReviseDeclaration {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["state_secret"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let domain = self.domain.as_ref().unwrap_or(&project.domain);
        let fields = if self.fields.is_empty() {
            &project.fields
        } else {
            &self.fields
        };
        let registers = env.registers;
        let missing = |id: &Option<String>, known: &dyn Fn(&str) -> bool, label: &str| {
            id.as_deref().filter(|id| !known(id)).map(|_| absent(label))
        };
        all([
            no_lead(domain, fields.iter(), env),
            missing(
                &self.design,
                &|id| registers.designs.contains_key(id),
                "顶层设计",
            ),
            missing(
                &self.catalogue_item,
                &|id| registers.catalogue_items.contains_key(id),
                "目录条目",
            ),
            missing(
                &self.predecessor,
                &|id| {
                    let stands = project.predecessor.as_deref() == Some(id);
                    (stands || may_refer(id, env)) && id != project.id
                },
                "前期项目",
            ),
            self.dates_crossed(project),
            self.no_such_item(project, env),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.state_secret = Some(self.state_secret);
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let checked = Compared::of(project);
        self.revise_identity(project);
        self.revise_texts(&mut project.declaration);
        self.clear(project);
        if !self.budget.is_empty() {
            project.declaration.budget.clone_from(&self.budget);
        }
        if !self.scenarios.is_empty() {
            project.declaration.scenarios = self.planned_scenarios(&project.declaration.scenarios);
        }
        // What was endorsed is no longer what stands there.
        project.declaration.endorsement = None;
        // Nor is what was checked for duplicates.
        if project.declaration.checked_on.is_some() && Compared::of(project) != checked {
            project.declaration.check_stale = true;
        }
        Ok(())
    }

    fn tell(&self) -> String {
        "修改申报内容".to_owned()
    }
}

/// What of a declaration the duplicate check compares.
#[derive(PartialEq, Eq)]
struct Compared {
    texts: Vec<String>,
    budget: Vec<BudgetRow>,
    predecessor: Option<String>,
}

impl Compared {
    fn of(project: &Project) -> Self {
        let topics = ["objectives", "needs", "data_acquisition"];
        let topics = topics.map(|topic| project.declaration.topics.get(topic).cloned());
        let mut texts = vec![project.title.clone(), project.summary.clone()];
        texts.extend(topics.into_iter().map(Option::unwrap_or_default));
        Self {
            texts,
            budget: project.declaration.budget.clone(),
            predecessor: project.predecessor.clone(),
        }
    }
}

fn put<T: Clone>(place: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        place.clone_from(new);
    }
}

fn put_flag(place: &mut bool, new: Option<&str>) {
    if let Some(new) = new {
        *place = new == "yes";
    }
}

impl ReviseDeclaration {
    /// An item that the design does not have would only come to light when declaring.
    fn no_such_item(&self, project: &Project, env: &Env) -> Option<StateFinding> {
        let code = self.design_item.as_deref()?;
        let stands = project.declaration.design.as_ref();
        let stands = stands.filter(|_| !self.clears("design"));
        let design = self.design.as_ref().or(stands)?;
        let design = env.registers.designs.get(design)?;
        if design.item(code).is_some() {
            return None;
        }
        let known: Vec<&str> = design.items.iter().map(|row| row.code.as_str()).collect();
        let says = format!("“{}”没有编号为“{code}”的内容", design.title);
        let remedy = format!("填写该顶层设计中的编号：{}", known.join("、"));
        Some(StateFinding::new(says, remedy).by("7"))
    }

    fn dates_crossed(&self, project: &Project) -> Option<StateFinding> {
        let stands = |name, date: Option<Date>| date.filter(|_| !self.clears(name));
        let declared = &project.declaration;
        let start = self.planned_start_on;
        let start = start.or(stands("planned_start_on", declared.planned_start_on))?;
        let end = self.planned_end_on;
        let end = end.or(stands("planned_end_on", declared.planned_end_on))?;
        unless(
            start <= end,
            "计划完工日期早于计划开工日期",
            "请核对两个日期",
            "",
        )
    }

    fn revise_identity(&self, project: &mut Project) {
        put(&mut project.title, self.title.as_ref());
        put(&mut project.summary, self.summary.as_ref());
        put(&mut project.nature, self.nature.as_ref());
        put(&mut project.domain, self.domain.as_ref());
        put(&mut project.mlps_level, self.mlps_level.as_ref());
        put_flag(&mut project.district_funds, self.district_funds.as_deref());
        put_flag(
            &mut project.critical_infrastructure,
            self.critical_infrastructure.as_deref(),
        );
        put_flag(
            &mut project.public_data_operation,
            self.public_data_operation.as_deref(),
        );
        if self.predecessor.is_some() {
            project.predecessor.clone_from(&self.predecessor);
        }
        if !self.fields.is_empty() {
            project.fields.clone_from(&self.fields);
        }
        if !self.funding.is_empty() {
            project.funding.clone_from(&self.funding);
        }
    }

    fn revise_texts(&self, declaration: &mut Declaration) {
        let texts = [
            (&mut declaration.topics, self.topics()),
            (&mut declaration.feasibility, self.feasibility()),
            (&mut declaration.terms, self.terms()),
        ];
        for (kept, given) in texts {
            for (key, text) in given {
                if let Some(text) = text {
                    kept.insert(key.to_owned(), text.clone());
                }
            }
        }
        for (kept, given) in [
            (&mut declaration.design, &self.design),
            (&mut declaration.design_item, &self.design_item),
            (&mut declaration.catalogue_item, &self.catalogue_item),
        ] {
            if given.is_some() {
                kept.clone_from(given);
            }
        }
        declaration.planned_start_on = self.planned_start_on.or(declaration.planned_start_on);
        declaration.planned_end_on = self.planned_end_on.or(declaration.planned_end_on);
    }

    fn clears(&self, name: &str) -> bool {
        self.cleared.contains(name)
    }

    /// Takes out what is to be left open again.
    fn clear(&self, project: &mut Project) {
        let declaration = &mut project.declaration;
        for name in &self.cleared {
            match name.as_str() {
                "summary" => project.summary.clear(),
                "predecessor" => project.predecessor = None,
                "budget" => declaration.budget.clear(),
                "scenarios" => declaration.scenarios.clear(),
                "design" => declaration.design = None,
                "design_item" => declaration.design_item = None,
                "catalogue_item" => declaration.catalogue_item = None,
                "planned_start_on" => declaration.planned_start_on = None,
                "planned_end_on" => declaration.planned_end_on = None,
                text => {
                    let texts = [
                        &mut declaration.topics,
                        &mut declaration.feasibility,
                        &mut declaration.terms,
                    ];
                    for kept in texts {
                        kept.remove(text);
                    }
                }
            }
        }
    }

    fn topics(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("objectives", &self.objectives),
            ("needs", &self.needs),
            ("data_acquisition", &self.data_acquisition),
            ("management", &self.management),
            ("mechanisms", &self.mechanisms),
            ("performance", &self.performance),
        ]
    }

    fn feasibility(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("necessity", &self.necessity),
            ("investment_mode", &self.investment_mode),
            ("life_cycle_cost", &self.life_cycle_cost),
            ("efficiency", &self.efficiency),
            ("risk", &self.risk),
            ("social_capital_fit", &self.social_capital_fit),
        ]
    }

    fn terms(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("authorising_body", &self.authorising_body),
            ("conditions", &self.conditions),
            ("procedure", &self.procedure),
            ("data_scope", &self.data_scope),
            ("platform", &self.platform),
            ("conduct", &self.conduct),
            ("security_confidentiality", &self.security_confidentiality),
            ("evaluation_exit", &self.evaluation_exit),
        ]
    }

    /// A scenario that stays word for word keeps its assessment.
    fn planned_scenarios(&self, before: &[Scenario]) -> Vec<Scenario> {
        let row = |(index, row): (usize, &crate::acts::ScenarioRow)| {
            let purpose = row.purpose.clone().unwrap_or_default();
            let kept = before.iter().find(|old| {
                old.name == row.name && old.operator == row.operator && old.purpose == purpose
            });
            Scenario {
                id: format!("s{}", index + 1),
                name: row.name.clone(),
                operator: row.operator.clone(),
                purpose,
                assessment: kept.and_then(|old| old.assessment.clone()),
            }
        };
        self.scenarios.iter().enumerate().map(row).collect()
    }
}
