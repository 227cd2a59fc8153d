//! The solver: found, started and asked. It runs as a process of its own that
//! speaks SMT-LIB on standard input.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cedar_policy_symcc::CedarSymCompiler;
use cedar_policy_symcc::solver::{Decision, LocalSolver, Solver as _};

use super::ProveError;
use super::ask::{Ask, Found};

/// Two cores are what the build machines have.
const WORKERS: usize = 2;

/// Milliseconds for one question. Real ones take some tens.
const LIMIT: &str = "--tlimit=20000";

pub(super) type Compiler = CedarSymCompiler<LocalSolver>;

/// What one question came to, and how long it took.
pub(super) struct Answer {
    pub ask: usize,
    pub found: Found,
    pub took: Duration,
}

/// The program: as given, as the environment names it, or beside the sources.
pub(super) fn program(given: Option<&Path>) -> PathBuf {
    given
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("CVC5").map(PathBuf::from))
        .unwrap_or_else(|| {
            let beside = Path::new("bin/cvc5");
            if beside.exists() {
                beside.to_owned()
            } else {
                PathBuf::from("cvc5")
            }
        })
}

/// Asks everything, on two solvers at once.
pub(super) fn answer_all(program: &Path, asks: &[Ask]) -> Result<Vec<Answer>, ProveError> {
    let next = AtomicUsize::new(0);
    let worker = || runtime()?.block_on(work(program, asks, &next));
    let gathered: Vec<Result<Vec<Answer>, ProveError>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or(Err(ProveError::Worker)))
            .collect()
    });
    let mut answers = Vec::with_capacity(asks.len());
    for some in gathered {
        answers.extend(some?);
    }
    answers.sort_by_key(|answer| answer.ask);
    Ok(answers)
}

fn runtime() -> Result<tokio::runtime::Runtime, ProveError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| ProveError::Worker)
}

async fn work(program: &Path, asks: &[Ask], next: &AtomicUsize) -> Result<Vec<Answer>, ProveError> {
    let mut compiler = start(program).await?;
    let mut answers = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(ask) = asks.get(index) else {
            return Ok(answers);
        };
        let began = Instant::now();
        let found = ask
            .put(&mut compiler)
            .await
            .unwrap_or_else(|error| Found::Unknown(error.to_string()));
        if matches!(found, Found::Unknown(_)) {
            // the process may be gone or in the middle of an answer
            compiler = start(program).await?;
        }
        answers.push(Answer {
            ask: index,
            found,
            took: began.elapsed(),
        });
    }
}

/// Starts the solver and sees that it answers at all.
async fn start(program: &Path) -> Result<Compiler, ProveError> {
    let fail = |why: String| ProveError::Solver {
        program: program.to_owned(),
        why,
    };
    let mut command = tokio::process::Command::new(program);
    command.args(["--lang", "smt", LIMIT]).kill_on_drop(true);
    let mut solver =
        LocalSolver::from_command(&mut command).map_err(|error| fail(cause(&error)))?;
    match solver.check_sat().await {
        Ok(Decision::Sat) => CedarSymCompiler::new(solver).map_err(|error| fail(error.to_string())),
        Ok(_) => Err(fail("它没有给出应有的回答".to_owned())),
        Err(error) => Err(fail(cause(&error))),
    }
}

fn cause(error: &dyn std::error::Error) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}
