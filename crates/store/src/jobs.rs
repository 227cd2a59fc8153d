//! Who does work that falls due by the clock. Servers share the database: of one
//! due time one of them takes the lease, and another only when that has ended.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::{Result, StoreError};
use crate::store::Store;

/// How far a job is done, and who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobState {
    pub name: String,
    /// The last due time that is done.
    pub done_due: Option<Timestamp>,
    pub holder: String,
    pub lease_until: Timestamp,
}

/// One run, as it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    pub name: String,
    pub due_at: Timestamp,
    pub holder: String,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    pub failed: bool,
    pub says: String,
}

impl Store {
    pub async fn job_states(&self) -> Result<Vec<JobState>> {
        let rows = sqlx::query("SELECT * FROM jobs ORDER BY name")
            .fetch_all(self.database.readers())
            .await?;
        rows.iter().map(state).collect()
    }

    /// Takes a job for one due time until `lease`. False where it is done, or
    /// another holds it.
    pub async fn take_job(
        &self,
        name: &str,
        holder: &str,
        due: Timestamp,
        now: Timestamp,
        lease: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.database.begin_write().await?;
        sqlx::query(
            "INSERT INTO jobs (name, done_due, holder, lease_until) VALUES ($1, NULL, '', 0) \
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .execute(&mut *tx)
        .await?;
        let taken = sqlx::query(
            "UPDATE jobs SET holder = $2, lease_until = $5 WHERE name = $1 \
             AND lease_until <= $4 AND (done_due IS NULL OR done_due < $3)",
        )
        .bind(name)
        .bind(holder)
        .bind(due.as_microsecond())
        .bind(now.as_microsecond())
        .bind(lease.as_microsecond())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Notes how a run ended and gives the job back: done up to its due time, or
    /// to be tried again at `again`. False where another had taken it meanwhile.
    pub async fn end_job(&self, run: &JobRun, again: Timestamp) -> Result<bool> {
        let mut tx = self.database.begin_write().await?;
        let sql = if run.failed {
            "UPDATE jobs SET holder = '', lease_until = $3 WHERE name = $1 AND holder = $2"
        } else {
            "UPDATE jobs SET holder = '', lease_until = 0, done_due = $3 \
             WHERE name = $1 AND holder = $2"
        };
        let mark = if run.failed { again } else { run.due_at };
        let held = sqlx::query(sql)
            .bind(run.name.as_str())
            .bind(run.holder.as_str())
            .bind(mark.as_microsecond())
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO job_runs (name, due_at, holder, started_at, ended_at, failed, says) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(run.name.as_str())
        .bind(run.due_at.as_microsecond())
        .bind(run.holder.as_str())
        .bind(run.started_at.as_microsecond())
        .bind(run.ended_at.as_microsecond())
        .bind(i64::from(run.failed))
        .bind(run.says.as_str())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(held.rows_affected() == 1)
    }

    /// The latest runs first.
    pub async fn job_runs(&self, limit: u32) -> Result<Vec<JobRun>> {
        let rows = sqlx::query("SELECT * FROM job_runs ORDER BY id DESC LIMIT $1")
            .bind(i64::from(limit))
            .fetch_all(self.database.readers())
            .await?;
        rows.iter().map(run).collect()
    }

    /// Forgets runs that ended before a moment.
    pub async fn sweep_job_runs(&self, before: Timestamp) -> Result<u64> {
        let mut tx = self.database.begin_write().await?;
        let gone = sqlx::query("DELETE FROM job_runs WHERE ended_at < $1")
            .bind(before.as_microsecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

fn state(row: &AnyRow) -> Result<JobState> {
    let done: Option<i64> = row.try_get("done_due")?;
    Ok(JobState {
        name: row.try_get("name")?,
        done_due: done.map(moment).transpose()?,
        holder: row.try_get("holder")?,
        lease_until: moment(row.try_get("lease_until")?)?,
    })
}

fn run(row: &AnyRow) -> Result<JobRun> {
    Ok(JobRun {
        name: row.try_get("name")?,
        due_at: moment(row.try_get("due_at")?)?,
        holder: row.try_get("holder")?,
        started_at: moment(row.try_get("started_at")?)?,
        ended_at: moment(row.try_get("ended_at")?)?,
        failed: row.try_get::<i64, _>("failed")? != 0,
        says: row.try_get("says")?,
    })
}

fn moment(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("任务时间：{error}")))
}
