//! The worked example of `docs/log-format.md` is what the code does.

use std::sync::Arc;

use serde_json::{Value, json};
use tongchou_store::{
    Append, NewEvent, Provenance, Store, StreamId, canonical_text, empty_root, hex, leaf_hash,
    leaf_text, node_hash,
};

use crate::support::{Ledger, sqlite};

const PAGE: &str = include_str!("../../../../docs/log-format.md");

/// The first fenced block after a marker comment in the page.
fn block(name: &str) -> &'static str {
    let marker = format!("<!-- {name} -->\n```text\n");
    let (_, rest) = PAGE.split_once(&marker).expect(name);
    let (block, _) = rest.split_once("\n```").expect(name);
    block
}

fn example() -> Vec<Append> {
    let stream: Value = serde_json::from_str(block("stream")).unwrap();
    let stream: StreamId = serde_json::from_value(stream).unwrap();
    let provenance: Provenance = serde_json::from_str(block("provenance")).unwrap();
    let events = [
        (
            "project_drafted",
            json!({"amount": 120_000_000, "title": "Cafe\u{301} “云”\t平台"}),
        ),
        (
            "project_declared",
            json!({"\u{ffee}": [true, null, -1], "\u{1f600}": {}}),
        ),
        ("opinion_letter_issued", json!({"number": "1号"})),
    ];
    (0..)
        .zip(events)
        .map(|(expected, (kind, data))| Append {
            stream: stream.clone(),
            expected,
            events: vec![NewEvent {
                kind: kind.to_owned(),
                version: 1,
                data,
            }],
            provenance: provenance.clone(),
            idempotency: None,
            outbox: Vec::new(),
            numbers: Vec::new(),
        })
        .collect()
}

#[test]
fn the_pages_leaves_and_roots_are_the_codes() {
    let mut hashes = Vec::new();
    for (position, append) in (1..).zip(example()) {
        let event = &append.events[0];
        let text = leaf_text(
            position,
            &append.stream,
            position,
            (&event.kind, event.version),
            &canonical_text(&event.data).unwrap(),
            &canonical_text(&serde_json::to_value(&append.provenance).unwrap()).unwrap(),
        );
        assert_eq!(block(&format!("leaf {position}")), text);
        hashes.push(leaf_hash(text.as_bytes()));
    }
    let pair = node_hash(&hashes[0], &hashes[1]);
    let lines = [
        format!("leaf 1  {}", hex(&hashes[0])),
        format!("leaf 2  {}", hex(&hashes[1])),
        format!("leaf 3  {}", hex(&hashes[2])),
        format!("root 0  {}", hex(&empty_root())),
        format!("root 1  {}", hex(&hashes[0])),
        format!("root 2  {}", hex(&pair)),
        format!("root 3  {}", hex(&node_hash(&pair, &hashes[2]))),
    ];
    assert_eq!(block("hashes"), lines.join("\n"));
}

#[tokio::test]
async fn a_store_gives_the_pages_checkpoint_and_proof() {
    let (_folder, database) = sqlite();
    let store = Store::open(&database.url, Arc::new(Ledger)).await.unwrap();
    database
        .execute("UPDATE log_head SET origin = 'tongchou.example'")
        .await;
    for append in example() {
        store.append(append).await.unwrap();
    }
    let checkpoint = store.checkpoint().await.unwrap().to_string();
    assert_eq!(
        format!("{}\n\n", block("checkpoint").trim_end()),
        checkpoint
    );
    let proof = store.inclusion_proof(2).await.unwrap().unwrap();
    let path: Vec<String> = proof.path.iter().map(|hash| hex(hash)).collect();
    assert_eq!(block("proof"), path.join("\n"));
}
