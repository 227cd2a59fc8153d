//! The message of the day: what is new to a person and what is late, in one.

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_store::{Delivery, delivery_uid};

use crate::app::App;
use crate::format;

/// Makes the message of a day for each who wants one and has something in it; gives
/// how many. Of a day that was missed none is made up: what was held goes with today's.
pub async fn prepare(app: &App, day: Date) -> anyhow::Result<usize> {
    if day != app.clock().today() {
        return Ok(0);
    }
    let mut made = 0;
    for channel in app.store().daily_channels().await? {
        let (person, kind) = (&channel.person, &channel.kind);
        let held = app.store().held_deliveries(person, kind).await?;
        let late = app.late_of(person, day).await?;
        if held.is_empty() && late.is_empty() {
            continue;
        }
        let now = app.clock().now();
        let new: Vec<&Value> = held.iter().map(|each| &each.body).collect();
        let (lates, news) = (late.len(), new.len());
        let whole = Delivery {
            id: 0,
            uid: delivery_uid(kind, person, &format!("digest:{day}")),
            person: person.clone(),
            channel: kind.clone(),
            form: "digest".to_owned(),
            body: json!({
                "kind": "digest",
                "title": format!("每日汇总：逾期{lates}项，新通知{news}项"),
                "day": format::day(day), "late": late, "new": new,
                "href": "/notices",
            }),
            state: "waiting".to_owned(),
            attempts: 0,
            created_at: now,
            next_at: now,
            ended_at: None,
            error: String::new(),
        };
        made += usize::from(app.store().bundle(&held, &whole).await?);
    }
    Ok(made)
}
