//! A small district to act in: bodies, people, the real law, and every aggregate's
//! events so far.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde_json::Value;
use tongchou_project::registers::{Body, Selectable};
use tongchou_project::state::Check;
use tongchou_project::{
    Actor, Aggregate, Command, Considered, Decided, Env, Event, Refusal, Registers, consider,
    decide,
};
use tongchou_rules::Regulation;
use tongchou_rules::calendar::Calendar;

pub static LAW: LazyLock<Regulation> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut years = Vec::new();
    collect(&root.join("calendars/cn"), "", &mut years);
    let calendar = Calendar::parse(&years).expect("calendars");
    let mut files = Vec::new();
    collect(&root.join("regulations/xicheng-2022"), "", &mut files);
    Regulation::load(&files, Arc::new(calendar)).unwrap_or_else(|errors| panic!("{errors}"))
});

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .expect("folder")
        .map(|e| e.expect("entry"))
        .collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else if !name.ends_with(".pending-snap") {
            files.push((name, std::fs::read_to_string(entry.path()).expect("text")));
        }
    }
}

/// Body, name, capacities, fields led, people.
const DISTRICT: &[(&str, &str, &[&str], &[&str], &[&str])] = &[
    (
        "edu",
        "区教育委员会",
        &["project_unit"],
        &[],
        &["wang", "zhao"],
    ),
    (
        "health",
        "区卫生健康委员会",
        &["project_unit"],
        &[],
        &["qian"],
    ),
    (
        "tech",
        "区科技和信息化局",
        &["bureau", "project_unit"],
        &[],
        &["li", "sun"],
    ),
    (
        "lead",
        "区城市管理指挥中心",
        &["domain_lead"],
        &["business_system", "data_resource"],
        &["zhou"],
    ),
    ("fin", "区财政局", &["finance"], &[], &["wu"]),
    (
        "dev",
        "区发展和改革委员会",
        &["investment"],
        &[],
        &["zheng"],
    ),
    ("audit", "区审计局", &["audit"], &[], &["feng"]),
    ("net", "区委网信办", &["cyberspace"], &[], &["chen"]),
    ("crypt", "区委机要局", &["cryptography"], &[], &["chu"]),
    (
        "group",
        "区大数据工作领导小组",
        &["leading_group"],
        &[],
        &["wei"],
    ),
    ("gov", "区政府", &["government"], &[], &["jiang"]),
    ("disc", "区纪委区监委", &["discipline"], &[], &["shen"]),
    (
        "uni",
        "某大学",
        &["expert"],
        &[],
        &["e1", "e2", "e3", "e4", "e5", "e6"],
    ),
    ("firm", "某公司", &["agency"], &[], &["agent"]),
    ("anyone", "公众", &["public"], &[], &["visitor"]),
    ("admins", "信息中心", &["system_admin"], &[], &["sys"]),
    ("guards", "保密办", &["security_admin"], &[], &["sec"]),
    ("auditors", "审计室", &["audit_admin"], &[], &["log"]),
];

pub fn people() -> impl Iterator<Item = &'static str> {
    DISTRICT.iter().flat_map(|body| body.4.iter().copied())
}

pub fn actor(person: &str) -> Actor {
    let (id, name, capacities, domains, _) = DISTRICT
        .iter()
        .find(|body| body.4.contains(&person))
        .expect("person");
    Actor {
        person: person.to_owned(),
        name: person.to_owned(),
        body: (*id).to_owned(),
        body_name: (*name).to_owned(),
        capacities: capacities.iter().map(|word| (*word).to_owned()).collect(),
        domains: domains.iter().map(|word| (*word).to_owned()).collect(),
    }
}

pub fn day(text: &str) -> Date {
    text.parse().expect("date")
}

#[derive(Clone)]
pub struct World {
    pub registers: Registers,
    pub states: BTreeMap<String, Aggregate>,
    pub events: Vec<Event>,
    pub on: Date,
    /// What the next duplicate check finds.
    pub check: Check,
}

pub type Outcome = Result<Decided, Refusal>;

impl World {
    pub fn new() -> Self {
        let mut registers = Registers::default();
        for (id, name, capacities, domains, _) in DISTRICT {
            let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
            let body = Body {
                id: (*id).to_owned(),
                name: (*name).to_owned(),
                capacities: words(capacities),
                domains: words(domains),
                in_district: !matches!(*id, "uni" | "firm" | "anyone"),
                leader: String::new(),
            };
            registers.bodies.insert((*id).to_owned(), body);
        }
        Self {
            registers,
            states: BTreeMap::new(),
            events: Vec::new(),
            on: day("2026-01-05"),
            check: Check::default(),
        }
    }

