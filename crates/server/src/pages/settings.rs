//! Settings: what the law leaves to be chosen, with its default, what is in
//! force, who changed it when and from which day, and what reads it. The
//! regulation says what may be set; this page only shows and asks.

mod view;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tongchou_project::Registers;
use tongchou_project::registers::Setting;
use tongchou_project::secrecy::carries_mark;
use tongchou_rules::Regulation;

use super::exports;
use super::lists::Value;
use crate::app;
use crate::clock;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web, html};

use view::{Group, Read, View};

#[derive(Debug, Template)]
#[template(path = "settings/index.html")]
struct Index {
    page: Page,
    may_change: bool,
    groups: Vec<Group>,
    changed: usize,
}

#[derive(Debug, Template)]
#[template(path = "settings/show.html")]
struct Show {
    page: Page,
    setting: View,
    reads: Read,
    /// A value that is only being thought about.
    tried: Option<Tried>,
    form: Option<Form>,
}

#[derive(Debug)]
struct Tried {
    value: String,
    words: String,
    fault: Option<String>,
    reads: Read,
}

#[derive(Debug)]
struct Form {
    csrf: String,
    key: String,
    today: String,
    value: String,
    from: String,
    reason: String,
}

/// The name of the list, where lists are taken away.
pub const KEY: &str = "settings";
const HEADS: [&str; 12] = [
    "类别",
    "依据",
    "事项",
    "现用",
    "默认",
    "最严",
    "改为",
    "自何日起",
    "何日调整",
    "调整人",
    "理由",
    "状态",
];

#[derive(Debug, Deserialize)]
pub struct Asked {
    value: Option<String>,
}

/// The change of a setting that is in force on a day, if one is.
pub fn in_force<'a>(registers: &'a Registers, key: &str, on: Date) -> Option<&'a Setting> {
    changes(registers, key)
        .into_iter()
        .rfind(|change| change.from.is_some_and(|from| from <= on))
}

/// What a setting is about, in words.
pub fn named(law: &Regulation, key: &str) -> String {
    view::named(law, key).unwrap_or_else(|| key.to_owned())
}

/// All changes of a setting, in the order in which they count.
fn changes<'a>(registers: &'a Registers, key: &str) -> Vec<&'a Setting> {
    let mut changes: Vec<&Setting> = registers
        .settings
        .values()
        .filter(|change| change.key == key)
        .collect();
    changes.sort_by_key(|change| (change.from, change.on, &change.id));
    changes
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let base = web.app.law().on(on);
    let law = web.app.regulation(&world, on)?;
    let groups = view::groups(base, &law, &world.registers, on);
    let changed = groups
        .iter()
        .flat_map(|group| &group.settings)
        .filter(|setting| !setting.is_default)
        .count();
    Ok(html(&Index {
        page: Page::of(&user, "设置", "/regulation"),
        may_change: may_change(&web, &world, &user)?,
        groups,
        changed,
    }))
}

/// The settings as a workbook: a row each, and one for each of its changes.
pub async fn export(web: &Web) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let base = web.app.law().on(on);
    let law = web.app.regulation(&world, on)?;
    let groups = view::groups(base, &law, &world.registers, on);
    let rows = groups.into_iter().flat_map(|group| {
        let title = group.title;
        let settings = group.settings.into_iter();
        settings.flat_map(move |setting| rows(title, setting))
    });
    exports::table(web, "设置".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}

fn rows(group: &str, setting: View) -> Vec<Vec<Value>> {
    let is = [
        group.to_owned(),
        setting.article,
        setting.says,
        setting.value,
        setting.default,
        setting.strictest,
    ];
    let row = |change: [String; 6]| is.iter().cloned().chain(change).map(Value::text).collect();
    if setting.history.is_empty() {
        return vec![row(Default::default())];
    }
    let changes = setting.history.into_iter();
    changes
        .map(|change| {
            row([
                change.value,
                change.from,
                change.on,
                change.by,
                change.reason,
                change.state.to_owned(),
            ])
        })
        .collect()
}

fn may_change(web: &Web, world: &app::World, user: &SignedIn) -> Result<bool, Failure> {
    Ok(web.app.with_env(world, &user.actor, "", |env| {
        app::may_create("change_setting", env, &web.app.who_may(env.regulation))
    })?)
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let typed = Typed {
        value: asked.value,
        ..Typed::default()
    };
    lay_out(&web, &user, &key, typed).await
}

/// What a value would do, before it is decided: nothing is kept.
pub async fn try_out(
    State(web): State<Web>,
    At(key): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.form.filled(name).map(str::to_owned);
    let typed = Typed {
        value: text("value"),
        from: text("from"),
        reason: text("reason").filter(|reason| !carries_mark(reason)),
    };
    lay_out(&web, &posted.user, &key, typed).await
}

/// A change that is being thought about.
#[derive(Debug, Default)]
struct Typed {
    value: Option<String>,
    from: Option<String>,
    reason: Option<String>,
}

async fn lay_out(web: &Web, user: &SignedIn, key: &str, typed: Typed) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let base = web.app.law().on(on);
    let law = web.app.regulation(&world, on)?;
    let setting = view::one(base, &law, &world.registers, key, on).ok_or(Failure::NotFound)?;
    let tried = typed.value.filter(|value| !value.trim().is_empty());
    let tried = tried.map(|value| {
        let value = value.trim().to_owned();
        match view::with(&law, key, &value) {
            Ok(other) => Tried {
                words: view::value_in_words(&other, key),
                reads: view::read_by(&other, key),
                fault: None,
                value,
            },
            Err(fault) => Tried {
                words: String::new(),
                reads: Read::default(),
                fault: Some(fault),
                value,
            },
        }
    });
    let form = if may_change(web, &world, user)? {
        Some(Form {
            csrf: user.session.csrf.clone(),
            key: clock::secret()?,
            today: on.to_string(),
            from: typed.from.unwrap_or_else(|| on.to_string()),
            reason: typed.reason.unwrap_or_default(),
            value: tried
                .as_ref()
                .map_or_else(|| setting.raw.clone(), |tried| tried.value.clone()),
        })
    } else {
        None
    };
    Ok(html(&Show {
        page: Page::of(user, "设置", "/regulation"),
        reads: view::read_by(&law, key),
        setting,
        tried,
        form,
    }))
}
