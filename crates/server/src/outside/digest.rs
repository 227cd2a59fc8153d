//! The message of the day: what is new to a person and what is late, in one.

use std::collections::BTreeSet;

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
    let channels = app.store().daily_channels().await?;
    let people: BTreeSet<&str> = channels.iter().map(|each| each.person.as_str()).collect();
    let all_late = app.late_of(&people, day).await?;
    let mut made = 0;
    for channel in &channels {
        let (person, kind) = (&channel.person, &channel.kind);
        let held = app.store().held_deliveries(person, kind).await?;
        let late = all_late.get(person).cloned().unwrap_or_default();
        if held.is_empty() && late.is_empty() {
            continue;
        }
        let new: Vec<&Value> = held.iter().map(|each| &each.body).collect();
        let (lates, news) = (late.len(), new.len());
        let body = json!({
            "kind": "digest",
            "title": format!("每日汇总：逾期{lates}项，新通知{news}项"),
            "day": format::day(day), "late": late, "new": new,
            "href": "/notices",
        });
        let uid = delivery_uid(kind, person, &format!("digest:{day}"));
        let whole = Delivery::new(uid, person, kind, "digest", body, app.clock().now());
        made += usize::from(app.store().bundle(&held, &whole).await?);
    }
    Ok(made)
}
