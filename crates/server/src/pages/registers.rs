//! The registers beside projects: designs, platforms, catalogue items, agencies,
//! experts, meetings, interpretations, settings. All are shown alike.

pub mod results;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;
use tongchou_project::{Aggregate, act_specs};
use tongchou_rules::{Regulation, article};
use tongchou_store::StoredEvent;
use uuid::Uuid;

use super::acts::offer::{self, OfferView};
use super::kept::Wanted;
use super::lists::registers::LISTS;
use super::lists::{Empty, List, Table};
use super::project::timeline;
use super::{meetings, papers, selection, settings, told};
use crate::app::{self, RESULT, World};
use crate::files::FileList;
use crate::web::{Ask, At, Failure, Page, Queried, SignedIn, Web, html};

pub fn kind_name(kind: &str) -> Option<&'static str> {
    let mut lists = LISTS.iter();
    lists.find(|list| list.key == kind).map(|list| list.name)
}

#[derive(Debug, Template)]
#[template(path = "registers/index.html")]
struct Index {
    page: Page,
    list: &'static List,
    lists: &'static [List],
    /// Whether the reader may open the catalogue of results.
    results: bool,
    table: Table,
    /// The title of the act that adds an entry, for those who may.
    add: Option<String>,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    At(kind): At<String>,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let results = web.app.may_view_results(&world, &user.actor);
    if kind == RESULT {
        return results::index(&web, &user, &world, &pairs).await;
    }
    let mut lists = LISTS.iter();
    let list = lists.find(|list| list.key == kind);
    let list = list.ok_or(Failure::NotFound)?;
    let add = web.app.with_env(&world, &user.actor, "", |env| {
        let mut specs = act_specs().iter();
        let spec = specs.find(|spec| spec.aggregate == kind && spec.creates)?;
        let may = app::may_create(spec.key, env, &web.app.who_may(env.regulation));
        let act = env.regulation.act(spec.key)?;
        may.then(|| act.title.clone())
    })?;
    let empty = Empty {
        says: "还没有登记。".to_owned(),
        link: add
            .as_ref()
            .map(|title| (title.clone(), format!("{}/new", list.path))),
    };
    let here = if list.key == "meeting" {
        "/registers/meeting"
    } else {
        "/registers/design"
    };
    Ok(html(&Index {
        page: Page::of(&user, list.name, here),
        table: Table::of(&web, &user, list, pairs, empty).await?,
        lists: &LISTS,
        results,
        list,
        add,
    }))
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
    papers: Vec<papers::Row>,
    files: FileList,
    possible: Vec<OfferView>,
    barred: Vec<OfferView>,
    timeline: Vec<timeline::Entry>,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    done: Option<String>,
    draft: Option<String>,
    /// Of a selection: draw once more.
    again: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At((kind, id)): At<(String, Uuid)>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    if kind == RESULT {
        return results::show(&web, &user, id, asked.done.as_deref()).await;
    }
    let name = kind_name(&kind).ok_or(Failure::NotFound)?;
    let loaded = web.app.load(&user.actor, &kind, id).await;
    let loaded = loaded.map_err(Failure::of)?;
    let law = web.app.law().on(web.app.clock().today());
    let act = asked.done.and_then(|act| law.act(&act));
    let note = act.map(|act| format!("已办理：{}", act.title));
    if kind == "meeting" {
        let wanted = Wanted { draft: asked.draft };
        return meetings::show(&web, &user, id, &loaded, note, &wanted).await;
    }
    if kind == "selection" {
        let again = asked.again.is_some();
        return selection::show(&web, &user, id, &loaded, note, again).await;
    }
    let world = web.app.world().await?;
    let aggregate = loaded.aggregate.as_ref().ok_or(Failure::NotFound)?;
    let offers = web
        .app
        .with_env(&world, &user.actor, &id.to_string(), |env| {
            app::offers(aggregate, &kind, env, &web.app.who_may(env.regulation))
        })?;
    if note.is_some()
        && let Aggregate::Setting(setting) = aggregate
    {
        let to = format!("/settings/{}#history", setting.key);
        return Ok(Redirect::to(&to).into_response());
    }
    let base = format!("/registers/{kind}/{id}");
    let (possible, barred): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| offer.possible());
    let view = |offer: &app::Offer| offer::view(offer, &base, &world.registers);
    let views = |offers: Vec<&app::Offer>| offers.into_iter().map(view).collect();
    let title = title(&world, law, aggregate, id);
    Ok(html(&Show {
        page: Page::of(&user, title.clone(), "/registers/design"),
        name,
        title,
        note,
        content: loaded
            .events
            .first()
            .map(|event| first(&world, event))
            .unwrap_or_default(),
        papers: papers::rows(&web, &loaded, &base),
        files: FileList::of(aggregate, law),
        possible: views(possible),
        barred: views(barred),
        timeline: timeline::of(&world, law, &loaded.events, false),
        kind,
    }))
}

/// What an entry is called; of those without a name of their own, what they are about.
fn title(world: &World, law: &Regulation, aggregate: &Aggregate, id: Uuid) -> String {
    match aggregate {
        Aggregate::Setting(setting) => settings::named(law, &setting.key),
        Aggregate::Interpretation(told) => {
            let cited = told.article.as_deref().and_then(article::in_words);
            format!("对{}的解释", cited.as_deref().unwrap_or("本办法"))
        }
        _ => world.title_of(&id.to_string()).unwrap_or_default(),
    }
}

/// What the entry was made with.
fn first(world: &World, stored: &StoredEvent) -> Vec<(String, String)> {
    let content = stored.event.data.get("content").unwrap_or(&Value::Null);
    told::content(world, &stored.provenance.act, content)
}
