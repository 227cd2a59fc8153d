//! Projects of earlier years: taken in with what their records tell, and what the judge
//! finds in it. What happened is not refused for being against the law: it happened,
//! and is told.

mod told;

use tongchou_rules::audit::{Dated, Happened};
use tongchou_rules::check::given_facts;
use tongchou_rules::{Facts, Regulation, Status, fact};

use super::checks::{all, not_ahead, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{Command, CorrectEarlierProject, EarlierEventRow, RecordEarlierProject};
use crate::refusal::StateFinding;
use crate::state::{HistoryAudit, HistoryFinding, Project};
use told::Told;

/// What records tell of a project, as the forms carry it.
#[derive(Clone, Copy)]
struct Records<'a> {
    circumstances: Option<&'a str>,
    events: &'a [EarlierEventRow],
}

impl Step for RecordEarlierProject {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["state_secret"];

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        let known = env.registers.projects.of_unit(&self.unit);
        let again = known
            .filter(|project| project.earlier)
            .any(|project| project.title == self.title && project.unit_name == self.unit_name);
        let mut against = all([
            unless(
                env.registers.bodies.contains_key(&env.actor.body),
                "您所在单位尚未登记",
                "请系统管理员先登记单位",
                "",
            ),
            unless(
                !again,
                "这个单位的同名往年项目已经登记",
                "资料有变动的，在该项目上办理“更正往年项目”",
                "",
            ),
        ]);
        against.extend(self.records().faults(env));
        against
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.state_secret = Some(self.declares_secret());
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        let mut bodies = env.registers.bodies.values();
        let body = bodies.find(|body| body.name == self.unit_name);
        self.unit = body.map_or_else(|| env.actor.body.clone(), |body| body.id.clone());
        let keeper = env.registers.bodies.get(&self.unit);
        self.district_unit = keeper.is_some_and(|body| body.in_district);
        name_acts(&mut self.events, env.regulation);
        self.audit = self.records().audit(env);
    }

    fn found(&self, made: &Made) -> Option<Project> {
        let mut project = Project {
            id: made.id.to_owned(),
            unit: self.unit.clone(),
            unit_name: self.unit_name.clone(),
            title: self.title.clone(),
            district_unit: self.district_unit,
            ..Project::default()
        };
        let told = Told {
            summary: self.summary.as_deref(),
            source: self.source.as_ref(),
            records: self.records(),
            audit: &self.audit,
        };
        told.put(&mut project, made);
        Some(project)
    }

    fn apply(&self, _: &mut Project, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("按往年资料登记项目“{}”，{}", self.title, self.audit.tell())
    }
}

impl Step for CorrectEarlierProject {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["state_secret"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let earlier = unless(
            project.earlier.is_some(),
            "这个项目不是按往年资料登记的",
            "在本系统申报的项目按各环节办理，不在此更正",
            "",
        );
        earlier.into_iter().collect()
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        self.records().faults(env)
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.state_secret = Some(self.declares_secret());
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        name_acts(&mut self.events, env.regulation);
        self.audit = self.records().audit(env);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let told = Told {
            summary: self.summary.as_deref(),
            source: self.source.as_ref(),
            records: self.records(),
            audit: &self.audit,
        };
        told.put(project, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("更正往年项目的资料，{}", self.audit.tell())
    }
}

impl RecordEarlierProject {
    fn records(&self) -> Records<'_> {
        Records {
            circumstances: self.circumstances.as_deref(),
            events: &self.events,
        }
    }

    pub(crate) fn declares_secret(&self) -> bool {
        self.records().secret()
    }
}

impl CorrectEarlierProject {
    fn records(&self) -> Records<'_> {
        Records {
            circumstances: self.circumstances.as_deref(),
            events: &self.events,
        }
    }

    pub(crate) fn declares_secret(&self) -> bool {
        self.records().secret()
    }
}

/// What the judge finds in the records that a command brings, whether it is permitted or
/// not; none for other commands.
pub fn audited(command: &Command, env: &Env) -> Option<HistoryAudit> {
    let mut command = command.clone();
    command.step_mut().complete_any(None, env);
    match command {
        Command::RecordEarlierProject(form) => Some(form.audit),
        Command::CorrectEarlierProject(form) => Some(form.audit),
        _ => None,
    }
}

/// Whether the project tells already what records say of it.
pub fn tells_nothing_new(command: &Command, project: &Project, law: &Regulation) -> bool {
    let (Command::RecordEarlierProject(form), Some(known)) = (command, &project.earlier) else {
        return false;
    };
    let mut events = form.events.clone();
    name_acts(&mut events, law);
    events == known.events
        && form.circumstances == known.circumstances
        && form.source == known.source
        && form.summary.as_deref().unwrap_or_default() == project.summary
}

