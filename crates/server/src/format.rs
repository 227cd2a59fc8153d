//! How values are written on pages: 2026年11月23日, 120.00万元 with the exact
//! yuan beside it. Nothing here decides anything.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// 2026年11月23日.
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// An ISO day as the Chinese write it; other text as it is.
pub fn day_text(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), day)
}

/// 2026年11月23日 09:05, in China.
pub fn moment(at: Timestamp) -> String {
    let local = jiff::tz::offset(8).to_datetime(at);
    format!(
        "{} {:02}:{:02}",
        day(local.date()),
        local.hour(),
        local.minute()
    )
}

/// 09:05, in China.
pub fn clock_time(at: Timestamp) -> String {
    let local = jiff::tz::offset(8).to_datetime(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// How long something took: 250 毫秒, 12 秒.
pub fn span(took: SignedDuration) -> String {
    match took.as_millis() {
        short @ ..1000 => format!("{short} 毫秒"),
        long => format!("{} 秒", long / 1000),
    }
}

/// Fen as yuan: 1,200,000.00.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", grouped(fen / 100), fen % 100)
}

/// Fen as 万元, exactly: with two decimals at least.
pub fn wan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let amount = fen.unsigned_abs();
    let rest = format!("{:06}", amount % 1_000_000);
    let decimals = rest.trim_end_matches('0').len().max(2);
    let shown: String = rest.chars().take(decimals).collect();
    format!("{sign}{}.{shown}", grouped(amount / 1_000_000))
}

/// Basis points as percent: 12.5%.
pub fn percent(basis_points: i64) -> String {
    let text = format!("{}.{:02}", basis_points / 100, (basis_points % 100).abs());
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount for a page: short, with the exact figure for whoever hovers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub fen: i64,
    pub short: String,
    pub exact: String,
}

impl Amount {
    pub fn of(fen: i64) -> Self {
        Self {
            fen,
            short: format!("{}万元", wan(fen)),
            exact: format!("{}元", yuan(fen)),
        }
    }
}

/// A JSON scalar as text, for values whose kind is not known.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => day_text(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => {
            let parts: Vec<_> = fields.values().map(plain).collect();
            parts.join("，")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{percent, wan, yuan};

    #[test]
    fn amounts_are_written_in_wan_and_exactly() {
        assert_eq!(wan(120_000_000), "120.00");
        assert_eq!(wan(123_456_789), "123.456789");
        assert_eq!(wan(99_999_900), "99.9999");
        assert_eq!(yuan(123_456_789), "1,234,567.89");
        assert_eq!(yuan(-5), "-0.05");
        assert_eq!(wan(1_000_000_000_000), "1,000,000.00");
    }

    #[test]
    fn shares_are_written_in_percent() {
        assert_eq!(percent(1_000), "10%");
        assert_eq!(percent(1_250), "12.5%");
        assert_eq!(percent(5), "0.05%");
    }
}
