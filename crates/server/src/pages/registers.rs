//! The registers beside projects: designs, platforms, catalogue items, agencies,
//! experts, meetings, interpretations, settings. All are shown alike.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use tongchou_project::act_specs;
use tongchou_store::StoredEvent;
use uuid::Uuid;

use super::acts::offer::{self, OfferView};
use super::project::timeline;
use super::told;
use crate::app::{self, World};
use crate::files::FileList;
use crate::format;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

/// Kinds with their names, in the order of the tabs.
pub const KINDS: [(&str, &str); 8] = [
    ("design", "顶层设计"),
    ("platform", "共性平台"),
    ("catalogue_item", "购买服务目录"),
    ("agency", "外包服务机构"),
    ("expert", "专家"),
    ("meeting", "会商会议"),
    ("interpretation", "条文解释"),
    ("setting", "设置"),
];

pub fn kind_name(kind: &str) -> Option<&'static str> {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, name)| *name)
}

#[derive(Debug, Template)]
#[template(path = "registers/index.html")]
struct Index {
    page: Page,
    kind: String,
    name: &'static str,
    kinds: [(&'static str, &'static str); 8],
    rows: Vec<Row>,
    /// The title of the act that adds an entry, for those who may.
    add: Option<String>,
}

#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    owner: String,
    state: String,
    number: String,
    changed_on: String,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    At(kind): At<String>,
) -> Result<Response, Failure> {
    let name = kind_name(&kind).ok_or(Failure::NotFound)?;
    let world = web.app.world().await?;
    let add = web.app.with_env(&world, &user.actor, "", |env| {
        let mut specs = act_specs().iter();
        let spec = specs.find(|spec| spec.aggregate == kind && spec.creates)?;
        let may = app::may_create(spec.key, env, &web.app.who_may(env.regulation));
        let act = env.regulation.act(spec.key)?;
        may.then(|| act.title.clone())
    })?;
    let mut rows: Vec<Row> = world
        .of_kind(&kind)
        .map(|entry| row(&world, entry))
        .collect();
    rows.reverse();
    Ok(html(&Index {
        page: Page::of(&user, name, "/registers/design"),
        kind,
        name,
        kinds: KINDS,
        rows,
        add,
    }))
}

fn row(world: &World, entry: &app::Entry) -> Row {
    Row {
        id: entry.id.clone(),
        title: title_of(entry),
        owner: world.title_of(&entry.owner).unwrap_or_default(),
        state: entry.stage_label.clone(),
        number: entry.number.clone().unwrap_or_default(),
        changed_on: format::day_text(&entry.changed_on),
    }
}

/// An entry without a title of its own goes by its kind.
fn title_of(entry: &app::Entry) -> String {
    let name = kind_name(&entry.kind).unwrap_or_default();
    Some(entry.title.as_str())
        .filter(|title| !title.is_empty())
        .unwrap_or(name)
        .to_owned()
}

#[derive(Debug, Template)]
#[template(path = "registers/show.html")]
struct Show {
    page: Page,
    kind: String,
    name: &'static str,
    title: String,
    note: Option<String>,
    content: Vec<(String, String)>,
    files: FileList,
    possible: Vec<OfferView>,
    barred: Vec<OfferView>,
    timeline: Vec<timeline::Entry>,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    done: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At((kind, id)): At<(String, Uuid)>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let name = kind_name(&kind).ok_or(Failure::NotFound)?;
    let loaded = web
        .app
        .load(&user.actor, &kind, id)
        .await
        .map_err(Failure::of)?;
    let world = web.app.world().await?;
    let aggregate = loaded.aggregate.as_ref().ok_or(Failure::NotFound)?;
    let offers = web
        .app
        .with_env(&world, &user.actor, &id.to_string(), |env| {
            app::offers(aggregate, &kind, env, &web.app.who_may(env.regulation))
        })?;
    let base = format!("/registers/{kind}/{id}");
    let (possible, barred): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| offer.possible());
    let views = |offers: Vec<&app::Offer>| -> Vec<OfferView> {
        offers
            .into_iter()
            .map(|offer| offer::view(offer, &base, &world.registers))
            .collect()
    };
    let law = web.app.law().on(web.app.clock().today());
    let title = world.title_of(&id.to_string()).unwrap_or_default();
    Ok(html(&Show {
        page: Page::of(&user, title.clone(), "/registers/design"),
        name,
        title,
        note: asked
            .done
            .and_then(|act| law.act(&act).map(|act| format!("已办理：{}", act.title))),
        content: loaded
            .events
            .first()
            .map(|event| first(&world, event))
            .unwrap_or_default(),
        files: FileList::of(aggregate, law),
        possible: views(possible),
        barred: views(barred),
        timeline: timeline::of(&world, law, &loaded.events, false),
        kind,
    }))
}

/// What the entry was made with.
fn first(world: &World, stored: &StoredEvent) -> Vec<(String, String)> {
    let content = stored.event.data.get("content").unwrap_or(&Value::Null);
    told::content(world, &stored.provenance.act, content)
}
