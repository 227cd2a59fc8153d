//! The one writer of a process. Appends queue here; all that wait are stored
//! in one transaction, so that concurrent appends share one sync to disk
//! (group commit). Each has a savepoint of its own: one that fails leaves the
//! others standing. Nobody is answered before the commit.

use std::sync::Arc;

use sqlx::{Any, Connection, Transaction};
use tokio::sync::{mpsc, oneshot};

use crate::append::{self, Prepared};
use crate::database::Database;
use crate::error::{Result, StoreError};
use crate::head::{self, Head};
use crate::tree::Frontier;
use crate::{Projector, StoredEvent};

type Answer = Result<Vec<StoredEvent>>;

/// Bounds how long the first of a batch waits for the last.
const BATCH: usize = 256;
const QUEUE: usize = 1024;

pub(crate) struct Job {
    prepared: Prepared,
    answer: oneshot::Sender<Answer>,
}

#[derive(Debug, Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the writer; it ends when its last handle is dropped.
    pub(crate) fn start(database: Database, projector: Arc<dyn Projector>) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(run(queue, database, projector));
        Self { jobs }
    }

    pub(crate) async fn append(&self, prepared: Prepared) -> Answer {
        let (answer, answered) = oneshot::channel();
        let job = Job { prepared, answer };
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

async fn run(mut queue: mpsc::Receiver<Job>, database: Database, projector: Arc<dyn Projector>) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut jobs, BATCH).await > 0 {
        let (prepared, waiting): (Vec<_>, Vec<_>) =
            jobs.drain(..).map(|job| (job.prepared, job.answer)).unzip();
        let answers = match store_batch(&database, projector.as_ref(), &prepared).await {
            Ok(answers) => answers,
            Err(error) => {
                tracing::error!(%error, appends = prepared.len(), "batch not stored");
                prepared.iter().map(|_| Err(error.clone())).collect()
            }
        };
        for (waiting, answer) in waiting.into_iter().zip(answers) {
            // who gave up waiting needs no answer; the append stands
            let _ = waiting.send(answer);
        }
    }
}

async fn store_batch(
    database: &Database,
    projector: &dyn Projector,
    batch: &[Prepared],
) -> Result<Vec<Answer>> {
    let mut tx = database.begin_log_write().await?;
    let mut frontier = Head::read(&mut tx).await?.frontier()?;
    let before = frontier.size();
    let mut answers = Vec::with_capacity(batch.len());
    for prepared in batch {
        answers.push(store_one(&mut tx, &mut frontier, prepared, projector).await?);
    }
    if frontier.size() == before {
        tx.rollback().await?;
    } else {
        head::write(&mut tx, &frontier).await?;
        tx.commit().await?;
    }
    Ok(answers)
}

/// The outer error is a savepoint that failed: the whole batch is lost then.
async fn store_one(
    tx: &mut Transaction<'_, Any>,
    frontier: &mut Frontier,
    prepared: &Prepared,
    projector: &dyn Projector,
) -> Result<Answer> {
    let mut grown = frontier.clone();
    let mut savepoint = tx.begin().await?;
    let answer = append::store(&mut savepoint, &mut grown, prepared, projector).await;
    if answer.is_ok() {
        savepoint.commit().await?;
        *frontier = grown;
    } else if let Err(rollback) = savepoint.rollback().await {
        // where the database has ended the transaction by itself, its reason
        // tells more than the savepoint that is gone
        return Err(answer.err().unwrap_or_else(|| rollback.into()));
    }
    Ok(answer)
}
