//! What of the district can be found, and by which words. Only what everybody reads who
//! may see the thing: nothing of an expert's opinion, of who was drawn, or of a referral
//! is in the index at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tongchou_project::registers::ResultEntry;
use tongchou_project::state::{Project, Stage};
use tongchou_project::{Aggregate, Event};
use tongchou_rules::{Regulation, article, vocabulary};
use tongchou_search::{Document, Facet, OPEN};
use tongchou_store::StoredEvent;

use super::kinds::{Band, Kind};
use crate::app::{Entry, World};
use crate::format;
use crate::official_text::Imported;
use crate::pages::told;

/// Another number where documents are written another way: the index is made anew.
pub(super) const FORM: u32 = 2;
/// What opens the documents of the catalogue of results.
pub(super) const RESULTS: &str = "results";
/// Guards meetings, whose titles name projects: for those who see every project.
/// Others come to the meetings of their projects by the projects' own pages.
pub(super) const MEETINGS: &str = "meetings";

/// Events of which those who may see the project may not see everything, or not yet.
const SEALED: [&str; 4] = [
    "expert_opinion_given",
    "expert_review_declined",
    "panel_drawn",
    "lead_referred",
];

/// What a hit needs to be shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shown {
    pub href: String,
    /// The project it belongs to: looked up once more when it is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A number for an id: the same in every process.
pub fn hashed(id: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    id.bytes().fold(0xcbf2_9ce4_8422_2325, step).max(2)
}

fn shown(href: String, project: &str, note: String) -> String {
    let project = project.to_owned();
    serde_json::to_string(&Shown {
        href,
        project,
        note,
    })
    .unwrap_or_default()
}

/// The documents of one thing as it is now.
pub(super) fn of_entry(entry: &Entry) -> Vec<Document> {
    let page = format!("/registers/{}/{}", entry.kind, entry.id);
    match &entry.aggregate {
        Aggregate::Project(project) => of_project(entry, project),
        Aggregate::Design(design) => {
            let items = design.items.iter();
            let each = items.map(|item| Document {
                body: item.description.clone().unwrap_or_default(),
                shown: shown(
                    page.clone(),
                    "",
                    format!("{}　第{}条", design.title, item.code),
                ),
                ..listed(Kind::Design, &page, &item.title, &design.title)
            });
            each.collect()
        }
        other => of_register(other, &page).into_iter().collect(),
    }
}

fn of_register(entry: &Aggregate, page: &str) -> Option<Document> {
    let (document, body) = match entry {
        Aggregate::Platform(it) if !it.retired => (
            listed(Kind::Platform, page, &it.name, &it.by.body_name),
            &it.description,
        ),
        Aggregate::CatalogueItem(it) if !it.removed => (
            listed(Kind::CatalogueItem, page, &it.name, &it.code),
            &it.by.body_name,
        ),
        Aggregate::Agency(it) => (
            listed(Kind::Agency, page, &it.name, &it.credit_code),
            &it.name,
        ),
        Aggregate::Expert(it) if !it.retired => (
            listed(Kind::Expert, page, &it.name, &it.employer),
            &it.employer,
        ),
        Aggregate::Meeting(it) => {
            let document = Document {
                guard: hashed(MEETINGS),
                ..listed(Kind::Meeting, page, &it.title, "")
            };
            (document, &it.place)
        }
        Aggregate::Interpretation(it) => {
            let number = it.number.as_deref().unwrap_or_default();
            let of = it.article.as_deref().and_then(article::in_words);
            let title = format!("对{}的解释", of.unwrap_or_default());
            (listed(Kind::Interpretation, page, &title, number), &it.text)
        }
        _ => return None,
    };
    let body = body.clone();
    Some(Document { body, ..document })
}

/// What stands in a register that everybody may read.
fn listed(kind: Kind, page: &str, title: &str, names: &str) -> Document {
    Document {
        guard: OPEN,
        facets: vec![(Facet::Kind, kind.number())],
        title: title.to_owned(),
        names: names.to_owned(),
        shown: shown(page.to_owned(), "", String::new()),
        ..Document::default()
    }
}

