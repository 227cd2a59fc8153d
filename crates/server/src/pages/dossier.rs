//! What those who review a project need to have before them, on one page that
//! prints: the declaration part by part, the budget, the materials, and what was
//! concluded so far. Scores only where they are open to the reader.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::Aggregate;
use tongchou_rules::vocabulary::MATERIALS;
use uuid::Uuid;

use super::opened::Opened;
use super::panel::scores::Scores;
use super::review::declared::{self, Part};
use super::review::matches;
use super::sheet::{Cell, Sheet, day, figure, maybe, maybe_day, tag, text};
use super::words::outcome;
use crate::files::size_in_words;
use crate::format::Amount;
use crate::web::{At, Failure, Page, SignedIn, Web, html};

#[derive(Debug)]
pub struct Dossier {
    pub parts: Vec<Part>,
    pub total: Amount,
    pub materials: Sheet,
    pub files: Sheet,
    pub matches: Sheet,
    pub steps: Sheet,
    pub departments: Vec<(String, String)>,
}

impl Dossier {
    /// `files` is where the reader gets files from.
    pub fn of(opened: &Opened<'_>, files: &str) -> Result<Self, Failure> {
        let project = opened.project()?;
        Ok(Self {
            parts: declared::parts(&opened.world, &opened.aggregate),
            total: Amount::of(project.declared_amount()),
            materials: materials(project),
            files: filed(&opened.aggregate, files),
            matches: matches(project),
            steps: steps(project),
            departments: project
                .department_opinions()
                .into_iter()
                .map(|row| (row.department, row.opinion))
                .collect(),
        })
    }
}

fn materials(project: &tongchou_project::Project) -> Sheet {
    let heads = ["种类", "名称", "文号", "材料日期", "提交日期"];
    let mut sheet = Sheet::new("申报材料", "8", &heads);
    for (document, _) in project.current_documents() {
        let kind = MATERIALS.label(&document.material);
        sheet.row([
            text(kind.unwrap_or(&document.material)),
            text(document.title.clone()),
            maybe(document.number.as_ref()),
            maybe_day(document.dated_on),
            day(document.on),
        ]);
    }
    sheet
}

/// The files of the declaration, those that were replaced left out.
fn filed(aggregate: &Aggregate, from: &str) -> Sheet {
    let mut sheet = Sheet::new("材料文件", "8", &["材料", "文件", "#大小", "SM3 摘要值"]);
    let all = aggregate.filings();
    let current = all
        .iter()
        .filter(|filing| filing.material.is_some() && !filing.is_replaced(all));
    for filing in current {
        let material = filing.material.as_deref().unwrap_or_default();
        for file in &filing.files {
            let link = Cell::Link {
                href: format!("{from}/{}", file.sm3),
                label: file.name.clone(),
            };
            sheet.row([
                text(MATERIALS.label(material).unwrap_or(material)),
                link,
                figure(size_in_words(u64::try_from(file.size).unwrap_or(0))),
                text(file.sm3.chars().take(16).collect::<String>()),
            ]);
        }
    }
    sheet
}

fn steps(project: &tongchou_project::Project) -> Sheet {
    let mut sheet = Sheet::new("已作出的结论", "15", &["环节", "结论", "意见", "日期"]);
    let review = &project.review;
    let consultation = review.consultation.as_ref();
    let steps = [
        ("牵头部门统筹", project.declaration.endorsement.as_ref()),
        ("密码应用审核", project.cryptography_opinion.as_ref()),
        ("初审", review.preliminary.as_ref()),
        ("专家评审", review.experts.as_ref()),
        ("统筹会商", consultation.map(|held| &held.conclusion)),
        ("区政府决策", review.decision.as_ref()),
    ];
    for (step, concluded) in steps {
        let Some(found) = concluded else { continue };
        let (tone, label) = outcome(&found.outcome);
        let cells: [Cell; 4] = [
            text(step),
            tag(tone, label),
            text(found.opinion.clone()),
            day(found.on),
        ];
        sheet.row(cells);
    }
    sheet
}

#[derive(Debug, Template)]
#[template(path = "review/dossier.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    unit: String,
    dossier: Dossier,
    scores: Option<Scores>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    let viewer = opened.viewer().await?;
    Ok(html(&Show {
        page: Page::of(&user, format!("审查材料：{}", project.title), "/projects"),
        home: opened.home(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        dossier: Dossier::of(&opened, "/files")?,
        scores: project
            .opinions_open_to(viewer)
            .then(|| Scores::of(project)),
    }))
}
