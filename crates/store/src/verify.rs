//! Recomputes everything from the event rows and compares it with all that is
//! stored: leaf hashes, tree, head, projections, and a checkpoint that was
//! kept elsewhere. Reads one state of the database and changes nothing.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use sqlx::{AnyConnection, Row};

use crate::canonical::{canonical_text, parse_strict};
use crate::database::Database;
use crate::error::{Result, unsigned};
use crate::finding::{EventName, Finding, RowFault};
use crate::head::Head;
use crate::projection::{Fingerprint, Key};
use crate::read::{self, EventRow};
use crate::replay::{Replay, Step};
use crate::tree::{Frontier, Hash, Node, hex, leaf_hash};
use crate::{Checkpoint, Projector, Witness, leaf_text, projection, witness};

const PAGE: u32 = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    pub origin: String,
    /// Events that were found sound, up to the first finding.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// Projections compared; 0 when the log itself does not hold.
    pub projections: u64,
    /// Size of the checkpoint the log was compared with.
    pub checkpoint: Option<u64>,
    /// The first thing that does not fit; `None`: all is well.
    pub finding: Option<Finding>,
}

impl VerifyReport {
    pub fn is_sound(&self) -> bool {
        self.finding.is_none()
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(finding) = &self.finding {
            return write!(out, "核验不通过：{finding}");
        }
        write!(
            out,
            "核验通过：{} 个事件，{} 行当前状态，根 {}",
            self.size,
            self.projections,
            hex(&self.root)
        )?;
        match self.checkpoint {
            Some(size) => write!(out, "，是检查点（{size} 个事件）的延续"),
            None => Ok(()),
        }
    }
}

pub(crate) async fn verify(
    database: &Database,
    projector: &Arc<dyn Projector>,
    checkpoint: Option<&Checkpoint>,
) -> Result<VerifyReport> {
    let mut tx = database.begin_read().await?;
    let head = Head::read(&mut tx).await?;
    let mut walk = Walk::new(checkpoint.map_or(u64::MAX, |checkpoint| checkpoint.size));
    let mut witness = projector.witness();
    let mut finding = walk.run(&mut tx, witness.as_mut()).await?;
    if finding.is_none() {
        finding = against_head(&mut tx, &head, &walk.frontier).await?;
    }
    if finding.is_none() {
        finding = checkpoint.and_then(|checkpoint| walk.against(checkpoint, &head.origin));
    }
    let mut projections = 0;
    if finding.is_none() {
        finding = match made(&mut tx, projector.as_ref()).await? {
            Ok(made) => {
                let (stored, finding) = against_stored(&mut tx, made).await?;
                projections = stored;
                finding
            }
            Err(failed) => Some(failed),
        };
        if finding.is_none() {
            let tables = witness::tables(&mut tx, &head.origin).await?;
            finding = witness.compare(&tables).map(Finding::Beside);
        }
    }
    Ok(VerifyReport {
        origin: head.origin,
        size: walk.frontier.size(),
        root: walk.frontier.root(),
        projections,
        checkpoint: checkpoint.map(|checkpoint| checkpoint.size),
        finding,
    })
}

struct Walk {
    frontier: Frontier,
    sequences: HashMap<(String, String), u64>,
    checkpoint_size: u64,
    root_at_checkpoint: Option<Hash>,
}

impl Walk {
    fn new(checkpoint_size: u64) -> Self {
        let mut walk = Self {
            frontier: Frontier::default(),
            sequences: HashMap::new(),
            checkpoint_size,
            root_at_checkpoint: None,
        };
        walk.note_root();
        walk
    }

