//! Projects of earlier years: tried out, taken in with what the judge finds, found
//! wherever projects are, sent once more, corrected.

use serde_json::Value;
use tongchou_project::{Actor, Project, Stage};
use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{Outcome, Report, carry_out, try_out};

use crate::support::District;

async fn actor(district: &District, name: &str) -> Actor {
    let accounts = district.app.store().accounts().await.unwrap();
    let account = accounts.iter().find(|it| it.name == name).unwrap();
    district.app.actor(account).await.unwrap()
}

async fn tried(district: &District, who: &str, sheet: &str) -> Report {
    let kind = Kind::of("history").unwrap();
    let actor = actor(district, who).await;
    try_out(&district.app, &actor, kind, sheet.as_bytes().to_vec())
        .await
        .unwrap()
}

async fn done(district: &District, who: &str, sheet: &str) -> Report {
    let report = tried(district, who, sheet).await;
    let actor = actor(district, who).await;
    carry_out(&district.app, &actor, report, false)
        .await
        .unwrap()
}

async fn size(district: &District) -> u64 {
    district.app.store().checkpoint().await.unwrap().size
}

async fn earlier(district: &District) -> Vec<Project> {
    let world = district.app.world().await.unwrap();
    let projects = world.of_kind("project");
    let projects = projects.filter_map(|entry| entry.aggregate.project());
    let earlier = projects.filter(|project| project.earlier.is_some());
    earlier.cloned().collect()
}

const SHEET: &str = "项目名称,项目单位,办理事项,办理日期,项目总投资（万元）,合同金额（元）,资料来源,备忘\n\
    旧政务热线平台,示范区民政局,,,120,,档案2023-17,甲\n\
    旧政务热线平台,示范区民政局,签订合同,2023-03-01,,900000,,\n\
    旧政务热线平台,示范区民政局,出具审查意见函,2023-05-01,,,,\n\
    \n\
    原信息办机房改造,原区信息化办公室,签订合同,2021-06-01,,300000.55,,\n\
    乙平台,示范区民政局,没有的事项,2023-06-01,,,,\n\
    乙平台,示范区民政局,签订合同,2023-06-01,,,,\n\
    ,示范区民政局,签订合同,2023-06-01,,,,\n\
    合计,,,,120,,,\n";

#[tokio::test(flavor = "multi_thread")]
async fn each_finding_is_told_at_the_row_where_it_happened() {
    let district = District::found().await;
    let before = size(&district).await;
    for (who, ready) in [("kexinju", true), ("shenjiju", false)] {
        let report = tried(&district, who, SHEET).await;
        let told: Vec<String> = (0..report.table.rows.len())
            .map(|place| report.words(place))
            .collect();
        assert_eq!(report.strange, ["备忘"]);
        assert!(
            told[1].contains("第十三条") && told[1].contains("第十六条"),
            "{told:?}"
        );
        assert!(told[4].contains("没有名为"), "{told:?}");
        assert!(told[5].contains("其他行有问题"), "{told:?}");
        assert!(told[6].contains("项目名称：必填"), "{told:?}");
        assert_eq!(report.outcomes[7], Outcome::Total);
        let taken = if ready {
            report.ready()
        } else {
            report.judged()
        };
        assert_eq!(taken, 4, "{told:?}");
    }
    assert_eq!(size(&district).await, before, "a trial stores nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_of_earlier_years_are_kept_and_found() {
    let district = District::found().await;
    let report = done(&district, "kexinju", SHEET).await;
    assert_eq!((report.done(), report.wrong()), (4, 3));
    let all = earlier(&district).await;
    assert_eq!(all.len(), 2);
    let own = all.iter().find(|it| it.title == "旧政务热线平台").unwrap();
    assert_eq!(own.stage(), Stage::Earlier);
    assert_eq!(own.total_amount(), 120_000_000);
    assert_eq!(own.unit_name, "示范区民政局");
    // a body that is no more: kept by whoever took it in
    let other = all.iter().find(|it| it.title != own.title).unwrap();
    let bureau = actor(&district, "kexinju").await;
    assert_eq!(
        (&other.unit, other.unit_name.as_str()),
        (&bureau.body, "原区信息化办公室")
    );

    let mut unit = district.signed_in("minzhengju").await;
    let list = unit.get("/projects?stage=earlier").await;
    assert!(list.text.contains("旧政务热线平台") && !list.text.contains("机房改造"));
    let page = unit.get(&format!("/projects/{}", own.id)).await;
    assert!(page.text.contains("没有经过本系统审核"));
    let history = unit
        .get(&format!("/projects/{}/sections/history", own.id))
        .await;
    for says in [
        "第十三条",
        "不符合",
        "签订合同",
        "合同金额：",
        "档案2023-17",
    ] {
        assert!(history.text.contains(says), "{says}");
    }
    let archive = unit.get(&format!("/projects/{}/archive", own.id)).await;
    assert_eq!(archive.status, 200);
    let open = unit.get("/exports/oc4ids.json").await;
    let open: Value = serde_json::from_str(&open.text).unwrap();
    let told = open["projects"].as_array().unwrap().iter();
    let told = told
        .filter(|it| it["title"] == "旧政务热线平台")
        .collect::<Vec<_>>();
    assert_eq!(told[0]["contractingProcesses"].as_array().unwrap().len(), 1);
    let mut stranger = district.signed_in("jiedao").await;
    let theirs = stranger.get(&format!("/projects/{}", own.id)).await;
    assert_eq!(theirs.status, 404);

    // a new project of the same need finds it
    let mut like = own.clone();
    like.id = "new".to_owned();
    like.earlier = None;
    let check = district.app.find_duplicates(Box::new(like)).await.unwrap();
    assert!(check.found.iter().any(|found| found.title == own.title));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_changes_nothing_and_another_corrects() {
    let district = District::found().await;
    done(&district, "kexinju", SHEET).await;
    let before = size(&district).await;
    let again = done(&district, "kexinju", SHEET).await;
    assert_eq!((again.known(), again.done()), (4, 0));
    // whoever sends it, and in whatever order its columns stand
    let other = "办理日期,项目单位,项目名称,办理事项,合同金额（元）\n\
        2021-06-01,原区信息化办公室,原信息办机房改造,签订合同,300000.55\n";
    let again = done(&district, "kexinju", other).await;
    assert_eq!((again.known(), again.done()), (1, 0));
    assert_eq!(size(&district).await, before);
    let more = format!("{other}2022-01-05,原区信息化办公室,原信息办机房改造,竣工验收结论,\n");
    let report = done(&district, "kexinju", &more).await;
    let told: Vec<String> = (0..2).map(|place| report.words(place)).collect();
    assert_eq!(report.done(), 2, "{told:?}");
    assert_eq!(size(&district).await, before + 1);
    let all = earlier(&district).await;
    let corrected = all
        .iter()
        .find(|it| it.title == "原信息办机房改造")
        .unwrap();
    assert_eq!(corrected.acceptance_result(), "passed");
    assert_eq!(done(&district, "kexinju", &more).await.known(), 2);
}
