//! What the archive of a project holds, as its reader may see it: letters that its
//! events tell of, forms with what is known, files that were filed, documents on
//! paper that were recorded alone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use tongchou_papers::Kind as PaperKind;
use tongchou_project::{Aggregate, File, Filing, Project, Registers};
use tongchou_rules::{Regulation, vocabulary};
use tongchou_store::StoredEvent;

use super::retention::{Retention, part_of_act, part_of_material, place_of};
use crate::files::verify::named;
use crate::papers::{History, Letter, Printing, forms};

/// One document of the archive.
#[derive(Debug)]
pub struct Item {
    /// The part of the archive it belongs to.
    pub part: &'static str,
    /// What kind of document it is, in the regulation's words.
    pub document: String,
    pub name: String,
    pub number: String,
    pub author: String,
    pub on: Date,
    pub retention: Retention,
    /// The event it came with, by its place in the project's history; 0 for none.
    pub sequence: u64,
    pub source: Source,
}

impl Item {
    /// What it is and, where that says more, the name of its file.
    pub fn title(&self) -> String {
        if self.document == self.name {
            self.name.clone()
        } else {
            format!("{}：{}", self.document, self.name)
        }
    }
}

/// Where its bytes come from.
#[derive(Debug)]
pub enum Source {
    Letter(Box<Letter>),
    Form(PaperKind),
    File(File),
    /// Recorded without a file; with the SM3 that was told of it.
    Paper {
        digest: Option<String>,
    },
}

impl Source {
    /// In the index.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Letter(_) => "letter",
            Self::Form(_) => "form",
            Self::File(_) => "file",
            Self::Paper { .. } => "paper",
        }
    }
}

/// What the contents are made of.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    pub aggregate: &'a Aggregate,
    /// The events that are disclosed to the reader.
    pub events: &'a [StoredEvent],
    pub referrals: bool,
    pub law: &'a Regulation,
    pub registers: &'a Registers,
    pub printing: &'a Printing,
    pub today: Date,
}

/// Everything, by parts and days.
pub fn of(ground: Ground<'_>) -> Vec<Item> {
    let Some(project) = ground.aggregate.project() else {
        return Vec::new();
    };
    let mut items = letters(ground);
    items.extend(files(ground, project));
    items.extend(on_paper(ground, project));
    items.extend(
        ground
            .events
            .iter()
            .filter_map(|event| recorded(ground, project, event)),
    );
    items.extend(prefilled(ground, project));
    items.sort_by_key(|item| (place_of(item.part), item.on, item.sequence));
    items
}

fn letters(ground: Ground<'_>) -> Vec<Item> {
    let history = History::of(ground.events, ground.referrals);
    let acts: BTreeMap<u64, &str> = ground
        .events
        .iter()
        .map(|event| (event.sequence, event.provenance.act.as_str()))
        .collect();
    let item = |letter: Letter| Item {
        part: part_of_act(
            ground.law,
            acts.get(&letter.sequence).copied().unwrap_or_default(),
        ),
        document: ground.printing.name(letter.kind),
        name: ground.printing.name(letter.kind),
        number: letter.number.clone().unwrap_or_default(),
        author: letter.issuer(ground.registers),
        on: letter.on,
        retention: Retention::of_letters(ground.law),
        sequence: letter.sequence,
        source: Source::Letter(Box::new(letter)),
    };
    history.letters().into_iter().rev().map(item).collect()
}

/// The files of the disclosed events: each is bound by its event.
fn files(ground: Ground<'_>, project: &Project) -> Vec<Item> {
    let of_event = |event: &StoredEvent| {
        let (sequence, act) = (event.sequence, event.provenance.act.clone());
        let files = named(&event.event.data).into_iter();
        files
            .map(|file| {
                let mut filings = project.filings.iter();
                let own = |filing: &&Filing| filing.act == act && filing.holds(&file.sm3).is_some();
                file_item(ground, filings.find(own), (sequence, &act), file)
            })
            .collect::<Vec<_>>()
    };
    ground.events.iter().flat_map(of_event).collect()
}

