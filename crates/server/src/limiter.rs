//! Modest limits per minute. For people without an account there is one count for
//! everybody, since behind a proxy all addresses are the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

const MOST_PER_MINUTE: u32 = 600;

#[derive(Debug, Default)]
pub struct Limiter(Mutex<Option<Window>>);

/// The same for each person by name.
#[derive(Debug, Default)]
pub struct PerPerson(Mutex<HashMap<String, Window>>);

/// When a minute began, and how many there were in it.
type Window = (Timestamp, u32);

const MOST_PER_PERSON: u32 = 60;

impl Limiter {
    /// Counts one request; false when this minute has had enough.
    pub fn allow(&self, now: Timestamp) -> bool {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = current(*window, now);
        *window = Some((began, count.saturating_add(1)));
        count < MOST_PER_MINUTE
    }
}

impl PerPerson {
    /// Counts one; false when the person has had enough in this minute.
    pub fn allow(&self, person: &str, now: Timestamp) -> bool {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, (began, _)| is_running(*began, now));
        let window = windows.entry(person.to_owned()).or_insert((now, 0));
        window.1 = window.1.saturating_add(1);
        window.1 <= MOST_PER_PERSON
    }
}

fn is_running(began: Timestamp, now: Timestamp) -> bool {
    now.duration_since(began) < SignedDuration::from_mins(1)
}

fn current(window: Option<Window>, now: Timestamp) -> Window {
    match window {
        Some((began, count)) if is_running(began, now) => (began, count),
        _ => (now, 0),
    }
}
