//! The experts' panel: drawn for all to check, sealed until all are in, joined by
//! invitation; and those who try what is not theirs.

use axum::http::StatusCode;
use calamine::Data;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Answered, Browser, District, sheet};
use crate::under_review::{by, declared, drawn, opinion, panel};

const FINDING: &str = "总体架构清晰可行";

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_shows_its_seed_and_can_be_done_again() {
    let district = District::found().await;
    let id = drawn(&district, "街道议事平台").await;
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau
        .get(&format!("/projects/{id}/panel?recompute=1"))
        .await;
    assert!(page.text.contains("完全一致"), "{}", page.text);
    let world = district.app.world().await.unwrap();
    let entry = world.entry("project", &id.to_string()).unwrap();
    let panel = entry
        .aggregate
        .project()
        .unwrap()
        .review
        .panel
        .clone()
        .unwrap();
    assert_eq!(panel.seed.len(), 64, "256 bits of the server's own");
    assert!(page.text.contains(&panel.seed));
    let mut forged = panel.clone();
    forged.members.swap_remove(0);
    assert!(!forged.redraw().unwrap().equal);
    // one other seed can draw the same few by chance; not all of a hundred
    let others = (0..100).map(|suffix| {
        let mut other = panel.clone();
        other.seed.push_str(&suffix.to_string());
        other.redraw().unwrap().equal
    });
    assert!(
        others.filter(|equal| *equal).count() < 100,
        "another seed, another order"
    );
    // nobody can bring a seed of their own
    let other = declared(&district, "另一个平台").await;
    let pass = json!({ "outcome": "pass", "opinion": "同意" });
    by(
        &district,
        "kexinju",
        other,
        "conclude_preliminary_review",
        &pass,
    )
    .await;
    let client = district.token("kexinju").await;
    let path = format!("/api/v1/projects/{other}/acts/draw_panel");
    let refused = client
        .post(&path, &json!({ "size": 3, "seed": "chosen" }))
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
}

