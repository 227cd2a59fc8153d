//! The policy laboratory: a draft in which figures, readings or clauses are
//! otherwise, and what it would say of every project, past and running. What is
//! tried stands in the address; nothing is stored, nothing comes into force.

mod compared;

use std::collections::BTreeMap;
use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::Regulation;

use self::compared::{NAMED, Scope, compare};
use super::listing::visible;
use super::words::in_general;
use crate::app::may_create;
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, html};

/// How many things a draft may change at once; the last is a clause.
const CHANGES: usize = 4;

#[derive(Debug, Template)]
#[template(path = "laboratory/show.html")]
struct Show {
    page: Page,
    figures: Vec<Choice>,
    readings: Vec<Choice>,
    clauses: Vec<Choice>,
    rows: Vec<Typed>,
    faults: Vec<String>,
    /// What the draft changes, in words.
    changed: Vec<String>,
    run: Option<Run>,
}

/// Something that can be changed.
#[derive(Debug)]
struct Choice {
    key: String,
    says: String,
}

#[derive(Debug)]
struct Typed {
    number: usize,
    /// The row for a clause, which needs no value.
    clause: bool,
    key: String,
    value: String,
}

#[derive(Debug)]
struct Run {
    projects: usize,
    clauses: usize,
    duties: usize,
    took: String,
    differences: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    article: String,
    id: String,
    says: String,
    before: String,
    after: String,
    count: usize,
    more: usize,
    /// Address, title, unit, note.
    projects: Vec<(String, String, String, String)>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let may = web.app.with_env(&world, &user.actor, "", |env| {
        may_create("change_setting", env, &web.app.who_may(env.regulation))
    })?;
    if !may {
        return Err(Failure::NotFound);
    }
    let law = web.app.regulation(&world, web.app.clock().today())?;
    let rows = typed(&pairs);
    let (changes, mut faults) = read(&rows);
    let draft = match law.drafted(&changes) {
        Ok(draft) if faults.is_empty() && !changes.is_empty() => Some(draft),
        Ok(_) => None,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let changed = draft
        .as_ref()
        .map_or_else(Vec::new, |draft| in_words(&law, draft, &changes));
    let run = match draft {
        Some(draft) => Some(run(&web, &user, draft, changes).await?),
        None => None,
    };
    Ok(html(&Show {
        page: Page::of(&user, "政策试验", "/regulation"),
        figures: figures(&law),
        readings: readings(&law),
        clauses: clauses(&law),
        rows,
        faults,
        changed,
        run,
    }))
}

/// The rows of the form, with room for what was not typed yet.
fn typed(pairs: &Pairs) -> Vec<Typed> {
    let (mut keys, mut values) = (pairs.all("key"), pairs.all("value"));
    (1..=CHANGES)
        .map(|number| Typed {
            number,
            clause: number == CHANGES,
            key: keys.next().unwrap_or_default().to_owned(),
            value: values.next().unwrap_or_default().trim().to_owned(),
        })
        .collect()
}

/// What is to be changed. A reading and a clause bring their value with their key.
fn read(rows: &[Typed]) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut changes, mut faults) = (BTreeMap::new(), Vec::new());
    for row in rows {
        let number = row.number;
        let (key, value) = row.key.split_once('=').unwrap_or((&row.key, &row.value));
        if key.is_empty() && value.is_empty() {
            continue;
        }
        if key.is_empty() {
            faults.push(format!("第{number}行填写了数值，没有选择改什么，请选择"));
        } else if value.is_empty() {
            faults.push(format!(
                "第{number}行选择了限额或者期限，没有填写改成多少，请填写数值"
            ));
        } else if changes.insert(key.to_owned(), value.to_owned()).is_some() {
            faults.push(format!("第{number}行与前面的行改的是同一项，请只保留一行"));
        }
    }
    (changes, faults)
}

