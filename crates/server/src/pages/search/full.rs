//! The page of a search: what was found with the passages that say why, and the facets
//! by which it is narrowed down. All of it stands in the address. Nothing is counted or
//! shown that its reader may not see.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use tongchou_project::state::Stage;
use tongchou_rules::vocabulary;
use tongchou_search::{Asked, Facet, Found, Stretch, Terms, excerpt, marked};

use crate::app::{Entry, World};
use crate::forms::Pairs;
use crate::pages::listing::{tone, visible};
use crate::search::{Band, Kind, Search, Shown, hashed};
use crate::web::{Failure, Page, SignedIn, Web, address, html};

const ON_PAGE: usize = 20;
/// Nobody reads further; whoever comes here narrows down.
const LAST_PAGE: usize = 50;
/// Values of one facet that are offered.
const OFFERED: usize = 12;

#[derive(Debug, Template)]
#[template(path = "search/full.html")]
struct Full {
    page: Page,
    sought: String,
    notes: Vec<&'static str>,
    /// How many of what is found, in words.
    total: String,
    hits: Vec<Hit>,
    facets: Vec<Choices>,
    /// Hidden fields that keep what was narrowed down when another word is typed.
    kept: Vec<(&'static str, String)>,
    without: String,
    earlier: Option<String>,
    later: Option<String>,
    at: usize,
    pages: usize,
}

#[derive(Debug)]
struct Hit {
    href: String,
    title: Vec<Stretch>,
    passage: Vec<Stretch>,
    kind: &'static str,
    tag: String,
    tone: &'static str,
    note: String,
    /// The project it belongs to, and its page.
    of: Option<(String, String)>,
}

#[derive(Debug)]
struct Choices {
    label: &'static str,
    /// Shown with its values.
    open: bool,
    values: Vec<Choice>,
}

#[derive(Debug)]
struct Choice {
    label: String,
    count: u32,
    href: String,
    chosen: bool,
}

/// What the address asks for: by facet the word that stands in it.
#[derive(Debug, Default)]
struct Wanted {
    sought: String,
    narrowed: Vec<(Facet, String)>,
    page: usize,
}

pub(super) async fn show(
    web: &Web,
    search: &Search,
    user: &SignedIn,
    pairs: &Pairs,
) -> Result<Response, Failure> {
    let wanted = Wanted::read(pairs);
    let world = web.app.world().await?;
    let terms = Terms::of(&wanted.sought);
    let mut notes = Vec::new();
    if terms.cut_short {
        notes.push("输入过长，只按前面的部分查找（最多200字、10个词）。");
    }
    if terms.is_empty() && !wanted.sought.is_empty() {
        notes.push("请输入文字、字母或数字；标点和符号不能单独查找。");
    }
    let names = Names::of(&world);
    let found = found(search, &world, user, wanted.asked(&terms), &mut notes).await?;
    let seen = visible(&web.app, &user.actor).await?;
    let may_see = |id: &str| seen.iter().any(|entry| entry.id == id);
    let hits = found
        .hits
        .iter()
        .filter_map(|hit| view(hit, &terms, &world, &may_see))
        .collect();
    let pages = found.total.div_ceil(ON_PAGE).clamp(1, LAST_PAGE);
    let mut page = Page::of(user, "查找", "/search");
    page.sought.clone_from(&wanted.sought);
    Ok(html(&Full {
        page,
        notes,
        total: found.total.to_string(),
        hits,
        facets: choices(&found, &wanted, &names),
        kept: wanted
            .narrowed
            .iter()
            .map(|(facet, word)| (name_of(*facet), word.clone()))
            .collect(),
        without: address::to("/search", &[("q", &wanted.sought)]),
        earlier: (wanted.page > 1).then(|| wanted.to_page(wanted.page - 1)),
        later: (wanted.page < pages).then(|| wanted.to_page(wanted.page + 1)),
        at: wanted.page,
        pages,
        sought: wanted.sought,
    }))
}

/// What has all the words; where nothing has, what has most of them, and a note of it.
async fn found(
    search: &Search,
    world: &Arc<World>,
    user: &SignedIn,
    asked: Asked,
    notes: &mut Vec<&'static str>,
) -> Result<Found, Failure> {
    let mut found = find(search, world, user, asked.clone()).await?;
    let nothing = |found: &Found| found.counts.is_empty();
    if !asked.terms.is_empty() && found.as_ref().is_some_and(nothing) {
        let loosely = Asked {
            loosely: true,
            ..asked
        };
        found = find(search, world, user, loosely).await?;
        if found.as_ref().is_some_and(|found| found.total > 0) {
            notes.push("没有同时含有全部词语的内容，以下内容含有其中大部分。");
        }
    }
    if found.is_none() {
        notes.push("索引正在建立，请稍候再查。");
    }
    Ok(found.unwrap_or_default())
}

async fn find(
    search: &Search,
    world: &Arc<World>,
    user: &SignedIn,
    asked: Asked,
) -> Result<Option<Found>, Failure> {
    let (search, world, actor) = (search.clone(), world.clone(), user.actor.clone());
    let finding = tokio::task::spawn_blocking(move || search.find(&world, &actor, asked));
    Ok(finding.await.map_err(anyhow::Error::from)??)
}

fn name_of(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "kind",
        Facet::Unit => "unit",
        Facet::Field => "field",
        Facet::Year => "year",
        Facet::Stage => "stage",
        Facet::Amount => "amount",
    }
}

