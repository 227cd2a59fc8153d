//! The bytes of a leaf: the canonical JSON of one event with its place in the
//! log. `docs/log-format.md` specifies them; change neither without the other.

use std::fmt::Write as _;

use crate::StreamId;
use crate::canonical::write_string;

/// Canonical text of an event. `data` and `provenance` must be canonical
/// already; the members here stand in canonical order.
pub fn leaf_text(
    position: u64,
    stream: &StreamId,
    sequence: u64,
    (kind, version): (&str, u32),
    data: &str,
    provenance: &str,
) -> String {
    let mut text = String::with_capacity(data.len() + provenance.len() + 256);
    text.push_str("{\"data\":");
    text.push_str(data);
    text.push_str(",\"kind\":");
    write_string(&mut text, kind);
    // writing to a String cannot fail
    let _ = write!(text, ",\"position\":{position},\"provenance\":");
    text.push_str(provenance);
    let _ = write!(
        text,
        ",\"sequence\":{sequence},\"stream\":{{\"id\":\"{}\",\"kind\":",
        stream.id
    );
    write_string(&mut text, &stream.kind);
    let _ = write!(text, "}},\"version\":{version}}}");
    text
}