fn of_project(entry: &Entry, project: &Project) -> Vec<Document> {
    let mut facets = facets(project);
    facets.push((Facet::Kind, Kind::Project.number()));
    let stage = Stage::ALL
        .iter()
        .position(|stage| *stage == project.stage());
    facets.extend(stage.map(|stage| (Facet::Stage, number(stage))));
    facets.extend(Band::of(project.total_amount()).map(|band| (Facet::Amount, band)));
    let own = Document {
        guard: hashed(&entry.id),
        facets,
        title: project.title.clone(),
        names: names(entry, project),
        body: body(project),
        shown: shown(format!("/projects/{}", entry.id), &entry.id, String::new()),
        ..Document::default()
    };
    let results = ResultEntry::of(project).into_iter().map(of_result);
    std::iter::once(own).chain(results).collect()
}

pub(super) fn facets(project: &Project) -> Vec<(Facet, u64)> {
    let since = project.declaration.declared_on.or(project.registered_on);
    let year = since.and_then(|day| u64::try_from(day.year()).ok());
    let fields = project
        .fields
        .iter()
        .filter_map(|field| field_number(field));
    fields
        .map(|field| (Facet::Field, field))
        .chain(year.map(|year| (Facet::Year, year)))
        .chain([(Facet::Unit, hashed(&project.unit))])
        .collect()
}

pub fn field_number(field: &str) -> Option<u64> {
    let mut words = vocabulary::FIELDS.words.iter();
    words.position(|(id, _)| *id == field).map(number)
}

fn number(place: usize) -> u64 {
    u64::try_from(place).unwrap_or(u64::MAX)
}

fn names(entry: &Entry, project: &Project) -> String {
    let letter = project
        .letter
        .as_ref()
        .and_then(|letter| letter.number.clone());
    let numbered = project
        .numbered
        .iter()
        .filter_map(|each| serde_json::to_value(each).ok());
    let numbers = numbered.filter_map(|each| Some(each.get("number")?.as_str()?.to_owned()));
    let contracts = project.contracts.iter();
    let of_contracts = contracts.clone().flat_map(|each| {
        let total = each.items.iter().map(|row| row.amount).sum();
        [each.agency_name.clone(), each.title.clone(), amount(total)]
            .into_iter()
            .chain(each.number.clone())
    });
    let names = [project.unit_name.clone(), amount(project.total_amount())];
    let all = names.into_iter().chain(entry.number.clone()).chain(letter);
    let of_rows = rows(project).map(|(_, fen)| amount(fen));
    let all = all.chain(numbers).chain(of_contracts).chain(of_rows);
    // a project's own number is its letter's, too
    let mut known = BTreeSet::new();
    let all: Vec<String> = all.filter(|name| known.insert(name.clone())).collect();
    all.join("\n")
}

/// What the budget and the contracts are made of, with what it costs.
fn rows(project: &Project) -> impl Iterator<Item = (&str, i64)> {
    let budget = project.declaration.budget.iter();
    let budget = budget.map(|row| (row.name.as_str(), row.amount));
    let contracts = project.contracts.iter();
    let contracts = contracts.flat_map(|contract| &contract.items);
    budget.chain(contracts.map(|row| (row.name.as_str(), row.amount)))
}

/// An amount in each way that people type it.
fn amount(fen: i64) -> String {
    if fen <= 0 {
        return String::new();
    }
    let wan = format::wan(fen);
    // 120.00万元 is looked for as 120万 too
    let round = wan.strip_suffix(".00").map(|round| format!(" {round}万元"));
    format!(
        "{}元 {wan}万元{}",
        format::yuan(fen),
        round.unwrap_or_default()
    )
}

fn body(project: &Project) -> String {
    let declared = &project.declaration;
    let texts = [&declared.topics, &declared.feasibility, &declared.terms];
    let texts = texts.into_iter().flat_map(|texts| texts.values().cloned());
    // in one way: the others are for finding, and stand with the names
    let rows = rows(project).map(|(name, fen)| format!("{name} {}元", format::yuan(fen)));
    let lines = [project.summary.clone()].into_iter().chain(texts);
    let earlier = project.earlier.iter();
    let sources = earlier.filter_map(|earlier| earlier.source.clone());
    let lines: Vec<String> = lines.chain(rows).chain(sources).collect();
    lines.join("\n")
}

