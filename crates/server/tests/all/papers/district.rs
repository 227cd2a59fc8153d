//! Every paper of the demonstration district, to be looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::StatusCode;
use tongchou_server::app::Entry;

use super::offered;
use crate::support::{Browser, District};

#[tokio::test(flavor = "multi_thread")]
async fn every_letter_of_the_demonstration_district_can_be_set() {
    let district = District::seeded().await;
    let world = district.app.world().await.unwrap();
    let mut bureau = district.signed_in("kexinju").await;
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let projects = world.of_kind("project");
    let papers = |project: &Arc<Entry>| format!("/projects/{}/papers", project.id);
    let mut pages: Vec<String> = projects.map(papers).collect();
    for kind in ["meeting", "design", "agency"] {
        for entry in world.of_kind(kind) {
            pages.push(format!("/registers/{kind}/{}", entry.id));
        }
    }
    for page in pages {
        let answer = bureau.get(&page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text);
        for href in offered(&answer.text, ".docx") {
            let document = bureau.get(&href).await;
            assert_eq!(document.status, StatusCode::OK, "{href}: {}", document.text);
            let kind = kind_of(&href);
            seen.entry(kind).or_insert(href);
        }
    }
    let kinds: BTreeSet<&str> = seen.keys().map(String::as_str).collect();
    for kind in [
        "opinion_letter",
        "change_receipt",
        "maintenance_receipt",
        "rectification_notice",
        "acceptance_reply",
        "return_notice",
        "expert_opinion",
        "design_receipt",
    ] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    keep(&mut bureau, &seen).await;
}

fn kind_of(href: &str) -> String {
    let file = href.rsplit('/').next();
    let kind = file.and_then(|file| file.split(['-', '.']).next());
    kind.unwrap().to_owned()
}

/// One of each as PDF, kept where `TONGCHOU_PAPERS` says, to be looked at.
async fn keep(bureau: &mut Browser, seen: &BTreeMap<String, String>) {
    for (kind, href) in seen {
        let answer = bureau.get(&href.replace(".docx", ".pdf")).await;
        assert_eq!(answer.status, StatusCode::OK, "{kind}: {}", answer.text);
        assert!(answer.bytes.starts_with(b"%PDF-"), "{kind}");
        if let Some(folder) = std::env::var_os("TONGCHOU_PAPERS") {
            let folder = std::path::PathBuf::from(folder);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{kind}.pdf")), &answer.bytes).unwrap();
        }
    }
}
