//! Attacks on a stored history by someone with direct access to the database:
//! verification finds each and names the first event that does not fit.

use tongchou_store::{Checkpoint, Finding, RowFault};
use uuid::Uuid;

use crate::attack::{Attack, rehash};
use crate::support::{TestDatabase, on_both, paid, project};

on_both!(
    a_changed_amount_is_found,
    a_changed_provenance_is_found,
    a_changed_kind_version_or_stream_is_found,
    the_earliest_of_several_changes_is_named,
    text_written_otherwise_is_found,
    a_dropped_event_is_found,
    dropped_and_renumbered_events_are_found,
    swapped_events_are_found,
    a_truncated_tail_is_found,
    a_truncated_tail_with_its_head_is_found_by_a_checkpoint,
    an_event_added_by_hand_is_found,
    a_change_with_its_leaf_is_found,
    a_changed_last_event_with_its_leaf_is_found,
    a_rehashed_history_is_found_by_a_checkpoint,
    a_rehashed_gap_in_a_stream_is_found,
    changes_to_tree_and_head_are_found,
    a_checkpoint_of_another_log_is_refused,
    a_changed_projection_is_found,
    a_history_no_projector_knows_is_found,
    appending_to_a_broken_head_is_refused,
);

async fn a_changed_amount_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack
        .by("UPDATE events SET data = replace(data, '1004', '9004') WHERE position = 5")
        .await;
    assert!(matches!(report.finding, Some(Finding::Altered { .. })));
    attack.names(&report, 5);
    assert_eq!(report.size, 4);
}

async fn a_changed_provenance_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack
        .by("UPDATE events SET provenance = replace(provenance, '张三', '王五') WHERE position = 7")
        .await;
    assert!(matches!(report.finding, Some(Finding::Altered { .. })));
    attack.names(&report, 7);
}

async fn a_changed_kind_version_or_stream_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let other = Uuid::now_v7();
    for (change, undo) in [
        ("kind = 'refunded'", "kind = 'paid'".to_owned()),
        ("version = 2", "version = 1".to_owned()),
        ("version = -1", "version = 1".to_owned()),
        (
            "stream_kind = 'design'",
            "stream_kind = 'project'".to_owned(),
        ),
        (
            "sequence = 99",
            format!("sequence = {}", attack.events[2].sequence),
        ),
        (
            &format!("stream_id = '{other}'"),
            format!("stream_id = '{}'", attack.events[2].stream.id),
        ),
        (
            "stream_id = 'nonsense'",
            format!("stream_id = '{}'", attack.events[2].stream.id),
        ),
    ] {
        let report = attack
            .by(&format!("UPDATE events SET {change} WHERE position = 3"))
            .await;
        assert!(
            matches!(report.finding, Some(Finding::Altered { .. })),
            "{change}"
        );
        assert!(report.to_string().contains("第 3 号事件"), "{report}");
        let report = attack
            .by(&format!("UPDATE events SET {undo} WHERE position = 3"))
            .await;
        assert!(report.is_sound(), "{undo}: {report}");
    }
}

async fn the_earliest_of_several_changes_is_named(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack
        .by(
            "UPDATE events SET data = '{}' WHERE position IN (11, 4, 9); \
             DELETE FROM events WHERE position = 6",
        )
        .await;
    attack.names(&report, 4);
}

async fn text_written_otherwise_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    attack
        .database
        .execute("UPDATE events SET data = '{\"amount\":1,\"amount\":2}' WHERE position = 8")
        .await;
    // even when the leaf is made to fit
    rehash(&attack.database, false).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(matches!(report.finding, Some(Finding::NotCanonical { .. })));
    attack.names(&report, 8);
}

async fn a_dropped_event_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack.by("DELETE FROM events WHERE position = 6").await;
    assert!(matches!(
        report.finding,
        Some(Finding::Missing { position: 6, .. })
    ));
    assert!(report.to_string().contains("第 6 号事件缺失"));
    attack.names(&report, 7);
}

