//! A checkpoint says how long the log was and what its root was. Kept outside
//! the database it shows later whether history was rewritten. Its text form
//! is specified in `docs/log-format.md`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Hash;
use crate::tree::{hex, parse_hex};

const SIGNATURE: &str = "— ";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Names the log: a checkpoint of another database never fits.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Signature lines without their leading "— ", kept as they stand.
    pub signatures: Vec<String>,
}

impl Checkpoint {
    /// The part a signature covers: three lines, each ended by a line feed.
    pub fn signed_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, hex(&self.root))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.signed_text())?;
        for signature in &self.signatures {
            writeln!(formatter, "{SIGNATURE}{signature}")?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("检查点第 {line} 行{reason}")]
pub struct CheckpointError {
    pub line: usize,
    pub reason: &'static str,
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let wrong = |line, reason| CheckpointError { line, reason };
        let mut lines = text.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty());
        let origin = origin.ok_or(wrong(1, "应为日志名称"))?;
        let size = lines.next().and_then(parse_size);
        let size = size.ok_or(wrong(2, "应为事件总数"))?;
        let root = lines.next().and_then(parse_hex);
        let root = root.ok_or(wrong(3, "应为 64 位十六进制的根"))?;
        if lines.next() != Some("") {
            return Err(wrong(4, "应为空行"));
        }
        let mut signatures = Vec::new();
        for (index, line) in lines.enumerate() {
            match line.strip_prefix(SIGNATURE) {
                Some(signature) => signatures.push(signature.to_owned()),
                None if line.is_empty() => {}
                None => return Err(wrong(index + 5, "应为签名行")),
            }
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            signatures,
        })
    }
}

/// Decimal without sign or leading zeros.
fn parse_size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok()?;
    (size.to_string() == text).then_some(size)
}
