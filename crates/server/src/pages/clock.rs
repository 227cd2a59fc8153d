//! How long is left until a day, or how long it is past: a tag for tables.

use jiff::civil::Date;
use tongchou_project::state::Rectification;

use super::sheet::{Cell, bad, good, ranked, tag, wait};

/// So many days before the last day, the tag begins to warn.
const SOON: i32 = 30;

pub fn until(due: Date, on: Date) -> Cell {
    let days = (due - on).get_days();
    let tone = match days {
        ..0 => "bad",
        0..=SOON => "wait",
        _ => "",
    };
    ranked(tone, left(due, on), days.into())
}

/// The same in words alone.
pub fn left(due: Date, on: Date) -> String {
    match (due - on).get_days() {
        0 => "今天到期".to_owned(),
        days if days < 0 => format!("逾期{}天", -days),
        days => format!("还有{days}天"),
    }
}

/// The clock of an order to rectify: it stops with the report, and starts again
/// where the report does not satisfy.
pub fn of(order: &Rectification, on: Date) -> Cell {
    match (order.outcome(), &order.report, order.due_on) {
        ("passed", ..) => good("符合要求"),
        ("failed", ..) => bad("仍不符合要求"),
        (_, Some(report), _) => {
            let waited = (on - report.on).get_days();
            wait(format!("已报告，待复核{waited}天"))
        }
        (_, None, Some(due)) => until(due, on),
        _ => tag("", "未定期限"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Cell, until};

    fn says(due: i8) -> String {
        match until(date(2026, 3, due), date(2026, 3, 10)) {
            Cell::Tag { label, .. } => label,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_last_day_is_not_yet_late() {
        assert_eq!(says(10), "今天到期");
        assert_eq!(says(9), "逾期1天");
        assert_eq!(says(11), "还有1天");
    }
}
