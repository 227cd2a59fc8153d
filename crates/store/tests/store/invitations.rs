//! Invitations: one code, one session, few attempts.

use jiff::Timestamp;
use tongchou_store::{GuestSession, Invitation, Redeemed};

use crate::support::{TestDatabase, on_both};

on_both!(
    a_code_opens_one_session_however_many_come_at_once,
    wrong_codes_are_counted_and_end_it,
    a_later_invitation_and_a_revocation_end_it,
);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn invitation(id: &str, expert: &str) -> Invitation {
    Invitation {
        id: id.to_owned(),
        token_hash: format!("token-{id}"),
        code_hash: format!("code-{id}"),
        project: "p1".to_owned(),
        panel: "draw".to_owned(),
        expert: expert.to_owned(),
        invited_by: "li".to_owned(),
        created_at: at(0),
        expires_at: at(100),
        failures: 0,
        used_at: None,
        revoked_at: None,
        session: None,
    }
}

fn session(id: &str) -> GuestSession {
    GuestSession {
        id_hash: id.to_owned(),
        csrf: "secret".to_owned(),
        expires_at: at(50),
    }
}

async fn a_code_opens_one_session_however_many_come_at_once(database: TestDatabase) {
    let store = database.store().await;
    let made = invitation("i1", "e1");
    store.add_invitation(&made).await.unwrap();
    assert_eq!(store.invitation("token-i1").await.unwrap(), Some(made));
    assert_eq!(store.invitation("token-i2\0").await.unwrap(), None);
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (store, own) = (store.clone(), session(&format!("s{number}")));
        tries.spawn(async move {
            let tried = store.redeem_invitation("token-i1", "code-i1", &own, at(1), 5);
            tried.await.unwrap()
        });
    }
    let came = tries.join_all().await;
    let opened = came.iter().filter(|it| **it == Redeemed::Opened).count();
    assert_eq!(opened, 1, "{came:?}");
    let found = store.invitation("token-i1").await.unwrap().unwrap();
    assert!(found.session.is_some());
    assert_eq!(found.used_at, Some(at(1)));
}

async fn wrong_codes_are_counted_and_end_it(database: TestDatabase) {
    let store = database.store().await;
    store.add_invitation(&invitation("i1", "e1")).await.unwrap();
    let own = session("s");
    for left in [1, 0] {
        let tried = store.redeem_invitation("token-i1", "no", &own, at(1), 2);
        assert_eq!(tried.await.unwrap(), Redeemed::Wrong { left });
    }
    let right = store.redeem_invitation("token-i1", "code-i1", &own, at(1), 2);
    assert_eq!(right.await.unwrap(), Redeemed::Ended);
    store.add_invitation(&invitation("i2", "e2")).await.unwrap();
    let late = store.redeem_invitation("token-i2", "code-i2", &own, at(100), 2);
    assert_eq!(
        late.await.unwrap(),
        Redeemed::Ended,
        "expired to the second"
    );
}

async fn a_later_invitation_and_a_revocation_end_it(database: TestDatabase) {
    let store = database.store().await;
    let own = session("s");
    store.add_invitation(&invitation("i1", "e1")).await.unwrap();
    let opened = store.redeem_invitation("token-i1", "code-i1", &own, at(1), 5);
    assert_eq!(opened.await.unwrap(), Redeemed::Opened);
    store.add_invitation(&invitation("i2", "e1")).await.unwrap();
    let first = store.invitation("token-i1").await.unwrap().unwrap();
    assert!(first.revoked_at.is_some() && first.session.is_none());
    assert!(!store.revoke_invitation("p2", "i2", at(2)).await.unwrap());
    assert!(store.revoke_invitation("p1", "i2", at(2)).await.unwrap());
    assert!(!store.revoke_invitation("p1", "i2", at(3)).await.unwrap());
    assert_eq!(store.invitations("p1").await.unwrap().len(), 2);
    assert!(store.invitations("p2").await.unwrap().is_empty());
}