/// Acts by their keys: records name them as people do.
fn name_acts(events: &mut [EarlierEventRow], law: &Regulation) {
    for event in events {
        if let Some(key) = act_named(law, &event.act) {
            event.act = key;
        }
    }
}

fn act_named(law: &Regulation, name: &str) -> Option<String> {
    let mut acts = law.acts();
    let found = acts.find(|act| act.key == name || act.title == name)?;
    Some(found.key.clone())
}

impl Records<'_> {
    fn faults(&self, env: &Env) -> Vec<StateFinding> {
        const FACTS: &str = "按“名称：值”写成 JSON，名称见 tongchou schema facts";
        let mut faults = Vec::new();
        if let Err(error) = given_facts(self.circumstances.unwrap_or_default()) {
            faults.push(StateFinding::new(format!("项目的情况：{error}"), FACTS));
        }
        for (place, event) in self.events.iter().enumerate() {
            let at = format!("办理经过第{}行", place + 1);
            if env.regulation.act(&event.act).is_none() {
                faults.push(StateFinding::new(
                    format!("{at}：没有名为“{}”的事项", event.act),
                    "照办法页面上事项的名称填写",
                ));
            }
            faults.extend(not_ahead(&format!("{at}的日期"), event.on, env));
            if let Err(error) = given_facts(event.facts.as_deref().unwrap_or_default()) {
                faults.push(StateFinding::new(format!("{at}：{error}"), FACTS));
            }
        }
        faults
    }

    fn secret(&self) -> bool {
        let texts = self.events.iter().map(|event| event.facts.as_deref());
        let mut texts = texts.chain([self.circumstances]).flatten();
        texts.any(|text| given_facts(text).is_ok_and(|facts| facts.state_secret == Some(true)))
    }

    fn circumstances(&self) -> Facts {
        given_facts(self.circumstances.unwrap_or_default()).unwrap_or_default()
    }

    fn history(&self) -> Vec<Happened> {
        let happened = |event: &EarlierEventRow| Happened {
            on: event.on,
            act: event.act.clone(),
            facts: given_facts(event.facts.as_deref().unwrap_or_default()).unwrap_or_default(),
        };
        self.events.iter().map(happened).collect()
    }

    fn audit(&self, env: &Env) -> HistoryAudit {
        let law = env.regulation;
        let known = |event: &Happened| law.act(&event.act).is_some();
        let history: Vec<Happened> = self.history().into_iter().filter(known).collect();
        let empty = || HistoryAudit {
            until: Some(env.on),
            regulation: law.id().to_owned(),
            ..HistoryAudit::default()
        };
        let Ok(report) = law.audit(&self.circumstances(), &history, env.on) else {
            return empty();
        };
        let label = |name: &String| fact(name).map_or(name.clone(), |spec| spec.label.to_owned());
        HistoryAudit {
            against: report.violations.iter().map(finding).collect(),
            undecided: report.undecided.iter().map(finding).collect(),
            not_examined: report.not_examined.iter().map(label).collect(),
            ..empty()
        }
    }
}

fn finding(dated: &Dated) -> HistoryFinding {
    let found = &dated.finding;
    let seen = found.facts.iter().chain(found.limits.iter());
    let mut facts: Vec<(String, String)> = seen
        .map(|seen| (seen.label.to_string(), seen.value.to_string()))
        .collect();
    if !found.lacking.is_empty() {
        facts.push(("缺少".to_owned(), found.lacking.join("、")));
    }
    if found.status == Status::Insufficient {
        let label = |name: &String| fact(name).map_or(name.clone(), |spec| spec.label.to_owned());
        let unknown: Vec<String> = found.unknown.iter().map(label).collect();
        facts.push(("资料没有写明".to_owned(), unknown.join("、")));
    }
    HistoryFinding {
        on: dated.on,
        act: dated.act.clone(),
        clause: found.clause.to_string(),
        article: found.article.to_string(),
        article_text: found.article_text.to_string(),
        says: found.says.to_string(),
        remedy: found.remedy.to_string(),
        facts,
    }
}

impl HistoryAudit {
    /// In a sentence.
    pub fn tell(&self) -> String {
        match (self.against.len(), self.undecided.len()) {
            (0, 0) => "合规核查没有发现问题".to_owned(),
            (0, open) => format!("合规核查有{open}项因资料不全不能判断"),
            (against, 0) => format!("合规核查发现{against}项问题"),
            (against, open) => {
                format!("合规核查发现{against}项问题，另有{open}项因资料不全不能判断")
            }
        }
    }
}
