//! What can go wrong in the store. Conflicts, repeated requests and values
//! that cannot be kept are expected answers; the rest are faults.

use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use crate::StreamId;
use crate::canonical::CanonicalError;

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// Someone else appended to the stream since the decider read it.
    #[error("{stream} 已被更新：本次操作依据的是第 {expected} 个事件，现已有 {actual} 个")]
    Conflict {
        stream: StreamId,
        expected: u64,
        actual: u64,
    },
    /// The idempotency key was used before for another request.
    #[error("同一幂等键先前用于内容不同的请求")]
    IdempotencyMismatch,
    /// The same request was carried out before; this was its answer.
    #[error("该请求先前已经办理")]
    AlreadyDone(Value),
    /// The event names a file that is not there (any more).
    #[error("没有摘要值为 {0} 的文件")]
    BlobMissing(String),
    /// A value neither database could keep and give back unchanged.
    #[error("{field} 无法保存：{reason}")]
    Unstorable { field: String, reason: String },
    #[error("无法由事件得出当前状态：{0}")]
    Projection(String),
    /// A stored row does not say what the store wrote.
    #[error("存储内容已损坏：{0}")]
    Corrupt(String),
    #[error("数据库地址无法识别：{0}（应为 sqlite:路径 或 postgres://…）")]
    UnknownUrl(String),
    #[error("这里没有数据库：{0}")]
    Absent(String),
    #[error("数据库由较新的程序建立（结构版本 {found}，本程序只识别到 {known}）")]
    Newer { found: i64, known: i64 },
    #[error(
        "数据库由较旧的程序建立（结构版本 {found}，本程序需要 {known}），请先用本程序的 serve 打开一次"
    )]
    Older { found: i64, known: i64 },
    #[error("存储已经关闭")]
    Closed,
    #[error("数据库错误：{0}")]
    Database(#[source] Arc<sqlx::Error>),
}

impl StoreError {
    pub(crate) fn unstorable(field: impl Into<String>, error: &CanonicalError) -> Self {
        Self::Unstorable {
            field: format!("{}{}", field.into(), error.at),
            reason: error.reason.clone(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

/// A `u64` that a BIGINT column must hold.
pub(crate) fn signed(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| StoreError::Unstorable {
        field: value.to_string(),
        reason: "数值过大".to_owned(),
    })
}

/// A BIGINT column that must hold a count.
pub(crate) fn unsigned(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt(format!("不应为负数：{value}")))
}
