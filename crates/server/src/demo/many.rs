//! A district of any size, for measuring and for trying the program at full
//! load: the demonstration district with more bodies and people, and as many
//! projects as asked for, over the years since the measure came into force.
//! Every life is played through the same deciders as a person's acts; what they
//! refuse is not there. The same number gives the same district.

mod chance;
mod people;
mod play;
mod sketches;
mod spill;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use rayon::prelude::*;
use tongchou_rules::Law;
use tongchou_store::Store;

use super::district::{found, set};
use super::mark;
use crate::app::App;
use crate::clock::{self, Clock};
use play::{Meetings, Played, Stage};
use spill::Spill;

pub use chance::Chance;
pub use people::{actors, join, units};
pub use play::{MeetingKey, meeting_title};
pub use sketches::{BEGIN, next_meeting, sketch};

/// A few days after the measure came into force.
const FIRST: Date = date(2022, 7, 11);
/// Lives played at a time: what is told of the progress comes as often.
const AT_A_TIME: usize = 400;

/// What was made.
#[derive(Debug, Clone, Default)]
pub struct Made {
    pub projects: usize,
    pub events: u64,
    /// Where lives ended before their plan, and why: what the law did not permit.
    pub stopped: Vec<String>,
}

/// Fills an empty database. `spill` is a folder for what waits to be sorted;
/// `tell` hears of the progress.
pub async fn fill(
    store: Store,
    law: Law,
    today: Timestamp,
    projects: usize,
    spill: &Path,
    tell: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Made> {
    let clock = Clock::set_to(today);
    let app = App::new(store, law, clock.clone(), true);
    mark(&app).await?;
    found(&app, &clock, FIRST).await?;
    people::join(&app, people::UNITS).await?;
    let end = clock::day_of(today);
    ensure!(end > sketches::BEGIN, "今天早于示范区的第一天");
    let mut made = play_all(&app, end, projects, spill, tell).await?;
    made.events = pour(&app, spill, tell).await?;
    set(&clock, end)?;
    clock.move_to(today);
    Ok(made)
}

/// Plays every life in memory and sets its events aside by month.
async fn play_all(
    app: &App,
    end: Date,
    projects: usize,
    folder: &Path,
    tell: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Made> {
    let world = app.world().await?;
    let stage = Stage::set(app, &world, people::actors(app).await?, end)?;
    let mut spill = Spill::make(folder)?;
    let mut meetings = Meetings::default();
    let mut made = Made::default();
    let numbers: Vec<usize> = (0..projects).collect();
    for numbers in numbers.chunks(AT_A_TIME) {
        let play = |number: &usize| stage.play(&sketches::life(*number, projects, end));
        let played: anyhow::Result<Vec<Played>> = numbers.par_iter().map(play).collect();
        for played in played? {
            made.projects += 1;
            made.stopped.extend(played.stopped);
            meetings.hear(played.meetings);
            for append in played.appends {
                spill.put(&append)?;
            }
        }
        tell(&format!("已推演 {} / {projects} 个项目", made.projects));
    }
    for append in meetings.appends(&stage)? {
        spill.put(&append)?;
    }
    spill.close()?;
    Ok(made)
}

/// Stores what was set aside, month by month.
async fn pour(app: &App, folder: &Path, tell: &(dyn Fn(&str) + Sync)) -> anyhow::Result<u64> {
    let mut events = 0;
    for month in spill::months(folder)? {
        let appends = spill::take(&month)?;
        events += app
            .store()
            .append_all(appends)
            .await
            .with_context(|| format!("{}", month.display()))?;
        tell(&format!("已写入 {events} 个事件"));
    }
    std::fs::remove_dir(folder)?;
    Ok(app.store().checkpoint().await?.size)
}

pub type Actors = BTreeMap<String, tongchou_project::Actor>;
