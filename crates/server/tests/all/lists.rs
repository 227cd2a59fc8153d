//! Lists: filters, order, pages and columns by the address, kept views, and the
//! workbook of what the reader sees.

use std::io::Read;

use axum::http::{StatusCode, header};
use calamine::DataType as _;

use crate::support::{Answered, Browser, District, heads, sheet};

async fn projects(district: &District, titles: &[&str]) -> Vec<String> {
    let client = district.token("jiedao").await;
    let mut ids = Vec::new();
    for title in titles {
        let made = client
            .post("/api/v1/projects", &district.registration(title))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        ids.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    ids
}

/// Titles in the order of the rows.
fn rows(page: &Answered) -> Vec<String> {
    let rows = page.text.split("<th scope=\"row\">").skip(1);
    let title = |row: &str| row.split('>').nth(1)?.split('<').next().map(str::to_owned);
    rows.filter_map(title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_sorted_and_turned_by_its_address() {
    let district = District::found().await;
    let titles: Vec<String> = (1..=23).map(|number| format!("平台{number:02}")).collect();
    let mut all: Vec<&str> = titles.iter().map(String::as_str).collect();
    all.extend(["卫生系统", "安全系统", "民政系统"]);
    projects(&district, &all).await;
    let mut unit = district.signed_in("jiedao").await;
    let first = unit.get("/projects?sort=title&text=平台").await;
    assert!(
        first.text.contains("共 23 项，第 1 / 2 页"),
        "{}",
        first.text
    );
    assert_eq!(rows(&first).len(), 20);
    assert_eq!(rows(&first)[0], "平台01");
    assert!(first.text.contains("aria-sort=\"ascending\""));
    let next = format!(
        "/projects?{}&amp;sort=title&amp;page=2",
        "text=%E5%B9%B3%E5%8F%B0"
    );
    assert!(first.text.contains(&next.replace("&amp;", "&#38;")) || first.text.contains(&next));
    let second = unit.get("/projects?sort=title&text=平台&page=2").await;
    assert_eq!(rows(&second), ["平台21", "平台22", "平台23"]);
    let beyond = unit.get("/projects?text=平台&page=99").await;
    assert!(
        beyond.text.contains("第 2 / 2 页"),
        "the last page there is"
    );
    let back = unit.get("/projects?sort=-title&size=50&text=系统").await;
    assert_eq!(rows(&back), ["卫生系统", "民政系统", "安全系统"]);
    let stage = unit.get("/projects?stage=drafting&nature=construction&level=2&field=business_system&year=2025&size=50").await;
    assert_eq!(rows(&stage).len(), 26);
    for none in ["stage=closed", "nature=upgrade", "level=3", "field=network"] {
        let page = unit.get(&format!("/projects?{none}")).await;
        assert!(page.text.contains("没有符合条件的项目"), "{none}");
        assert!(page.text.contains("清除条件"), "{none}");
    }
    let columns = unit.get("/projects?columns=nature&columns=level").await;
    assert!(columns.text.contains("工程建设") && columns.text.contains("第二级"));
    assert!(!columns.text.contains(">最近办理</a></th>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_filter_in_wan_and_days_by_the_calendar() {
    let district = District::found().await;
    let ids = projects(&district, &["有预算的", "没有预算的"]).await;
    let mut unit = district.signed_in("jiedao").await;
    let form = format!("/projects/{}/acts/revise_declaration", ids[0]);
    let budget = [
        ("budget.0.name", "开发"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "1234567.89"),
    ];
    let revised = unit.fill(&form, &budget).await;
    assert_eq!(revised.status, StatusCode::SEE_OTHER, "{}", revised.text);
    for (query, expected) in [
        ("amount_from=123.45", vec!["有预算的"]),
        ("amount_from=123.46", vec![]),
        ("amount_to=123.46&amount_from=100", vec!["有预算的"]),
        ("amount_to=100", vec!["没有预算的"]),
        (
            "changed_from=2025-03-03&sort=amount",
            vec!["有预算的", "没有预算的"],
        ),
        ("changed_from=2025-03-04", vec![]),
    ] {
        let page = unit.get(&format!("/projects?{query}")).await;
        assert_eq!(rows(&page), expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_asks_wrongly_is_left_out_and_named() {
    let district = District::found().await;
    projects(&district, &["议事平台"]).await;
    let mut unit = district.signed_in("jiedao").await;
    for (query, named) in [
        ("stage=nowhere", "阶段"),
        ("unit=%3Cscript%3E", "项目单位"),
        ("amount_from=-1", "投资不少于"),
        ("amount_to=99999999999999999999", "投资不超过"),
        ("changed_from=2025-02-30", "最近办理不早于"),
        ("sort=password", "排序"),
        ("columns=nothing", "显示的列"),
        ("page=0", "页码"),
        ("page=-7", "页码"),
        ("size=1000000", "每页行数"),
        ("waits=decide_project", "等我办理"),
        ("due=yesterday", "期限"),
    ] {
        let page = unit.get(&format!("/projects?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let note = page.text.split("已忽略：").nth(1).unwrap_or_default();
        let note = note.split("</p>").next().unwrap();
        assert!(note.contains(named), "{query}: {note}");
        assert_eq!(rows(&page), ["议事平台"], "{query}");
    }
    for harmless in ["%ff%fe", "text=%E5%B9", "&&&=&", "nothing=known"] {
        let page = unit.get(&format!("/projects?{harmless}")).await;
        assert_eq!(page.status, StatusCode::OK, "{harmless}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_that_wait_are_a_filter_of_ones_own() {
    let district = District::found().await;
    projects(&district, &["议事平台"]).await;
    let mut unit = district.signed_in("jiedao").await;
    let waiting = unit.get("/projects?waits=revise_declaration").await;
    assert_eq!(rows(&waiting), ["议事平台"]);
    let none = unit.get("/projects?waits=start_construction").await;
    assert!(rows(&none).is_empty());
    let late = unit.get("/projects?due=late").await;
    assert!(rows(&late).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_filter_by_any_text_state_and_owner() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/registers/agency?text=测评&sort=title").await;
    let found = rows(&page);
    assert!(found.contains(&"安衡等保测评中心".to_owned()), "{found:?}");
    assert!(!found.contains(&"北辰软件有限公司".to_owned()), "{found:?}");
    assert!(page.text.contains("安全等级测评"), "words, not keys");
    let none = unit.get("/registers/expert?text=无此人").await;
    assert!(none.text.contains("没有符合条件的专家"));
    let bad = unit.get("/registers/expert?state=gone").await;
    assert!(bad.text.contains("已忽略：状态"));
}

fn saved<'a>(csrf: &'a str, name: &'a str, query: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("_csrf", csrf), ("name", name), ("query", query)]
}

async fn csrf(browser: &mut Browser) -> String {
    browser.get("/password").await.hidden("_csrf")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_kept_for_one_person_and_goes_when_told() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let token = csrf(&mut unit).await;
    let query = "stage=drafting&sort=-amount";
    let kept = unit
        .post("/views/project", &saved(&token, "起草中", query))
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert_eq!(kept.location(), "/projects?stage=drafting&sort=-amount");
    let page = unit.get(kept.location()).await;
    assert!(page.text.contains("aria-current=\"true\">起草中</a>"));
    let mut again = district.signed_in("jiedao").await;
    assert!(again.get("/projects").await.text.contains(">起草中</a>"));
    let mut other = district.signed_in("minzhengju").await;
    assert!(!other.get("/projects").await.text.contains("起草中"));
    assert!(!unit.get("/registers/agency").await.text.contains("起草中"));
    let gone = unit
        .post("/views/project/removed", &saved(&token, "起草中", ""))
        .await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!unit.get("/projects").await.text.contains("起草中"));
    let nowhere = unit.post("/views/note", &saved(&token, "x", "")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_cannot_be_kept_says_why_and_keeps_what_was_typed() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let token = csrf(&mut unit).await;
    let long = "很长的名称".repeat(5);
    let refused = unit
        .post("/views/project", &saved(&token, &long, "stage=closed"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(&format!("value=\"{long}\"")));
    assert!(refused.text.contains("value=\"stage=closed\""));
    for (name, query) in [
        ("机密★十年", "stage=closed"),
        ("视图", "text=%E6%9C%BA%E5%AF%86%E2%98%85"),
    ] {
        let marked = unit
            .post("/views/project", &saved(&token, name, query))
            .await;
        assert_eq!(marked.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(marked.text.contains("第六条") && !marked.text.contains("机密★"));
    }
    for number in 0..30 {
        let name = format!("视图{number}");
        let kept = unit.post("/views/project", &saved(&token, &name, "")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{name}");
    }
    let full = unit
        .post("/views/project", &saved(&token, "多余", ""))
        .await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    let same = unit
        .post("/views/project", &saved(&token, "视图1", ""))
        .await;
    assert_eq!(
        same.status,
        StatusCode::SEE_OTHER,
        "takes the other's place"
    );
}

/// The text of one part of a workbook.
fn part(workbook: &Answered, name: &str) -> String {
    let bytes = std::io::Cursor::new(&workbook.bytes);
    let mut archive = zip::ZipArchive::new(bytes).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_holds_what_its_reader_sees_as_numbers_and_text() {
    let district = District::found().await;
    let ids = projects(&district, &["=HYPERLINK(\"x\")", "议事平台", "别的"]).await;
    let mut unit = district.signed_in("jiedao").await;
    let form = format!("/projects/{}/acts/revise_declaration", ids[0]);
    let budget = [
        ("budget.0.name", "开发"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "1234567.89"),
    ];
    assert_eq!(
        unit.fill(&form, &budget).await.status,
        StatusCode::SEE_OTHER
    );
    let book = unit.get("/exports/project?sort=-amount").await;
    assert_eq!(book.status, StatusCode::OK);
    let name = book.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(
        name.contains("filename*=UTF-8''%E9%A1%B9%E7%9B%AE2025%E5%B9%B43%E6%9C%883%E6%97%A5.xlsx"),
        "{name}"
    );
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    let texts = part(&book, "xl/sharedStrings.xml");
    assert!(sheet.contains("<v>1234567.89</v>"), "a number: {sheet}");
    assert!(!sheet.contains("<f>"), "no formula");
    assert!(texts.contains("=HYPERLINK(") && texts.contains("文昌街道办事处"));
    assert!(sheet.contains("state=\"frozen\""));
    assert!(part(&book, "xl/styles.xml").contains("quotePrefix=\"1\""));
    let filtered = unit.get("/exports/project?text=议事").await;
    let texts = part(&filtered, "xl/sharedStrings.xml");
    assert!(texts.contains("议事平台") && !texts.contains("别的"));
    let mut other = district.signed_in("minzhengju").await;
    let theirs = other.get("/exports/project").await;
    assert!(!part(&theirs, "xl/sharedStrings.xml").contains("议事平台"));
    for list in ["design", "expert", "setting"] {
        let book = unit.get(&format!("/exports/{list}")).await;
        assert_eq!(book.status, StatusCode::OK, "{list}");
    }
    let nothing = unit.get("/exports/account").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

/// Lists whose rows are no records of their own: their path, a column to sort by
/// and one that stands where it is chosen.
const BOARDS: [(&str, &str, &str, &str, &str); 3] = [
    ("duty", "/duties", "state=all", "due_on", "done_on"),
    ("finding", "/findings", "state=all", "since", "reason"),
    (
        "desk-security",
        "/desks/security",
        "view=all",
        "level",
        "nearest",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn duties_findings_and_desks_are_lists_as_all_others() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let token = csrf(&mut bureau).await;
    for (key, path, wide, sort, further) in BOARDS {
        let get = async |browser: &mut Browser, more: &str| {
            browser.get(&format!("{path}?{wide}&size=200{more}")).await
        };
        let usual = get(&mut bureau, "").await;
        let up = get(&mut bureau, &format!("&sort={sort}")).await;
        let down = get(&mut bureau, &format!("&sort=-{sort}")).await;
        assert!(up.text.contains("aria-sort=\"ascending\""), "{path}");
        assert!(down.text.contains("aria-sort=\"descending\""), "{path}");
        let (mut there, mut back) = (rows(&up), rows(&down));
        assert!(there.len() > 1, "{path}: {there:?}");
        assert_ne!(there, back, "{path}");
        there.sort();
        back.sort();
        assert_eq!(there, back, "{path}: the same rows");
        // a column more, and no other than those chosen
        let heads = |page: &Answered| page.text.matches("<th scope=\"col\"").count();
        let one = get(&mut bureau, &format!("&columns={further}")).await;
        assert_eq!(heads(&one), 2, "{path}");
        assert!(heads(&usual) > 2, "{path}");
        // what cannot be sorted by, and what is no column, is told
        for odd in ["&sort=act", "&columns=nothing"] {
            let page = get(&mut bureau, odd).await;
            assert!(page.text.contains("已忽略"), "{path}{odd}");
        }
        let query = format!("{wide}&sort=-{sort}");
        let kept = bureau
            .post(&format!("/views/{key}"), &saved(&token, "常看", &query))
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(kept.location(), format!("{path}?{query}"));
        let page = bureau.get(kept.location()).await;
        assert!(
            page.text.contains("aria-current=\"true\">常看</a>"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_are_sorted_by_what_is_left_and_taken_away_with_days() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let book = bureau.get("/exports/duty?state=all&sort=-due_on").await;
    let whole = sheet(&book);
    let heads = heads(&whole);
    let due = heads.iter().position(|head| head == "期限").unwrap();
    let days: Vec<f64> = whole
        .rows()
        .skip(1)
        .map(|row| row[due].get_datetime().unwrap().as_f64())
        .collect();
    assert!(
        days.len() > 5 && days.is_sorted_by(|one, other| one >= other),
        "{days:?}"
    );
    let two = bureau.get("/exports/duty?state=all&columns=due_on").await;
    assert_eq!(sheet(&two).rows().next().unwrap().len(), 2);
    let late = bureau
        .get("/duties?state=open&sort=state&size=200")
        .await
        .text;
    let (first, rest) = (late.find("逾期"), late.find("还有"));
    assert!(first < rest || rest.is_none(), "the latest first");
}
