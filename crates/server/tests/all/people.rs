//! Bodies and accounts: three administrators, none of whom can do another's part.

use axum::http::StatusCode;

use crate::support::{Browser, District};

pub async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> StatusCode {
    let csrf = browser.get("/password").await.hidden("_csrf");
    let mut form = vec![("_csrf", csrf.as_str())];
    form.extend(fields);
    browser.post(path, &form).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_by_one_granted_by_another_and_audited_by_a_third() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let mut security = district.signed_in("anquan").await;
    let mut audit = district.signed_in("shenji").await;
    let body = district.body("示范区民政局");
    let account = [
        ("name", "minzhengju2"),
        ("display_name", "新同事"),
        ("body", body.as_str()),
        ("password", "first-secret"),
    ];
    assert_eq!(
        post(&mut security, "/people/accounts", &account).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        post(&mut system, "/people/accounts", &account).await,
        StatusCode::SEE_OTHER
    );
    let grant = "/people/accounts/minzhengju2/capacities";
    let unit = [("capacities", "project_unit")];
    assert_eq!(post(&mut system, grant, &unit).await, StatusCode::NOT_FOUND);
    assert_eq!(
        post(&mut security, grant, &unit).await,
        StatusCode::SEE_OTHER
    );
    let both = [
        ("capacities", "project_unit"),
        ("capacities", "audit_admin"),
    ];
    assert_eq!(
        post(&mut security, grant, &both).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let foreign = [("capacities", "bureau")];
    post(&mut security, grant, &foreign).await;
    assert_eq!(
        post(&mut security, grant, &unit).await,
        StatusCode::SEE_OTHER
    );

    let mut fresh = district.anyone();
    fresh.sign_in("minzhengju2", "first-secret").await;
    assert_eq!(
        fresh.get("/").await.location(),
        "/password",
        "the first password is changed first"
    );
    let csrf = fresh.get("/password").await.hidden("_csrf");
    let change = [
        ("_csrf", csrf.as_str()),
        ("current", "first-secret"),
        ("password", "second-secret"),
        ("again", "second-secret"),
    ];
    assert_eq!(fresh.post("/password", &change).await.location(), "/");
    assert!(fresh.get("/").await.text.contains("登记项目"));

    let notes = audit.get("/people/notes").await;
    for words in [
        "创建账号",
        "授予身份",
        "登录",
        "修改密码",
        "minzhengju2；项目单位",
    ] {
        assert!(notes.text.contains(words), "{words}");
    }
    assert_eq!(
        system.get("/people/notes").await.status,
        StatusCode::NOT_FOUND
    );

    let stop = "/people/accounts/minzhengju2/disabled";
    assert_eq!(post(&mut system, stop, &[]).await, StatusCode::SEE_OTHER);
    assert_eq!(
        fresh.get("/").await.status,
        StatusCode::SEE_OTHER,
        "signed out at once"
    );
    let again = district
        .anyone()
        .sign_in("minzhengju2", "second-secret")
        .await;
    assert!(again.text.contains("账号或密码不正确"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_registered_by_one_and_empowered_by_another() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let mut security = district.signed_in("anquan").await;
    let body = [("name", "示范区园林绿化局"), ("in_district", "yes")];
    assert_eq!(
        post(&mut security, "/people/bodies", &body).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        post(&mut system, "/people/bodies", &body).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        post(&mut system, "/people/bodies", &body).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "once only"
    );
    let id = district.body("示范区园林绿化局");
    let grant = format!("/people/bodies/{id}/capacities");
    let rights = [
        ("capacities", "project_unit"),
        ("domains", "equipment"),
        ("capacities", "system_admin"),
    ];
    assert_eq!(
        post(&mut system, &grant, &rights).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        post(&mut security, &grant, &rights).await,
        StatusCode::SEE_OTHER
    );
    let world = district.app.world().await.unwrap();
    let body = world.registers.bodies.get(&id).unwrap();
    assert_eq!(body.capacities.iter().collect::<Vec<_>>(), ["project_unit"]);
    assert_eq!(body.domains.iter().collect::<Vec<_>>(), ["equipment"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_grants_to_themselves_or_without_the_right() {
    let district = District::found().await;
    let mut security = district.signed_in("anquan").await;
    let own = [("capacities", "system_admin")];
    let status = post(&mut security, "/people/accounts/anquan/capacities", &own).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(unit.get("/people").await.status, StatusCode::NOT_FOUND);
    let mut bureau = district.signed_in("kexinju").await;
    assert!(
        !bureau.get("/log").await.text.contains("办理人"),
        "the event list is the audit's"
    );
    let mut audit = district.signed_in("shenji").await;
    assert!(audit.get("/log").await.text.contains("办理人"));
}
