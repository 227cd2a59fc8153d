//! The journeys of `web/journeys`, each body's work in a real Chromium driven by
//! playwright: this side gives them a demonstration district and its clock.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path as At, State};
use axum::routing::{get, post};
use jiff::Span;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;
use tongchou_server::app::App;
use tongchou_server::app::projections::Projections;
use tongchou_server::clock::{Clock, morning_of};
use tongchou_server::pack::{Folders, law};
use tongchou_server::web::Web;
use tongchou_server::{demo, router};
use tongchou_store::Store;

/// The day on which the district is looked at: a Monday without holidays near.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 5, 18);

#[tokio::test(flavor = "multi_thread")]
async fn journey_declaration() {
    run("declaration").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_building() {
    run("building").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_acceptance() {
    run("acceptance").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_pages() {
    run("pages").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_manual() {
    run("manual").await;
}

/// Every file of `web/journeys` has its test here.
#[test]
fn every_journey_is_run() {
    let told = include_str!("journeys.rs");
    for file in std::fs::read_dir(web().join("journeys")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".test.mjs") {
            assert!(told.contains(&format!("run(\"{name}\")")), "{name}");
        }
    }
}

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")
}

async fn run(journey: &str) {
    let (home, control, _folder) = district().await;
    let pictures = std::env::var("TONGCHOU_PICTURES").map_or_else(
        |_| web().join("../target/screenshots"),
        |folder| web().join("..").join(folder),
    );
    let ended = Command::new("node")
        .arg("--test")
        .arg(format!("journeys/{journey}.test.mjs"))
        .current_dir(web())
        .env("TONGCHOU_HOME", home)
        .env("TONGCHOU_CONTROL", control)
        .env("TONGCHOU_DEMO_PASSWORD", demo::PASSWORD)
        .env("TONGCHOU_PICTURES", pictures)
        .stdin(Stdio::null())
        .status()
        .await
        .expect("the journeys need Node.js: run bin/setup and bin/web");
    assert!(ended.success(), "journey {journey} failed");
}

/// A district with projects in every stage, and the clock's own door beside it.
async fn district() -> (String, String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/tongchou.db", folder.path().display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    let law = law(&Folders::default()).unwrap();
    let now = morning_of(TODAY).unwrap();
    demo::seed(store.clone(), law.clone(), now).await.unwrap();
    let clock = Clock::set_to(now);
    let app = App::new(store, law, clock.clone(), true);
    let home = serve(router::router(Web::new(app, false))).await;
    let control = Router::new()
        .route("/today", get(today))
        .route("/later/{days}", post(later))
        .with_state(clock);
    (home, serve(control).await, folder)
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn today(State(clock): State<Clock>) -> String {
    clock.today().to_string()
}

async fn later(State(clock): State<Clock>, At(days): At<i32>) {
    let day = clock.today().checked_add(Span::new().days(days)).unwrap();
    clock.move_to(morning_of(day).unwrap());
}
