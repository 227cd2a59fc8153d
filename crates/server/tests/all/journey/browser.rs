//! A real Chromium, driven through chromedriver, in front of a district whose
//! clock the test moves.

use std::net::TcpListener as Probe;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::civil::Date;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{District, PASSWORD};

const MISSING: &str = "the journey needs Chromium and its driver: run bin/setup to install them";

pub struct Journey {
    pub district: District,
    pub client: Client,
    home: String,
    shots: PathBuf,
    count: usize,
    driver: Child,
    _profile: TempDir,
}

impl Drop for Journey {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn free_port() -> u16 {
    Probe::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn program(name: &str) -> PathBuf {
    let path = PathBuf::from("/usr/bin").join(name);
    assert!(path.exists(), "{MISSING} ({} is not there)", path.display());
    path
}

impl Journey {
    pub async fn begin() -> Self {
        let district = District::found().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home = format!("http://{}", listener.local_addr().unwrap());
        let router = district.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let port = free_port();
        let driver = Command::new(program("chromedriver"))
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(MISSING);
        let profile = tempfile::tempdir().unwrap();
        let client = connect(port, &profile).await;
        client.set_window_size(1366, 768).await.unwrap();
        let shots = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&shots).unwrap();
        Self {
            district,
            client,
            home,
            shots,
            count: 0,
            driver,
            _profile: profile,
        }
    }

    pub async fn end(self) {
        self.client.clone().close().await.unwrap();
    }

    pub async fn go(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.home))
            .await
            .unwrap();
    }

    pub async fn text(&self) -> String {
        let main = self.client.find(Locator::Css("main")).await.unwrap();
        main.text().await.unwrap()
    }

    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    pub async fn shoot(&mut self, name: &str) {
        self.count += 1;
        let picture = self.client.screenshot().await.unwrap();
        let file = self.shots.join(format!("{:02}-{name}.png", self.count));
        std::fs::write(file, picture).unwrap();
    }

    /// Signs whoever is in out, and this person in, on a day.
    pub async fn enter(&self, day: Date, account: &str) {
        if let Ok(out) = self.client.find(Locator::Css(".who button")).await {
            let menu = self.client.find(Locator::Css(".who summary")).await;
            menu.unwrap().click().await.unwrap();
            self.press(out).await;
        }
        self.district.move_to(day);
        self.go("/sign_in").await;
        self.set("name", account).await;
        self.set("password", PASSWORD).await;
        let button = self
            .client
            .find(Locator::Css("main form button"))
            .await
            .unwrap();
        self.press(button).await;
        assert_eq!(self.path().await, "/", "{account} does not get in");
    }

    /// Presses what leads to another page and waits until that has come.
    async fn press(&self, element: Element) {
        let mark = "document.documentElement.dataset.old = '1'";
        self.client.execute(mark, Vec::new()).await.unwrap();
        element.click().await.unwrap();
        let arrived =
            "return document.readyState === 'complete' && !document.documentElement.dataset.old";
        for _ in 0..400 {
            if self
                .client
                .execute(arrived, Vec::new())
                .await
                .is_ok_and(|done| done == json!(true))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no page came");
    }

    /// Fills one field as a person would: types, ticks or chooses. A choice is
    /// found by its value or by words of its label.
    pub async fn set(&self, name: &str, value: &str) {
        let found = self
            .client
            .find_all(Locator::Css(&format!("[name='{name}']")))
            .await
            .unwrap();
        let first = found.first().unwrap_or_else(|| panic!("no field {name}"));
        let kind = first.prop("type").await.unwrap().unwrap_or_default();
        match kind.as_str() {
            "checkbox" => {
                let choice = format!("[name='{name}'][value='{value}']");
                let choice = self.client.find(Locator::Css(&choice)).await.unwrap();
                // a form that was begun holds what was ticked
                if !choice.is_selected().await.unwrap() {
                    choice.click().await.unwrap();
                }
            }
            "select-one" => {
                let script = "const [select, wanted] = arguments; const options = [...select.options]; \
                    const option = options.find(o => o.value === wanted) || options.find(o => o.text.includes(wanted)); \
                    if (!option) return false; select.value = option.value; return true;";
                let select = serde_json::to_value(first).unwrap();
                let done = self
                    .client
                    .execute(script, vec![select, json!(value)])
                    .await
                    .unwrap();
                assert_eq!(done, json!(true), "{name} has no choice {value}");
            }
            "date" => {
                // how a date is typed depends on the browser's language
                let script = "arguments[0].value = arguments[1]";
                let date = serde_json::to_value(first).unwrap();
                self.client
                    .execute(script, vec![date, json!(value)])
                    .await
                    .unwrap();
            }
            _ => {
                first.clear().await.unwrap();
                first.send_keys(value).await.unwrap();
            }
        }
    }

    async fn fill(&self, form: &str, fields: &[(&str, &str)]) {
        // what a refused attempt left as a draft is not gone on with here
        self.go(&format!("{form}?draft=new")).await;
        self.fill_open(form, fields).await;
    }

    /// Asks for more rows of a table first.
    pub async fn act_with_more_rows(&self, form: &str, table: &str, fields: &[(&str, &str)]) {
        self.go(form).await;
        let more = format!("button[name='_more'][value='{table}']");
        let more = self.client.find(Locator::Css(&more)).await.unwrap();
        more.click().await.unwrap();
        for (name, _) in fields {
            let field = format!("[name='{name}']");
            let wait = self.client.wait().at_most(Duration::from_secs(10));
            wait.for_element(Locator::Css(&field)).await.unwrap();
        }
        self.fill_open(form, fields).await;
        assert_ne!(self.path().await, form, "refused:\n{}", self.text().await);
    }

    async fn fill_open(&self, form: &str, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            self.set(name, value).await;
        }
        let button = self.client.find(Locator::Css(".send button")).await;
        let button = button.unwrap_or_else(|_| panic!("{form} is no form"));
        self.press(button).await;
    }

    /// Does an act that must succeed.
    pub async fn act(&self, form: &str, fields: &[(&str, &str)]) {
        self.fill(form, fields).await;
        let landed = self.path().await;
        let text = self.text().await;
        assert_ne!(landed, form, "refused:\n{text}");
    }

    /// Tries an act that must be refused, with this article on the page.
    pub async fn refused(
        &mut self,
        form: &str,
        fields: &[(&str, &str)],
        article: &str,
        name: &str,
    ) {
        self.fill(form, fields).await;
        let summary = self.client.find(Locator::Css(".summary")).await;
        let summary = summary.unwrap_or_else(|_| panic!("{form} was not refused"));
        let says = summary.text().await.unwrap();
        assert!(says.contains(article), "{form}: no {article} in\n{says}");
        self.shoot(name).await;
    }
}

async fn connect(port: u16, profile: &TempDir) -> Client {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=zh-CN",
    ];
    let mut arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
    arguments.push(format!("--user-data-dir={}", profile.path().display()));
    let options = json!({ "binary": program("chromium"), "args": arguments });
    let capabilities = json!({ "goog:chromeOptions": options });
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities.as_object().unwrap().clone());
    let address = format!("http://127.0.0.1:{port}");
    for _ in 0..100 {
        if let Ok(client) = builder.connect(&address).await {
            return client;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{MISSING} (chromedriver does not answer)");
}
