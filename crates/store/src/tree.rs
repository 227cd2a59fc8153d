//! The Merkle tree of RFC 6962 with SM3: hashes, the growing right edge, and
//! the ranges a proof needs. Pure functions over hashes: no database.

use std::fmt::Write as _;

use sm3::{Digest, Sm3};

pub type Hash = [u8; 32];

/// A complete subtree: `2^level` leaves, the `number`-th of that level from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub level: u32,
    pub number: u64,
    pub hash: Hash,
}

pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sm3::new();
    hasher.update([0u8]);
    hasher.update(leaf);
    hasher.finalize().into()
}

pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sm3::new();
    hasher.update([1u8]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// Root of a log without events: SM3 of nothing.
pub fn empty_root() -> Hash {
    Sm3::digest([]).into()
}

/// The complete subtrees on the right edge, largest first: all a log needs to
/// grow and to know its root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Reads back what [`Frontier::peaks_bytes`] gave; `None` if the number of
    /// hashes does not belong to the size.
    pub fn restore(size: u64, peaks: &[u8]) -> Option<Self> {
        let (hashes, rest) = peaks.as_chunks::<32>();
        let fits = rest.is_empty() && u32::try_from(hashes.len()) == Ok(size.count_ones());
        fits.then(|| Self {
            size,
            peaks: hashes.to_vec(),
        })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn peaks_bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// Adds a leaf; gives the subtrees above level 0 that it completed.
    pub fn push(&mut self, leaf: Hash) -> Vec<Node> {
        let mut completed = Vec::new();
        let mut carried = leaf;
        for level in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            carried = node_hash(&left, &carried);
            completed.push(Node {
                level,
                number: self.size >> level,
                hash: carried,
            });
        }
        self.peaks.push(carried);
        self.size += 1;
        completed
    }

    pub fn root(&self) -> Hash {
        join(&self.peaks).unwrap_or_else(empty_root)
    }
}

/// Hash over neighbouring subtrees, largest first.
pub(crate) fn join(peaks: &[Hash]) -> Option<Hash> {
    let (last, rest) = peaks.split_last()?;
    Some(
        rest.iter()
            .rev()
            .fold(*last, |right, left| node_hash(left, &right)),
    )
}

/// Leaves `from..to`, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub from: u64,
    pub to: u64,
}

/// The sibling ranges on the way from a leaf up to the root, lowest first.
pub(crate) fn audit_path(index: u64, size: u64) -> Vec<Range> {
    let mut whole = Range { from: 0, to: size };
    let mut path = Vec::new();
    while whole.to - whole.from > 1 {
        let middle = whole.from + largest_power_below(whole.to - whole.from);
        let (left, right) = (
            Range {
                from: whole.from,
                to: middle,
            },
            Range {
                from: middle,
                to: whole.to,
            },
        );
        let (kept, sibling) = if index < middle {
            (left, right)
        } else {
            (right, left)
        };
        path.push(sibling);
        whole = kept;
    }
    path.reverse();
    path
}

/// The complete subtrees (level, number) that make up a range of a path.
pub(crate) fn pieces(range: Range) -> Vec<(u32, u64)> {
    let mut pieces = Vec::new();
    let mut from = range.from;
    while from < range.to {
        let level = (range.to - from).ilog2();
        pieces.push((level, from >> level));
        from += 1 << level;
    }
    pieces
}

fn largest_power_below(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // writing to a String cannot fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 64 lower-case hexadecimal digits.
pub fn parse_hex(text: &str) -> Option<Hash> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if !rest.is_empty() {
        return None;
    }
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    bytes?.try_into().ok()
}
