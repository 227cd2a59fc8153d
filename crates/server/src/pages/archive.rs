//! The archive of a project: its documents by stage with how long each is kept,
//! what the judge finds lacking, and the package that is handed over.

use std::collections::BTreeSet;

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use tongchou_papers::{Kind, Paper};
use tongchou_project::may_view;
use tongchou_store::{StoredEvent, StreamId};
use uuid::Uuid;

use super::opened::Opened;
use super::project::needs;
use super::sheet::{Cell, Sheet, day, text};
use crate::app::standing;
use crate::archive::contents::{self, Ground, Item, Source};
use crate::archive::pack::Package;
use crate::archive::retention::{OTHER, PARTS, part, part_of_material};
use crate::archive::sending;
use crate::files::show::{DOWNLOAD, disposition, set};
use crate::papers::{History, forms, safe};
use crate::web::{At, Failure, Page, SignedIn, Web, html};

/// Letters that this one could be named by, and events that only some may see.
const REFERRAL: &str = "lead_referred";

#[derive(Debug, Template)]
#[template(path = "archive/show.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    parts: Vec<Part>,
    lacking: usize,
    documents: usize,
    handed_over: Option<(String, String)>,
    signed: bool,
}

/// What belongs to one part, and what is lacking there.
#[derive(Debug)]
struct Part {
    name: &'static str,
    documents: Sheet,
    lacking: Vec<Lacking>,
}

#[derive(Debug)]
struct Lacking {
    name: String,
    law: String,
    needed_for: String,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    let home = opened.home();
    let law = opened.regulation()?;
    let known = Known::of(&opened).await?;
    let items = contents::of(known.ground(&opened, &law));
    let mut lacking = lacking(&opened, &law)?;
    let names = PARTS.iter().map(|(name, _)| *name).chain([OTHER]);
    let parts: Vec<Part> = names
        .map(|name| Part {
            name,
            documents: documents(items.iter().filter(|item| item.part == name), &home),
            lacking: lacking
                .extract_if(.., |(part, _)| *part == name)
                .map(|(_, lacking)| lacking)
                .collect(),
        })
        .filter(|part| !part.documents.rows.is_empty() || !part.lacking.is_empty())
        .collect();
    let handed = project.archive.as_ref();
    Ok(html(&Show {
        page: Page::of(&user, format!("项目档案：{}", project.title), "/projects"),
        title: project.title.clone(),
        lacking: parts.iter().map(|part| part.lacking.len()).sum(),
        documents: items.len(),
        parts,
        handed_over: handed.map(|archive| {
            let on = crate::format::day(archive.handed_on);
            (archive.receiver.clone(), on)
        }),
        signed: web.signer.is_some(),
        home,
    }))
}

/// What every step asks for and the record lacks, by the parts of the archive.
fn lacking(
    opened: &Opened<'_>,
    law: &tongchou_rules::Regulation,
) -> Result<Vec<(&'static str, Lacking)>, Failure> {
    let project = opened.project()?;
    let found = opened.with_env(|env| {
        let offers = standing(&opened.aggregate, "project", env);
        let offers = offers.iter().map(|(offer, _)| offer);
        needs::lacking(offers, project, env)
    })?;
    let placed = found.into_iter().map(|(stage, material)| {
        let part = match part_of_material(law, &material.id, "") {
            OTHER => part(&stage),
            part => part,
        };
        let lacking = Lacking {
            name: material.name,
            law: material.law,
            needed_for: material.needed_for.join("、"),
        };
        (part, lacking)
    });
    Ok(placed.collect())
}

fn documents<'a>(items: impl Iterator<Item = &'a Item>, home: &str) -> Sheet {
    let heads = [
        "文件种类",
        "文件名称",
        "文号或编号",
        "责任者",
        "日期",
        "保管期限",
    ];
    let mut sheet = Sheet::new("档案文件", "29", &heads);
    for item in items {
        let href = match &item.source {
            Source::Letter(letter) => Some(format!("{home}/papers/{}.pdf", letter.key())),
            Source::Form(kind) => Some(format!("{home}/forms/{kind}.pdf")),
            Source::File(file) => Some(format!("/files/{}", file.sm3)),
            Source::Paper { .. } => None,
        };
        let name = match href {
            Some(href) => Cell::Link {
                href,
                label: item.name.clone(),
            },
            None => text(format!("{}（纸质）", item.name)),
        };
        sheet.row([
            text(&item.document),
            name,
            text(&item.number),
            text(&item.author),
            day(item.on),
            text(item.retention.in_words()),
        ]);
    }
    sheet
}

/// A history as its reader may see it, beside the one that the log has.
struct Known {
    whole: Vec<StoredEvent>,
    disclosed: Vec<StoredEvent>,
    withheld: BTreeSet<u64>,
    referrals: bool,
}

