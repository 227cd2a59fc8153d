//! The demonstration district: every stage is there, by acts the law permits,
//! and the log holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use tongchou_project::Stage;
use tongchou_server::app::App;
use tongchou_server::app::projections::Projections;
use tongchou_server::clock::{Clock, morning_of};
use tongchou_server::demo::{Kind, fill, kind_of, seed};
use tongchou_server::pack::{Folders, law};
use tongchou_store::Store;

#[tokio::test(flavor = "multi_thread")]
async fn the_district_has_projects_in_every_stage_and_a_sound_log() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/tongchou.db", folder.path().display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    assert_eq!(kind_of(&store).await.unwrap(), Kind::Empty);
    let law = law(&Folders::default()).unwrap();
    let now = morning_of(jiff::civil::date(2026, 6, 15)).unwrap();
    seed(store.clone(), law.clone(), now).await.unwrap();
    assert_eq!(kind_of(&store).await.unwrap(), Kind::Demo);
    assert!(store.verify(None).await.unwrap().is_sound());

    let app = App::new(store, law, Clock::set_to(now), true);
    let world = app.world().await.unwrap();
    let projects: Vec<_> = world
        .of_kind("project")
        .filter_map(|entry| entry.aggregate.project())
        .collect();
    let stages: BTreeSet<&str> = projects
        .iter()
        .map(|project| project.stage().key())
        .collect();
    for stage in [
        Stage::Drafting,
        Stage::Declared,
        Stage::Consultation,
        Stage::Approved,
        Stage::Letter,
        Stage::Procurement,
        Stage::Contract,
        Stage::Construction,
        Stage::Acceptance,
        Stage::Operation,
        Stage::SelfEvaluation,
        Stage::Evaluation,
        Stage::Returned,
        Stage::Suspended,
        Stage::Terminated,
    ] {
        assert!(
            stages.contains(stage.key()),
            "{} of {stages:?}",
            stage.label()
        );
    }
    assert!(projects.iter().any(|project| project.mlps_level == 3));
    assert!(projects.iter().any(|project| project.public_data_operation));
    assert!(
        projects
            .iter()
            .any(|project| project.nature == "service_purchase")
    );
    assert!(
        projects
            .iter()
            .any(|project| project.acceptance_result() == "failed")
    );
    let numbers: BTreeSet<_> = projects
        .iter()
        .filter_map(|project| project.letter.as_ref()?.number.clone())
        .collect();
    let letters = projects
        .iter()
        .filter(|project| project.letter.is_some())
        .count();
    assert_eq!(
        numbers.len(),
        letters,
        "every letter has a number of its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_district_of_any_size_holds() {
    const PROJECTS: usize = 60;
    let now = morning_of(jiff::civil::date(2026, 6, 15)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/tongchou.db", folder.path().display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    let law = law(&Folders::default()).unwrap();
    let spill = folder.path().join("filling");
    let quiet = |_: &str| {};
    let made = fill(store.clone(), law.clone(), now, PROJECTS, &spill, &quiet)
        .await
        .unwrap();
    assert_eq!(made.projects, PROJECTS);
    assert!(made.stopped.is_empty(), "{:#?}", made.stopped);
    assert!(!spill.exists(), "what was set aside is gone");
    assert_eq!(kind_of(&store).await.unwrap(), Kind::Demo);
    let report = store.verify(None).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    let rebuilt = store.rebuild().await.unwrap();
    assert_eq!((rebuilt.changed, rebuilt.added, rebuilt.removed), (0, 0, 0));

    let app = App::new(store, law, Clock::set_to(now), true);
    let world = app.world().await.unwrap();
    assert_eq!(world.of_kind("project").count(), PROJECTS);
    let stages: BTreeSet<&str> = world
        .of_kind("project")
        .map(|entry| entry.stage.as_str())
        .collect();
    assert!(stages.len() > 5, "{stages:?}");
    // in the order of time, as a log that was written day by day
    let events = app.store().events_after(0, 10_000).await.unwrap();
    let lived: Vec<_> = events
        .iter()
        .filter(|event| event.stream.kind == "project")
        .map(|event| event.provenance.at)
        .collect();
    assert!(lived.is_sorted());
    eprintln!("{} events of {PROJECTS} projects", lived.len());
}