fn file_item(
    ground: Ground<'_>,
    filing: Option<&Filing>,
    (sequence, act): (u64, &str),
    file: File,
) -> Item {
    let title = ground.law.act(act).map_or(act, |act| act.title.as_str());
    let material = filing.and_then(|filing| filing.material.as_deref());
    let kind = material.and_then(|material| vocabulary::MATERIALS.label(material));
    let numbered = filing.filter(|filing| filing.act == crate::pages::papers::SEALED);
    Item {
        part: match material {
            Some(material) => part_of_material(ground.law, material, act),
            None => part_of_act(ground.law, act),
        },
        document: kind.unwrap_or(title).to_owned(),
        name: file.name.clone(),
        number: numbered.map_or_else(String::new, |filing| filing.title.clone()),
        author: filing.map_or_else(String::new, |filing| filing.by.body_name.clone()),
        on: filing.map_or(ground.today, |filing| filing.on),
        retention: match filing {
            Some(filing) => Retention::of_filing(ground.law, filing),
            None => Retention::of_material(ground.law, ""),
        },
        sequence,
        source: Source::File(file),
    }
}

/// Documents that were recorded by their title and number alone.
fn on_paper(ground: Ground<'_>, project: &Project) -> Vec<Item> {
    let filed = |material: &str| {
        let mut filings = project.filings.iter();
        filings.any(|filing| filing.material.as_deref() == Some(material))
    };
    let documents = project.documents.iter();
    let alone = documents.filter(|document| !filed(&document.material));
    alone
        .map(|document| {
            let material = document.material.as_str();
            let kind = vocabulary::MATERIALS.label(material);
            Item {
                part: part_of_material(ground.law, material, ""),
                document: kind.unwrap_or(material).to_owned(),
                name: document.title.clone(),
                number: document.number.clone().unwrap_or_default(),
                author: document.by.body_name.clone(),
                on: document.dated_on.unwrap_or(document.on),
                retention: Retention::of_material(ground.law, material),
                sequence: 0,
                source: Source::Paper {
                    digest: document.digest.clone(),
                },
            }
        })
        .collect()
}

/// A document that an act tells of and that came without a file: the contract, the
/// government's decision, the minutes of the meeting, the opinion of the acceptance.
fn recorded(ground: Ground<'_>, project: &Project, event: &StoredEvent) -> Option<Item> {
    let act = event.provenance.act.as_str();
    let told = |name: &str| {
        let place = format!("/content/{name}");
        event.event.data.pointer(&place).and_then(Value::as_str)
    };
    let (document, name, day) = match act {
        "sign_contract" => ("合同", told("title"), told("signed_on")),
        "decide_project" => ("区政府批复", None, told("decided_on")),
        "conclude_acceptance" => ("竣工验收意见", None, told("held_on")),
        "conclude_consultation" => ("会商会议纪要", None, None),
        _ => return None,
    };
    if !named(&event.event.data).is_empty() {
        return None;
    }
    let mut item = Item {
        part: part_of_act(ground.law, act),
        document: document.to_owned(),
        name: name.unwrap_or(document).to_owned(),
        number: told("number").unwrap_or_default().to_owned(),
        author: match act {
            "decide_project" => ground.registers.body_name(&event.provenance.body),
            _ => project.unit_name.clone(),
        },
        on: day
            .and_then(|day| day.parse().ok())
            .unwrap_or(event.provenance.on),
        retention: Retention::of_letters(ground.law),
        sequence: event.sequence,
        source: Source::Paper { digest: None },
    };
    if act == "conclude_consultation" {
        let meeting = ground.registers.meetings.get(told("meeting")?)?;
        let minutes = meeting.minutes.as_ref()?;
        item.name = format!("{}纪要", meeting.title);
        item.author.clone_from(&meeting.by.body_name);
        item.on = minutes.on;
    }
    Some(item)
}

/// Forms that say what is recorded. Others are for filling in: once they are filled in
/// they come as files.
fn prefilled(ground: Ground<'_>, project: &Project) -> Vec<Item> {
    let declared = project.declared();
    let tells = |kind: &PaperKind| match kind {
        PaperKind::DeclarationForm | PaperKind::BudgetTable => declared,
        PaperKind::AssetList => project.registered_assets().next().is_some(),
        PaperKind::ArchiveIndex => true,
        _ => false,
    };
    let mut kinds: Vec<PaperKind> = forms::all().filter(tells).collect();
    // the index is made of all others
    kinds.sort_by_key(|kind| *kind == PaperKind::ArchiveIndex);
    kinds
        .into_iter()
        .map(|kind| Item {
            part: super::retention::OTHER,
            document: "依记录生成的表格".to_owned(),
            name: ground.printing.name(kind),
            number: String::new(),
            author: project.unit_name.clone(),
            on: ground.today,
            retention: Retention::of_forms(ground.law),
            sequence: 0,
            source: Source::Form(kind),
        })
        .collect()
}
