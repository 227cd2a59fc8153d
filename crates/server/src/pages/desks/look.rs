//! What a desk looks at: one project with its duties, and the lines it makes of it.

use jiff::civil::Date;
use tongchou_project::{Aggregate, Env, Project};
use tongchou_rules::{Duty, DutyState};

use crate::pages::clock;
use crate::pages::sheet::{Cell, text};

#[derive(Clone, Copy)]
pub struct Looked<'a> {
    pub current: &'a Aggregate,
    pub project: &'a Project,
    pub env: &'a Env<'a>,
    pub duties: &'a [Duty],
}

/// One row before it is laid out.
#[derive(Debug, Default)]
pub struct Line {
    /// The views it belongs to.
    pub views: Vec<&'static str>,
    /// What the list is ordered by: the nearest day first, none last.
    pub day: Option<Date>,
    pub cells: Vec<Cell>,
    /// Acts that do the work, each with what its form has chosen already.
    pub acts: Vec<(&'static str, String)>,
    /// The part of the project it is about, where it is one.
    pub part: String,
}

impl Line {
    pub fn is_in(&self, view: &str) -> bool {
        self.views.contains(&view)
    }

    pub fn put(&mut self, view: &'static str, when: bool) -> bool {
        if when {
            self.views.push(view);
        }
        when
    }

    pub fn act(&mut self, act: &'static str) {
        self.acts.push((act, String::new()));
    }

    pub fn act_on(&mut self, act: &'static str, field: &str, id: &str) {
        self.acts.push((act, format!("?{field}={id}")));
    }
}

impl Looked<'_> {
    /// A duty by its key that is not done.
    pub fn duty(&self, key: &str) -> Option<&Duty> {
        self.duties
            .iter()
            .find(|duty| duty.key == key && duty.state != DutyState::Done)
    }

    pub fn presses(&self, key: &str) -> bool {
        self.duty(key)
            .is_some_and(|duty| matches!(duty.state, DutyState::Due | DutyState::Overdue))
    }

    /// The clock of a duty, or what stands where there is none.
    pub fn clock(&self, key: &str, none: &str) -> Cell {
        match self.duty(key).and_then(|duty| duty.due_on) {
            Some(due) => clock::until(due, self.env.on),
            None => text(none),
        }
    }

    pub fn due(&self, key: &str) -> Option<Date> {
        self.duty(key).and_then(|duty| duty.due_on)
    }
}

/// No detail.
pub fn none(_: &Looked<'_>, _: &Line) -> Vec<Cell> {
    Vec::new()
}
