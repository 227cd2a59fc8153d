//! How one is told outside the application: by mail, by a webhook, one by one or
//! once a day. Being told in it is nobody's choice.

mod sent;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tongchou_project::secrecy::carries_mark;
use tongchou_store::{Channel, Delivery, Mode, delivery_uid};

use crate::accounts::notes::{self, By};
use crate::clock;
use crate::forms::Pairs;
use crate::outside::{MAIL, WEBHOOK, mail};
use crate::web::page::html_with;
use crate::web::{Failure, Page, Posted, SignedIn, Web, html};

use sent::{Line, line};
pub use sent::{label, state};

/// How long a code may be typed in, and how often wrongly.
const CODE_VALID: SignedDuration = SignedDuration::from_hours(24);
const MOST_FAILURES: u64 = 5;
/// Nobody's letter box is filled from here.
const BETWEEN_CODES: SignedDuration = SignedDuration::from_mins(1);
const SHOWN: u32 = 20;

#[derive(Debug, Template)]
#[template(path = "channels/show.html")]
struct Show {
    page: Page,
    csrf: String,
    ways: Vec<Way>,
    sent: Vec<Line>,
    /// The signing secret just made; it is not shown again.
    secret: String,
    error: String,
}

#[derive(Debug)]
struct Way {
    kind: &'static str,
    title: &'static str,
    address_label: &'static str,
    example: &'static str,
    /// This server can carry it.
    offered: bool,
    address: String,
    modes: Vec<(&'static str, &'static str, bool)>,
    confirmed: bool,
    /// Waits for the code that shows that the address is theirs.
    awaits_code: bool,
    on: bool,
    error: String,
    code_error: String,
}

/// What is said on the page beside what is stored.
#[derive(Debug, Default)]
struct Said {
    /// Of this channel.
    kind: String,
    error: String,
    code_error: String,
    typed: Option<(String, String)>,
    secret: String,
}

const KINDS: [(&str, &str, &str, &str); 2] = [
    (MAIL, "邮件", "邮箱地址", "如 zhangsan@example.cn"),
    (
        WEBHOOK,
        "网络回调",
        "接收地址",
        "如 https://example.cn/hook；由接收程序验证签名",
    ),
];

pub async fn show(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    Ok(html(&lay_out(&web, &user, Said::default()).await?))
}

async fn lay_out(web: &Web, user: &SignedIn, said: Said) -> Result<Show, Failure> {
    let store = web.app.store();
    let channels = store.channels_of(&user.account.name).await?;
    let ways = KINDS.iter().map(|(kind, title, address_label, example)| {
        let channel = channels.iter().find(|channel| channel.kind == *kind);
        let ours = said.kind == *kind;
        let typed = said.typed.as_ref().filter(|_| ours);
        let mode = channel.map_or(Mode::Off, |channel| channel.mode);
        let shown = typed.map_or_else(|| mode.key().to_owned(), |(_, mode)| mode.clone());
        let address = channel.map(|channel| channel.address.clone());
        Way {
            kind,
            title,
            address_label,
            example,
            offered: web.outside.carries(kind),
            address: typed
                .map(|(address, _)| address.clone())
                .or(address)
                .unwrap_or_default(),
            modes: [
                ("off", "不发送"),
                ("each", "逐条发送"),
                ("daily", "每天八时汇总一次，列出新通知和逾期未办事项"),
            ]
            .map(|(key, words)| (key, words, key == shown))
            .to_vec(),
            confirmed: channel.is_some_and(|channel| channel.confirmed_at.is_some()),
            awaits_code: (!ours || said.error.is_empty())
                && channel.is_some_and(|channel| {
                    !channel.code_hash.is_empty() && channel.mode != Mode::Off
                }),
            on: mode != Mode::Off,
            error: if ours {
                said.error.clone()
            } else {
                String::new()
            },
            code_error: if ours {
                said.code_error.clone()
            } else {
                String::new()
            },
        }
    });
    let ways: Vec<Way> = ways.collect();
    let sent = store.deliveries_of(&user.account.name, SHOWN).await?;
    Ok(Show {
        page: Page::of(user, "通知设置", "/notices"),
        csrf: user.session.csrf.clone(),
        ways,
        sent: sent.iter().map(line).collect(),
        error: if label(&said.kind).is_empty() {
            said.error
        } else {
            String::new()
        },
        secret: said.secret,
    })
}

