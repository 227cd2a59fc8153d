//! The desks: each body has its own, sees only its projects there, and each row
//! leads to a form.

use axum::http::StatusCode;
use calamine::{Data, DataType as _};

use crate::support::{Browser, District, heads, sheet};

const DESKS: [&str; 5] = [
    "security",
    "building",
    "acceptance",
    "supervision",
    "evaluation",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_body_has_the_desks_that_are_its_own() {
    let district = District::found().await;
    for (who, has) in [
        ("kexinju", [true, true, true, true, true]),
        ("jiedao", [true, true, true, true, true]),
        ("caizhengju", [false, true, true, true, true]),
        ("jiyaoju", [true, false, false, true, false]),
        ("fagaiwei", [false, false, true, true, false]),
        ("zhuanjia1", [false, false, false, false, false]),
        ("xitong", [false, false, false, false, false]),
        ("shenji", [false, false, false, false, false]),
    ] {
        let mut browser = district.signed_in(who).await;
        for (desk, has) in DESKS.iter().zip(has) {
            let status = browser.get(&format!("/desks/{desk}")).await.status;
            let wanted = if has {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(status, wanted, "{who} {desk}");
        }
        let index = browser.get("/desks").await.status;
        assert_eq!(index == StatusCode::SEE_OTHER, has.contains(&true), "{who}");
    }
    let mut nobody = district.anyone();
    assert_eq!(nobody.get("/desks/security").await.status, 303);
    let mut bureau = district.signed_in("kexinju").await;
    assert_eq!(bureau.get("/desks/nothing").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_lead_to_forms_and_filters_stand_in_the_address() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let mut health = district.signed_in("weijianwei").await;
    let mut street = district.signed_in("jiedao").await;

    // the yearly rule: the assessments of the level 3 project are past their day
    let important = district.home_of("全民健康信息平台（三级等保）").await;
    let page = health.get("/desks/security").await.text;
    assert!(
        page.contains("全民健康信息平台") && page.contains("逾期"),
        "{page}"
    );
    assert!(page.contains(&format!("{important}/acts/record_assessment")));
    assert!(
        !street
            .get("/desks/security?view=all")
            .await
            .text
            .contains("全民健康")
    );

    // acceptance: who decides has the form, who may not has none
    let accepting = district.home_of("婚姻登记智能预约系统").await;
    let form = format!("{accepting}/acts/decide_acceptance_application");
    let page = bureau.get("/desks/acceptance").await.text;
    assert!(page.contains(&form), "{page}");
    let earliest = "2026年7月7日";
    for words in [
        "验收日历",
        "最早可验收",
        earliest,
        "端午节",
        "工作日提交申请",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let mut unit = district.signed_in("minzhengju").await;
    let page = unit.get("/desks/acceptance?view=open").await.text;
    assert!(page.contains("婚姻登记") && !page.contains(&form));
    let april = bureau.get("/desks/acceptance?month=2026-04").await.text;
    assert!(april.contains("2026年4月") && april.contains("class=\"event\""));

    // supervision: an order past its day, and the measures the law permits now
    let page = bureau.get("/desks/supervision?view=overdue").await.text;
    for words in ["逾期", "通报批评", "impose_measure?rectification="] {
        assert!(page.contains(words), "{words}: {page}");
    }

    // evaluation and building
    let page = bureau.get("/desks/evaluation?view=done").await.text;
    assert!(page.contains("街道网格化管理平台") && page.contains("良好"));
    let page = bureau.get("/desks/building").await.text;
    assert!(page.contains("卫生健康公共数据授权运营平台"));
    let found = bureau
        .get("/desks/building?text=%E5%8D%AB%E7%94%9F")
        .await
        .text;
    assert!(found.contains("卫生健康公共数据") && !found.contains("地下管线"));

    // what the address holds amiss does no harm
    for odd in [
        "view=%3Cb%3E",
        "page=9999",
        "page=-1",
        "month=2026-99",
        "month=%00",
        "unit=x",
    ] {
        let page = bureau.get(&format!("/desks/acceptance?{odd}")).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
        assert!(!page.text.contains("<b>"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_a_desk_is_taken_away_as_a_workbook() {
    let district = District::seeded().await;
    let mut health = district.signed_in("weijianwei").await;
    let book = async |browser: &mut Browser, path: &str| sheet(&browser.get(path).await);
    let sheet = book(&mut health, "/desks/security/export?view=all").await;
    let heads = heads(&sheet);
    assert_eq!(heads.first().unwrap(), "项目");
    assert_eq!(heads.last().unwrap(), "办理");
    let row = sheet
        .rows()
        .find(|row| row[0].to_string().contains("全民健康信息平台"));
    let row = row.expect("the project is listed");
    assert!(row.iter().any(Data::is_datetime), "a day is a day");
    let shown = health.get("/desks/security?view=all").await.text;
    assert_eq!(
        shown.matches("<th scope=\"row\">").count(),
        sheet.rows().count() - 1
    );
    let mut street = district.signed_in("jiedao").await;
    let theirs = book(&mut street, "/desks/security/export?view=all").await;
    assert!(
        !theirs
            .rows()
            .any(|row| row[0].to_string().contains("全民健康"))
    );
    let mut bureau = district.signed_in("kexinju").await;
    let none = book(&mut bureau, "/desks/security/export?text=没有这个项目").await;
    assert_eq!(none.rows().count(), 1);
    assert_eq!(
        district
            .signed_in("shenji")
            .await
            .get("/desks/security/export")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}
