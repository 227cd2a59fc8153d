//! Work that falls due by the clock, done once for each due time whichever
//! servers run. A day that was missed is caught up; a job whose server died is
//! taken over when its lease ends; one that failed is tried again.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan, tz};
use tongchou_store::JobRun;

use crate::app::App;
use crate::clock::{self, day_of};
use crate::files::Files;
use crate::outside::{Outside, digest};
use crate::soundness::Soundness;

/// When a job falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Each day at this hour in China; each missed day is made up for.
    Daily(i8),
    /// Each day at this hour; of several that were missed the last is enough.
    Nightly(i8),
    /// Each full hour; of several that were missed the last is enough.
    Hourly,
    /// Each full minute, likewise.
    Minutely,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Duties,
    Reminders,
    Notices,
    Digests,
    Deliveries,
    Files,
    Leftovers,
    Log,
}

/// One job.
#[derive(Debug)]
pub struct Job {
    pub name: &'static str,
    pub title: &'static str,
    pub when: &'static str,
    due: Due,
    work: Work,
}

pub const JOBS: &[Job] = &[
    Job {
        name: "notices",
        title: "发出通知",
        when: "每分钟",
        due: Due::Minutely,
        work: Work::Notices,
    },
    Job {
        name: "duties",
        title: "重算各项期限",
        when: "每天零时",
        due: Due::Daily(0),
        work: Work::Duties,
    },
    Job {
        name: "reminders",
        title: "期限提醒和逾期升级",
        when: "每天七时",
        due: Due::Daily(7),
        work: Work::Reminders,
    },
    Job {
        name: "digests",
        title: "每日汇总",
        when: "每天八时",
        due: Due::Daily(8),
        work: Work::Digests,
    },
    Job {
        name: "deliveries",
        title: "外发邮件和网络回调",
        when: "每分钟",
        due: Due::Minutely,
        work: Work::Deliveries,
    },
    Job {
        name: "files",
        title: "清理无人引用的文件",
        when: "每小时",
        due: Due::Hourly,
        work: Work::Files,
    },
    Job {
        name: "leftovers",
        title: "清理到期的登录、草稿和运行记录",
        when: "每天三时",
        due: Due::Daily(3),
        work: Work::Leftovers,
    },
    LOG,
];

/// Also done when a server starts, where the log is short.
const LOG: Job = Job {
    name: "log",
    title: "核验事件日志和文件",
    when: "启动时和每天二时",
    due: Due::Nightly(2),
    work: Work::Log,
};

/// So many days are made up for, the latest ones.
const MOST_MISSED: usize = 31;
/// A server that says nothing for so long has died.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// Events that are checked in seconds.
const QUICK: u64 = 50_000;
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(5);
const EVERY: Duration = Duration::from_secs(15);
const DRAFTS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
const RUNS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 60);
const DELIVERIES_KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);

/// One server, as it takes part.
#[derive(Debug, Clone)]
pub struct Runner {
    app: App,
    files: Option<Files>,
    outside: Arc<Outside>,
    soundness: Soundness,
    holder: String,
}

impl Runner {
    pub fn new(app: App, files: Option<Files>) -> Self {
        Self {
            app,
            files,
            outside: Arc::default(),
            soundness: Soundness::default(),
            holder: clock::new_id().to_string(),
        }
    }

    /// One that also carries what goes out.
    #[must_use]
    pub fn carrying(mut self, outside: Arc<Outside>) -> Self {
        self.outside = outside;
        self
    }

    /// One that shares what it finds of the log with the pages.
    #[must_use]
    pub fn watching(mut self, soundness: Soundness) -> Self {
        self.soundness = soundness;
        self
    }

    /// Runs until the server stops. The log has a turn of its own: reading all of it
    /// must not hold up what is due each minute.
    pub async fn keep(self) {
        let others = self.rounds(|job| job.work != Work::Log);
        let log = async {
            if let Err(error) = self.check_at_start().await {
                tracing::error!("jobs: {error:#}");
            }
            self.rounds(|job| job.work == Work::Log).await;
        };
        tokio::join!(others, log);
    }

    /// A log that is read in seconds is checked at once; a longer one in its night, or
    /// now where that was missed.
    async fn check_at_start(&self) -> anyhow::Result<()> {
        if self.app.store().checkpoint().await?.size <= QUICK {
            self.run(&LOG, self.app.clock().now()).await?;
        }
        Ok(())
    }

