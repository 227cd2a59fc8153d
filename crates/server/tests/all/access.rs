//! Who may reach what: a case for every route of the router, asked by nobody, by
//! another unit, and by the one it is for. A route without a case fails.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;

use crate::support::{Browser, District, encoded, send};

/// Method, route, status for nobody, for another unit, and for whom it is.
type Case = (&'static str, &'static str, u16, u16, &'static str, u16);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("GET", "/", 303, 200, "jiedao", 200),
    ("GET", "/assets/{name}", 200, 200, "jiedao", 200),
    ("GET", "/imports", 303, 200, "kexinju", 200),
    ("GET", "/imports/{kind}", 303, 200, "kexinju", 200),
    ("POST", "/imports/{kind}", 303, 422, "kexinju", 422),
    ("GET", "/imports/{kind}/template", 303, 200, "kexinju", 200),
    ("GET", "/imports/{kind}/returned/{sm3}", 303, 404, "kexinju", 404),
    ("GET", "/appraisal", 303, 200, "jiedao", 200),
    ("GET", "/findings", 303, 200, "jiedao", 200),
    ("GET", "/duties", 303, 200, "jiedao", 200),
    ("POST", "/duties/feed", 303, 200, "jiedao", 200),
    ("POST", "/duties/feed/removed", 303, 303, "jiedao", 303),
    ("GET", "/notices", 303, 200, "jiedao", 200),
    ("POST", "/notices/read", 303, 303, "jiedao", 303),
    ("GET", "/notices/settings", 303, 200, "jiedao", 200),
    ("POST", "/notices/settings", 303, 422, "jiedao", 422),
    ("POST", "/notices/settings/code", 303, 422, "jiedao", 422),
    ("POST", "/notices/settings/test", 303, 422, "jiedao", 422),
    ("GET", "/operations", 303, 404, "xitong", 200),
    ("POST", "/operations/deliveries", 303, 404, "xitong", 303),
    ("GET", "/feeds/{token}", 404, 404, "jiedao", 404),
    ("GET", "/manual", 200, 200, "jiedao", 200),
    ("GET", "/manual/{page}", 404, 404, "jiedao", 404),
    ("GET", "/manual/pictures/{name}", 404, 404, "jiedao", 404),
    ("GET", "/sign_in", 200, 200, "jiedao", 200),
    ("POST", "/sign_in", 403, 403, "jiedao", 403),
    ("POST", "/sign_out", 303, 303, "jiedao", 303),
    ("GET", "/password", 303, 200, "jiedao", 200),
    ("POST", "/password", 303, 422, "jiedao", 422),
    ("GET", "/search", 303, 200, "jiedao", 200),
    ("GET", "/simulator", 200, 200, "jiedao", 200),
    ("GET", "/projects", 303, 200, "jiedao", 200),
    ("GET", "/projects/new", 303, 200, "jiedao", 200),
    ("POST", "/projects/new", 303, 422, "jiedao", 422),
    ("GET", "/projects/{id}", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/sections/{section}", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/declaration", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/duplicates", 303, 404, "jiedao", 200),
    ("POST", "/projects/{id}/duplicates", 303, 404, "jiedao", 303),
    ("GET", "/projects/{id}/replay", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/papers", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/papers/{paper}", 303, 404, "jiedao", 404),
    ("GET", "/projects/{id}/forms/{form}", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/archive", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/archive/package", 303, 404, "jiedao", 200),
    ("GET", "/archive_packages", 303, 200, "jiedao", 200),
    ("POST", "/archive_packages", 303, 400, "jiedao", 400),
    ("GET", "/projects/{id}/acts/{act}", 303, 404, "jiedao", 200),
    ("POST", "/projects/{id}/acts/{act}", 303, 404, "jiedao", 422),
    ("GET", "/overview", 303, 200, "jiedao", 200),
    ("GET", "/burden", 303, 200, "jiedao", 200),
    ("GET", "/laboratory", 303, 404, "kexinju", 200),
    ("GET", "/desks", 303, 303, "jiedao", 303),
    ("GET", "/desks/{desk}", 303, 200, "jiedao", 200),
    ("GET", "/map", 303, 200, "jiedao", 200),
    ("GET", "/desks/{desk}/export", 303, 200, "jiedao", 200),
    ("GET", "/reviews", 303, 200, "kexinju", 200),
    ("POST", "/registers/{kind}/{id}/conclusions", 303, 404, "kexinju", 404),
    ("GET", "/decisions", 303, 404, "quzhengfu", 200),
    ("POST", "/decisions", 303, 404, "quzhengfu", 422),
    ("GET", "/letters", 303, 200, "jiedao", 200),
    ("GET", "/projects/{id}/letter", 303, 404, "jiedao", 404),
    ("GET", "/projects/{id}/letter/new", 303, 404, "kexinju", 200),
    ("POST", "/projects/{id}/letter/new", 303, 404, "kexinju", 422),
    ("GET", "/projects/{id}/review", 303, 404, "kexinju", 200),
    ("POST", "/projects/{id}/review", 303, 404, "kexinju", 422),
    ("GET", "/projects/{id}/submissions", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/dossier", 303, 404, "jiedao", 200),
    ("GET", "/projects/{id}/panel", 303, 404, "jiedao", 200),
    ("POST", "/projects/{id}/panel/invitations", 303, 404, "kexinju", 400),
    ("POST", "/projects/{id}/panel/invitations/{invitation}/revoked", 303, 404, "kexinju", 404),
    ("GET", "/projects/{id}/opinion", 303, 404, "kexinju", 403),
    ("POST", "/projects/{id}/opinion", 303, 404, "kexinju", 403),
    ("GET", "/invitations/{token}", 404, 404, "kexinju", 404),
    ("POST", "/invitations/{token}", 404, 404, "kexinju", 404),
    ("GET", "/invitations/{token}/files/{sm3}", 404, 404, "kexinju", 404),
    ("GET", "/invitations/{token}/opinion", 404, 404, "kexinju", 404),
    ("POST", "/invitations/{token}/opinion", 404, 404, "kexinju", 404),
    ("POST", "/invitations/{token}/declined", 404, 404, "kexinju", 404),
    ("POST", "/invitations/{token}/draft", 404, 404, "kexinju", 404),
    ("POST", "/invitations/{token}/draft/discard", 404, 404, "kexinju", 404),
    ("POST", "/projects/new/draft", 303, 303, "jiedao", 303),
    ("POST", "/projects/new/draft/discard", 303, 303, "jiedao", 303),
    ("POST", "/projects/new/preview", 303, 200, "jiedao", 200),
    ("POST", "/projects/{id}/acts/{act}/draft", 303, 404, "jiedao", 303),
    ("POST", "/projects/{id}/acts/{act}/draft/discard", 303, 303, "jiedao", 303),
    ("POST", "/projects/{id}/acts/{act}/preview", 303, 404, "jiedao", 200),
    ("POST", "/registers/{kind}/new/draft", 303, 303, "kexinju", 303),
    ("POST", "/registers/{kind}/new/draft/discard", 303, 303, "kexinju", 303),
    ("POST", "/registers/{kind}/new/preview", 303, 200, "kexinju", 200),
    ("POST", "/registers/{kind}/{id}/acts/{act}/draft", 303, 403, "kexinju", 303),
    ("POST", "/registers/{kind}/{id}/acts/{act}/draft/discard", 303, 303, "kexinju", 303),
    ("POST", "/registers/{kind}/{id}/acts/{act}/preview", 303, 403, "kexinju", 200),
    ("GET", "/drafts", 303, 200, "jiedao", 200),
    ("POST", "/drafts/{desk}/{about}", 303, 404, "kexinju", 303),
    ("POST", "/drafts/{desk}/{about}/discard", 303, 303, "kexinju", 303),
    ("GET", "/registers/{kind}", 303, 200, "jiedao", 200),
    ("GET", "/registers/{kind}/new", 303, 200, "kexinju", 200),
    ("POST", "/registers/{kind}/new", 303, 422, "kexinju", 422),
    ("GET", "/registers/{kind}/{id}", 303, 200, "jiedao", 200),
    ("GET", "/registers/{kind}/{id}/acts/{act}", 303, 403, "kexinju", 200),
    ("POST", "/registers/{kind}/{id}/acts/{act}", 303, 403, "kexinju", 422),
    ("GET", "/exports/{list}", 303, 200, "jiedao", 200),
    ("GET", "/exports/oc4ids.json", 303, 404, "kexinju", 404),
    ("POST", "/views/{list}", 303, 422, "jiedao", 422),
    ("POST", "/views/{list}/removed", 303, 303, "jiedao", 303),
    ("GET", "/regulation", 200, 200, "jiedao", 200),
    ("GET", "/regulation/texts", 303, 200, "xitong", 200),
    ("POST", "/regulation/texts", 303, 404, "xitong", 422),
    ("GET", "/regulation/texts/{version}", 303, 404, "xitong", 404),
    ("GET", "/regulation/{article}", 200, 200, "jiedao", 200),
    ("GET", "/regulation/{article}/projects", 303, 200, "jiedao", 200),
    ("GET", "/settings", 303, 200, "kexinju", 200),
    ("GET", "/settings/{key}", 303, 200, "kexinju", 200),
    ("POST", "/settings/{key}", 303, 200, "kexinju", 200),
    ("GET", "/public/notices", 200, 200, "jiedao", 200),
    ("GET", "/registers/{kind}/{id}/papers/{paper}", 303, 404, "kexinju", 404),
    ("GET", "/public/letters", 200, 200, "jiedao", 200),
    ("GET", "/public/letters/{number}", 404, 404, "jiedao", 404),
    ("GET", "/public/letters/{number}/paper.pdf", 404, 404, "jiedao", 404),
    ("GET", "/log", 200, 200, "shenji", 200),
    ("GET", "/log/checkpoint", 200, 200, "shenji", 200),
    ("GET", "/people", 303, 404, "xitong", 200),
    ("GET", "/people/notes", 303, 404, "shenji", 200),
    ("GET", "/people/bodies", 303, 404, "xitong", 200),
    ("GET", "/people/bodies/new", 303, 404, "xitong", 200),
    ("POST", "/people/bodies", 303, 404, "xitong", 422),
    ("GET", "/people/bodies/{id}", 303, 404, "xitong", 200),
    ("POST", "/people/bodies/{id}/capacities", 303, 404, "anquan", 303),
    ("POST", "/people/bodies/{id}/name", 303, 404, "xitong", 422),
    ("POST", "/people/bodies/{id}/leader", 303, 404, "xitong", 303),
    ("GET", "/people/accounts/new", 303, 404, "xitong", 200),
    ("POST", "/people/accounts", 303, 404, "xitong", 422),
    ("GET", "/people/accounts/{name}", 303, 404, "xitong", 200),
    ("POST", "/people/accounts/{name}/capacities", 303, 404, "anquan", 303),
    ("POST", "/people/accounts/{name}/display_name", 303, 404, "xitong", 422),
    ("POST", "/people/accounts/{name}/password", 303, 404, "xitong", 422),
    ("POST", "/people/accounts/{name}/disabled", 303, 404, "xitong", 303),
    ("GET", "/files/{sm3}", 303, 404, "jiedao", 200),
    ("GET", "/files/{sm3}/preview", 303, 404, "jiedao", 200),
    ("OPTIONS", "/uploads", 204, 204, "jiedao", 204),
    ("POST", "/uploads", 401, 400, "jiedao", 400),
    ("GET", "/uploads/{id}", 401, 404, "jiedao", 200),
    ("HEAD", "/uploads/{id}", 401, 404, "jiedao", 200),
    ("PATCH", "/uploads/{id}", 401, 404, "jiedao", 415),
    ("DELETE", "/uploads/{id}", 401, 404, "jiedao", 204),
    ("GET", "/api/v1/files/{sm3}", 401, 404, "jiedao", 200),
    ("OPTIONS", "/api/v1/uploads", 204, 204, "jiedao", 204),
    ("POST", "/api/v1/uploads", 401, 400, "jiedao", 400),
    ("GET", "/api/v1/uploads/{id}", 401, 404, "jiedao", 200),
    ("HEAD", "/api/v1/uploads/{id}", 401, 404, "jiedao", 200),
    ("PATCH", "/api/v1/uploads/{id}", 401, 404, "jiedao", 415),
    ("DELETE", "/api/v1/uploads/{id}", 401, 404, "jiedao", 204),
    ("POST", "/people/accounts/{name}/sessions", 303, 404, "xitong", 303),
    ("POST", "/people/accounts/{name}/unlocks", 303, 404, "anquan", 303),
    ("POST", "/api/v1/sessions", 400, 400, "jiedao", 400),
    ("DELETE", "/api/v1/sessions", 401, 204, "jiedao", 204),
    ("POST", "/api/v1/check", 200, 200, "jiedao", 200),
    ("GET", "/api/v1/openapi.json", 200, 200, "jiedao", 200),
    ("GET", "/api/v1/acts", 401, 200, "jiedao", 200),
    ("GET", "/api/v1/projects", 401, 200, "jiedao", 200),
    ("POST", "/api/v1/projects", 401, 422, "jiedao", 422),
    ("POST", "/api/v1/projects/earlier", 401, 422, "kexinju", 422),
    ("GET", "/api/v1/projects/options", 401, 200, "jiedao", 200),
    ("GET", "/api/v1/projects/{id}/acts/{act}/options", 401, 404, "jiedao", 200),
    ("GET", "/api/v1/registers/{kind}/options", 401, 200, "kexinju", 200),
    ("GET", "/api/v1/registers/{kind}/{id}/acts/{act}/options", 401, 404, "kexinju", 200),
    ("GET", "/api/v1/projects/{id}", 401, 404, "jiedao", 200),
    ("GET", "/api/v1/projects/{id}/acts", 401, 404, "jiedao", 200),
    ("GET", "/api/v1/projects/{id}/duplicates", 401, 404, "jiedao", 200),
    ("POST", "/api/v1/projects/{id}/duplicates", 401, 404, "jiedao", 200),
    ("GET", "/api/v1/projects/{id}/papers", 401, 404, "jiedao", 200),
    ("GET", "/api/v1/projects/{id}/papers/{paper}", 401, 404, "jiedao", 404),
    ("GET", "/api/v1/projects/{id}/forms/{form}", 401, 404, "jiedao", 200),
    ("POST", "/api/v1/projects/{id}/acts/{act}", 401, 404, "jiedao", 422),
    ("GET", "/api/v1/registers/{kind}", 401, 200, "jiedao", 200),
    ("POST", "/api/v1/registers/{kind}", 401, 422, "kexinju", 422),
    ("GET", "/api/v1/registers/{kind}/{id}", 401, 200, "jiedao", 200),
    ("POST", "/api/v1/registers/{kind}/{id}/acts/{act}", 401, 403, "kexinju", 422),
    ("GET", "/api/v1/log/checkpoint", 200, 200, "jiedao", 200),
    ("GET", "/api/v1/log/proof/{position}", 200, 200, "jiedao", 200),
];

#[test]
fn every_route_has_an_authorisation_case() {
    let known: BTreeSet<(String, String)> = CASES
        .iter()
        .map(|case| (case.0.to_owned(), case.1.to_owned()))
        .collect();
    assert_eq!(routes(), known);
}

/// Methods and paths, read from the router's own text.
fn routes() -> BTreeSet<(String, String)> {
    let text = include_str!("../../src/router.rs");
    let (pages, api) = text.split_once("fn api_routes").unwrap();
    let mut found = BTreeSet::new();
    for (prefix, part) in [("", pages), ("/api/v1", api)] {
        for route in part.split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap();
            let handlers = route.split('"').nth(2).unwrap();
            let handlers = handlers.split("fn ").next().unwrap();
            for method in ["get", "post", "delete", "head", "patch", "options"] {
                let called = |before: char| handlers.contains(&format!("{before}{method}("));
                if called(' ') || called('.') {
                    found.insert((method.to_uppercase(), format!("{prefix}{path}")));
                }
            }
        }
    }
    found
}

struct Places {
    project: String,
    agency: String,
    body: String,
    /// One that a page sends, and one of a program.
    uploads: [String; 2],
    sm3: String,
}

impl Places {
    fn fill(&self, route: &str) -> String {
        let (id, act) = if route.contains("/registers/") {
            (&self.agency, "name_agency")
        } else if route.contains("/people/") {
            (&self.body, "")
        } else if route.contains("/uploads/") {
            let [page, program] = &self.uploads;
            let of_program = route.starts_with("/api/");
            (if of_program { program } else { page }, "")
        } else {
            (&self.project, "submit_material")
        };
        route
            .replace("/drafts/{desk}/{about}", &format!("/drafts/review/{id}"))
            .replace("{sm3}", &self.sm3)
            .replace("{id}", id)
            .replace("{act}", act)
            .replace("{invitation}", &self.agency)
            .replace("{token}", "nothing")
            .replace("{kind}", "agency")
            .replace("{paper}", "opinion_letter-1.pdf")
            .replace("{form}", "declaration_form.docx")
            .replace("{section}", "money")
            .replace("{desk}", "security")
            .replace("{list}", "project")
            .replace("{number}", "none")
            .replace("/assets/{name}", "/assets/tongchou.css")
            .replace("{name}", "minzhengju")
            .replace("{position}", "1")
            .replace("{version}", "1")
            .replace("{article}", "20")
            .replace("{key}", "acceptance_day")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_each_as_it_should() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let world = district.app.world().await.unwrap();
    let unit = district.token("jiedao").await;
    let places = Places {
        agency: world.registers.agencies.keys().next().unwrap().clone(),
        body: district.body("示范区信息中心"),
        uploads: [
            crate::files::begun(&unit, "甲.txt", 10).await,
            crate::files::begun(&unit, "乙.txt", 10).await,
        ],
        sm3: crate::files::filed(&unit, &project).await,
        project,
    };
    let mut faults = Vec::new();
    for (method, route, nobody, other, right, rightly) in CASES {
        let path = places.fill(route);
        for (who, expected) in [("", nobody), ("weijianwei", other), (*right, rightly)] {
            let found = ask(&district, method, &path, who).await;
            if found != *expected {
                faults.push(format!(
                    "{method} {path} by “{who}”: {found}, expected {expected}"
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

async fn ask(district: &District, method: &str, path: &str, who: &str) -> u16 {
    if path.starts_with("/api/") {
        return ask_api(district, method, path, who).await;
    }
    let mut browser = if who.is_empty() {
        district.anyone()
    } else {
        district.signed_in(who).await
    };
    if path.starts_with("/uploads") {
        let csrf = token(&mut browser, who).await;
        let headers = [("tus-resumable", "1.0.0"), ("x-csrf-token", csrf.as_str())];
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = browser.ask(method, path, &headers, Body::empty()).await;
        return answer.status.as_u16();
    }
    if method == "GET" {
        return browser.get(path).await.status.as_u16();
    }
    let csrf = token(&mut browser, who).await;
    browser
        .post(path, &[("_csrf", &csrf)])
        .await
        .status
        .as_u16()
}

async fn token(browser: &mut Browser, who: &str) -> String {
    if who.is_empty() {
        return String::new();
    }
    browser.get("/password").await.hidden("_csrf")
}

async fn ask_api(district: &District, method: &str, path: &str, who: &str) -> u16 {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header("tus-resumable", "1.0.0");
    if !who.is_empty() {
        let client = district.token(who).await;
        request = request.header(
            header::AUTHORIZATION,
            format!("Bearer {}", client.token.unwrap()),
        );
    }
    let body = if path.ends_with("/check") {
        json!({ "act": "explain", "on": "2025-03-03" })
    } else {
        json!({})
    };
    let body = if method == "POST" {
        Body::from(body.to_string())
    } else {
        Body::empty()
    };
    send(&district.router, request.body(body).unwrap())
        .await
        .status
        .as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    for form in [vec![], vec![("_csrf", "0000")], vec![("_csrf", "")]] {
        let answer = unit.post("/projects/new", &form).await;
        assert_eq!(answer.status.as_u16(), 403);
        assert!(answer.text.contains("什么也没有保存"));
    }
    let other = district
        .signed_in("minzhengju")
        .await
        .get("/password")
        .await
        .hidden("_csrf");
    assert_eq!(
        unit.post("/projects/new", &[("_csrf", &other)])
            .await
            .status
            .as_u16(),
        403
    );
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "http://district.example", 303),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-origin", 303),
    ] {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/projects/new")
            .header(header::HOST, "district.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from(encoded(&[("_csrf", "x")])))
            .unwrap();
        let answer = send(&district.router, request).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {value}");
    }
}
