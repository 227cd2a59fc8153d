//! The events of a project in a package, and the proof of each: one line of
//! canonical JSON apiece. The line of an event is what its leaf is the digest of.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read as _};

use anyhow::bail;
use serde_json::{Value, json};
use tongchou_project::File;
use tongchou_store::{
    Checkpoint, Hash, InclusionProof, StoredEvent, canonical_text, hex, leaf_hash, leaf_text,
    parse_hex, parse_strict, verify_inclusion,
};

use crate::files::verify::named;

/// The text of an event's leaf; an error where it is not what the log has.
pub fn line(event: &StoredEvent) -> anyhow::Result<String> {
    let data = canonical_text(&event.event.data)?;
    let provenance = canonical_text(&serde_json::to_value(&event.provenance)?)?;
    let text = leaf_text(
        event.position,
        &event.stream,
        event.sequence,
        (&event.event.kind, event.event.version),
        &data,
        &provenance,
    );
    if leaf_hash(text.as_bytes()) != event.leaf {
        bail!("第 {} 号事件与日志中的指纹不符", event.position);
    }
    Ok(text)
}

pub fn proof_line(proof: &InclusionProof, sequence: u64, withheld: bool) -> anyhow::Result<String> {
    let path: Vec<String> = proof.path.iter().map(|hash| hex(hash)).collect();
    Ok(canonical_text(&json!({
        "leaf": hex(&proof.leaf),
        "path": path,
        "position": proof.position,
        "sequence": sequence,
        "withheld": withheld,
    }))?)
}

/// A proof that holds against the checkpoint.
#[derive(Debug)]
pub struct Proved {
    pub position: u64,
    pub leaf: Hash,
    pub withheld: bool,
}

/// The longest line there may be.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Each line of a text that ends every line, without its end.
pub fn lines(
    mut source: impl BufRead,
    mut take: impl FnMut(usize, &str) -> Result<(), String>,
) -> io::Result<Result<(), String>> {
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        source
            .by_ref()
            .take(LONGEST)
            .read_until(b'\n', &mut buffer)?;
        if buffer.is_empty() {
            break;
        }
        let said = match buffer.strip_suffix(b"\n").map(std::str::from_utf8) {
            Some(Ok(text)) => take(number, text),
            _ => Err("不是完整的一行文字".to_owned()),
        };
        if let Err(says) = said {
            return Ok(Err(format!("第 {number} 行{says}")));
        }
    }
    Ok(Ok(()))
}

/// Takes in the line of a proof; by its event's place in the history.
pub fn prove(
    text: &str,
    checkpoint: &Checkpoint,
    proved: &mut BTreeMap<u64, Proved>,
) -> Result<(), String> {
    let value = strict(text)?;
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let members = value.as_object().map(serde_json::Map::len);
    let path = value.get("path").and_then(Value::as_array);
    let path: Option<Vec<Hash>> = path
        .into_iter()
        .flatten()
        .map(|each| parse_hex(each.as_str()?))
        .collect();
    let leaf = value.get("leaf").and_then(Value::as_str);
    let (Some(position), Some(sequence), Some(leaf), Some(path), Some(withheld), Some(5)) = (
        number("position"),
        number("sequence"),
        leaf.and_then(parse_hex),
        path,
        value.get("withheld").and_then(Value::as_bool),
        members,
    ) else {
        return Err("不是一份日志证明".to_owned());
    };
    let proof = InclusionProof {
        position,
        size: checkpoint.size,
        leaf,
        path,
        root: checkpoint.root,
    };
    if !verify_inclusion(&proof) {
        return Err(format!("：第 {position} 号事件不能由检查点证明在日志中"));
    }
    let expected = u64::try_from(proved.len()).unwrap_or(u64::MAX) + 1;
    let last = proved.values().next_back().map_or(0, |last| last.position);
    if sequence != expected || position <= last {
        return Err(format!("：缺少项目的第 {expected} 个事件，或者次序不对"));
    }
    proved.insert(
        sequence,
        Proved {
            position,
            leaf,
            withheld,
        },
    );
    Ok(())
}

/// An event that is what its proof is about.
#[derive(Debug)]
pub struct Disclosed {
    pub sequence: u64,
    pub files: Vec<File>,
}

/// The line of an event, held against its proof.
pub fn disclose(
    text: &str,
    project: &str,
    proved: &BTreeMap<u64, Proved>,
) -> Result<Disclosed, String> {
    let leaf = leaf_hash(text.as_bytes());
    let value = strict(text)?;
    let sequence = value.get("sequence").and_then(Value::as_u64);
    let (sequence, proof) = sequence
        .and_then(|sequence| Some((sequence, proved.get(&sequence)?)))
        .ok_or("：事件没有日志证明")?;
    if proof.leaf != leaf {
        return Err(format!("：项目的第 {sequence} 个事件已被改动"));
    }
    let stream = value.get("stream");
    let is = |name: &str, wanted: &str| {
        let member = stream.and_then(|stream| stream.get(name));
        member.and_then(Value::as_str) == Some(wanted)
    };
    if !is("kind", "project") || !is("id", project) {
        return Err("：不是这个项目的事件".to_owned());
    }
    let files = value.get("data").map(named).unwrap_or_default();
    Ok(Disclosed { sequence, files })
}

fn strict(text: &str) -> Result<Value, String> {
    let value = parse_strict(text).map_err(|error| format!("：{}", error.reason))?;
    match canonical_text(&value) {
        Ok(again) if again == text => Ok(value),
        _ => Err("：写法不规范".to_owned()),
    }
}
