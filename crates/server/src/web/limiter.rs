//! A modest limit on what people without an account may ask per minute: one
//! count for everybody, since behind a proxy all addresses are the same.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

const MOST_PER_MINUTE: u32 = 600;

#[derive(Debug, Default)]
pub struct Limiter(Mutex<Option<(Timestamp, u32)>>);

impl Limiter {
    /// Counts one request; false when this minute has had enough.
    pub fn allow(&self, now: Timestamp) -> bool {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = match *window {
            Some((began, count)) if now.duration_since(began) < SignedDuration::from_mins(1) => {
                (began, count)
            }
            _ => (now, 0),
        };
        *window = Some((began, count.saturating_add(1)));
        count < MOST_PER_MINUTE
    }
}
