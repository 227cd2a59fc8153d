//! The only place that reads the clock and draws random bytes. A clock that
//! was set stands still until it is moved: the demonstration district acts in
//! the past with it, and tests live through a year with it.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use uuid::Uuid;

#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// Shared: whoever holds a clone may move it.
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    pub fn set_to(at: Timestamp) -> Self {
        Self::Set(Arc::new(Mutex::new(at)))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Set(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    pub fn today(&self) -> Date {
        day_of(self.now())
    }

    /// Moves a set clock; the system's clock is nobody's to move.
    pub fn move_to(&self, to: Timestamp) {
        if let Self::Set(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// China keeps one time zone the whole year.
pub fn day_of(at: Timestamp) -> Date {
    tz::offset(8).to_datetime(at).date()
}

/// Nine in the morning of a day in China, for acts that are set in the past.
pub fn morning_of(day: Date) -> Option<Timestamp> {
    tz::offset(8).to_timestamp(day.at(9, 0, 0, 0)).ok()
}

pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// 256 random bits in hexadecimal: session ids, form tokens, seeds.
pub fn secret() -> Result<String, getrandom::Error> {
    Ok(hex(&random()?))
}

/// 256 random bits: the above, and keys.
pub fn random() -> Result<[u8; 32], getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

pub fn salt() -> Result<[u8; 16], getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // writing to a String cannot fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}
