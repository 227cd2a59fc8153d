//! What falls due on the projects that a person may see, by list and by month,
//! with what moved and why, and the address for a calendar program. The dates
//! come from the rules; this page filters and shows.

pub mod export;
pub mod feed;
mod find;
mod month;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::Regulation;

use crate::clock::day_of;
use crate::format;
use crate::pages::listing::visible;
use crate::pages::sheet::Cell;
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

use find::{Asked, Found};
pub use find::{Line, find};
use month::Month;

/// The name of the list, where lists are taken away.
pub const KEY: &str = "duty";

/// How many lines a page has.
const SIZE: usize = 50;
/// How many lines stand below a month: the list has the rest.
const BELOW_MONTH: usize = 200;
/// How many moves are told.
const MOVES: u32 = 300;

#[derive(Debug, Template)]
#[template(path = "duties/show.html")]
struct Show {
    page: Page,
    tabs: Vec<(&'static str, String, bool)>,
    view: &'static str,
    asked: Asked,
    units: Vec<(String, String)>,
    keys: Vec<(String, String)>,
    states: Vec<(&'static str, &'static str)>,
    may_be_mine: bool,
    lines: Vec<Line>,
    total: usize,
    late: usize,
    renewing: bool,
    number: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
    export: String,
    month: Option<Month>,
    moves: Vec<Move>,
    feed: Option<feed::Standing>,
    csrf: String,
}

#[derive(Debug)]
struct Move {
    href: String,
    project: String,
    title: String,
    what: &'static str,
    tone: &'static str,
    old: String,
    new: String,
    cause: String,
    on: String,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let asked = Asked::read(&pairs);
    page(&web, &user, asked, None).await
}

async fn page(
    web: &Web,
    user: &SignedIn,
    asked: Asked,
    made: Option<String>,
) -> Result<Response, Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let view = asked.view();
    let today = web.app.clock().today();
    let found = match view {
        "moves" | "feed" => Found::default(),
        _ => find(web, user, &asked).await?,
    };
    let law = web.app.regulation(&*web.app.world().await?, today)?;
    let total = found.total();
    let pages = total.div_ceil(SIZE).max(1);
    let number = asked.page.min(pages);
    let mut lines = match view {
        "month" => found.lines(user, today, 0..total),
        _ => found.lines(user, today, (number - 1) * SIZE..number * SIZE),
    };
    let month = (view == "month").then(|| month::of(&law, today, &asked, &lines));
    lines.truncate(BELOW_MONTH);
    let feed = match view {
        "feed" => Some(feed::standing(web, user, made).await?),
        _ => None,
    };
    let moves = match view {
        "moves" => moves(web, user).await?,
        _ => Vec::new(),
    };
    let to_page = |page: usize| {
        Asked {
            page,
            ..asked.clone()
        }
        .href()
    };
    Ok(html(&Show {
        page: Page::of(user, "期限", "/duties"),
        tabs: tabs(&asked),
        view,
        units: found.units,
        keys: titles(&law).into_iter().collect(),
        states: find::STATES.to_vec(),
        may_be_mine: found.may_be_mine,
        late: found.late,
        renewing: found.renewing,
        lines,
        total,
        number,
        pages: if view == "month" { 1 } else { pages },
        before: (number > 1).then(|| to_page(number - 1)),
        after: (number < pages).then(|| to_page(number + 1)),
        export: address::with("/exports/duty", &asked.query()),
        month,
        moves,
        feed,
        csrf: user.session.csrf.clone(),
        asked,
    }))
}

fn tabs(asked: &Asked) -> Vec<(&'static str, String, bool)> {
    let tab = |(key, label): (&str, &'static str)| {
        let to = Asked {
            view: key.to_owned(),
            page: 1,
            ..asked.clone()
        };
        (label, to.href(), asked.view() == key)
    };
    [
        ("list", "列表"),
        ("month", "月历"),
        ("moves", "变动记录"),
        ("feed", "订阅日历"),
    ]
    .map(tab)
    .into()
}

/// The duties that the law knows, by key.
fn titles(law: &Regulation) -> BTreeMap<String, String> {
    let texts = law.duty_texts().into_iter();
    texts.map(|duty| (duty.key, duty.title)).collect()
}

/// The latest moves on projects that the person may see.
async fn moves(web: &Web, user: &SignedIn) -> Result<Vec<Move>, Failure> {
    web.app.duties_for_reader().await?;
    let entries = visible(&web.app, &user.actor).await?;
    let projects: BTreeMap<&str, &str> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.title.as_str()))
        .collect();
    let named = titles(web.app.law().on(web.app.clock().today()));
    let moves = match entries.as_slice() {
        // a unit's own few projects: all of their moves, not those of the district
        few if few.len() <= 40 => {
            let mut all = Vec::new();
            for entry in few {
                all.extend(web.app.store().duty_moves(Some(&entry.id), MOVES).await?);
            }
            all.sort_by(|one, other| other.noticed_on.cmp(&one.noticed_on));
            all
        }
        _ => web.app.store().duty_moves(None, MOVES).await?,
    };
    let day = |day: Option<String>| day.map(|day| format::day_text(&day)).unwrap_or_default();
    let told = moves.into_iter().filter_map(|each| {
        let project = projects.get(each.subject.as_str())?;
        let (what, tone) = match each.what.as_str() {
            "raised" => ("产生", "live"),
            "moved" => ("改期", "wait"),
            "met" => ("办结", "good"),
            _ => ("不再适用", ""),
        };
        let says = each.cause.get("says").and_then(|says| says.as_str());
        Some(Move {
            href: format!("/projects/{}", each.subject),
            project: (*project).to_owned(),
            title: named.get(&each.key).cloned().unwrap_or(each.key),
            what,
            tone,
            old: day(each.old_due),
            new: day(each.new_due),
            cause: says.map(without_leads).unwrap_or_default(),
            on: format::day_text(&each.noticed_on),
        })
    });
    Ok(told.take(MOVES as usize).collect())
}

/// What was noted before leads were left out told of them too.
fn without_leads(says: &str) -> String {
    let told = says
        .split('；')
        .filter(|part| !part.contains("移送问题线索"));
    told.collect::<Vec<_>>().join("；")
}

/// 2026年11月24日 of a moment.
fn day_words(at: jiff::Timestamp) -> String {
    format::day(day_of(at))
}
