//! Checkpoints and proofs of a sound log.

use tongchou_store::{Checkpoint, empty_root, verify_inclusion};

use crate::support::{TestDatabase, history, on_both};

on_both!(
    an_empty_log_is_sound,
    a_sound_log_extends_its_checkpoints,
    every_event_can_be_proved,
);

async fn an_empty_log_is_sound(database: TestDatabase) {
    let store = database.store().await;
    let checkpoint = store.checkpoint().await.unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (0, empty_root()));
    assert!(checkpoint.origin.starts_with("tongchou."));
    let report = store.verify(Some(&checkpoint)).await.unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!(store.inclusion_proof(1).await.unwrap(), None);
}

async fn a_sound_log_extends_its_checkpoints(database: TestDatabase) {
    let store = database.store().await;
    let mut checkpoints: Vec<Checkpoint> = Vec::new();
    for count in [1, 2, 5, 1, 9] {
        checkpoints.push(store.checkpoint().await.unwrap());
        history(&store, count).await;
    }
    checkpoints.push(store.checkpoint().await.unwrap());
    for checkpoint in &checkpoints {
        let report = store.verify(Some(checkpoint)).await.unwrap();
        assert!(report.is_sound(), "{report}");
        assert_eq!(report.size, 18);
        assert!(report.to_string().starts_with("核验通过：18 个事件"));
    }
}

async fn every_event_can_be_proved(database: TestDatabase) {
    let store = database.store().await;
    for size in 1..=13u64 {
        history(&store, 1).await;
        let checkpoint = store.checkpoint().await.unwrap();
        for event in store.events_after(0, 100).await.unwrap() {
            let proof = store
                .inclusion_proof(event.position)
                .await
                .unwrap()
                .unwrap();
            assert!(verify_inclusion(&proof));
            assert_eq!(proof.leaf, event.leaf);
            assert_eq!((proof.size, proof.root), (size, checkpoint.root));
        }
    }
    let (checkpoint, proofs) = store.inclusion_proofs(&[3, 0, 13, 14]).await.unwrap();
    assert_eq!(checkpoint, store.checkpoint().await.unwrap());
    let positions: Vec<u64> = proofs.iter().map(|proof| proof.position).collect();
    assert_eq!(positions, [3, 13]);
    assert!(proofs.iter().all(verify_inclusion));
    assert_eq!(store.inclusion_proof(0).await.unwrap(), None);
    assert_eq!(store.inclusion_proof(14).await.unwrap(), None);
}