    pub fn env<'a>(&'a self, who: &'a Actor, id: &'a str) -> Env<'a> {
        let at = jiff::tz::TimeZone::UTC
            .to_timestamp(self.on.at(2, 0, 0, 0))
            .expect("time");
        Env {
            actor: who,
            id,
            at,
            on: self.on,
            regulation: &LAW,
            registers: &self.registers,
        }
    }

    /// Tries an act; on success the world moves on.
    pub fn attempt(&mut self, person: &str, act: &str, id: &str, form: &Value) -> Outcome {
        let who = actor(person);
        let mut command = Command::parse(act, form).map_err(Refusal::Fields)?;
        command.take_seed("a seed".to_owned());
        if let Some(scope) = command.awaits_population() {
            let population = self.selectable(scope);
            command.take_population(population);
        }
        if command.awaits_check() {
            command.take_check(self.check.clone());
        }
        let decided = decide(self.states.get(id), &command, &self.env(&who, id))?;
        for event in &decided.events {
            let stored = event.to_stored().expect("stored");
            let event =
                Event::from_stored(&stored.kind, stored.version, stored.data).expect("known");
            let state = Aggregate::evolve(self.states.remove(id), &event).expect("fits");
            self.registers.take(&state);
            self.states.insert(id.to_owned(), state);
            self.events.push(event);
        }
        assert_eq!(self.states.get(id), Some(&decided.after));
        Ok(decided)
    }

    /// The projects of a scope with their points.
    fn selectable(&self, scope: &str) -> Vec<Selectable> {
        let who = Actor::nobody();
        let projects = self.states.values().filter_map(Aggregate::project);
        let scoped = projects.filter(|project| tongchou_project::in_scope(project, scope));
        scoped
            .map(|project| {
                let env = self.env(&who, &project.id);
                let proposed = tongchou_project::proposals(project, &env);
                Selectable {
                    project: project.id.clone(),
                    title: project.title.clone(),
                    unit: project.unit.clone(),
                    unit_name: project.unit_name.clone(),
                    points: tongchou_project::risk(project, &proposed, &env),
                }
            })
            .collect()
    }

    /// Does an act that must succeed.
    pub fn done(&mut self, person: &str, act: &str, id: &str, form: Value) -> &mut Self {
        if let Err(refusal) = self.attempt(person, act, id, &form) {
            panic!("{act} by {person}: {}", in_words(&refusal));
        }
        self
    }

    /// Does an act that must succeed, on the project at hand.
    pub fn p(&mut self, person: &str, act: &str, form: Value) -> &mut Self {
        self.done(person, act, "p1", form)
    }

    pub fn on(&mut self, date: &str) -> &mut Self {
        self.on = day(date);
        self
    }

    /// The clauses that refuse an act on the project at hand; the world stays as it is.
    pub fn refused(&self, person: &str, act: &str, form: Value) -> Vec<String> {
        self.refused_on(person, act, "p1", form)
    }

    pub fn refused_on(&self, person: &str, act: &str, id: &str, form: Value) -> Vec<String> {
        match self.clone().attempt(person, act, id, &form) {
            Ok(_) => panic!("{act} by {person} was permitted"),
            Err(Refusal::Law(verdict)) => verdict
                .against()
                .map(|found| found.clause.to_string())
                .collect(),
            Err(other) => panic!("{act} by {person}: {}", in_words(&other)),
        }
    }

    /// What the record says against an act on the project at hand.
    pub fn stopped(&self, person: &str, act: &str, form: Value) -> String {
        self.stopped_on(person, act, "p1", form)
    }

    pub fn stopped_on(&self, person: &str, act: &str, id: &str, form: Value) -> String {
        match self.clone().attempt(person, act, id, &form) {
            Err(Refusal::State(found)) => found
                .into_iter()
                .map(|f| f.says)
                .collect::<Vec<_>>()
                .join("；"),
            Err(other) => panic!("{act} by {person}: {}", in_words(&other)),
            Ok(_) => panic!("{act} by {person} was permitted"),
        }
    }

    pub fn not_permitted(&self, person: &str, act: &str, form: Value) {
        match self.clone().attempt(person, act, "p1", &form) {
            Err(Refusal::NotPermitted(_)) => {}
            Err(other) => panic!("{act} by {person}: {}", in_words(&other)),
            Ok(_) => panic!("{act} by {person} was permitted"),
        }
    }

    pub fn considered(&self, person: &str, act: &str) -> Considered {
        let who = actor(person);
        consider(self.states.get("p1"), act, &self.env(&who, "p1")).expect("an act of projects")
    }

    pub fn project(&self) -> &tongchou_project::Project {
        self.states
            .get("p1")
            .and_then(Aggregate::project)
            .expect("project")
    }
}

pub fn in_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Law(verdict) => {
            let found: Vec<String> = verdict
                .findings
                .iter()
                .filter(|found| found.status.is_against() || !found.unknown.is_empty())
                .map(|found| {
                    format!(
                        "{} {:?} {} {:?}",
                        found.clause, found.status, found.says, found.unknown
                    )
                })
                .collect();
            format!("law: {}", found.join(" | "))
        }
        other => format!("{other:?}"),
    }
}