impl Known {
    async fn of(opened: &Opened<'_>) -> Result<Self, Failure> {
        let referrals =
            opened.with_env(|env| may_view(&opened.aggregate, "view_referrals", env))?;
        let stream = StreamId::new("project", opened.loaded.stream.id);
        let mut whole = opened.web.app.store().stream(&stream).await?;
        // what happened since the page was opened is in the next package
        whole.truncate(opened.loaded.events.len());
        let seen = opened.loaded.events.iter().zip(&whole);
        let open = |(seen, whole): &(&StoredEvent, &StoredEvent)| {
            seen == whole && (referrals || whole.event.kind != REFERRAL)
        };
        let disclosed: Vec<StoredEvent> = seen.filter(open).map(|(seen, _)| seen.clone()).collect();
        let told: BTreeSet<u64> = disclosed.iter().map(|event| event.sequence).collect();
        let all = whole.iter().map(|event| event.sequence);
        Ok(Self {
            withheld: all.filter(|sequence| !told.contains(sequence)).collect(),
            whole,
            disclosed,
            referrals,
        })
    }

    fn ground<'a>(
        &'a self,
        opened: &'a Opened<'_>,
        law: &'a tongchou_rules::Regulation,
    ) -> Ground<'a> {
        Ground {
            aggregate: &opened.aggregate,
            events: &self.disclosed,
            referrals: self.referrals,
            law,
            registers: &opened.world.registers,
            printing: &opened.web.printing,
            today: opened.web.app.clock().today(),
        }
    }
}

/// The package, written as it is read.
pub async fn package(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let package = gathered(&opened).await?;
    let name = format!(
        "档案包（{}）{}.zip",
        safe(&package.project.title),
        crate::format::day(web.app.clock().today())
    );
    let (to, pieces) = sending::pipe();
    tokio::task::spawn_blocking(move || {
        let broken_off = to.twin();
        if let Err(error) = package.write(to).and_then(|mut to| {
            std::io::Write::flush(&mut to)?;
            Ok(())
        }) {
            tracing::warn!("an archive package was broken off: {error:#}");
            broken_off.fail();
        }
    });
    let mut answer = Body::from_stream(pieces).into_response();
    let given = answer.headers_mut();
    set(given, header::CONTENT_SECURITY_POLICY, DOWNLOAD);
    given.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/zip"),
    );
    set(
        given,
        header::CONTENT_DISPOSITION,
        &disposition("attachment", &name),
    );
    Ok(answer)
}

/// Everything that a package needs, so that what is lacking is said and not found
/// out half-way.
async fn gathered(opened: &Opened<'_>) -> Result<Package, Failure> {
    let web = opened.web;
    web.printing.press().map_err(|lacks| Failure::Unavailable {
        says: format!("这台服务器现在不能生成PDF，因此不能生成档案包：{lacks}。"),
        remedy: "请系统管理员安装后重新启动本系统。".to_owned(),
    })?;
    let known = Known::of(opened).await?;
    let law = opened.regulation()?;
    let items = contents::of(known.ground(opened, &law));
    let mut with_papers = Vec::with_capacity(items.len());
    for item in items {
        let paper = paper(opened, &known, &item)?;
        with_papers.push((item, paper));
    }
    let positions: Vec<u64> = known.whole.iter().map(|event| event.position).collect();
    let (checkpoint, proofs) = web.app.store().inclusion_proofs(&positions).await?;
    Ok(Package {
        id: opened.loaded.stream.id,
        project: opened.project()?.clone(),
        made: web.app.clock().now(),
        events: known.whole,
        withheld: known.withheld,
        checkpoint,
        proofs,
        items: with_papers,
        signer: web.signer.clone(),
        printing: web.printing.clone(),
        objects: web.files.as_ref().map(|files| files.objects().clone()),
        runtime: tokio::runtime::Handle::current(),
    })
}

/// The index of the archive as a paper, without the rest of the package.
pub async fn index_of(opened: &Opened<'_>) -> Result<Paper, Failure> {
    let known = Known::of(opened).await?;
    let law = opened.regulation()?;
    let items = contents::of(known.ground(opened, &law));
    let mut made = Vec::new();
    for item in &items {
        made.push(paper(opened, &known, item)?);
    }
    let web = opened.web;
    let digests = web.printing.digests(made).await?;
    let documents = items.iter().zip(&digests).map(|(item, digest)| {
        let sm3 = match &item.source {
            Source::File(file) => Some(file.sm3.as_str()),
            _ => digest.as_deref(),
        };
        (item, sm3)
    });
    let today = web.app.clock().today();
    forms::archive_index(&web.printing, opened.project()?, documents, today)
}

/// The letter or form of an item.
fn paper(opened: &Opened<'_>, known: &Known, item: &Item) -> Result<Option<Paper>, Failure> {
    let web = opened.web;
    match &item.source {
        Source::Letter(letter) => {
            // a letter is made from what its reader sees of everything before it
            let history = History::of(&opened.loaded.events, known.referrals);
            let found = history.find(&letter.key()).ok_or(Failure::NotFound)?;
            let law = web.app.law().on(letter.on);
            let paper = history.paper(&web.printing, (&found.0, found.1), &opened.world, law)?;
            Ok(Some(paper))
        }
        // the index is made of the others when they are written
        Source::Form(Kind::ArchiveIndex) | Source::File(_) | Source::Paper { .. } => Ok(None),
        Source::Form(kind) => {
            let project = opened.project()?.clone().without_referrals();
            let paper =
                opened.with_env(|env| forms::paper(&web.printing, *kind, &project, env))??;
            Ok(Some(paper))
        }
    }
}
