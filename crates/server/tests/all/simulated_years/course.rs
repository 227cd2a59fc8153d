//! The course of one project: the phases of a planned life, and between them what
//! its people do late, never, or wrongly. Nothing here knows what falls due when.

use jiff::Span;
use jiff::civil::Date;
use serde_json::Value;
use tongchou_server::demo::many::Chance;
use tongchou_server::demo::{Life, Planned, What};

/// What must come of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    Passes,
    /// Refused with an article at least, and with this one where it is named.
    Refused(&'static str),
    /// Refused for its fields, each named.
    Misread,
}

/// One thing that somebody does on a day.
#[derive(Debug, Clone)]
pub struct Move {
    pub step: Planned,
    pub meant: Meant,
    /// The behaviour it shows, for the count at the end.
    pub shows: &'static str,
}

/// How the people of a project behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conduct {
    pub late: bool,
    pub wrong: bool,
}

impl Conduct {
    pub fn is_punctual(self) -> bool {
        !self.late
    }
}

#[derive(Debug)]
pub struct Course {
    pub life: Life,
    pub moves: Vec<Move>,
    pub conduct: Conduct,
    pub chance: Chance,
    /// How often something owed is never done.
    pub never: usize,
}

impl Course {
    pub fn begin(life: Life, conduct: Conduct, chance: Chance) -> Self {
        Self {
            life,
            moves: Vec::new(),
            conduct,
            chance,
            never: 0,
        }
    }

    /// A part of the planned life.
    pub fn live(&mut self, part: impl FnOnce(&mut Life) -> &mut Life) {
        part(&mut self.life);
        self.keep("punctual");
    }

    /// Something on a day of its own, beside what else goes on.
    pub fn on(
        &mut self,
        day: Date,
        shows: &'static str,
        part: impl FnOnce(&mut Life) -> &mut Life,
    ) {
        let today = std::mem::replace(&mut self.life.day, day);
        part(&mut self.life);
        self.life.day = today;
        self.keep(shows);
    }

    fn keep(&mut self, shows: &'static str) {
        for step in std::mem::take(&mut self.life.steps) {
            self.moves.push(Move {
                step,
                meant: Meant::Passes,
                shows,
            });
        }
    }

    /// Something that must be refused today, by those whose people go wrong.
    pub fn wrong(
        &mut self,
        shows: &'static str,
        who: &str,
        (act, article): (&'static str, &'static str),
        input: Value,
    ) {
        let meant = Meant::Refused(article);
        self.astray(shows, who, act, (input, meant));
    }

    /// A form that nobody can read.
    pub fn misread(&mut self, who: &str, act: &'static str, input: Value) {
        self.astray("bad field", who, act, (input, Meant::Misread));
    }

    fn astray(
        &mut self,
        shows: &'static str,
        who: &str,
        act: &'static str,
        (input, meant): (Value, Meant),
    ) {
        if self.conduct.wrong {
            let step = Planned {
                day: self.life.day,
                project: self.life.sketch.key.to_string(),
                who: who.to_owned(),
                what: What::Act(act, input),
            };
            self.moves.push(Move { step, meant, shows });
        }
    }

    /// The same before the first move that is such an act with such an input.
    pub fn wrong_before(
        &mut self,
        shows: &'static str,
        (act, article): (&'static str, &'static str),
        (input, before): (Value, &dyn Fn(&Planned) -> bool),
    ) {
        let place = self.moves.iter().position(|it| before(&it.step));
        let Some((place, day)) = place.map(|place| (place, self.moves[place].step.day)) else {
            return;
        };
        let unit = self.unit();
        let today = std::mem::replace(&mut self.life.day, day);
        self.wrong(shows, &unit, (act, article), input);
        self.life.day = today;
        if self.conduct.wrong {
            let wrong = self.moves.pop().unwrap();
            self.moves.insert(place, wrong);
        }
    }

    pub fn unit(&self) -> String {
        self.life.sketch.unit.to_string()
    }

    /// The day something is done that may be done from a day on and should be done by
    /// another: in time, or, where people are late, some days after or never.
    pub fn by(&mut self, early: Date, due: Date) -> Option<(Date, &'static str)> {
        let days = i64::from((due - early).get_days()).max(0);
        let in_time = plus(early, self.chance.between(0, days));
        if self.conduct.is_punctual() {
            return Some((in_time, "punctual"));
        }
        match self.chance.below(20) {
            0..=7 => Some((in_time, "punctual")),
            8..=16 => Some((plus(due, self.chance.between(1, 45)), "late")),
            _ => {
                self.never += 1;
                None
            }
        }
    }

    /// Takes back what was planned of an act, to do it on a day of its own.
    pub fn without(&mut self, act: &str) -> Option<Planned> {
        let planned = |it: &Move| it.meant == Meant::Passes && it.step.is(act);
        let place = self.moves.iter().position(planned)?;
        Some(self.moves.remove(place).step)
    }

    /// The day of the latest move that is such an act and must pass.
    pub fn day_of(&self, act: &str) -> Date {
        let mut passing = self.moves.iter().rev();
        let found = passing.find(|it| it.meant == Meant::Passes && it.step.is(act));
        found.unwrap_or_else(|| panic!("no {act}")).step.day
    }
}

pub fn plus(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap()
}

pub fn months(day: Date, months: i64) -> Date {
    day.checked_add(Span::new().months(months)).unwrap()
}
