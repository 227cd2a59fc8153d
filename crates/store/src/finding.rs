//! What verification found, in words for the person at the terminal.

use std::fmt;

use crate::StoredEvent;
use crate::read::EventRow;

/// Which event: its place in the log and in its stream, and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventName {
    pub position: u64,
    pub stream: String,
    pub sequence: u64,
    pub kind: String,
}

impl EventName {
    pub(crate) fn of(row: &EventRow) -> Self {
        Self {
            position: row.position,
            stream: format!("{}/{}", row.stream_kind, row.stream_id),
            sequence: row.sequence,
            kind: row.kind.clone(),
        }
    }

    pub(crate) fn of_stored(event: &StoredEvent) -> Self {
        Self {
            position: event.position,
            stream: event.stream.to_string(),
            sequence: event.sequence,
            kind: event.event.kind.clone(),
        }
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "第 {} 号事件（{} 的第 {} 个，{}）",
            self.position, self.stream, self.sequence, self.kind
        )
    }
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No event at this position, though later ones are there.
    Missing { position: u64, next: EventName },
    /// The row does not give the leaf hash stored with it.
    Altered { event: EventName },
    /// The row's text is not what the store writes.
    NotCanonical { event: EventName, reason: String },
    /// The event is not the next of its stream.
    OutOfSequence { event: EventName, expected: u64 },
    /// Rows and leaf hashes agree, but not with the stored tree above them.
    Rehashed { first: EventName, last: u64 },
    /// The head knows of more events than there are.
    Truncated { kept: u64, head: u64 },
    /// There are more events than the head knows of.
    BeyondHead { event: EventName, head: u64 },
    /// The head's root or right edge is not that of the events.
    Head,
    /// The stored tree has too many or too few nodes.
    Nodes { expected: u64, found: u64 },
    /// The checkpoint was taken of another log.
    OtherLog { origin: String, checkpoint: String },
    /// The log is shorter than it was at the checkpoint.
    ShorterThanCheckpoint { size: u64, checkpoint: u64 },
    /// The log is consistent in itself, but is not an extension of the
    /// checkpoint: events up to its size were replaced.
    NotAnExtension { checkpoint: u64 },
    /// No projection can be made from this event.
    Unprojectable { event: EventName, reason: String },
    /// A row that pages read is not the one the events give.
    Projection {
        kind: String,
        id: String,
        fault: RowFault,
    },
    /// A table beside the log holds what no event bears out.
    Beside(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    Missing,
    Different,
    Extra,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { position, next } => {
                write!(out, "第 {position} 号事件缺失，其后现为{next}")
            }
            Self::Altered { event } => write!(out, "{event}的内容与其散列不符，已被改动"),
            Self::NotCanonical { event, reason } => {
                write!(out, "{event}的存储文本不是规范形式：{reason}")
            }
            Self::OutOfSequence { event, expected } => {
                write!(out, "{event}次序不符，应为该流的第 {expected} 个")
            }
            Self::Rehashed { first, last } if first.position == *last => {
                write!(out, "{first}的散列与日志树不符，事件与散列一并被改动")
            }
            Self::Rehashed { first, last } => write!(
                out,
                "自{first}起至第 {last} 号事件，散列与日志树不符，其中有事件与散列一并被改动"
            ),
            Self::Truncated { kept, head } => write!(
                out,
                "第 {} 号事件缺失：日志头记有 {head} 个事件，现仅存前 {kept} 个",
                kept + 1
            ),
            Self::BeyondHead { event, head } => {
                write!(out, "{event}不在日志之内：日志头只记有 {head} 个事件")
            }
            Self::Head => out.write_str("日志头的根与全部事件算出的根不符，日志头已被改动"),
            Self::Nodes { expected, found } => {
                write!(out, "日志树应有 {expected} 个内部节点，现有 {found} 个")
            }
            other => other.outside(out),
        }
    }
}

impl Finding {
    /// Findings that compare the log with something beside it.
    fn outside(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherLog { origin, checkpoint } => {
                write!(out, "检查点属于另一日志（{checkpoint}），本日志为 {origin}")
            }
            Self::ShorterThanCheckpoint { size, checkpoint } => write!(
                out,
                "第 {} 号事件缺失：检查点记有 {checkpoint} 个事件，现仅存 {size} 个",
                size + 1
            ),
            Self::NotAnExtension { checkpoint } => write!(
                out,
                "日志自身前后一致，但不是检查点的延续：前 {checkpoint} 个事件中有的在检查点之后被替换"
            ),
            Self::Unprojectable { event, reason } => {
                write!(out, "由{event}无法得出当前状态：{reason}")
            }
            Self::Projection { kind, id, fault } => {
                let fault = match fault {
                    RowFault::Missing => "缺失",
                    RowFault::Different => "与事件得出的不符",
                    RowFault::Extra => "没有事件为据",
                };
                write!(
                    out,
                    "供页面读取的 {kind}/{id} {fault}（可用 rebuild 由事件重建）"
                )
            }
            Self::Beside(says) => out.write_str(says),
            _ => Ok(()),
        }
    }
}