fn label_of(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "类别",
        Facet::Unit => "单位",
        Facet::Field => "建设内容",
        Facet::Year => "年度",
        Facet::Stage => "阶段",
        Facet::Amount => "金额",
    }
}

impl Wanted {
    fn read(pairs: &Pairs) -> Self {
        let text = |name: &str| pairs.filled(name).unwrap_or_default().trim().to_owned();
        let page = text("page").parse().unwrap_or(1);
        let narrowed = Facet::ALL
            .into_iter()
            .map(|facet| (facet, text(name_of(facet))));
        Self {
            sought: text("q"),
            narrowed: narrowed.filter(|(_, word)| !word.is_empty()).collect(),
            page: Ord::clamp(page, 1, LAST_PAGE),
        }
    }

    fn asked(&self, terms: &Terms) -> Asked {
        let narrowed = self.narrowed.iter();
        Asked {
            terms: terms.clone(),
            narrowed: narrowed
                .map(|(facet, word)| (*facet, value_of(*facet, word)))
                .collect(),
            weights: Kind::weights(),
            skip: (self.page - 1) * ON_PAGE,
            take: ON_PAGE,
            ..Asked::default()
        }
    }

    fn word(&self, facet: Facet) -> &str {
        let mut words = self.narrowed.iter().filter(|(of, _)| *of == facet);
        words.next().map_or("", |(_, word)| word)
    }

    fn to_page(&self, page: usize) -> String {
        let page = page.to_string();
        self.address(None, &page)
    }

    /// The address with another value of one facet.
    fn address(&self, changed: Option<(Facet, &str)>, page: &str) -> String {
        let mut pairs = vec![("q", self.sought.as_str())];
        for facet in Facet::ALL {
            let word = match changed {
                Some((of, word)) if of == facet => word,
                _ => self.word(facet),
            };
            pairs.push((name_of(facet), word));
        }
        pairs.push(("page", if page == "1" { "" } else { page }));
        address::to("/search", &pairs)
    }
}

/// The values of facets with the words that stand for them in addresses and on the page.
struct Names {
    units: Vec<(u64, String, String)>,
}

impl Names {
    fn of(world: &World) -> Self {
        let bodies = world.registers.bodies.values();
        Self {
            units: bodies
                .map(|body| (hashed(&body.id), body.id.clone(), body.name.clone()))
                .collect(),
        }
    }

    /// The word for addresses and the one for people.
    fn words(&self, facet: Facet, value: u64) -> Option<(String, String)> {
        let place = usize::try_from(value).ok()?;
        let both = |key: &str, label: &str| (key.to_owned(), label.to_owned());
        match facet {
            Facet::Kind => Kind::of(value).map(|kind| both(kind.key(), kind.label())),
            Facet::Unit => {
                let unit = self.units.iter().find(|(hash, ..)| *hash == value)?;
                Some((unit.1.clone(), unit.2.clone()))
            }
            Facet::Field => vocabulary::FIELDS
                .words
                .get(place)
                .map(|(id, label)| both(id, label)),
            Facet::Stage => Stage::ALL
                .get(place)
                .map(|stage| both(stage.key(), stage.label())),
            Facet::Year => Some((value.to_string(), format!("{value}年"))),
            Facet::Amount => {
                let band = Band::ALL.get(place.checked_sub(1)?)?;
                Some(both(band.key, band.label))
            }
        }
    }
}

