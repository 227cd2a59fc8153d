//! One project of level 3 and 1.2 million yuan, from draft to evaluation, in a
//! real browser, by the people whose turn it is, with every wrong step they
//! could take on the way.

mod accessibility;
mod approval;
mod browser;
mod delivery;

use approval::{cryptography, decide, declare, register, review};
use browser::Journey;
use delivery::{accept, build, contract, evaluate, fund, operate};
use jiff::civil::{Date, date};

/// Days of the project's life; between application and acceptance lie more than
/// fifteen working days, between acceptance and self-evaluation a year.
const REGISTERED: Date = date(2025, 3, 3);
const DECLARED: Date = date(2025, 3, 10);
const REVIEWED: Date = date(2025, 3, 17);
const MEETING: Date = date(2025, 3, 24);
const DECIDED: Date = date(2025, 3, 31);
const FUNDED: Date = date(2025, 4, 7);
const SIGNED: Date = date(2025, 5, 12);
const BUILT: Date = date(2025, 9, 1);
const APPLIED: Date = date(2025, 9, 8);
const HELD: Date = date(2025, 10, 16);
const CLOSED_YEAR: Date = date(2026, 10, 19);

#[tokio::test(flavor = "multi_thread")]
async fn a_level_three_project_from_draft_to_evaluation() {
    let mut journey = Journey::begin().await;
    let home = register(&mut journey).await;
    declare(&mut journey, &home).await;
    cryptography(&mut journey, &home).await;
    review(&mut journey, &home).await;
    decide(&mut journey, &home).await;
    fund(&mut journey, &home).await;
    contract(&mut journey, &home).await;
    build(&mut journey, &home).await;
    accept(&mut journey, &home).await;
    operate(&mut journey, &home).await;
    evaluate(&mut journey, &home).await;
    journey.end().await;
}

async fn material(journey: &Journey, home: &str, material: &str, title: &str) {
    let fields = [("material", material), ("title", title)];
    journey
        .act(&format!("{home}/acts/submit_material"), &fields)
        .await;
}
