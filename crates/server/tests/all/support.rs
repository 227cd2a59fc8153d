//! A district in a throwaway database, and a browser of sorts to use it with.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use calamine::{Data, Range, Reader as _, Xlsx};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tempfile::TempDir;
use tongchou_server::app::App;
use tongchou_server::app::projections::Projections;
use tongchou_server::clock::{Clock, morning_of};
use tongchou_server::files::{Examiner, Files, Limits, Place};
use tongchou_server::pack::{Folders, law};
use tongchou_server::web::Web;
use tongchou_server::{demo, router};
use tongchou_store::Store;
use tower::ServiceExt;
use uuid::Uuid;

pub const PASSWORD: &str = demo::PASSWORD;

/// The day tests begin on: a Monday.
pub const TODAY: Date = date(2025, 3, 3);

/// The day the seeded district ends on: a Monday.
pub const SEEDED: Date = date(2026, 6, 15);

pub struct District {
    pub app: App,
    pub clock: Clock,
    pub router: Router,
    pub folder: TempDir,
}

impl District {
    /// A district with all its bodies, accounts and registers, and no project.
    pub async fn found() -> Self {
        Self::found_on(TODAY.checked_sub(jiff::Span::new().days(30)).unwrap()).await
    }

    /// The same, founded on a day of the past.
    pub async fn found_on(first: Date) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/tongchou.db", folder.path().display());
        let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
        let clock = Clock::set_to(morning_of(TODAY).unwrap());
        let app = App::new(
            store,
            law(&Folders::default()).unwrap(),
            clock.clone(),
            true,
        );
        demo::found(&app, &clock, first).await.unwrap();
        clock.move_to(morning_of(TODAY).unwrap());
        let router = router::router(Web::new(app.clone(), false).with_files(files(folder.path())));
        Self {
            app,
            clock,
            router,
            folder,
        }
    }

    /// The demonstration district: a project at least in every stage.
    pub async fn seeded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/tongchou.db", folder.path().display());
        let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
        let law = law(&Folders::default()).unwrap();
        let clock = Clock::set_to(morning_of(SEEDED).unwrap());
        demo::seed(store.clone(), law.clone(), clock.now())
            .await
            .unwrap();
        let app = App::new(store, law, clock.clone(), true);
        let router = router::router(Web::new(app.clone(), false));
        Self {
            app,
            clock,
            router,
            folder,
        }
    }

    /// The address of a project by its title.
    pub async fn home_of(&self, title: &str) -> String {
        let world = self.app.world().await.unwrap();
        let mut projects = world.of_kind("project");
        let found = projects.find(|entry| entry.title == title).unwrap();
        format!("/projects/{}", found.id)
    }

    pub fn anyone(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: Vec::new(),
        }
    }

    pub async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.anyone();
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{name}: {}",
            answer.text
        );
        browser
    }

    pub async fn token(&self, name: &str) -> Client {
        let mut client = Client {
            router: self.router.clone(),
            token: None,
        };
        let body = json!({ "name": name, "password": PASSWORD });
        let answer = client.post("/api/v1/sessions", &body).await;
        client.token = answer.json()["token"].as_str().map(ToOwned::to_owned);
        assert!(client.token.is_some(), "{}", answer.text);
        client
    }

    /// A project just registered by the street office.
    pub async fn project(&self) -> Uuid {
        let client = self.token("jiedao").await;
        let answer = client
            .post("/api/v1/projects", &self.registration("街道议事平台"))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().parse().unwrap()
    }

    pub fn registration(&self, title: &str) -> Value {
        json!({
            "title": title, "summary": "居民议事和事项跟踪", "fields": ["business_system"],
            "nature": "construction", "funding": ["fiscal"], "district_funds": true,
            "state_secret": false, "critical_infrastructure": false, "public_data_operation": false,
            "domain": self.body("示范区政务服务局"), "mlps_level": 2,
        })
    }

    /// The id of a body by its name.
    pub fn body(&self, name: &str) -> String {
        let app = self.app.clone();
        let world =
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(app.world()));
        let bodies = &world.unwrap().registers.bodies;
        bodies
            .values()
            .find(|body| body.name == name)
            .unwrap()
            .id
            .clone()
    }

    pub fn move_to(&self, day: Date) {
        self.clock.move_to(morning_of(day).unwrap());
    }

    /// Everything the database's files hold.
    pub fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file())
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect()
    }
}

