//! Notices: told once, from the outbox, to each their own; jobs: each due time
//! one server's.

use jiff::{SignedDuration, Timestamp};
use tongchou_store::{JobRun, Notice};

use crate::support::{TestDatabase, mail, on_both, paid, project};

on_both!(
    a_message_becomes_notices_once,
    notices_are_read_by_their_person_alone,
    of_one_due_time_one_server_takes_the_job,
    a_dead_servers_job_is_taken_over_and_a_failed_one_tried_again,
);

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn notice(person: &str, key: &str) -> Notice {
    Notice {
        id: 0,
        person: person.to_owned(),
        key: key.to_owned(),
        kind: "act".to_owned(),
        title: "要求限期整改".to_owned(),
        about: "街道议事平台".to_owned(),
        href: "/projects/1".to_owned(),
        basis: "第三十一条".to_owned(),
        at: at(0),
        read_at: None,
    }
}

async fn a_message_becomes_notices_once(database: TestDatabase) {
    let (store, other) = (database.store().await, database.store().await);
    let mut append = paid(&project(), 0, 1);
    append.outbox = vec![mail("甲")];
    store.append(append).await.unwrap();
    let message = store.outbox_take(9).await.unwrap()[0].id;
    let notices = [notice("lisi", "e1"), notice("wangwu", "e1")];
    let (one, two) = tokio::join!(store.tell(message, &notices), other.tell(message, &notices));
    assert_eq!(one.unwrap() + two.unwrap(), 2);
    assert_eq!(store.outbox_waiting().await.unwrap(), 0);
    assert_eq!(store.put_notices(&notices).await.unwrap(), 0);
    assert_eq!(database.count("notices").await, 2);
}

async fn notices_are_read_by_their_person_alone(database: TestDatabase) {
    let store = database.store().await;
    let told = [
        notice("lisi", "a"),
        notice("lisi", "b"),
        notice("wangwu", "a"),
    ];
    assert_eq!(store.put_notices(&told).await.unwrap(), 3);
    let own = store.notices_of("lisi", 9, 0).await.unwrap();
    assert_eq!(own.len(), 2);
    store
        .read_notices("wangwu", Some(own[0].id), at(1))
        .await
        .unwrap();
    assert_eq!(store.unread_notices("lisi").await.unwrap(), 2);
    store
        .read_notices("lisi", Some(own[0].id), at(1))
        .await
        .unwrap();
    assert_eq!(store.unread_notices("lisi").await.unwrap(), 1);
    let first = &store.notices_of("lisi", 1, 0).await.unwrap()[0];
    assert_eq!(first.id, own[1].id, "the unread first");
    store.read_notices("lisi", None, at(2)).await.unwrap();
    assert_eq!(store.unread_notices("lisi").await.unwrap(), 0);
    assert_eq!(store.unread_notices("wangwu").await.unwrap(), 1);
    assert_eq!(store.count_notices("lisi").await.unwrap(), 2);
}

fn run(holder: &str, failed: bool) -> JobRun {
    JobRun {
        name: "reminders".to_owned(),
        due_at: at(0),
        holder: holder.to_owned(),
        started_at: at(1),
        ended_at: at(2),
        failed,
        says: "提醒3项".to_owned(),
    }
}

async fn of_one_due_time_one_server_takes_the_job(database: TestDatabase) {
    let (store, other) = (database.store().await, database.store().await);
    let (one, two) = tokio::join!(
        store.take_job("reminders", "one", at(0), at(1), at(300)),
        other.take_job("reminders", "two", at(0), at(1), at(300))
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one != two, "{one} {two}");
    let holder = if one { "one" } else { "two" };
    assert!(store.end_job(&run(holder, false), at(0)).await.unwrap());
    let again = store.take_job("reminders", "three", at(0), at(9), at(300));
    assert!(!again.await.unwrap(), "done is done");
    let next = store.take_job("reminders", "three", at(60), at(61), at(300));
    assert!(next.await.unwrap());
    assert_eq!(store.job_runs(9).await.unwrap(), [run(holder, false)]);
    assert_eq!(store.job_states().await.unwrap()[0].done_due, Some(at(0)));
    assert_eq!(store.sweep_job_runs(at(3)).await.unwrap(), 1);
}

async fn a_dead_servers_job_is_taken_over_and_a_failed_one_tried_again(database: TestDatabase) {
    let store = database.store().await;
    let take = |holder: &'static str, now: i64| {
        let store = store.clone();
        async move {
            let taken = store.take_job("reminders", holder, at(0), at(now), at(now + 300));
            taken.await.unwrap()
        }
    };
    assert!(take("dead", 1).await);
    assert!(!take("next", 300).await);
    assert!(take("next", 301).await);
    assert!(!store.end_job(&run("dead", false), at(0)).await.unwrap());
    assert!(store.end_job(&run("next", true), at(500)).await.unwrap());
    assert!(!take("next", 499).await, "not before it may be tried again");
    assert!(take("next", 500).await);
}
