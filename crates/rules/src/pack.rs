//! Loads a regulation pack: texts in, a [`Regulation`] or a list of what is
//! wrong with file, line and a plain sentence out. A pack with any error is not
//! used at all.

mod cut;
mod load;
mod said;
mod settings;
mod tables;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use cedar_policy::PolicySet;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::cases::{Case, PermitCase};
use crate::clause::Clause;
use crate::condition::Conditions;
use crate::duties::DutyRule;
use crate::facts::FactSpec;
use crate::findings::FindingKind;
use crate::measure::{Limit, Measure, Question};
use crate::permit::Permit;
use crate::plan::Plans;
use crate::request::{ActFrame, Frame};
use crate::risk::RiskCause;
use crate::verdict::OpenQuestion;
use crate::words::SchemaWords;

pub(crate) use load::hash_of;
pub(crate) use said::Said;
use said::open_question;
pub use tables::{Article, Chapter, Effect, Indicator, Material};

/// One thing that is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    pub file: String,
    pub line: Option<usize>,
    pub message: String,
}

impl PackError {
    pub(crate) fn at(file: &str, line: Option<usize>, message: impl Into<String>) -> PackError {
        PackError {
            file: file.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Everything that is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackErrors(pub Vec<PackError>);

impl fmt::Display for PackErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}

/// An act as pages and lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub key: String,
    pub title: String,
    pub stage: String,
    /// "Project" or "Register".
    pub resource: String,
    pub groups: Vec<String>,
    /// Its place in the schema, which follows a project's life.
    pub order: usize,
}

/// What is judged for one act: its slices of the policies, cut at load.
#[derive(Debug)]
pub(crate) struct ActRules {
    pub act: Act,
    pub frame: ActFrame,
    pub clauses: Vec<usize>,
    pub conditions: Conditions,
    pub permits: PolicySet,
    pub permit_ids: Vec<usize>,
}

/// The parts that settings do not touch, shared by all variants of a pack.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub words: SchemaWords,
    pub clauses: Vec<Clause>,
    pub permits: Vec<Permit>,
    pub acts: BTreeMap<String, ActRules>,
    pub materials: Vec<Material>,
    pub indicators: Vec<Indicator>,
    pub findings: Vec<FindingKind>,
    pub risk: Vec<RiskCause>,
    pub chapters: Vec<Chapter>,
    pub articles: Vec<Article>,
    pub duties: Vec<DutyRule>,
    pub effects: BTreeMap<String, Effect>,
    pub cases: Vec<Case>,
    pub permit_cases: Vec<PermitCase>,
    pub hash: String,
    /// Texts of the chapters, for the formal check.
    pub texts: Vec<(String, String)>,
}

/// A regulation with the settings of one time: what everything else asks.
#[derive(Clone)]
pub struct Regulation {
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) measure: Measure,
    pub(crate) frame: Arc<Frame>,
    pub(crate) calendar: Arc<Calendar>,
    /// SM3 over the pack's files, and over the settings where there are any.
    pub(crate) hash: String,
    /// What each clause says with this measure, in the order of the clauses.
    pub(crate) said: Arc<[Said]>,
    pub(crate) questions: Arc<[Arc<OpenQuestion>]>,
    /// Shared by clones, which are the same law.
    pub(crate) plans: Arc<Plans>,
}

impl fmt::Debug for Regulation {
    /// Which law it is, not its hundreds of policies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Regulation")
            .field("id", &self.measure.id)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

impl Regulation {
    /// Loads a pack from its files (path below the pack's folder, text).
    pub fn load(
        files: &[(String, String)],
        calendar: Arc<Calendar>,
    ) -> Result<Regulation, PackErrors> {
        let (compiled, measure) = load::load(files).map_err(PackErrors)?;
        let hash = compiled.hash.clone();
        Regulation::assemble(Arc::new(compiled), measure, calendar, hash)
            .map_err(|message| PackErrors(vec![PackError::at("measure.toml", None, message)]))
    }

    fn assemble(
        compiled: Arc<Compiled>,
        measure: Measure,
        calendar: Arc<Calendar>,
        hash: String,
    ) -> Result<Regulation, String> {
        let frame = Frame::new(&compiled.words, &measure)?;
        let said = |clause| Said::of(clause, &measure);
        Ok(Regulation {
            said: compiled.clauses.iter().map(said).collect(),
            questions: measure.questions.values().map(open_question).collect(),
            hash,
            frame: Arc::new(frame),
            compiled,
            measure,
            calendar,
            plans: Arc::default(),
        })
    }

