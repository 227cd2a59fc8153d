//! What must hold each day of the duties and of what people are told of them: those
//! that are kept are those of the oracle, over the whole district, morning and evening.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::tz::offset;
use tongchou_project::Actor;
use tongchou_server::clock::day_of;
use tongchou_server::jobs::Runner;
use tongchou_store::{DutyRow, DutyWanted, JobRun, Notice};

use super::course::plus;
use super::oracle::{Owed, owed};
use super::play::Played;
use super::tally::count;

/// Notices are looked at in so many turns, a part of the people each day.
const TURNS: i64 = 7;
const PAGE: u32 = 200;

type Of = (String, Owed);

/// What was seen up to now.
#[derive(Debug, Default)]
pub struct Watch {
    /// What was owed on the mornings of the last days, by project.
    mornings: BTreeMap<Date, BTreeSet<Of>>,
    known: BTreeSet<Of>,
    /// The last notice of each person that was looked at.
    told: BTreeMap<String, i64>,
}

impl Watch {
    /// The clock's own work of the morning, on what was done up to yesterday.
    pub async fn morning(&mut self, played: &mut Played, runner: &Runner, day: Date) {
        played.place.at(day, 9);
        done_elsewhere(played, day).await;
        runner.tick().await.unwrap();
        let expected = expected(played, day);
        let open = DutyWanted {
            open: true,
            ..DutyWanted::default()
        };
        let rows = played.place.district.app.store().duties(&open).await;
        agree(played, &expected, rows.unwrap().iter(), day);
        punctual_are_never_late(played, &expected, day);
        self.late_are_told(played, &expected, day).await;
        self.mornings.insert(day, expected);
        self.mornings = self.mornings.split_off(&plus(day, -TURNS - 1));
        self.notices_are_true(played, day).await;
    }

    /// The same after the acts of the day, in what is kept in memory.
    pub async fn evening(&mut self, played: &mut Played, runner: &Runner, day: Date) {
        played.place.at(day, 18);
        runner.tick().await.unwrap();
        played.place.district.app.renew_duties().await.unwrap();
        let expected = expected(played, day);
        let rows = played.place.district.app.open_duties().await.unwrap();
        agree(played, &expected, rows.iter().map(AsRef::as_ref), day);
        for new in expected.difference(&self.known) {
            count(&mut played.tally.raised, new.1.key);
        }
        self.known.extend(expected);
    }

    /// On the first morning that something is late everybody who owes it is told; so
    /// they are of what was late when it began to be owed.
    async fn late_are_told(&self, played: &mut Played, expected: &BTreeSet<Of>, day: Date) {
        let yesterday = plus(day, -1);
        let before = self.mornings.get(&yesterday);
        let fell = |of: &&Of| {
            let new = || before.is_some_and(|before| !before.contains(*of));
            of.1.due == yesterday || of.1.due < yesterday && new()
        };
        let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (project, owed) in expected.iter().filter(fell) {
            let id = played.place.ids[project];
            let about = format!("duty:{id}:{}:{}:", owed.key, owed.due);
            played.tally.fell_late += 1;
            for person in who_owes(played, project, owed) {
                if !told.contains_key(&person) {
                    let notices = latest(played, &person, 0).await;
                    let late = notices.into_iter().filter(|it| it.kind == "late");
                    told.insert(person.clone(), late.map(|it| it.key).collect());
                }
                let known = told[&person].iter().any(|key| key.starts_with(&about));
                assert!(known, "{day}: {person} is not told that {about} is late");
                played.tally.told_late += 1;
            }
        }
    }

    /// Of a part of the people: what they were told since the last look was so on that
    /// morning, and of projects that they may see.
    async fn notices_are_true(&mut self, played: &mut Played, day: Date) {
        let turn = usize::try_from(i64::from(day.day_of_year()) % TURNS).unwrap();
        let turns = usize::try_from(TURNS).unwrap();
        let people: Vec<String> = played
            .place
            .people
            .keys()
            .skip(turn)
            .step_by(turns)
            .cloned()
            .collect();
        let keys: BTreeMap<String, String> = (played.place.ids.iter())
            .map(|(key, id)| (id.to_string(), key.clone()))
            .collect();
        for person in people {
            let last = self.told.get(&person).copied().unwrap_or_default();
            for notice in latest(played, &person, last).await {
                let newest = self.told.entry(person.clone()).or_default();
                *newest = (*newest).max(notice.id);
                self.is_true(played, &notice, &keys);
                played.tally.notices += 1;
            }
        }
    }

    fn is_true(&self, played: &Played, notice: &Notice, keys: &BTreeMap<String, String>) {
        let of_duty = notice
            .key
            .strip_prefix("duty:")
            .map(|key| key.split(':').collect::<Vec<_>>());
        let project = if let Some(parts) = &of_duty {
            &keys[parts[0]]
        } else {
            let id = notice.href.strip_prefix("/projects/").unwrap();
            &keys[id.split('/').next().unwrap()]
        };
        assert!(may_see(played, &notice.person, project), "{notice:?}");
        let (Some(parts), Some(expected)) = (of_duty, self.mornings.get(&day_of(notice.at))) else {
            return;
        };
        let due: Date = parts[2].parse().unwrap();
        let so = expected
            .iter()
            .any(|(of, owed)| of == project && owed.key == parts[1] && owed.due == due);
        assert!(so, "told of nothing: {notice:?}");
        let late = due < day_of(notice.at);
        assert_eq!(late, notice.kind == "late", "{notice:?}");
    }
}

