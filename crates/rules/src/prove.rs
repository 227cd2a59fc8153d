//! The formal check: properties of the clauses proved with an SMT solver for
//! every possible project, asker and setting. For whoever changes the pack; the
//! product runs without it. It proves the clauses as they are written, not the
//! facts that they are given, and takes every entity to be complete.

mod ask;
mod gather;
mod label;
mod properties;
mod solver;
mod swallow;
mod tell;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::pack::Regulation;
use ask::Found;
use gather::Inquiry;
use solver::Answer;

/// Why nothing could be proved or refuted.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    #[error("求解器 {} 不能使用：{why}。运行 bin/setup 可以安装求解器，再用 CVC5=bin/cvc5 指明", program.display())]
    Solver { program: PathBuf, why: String },
    #[error("规则包不能用来证明：{0}")]
    Pack(String),
    #[error("证明过程意外中断")]
    Worker,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Proved,
    /// Each in words.
    Counterexample(Vec<String>),
    /// The solver gave no answer to these.
    Unknown(Vec<String>),
}

/// One property and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub name: &'static str,
    pub says: &'static str,
    /// Told to whoever writes clauses; no fault of the pack.
    pub advisory: bool,
    pub outcome: Outcome,
    /// Questions put to the solver, and the milliseconds they took together.
    pub questions: usize,
    pub ms: u128,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub properties: Vec<Checked>,
    /// Milliseconds from beginning to end.
    pub ms: u128,
}

impl Report {
    /// Whether every property that is demanded is proved.
    pub fn holds(&self) -> bool {
        self.properties
            .iter()
            .all(|checked| checked.advisory || checked.outcome == Outcome::Proved)
    }

    pub fn property(&self, name: &str) -> Option<&Checked> {
        self.properties.iter().find(|checked| checked.name == name)
    }
}

/// Proves what can be proved of a regulation. Without `solver` the environment
/// variable CVC5 names the program, then bin/cvc5, then cvc5 on the path.
pub fn run(regulation: &Regulation, solver: Option<&Path>) -> Result<Report, ProveError> {
    run_only(regulation, solver, &[])
}

/// The same for the properties named; for all of them where none is named.
pub fn run_only(
    regulation: &Regulation,
    solver: Option<&Path>,
    only: &[&str],
) -> Result<Report, ProveError> {
    let began = Instant::now();
    let inquiry = gather::gather(regulation, only)?;
    let answers = solver::answer_all(&solver::program(solver), &inquiry.asks)?;
    let properties = (0..inquiry.properties.len())
        .filter_map(|index| sum_up(regulation, &inquiry, &answers, index))
        .collect();
    Ok(Report {
        properties,
        ms: began.elapsed().as_millis(),
    })
}

fn sum_up(
    regulation: &Regulation,
    inquiry: &Inquiry,
    answers: &[Answer],
    index: usize,
) -> Option<Checked> {
    let (name, says, advisory) = *inquiry.properties.get(index)?;
    let (mut against, mut open) = (Vec::new(), Vec::new());
    let (mut questions, mut took) = (0, Duration::ZERO);
    for answer in answers {
        let Some(ask) = inquiry
            .asks
            .get(answer.ask)
            .filter(|ask| ask.property == index)
        else {
            continue;
        };
        questions += 1;
        took += answer.took;
        match &answer.found {
            Found::Holds => {}
            Found::Fails(why, env) => {
                against.push(tell::tell(regulation, ask, why, env.as_deref()));
            }
            Found::Unknown(why) => open.push(format!("{} {}：{why}", ask.act, ask.about)),
        }
    }
    let outcome = match (against.is_empty(), open.is_empty()) {
        (false, _) => Outcome::Counterexample(against),
        (true, false) => Outcome::Unknown(open),
        (true, true) => Outcome::Proved,
    };
    Some(Checked {
        name,
        says,
        advisory,
        outcome,
        questions,
        ms: took.as_millis(),
    })
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, lines): (_, &[String]) = match &self.outcome {
            Outcome::Proved => ("已证明", &[]),
            Outcome::Counterexample(lines) if self.advisory => ("提示", lines),
            Outcome::Counterexample(lines) => ("有反例", lines),
            Outcome::Unknown(lines) => ("不能判定", lines),
        };
        write!(
            f,
            "{mark}  {}：{}（{}问，{}毫秒）",
            self.name, self.says, self.questions, self.ms
        )?;
        lines.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for checked in &self.properties {
            writeln!(f, "{checked}")?;
        }
        let verdict = if self.holds() {
            "全部证明"
        } else {
            "有未证明的性质"
        };
        write!(f, "{verdict}，共{}毫秒", self.ms)
    }
}