async fn refuse(web: &Web, user: &SignedIn, said: Said) -> Result<Response, Failure> {
    let page = lay_out(web, user, said).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Which channel a form is about, where it is one.
fn asked(form: &Pairs) -> Option<&'static str> {
    let typed = form.filled("channel").unwrap_or_default();
    KINDS
        .iter()
        .map(|(kind, ..)| *kind)
        .find(|kind| *kind == typed)
}

async fn stored(web: &Web, user: &SignedIn, kind: &str) -> Result<Option<Channel>, Failure> {
    let channels = web.app.store().channels_of(&user.account.name).await?;
    Ok(channels.into_iter().find(|channel| channel.kind == kind))
}

const NO_CHANNEL: &str = "请写明是邮件还是网络回调";

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    let address = form.filled("address").unwrap_or_default().to_owned();
    let typed_mode = form.filled("mode").unwrap_or_default().to_owned();
    let kind = asked(&form).unwrap_or_default();
    let before = stored(&web, &user, kind).await?;
    let mode = Mode::of(&typed_mode);
    let error = fault(&web, kind, &address, mode, before.as_ref()).await;
    let (Some(mode), None) = (mode, &error) else {
        // what bears a mark of secrecy is not sent back either
        let typed = (!carries_mark(&address)).then_some((address, typed_mode));
        let said = Said {
            kind: kind.to_owned(),
            error: error.unwrap_or_else(|| "请选择发送方式".to_owned()),
            typed,
            ..Said::default()
        };
        return refuse(&web, &user, said).await;
    };
    let now = web.app.clock().now();
    let moved = before.as_ref().is_none_or(|known| known.address != address);
    let mut channel = before.unwrap_or_else(|| blank(&user, kind, now));
    channel.mode = mode;
    channel.changed_at = now;
    let (mut said, mut code) = (Said::default(), None);
    if mode != Mode::Off {
        channel.address = address;
        if kind == WEBHOOK && (moved || form.filled("renew").is_some()) {
            channel.salt = clock::secret().map_err(anyhow::Error::from)?;
            channel.confirmed_at = Some(now);
            let webhooks = web.outside.webhooks.as_ref();
            said.secret = webhooks
                .map(|hooks| hooks.secret(&channel))
                .unwrap_or_default();
        } else if kind == MAIL && (moved || channel.confirmed_at.is_none()) {
            code = Some(ask_for_code(&mut channel, now)?);
        }
    }
    web.app.store().put_channel(&channel).await?;
    // after the address, which it is sent to
    if let Some(code) = code {
        web.app.store().put_delivery(&code).await?;
    }
    let about = json!({ "channel": kind, "mode": mode.key() });
    notes::note(&web.app, "channel_changed", By::actor(&user.actor), about).await;
    if said.secret.is_empty() {
        return Ok(Redirect::to("/notices/settings").into_response());
    }
    Ok(html(&lay_out(&web, &user, said).await?))
}

fn blank(user: &SignedIn, kind: &str, now: Timestamp) -> Channel {
    Channel {
        person: user.account.name.clone(),
        kind: kind.to_owned(),
        address: String::new(),
        mode: Mode::Off,
        salt: String::new(),
        confirmed_at: None,
        code_hash: String::new(),
        code_until: None,
        code_failures: 0,
        changed_at: now,
    }
}