    pub fn id(&self) -> &str {
        &self.measure.id
    }

    pub fn name(&self) -> &str {
        &self.measure.name
    }

    pub fn number(&self) -> &str {
        &self.measure.number
    }

    /// SM3 over the pack's files and the settings in use.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The first day of force, by the chosen reading.
    pub fn in_force_from(&self) -> Date {
        self.measure
            .reading("in_force_day")
            .parse()
            .unwrap_or(self.measure.in_force_from)
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// All acts, in the order of a project's life.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        let mut acts: Vec<&Act> = self
            .compiled
            .acts
            .values()
            .map(|rules| &rules.act)
            .collect();
        acts.sort_by_key(|act| act.order);
        acts.into_iter()
    }

    pub fn act(&self, key: &str) -> Option<&Act> {
        self.compiled.acts.get(key).map(|rules| &rules.act)
    }

    pub fn clauses(&self) -> &[Clause] {
        &self.compiled.clauses
    }

    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.compiled
            .clauses
            .iter()
            .find(|clause| &*clause.id == id)
    }

    /// A clause's message with limits filled in.
    pub fn clause_says(&self, id: &str) -> Option<&str> {
        let index = self
            .compiled
            .clauses
            .iter()
            .position(|clause| &*clause.id == id)?;
        self.said.get(index).map(|said| &*said.says)
    }

    /// Whether a clause refuses or, by its own word or a setting, only warns.
    pub fn refuses(&self, clause: &Clause) -> bool {
        match self
            .measure
            .enforcement
            .get(&*clause.id)
            .map(String::as_str)
        {
            Some("warn") => false,
            Some("refuse") => true,
            _ => clause.refuses,
        }
    }

    /// The clauses that concern one act.
    pub fn clauses_of(&self, act: &str) -> Vec<&Clause> {
        let indexes = self
            .compiled
            .acts
            .get(act)
            .map(|rules| rules.clauses.as_slice())
            .unwrap_or_default();
        indexes
            .iter()
            .filter_map(|index| self.compiled.clauses.get(*index))
            .collect()
    }

    /// The acts that a clause stands at.
    pub fn acts_of(&self, clause: &str) -> Vec<&Act> {
        let index = self
            .compiled
            .clauses
            .iter()
            .position(|known| &*known.id == clause);
        let stands = |rules: &&ActRules| index.is_some_and(|index| rules.clauses.contains(&index));
        self.compiled
            .acts
            .values()
            .filter(stands)
            .map(|rules| &rules.act)
            .collect()
    }

    /// The facts that describe the project itself.
    pub fn project_facts(&self) -> &[&'static FactSpec] {
        self.compiled
            .words
            .resources
            .get("Project")
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The facts that an act's clauses may read.
    pub fn facts_of(&self, act: &str) -> Vec<&'static FactSpec> {
        self.compiled
            .acts
            .get(act)
            .map(|rules| rules.frame.facts().collect())
            .unwrap_or_default()
    }

    pub fn permits(&self) -> &[Permit] {
        &self.compiled.permits
    }

    pub fn materials(&self) -> &[Material] {
        &self.compiled.materials
    }

    /// What evaluations are scored by.
    pub fn indicators(&self) -> &[Indicator] {
        &self.compiled.indicators
    }

    pub fn articles(&self) -> &[Article] {
        &self.compiled.articles
    }

    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.measure.limits.values()
    }

    pub fn limit(&self, name: &str) -> Option<&Limit> {
        self.measure.limits.get(name)
    }

    /// The reading in use of a question that the text leaves open.
    pub fn reading(&self, question: &str) -> &str {
        self.measure.reading(question)
    }

    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.measure.questions.values()
    }

    pub fn cases(&self) -> &[Case] {
        &self.compiled.cases
    }

    pub fn permit_cases(&self) -> &[PermitCase] {
        &self.compiled.permit_cases
    }

    /// The pack's Cedar texts: (file, text), the schema first.
    pub fn texts(&self) -> &[(String, String)] {
        &self.compiled.texts
    }
}
