//! What the program proposes, over HTTP: who sees it, how it is decided on, what it
//! leads to; selections drawn and drawn again; the figures for the appraisal.

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Answered, District, sheet};

const EARLY: &str = "before_letter-observation_recorded-1";

/// A project without a letter, of which other data tell that it was begun.
async fn observed(district: &District) -> Uuid {
    let project = district.project().await;
    let finance = district.token("caizhengju").await;
    let seen = json!({
        "happened": "start_construction", "happened_on": district.clock.today().to_string(),
        "source": "巡查记录", "facts": "机房已经进场施工",
    });
    let path = format!("/api/v1/projects/{project}/acts/record_observation");
    let answer = finance.post(&path, &seen).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    project
}

fn rows(answer: &Answered) -> usize {
    sheet(answer).rows().count() - 1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_for_those_who_supervise_and_what_was_decided_for_the_unit() {
    let district = District::found().await;
    let project = observed(&district).await;
    let section = format!("/projects/{project}/sections/supervision");
    let confirm = format!("/projects/{project}/acts/confirm_finding?finding={EARLY}");
    let mut audit = district.signed_in("shenjiju").await;
    let mut unit = district.signed_in("jiedao").await;
    let mut other = district.signed_in("minzhengju").await;

    let list = audit.get("/findings").await.text;
    assert!(
        list.contains("街道议事平台") && list.contains("A16-work"),
        "the list names it"
    );
    assert!(
        list.contains(&confirm.replace('&', "&amp;")),
        "and leads to the form"
    );
    assert!(audit.get(&section).await.text.contains("待核实"));
    assert_eq!(
        rows(&audit.get("/exports/finding").await),
        2,
        "begun without letter and contract"
    );
    assert!(
        !unit
            .get("/findings?state=all")
            .await
            .text
            .contains("A16-work")
    );
    assert!(!unit.get(&section).await.text.contains("待核实"));
    assert_eq!(rows(&unit.get("/exports/finding?state=all").await), 0);
    assert_eq!(unit.get(&confirm).await.status, StatusCode::FORBIDDEN);
    assert_eq!(other.get(&confirm).await.status, StatusCode::NOT_FOUND);

    // without a reason nothing is set aside, and what was typed stays
    let aside = format!("/projects/{project}/acts/set_aside_finding");
    let refused = audit
        .fill(&aside, &[("finding", EARLY), ("reason", "")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("说明理由"),
        "the clause says what is lacking"
    );
    let done = audit
        .fill(&confirm, &[("finding", EARLY), ("opinion", "现场照片属实")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(done.location().starts_with(&section), "{}", done.location());

    let shown = audit.get(&section).await.text;
    let next = format!("/projects/{project}/acts/record_inspection?finding=w1");
    assert!(shown.contains(&next), "what takes it up is one step away");
    let form = audit.get(&next).await.text;
    assert!(
        form.contains("现场照片属实") && form.contains("审查意见函"),
        "filled in"
    );
    let told = unit.get(&section).await.text;
    assert!(told.contains("现场照片属实") && !told.contains(&next));
    assert_eq!(rows(&unit.get("/exports/finding?state=confirmed").await), 1);
    assert_eq!(rows(&audit.get("/exports/finding").await), 1, "one is left");

    let today = district.clock.today().to_string();
    let fields = [
        ("subjects", "procurement"),
        ("inspected_on", today.as_str()),
        ("violation", "yes"),
        ("findings", "先建后报"),
        ("grounds", "procedure_breached"),
        ("finding", "w1"),
    ];
    let inspection = audit.fill(&next, &fields).await;
    assert_eq!(inspection.status, StatusCode::SEE_OTHER);
    let list = audit.get("/findings?state=confirmed").await.text;
    assert!(list.contains("监督检查（"), "the list tells what followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_no_findings_and_strange_addresses_do_not_fail() {
    let district = District::found().await;
    observed(&district).await;
    for who in ["xitong", "anquan", "shenji"] {
        let mut administrator = district.signed_in(who).await;
        for path in [
            "/findings",
            "/appraisal",
            "/exports/finding",
            "/exports/appraisal",
        ] {
            assert_eq!(
                administrator.get(path).await.status,
                StatusCode::NOT_FOUND,
                "{who} {path}"
            );
        }
    }
    let mut bureau = district.signed_in("kexinju").await;
    for path in [
        "/findings?state=nothing&kind=x&unit=%00&page=-3",
        "/findings?page=99999999999999999999",
        "/appraisal?year=abc",
        "/appraisal?year=1",
    ] {
        assert_eq!(bureau.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_are_selected_with_points_and_a_seed_that_draws_them_again() {
    let district = District::seeded().await;
    let mut finance = district.signed_in("caizhengju").await;
    let form = [
        ("title", "下半年检查"),
        ("purpose", "inspection"),
        ("scope", "all"),
        ("by_risk", "2"),
        ("at_random", "2"),
        ("reason", "年度计划"),
    ];
    let too_many = form.map(|(key, value)| (key, if key == "by_risk" { "400" } else { value }));
    let refused = finance.fill("/registers/selection/new", &too_many).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("不足402个") && refused.text.contains("下半年检查"));
    let done = finance.fill("/registers/selection/new", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let path = done.location().split('?').next().unwrap().to_owned();

    let page = finance.get(&path).await.text;
    assert_eq!(page.matches("class=\"tag live\"").count(), 4);
    assert!(
        page.contains("种子") && page.contains("投资金额"),
        "seed and causes are there"
    );
    assert!(
        page.contains("acts/record_inspection?findings="),
        "and lead on"
    );
    assert!(!page.contains("与记录的选取结果一致"));
    let again = finance.get(&format!("{path}?again=yes")).await.text;
    assert!(again.contains("与记录的选取结果一致"));
    let api = format!("/api/v1{path}");
    let whole = district.token("caizhengju").await.get(&api).await.text;
    let reduced = district.token("jiedao").await.get(&api).await.text;
    assert!(whole.contains("late_duties") || whole.contains("\"amount\""));
    assert!(
        !reduced.contains("\"cause\""),
        "points are for those who select"
    );
    let mut unit = district.signed_in("jiedao").await;
    let seen = unit.get(&path).await.text;
    assert!(!seen.contains("按种子重新计算") && !seen.contains("投资金额"));
    assert_eq!(
        unit.get("/registers/selection/new").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_appraisal_counts_what_the_lists_hold() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let mut unit = district.signed_in("jiedao").await;
    let page = bureau.get("/appraisal").await.text;
    assert!(page.contains("街道") && page.contains("卫生健康委"));
    let all = rows(&bureau.get("/exports/appraisal").await);
    assert!(all >= 3, "{all}");
    assert_eq!(
        rows(&unit.get("/exports/appraisal").await),
        1,
        "a unit has its own row"
    );
    let empty = bureau.get("/appraisal?year=2001").await.text;
    assert!(empty.contains("街道"), "a year without anything has zeros");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_agency_stands_on_the_public_page_as_long_as_it_was_named_for() {
    let district = District::seeded().await;
    let bureau = district.token("kexinju").await;
    let world = district.app.world().await.unwrap();
    let agency = world
        .registers
        .agencies
        .values()
        .find(|agency| !agency.is_named())
        .unwrap();
    let (id, name) = (agency.id.clone(), agency.name.clone());
    let today = district.clock.today();
    let until = today.checked_add(jiff::Span::new().days(10)).unwrap();
    let notice = json!({
        "fault": "deceit", "facts": "出具虚假测评报告", "evidence": "报告原件",
        "heard_on": today.to_string(), "statement": "没有意见", "until": until.to_string(),
    });
    let acts = format!("/api/v1/registers/agency/{id}/acts");
    let answer = bureau.post(&format!("{acts}/name_agency"), &notice).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    let mut anyone = district.anyone();
    let page = anyone.get("/public/notices").await.text;
    for words in [name.as_str(), "出具虚假测评报告", "第三十四条", "通报至"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("〔2026〕"), "the decision has its number");
    assert!(!page.contains("报告原件"), "evidence is not for everybody");
    let mut unit = district.signed_in("jiedao").await;
    let book = sheet(&unit.get("/exports/notices").await);
    let row = book.rows().nth(1).unwrap();
    assert_eq!(row[0].to_string(), name);
    assert_eq!(row[3].to_string(), "出具虚假测评报告");
    district.move_to(until);
    assert!(
        anyone.get("/public/notices").await.text.contains(&name),
        "the last day counts"
    );
    district.move_to(until.tomorrow().unwrap());
    assert!(
        !anyone.get("/public/notices").await.text.contains(&name),
        "its time is over"
    );
    district.move_to(until);
    let bureau = district.token("kexinju").await;
    let withdrawn = bureau
        .post(
            &format!("{acts}/withdraw_agency_notice"),
            &json!({"reason": "复核后撤销"}),
        )
        .await;
    assert!(withdrawn.status.is_success(), "{}", withdrawn.text);
    assert!(!anyone.get("/public/notices").await.text.contains(&name));
}