fn of_result(entry: ResultEntry) -> Document {
    Document {
        guard: hashed(RESULTS),
        facets: vec![
            (Facet::Kind, Kind::Result.number()),
            (Facet::Unit, hashed(&entry.unit)),
        ],
        names: entry.unit_name.clone(),
        body: entry.description,
        shown: shown(
            format!("/registers/result/{}", entry.id),
            "",
            entry.unit_name,
        ),
        title: entry.name,
        ..Document::default()
    }
}

/// What was done to a project, where words were written down with it.
pub(super) fn of_event(world: &World, law: &Regulation, stored: &StoredEvent) -> Option<Document> {
    let project = project_of(world, stored)?;
    let content = stored.event.data.get("content").unwrap_or(&Value::Null);
    let event = Event::from_stored(
        &stored.event.kind,
        stored.event.version,
        stored.event.data.clone(),
    );
    let written = told::content(world, &stored.provenance.act, &without_files(content));
    let words = written
        .iter()
        .map(|(label, value)| format!("{label}：{value}"));
    let body: Vec<String> = words.collect();
    let id = &project.id;
    let act = law.act(&stored.provenance.act);
    let position = stored.position;
    let on = format::day(stored.provenance.on);
    Some(Document {
        facets: of_part(project, Kind::Event),
        guard: hashed(id),
        title: act.map_or_else(String::new, |act| act.title.clone()),
        names: event.map(|event| event.describe()).unwrap_or_default(),
        body: body.join("；"),
        shown: shown(
            format!("/projects/{id}/sections/record?event={position}#event-{position}"),
            id,
            on,
        ),
        ..Document::default()
    })
}

/// The project that an event belongs to, where its content may be found.
pub(super) fn project_of<'a>(world: &'a World, stored: &StoredEvent) -> Option<&'a Project> {
    let sealed = SEALED.contains(&stored.event.kind.as_str());
    if stored.stream.kind != "project" || sealed {
        return None;
    }
    let entry = world.entry("project", &stored.stream.id.to_string())?;
    entry.aggregate.project()
}

pub(super) fn of_part(project: &Project, kind: Kind) -> Vec<(Facet, u64)> {
    let mut facets = facets(project);
    facets.push((Facet::Kind, kind.number()));
    facets
}

/// Files are found by themselves.
fn without_files(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(fields) = content.as_object_mut() {
        fields.retain(|_, value| {
            let mut items = value.as_array().into_iter().flatten();
            !items.any(|item| item.get("sm3").is_some())
        });
    }
    content
}

/// What a clause says, with the names of facts where a project's own would stand.
fn of_no_project(says: &str) -> String {
    let mut told = String::new();
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let label = tongchou_rules::fact(name).map_or(name, |fact| fact.label);
        told.push_str(before);
        told.push_str(label);
        rest = after;
    }
    told + rest
}

/// The articles of the regulation: in our words, and in the imported official text.
pub(super) fn of_articles(law: &Regulation, official: Option<&Imported>) -> Vec<Document> {
    let articles = law.articles().iter();
    articles
        .map(|each| {
            let of = |cited: &str| cited.split(['.', '-']).next() == Some(&each.number.to_string());
            let clauses = law.clauses().iter().filter(|clause| of(&clause.article));
            let clauses = clauses.filter_map(|clause| law.clause_says(&clause.id));
            let clauses: Vec<String> = clauses.map(of_no_project).collect();
            let official = official.into_iter().flat_map(|text| &text.parts.articles);
            let official = official.filter(|text| text.number == each.number);
            let official = official.flat_map(|text| {
                let paragraphs = text.paragraphs.iter();
                paragraphs.flat_map(|it| {
                    std::iter::once(it.text.as_str()).chain(it.items.iter().map(String::as_str))
                })
            });
            let lines = std::iter::once(each.summary.as_str()).chain(official);
            let lines: Vec<&str> = lines.chain(clauses.iter().map(String::as_str)).collect();
            let number = article::in_words(&each.number.to_string()).unwrap_or_default();
            Document {
                guard: OPEN,
                facets: vec![(Facet::Kind, Kind::Article.number())],
                title: format!("{number}　{}", each.title),
                names: format!("第{}条", each.number),
                body: lines.join("\n"),
                shown: shown(
                    format!("/regulation/{}", each.number),
                    "",
                    law.number().to_owned(),
                ),
                ..Document::default()
            }
        })
        .collect()
}