/// Every place where someone could look for what an expert wrote.
async fn looks(district: &District, who: &str, id: Uuid) -> String {
    let mut browser = district.signed_in(who).await;
    let client = district.token(who).await;
    let mut seen = String::new();
    for path in [
        format!("/projects/{id}"),
        format!("/projects/{id}/panel"),
        format!("/projects/{id}/dossier"),
        format!("/projects/{id}/submissions"),
        format!("/projects/{id}/acts/conclude_expert_review"),
        "/reviews".to_owned(),
        "/".to_owned(),
        "/projects".to_owned(),
        "/log".to_owned(),
    ] {
        seen.push_str(&browser.get(&path).await.text);
    }
    for path in [
        format!("/api/v1/projects/{id}"),
        format!("/api/v1/projects/{id}/acts"),
        "/api/v1/projects".to_owned(),
    ] {
        seen.push_str(&client.get(&path).await.text);
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_a_score_before_all_are_in() {
    let district = District::found().await;
    let id = drawn(&district, "街道议事平台").await;
    let members = panel(&district, id).await;
    let written = opinion(73, FINDING);
    by(&district, &members[0], id, "give_expert_opinion", &written).await;
    for who in ["kexinju", "jiedao", "caizhengju", "shenjiju", &members[1]] {
        let seen = looks(&district, who, id).await;
        assert!(!seen.contains(FINDING), "{who} reads what an expert wrote");
        assert!(!seen.contains("\"score\":73"), "{who} reads a score");
    }
    let own = looks(&district, &members[0], id).await;
    assert!(own.contains(FINDING), "an expert may read their own");
    // the unit learns neither who was drawn nor how to know it
    let unit = looks(&district, "jiedao", id).await;
    for name in ["曹明", "邓琳", "彭涛", "苏琪"] {
        assert!(!unit.contains(name), "{name}");
    }
    for member in &members[1..] {
        by(&district, member, id, "give_expert_opinion", &written).await;
    }
    let bureau = looks(&district, "kexinju", id).await;
    assert!(bureau.contains(FINDING), "all are in");
    assert!(!looks(&district, "jiedao", id).await.contains(FINDING));
    let pass = json!({ "outcome": "pass", "opinion": "同意" });
    by(&district, "kexinju", id, "conclude_expert_review", &pass).await;
    assert!(
        looks(&district, "jiedao", id).await.contains(FINDING),
        "concluded"
    );
    // and nothing more comes in
    let late = district.token(&members[0]).await;
    let path = format!("/api/v1/projects/{id}/acts/give_expert_opinion");
    let refused = late.post(&path, &written).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_with_an_interest_are_left_out_and_the_page_says_why() {
    let district = District::found().await;
    let bureau = district.token("kexinju").await;
    let street = district.body("文昌街道办事处");
    for (name, more) in [
        ("本单位专家", json!({ "employer": "文昌街道办事处" })),
        (
            "本单位编外",
            json!({ "employer": "某公司", "body": street }),
        ),
        (
            "申报关系者",
            json!({ "employer": "某大学", "bodies": [street] }),
        ),
    ] {
        let mut expert = json!({ "name": name, "fields": ["business_system"] });
        expert
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let made = bureau.post("/api/v1/registers/expert", &expert).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    }
    let id = drawn(&district, "街道议事平台").await;
    let world = district.app.world().await.unwrap();
    let entry = world.entry("project", &id.to_string()).unwrap();
    let drawn = entry
        .aggregate
        .project()
        .unwrap()
        .review
        .panel
        .clone()
        .unwrap();
    let excluded = drawn
        .pool
        .iter()
        .filter(|each| each.excluded.is_some())
        .count();
    assert_eq!(excluded, 3);
    assert!(
        drawn
            .members
            .iter()
            .all(|member| !member.name.starts_with('本'))
    );
    let page = district
        .signed_in("kexinju")
        .await
        .get(&format!("/projects/{id}/panel"))
        .await;
    assert!(
        page.text.contains("项目单位的工作人员")
            && page.text.contains("申报了与项目单位的利害关系")
    );
}

/// A panel on which everyone is without an account, and one member's invitation.
async fn invited(district: &District) -> (Uuid, String, String) {
    let bureau = district.token("kexinju").await;
    let world = district.app.world().await.unwrap();
    for expert in world.registers.experts.keys() {
        let path = format!("/api/v1/registers/expert/{expert}/acts/retire_expert");
        bureau.post(&path, &json!({ "reason": "换届" })).await;
    }
    for name in ["甲专家", "乙专家", "丙专家"] {
        let expert = json!({ "name": name, "employer": "外地大学", "fields": ["business_system"] });
        let made = bureau.post("/api/v1/registers/expert", &expert).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    }
    let id = drawn(district, "街道议事平台").await;
    let mut bureau = district.signed_in("kexinju").await;
    let (path, code) = invite(&mut bureau, id).await;
    (id, path, code)
}

/// Invites the first on the page who can be; gives link and code.
async fn invite(bureau: &mut Browser, id: Uuid) -> (String, String) {
    let page = bureau.get(&format!("/projects/{id}/panel")).await;
    let [csrf, expert, before] = ["_csrf", "expert", "before"].map(|name| page.hidden(name));
    let form = [
        ("_csrf", csrf.as_str()),
        ("expert", expert.as_str()),
        ("before", before.as_str()),
    ];
    let path = format!("/projects/{id}/panel/invitations");
    let made = bureau.post(&path, &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    // the page loaded anew makes no other
    let again = bureau.post(&path, &form).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    let after = |mark: &str| {
        let rest = made.text.split(mark).nth(1).unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    (after("<code>"), after("class=\"code\">"))
}

async fn enter(guest: &mut Browser, path: &str, code: &str) -> StatusCode {
    guest.get(path).await;
    // also where the page offers no form any more, as a program would
    let csrf = guest.cookie("tongchou_invited");
    let form = [("_csrf", csrf.as_str()), ("code", code)];
    guest.post(path, &form).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expert_without_an_account_gives_one_opinion_and_reaches_nothing_else() {
    let district = District::found().await;
    let (id, path, code) = invited(&district).await;
    let form = format!("{path}/opinion");
    let mut guest = district.anyone();
    assert_eq!(guest.get(&form).await.status, StatusCode::NOT_FOUND);
    let shown = format!("{}-{}", &code[..4], code[4..].to_lowercase());
    assert_eq!(
        enter(&mut guest, &path, &shown).await,
        StatusCode::SEE_OTHER
    );
    let page = guest.get(&form).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("方便居民议事"), "the dossier is there");
    for closed in [
        "/",
        "/projects",
        &format!("/projects/{id}"),
        &format!("/projects/{id}/panel"),
    ] {
        assert_eq!(
            guest.get(closed).await.status,
            StatusCode::SEE_OTHER,
            "{closed}"
        );
    }
    let mut fields = Vec::new();
    for row in ["0", "1", "2", "3"] {
        let aspect = ["technology", "security", "data", "budget"][row.parse::<usize>().unwrap()];
        fields.push((format!("opinions.{row}.aspect"), aspect.to_owned()));
        fields.push((format!("opinions.{row}.score"), "８５".to_owned()));
    }
    let typed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let refused = guest.fill(&form, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("#f-opinions-0-finding") && refused.text.contains("８５"));
    for row in 0..4 {
        fields.push((format!("opinions.{row}.finding"), FINDING.to_owned()));
    }
    let typed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let sent = guest.fill(&form, &typed).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(guest.get(&form).await.text.contains("评审意见已提交"));
    let page = district
        .signed_in("kexinju")
        .await
        .get(&format!("/projects/{id}/panel"))
        .await;
    assert!(page.text.contains("已提交") && !page.text.contains(FINDING));
}

/// A draft as the script sends it.
async fn keep(guest: &mut Browser, path: &str, finding: &str, revision: &str) -> Answered {
    let csrf = guest.get(&format!("{path}/opinion")).await.hidden("_csrf");
    let typed = [
        ("_csrf", csrf.as_str()),
        ("_draft", revision),
        ("opinions.0.aspect", "technology"),
        ("opinions.0.finding", finding),
    ];
    guest.post(&format!("{path}/draft"), &typed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_invited_expert_typed_is_there_when_the_browser_was_closed() {
    let district = District::found().await;
    let (_, path, code) = invited(&district).await;
    let form = format!("{path}/opinion");
    let mut guest = district.anyone();
    enter(&mut guest, &path, &code).await;
    let kept = keep(&mut guest, &path, "架构写了一半", "0").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let page = guest.get(&form).await;
    assert!(page.text.contains("架构写了一半") && page.text.contains("正在继续填写"));
    let secret = keep(&mut guest, &path, "机密★十年", "1").await;
    assert_eq!(secret.status, StatusCode::CONFLICT, "{}", secret.text);
    assert!(!guest.get(&form).await.text.contains("机密★十年"));
    let mut stranger = district.anyone();
    let csrf = page.hidden("_csrf");
    let typed = [("_csrf", csrf.as_str()), ("opinions.0.finding", "别人写的")];
    for closed in ["draft", "draft/discard"] {
        let refused = stranger.post(&format!("{path}/{closed}"), &typed).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{closed}");
    }
    let gone = guest
        .post(&format!("{path}/draft/discard"), &[typed[0]])
        .await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!guest.get(&form).await.text.contains("架构写了一半"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_expert_with_an_interest_says_so_and_is_not_asked_again() {
    let district = District::found().await;
    let (id, path, code) = invited(&district).await;
    let (form, declined) = (format!("{path}/opinion"), format!("{path}/declined"));
    let mut guest = district.anyone();
    enter(&mut guest, &path, &code).await;
    let page = guest.get(&form).await;
    assert!(page.text.contains("回避或者不能参加"));
    let csrf = page.hidden("_csrf");
    let half = [
        ("_csrf", csrf.as_str()),
        ("ground", "interest"),
        ("opinions.0.finding", "写了一半的意见"),
    ];
    let refused = guest.post(&declined, &half).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("#f-reason") && refused.text.contains("value=\"interest\" checked")
    );
    assert!(
        refused.text.contains("写了一半的意见"),
        "nothing typed is lost"
    );
    let whole = [half[0], half[1], ("reason", "配偶在该街道任职")];
    let sent = guest.post(&declined, &whole).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(guest.get(&form).await.text.contains("已记录您不参加评审"));
    let bureau = looks(&district, "kexinju", id).await;
    assert!(bureau.contains("申请回避") && bureau.contains("配偶在该街道任职"));
    let unit = looks(&district, "jiedao", id).await;
    assert!(!unit.contains("配偶在该街道任职") && !unit.contains("甲专家"));
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&format!("/projects/{id}/panel")).await;
    let asked = page.text.matches("name=\"expert\"").count();
    assert_eq!(asked, 2, "two are left to be invited");
    let desk = bureau.get("/reviews").await.text;
    assert!(
        desk.contains("还差2人的意见，1人申请回避，待替换"),
        "{desk}"
    );
    let mut unit = district.signed_in("jiedao").await;
    let desk = unit.get("/reviews").await.text;
    assert!(!desk.contains("申请回避"), "{desk}");
    for (browser, told) in [
        (&mut bureau, "还差2人的意见，1人申请回避，待替换"),
        (&mut unit, "还差3人的意见"),
    ] {
        let book = sheet(&browser.get("/exports/reviews").await);
        let row = book.rows().nth(1).unwrap();
        let shown: Vec<String> = row.iter().map(ToString::to_string).collect();
        assert_eq!(shown[0], "专家评审中", "{shown:?}");
        assert_eq!(shown[6], told, "{shown:?}");
        assert!(matches!(row[4], Data::Float(_)) && matches!(row[5], Data::DateTime(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_is_not_guessed() {
    let district = District::found().await;
    let (id, path, code) = invited(&district).await;
    let mut guest = district.anyone();
    assert_eq!(enter(&mut guest, &path, &code).await, StatusCode::SEE_OTHER);
    // replayed elsewhere
    let mut thief = district.anyone();
    assert_eq!(thief.get(&path).await.status, StatusCode::GONE);
    assert_eq!(
        thief.get(&format!("{path}/opinion")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        thief.get("/invitations/00112233445566778899").await.status,
        StatusCode::NOT_FOUND
    );
    // a new invitation ends the old session; wrong codes end the new invitation
    let mut bureau = district.signed_in("kexinju").await;
    let mut first = String::new();
    for _ in 0..3 {
        let (again, right) = invite(&mut bureau, id).await;
        let mut guesser = district.anyone();
        for _ in 0..5 {
            let status = enter(&mut guesser, &again, "22222222").await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(enter(&mut guesser, &again, &right).await, StatusCode::GONE);
        first = again;
    }
    assert_eq!(
        guest.get(&format!("{first}/opinion")).await.status,
        StatusCode::NOT_FOUND
    );
    // nothing of link or code is kept
    let bytes = district.bytes();
    let token = path.rsplit('/').next().unwrap();
    let holds = |needle: &str| {
        bytes
            .windows(needle.len())
            .any(|part| part == needle.as_bytes())
    };
    assert!(!holds(token) && !holds(&code));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_expires_is_revoked_and_belongs_to_its_draw() {
    let district = District::found().await;
    let (id, path, code) = invited(&district).await;
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&format!("/projects/{id}/panel")).await;
    let revoke = page
        .text
        .split("action=\"")
        .find(|part| part.contains("/revoked\""))
        .unwrap();
    let revoke = revoke.split('"').next().unwrap().to_owned();
    let mut guest = district.anyone();
    assert_eq!(enter(&mut guest, &path, &code).await, StatusCode::SEE_OTHER);
    let csrf = page.hidden("_csrf");
    let done = bureau.post(&revoke, &[("_csrf", csrf.as_str())]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(
        guest.get(&format!("{path}/opinion")).await.status,
        StatusCode::NOT_FOUND
    );
    let (late, code) = invite(&mut bureau, id).await;
    district.move_to(jiff::civil::date(2025, 3, 12));
    let mut guest = district.anyone();
    assert_eq!(guest.get(&late).await.status, StatusCode::GONE);
    assert_eq!(enter(&mut guest, &late, &code).await, StatusCode::GONE);
    // nobody but those who run the review invites
    let mut unit = district.signed_in("jiedao").await;
    let csrf = unit.get("/password").await.hidden("_csrf");
    let path = format!("/projects/{id}/panel/invitations");
    let barred = unit
        .post(&path, &[("_csrf", csrf.as_str()), ("expert", "x")])
        .await;
    assert_eq!(barred.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_names_of_experts_stay_with_who_keeps_the_pool() {
    let district = District::found().await;
    let world = district.app.world().await.unwrap();
    let (id, expert) = world.registers.experts.iter().next().unwrap();
    for (who, sees) in [
        ("jiedao", false),
        ("zhuanjia4", false),
        ("kexinju", true),
        (expert.person.as_str(), true),
    ] {
        if !sees && who == expert.person {
            continue;
        }
        let page = district
            .signed_in(who)
            .await
            .get(&format!("/registers/expert/{id}"))
            .await;
        let entry = district
            .token(who)
            .await
            .get(&format!("/api/v1/registers/expert/{id}"))
            .await;
        assert_eq!(page.text.contains(&expert.person), sees, "{who}");
        assert_eq!(entry.text.contains(&expert.person), sees, "{who}");
    }
    let project = drawn(&district, "街道议事平台").await;
    let client = district.token("kexinju").await;
    let shown = client.get(&format!("/api/v1/projects/{project}")).await;
    assert!(!shown.text.contains("zhuanjia"));
    let redrawn = json!({ "size": 3, "reason": "一位专家回避" });
    let path = format!("/api/v1/projects/{project}/acts/draw_panel");
    let refused = client.post(&path, &redrawn).await;
    assert!(refused.text.contains("不足3人"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_can_be_read_after_an_expert_declined_and_was_replaced() {
    let district = District::found().await;
    let id = drawn(&district, "街道议事平台").await;
    let written = opinion(80, FINDING);
    let members = panel(&district, id).await;
    by(&district, &members[1], id, "give_expert_opinion", &written).await;
    let declined = json!({ "ground": "interest", "reason": "配偶在该街道任职" });
    by(
        &district,
        &members[0],
        id,
        "decline_expert_review",
        &declined,
    )
    .await;
    let redrawn = json!({ "size": 3, "reason": "一位专家回避" });
    by(&district, "kexinju", id, "draw_panel", &redrawn).await;
    for member in panel(&district, id).await {
        if member != members[1] {
            by(&district, &member, id, "give_expert_opinion", &written).await;
        }
    }
    let pass = json!({ "outcome": "pass", "opinion": "同意" });
    by(&district, "kexinju", id, "conclude_expert_review", &pass).await;
    for who in ["jiedao", "caizhengju", "kexinju"] {
        let mut browser = district.signed_in(who).await;
        let page = browser
            .get(&format!("/projects/{id}/sections/review"))
            .await;
        let papers: Vec<&str> = page
            .text
            .split('"')
            .filter(|href| href.contains("/papers/expert_opinion"))
            .filter(|href| href.ends_with(".docx"))
            .collect();
        for path in papers {
            let paper = browser.get(path).await;
            assert_eq!(paper.status, StatusCode::OK, "{who} {path}");
        }
        let package = browser
            .get(&format!("/projects/{id}/archive/package"))
            .await;
        assert_eq!(package.status, StatusCode::OK, "{who}");
        let record = browser
            .get(&format!("/projects/{id}/sections/record"))
            .await;
        assert_eq!(
            record.text.contains("配偶在该街道任职"),
            who == "kexinju",
            "{who}"
        );
    }
}
