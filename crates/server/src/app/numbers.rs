//! Document numbers that the system gives where nobody typed one: asked for
//! with the append, found again in the events. Which number comes next is the
//! store's to say. A series is of one organ, one kind of letter and one year.

use serde_json::Value;
use tongchou_store::{NewEvent, NumberRequest};

/// An event that a letter tells of.
struct Numbered {
    event: &'static str,
    /// Where its content has the number.
    place: &'static str,
    /// Letters of one kind share a series, whichever event they tell of.
    kind: &'static str,
    issuer: Issuer,
    /// Only where the content says so: a value at a place.
    only: Option<(&'static str, &'static str)>,
}

/// Whose number it bears.
enum Issuer {
    /// One organ's, whoever did the act: receipts for what a unit files. With the
    /// words before the year.
    One(&'static str),
    /// The organ's that did it; with what stands after the organ's own word.
    Own(&'static str),
    /// No organ's word: 2026年第6期.
    Issues,
}

const LETTER: &str = "/content/issued_number";
const OUTCOME: &str = "/content/outcome";
const RETURNED: Option<(&str, &str)> = Some((OUTCOME, "return"));
const PASSED: Option<(&str, &str)> = Some((OUTCOME, "pass"));

const NUMBERED: &[Numbered] = &[
    Numbered {
        place: "/content/number",
        ..one(
            "opinion_letter_issued",
            "opinion_letter_issued",
            tongchou_project::words::LETTER_SERIES,
        )
    },
    one("change_filed", "change_receipt", "科信变备"),
    one("operation_plan_filed", "maintenance_receipt", "科信运备"),
    one("design_filed", "design_receipt", "科信顶备"),
    one(
        "cryptography_report_filed",
        "cryptography_receipt",
        "密信评备",
    ),
    own("rectification_ordered", "rectification_notice", "整", None),
    own("payment_suspended", "suspension_notice", "停", None),
    own(
        "acceptance_application_decided",
        "acceptance_reply",
        "验",
        PASSED,
    ),
    own("acceptance_application_decided", RETURN, "补", RETURNED),
    own("preliminary_review_concluded", RETURN, "补", RETURNED),
    own("expert_review_concluded", RETURN, "补", RETURNED),
    own("consultation_concluded", RETURN, "补", RETURNED),
    own("project_decided", RETURN, "补", RETURNED),
    own(
        "measure_imposed",
        CIRCULAR,
        "通",
        Some(("/content/measure", "criticism")),
    ),
    own("agency_named", CIRCULAR, "通", None),
    own("lead_referred", "referral_letter", "移", None),
    Numbered {
        issuer: Issuer::Issues,
        ..one("minutes_recorded", "meeting_minutes", "")
    },
];

const RETURN: &str = "return_notice";
const CIRCULAR: &str = "circular";

const fn one(event: &'static str, kind: &'static str, word: &'static str) -> Numbered {
    Numbered {
        event,
        place: LETTER,
        kind,
        issuer: Issuer::One(word),
        only: None,
    }
}

const fn own(
    event: &'static str,
    kind: &'static str,
    word: &'static str,
    only: Option<(&'static str, &'static str)>,
) -> Numbered {
    Numbered {
        issuer: Issuer::Own(word),
        only,
        ..one(event, kind, "")
    }
}

/// The word of an organ in its numbers, by the capacity it acts in.
const ORGANS: &[(&str, &str)] = &[
    ("bureau", "科信"),
    ("finance", "财信"),
    ("audit", "审信"),
    ("cyberspace", "网信"),
    ("cryptography", "密信"),
    ("investment", "投信"),
    ("government", "政信"),
];

impl Numbered {
    fn fits(&self, event: &NewEvent) -> bool {
        let says = |(place, word): (&str, &str)| {
            event.data.pointer(place).and_then(Value::as_str) == Some(word)
        };
        self.event == event.kind && self.only.is_none_or(says)
    }

    /// The series of a year, and the number with `{}` for its place in it. None
    /// where the organ has no word of its own.
    fn series(&self, capacity: &str, year: i16) -> Option<(String, String)> {
        let kind = self.kind;
        Some(match self.issuer {
            Issuer::One(word) => (format!("{kind}/{year}"), format!("{word}〔{year}〕{{}}号")),
            Issuer::Issues => (format!("{kind}/{year}"), format!("{year}年第{{}}期")),
            Issuer::Own(word) => {
                let organ = ORGANS.iter().find(|(known, _)| *known == capacity)?.1;
                (
                    format!("{kind}/{capacity}/{year}"),
                    format!("{organ}{word}〔{year}〕{{}}号"),
                )
            }
        })
    }
}

/// Leaves room for the numbers and asks for them.
pub fn give(events: &mut [NewEvent], capacity: &str, year: i16) -> Vec<NumberRequest> {
    let mut requests = Vec::new();
    for (place, event) in events.iter_mut().enumerate() {
        let known = NUMBERED.iter().find(|known| known.fits(event));
        let Some(known) = known else { continue };
        let Some((series, text)) = known.series(capacity, year) else {
            continue;
        };
        if let Some(number @ Value::Null) = event.data.pointer_mut(known.place) {
            *number = text.into();
            requests.push(NumberRequest {
                series,
                event: place,
                pointer: known.place.to_owned(),
            });
        }
    }
    requests
}

/// The series that an event's number belongs to, and its place there.
pub fn given(event: &NewEvent) -> Option<(String, u64)> {
    let known = NUMBERED.iter().find(|known| known.fits(event))?;
    let number = event.data.pointer(known.place)?.as_str()?;
    let capacities = ORGANS.iter().map(|(capacity, _)| *capacity);
    let mut series = capacities.filter_map(|capacity| {
        let year = year_in(number)?;
        let (series, text) = known.series(capacity, year)?;
        let (before, after) = text.split_once("{}")?;
        let place = number.strip_prefix(before)?.strip_suffix(after)?;
        Some((series, place.parse().ok()?))
    });
    series.next()
}

/// The first four digits of a number.
fn year_in(number: &str) -> Option<i16> {
    let from = number.find(|c: char| c.is_ascii_digit())?;
    number.get(from..from + 4)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tongchou_store::NewEvent;

    use super::{LETTER, NUMBERED, give, given};

    fn letter(number: Option<&str>) -> NewEvent {
        event("opinion_letter_issued", &json!({ "number": number }))
    }

    fn event(kind: &str, content: &serde_json::Value) -> NewEvent {
        NewEvent {
            kind: kind.to_owned(),
            version: 1,
            data: json!({ "content": content }),
        }
    }

    #[test]
    fn a_number_given_is_found_again() {
        let mut events = [letter(None)];
        let requests = give(&mut events, "bureau", 2026);
        assert_eq!(requests[0].series, "opinion_letter_issued/2026");
        let series = "opinion_letter_issued/2026".to_owned();
        let filled = letter(Some("信审函〔2026〕12号"));
        assert_eq!(given(&filled), Some((series, 12)));
        assert_eq!(given(&letter(Some("京信函〔2026〕12号"))), None);
        assert!(give(&mut [letter(Some("自编1号"))], "bureau", 2026).is_empty());
    }

    #[test]
    fn every_organ_has_a_series_of_its_own_for_each_kind() {
        let order = |number: Option<&str>| {
            event("rectification_ordered", &json!({ "issued_number": number }))
        };
        for (capacity, said) in [("bureau", "科信整"), ("finance", "财信整")] {
            let mut events = [order(None)];
            let requests = give(&mut events, capacity, 2027);
            let series = format!("rectification_notice/{capacity}/2027");
            assert_eq!(requests[0].series, series);
            assert_eq!(
                events[0].data["content"]["issued_number"],
                format!("{said}〔2027〕{{}}号")
            );
            let third = format!("{said}〔2027〕3号");
            let filled = order(Some(third.as_str()));
            assert_eq!(given(&filled), Some((series, 3)));
        }
        assert!(give(&mut [order(None)], "domain_lead", 2027).is_empty());
    }

    #[test]
    fn only_a_return_has_the_number_of_a_return_notice() {
        let concluded = |outcome: &str| {
            let content = json!({ "outcome": outcome, "issued_number": null });
            event("preliminary_review_concluded", &content)
        };
        assert!(give(&mut [concluded("pass")], "bureau", 2026).is_empty());
        let mut events = [concluded("return")];
        assert_eq!(
            give(&mut events, "bureau", 2026)[0].series,
            "return_notice/bureau/2026"
        );
        let said = events[0].data["content"]["issued_number"].as_str().unwrap();
        assert_eq!(said, "科信补〔2026〕{}号");
    }

    #[test]
    fn no_two_kinds_share_a_word() {
        let mut words = std::collections::BTreeMap::new();
        for known in NUMBERED {
            for (capacity, _) in super::ORGANS {
                let (series, text) = known.series(capacity, 2026).unwrap();
                assert_eq!(*words.entry(text).or_insert(series.clone()), series);
            }
            assert!(known.place == LETTER || known.event == "opinion_letter_issued");
        }
    }
}