async fn dropped_and_renumbered_events_are_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack
        .by("DELETE FROM events WHERE position = 6; \
             UPDATE events SET position = -position + 1000 WHERE position > 6; \
             UPDATE events SET position = -position + 999 WHERE position > 900")
        .await;
    assert!(matches!(report.finding, Some(Finding::Altered { .. })));
    assert!(report.to_string().contains("第 6 号事件"), "{report}");
}

async fn swapped_events_are_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let swap = "UPDATE events SET position = 1000 WHERE position = 4; \
         UPDATE events SET position = 4 WHERE position = 9; \
         UPDATE events SET position = 9 WHERE position = 1000";
    let report = attack.by(swap).await;
    assert!(matches!(report.finding, Some(Finding::Altered { .. })));
    assert!(report.to_string().contains("第 4 号事件"), "{report}");
    // swapped together with their leaves made to fit
    rehash(&attack.database, false).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(!report.is_sound());
    assert!(report.size <= 4, "{report}");
}

async fn a_truncated_tail_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let report = attack.by("DELETE FROM events WHERE position > 9").await;
    assert_eq!(
        report.finding,
        Some(Finding::Truncated { kept: 9, head: 12 })
    );
    assert!(report.to_string().contains("第 10 号事件缺失"));
}

async fn a_truncated_tail_with_its_head_is_found_by_a_checkpoint(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    attack
        .database
        .execute("DELETE FROM events WHERE position > 9")
        .await;
    rehash(&attack.database, true).await;
    attack.store.rebuild().await.unwrap();
    assert!(attack.store.verify(None).await.unwrap().is_sound());
    let report = attack.store.verify(Some(&attack.checkpoint)).await.unwrap();
    let (size, checkpoint) = (9, 12);
    assert_eq!(
        report.finding,
        Some(Finding::ShorterThanCheckpoint { size, checkpoint })
    );
    assert!(report.to_string().contains("第 10 号事件缺失"));
    // also when other events fill the place again
    for _ in 0..5 {
        attack.store.append(paid(&project(), 0, 1)).await.unwrap();
    }
    let report = attack.store.verify(Some(&attack.checkpoint)).await.unwrap();
    assert_eq!(report.finding, Some(Finding::NotAnExtension { checkpoint }));
}

async fn an_event_added_by_hand_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 11).await;
    attack
        .database
        .execute(
            "INSERT INTO events SELECT position + 1, stream_kind, stream_id, sequence + 1, kind, \
             version, data, provenance, leaf, append_from + 1 FROM events WHERE position = 11",
        )
        .await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(matches!(report.finding, Some(Finding::Altered { .. })));
    rehash(&attack.database, false).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(!report.is_sound());
    assert!(report.to_string().contains("事件"), "{report}");
}

async fn a_change_with_its_leaf_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    attack
        .database
        .execute("UPDATE events SET data = replace(data, '1004', '9004') WHERE position = 5")
        .await;
    rehash(&attack.database, false).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(matches!(
        report.finding,
        Some(Finding::Rehashed { last: 6, .. })
    ));
    attack.names(&report, 5);
}

async fn a_changed_last_event_with_its_leaf_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 11).await;
    attack
        .database
        .execute("UPDATE events SET data = '{}' WHERE position = 11")
        .await;
    rehash(&attack.database, false).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(matches!(
        report.finding,
        Some(Finding::Rehashed { last: 11, .. })
    ));
    attack.names(&report, 11);
}

async fn a_rehashed_history_is_found_by_a_checkpoint(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    attack
        .database
        .execute("UPDATE events SET data = replace(data, '1004', '9004') WHERE position = 5")
        .await;
    rehash(&attack.database, true).await;
    attack.store.rebuild().await.unwrap();
    attack.store.append(paid(&project(), 0, 1)).await.unwrap();
    let alone = attack.store.verify(None).await.unwrap();
    assert!(alone.is_sound(), "{alone}");
    let report = attack.store.verify(Some(&attack.checkpoint)).await.unwrap();
    assert_eq!(
        report.finding,
        Some(Finding::NotAnExtension { checkpoint: 12 })
    );
    assert!(report.to_string().contains("不是检查点的延续"));
}

