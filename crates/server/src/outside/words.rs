//! What a delivery says: as a letter, and as JSON for a program.

use serde_json::{Value, json};
use tongchou_store::Delivery;

use super::Outside;

#[derive(Debug)]
pub struct Letter {
    pub subject: String,
    pub text: String,
}

pub fn letter(outside: &Outside, delivery: &Delivery) -> Letter {
    let body = &delivery.body;
    let foot = format!(
        "\n--\n本邮件由统筹系统自动发出，请勿回复。编号 {}；重复收到同一编号的，以一次为准。\n\
         更改通知方式：{}\n",
        delivery.uid,
        outside.link("/notices/settings")
    );
    match delivery.form.as_str() {
        "code" => Letter {
            subject: format!("确认码 {}（统筹）", said(body, "code")),
            text: format!(
                "您在统筹系统中填写了这个邮箱。请在“通知设置”页输入确认码：{}\n24小时内有效。\
                 不是您本人填写的，请不要理会。\n{foot}",
                said(body, "code")
            ),
        },
        "test" => Letter {
            subject: "试发（统筹）".to_owned(),
            text: format!("收到本邮件，说明通知能够送达。\n{foot}"),
        },
        "digest" => digest(outside, body, &foot),
        _ => Letter {
            subject: format!("{}（统筹）", said(body, "title")),
            text: format!("{}{foot}", entry(outside, body)),
        },
    }
}

fn digest(outside: &Outside, body: &Value, foot: &str) -> Letter {
    let (late, new) = (listed(body, "late"), listed(body, "new"));
    let mut text = format!("{}\n", said(body, "day"));
    for (heading, entries) in [("逾期未办", late), ("新通知", new)] {
        if entries.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{heading} {} 项\n", entries.len()));
        for (number, each) in entries.iter().enumerate() {
            text.push_str(&format!("\n{}. {}", number + 1, entry(outside, each)));
        }
    }
    text.push_str(foot);
    Letter {
        subject: format!(
            "{}：逾期{}项，新通知{}项（统筹）",
            said(body, "day"),
            late.len(),
            new.len()
        ),
        text,
    }
}

fn entry(outside: &Outside, body: &Value) -> String {
    let basis = match said(body, "basis") {
        "" => String::new(),
        basis => format!("依办法{basis}告知\n"),
    };
    format!(
        "{}\n{}\n{basis}{}\n",
        said(body, "title"),
        said(body, "about"),
        outside.link(said(body, "href"))
    )
}

/// The same for a program. Its fields are described in the manual; none is taken away.
pub fn json(outside: &Outside, delivery: &Delivery) -> Value {
    let body = &delivery.body;
    json!({
        "id": delivery.uid,
        "form": delivery.form,
        "person": delivery.person,
        "created_at": delivery.created_at.to_string(),
        "kind": said(body, "kind"),
        "title": said(body, "title"),
        "about": said(body, "about"),
        "basis": said(body, "basis"),
        "link": outside.link(said(body, "href")),
        "late": listed(body, "late").iter().map(|each| short(outside, each)).collect::<Vec<_>>(),
        "new": listed(body, "new").iter().map(|each| short(outside, each)).collect::<Vec<_>>(),
    })
}

/// An entry of the message of a day.
fn short(outside: &Outside, body: &Value) -> Value {
    json!({
        "title": said(body, "title"),
        "about": said(body, "about"),
        "basis": said(body, "basis"),
        "link": outside.link(said(body, "href")),
    })
}

fn said<'a>(body: &'a Value, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn listed<'a>(body: &'a Value, field: &str) -> &'a [Value] {
    let list = body.get(field).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

/// Without line breaks and what else steers.
pub fn one_line(text: &str) -> String {
    text.split(char::is_control)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
