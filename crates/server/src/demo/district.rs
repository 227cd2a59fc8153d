//! Founds the district: bodies and accounts, then the registers by acts of those
//! who keep them.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_store::Account;

use super::PASSWORD;
use super::cast::{AGENCIES, BODIES, PEOPLE, PLATFORMS};
use super::life::number;
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::By;
use crate::accounts::{passwords, records};
use crate::app::{Answer, App, Asked, Fault};
use crate::clock::{self, Clock};

/// Bodies, accounts and registers, as of the first day. All accounts have the
/// one published password, so one hash serves them all.
pub async fn found(app: &App, clock: &Clock, first: Date) -> anyhow::Result<()> {
    set(clock, first)?;
    let mut ids = Vec::new();
    for cast in BODIES {
        let id = clock::new_id();
        let body = Registration {
            name: cast.name.to_owned(),
            capacities: owned(cast.capacities),
            domains: owned(cast.domains),
            in_district: cast.in_district,
            leader: String::new(),
        };
        bodies::register(app, id, 0, &body, By::nobody()).await?;
        ids.push((cast.name, id.to_string()));
    }
    let hash = passwords::hash(PASSWORD.to_owned()).await?;
    for account in accounts(&ids, &hash)? {
        records::put(app, "account_created", &account, By::nobody(), "demo").await?;
    }
    designs(app, clock, first).await?;
    registers(app).await
}

pub fn set(clock: &Clock, day: Date) -> anyhow::Result<()> {
    clock.move_to(clock::morning_of(day).context("a day that no clock shows")?);
    Ok(())
}

fn owned(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn accounts(bodies: &[(&str, String)], hash: &str) -> anyhow::Result<Vec<Account>> {
    PEOPLE
        .iter()
        .map(|person| {
            let body = bodies.iter().find(|(name, _)| *name == person.body);
            Ok(Account {
                name: person.account.to_owned(),
                display_name: person.name.to_owned(),
                body: body
                    .map(|(_, id)| id.clone())
                    .context("a person without a body")?,
                capacities: person
                    .capacities
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect(),
                password_hash: hash.to_owned(),
                disabled: false,
                must_change: false,
            })
        })
        .collect()
}

pub async fn actor(app: &App, account: &str) -> anyhow::Result<Actor> {
    let stored = app.store().account_by_name(account).await?;
    let stored = stored.with_context(|| format!("no account {account}"))?;
    app.actor(&stored).await
}

/// Does an act; a refusal is a fault of the demonstration and says why.
pub async fn act(
    app: &App,
    who: &str,
    act: &str,
    id: Option<uuid::Uuid>,
    input: &Value,
) -> anyhow::Result<Answer> {
    let asked = Asked {
        act,
        id,
        input,
        key: None,
        seen: None,
    };
    let actor = actor(app, who).await?;
    app.act(&actor, asked).await.map_err(|fault| match fault {
        Fault::Internal(error) => error.context(format!("{who} {act}")),
        Fault::Refused(tongchou_project::Refusal::Law(verdict)) => {
            let says: Vec<String> = verdict
                .against()
                .map(|found| format!("{} {}", found.article_text, found.says))
                .collect();
            anyhow::anyhow!("{who} {act}: {}", says.join("; "))
        }
        other => anyhow::anyhow!("{who} {act}: {other:?}"),
    })
}

async fn designs(app: &App, clock: &Clock, first: Date) -> anyhow::Result<()> {
    let items = json!([
        { "code": "1.1", "title": "政务云和网络", "description": "统一云网底座" },
        { "code": "2.1", "title": "一网通办和基层治理", "description": "面向群众和基层的业务系统" },
        { "code": "3.1", "title": "数据资源和共享", "description": "汇聚、治理和授权运营" },
    ]);
    let district = json!({
        "kind": "district", "title": "示范区信息化（大数据）顶层设计", "edition": "第一版", "items": items,
    });
    let made = act(app, "kexinju", "draft_design", None, &district).await?;
    let day = |days: i32| first.checked_add(jiff::Span::new().days(days));
    set(clock, day(7)?)?;
    let approved = day(7)?;
    let approval =
        json!({ "number": number("示政发", approved), "approved_on": approved.to_string() });
    act(app, "quzhengfu", "approve_design", Some(made.id), &approval).await?;
    let from = json!({ "from": day(7)?.to_string() });
    act(
        app,
        "kexinju",
        "bring_design_into_force",
        Some(made.id),
        &from,
    )
    .await?;
    for (who, title, fields) in [
        (
            "kexinju_tongchou",
            "云网数据和安全领域顶层设计",
            json!(["infrastructure", "network", "data_resource", "security"]),
        ),
        (
            "zhengwuju",
            "政务服务和基层治理领域顶层设计",
            json!(["business_system", "equipment"]),
        ),
    ] {
        let domain = json!({ "kind": "domain", "title": title, "edition": "第一版", "fields": fields, "items": items });
        let made = act(app, who, "draft_design", None, &domain).await?;
        act(app, who, "file_design", Some(made.id), &json!({})).await?;
        act(app, who, "bring_design_into_force", Some(made.id), &from).await?;
    }
    Ok(())
}

async fn registers(app: &App) -> anyhow::Result<()> {
    for (name, description) in PLATFORMS {
        let platform = json!({ "name": name, "description": description, "contact": "区信息中心" });
        act(app, "kexinju", "register_platform", None, &platform).await?;
    }
    for (name, code, kinds) in AGENCIES {
        let agency = json!({ "name": name, "credit_code": code, "kinds": kinds });
        act(app, "kexinju", "register_agency", None, &agency).await?;
    }
    for person in PEOPLE
        .iter()
        .filter(|person| person.capacities == ["expert"])
    {
        let expert = json!({
            "name": person.name, "person": person.account, "employer": "高等院校", "cryptography": true,
            "fields": ["infrastructure", "network", "business_system", "data_resource", "security"],
        });
        act(app, "kexinju", "register_expert", None, &expert).await?;
    }
    let service = json!({ "code": "C1601", "name": "信息系统运行维护服务", "year": 2024 });
    act(app, "weijianwei", "add_catalogue_item", None, &service).await?;
    Ok(())
}
