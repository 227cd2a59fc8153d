//! What went out to somebody lately, and how it stands.

use tongchou_store::Delivery;

use super::KINDS;
use crate::format;

#[derive(Debug)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) channel: &'static str,
    pub(super) at: String,
    pub(super) tone: &'static str,
    pub(super) state: &'static str,
    pub(super) error: String,
}

pub fn label(channel: &str) -> &'static str {
    KINDS
        .iter()
        .find(|(kind, ..)| *kind == channel)
        .map_or("", |(_, title, ..)| title)
}

pub(super) fn line(delivery: &Delivery) -> Line {
    let title = delivery.body.get("title").and_then(|title| title.as_str());
    let (tone, state) = state(delivery);
    Line {
        title: match delivery.form.as_str() {
            "code" => "确认码".to_owned(),
            "test" => "试发".to_owned(),
            _ => title.unwrap_or_default().to_owned(),
        },
        channel: label(&delivery.channel),
        at: format::moment(delivery.created_at),
        tone,
        state,
        error: delivery.error.clone(),
    }
}

/// A delivery's state with its tone.
pub fn state(delivery: &Delivery) -> (&'static str, &'static str) {
    match delivery.state.as_str() {
        "sent" => ("good", "已送达"),
        "held" => ("wait", "待汇总"),
        "bundled" => ("good", "已并入汇总"),
        "withdrawn" => ("none", "已取消"),
        "failed" => ("bad", "未送达"),
        _ if delivery.attempts > 0 => ("bad", "待重试"),
        _ => ("wait", "待发送"),
    }
}
