//! The catalogue of results: seen by all bodies of the district, used with an
//! undertaking, without a look at the project.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json;
use tongchou_server::app::App;
use tongchou_server::app::projections::Projections;
use tongchou_server::clock::{Clock, morning_of};
use tongchou_server::pack::{Folders, law};
use tongchou_server::web::Web;
use tongchou_server::{demo, router};
use tongchou_store::Store;

use crate::support::District;

/// A district in which projects were accepted and their results registered.
async fn lived_in() -> District {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/tongchou.db", folder.path().display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    let law = law(&Folders::default()).unwrap();
    let now = morning_of(jiff::civil::date(2026, 6, 15)).unwrap();
    demo::seed(store.clone(), law.clone(), now).await.unwrap();
    let clock = Clock::set_to(now);
    let app = App::new(store, law, clock.clone(), true);
    let router = router::router(Web::new(app.clone(), false));
    District {
        app,
        clock,
        router,
        folder,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_uses_anothers_result_without_seeing_its_project() {
    let district = lived_in().await;
    let world = district.app.world().await.unwrap();
    let results = &world.registers.results;
    assert!(results.values().any(|entry| !entry.users.is_empty()));
    let jiedao = district.body("文昌街道办事处");
    let entry = results
        .values()
        .find(|entry| entry.unit != jiedao && entry.users.iter().all(|user| user.body != jiedao))
        .unwrap();
    let address = format!("/registers/result/{}", entry.id);
    let mut unit = district.signed_in("jiedao").await;
    let list = unit.get("/registers/result").await;
    assert!(list.text.contains(&entry.name) && list.text.contains(&address));
    let page = unit.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("使用项目成果") && !page.text.contains(&entry.project));
    let project = unit.get(&format!("/projects/{}", entry.project)).await;
    assert_eq!(project.status, StatusCode::NOT_FOUND);

    let form = format!("{address}/acts/adopt_result");
    let opened = unit.get(&form).await;
    assert!(opened.text.contains(&entry.name) && !opened.text.contains(&entry.project));
    let paper = format!("{address}/papers/reuse_undertaking.pdf");
    assert!(opened.text.contains(&paper), "the form to sign is beside");
    let paper = unit.get(&paper).await;
    assert_eq!(paper.status, StatusCode::OK);
    assert_eq!(paper.headers["content-type"], "application/pdf");
    let foreign = unit.get(&format!("{address}/papers/asset_list.pdf")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let fields = [("result", entry.result.as_str()), ("purpose", "本街道使用")];
    let refused = unit.fill(&form, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("第二十八条") && refused.text.contains("本街道使用"));
    let fields = [fields[0], fields[1], ("undertaking", "on")];
    let made = unit.fill(&form, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    assert!(made.location().starts_with(&address));
    let page = unit.get(&address).await;
    assert!(page.text.contains("用途：本街道使用"), "{}", page.text);
    let page = unit.get(made.location()).await;
    assert!(page.text.contains("本单位使用") && page.text.contains("文昌街道办事处"));
    let transfer = unit.get(&format!("{address}/acts/transfer_result")).await;
    assert!(transfer.text.contains("不得擅自"), "{}", transfer.text);
    assert!(district.app.store().verify(None).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_closed_to_those_outside_and_to_administrators() {
    let district = lived_in().await;
    let world = district.app.world().await.unwrap();
    let entry = world.registers.results.values().next().unwrap();
    let address = format!("/registers/result/{}", entry.id);
    let mut nobody = district.anyone();
    assert_eq!(nobody.get(&address).await.status, StatusCode::SEE_OTHER);
    for who in ["shenji", "xitong", "anquan"] {
        let mut outside = district.signed_in(who).await;
        for path in ["/registers/result", &address] {
            let answer = outside.get(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
        let tabs = outside.get("/registers/agency").await;
        assert!(!tabs.text.contains("/registers/result"), "{who}");
        // The audit administrator reads the log; projects are not his to see.
        let project = outside.get(&format!("/projects/{}", entry.project)).await;
        assert_eq!(project.status, StatusCode::NOT_FOUND, "{who}");
    }
    let mut unit = district.signed_in("jiedao").await;
    for path in [
        format!("{address}/acts/make_payment"),
        "/registers/result/new".to_owned(),
        "/registers/result/00000000-0000-8000-8000-000000000000".to_owned(),
        format!("/registers/result/{}", entry.project),
    ] {
        assert_eq!(
            unit.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_open_to_programs_too() {
    let district = lived_in().await;
    let world = district.app.world().await.unwrap();
    let jiedao = district.body("文昌街道办事处");
    let results = &world.registers.results;
    let entry = results.values().find(|entry| entry.unit != jiedao).unwrap();
    let client = district.token("jiedao").await;
    let list = client.get("/api/v1/registers/result").await;
    assert_eq!(list.json()["total"], json!(results.len()));
    let address = format!("/api/v1/registers/result/{}", entry.id);
    let shown = client.get(&address).await;
    assert_eq!(shown.json()["state"]["title"], json!(entry.name));
    assert!(!shown.text.contains(&entry.project));
    let adopt = format!("{address}/acts/adopt_result");
    let bare = json!({"result": entry.result, "purpose": "使用"});
    let refused = client.post(&adopt, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let whole = json!({"result": entry.result, "purpose": "使用", "undertaking": true});
    let made = client.post(&adopt, &whole).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let outside = district.token("shenji").await;
    let closed = outside.get("/api/v1/registers/result").await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND);
}

/// What exists, with what joins it: a unit sees its own systems, every platform and the
/// catalogue of results; the bureau sees all.
#[tokio::test(flavor = "multi_thread")]
async fn the_map_joins_what_its_reader_may_see() {
    let district = lived_in().await;
    let world = district.app.world().await.unwrap();
    let mut bureau = district.signed_in("kexinju").await;
    let map = bureau.get("/map").await.text;
    assert!(map.contains("data-chart=\"graph\"") && map.contains("共性平台"));
    let joined = world.registers.results.values().next().unwrap();
    let (key, made) = (
        format!("result:{}", joined.id),
        format!("project:{}", joined.project),
    );
    assert!(
        map.contains(&format!("data-key=\"{key}\"")),
        "a result stands in the map"
    );
    assert!(
        map.contains(&format!("data-to=\"{made}\"")),
        "and leads to its system"
    );
    let other = world
        .registers
        .results
        .values()
        .find(|it| it.unit_name != "文昌街道办事处");
    let other = other.unwrap();
    let mut unit = district.signed_in("jiedao").await;
    let theirs = unit.get("/map").await.text;
    assert!(!theirs.contains(&format!("/projects/{}", other.project)));
    assert!(!theirs.contains(&format!("data-key=\"project:{}", other.project)));
    // systems of earlier years exist too, and designs say what systems rest on
    let earlier = json!({
        "title": "游泳场所水质公示系统", "unit_name": "文昌街道办事处", "summary": "公示水质",
        "events": [{ "act": "sign_contract", "on": "2019-04-01" }],
    });
    let client = district.token("kexinju").await;
    let made = client.post("/api/v1/projects/earlier", &earlier).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let found = bureau.get("/map?text=游泳").await.text;
    assert!(
        found.contains("往年系统") && found.contains("2019"),
        "{found}"
    );
    assert!(map.contains("顶层设计条目") && map.contains("data-how=\"依据\""));
    let none = bureau.get("/map?text=没有这样的系统").await.text;
    assert!(none.contains("没有符合条件的系统或平台"));
    let odd = bureau.get("/map?field=%27%3Cx%3E&unit=zz&lead=..").await;
    assert_eq!(odd.status, StatusCode::OK);
    let mut auditor = district.signed_in("shenji").await;
    assert_eq!(auditor.get("/map").await.status, StatusCode::NOT_FOUND);
}
