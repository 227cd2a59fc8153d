//! Years lived through day by day. A district is drawn from a seed: its people act
//! through the application's own door, in time, late, wrongly and with ill will, and
//! each day everything must hold. What is owed is worked out a second time, by an
//! oracle that knows only what was done and the text of the measure.
//!
//! `TONGCHOU_SEED` plays another district. All three years of the large one take
//! minutes: `--run-ignored all`.

mod building;
mod course;
mod deeds;
mod demonstration;
mod differences;
mod district;
mod hostile;
mod lives;
mod oracle;
mod plan;
mod play;
mod records;
mod tally;
mod watch;
mod wrong;

use std::collections::{BTreeMap, BTreeSet};

use tongchou_server::demo::many::{BEGIN, Chance, units};
use tongchou_server::jobs::Runner;

use district::Place;
use plan::{Size, draw};
use play::Played;
use tally::Tally;
use watch::Watch;

/// 60 units, 300 projects a year, three years.
const DISTRICT: Size = Size {
    joined: 57,
    projects_a_year: 300,
    before: (0, 0),
    days: 1_096,
    shows_all: true,
};

/// 20 units with as many projects each, for a month; some projects began in the years
/// before, and the days on which something begins or ends there are looked at, too.
const PART: Size = Size {
    joined: 17,
    projects_a_year: 100,
    before: (900, 25),
    days: 30,
    shows_all: false,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_district_is_lived_through_day_by_day() {
    Box::pin(live(&PART, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes many minutes: 60 units with 300 projects a year for three years"]
async fn a_whole_district_is_lived_through_day_by_day() {
    Box::pin(live(&DISTRICT, 1)).await;
}

async fn live(size: &Size, usual: u64) {
    let asked = std::env::var("TONGCHOU_SEED").ok();
    let seed = asked.map_or(usual, |seed| seed.parse().unwrap());
    let _told = Told(seed);
    let mut played = found(size, seed).await;
    let runner = Runner::new(played.place.district.app.clone(), None);
    let mut watch = Watch::default();
    let mut day = BEGIN;
    while day <= size.last() {
        let looked_at = played.plan.looked_at.contains(&day);
        if looked_at {
            watch.morning(&mut played, &runner, day).await;
        }
        played.place.at(day, 11);
        played.day(day).await;
        if looked_at {
            played.hostile().await;
            watch.evening(&mut played, &runner, day).await;
            played.records_hold(day).await;
            played.tally.days += 1;
            if played.tally.days.is_multiple_of(100) {
                println!("{day}\n{}", played.tally);
            }
        }
        day = day.tomorrow().unwrap();
    }
    let report = played.place.district.app.store().verify(None).await;
    assert!(report.unwrap().is_sound());
    println!("seed {seed}\n{}", played.tally);
    played.tally.must_be_worth_it(size.shows_all);
}

async fn found(size: &Size, seed: u64) -> Played {
    let place = Place::found(size).await;
    let plan = draw(size, &units(size.joined), seed);
    let tally = Tally {
        never: plan.never,
        ..Tally::default()
    };
    Played {
        place,
        plan,
        deeds: BTreeMap::new(),
        touched: BTreeSet::new(),
        tally,
        chance: Chance::of(usize::try_from(seed).unwrap()),
    }
}

/// Tells the seed of a run that failed.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the district of seed {}: TONGCHOU_SEED={}", self.0, self.0);
        }
    }
}
