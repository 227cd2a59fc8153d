//! Pages looked through by axe-core in the browser, wide and narrow: nothing
//! serious may be found, and nothing may stick out sideways.

use fantoccini::Locator;
use serde_json::{Value, json};

use super::browser::Journey;
use crate::support::TODAY;

const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../web/node_modules/axe-core/axe.min.js"
);

const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }) \
    .then(found => done(found.violations.filter(it => ['serious', 'critical'].includes(it.impact)) \
    .map(it => it.id + ': ' + it.nodes.map(node => node.target.join(' ')).join(', '))));";

const WIDER: &str = "return document.documentElement.scrollWidth - window.innerWidth";

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_start_pages_have_no_serious_faults() {
    let journey = Journey::begin().await;
    journey.district.project().await;
    let axe = std::fs::read_to_string(AXE).expect("axe-core is not there: run bin/web");
    let mut faults = Vec::new();
    for (who, pages) in [
        ("jiedao", vec!["/", "/projects", "/search?q=平台"]),
        (
            "kexinju",
            vec!["/", "/projects?stage=closed", "/registers/expert"],
        ),
        ("zhuanjia1", vec!["/", "/registers/setting?state=none"]),
    ] {
        journey.enter(TODAY, who).await;
        for page in pages {
            for (width, height) in [(1366, 768), (500, 844)] {
                journey.client.set_window_size(width, height).await.unwrap();
                journey.go(page).await;
                faults.extend(look(&journey, &axe, page, width).await);
            }
            journey.client.set_window_size(1366, 768).await.unwrap();
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    journey.end().await;
}

async fn look(journey: &Journey, axe: &str, page: &str, width: u32) -> Vec<String> {
    let client = &journey.client;
    client.execute(axe, Vec::new()).await.unwrap();
    let found = client.execute_async(RUN, Vec::new()).await.unwrap();
    let told = |fault: &Value| format!("{page} at {width}: {}", fault.as_str().unwrap());
    let mut faults: Vec<String> = found.as_array().unwrap().iter().map(told).collect();
    let wider = client.execute(WIDER, Vec::new()).await.unwrap();
    if wider.as_i64().unwrap() > 0 {
        faults.push(format!("{page} at {width}: sticks out by {wider}"));
    }
    faults
}

/// By keys alone: past the head into the page, through the box to a hit.
#[tokio::test(flavor = "multi_thread")]
async fn the_frame_is_walked_through_by_keys() {
    let journey = Journey::begin().await;
    let project = journey.district.project().await;
    journey.enter(TODAY, "jiedao").await;
    journey.go("/projects").await;
    let focused = "return document.activeElement.getAttribute('href') || document.activeElement.id";
    let body = journey.client.find(Locator::Css("body")).await.unwrap();
    body.send_keys("\u{e004}").await.unwrap();
    let first = journey.client.execute(focused, Vec::new()).await.unwrap();
    assert_eq!(first, json!("#main"), "the first stop skips the head");
    let seek = journey.client.find(Locator::Css("#seek")).await.unwrap();
    seek.send_keys("议事").await.unwrap();
    let hit = format!("#seek-hits a[href='/projects/{project}']");
    journey
        .client
        .wait()
        .for_element(Locator::Css(&hit))
        .await
        .unwrap();
    let kept = journey.client.execute(focused, Vec::new()).await.unwrap();
    assert_eq!(kept, json!("seek"), "hits do not take the focus away");
    seek.send_keys("\u{e015}").await.unwrap();
    let down = journey.client.execute(focused, Vec::new()).await.unwrap();
    assert_eq!(down, json!(format!("/projects/{project}")));
    let hit = journey.client.find(Locator::Css(&hit)).await.unwrap();
    hit.send_keys("\u{e00c}").await.unwrap();
    let away = journey.client.execute(focused, Vec::new()).await.unwrap();
    assert_eq!(away, json!("seek"), "Escape goes back to the box");
    let gone = "return document.querySelector('#seek-hits').children.length";
    let left = journey.client.execute(gone, Vec::new()).await.unwrap();
    assert_eq!(left, json!(0));
    journey.end().await;
}