/// What stands against a channel as it was typed.
async fn fault(
    web: &Web,
    kind: &str,
    address: &str,
    mode: Option<Mode>,
    before: Option<&Channel>,
) -> Option<String> {
    if kind.is_empty() {
        return Some(NO_CHANNEL.to_owned());
    }
    if mode == Some(Mode::Off) {
        return None;
    }
    if carries_mark(address) {
        return Some("地址含有国家秘密标志，未予保存（第六条）".to_owned());
    }
    if !web.outside.carries(kind) {
        return Some(format!("本系统没有开通{}；请与系统管理员联系", label(kind)));
    }
    if kind == WEBHOOK {
        let webhooks = web.outside.webhooks.as_ref()?;
        return webhooks.fault(address).await;
    }
    let now = web.app.clock().now();
    let just_now = before.is_some_and(|known| {
        let sent =
            !known.code_hash.is_empty() && now.duration_since(known.changed_at) < BETWEEN_CODES;
        sent && known.mode != Mode::Off
    });
    mail::fault(address)
        .or_else(|| just_now.then(|| "刚刚发出过确认码，请一分钟后再更改".to_owned()))
}

/// A code for the address: who can read it may be written to.
fn ask_for_code(channel: &mut Channel, now: Timestamp) -> Result<Delivery, Failure> {
    let [a, b, c, d, ..] = clock::random().map_err(anyhow::Error::from)?;
    let code = format!("{:06}", u32::from_be_bytes([a, b, c, d]) % 1_000_000);
    channel.confirmed_at = None;
    channel.code_hash = digest(channel, &code);
    channel.code_until = now.checked_add(CODE_VALID).ok();
    channel.code_failures = 0;
    let body = json!({ "code": code });
    Ok(fresh(channel, "code", body, now))
}

fn fresh(channel: &Channel, form: &str, body: serde_json::Value, now: Timestamp) -> Delivery {
    let uid = delivery_uid(&channel.kind, &channel.person, &clock::new_id().to_string());
    Delivery::new(uid, &channel.person, &channel.kind, form, body, now)
}

fn digest(channel: &Channel, code: &str) -> String {
    delivery_uid(
        "code",
        &channel.person,
        &format!("{}\n{code}", channel.address),
    )
}

pub async fn confirm(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    let code: String = form
        .filled("code")
        .unwrap_or_default()
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let says = match stored(&web, &user, MAIL).await? {
        None => "还没有填写邮箱地址",
        Some(channel) if channel.code_hash.is_empty() => "这个邮箱不需要确认",
        Some(channel) if channel.code_failures >= MOST_FAILURES => {
            "确认码连续输错五次，已经失效；请重新保存邮箱地址，取得新的确认码"
        }
        Some(channel) => {
            let now = web.app.clock().now();
            let hash = digest(&channel, &code);
            let store = web.app.store();
            let person = &channel.person;
            if store
                .confirm_channel(person, MAIL, &hash, now, MOST_FAILURES)
                .await?
            {
                return Ok(Redirect::to("/notices/settings").into_response());
            }
            "确认码不正确或者已过24小时；请核对邮件，或者重新保存邮箱地址取得新的确认码"
        }
    };
    let said = Said {
        kind: MAIL.to_owned(),
        code_error: says.to_owned(),
        ..Said::default()
    };
    refuse(&web, &user, said).await
}

/// Sends a word to see whether it arrives.
pub async fn test(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    let kind = asked(&form).unwrap_or_default();
    let channel = stored(&web, &user, kind).await?;
    let ready =
        channel.filter(|channel| channel.mode != Mode::Off && channel.confirmed_at.is_some());
    let before = web
        .app
        .store()
        .deliveries_of(&user.account.name, SHOWN)
        .await?;
    let under_way = before
        .iter()
        .any(|each| each.form == "test" && each.channel == kind && each.state == "waiting");
    let says = match (ready, under_way) {
        _ if kind.is_empty() => NO_CHANNEL,
        (None, _) => "先开通并确认地址，才能试发",
        (Some(_), true) => "上一次试发还没有结果，请稍后刷新",
        (Some(channel), false) => {
            let delivery = fresh(
                &channel,
                "test",
                json!({ "title": "试发" }),
                web.app.clock().now(),
            );
            web.app.store().put_delivery(&delivery).await?;
            return Ok(Redirect::to("/notices/settings#sent").into_response());
        }
    };
    let said = Said {
        kind: kind.to_owned(),
        error: says.to_owned(),
        ..Said::default()
    };
    refuse(&web, &user, said).await
}