fn in_words(
    law: &Regulation,
    draft: &Regulation,
    changes: &BTreeMap<String, String>,
) -> Vec<String> {
    let words = |(key, value): (&String, &String)| {
        if let (Some(old), Some(new)) = (law.limit(key), draft.limit(key)) {
            return format!("{}：{} → {}", old.says, old.in_words(), new.in_words());
        }
        if let Some(question) = law.questions().find(|question| question.id == *key) {
            let mut readings = question.readings.iter();
            let reading = readings.find(|reading| reading.id == *value);
            let says = reading.map_or(value.as_str(), |reading| reading.says.as_str());
            return format!("{}：改按“{says}”", question.asks);
        }
        let id = key.trim_start_matches("enforcement.");
        let way = if value == "warn" {
            "改为只提醒"
        } else {
            "改为不予办理"
        };
        let says = in_general(law.clause_says(id).unwrap_or_default());
        format!("{says}（{id}）{way}")
    };
    changes.iter().map(words).collect()
}

async fn run(
    web: &Web,
    user: &SignedIn,
    draft: Regulation,
    changes: BTreeMap<String, String>,
) -> Result<Run, Failure> {
    let entries = visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor) = (web.app.clone(), user.actor.clone());
    let ran = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        app.with_view(&world, &actor, |view| {
            let scope = Scope::of(view.env.regulation, &changes);
            let differences = if scope.is_empty() {
                Vec::new()
            } else {
                compare(&entries, &scope, &draft, view)
            };
            Run {
                projects: entries.len(),
                clauses: scope.clauses(),
                duties: scope.duties(),
                took: format!("{}毫秒", begun.elapsed().as_millis()),
                differences: differences.into_iter().map(row).collect(),
            }
        })
    });
    Ok(ran.await??)
}

fn row(found: compared::Difference) -> Row {
    let count = found.projects.len();
    let named = found.projects.iter().zip(found.notes).take(NAMED);
    Row {
        article: found.article,
        id: found.id,
        says: found.says,
        before: found.before,
        after: found.after,
        count,
        more: count.saturating_sub(NAMED),
        projects: named
            .map(|(entry, note)| {
                let unit = entry.aggregate.project();
                let unit = unit.map_or("", |project| project.unit_name.as_str());
                let href = format!("/projects/{}", entry.id);
                (href, entry.title.clone(), unit.to_owned(), note)
            })
            .collect(),
    }
}

/// The figures that a clause or a duty reads: of others it could say nothing.
fn figures(law: &Regulation) -> Vec<Choice> {
    let read = |name: &str| {
        let change = BTreeMap::from([(name.to_owned(), String::new())]);
        !Scope::of(law, &change).is_empty()
    };
    let limits = law.limits().filter(|limit| read(&limit.name));
    limits
        .map(|limit| Choice {
            key: limit.name.clone(),
            says: format!(
                "{}{}（现为{}）",
                tongchou_rules::article::in_words(&limit.article).unwrap_or_default(),
                limit.says,
                limit.in_words()
            ),
        })
        .collect()
}

fn readings(law: &Regulation) -> Vec<Choice> {
    law.questions()
        .flat_map(|question| {
            let others = question.readings.iter();
            others
                .filter(|reading| reading.id != question.chosen)
                .map(|reading| Choice {
                    key: format!("{}={}", question.id, reading.id),
                    says: format!("{}：{}", question.asks, reading.says),
                })
        })
        .collect()
}

fn clauses(law: &Regulation) -> Vec<Choice> {
    let clauses = law.clauses().iter();
    clauses
        .map(|clause| {
            let (word, way) = if law.refuses(clause) {
                ("warn", "改为只提醒")
            } else {
                ("refuse", "改为不予办理")
            };
            Choice {
                key: format!("enforcement.{}={word}", clause.id),
                says: format!(
                    "{}“{}”{way}（{}）",
                    clause.article_text,
                    in_general(law.clause_says(&clause.id).unwrap_or_default()),
                    clause.id
                ),
            }
        })
        .collect()
}