    /// What the witness cannot read, the replay after this will not read either.
    async fn run(
        &mut self,
        connection: &mut AnyConnection,
        witness: &mut dyn Witness,
    ) -> Result<Option<Finding>> {
        loop {
            let after = self.frontier.size();
            let page = read::rows_after(connection, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            let nodes = stored_nodes(connection, after, last.position).await?;
            for row in page {
                if let Some(finding) = self.event(&row) {
                    return Ok(Some(finding));
                }
                if let Some(node) = self.push(&row, &nodes) {
                    return rehashed(connection, &node).await.map(Some);
                }
                if let Ok(event) = row.decode() {
                    witness.see(&event);
                }
            }
        }
    }

    /// Judges one row by itself.
    fn event(&mut self, row: &EventRow) -> Option<Finding> {
        let event = EventName::of(row);
        let position = self.frontier.size() + 1;
        if row.position != position {
            let next = event;
            return Some(Finding::Missing { position, next });
        }
        if recomputed(row).is_none_or(|leaf| row.leaf != leaf) {
            return Some(Finding::Altered { event });
        }
        let texts = [&row.data, &row.provenance];
        if let Some(reason) = texts.into_iter().find_map(|text| not_canonical(text)) {
            return Some(Finding::NotCanonical { event, reason });
        }
        let stream = (row.stream_kind.clone(), row.stream_id.clone());
        let sequence = self.sequences.entry(stream).or_default();
        *sequence += 1;
        let expected = *sequence;
        (row.sequence != expected).then_some(Finding::OutOfSequence { event, expected })
    }

    /// Adds the row to the tree; gives the lowest subtree it completes that is
    /// stored otherwise.
    fn push(&mut self, row: &EventRow, stored: &Nodes) -> Option<Node> {
        let leaf = recomputed(row).unwrap_or_default();
        let completed = self.frontier.push(leaf);
        self.note_root();
        completed.into_iter().find(|node| {
            stored.get(&(node.level, node.number)).map(Vec::as_slice) != Some(&node.hash)
        })
    }

    fn note_root(&mut self) {
        if self.frontier.size() == self.checkpoint_size {
            self.root_at_checkpoint = Some(self.frontier.root());
        }
    }

    fn against(&self, checkpoint: &Checkpoint, origin: &str) -> Option<Finding> {
        if checkpoint.origin != origin {
            return Some(Finding::OtherLog {
                origin: origin.to_owned(),
                checkpoint: checkpoint.origin.clone(),
            });
        }
        match self.root_at_checkpoint {
            None => Some(Finding::ShorterThanCheckpoint {
                size: self.frontier.size(),
                checkpoint: checkpoint.size,
            }),
            Some(root) if root != checkpoint.root => Some(Finding::NotAnExtension {
                checkpoint: checkpoint.size,
            }),
            Some(_) => None,
        }
    }
}

fn recomputed(row: &EventRow) -> Option<Hash> {
    let (stream, version) = (row.stream().ok()?, row.version().ok()?);
    let text = leaf_text(
        row.position,
        &stream,
        row.sequence,
        (&row.kind, version),
        &row.data,
        &row.provenance,
    );
    Some(leaf_hash(text.as_bytes()))
}

fn not_canonical(text: &str) -> Option<String> {
    let again = parse_strict(text).and_then(|value| canonical_text(&value));
    match again {
        Ok(again) if again == text => None,
        Ok(_) => Some("与规范写法不同".to_owned()),
        Err(error) => Some(error.reason),
    }
}

type Nodes = HashMap<(u32, u64), Vec<u8>>;

/// Nodes that events `after + 1 ..= last` complete.
async fn stored_nodes(connection: &mut AnyConnection, after: u64, last: u64) -> Result<Nodes> {
    let mut nodes = Nodes::new();
    for level in 1..=last.checked_ilog2().unwrap_or(0) {
        let rows = sqlx::query(
            "SELECT number, hash FROM log_nodes WHERE level = $1 AND number >= $2 AND number < $3",
        )
        .bind(i64::from(level))
        .bind(crate::error::signed(after >> level)?)
        .bind(crate::error::signed(last >> level)?)
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let number = unsigned(row.try_get("number")?)?;
            nodes.insert((level, number), row.try_get("hash")?);
        }
    }
    Ok(nodes)
}

async fn rehashed(connection: &mut AnyConnection, node: &Node) -> Result<Finding> {
    let before = node.number << node.level;
    let first = read::rows_after(connection, before, 1).await?;
    let last = before + (1 << node.level);
    Ok(first
        .first()
        .map_or(Finding::Head, |row| Finding::Rehashed {
            first: EventName::of(row),
            last,
        }))
}

async fn against_head(
    connection: &mut AnyConnection,
    head: &Head,
    frontier: &Frontier,
) -> Result<Option<Finding>> {
    let size = frontier.size();
    if size < head.size {
        return Ok(Some(Finding::Truncated {
            kept: size,
            head: head.size,
        }));
    }
    if size > head.size {
        let beyond = read::rows_after(connection, head.size, 1).await?;
        return Ok(beyond.first().map(|row| Finding::BeyondHead {
            event: EventName::of(row),
            head: head.size,
        }));
    }
    if head.peaks != frontier.peaks_bytes() && size % 2 == 1 {
        // every larger peak agreed with its node: what differs is the last leaf
        let last = read::rows_after(connection, size - 1, 1).await?;
        return Ok(last.first().map(|row| Finding::Rehashed {
            first: EventName::of(row),
            last: size,
        }));
    }
    if head.root != frontier.root() || head.peaks != frontier.peaks_bytes() {
        return Ok(Some(Finding::Head));
    }
    let found: i64 = sqlx::query("SELECT COUNT(*) FROM log_nodes")
        .fetch_one(connection)
        .await?
        .try_get(0)?;
    let (expected, found) = (size - u64::from(size.count_ones()), unsigned(found)?);
    Ok((expected != found).then_some(Finding::Nodes { expected, found }))
}

/// What every row should say by the events, or the first that cannot be made.
async fn made(
    connection: &mut AnyConnection,
    projector: &dyn Projector,
) -> Result<std::result::Result<Made, Finding>> {
    let mut replay = Replay::new(projector);
    let mut made = Made::new();
    loop {
        match replay.next(connection).await? {
            Step::Failed(finding) => return Ok(Err(finding)),
            Step::End => return Ok(Ok(made)),
            Step::Rows(rows) => {
                for row in rows {
                    let fingerprint = projection::fingerprint(&row)?;
                    made.insert((row.kind, row.id), fingerprint);
                }
            }
        }
    }
}

type Made = BTreeMap<Key, Fingerprint>;

/// Compares the rows made with those stored, page by page; gives how many are stored
/// and the first that differs.
async fn against_stored(
    connection: &mut AnyConnection,
    mut made: Made,
) -> Result<(u64, Option<Finding>)> {
    let (mut stored, mut extra, mut after) = (0, None, (String::new(), String::new()));
    let mut differs: BTreeMap<Key, RowFault> = BTreeMap::new();
    loop {
        let page = projection::page(connection, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.0.clone();
        for (key, says) in page {
            stored += 1;
            match made.remove(&key) {
                None if extra.as_ref().is_none_or(|first| key < *first) => extra = Some(key),
                Some(made) if made != says => {
                    differs.insert(key, RowFault::Different);
                }
                _ => {}
            }
        }
    }
    differs.extend(made.into_keys().map(|key| (key, RowFault::Missing)));
    let first = differs.pop_first();
    let first = first.or_else(|| extra.map(|key| (key, RowFault::Extra)));
    let finding = first.map(|((kind, id), fault)| Finding::Projection { kind, id, fault });
    Ok((stored, finding))
}