    async fn rounds(&self, mine: impl Fn(&Job) -> bool) {
        loop {
            if let Err(error) = self.turn(&mine).await {
                tracing::error!("jobs: {error:#}");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Does what has fallen due and nobody else does; gives how many runs.
    pub async fn tick(&self) -> anyhow::Result<usize> {
        self.turn(&|_: &Job| true).await
    }

    async fn turn(&self, mine: &impl Fn(&Job) -> bool) -> anyhow::Result<usize> {
        let mut runs = 0;
        for job in JOBS.iter().filter(|job| mine(job)) {
            let states = self.app.store().job_states().await?;
            let done = states
                .iter()
                .find(|state| state.name == job.name)
                .and_then(|state| state.done_due);
            for due in job.missed(done, self.app.clock().now()) {
                if !self.run(job, due).await? {
                    break;
                }
                runs += 1;
            }
        }
        Ok(runs)
    }

    /// False where it is not this server's to do, or failed.
    async fn run(&self, job: &Job, due: Timestamp) -> anyhow::Result<bool> {
        let store = self.app.store();
        let started_at = self.app.clock().now();
        let lease = started_at.saturating_add(LEASE)?;
        if !store
            .take_job(job.name, &self.holder, due, started_at, lease)
            .await?
        {
            return Ok(false);
        }
        let done = self.work(job.work, day_of(due)).await;
        let ended_at = self.app.clock().now();
        let failed = done.is_err();
        let says = match done {
            Ok(says) => says,
            Err(error) => {
                tracing::error!(job = job.name, "{error:#}");
                "运行失败，原因见服务器日志；稍后重试".to_owned()
            }
        };
        let run = JobRun {
            name: job.name.to_owned(),
            due_at: due,
            holder: self.holder.clone(),
            started_at,
            ended_at,
            failed,
            says,
        };
        store
            .end_job(&run, ended_at.saturating_add(AGAIN_AFTER)?)
            .await?;
        Ok(!failed)
    }

    async fn work(&self, work: Work, day: Date) -> anyhow::Result<String> {
        let app = &self.app;
        Ok(match work {
            Work::Notices => format!("处理{}件", app.tell_acts().await?),
            Work::Duties => {
                let renewed = app.renew_duties().await?;
                format!("核算{}个项目，变动{}项", renewed.projects, renewed.changed)
            }
            Work::Reminders => format!("发出{}条提醒", app.remind(day).await?),
            Work::Digests => format!("汇总{}份", digest::prepare(app, day).await?),
            Work::Deliveries => {
                let done = self.outside.deliver(app).await?;
                format!("送达{}件，未送达{}件", done.sent, done.failed)
            }
            Work::Files => match &self.files {
                None => "本服务器不存文件".to_owned(),
                Some(files) => {
                    let (uploads, gone) = files.sweep(app.store(), app.clock().now()).await?;
                    format!("清理上传{uploads}件、文件{gone}件")
                }
            },
            Work::Leftovers => self.leftovers().await?,
            Work::Log => {
                let found = self.soundness.check(app, self.files.as_ref()).await?;
                found.in_short()
            }
        })
    }

    async fn leftovers(&self) -> anyhow::Result<String> {
        let (store, now) = (self.app.store(), self.app.clock().now());
        let sessions = store.sweep_sessions(now).await?;
        let drafts = store.sweep_drafts(now.saturating_sub(DRAFTS_KEPT)?).await?;
        let runs = store.sweep_job_runs(now.saturating_sub(RUNS_KEPT)?).await?;
        let sent = store
            .sweep_deliveries(now.saturating_sub(DELIVERIES_KEPT)?)
            .await?;
        Ok(format!(
            "登录{sessions}个、草稿{drafts}份、记录{runs}条、外发{sent}件"
        ))
    }
}

impl Job {
    /// The due times since the last that is done, up to now.
    fn missed(&self, done: Option<Timestamp>, now: Timestamp) -> Vec<Timestamp> {
        let last = self.last(now);
        let Due::Daily(hour) = self.due else {
            let due = done.is_none_or(|done| done < last);
            return due.then_some(last).into_iter().collect();
        };
        let Some(done) = done else { return vec![last] };
        let mut missed = Vec::new();
        let mut day = day_of(last);
        while missed.len() < MOST_MISSED {
            match at_hour(day, hour) {
                Some(due) if due > done => missed.push(due),
                _ => break,
            }
            day = day.saturating_sub(1.days());
        }
        missed.reverse();
        missed
    }

    /// The latest due time up to a moment.
    fn last(&self, now: Timestamp) -> Timestamp {
        let seconds = |step: i64| {
            let second = now.as_second();
            Timestamp::from_second(second - second.rem_euclid(step)).unwrap_or(now)
        };
        match self.due {
            Due::Minutely => seconds(60),
            Due::Hourly => seconds(3600),
            Due::Daily(hour) | Due::Nightly(hour) => {
                let today = day_of(now);
                let due = at_hour(today, hour).filter(|due| *due <= now);
                due.or_else(|| at_hour(today.saturating_sub(1.days()), hour))
                    .unwrap_or(now)
            }
        }
    }

    /// When it falls due next.
    pub fn next(&self, now: Timestamp) -> Timestamp {
        let last = self.last(now);
        let span = match self.due {
            Due::Minutely => SignedDuration::from_mins(1),
            Due::Hourly => SignedDuration::from_hours(1),
            Due::Daily(_) | Due::Nightly(_) => SignedDuration::from_hours(24),
        };
        last.saturating_add(span).unwrap_or(last)
    }
}

fn at_hour(day: Date, hour: i8) -> Option<Timestamp> {
    tz::offset(8).to_timestamp(day.at(hour, 0, 0, 0)).ok()
}