/// Files beside the database, examined by the program itself.
pub fn files(folder: &Path) -> Files {
    files_with(folder, Limits::default())
}

pub fn files_with(folder: &Path, limits: Limits) -> Files {
    let examiner = Examiner::new(env!("CARGO_BIN_EXE_tongchou").into());
    let place = Place::Folder(folder.join("files"));
    Files::open(&place, &folder.join("uploads"), limits, examiner).unwrap()
}

#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The value of a hidden field of the page's last form.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let after = self.text.rsplit(&mark).next().unwrap();
        after.split('"').next().unwrap().to_owned()
    }
}

pub async fn send(router: &Router, request: Request<Body>) -> Answered {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, 16 * 1024 * 1024).await.unwrap();
    Answered {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes: bytes.to_vec(),
    }
}

/// Keeps cookies, reads pages, sends forms.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answered {
        let page = self.get("/sign_in").await;
        let csrf = page.hidden("_csrf");
        let form = [
            ("_csrf", csrf.as_str()),
            ("name", name),
            ("password", password),
        ];
        self.post("/sign_in", &form).await
    }

    pub fn cookie(&self, name: &str) -> String {
        let mut cookies = self.cookies.iter();
        let found = cookies.find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub async fn get(&mut self, path: &str) -> Answered {
        let request = self.request(Method::GET, path);
        self.take(request.body(Body::empty()).unwrap()).await
    }

    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answered {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.take(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answered {
        self.post_bytes(path, encoded(form).into_bytes()).await
    }

    pub async fn post_bytes(&mut self, path: &str, body: Vec<u8>) -> Answered {
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.take(request.body(Body::from(body)).unwrap()).await
    }

    /// With headers of its own.
    pub async fn post_with(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answered {
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.take(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// As the page's script saves a draft.
    pub async fn post_for_json(&mut self, path: &str, form: &[(&str, &str)]) -> Answered {
        self.post_as(path, form, "accept", "application/json").await
    }

    /// As htmx asks for a part of a page.
    pub async fn post_for_part(&mut self, path: &str, form: &[(&str, &str)]) -> Answered {
        self.post_as(path, form, "hx-request", "true").await
    }

    async fn post_as(
        &mut self,
        path: &str,
        form: &[(&str, &str)],
        header: &str,
        value: &str,
    ) -> Answered {
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header, value);
        self.take(request.body(Body::from(encoded(form))).unwrap())
            .await
    }

    /// Opens a form and sends it filled in.
    pub async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        let hidden = ["_csrf", "_key", "_seen"].map(|name| (name, page.hidden(name)));
        let mut form: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        form.extend(fields);
        self.post(path, &form).await
    }

    /// With headers of its own, as a script sends it.
    pub async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answered {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.take(request.body(body.into()).unwrap()).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
    }

    async fn take(&mut self, request: Request<Body>) -> Answered {
        let answer = send(&self.router, request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }
}

pub fn encoded(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}

/// Uses the API.
pub struct Client {
    pub router: Router,
    pub token: Option<String>,
}

impl Client {
    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, Body::empty(), None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        self.send(Method::POST, path, Body::from(body.to_string()), None)
            .await
    }

    pub async fn post_once(&self, path: &str, body: &Value, key: &str) -> Answered {
        self.send(Method::POST, path, Body::from(body.to_string()), Some(key))
            .await
    }

    pub async fn post_text(&self, path: &str, body: impl Into<Body>) -> Answered {
        self.send(Method::POST, path, body.into(), None).await
    }

    /// With headers of its own.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&self.router, request.body(body.into()).unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Body, key: Option<&str>) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        send(&self.router, request.body(body).unwrap()).await
    }
}

/// The first sheet of a workbook that was taken away.
pub fn sheet(answer: &Answered) -> Range<Data> {
    assert_eq!(answer.status, StatusCode::OK);
    let bytes = std::io::Cursor::new(answer.bytes.clone());
    let mut book: Xlsx<_> = Xlsx::new(bytes).unwrap();
    book.worksheet_range_at(0).unwrap().unwrap()
}

/// The heads of its columns.
pub fn heads(sheet: &Range<Data>) -> Vec<String> {
    let first = sheet.rows().next().unwrap();
    first.iter().map(ToString::to_string).collect()
}
