//! Past verdicts asked for once more: equal under the law of their day, and shown as
//! other where the law that is there now is another.

use std::path::Path;

use axum::http::StatusCode;
use tongchou_server::app::{Again, App};
use tongchou_server::clock::Clock;
use tongchou_server::pack::{Folders, law};

use crate::support::District;

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// The same database under a pack in which a file reads otherwise.
fn under(district: &District, file: &str, change: impl Fn(String) -> String) -> App {
    let packs = district.folder.path().join(format!("packs-{file}"));
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regulations");
    copied(&ours, &packs);
    let path = packs.join("xicheng-2022").join(file);
    let before = std::fs::read_to_string(&path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "{file}");
    std::fs::write(&path, after).unwrap();
    let folders = Folders {
        regulations: Some(packs),
        ..Folders::default()
    };
    let store = district.app.store().clone();
    App::new(store, law(&folders).unwrap(), Clock::System, false)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_past_verdict_comes_out_as_it_was_recorded() {
    let district = District::seeded().await;
    let replay = district.app.replay(Again::Everything).await.unwrap();
    assert!(replay.judged.len() > 300, "{}", replay.judged.len());
    let different: Vec<_> = replay.different().take(5).collect();
    assert!(different.is_empty(), "{different:#?}");
    assert!(replay.judged.iter().all(|each| !each.hash.is_empty()));

    // the same figures in another file are another pack
    let other = under(&district, "1-general.cedar", |text| {
        format!("{text}\n// other\n")
    });
    let replay = other.replay(Again::Everything).await.unwrap();
    assert_eq!(replay.different().count(), replay.judged.len());
    let says = |each: &tongchou_server::app::Replayed| each.differences.join("\n");
    assert!(
        replay
            .different()
            .all(|each| says(each).contains("规则包不同"))
    );
    assert!(
        replay
            .different()
            .all(|each| !says(each).contains("不予办理"))
    );

    // and with another limit clauses concern whom they did not
    let other = under(&district, "measure.toml", |text| {
        let (before, after) = text.split_once("[limit.software_test_from]").unwrap();
        let after = after.replacen("\"1000000\"", "\"1\"", 1);
        format!("{before}[limit.software_test_from]{after}")
    });
    let replay = other.replay(Again::Everything).await.unwrap();
    let moved: Vec<String> = replay
        .different()
        .map(says)
        .filter(|says| says.contains("现在适用、当时不适用") && says.contains("A20.3"))
        .collect();
    assert!(!moved.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_shows_its_verdicts_of_their_day() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let world = district.app.world().await.unwrap();
    let project = world
        .of_kind("project")
        .max_by_key(|entry| entry.sequence)
        .unwrap();
    let home = format!("/projects/{}", project.id);
    let record = bureau.get(&format!("{home}/sections/record")).await;
    assert!(record.text.contains(&format!("{home}/replay")));
    let page = bureau.get(&format!("{home}/replay")).await;
    assert_eq!(page.status, StatusCode::OK);
    let acts = format!("{} 次全部一致", project.sequence);
    assert!(page.text.contains(&acts), "{acts}");
    assert!(page.text.contains("xicheng-2022") && !page.text.contains("不一致"));
}