/// A value that no facet has finds nothing; it is not left out.
fn value_of(facet: Facet, word: &str) -> u64 {
    let number = |place: Option<usize>| place.and_then(|place| u64::try_from(place).ok());
    let value = match facet {
        Facet::Kind => {
            let mut kinds = Kind::ALL.iter().filter(|kind| kind.key() == word);
            kinds.next().map(|kind| kind.number())
        }
        Facet::Unit => Some(hashed(word)),
        Facet::Field => {
            let mut fields = vocabulary::FIELDS.words.iter();
            number(fields.position(|(id, _)| *id == word))
        }
        Facet::Stage => number(Stage::ALL.iter().position(|stage| stage.key() == word)),
        Facet::Year | Facet::Amount => word.parse().ok(),
    };
    value.unwrap_or(u64::MAX)
}

fn choices(found: &Found, wanted: &Wanted, names: &Names) -> Vec<Choices> {
    let of_facet = |facet: Facet| {
        let counts = found.counts.iter().filter(|((of, _), _)| *of == facet);
        let mut counts: Vec<(u64, u32)> =
            counts.map(|((_, value), count)| (*value, *count)).collect();
        match facet {
            Facet::Year => counts.sort_by_key(|(value, _)| std::cmp::Reverse(*value)),
            Facet::Stage | Facet::Amount => counts.sort_unstable(),
            _ => counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value)),
        }
        let chosen_word = wanted.word(facet);
        let values = counts.into_iter().filter_map(|(value, count)| {
            let (word, label) = names.words(facet, value)?;
            let chosen = word == chosen_word;
            let other = if chosen { "" } else { word.as_str() };
            let href = wanted.address(Some((facet, other)), "1");
            Some(Choice {
                label,
                count,
                href,
                chosen,
            })
        });
        let mut values: Vec<Choice> = values.collect();
        let beyond = values
            .iter()
            .position(|choice| choice.chosen)
            .filter(|at| *at >= OFFERED);
        let chosen = beyond.map(|at| values.remove(at));
        values.truncate(OFFERED);
        values.extend(chosen);
        Choices {
            label: label_of(facet),
            open: matches!(facet, Facet::Kind | Facet::Unit | Facet::Year)
                || values.iter().any(|choice| choice.chosen),
            values,
        }
    };
    let all = Facet::ALL.into_iter().map(of_facet);
    all.filter(|choices| !choices.values.is_empty()).collect()
}

fn view(
    hit: &tongchou_search::Hit,
    terms: &Terms,
    world: &World,
    may_see: &impl Fn(&str) -> bool,
) -> Option<Hit> {
    let shown: Shown = serde_json::from_str(&hit.shown).ok()?;
    let kind = Kind::of(hit.kind)?;
    let mut passage = excerpt(&hit.body, terms);
    let agrees = |stretches: &[Stretch]| stretches.iter().any(|stretch| stretch.agrees);
    if !agrees(&passage) {
        let named = excerpt(&hit.names, terms);
        if agrees(&named) || hit.body.is_empty() {
            passage = named;
        }
    }
    let mut view = Hit {
        href: shown.href,
        title: marked(&hit.title, terms),
        passage,
        kind: kind.label(),
        tag: String::new(),
        tone: "",
        note: shown.note,
        of: None,
    };
    if !shown.project.is_empty() {
        let entry = world
            .entry("project", &shown.project)
            .filter(|entry| may_see(&entry.id))?;
        if kind == Kind::Project {
            of_project(&mut view, entry);
        } else {
            view.of = Some((format!("/projects/{}", entry.id), entry.title.clone()));
        }
    }
    Some(view)
}

fn of_project(view: &mut Hit, entry: &Entry) {
    let Some(project) = entry.aggregate.project() else {
        return;
    };
    project.stage().label().clone_into(&mut view.tag);
    view.tone = tone(project.stage());
    let number = entry.number.iter().map(String::as_str);
    let amount = project.total_amount();
    let amount = (amount > 0).then(|| format!("{}万元", crate::format::wan(amount)));
    let words = std::iter::once(project.unit_name.as_str())
        .chain(number)
        .chain(amount.as_deref());
    view.note = words.collect::<Vec<_>>().join("　");
}
