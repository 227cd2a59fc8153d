//! Shows that one event is in the log without showing the others.

use sqlx::{AnyConnection, Row};

use crate::database::Database;
use crate::error::{Result, StoreError, signed};
use crate::head::{self, Head};
use crate::tree::{audit_path, join, node_hash, pieces};
use crate::{Checkpoint, Hash};

/// Proof that the event at `position` is in the log of `size` events whose
/// root is `root` (RFC 6962, section 2.1.1, with SM3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    pub position: u64,
    pub size: u64,
    pub leaf: Hash,
    /// Sibling hashes from the leaf up.
    pub path: Vec<Hash>,
    pub root: Hash,
}

/// Does the proof lead from its leaf to its root? The caller compares leaf
/// and root with the event and the checkpoint in hand.
pub fn verify_inclusion(proof: &InclusionProof) -> bool {
    if proof.position == 0 || proof.position > proof.size {
        return false;
    }
    let (mut index, mut last) = (proof.position - 1, proof.size - 1);
    let mut hash = proof.leaf;
    for sibling in &proof.path {
        if last == 0 {
            return false;
        }
        if index % 2 == 1 || index == last {
            hash = node_hash(sibling, &hash);
            // a leaf at the right edge has no sibling on some levels
            while index % 2 == 0 && index > 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        index >>= 1;
        last >>= 1;
    }
    last == 0 && hash == proof.root
}

/// `None` when the log has no such position.
pub(crate) async fn inclusion(
    database: &Database,
    position: u64,
) -> Result<Option<InclusionProof>> {
    let mut tx = database.begin_read().await?;
    let head = Head::read(&mut tx).await?;
    prove(&mut tx, &head, position).await
}

/// The log at one moment, and a proof for each of these events that it has.
pub(crate) async fn inclusions(
    database: &Database,
    positions: &[u64],
) -> Result<(Checkpoint, Vec<InclusionProof>)> {
    let mut tx = database.begin_read().await?;
    let head = Head::read(&mut tx).await?;
    let mut proofs = Vec::with_capacity(positions.len());
    for position in positions {
        proofs.extend(prove(&mut tx, &head, *position).await?);
    }
    Ok((head.checkpoint(), proofs))
}

async fn prove(
    connection: &mut AnyConnection,
    head: &Head,
    position: u64,
) -> Result<Option<InclusionProof>> {
    if position == 0 || position > head.size {
        return Ok(None);
    }
    let mut path = Vec::new();
    for range in audit_path(position - 1, head.size) {
        let mut hashes = Vec::new();
        for (level, number) in pieces(range) {
            hashes.push(subtree(connection, level, number).await?);
        }
        path.extend(join(&hashes));
    }
    Ok(Some(InclusionProof {
        position,
        size: head.size,
        leaf: subtree(connection, 0, position - 1).await?,
        path,
        root: head.root,
    }))
}

async fn subtree(connection: &mut AnyConnection, level: u32, number: u64) -> Result<Hash> {
    let query = if level == 0 {
        sqlx::query("SELECT leaf FROM events WHERE position = $1").bind(signed(number + 1)?)
    } else {
        sqlx::query("SELECT hash FROM log_nodes WHERE level = $1 AND number = $2")
            .bind(i64::from(level))
            .bind(signed(number)?)
    };
    let row = query.fetch_optional(connection).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("日志树缺少节点".to_owned()))?;
    head::hash(row.try_get(0)?)
}
