//! Document numbers that the system gives where nobody typed one: asked for
//! with the append, found again in the events. Which number comes next is the
//! store's to say.

use serde_json::Value;
use tongchou_store::{NewEvent, NumberRequest};

/// Where an event's content has its number.
const NUMBER: &str = "/content/number";

/// The event, and the number around its year and place.
const NUMBERED: &[(&str, &str, &str)] = &[("opinion_letter_issued", "信审函〔", "〕{}号")];

/// Leaves room for the numbers and asks for them.
pub fn give(events: &mut [NewEvent], year: i16) -> Vec<NumberRequest> {
    let mut requests = Vec::new();
    for (place, event) in events.iter_mut().enumerate() {
        let known = NUMBERED.iter().find(|(kind, ..)| *kind == event.kind);
        let Some((kind, before, after)) = known else {
            continue;
        };
        if let Some(number @ Value::Null) = event.data.pointer_mut(NUMBER) {
            *number = format!("{before}{year}{after}").into();
            requests.push(NumberRequest {
                series: format!("{kind}/{year}"),
                event: place,
                pointer: NUMBER.to_owned(),
            });
        }
    }
    requests
}

/// The series that an event's number belongs to, and its place there.
pub fn given(event: &NewEvent) -> Option<(String, u64)> {
    let (kind, before, after) = NUMBERED.iter().find(|(kind, ..)| *kind == event.kind)?;
    let number = event.data.pointer(NUMBER)?.as_str()?;
    let rest = number.strip_prefix(before)?;
    let (middle, end) = after.split_once("{}")?;
    let (year, rest) = rest.split_once(middle)?;
    let place = rest.strip_suffix(end)?.parse().ok()?;
    year.parse::<i16>().ok()?;
    Some((format!("{kind}/{year}"), place))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tongchou_store::NewEvent;

    use super::{give, given};

    fn letter(number: Option<&str>) -> NewEvent {
        NewEvent {
            kind: "opinion_letter_issued".to_owned(),
            version: 1,
            data: json!({ "content": { "number": number } }),
        }
    }

    #[test]
    fn a_number_given_is_found_again() {
        let mut events = [letter(None)];
        let requests = give(&mut events, 2026);
        assert_eq!(requests[0].series, "opinion_letter_issued/2026");
        let series = "opinion_letter_issued/2026".to_owned();
        let filled = letter(Some("信审函〔2026〕12号"));
        assert_eq!(given(&filled), Some((series, 12)));
        assert_eq!(given(&letter(Some("京信函〔2026〕12号"))), None);
        assert!(give(&mut [letter(Some("自编1号"))], 2026).is_empty());
    }
}
