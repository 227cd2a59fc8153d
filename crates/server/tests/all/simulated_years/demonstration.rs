//! Years lived through day by day: people do what the demonstration's plan has
//! them do, others try what is not theirs, and each day everything must hold. By
//! default the last part of it; all of it with `--run-ignored all`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::json;
use tongchou_server::clock::morning_of;
use tongchou_server::demo::{self, Planned, Run};
use tongchou_server::jobs::Runner;
use tongchou_store::{DutyRow, DutyWanted, Notice};

use crate::support::{District, SEEDED};

/// The plan of the demonstration begins so many days before its end.
const DAYS: i64 = 1_150;

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_is_lived_through_day_by_day() {
    Box::pin(live(90)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: all days of the plan"]
async fn three_years_are_lived_through_day_by_day() {
    Box::pin(live(DAYS)).await;
}

/// Carries the plan out, and looks at each of the last days.
async fn live(last_days: i64) {
    let start = SEEDED.checked_sub(Span::new().days(DAYS)).unwrap();
    let looked_from = SEEDED.saturating_sub(last_days.days());
    let district = District::found_on(start).await;
    let mut of_day: BTreeMap<Date, Vec<Planned>> = BTreeMap::new();
    for step in demo::plan(start, SEEDED) {
        of_day.entry(step.day).or_default().push(step);
    }
    let mut run = Run::default();
    let runner = Runner::new(district.app.clone(), None);
    let mut seen = Seen::default();
    let mut day = start;
    while day <= SEEDED {
        for step in of_day.remove(&day).unwrap_or_default() {
            run.step(&district.app, &district.clock, &step)
                .await
                .unwrap();
        }
        if day >= looked_from {
            district.clock.move_to(morning_of(day).unwrap());
            runner.tick().await.unwrap();
            if day.day() % 7 == 0 {
                strangers_get_nowhere(&district).await;
            }
            seen.look(&district, day, day == looked_from).await;
        }
        day = day.tomorrow().unwrap();
    }
    assert!(seen.late > 0, "somebody was late in that time");
    district.app.store().verify(None).await.unwrap();
}

/// What was told up to now.
#[derive(Default)]
struct Seen {
    known: BTreeSet<(String, String)>,
    late: usize,
}

impl Seen {
    /// Every duty that became late today is told today to who owes it, and nobody
    /// is told of what is not so.
    async fn look(&mut self, district: &District, day: Date, first: bool) {
        let (kept, asked) = crate::duties::compared(district).await;
        assert_eq!(kept, asked, "{day}");
        let open = DutyWanted {
            open: true,
            ..DutyWanted::default()
        };
        let rows = district.app.store().duties(&open).await.unwrap();
        let yesterday = day.yesterday().unwrap().to_string();
        for (account, unit) in UNITS {
            let body = district.body(unit);
            let told = district.app.store().notices_of(account, 100_000, 0).await;
            let told = told.unwrap();
            for row in rows.iter().filter(|row| row.owner == body) {
                let fell_late = row.due_on == yesterday;
                if fell_late {
                    assert!(
                        told.iter().any(|each| each.key == late_key(row)),
                        "{day}: {row:?}"
                    );
                }
            }
            for notice in told {
                self.take(&rows, &notice, day, first);
            }
        }
    }

    fn take(&mut self, rows: &[DutyRow], notice: &Notice, day: Date, first: bool) {
        let of = (notice.person.clone(), notice.key.clone());
        if !self.known.insert(of) || first || !notice.key.starts_with("duty:") {
            return;
        }
        let row = rows.iter().find(|row| {
            let about = format!("duty:{}:{}:{}:", row.subject, row.key, row.due_on);
            notice.key.starts_with(&about)
        });
        let row = row.unwrap_or_else(|| panic!("{day}: told of nothing: {notice:?}"));
        let late = row.due_on < day.to_string();
        assert_eq!(late, notice.kind == "late", "{day}: {notice:?}");
        self.late += usize::from(late);
    }
}

const UNITS: [(&str, &str); 3] = [
    ("minzhengju", "示范区民政局"),
    ("weijianwei", "示范区卫生健康委员会"),
    ("jiedao", "文昌街道办事处"),
];

fn late_key(row: &DutyRow) -> String {
    format!("duty:{}:{}:{}:late", row.subject, row.key, row.due_on)
}

/// People try what is not theirs, or not in order: nothing happens.
async fn strangers_get_nowhere(district: &District) {
    let size = district.app.store().checkpoint().await.unwrap().size;
    let world = district.app.world().await.unwrap();
    let projects: Vec<String> = world.of_kind("project").map(|it| it.id.clone()).collect();
    for (account, act, input) in [
        ("zhuanjia1", "make_payment", json!({ "amount": "1.00" })),
        ("shenji", "issue_opinion_letter", json!({})),
        ("quzhengfu", "arrange_budget", json!({ "amount": "100.00" })),
    ] {
        let client = district.token(account).await;
        for project in projects.iter().take(3) {
            let path = format!("/api/v1/projects/{project}/acts/{act}");
            let answer = client.post(&path, &input).await;
            assert!(
                answer.status.is_client_error(),
                "{account} {act}: {}",
                answer.text
            );
        }
    }
    let acts = district.app.store().events_after(size, 100).await.unwrap();
    let done: Vec<_> = acts
        .iter()
        .filter(|event| event.stream.kind == "project")
        .collect();
    assert!(done.is_empty(), "{done:?}");
}