fn punctual_are_never_late(played: &Played, expected: &BTreeSet<Of>, day: Date) {
    for (project, owed) in expected.iter().filter(|(_, owed)| owed.due < day) {
        let whose = &played.plan.projects[project];
        assert!(!whose.conduct.is_punctual(), "{day}: {project} {owed:?}");
    }
}

/// What the oracle says of every project.
fn expected(played: &Played, day: Date) -> BTreeSet<Of> {
    let law = played.place.district.app.law().on(day);
    let working = |day: Date| law.calendar().is_working_day(day);
    let of = |(project, deeds): (&String, &super::deeds::Deeds)| {
        let owed = owed(deeds, day, &working).into_iter();
        let project = project.clone();
        owed.map(move |owed| (project.clone(), owed))
            .collect::<Vec<_>>()
    };
    played.deeds.iter().flat_map(of).collect()
}

/// The same duties, with the same last days and the same days from which they stand.
fn agree<'a>(
    played: &Played,
    expected: &BTreeSet<Of>,
    rows: impl Iterator<Item = &'a DutyRow>,
    day: Date,
) {
    let wanted: BTreeMap<_, _> = (expected.iter())
        .map(|(project, owed)| {
            let id = played.place.ids[project].to_string();
            (
                (id, owed.key.to_owned(), owed.due.to_string()),
                (project, owed.from),
            )
        })
        .collect();
    let kept: BTreeMap<_, _> = rows
        .map(|row| {
            (
                (row.subject.clone(), row.key.clone(), row.due_on.clone()),
                &row.from_on,
            )
        })
        .collect();
    for (of, (project, from)) in &wanted {
        let known = || format!("{day}: {project} {of:?}: {:#?}", played.deeds[*project]);
        let kept = kept
            .get(of)
            .unwrap_or_else(|| panic!("not raised: {}", known()));
        let begins = from.is_none_or(|from| from.to_string() == **kept);
        assert!(begins, "begins {kept}, not {from:?}: {}", known());
    }
    if let Some(of) = kept.keys().find(|of| !wanted.contains_key(of)) {
        let mut ids = played.place.ids.iter();
        let project = ids
            .find(|(_, id)| id.to_string() == of.0)
            .map(|(project, _)| project);
        let deeds = project.map(|project| &played.deeds[project]);
        panic!("falsely raised: {day}: {project:?} {of:?}: {deeds:#?}");
    }
}

fn who_owes(played: &Played, project: &str, owed: &Owed) -> Vec<String> {
    let people = &played.place.people;
    let unit = &people[&played.plan.projects[project].unit].body;
    let owes = |who: &&Actor| {
        if owed.by_bureau {
            who.capacities.contains("bureau")
        } else {
            who.capacities.contains("project_unit") && who.body == *unit
        }
    };
    people
        .values()
        .filter(owes)
        .map(|who| who.person.clone())
        .collect()
}

/// Offices see every project; a unit, and who leads a field, their own.
fn may_see(played: &Played, person: &str, project: &str) -> bool {
    const OFFICES: [&str; 9] = [
        "leading_group",
        "bureau",
        "finance",
        "audit",
        "cyberspace",
        "cryptography",
        "investment",
        "government",
        "discipline",
    ];
    let people = &played.place.people;
    let (who, whose) = (&people[person], &played.plan.projects[project]);
    let holds = |capacity: &str| who.capacities.contains(capacity);
    OFFICES.into_iter().any(holds)
        || holds("project_unit") && who.body == people[&whose.unit].body
        || holds("domain_lead") && who.body == people[whose.lead].body
}

/// A person's notices after one, the latest first.
async fn latest(played: &Played, person: &str, after: i64) -> Vec<Notice> {
    let store = played.place.district.app.store();
    let mut found = Vec::new();
    for page in 0.. {
        let notices = store.notices_of(person, PAGE, page * PAGE).await.unwrap();
        let new = notices.iter().filter(|it| it.id > after).cloned();
        let before = found.len();
        found.extend(new);
        if found.len() - before < PAGE as usize || after == 0 && page == 2 {
            break;
        }
    }
    found
}

/// What another server has done up to this morning: on the days that nobody looked at
/// all of it; and the log, which takes long to read, six nights a week.
async fn done_elsewhere(played: &Played, day: Date) {
    let yesterday = plus(day, -1);
    if !played.plan.looked_at.contains(&yesterday) {
        for (job, hour) in [("duties", 0), ("reminders", 7), ("digests", 8)] {
            done(played, job, (yesterday, hour)).await;
        }
    }
    if day.weekday() != Weekday::Sunday {
        done(played, "log", (day, 2)).await;
    }
}

async fn done(played: &Played, job: &str, (day, hour): (Date, i8)) {
    const ELSEWHERE: &str = "elsewhere";
    let store = played.place.district.app.store();
    let now = played.place.district.clock.now();
    let due_at = offset(8).to_timestamp(day.at(hour, 0, 0, 0)).unwrap();
    let taken = store
        .take_job(job, ELSEWHERE, due_at, now, now)
        .await
        .unwrap();
    assert!(taken, "{job} {day}");
    let run = JobRun {
        name: job.to_owned(),
        due_at,
        holder: ELSEWHERE.to_owned(),
        started_at: now,
        ended_at: now,
        failed: false,
        says: String::new(),
    };
    store.end_job(&run, now).await.unwrap();
}
