//! The declaration as it prints: what was filed, or what its writer is still at
//! work on, with the budget added up, the materials it needs and the commitment
//! that goes with it. It only shows.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tongchou_project::{Aggregate, Env, Project, facts, preview};
use tongchou_rules::article::numeral;
use uuid::Uuid;

use super::acts::{Target, wizard};
use super::opened::Opened;
use super::review::declared::{self, BUDGET, Line};
use crate::app::World;
use crate::drafts;
use crate::format::{self, Amount};
use crate::forms::Pairs;
use crate::forms::sections::{self, Section};
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

const FORM: &str = "revise_declaration";
/// On the cover.
const TITLE: &str = "title";
/// Longer texts stand as paragraphs under their name.
const SHORT: usize = 60;

#[derive(Debug, Template)]
#[template(path = "declaration/show.html")]
struct Show {
    page: Page,
    home: String,
    paper: Paper,
    /// The form to go on with, for who is writing it.
    writing: Option<String>,
}

/// The sheets of paper.
#[derive(Debug)]
struct Paper {
    title: String,
    unit: String,
    state: String,
    is_filed: bool,
    parts: Vec<Part>,
    budget: Option<Budget>,
    materials: Vec<wizard::Material>,
    commitment: Commitment,
    as_of: String,
}

#[derive(Debug)]
struct Part {
    number: String,
    title: &'static str,
    short: Vec<(&'static str, String)>,
    long: Vec<(&'static str, String)>,
    has_budget: bool,
}

#[derive(Debug)]
struct Budget {
    lines: Vec<Line>,
    sums: wizard::Sums,
}

#[derive(Debug)]
struct Commitment {
    signed_by: String,
    signed_on: String,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Whether the reader's own draft is laid over what was filed.
    draft: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let target = Target::of_act("project", id, FORM).ok_or(Failure::NotFound)?;
    let drafted = match asked.draft {
        Some(_) => drafted(&web, &user, &opened, &target).await?,
        None => None,
    };
    let aggregate = drafted.as_ref().unwrap_or(&opened.aggregate);
    let project = aggregate.project().ok_or(Failure::NotFound)?;
    let paper = opened
        .with_env(|env| Paper::of(project, aggregate, &opened.world, env, drafted.is_some()))?;
    let may_write = opened.consider(FORM)?.permitted_to_actor;
    Ok(html(&Show {
        page: Page::of(&user, format!("申报书：{}", project.title), "/projects"),
        home: opened.home(),
        writing: may_write.then(|| format!("{}?draft=continue", target.action())),
        paper,
    }))
}

/// The state that sending the reader's draft would lead to.
async fn drafted(
    web: &Web,
    user: &SignedIn,
    opened: &Opened<'_>,
    target: &Target,
) -> Result<Option<Aggregate>, Failure> {
    let Some(stored) = drafts::stored(web, &target.draft_key(user)).await? else {
        return Ok(None);
    };
    let typed = target.typed(&Pairs::from_text(&stored.body));
    let current = Some(&opened.aggregate);
    let input = target.input(web, user, current, &typed).await?;
    let previewed = opened.with_env(|env| preview(current, FORM, &input, env))?;
    Ok(previewed.and_then(|previewed| previewed.after))
}

impl Paper {
    fn of(
        project: &Project,
        aggregate: &Aggregate,
        world: &World,
        env: &Env<'_>,
        is_draft: bool,
    ) -> Self {
        let known = facts(project, env);
        let lines = declared::lines(aggregate);
        Self {
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            state: state(project, is_draft),
            is_filed: !is_draft && project.declaration.declared_on.is_some(),
            parts: parts(world, aggregate),
            budget: (!lines.is_empty()).then(|| Budget {
                sums: wizard::Sums::of(project, &known, env, 0),
                lines,
            }),
            materials: materials(project, &known, env),
            commitment: Commitment::of(project, is_draft),
            as_of: format::day(env.on),
        }
    }
}

fn state(project: &Project, is_draft: bool) -> String {
    match (is_draft, project.declaration.declared_on) {
        (true, _) => "草稿预览：含尚未提交的修改".to_owned(),
        (false, Some(on)) => format!("{}正式申报", format::day(on)),
        (false, None) => "尚未正式申报".to_owned(),
    }
}

/// In the parts of the form, those that were left empty aside.
fn parts(world: &World, aggregate: &Aggregate) -> Vec<Part> {
    let written = declared::parts(world, aggregate);
    let of = |section: &Section| -> Vec<(&'static str, String)> {
        let own = section.fields.iter();
        let own = own.filter(|name| ![TITLE, BUDGET].contains(name));
        let own = own.filter_map(|name| written.iter().find(|part| part.name == *name));
        own.map(|part| (part.label, part.text.clone())).collect()
    };
    let mut parts = Vec::new();
    for section in sections::of(FORM) {
        let has_budget = section.fields.contains(&BUDGET);
        let (short, long): (Vec<_>, Vec<_>) = of(section)
            .into_iter()
            .partition(|(_, text)| text.chars().count() <= SHORT && !text.contains('\n'));
        if short.is_empty() && long.is_empty() && !has_budget {
            continue;
        }
        let place = u32::try_from(parts.len() + 1).unwrap_or(0);
        parts.push(Part {
            number: numeral(place),
            title: section.title,
            short,
            long,
            has_budget,
        });
    }
    parts
}

/// The materials that such a project needs before it is declared.
fn materials(
    project: &Project,
    known: &tongchou_rules::Facts,
    env: &Env<'_>,
) -> Vec<wizard::Material> {
    let asked = env.regulation.circumstances_of(known);
    let plan = env.regulation.plan(&asked, env.on);
    plan.map_or_else(
        |_| Vec::new(),
        |plan| {
            let before = plan.materials.iter();
            let before = before.filter(|one| one.before == wizard::GOAL);
            wizard::materials(before, Some(project), None, env)
        },
    )
}

impl Commitment {
    fn of(project: &Project, is_draft: bool) -> Self {
        let declaration = &project.declaration;
        // what was returned is signed anew
        let on = declaration.declared_on.filter(|_| !is_draft);
        let signed = declaration.signed_by.clone().filter(|_| on.is_some());
        Self {
            signed_by: signed.unwrap_or_default(),
            signed_on: on.map(format::day).unwrap_or_default(),
        }
    }
}

impl Paper {
    fn total(&self) -> Option<&Amount> {
        self.budget.as_ref().map(|budget| &budget.sums.total)
    }

    /// The numbers of the two parts after those of the form.
    fn last_numbers(&self) -> [String; 2] {
        let number = |place| numeral(u32::try_from(place).unwrap_or(0));
        [number(self.parts.len() + 1), number(self.parts.len() + 2)]
    }
}
