//! Everything that people of the district will try, drawn from a seed before the
//! first day: the same seed, the same plan. Only who the program draws into a panel
//! is known when it does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tongchou_server::demo::Life;
use tongchou_server::demo::many::{BEGIN, Chance, MeetingKey, sketch};

use super::course::{Conduct, Course, Move, plus};
use super::lives::{FATES, live};

/// How large a district, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Units beside the three of the demonstration's cast.
    pub joined: usize,
    pub projects_a_year: i64,
    /// Lives that began before the days that are looked at, spread over these.
    pub before: (i64, usize),
    /// Days that are looked at.
    pub days: i64,
    /// Whether everything there is happens in such a district.
    pub shows_all: bool,
}

impl Size {
    pub fn first_looked_at(&self) -> Date {
        plus(BEGIN, self.before.0)
    }

    pub fn last(&self) -> Date {
        plus(self.first_looked_at(), self.days)
    }
}

/// Who a project belongs to, and how they behave.
#[derive(Debug, Clone)]
pub struct Whose {
    pub unit: String,
    pub lead: &'static str,
    pub conduct: Conduct,
}

/// Acts that begin or end what lasts for days only: in the years before, those days
/// are looked at, too.
const TELLING: [&str; 9] = [
    "report_rectification",
    "verify_rectification",
    "impose_measure",
    "report_risk",
    "assess_risk",
    "apply_for_acceptance",
    "submit_self_evaluation",
    "close_project",
    "record_assessment",
];

#[derive(Debug, Default)]
pub struct Plan {
    pub moves: BTreeMap<Date, Vec<Move>>,
    /// By the day they are called: meetings with the projects they consider.
    pub meetings: BTreeMap<Date, BTreeMap<MeetingKey, Vec<String>>>,
    pub projects: BTreeMap<String, Whose>,
    /// How often something owed is never done.
    pub never: usize,
    /// The days that are looked at.
    pub looked_at: BTreeSet<Date>,
}

pub fn draw(size: &Size, units: &[String], seed: u64) -> Plan {
    let mut plan = Plan::default();
    for (number, begin) in begins(size).into_iter().enumerate() {
        plan.take(number, begin, units, seed);
    }
    for moves in plan.moves.values_mut() {
        // a project's own order within the day stays
        moves.sort_by(|one, other| one.step.project.cmp(&other.step.project));
    }
    let (first, last) = (size.first_looked_at(), size.last());
    let telling = |it: &Move| TELLING.iter().any(|act| it.step.is(act));
    let told = plan
        .moves
        .iter()
        .filter(|(_, moves)| moves.iter().any(telling));
    plan.looked_at = told
        .map(|(day, _)| *day)
        .filter(|day| *day < first)
        .collect();
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    plan.looked_at.extend(days.take_while(|day| *day <= last));
    plan
}

fn begins(size: &Size) -> Vec<Date> {
    let spread = |first: Date, days: i64, count: i64| {
        (0..count).map(move |number| plus(first, number * days / count))
    };
    let (days, count) = size.before;
    let before = spread(BEGIN, days, i64::try_from(count).unwrap());
    let count = size.projects_a_year * size.days / 365;
    before
        .chain(spread(size.first_looked_at(), size.days, count))
        .collect()
}

impl Plan {
    fn take(&mut self, number: usize, begin: Date, units: &[String], seed: u64) {
        let mixed = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
        let mut chance = Chance::of(usize::try_from(mixed).unwrap());
        let fate = (number * 7 + usize::try_from(seed % 1_000).unwrap()) % FATES;
        let mut sketch = sketch(number, begin, units, &mut chance);
        sketch.pace = i32::try_from(chance.between(100, 130)).unwrap();
        if number % 6 == 5 {
            sketch.level = 3;
        }
        // those fates have their orders or acceptances late as they are
        let troubled = matches!(fate, 3..=5 | 8 | 9);
        let conduct = Conduct {
            late: troubled || chance.percent(50),
            wrong: chance.percent(45),
        };
        self.projects.insert(
            sketch.key.to_string(),
            Whose {
                unit: sketch.unit.to_string(),
                lead: sketch.lead.0,
                conduct,
            },
        );
        let key = sketch.key.to_string();
        let mut course = Course::begin(Life::begin(sketch, begin), conduct, chance);
        if let Some(meeting) = live(&mut course, number, fate) {
            let called = self.meetings.entry(plus(meeting.0, -5)).or_default();
            called.entry(meeting).or_default().push(key);
        }
        self.never += course.never;
        for it in course.moves {
            self.moves.entry(it.step.day).or_default().push(it);
        }
    }
}