async fn a_rehashed_gap_in_a_stream_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    attack
        .database
        .execute("DELETE FROM events WHERE position = 6; UPDATE events SET position = 1000 - position WHERE position > 6; UPDATE events SET position = 999 - position WHERE position > 900")
        .await;
    rehash(&attack.database, true).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(
        matches!(report.finding, Some(Finding::OutOfSequence { .. })),
        "{report}"
    );
}

async fn changes_to_tree_and_head_are_found(database: TestDatabase) {
    let attack = Attack::on(database, 12).await;
    let zero = "(SELECT leaf FROM events WHERE position = 1)";
    for (change, undo) in [
        (
            format!(
                "CREATE TABLE kept AS SELECT * FROM log_nodes; UPDATE log_nodes SET hash = {zero} WHERE level = 2 AND number = 1"
            ),
            "DELETE FROM log_nodes; INSERT INTO log_nodes SELECT * FROM kept",
        ),
        (
            "DELETE FROM log_nodes WHERE level = 1 AND number = 0".to_owned(),
            "DELETE FROM log_nodes; INSERT INTO log_nodes SELECT * FROM kept",
        ),
        (
            format!("INSERT INTO log_nodes VALUES (9, 9, {zero})"),
            "DELETE FROM log_nodes WHERE level = 9",
        ),
        (
            format!(
                "CREATE TABLE head AS SELECT * FROM log_head; UPDATE log_head SET root = {zero}"
            ),
            "DELETE FROM log_head; INSERT INTO log_head SELECT * FROM head",
        ),
        (
            "UPDATE log_head SET size = 11".to_owned(),
            "DELETE FROM log_head; INSERT INTO log_head SELECT * FROM head",
        ),
    ] {
        let report = attack.by(&change).await;
        assert!(!report.is_sound(), "{change}");
        let report = attack.by(undo).await;
        assert!(report.is_sound(), "{undo}: {report}");
    }
}

async fn a_checkpoint_of_another_log_is_refused(database: TestDatabase) {
    let attack = Attack::on(database, 3).await;
    let other = Checkpoint {
        origin: "tongchou.other".to_owned(),
        ..attack.checkpoint.clone()
    };
    let report = attack.store.verify(Some(&other)).await.unwrap();
    assert!(matches!(report.finding, Some(Finding::OtherLog { .. })));
}

async fn a_changed_projection_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 9).await;
    let id = attack.events[0].stream.id;
    for (sql, fault) in [
        (
            "UPDATE projections SET body = replace(body, 'total\":', 'total\":9') WHERE id = 'ID'",
            RowFault::Different,
        ),
        (
            "UPDATE projections SET id = 'moved' WHERE id = 'ID'",
            RowFault::Missing,
        ),
        (
            "INSERT INTO projections SELECT kind, 'extra', sequence, title, owner, stage, number, changed_on, body, search FROM projections WHERE id = 'ID'",
            RowFault::Extra,
        ),
    ] {
        let report = attack.by(&sql.replace("ID", &id.to_string())).await;
        let Some(Finding::Projection { fault: found, .. }) = report.finding else {
            panic!("{report}")
        };
        assert_eq!(found, fault);
        attack.store.rebuild().await.unwrap();
        assert!(attack.store.verify(None).await.unwrap().is_sound());
    }
}

async fn a_history_no_projector_knows_is_found(database: TestDatabase) {
    let attack = Attack::on(database, 9).await;
    attack
        .database
        .execute("UPDATE events SET kind = 'unknown' WHERE position = 4")
        .await;
    rehash(&attack.database, true).await;
    let report = attack.store.verify(None).await.unwrap();
    assert!(matches!(
        report.finding,
        Some(Finding::Unprojectable { .. })
    ));
    assert!(report.to_string().contains("第 4 号事件"), "{report}");
    assert!(attack.store.rebuild().await.is_err());
}

async fn appending_to_a_broken_head_is_refused(database: TestDatabase) {
    let attack = Attack::on(database, 5).await;
    attack
        .database
        .execute("UPDATE log_head SET size = 4")
        .await;
    attack
        .store
        .append(paid(&project(), 0, 1))
        .await
        .unwrap_err();
    assert_eq!(attack.database.count("events").await, 5);
}
