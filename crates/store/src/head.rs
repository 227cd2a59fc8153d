//! The stored head of the log: its name, size, root and right edge.

use sqlx::{AnyConnection, Row};

use crate::error::{Result, StoreError, signed, unsigned};
use crate::tree::Frontier;
use crate::{Checkpoint, Hash};

pub(crate) struct Head {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    pub peaks: Vec<u8>,
}

impl Head {
    pub(crate) async fn read(connection: &mut AnyConnection) -> Result<Self> {
        let row = sqlx::query("SELECT origin, size, root, peaks FROM log_head WHERE id = 1")
            .fetch_optional(connection)
            .await?
            .ok_or_else(|| StoreError::Corrupt("日志头缺失".to_owned()))?;
        Ok(Self {
            origin: row.try_get("origin")?,
            size: unsigned(row.try_get("size")?)?,
            root: hash(row.try_get("root")?)?,
            peaks: row.try_get("peaks")?,
        })
    }

    pub(crate) fn checkpoint(self) -> Checkpoint {
        Checkpoint {
            origin: self.origin,
            size: self.size,
            root: self.root,
            signatures: Vec::new(),
        }
    }

    /// The right edge to append to; refused when it does not give the root.
    pub(crate) fn frontier(&self) -> Result<Frontier> {
        Frontier::restore(self.size, &self.peaks)
            .filter(|frontier| frontier.root() == self.root)
            .ok_or_else(|| StoreError::Corrupt("日志头与其右缘不符".to_owned()))
    }
}

pub(crate) async fn write(connection: &mut AnyConnection, frontier: &Frontier) -> Result<()> {
    sqlx::query("UPDATE log_head SET size = $1, root = $2, peaks = $3 WHERE id = 1")
        .bind(signed(frontier.size())?)
        .bind(frontier.root().to_vec())
        .bind(frontier.peaks_bytes())
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) fn hash(bytes: Vec<u8>) -> Result<Hash> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt("散列值长度不是 32 字节".to_owned()))
}
