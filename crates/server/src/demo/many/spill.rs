//! Where events wait until all lives were played, a file a month: a log is in
//! the order of time, and a million events are too many to sort in memory.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tongchou_store::{Append, NewEvent, NumberRequest, Provenance, StreamId};

#[derive(Serialize, Deserialize)]
struct Line {
    stream: StreamId,
    expected: u64,
    events: Vec<(String, u32, Value)>,
    provenance: Provenance,
    numbers: Vec<(String, usize, String)>,
}

#[derive(Debug)]
pub struct Spill {
    folder: PathBuf,
    months: BTreeMap<String, BufWriter<File>>,
}

impl Spill {
    pub fn make(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            months: BTreeMap::new(),
        })
    }

    pub fn put(&mut self, append: &Append) -> anyhow::Result<()> {
        let on = append.provenance.on;
        let month = format!("{:04}-{:02}", on.year(), on.month());
        let file = match self.months.entry(month) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let path = self.folder.join(format!("{}.jsonl", new.key()));
                new.insert(BufWriter::new(File::create(path)?))
            }
        };
        serde_json::to_writer(&mut *file, &Line::of(append))?;
        file.write_all(b"\n")?;
        Ok(())
    }

    pub fn close(self) -> anyhow::Result<()> {
        for mut file in self.months.into_values() {
            file.flush()?;
        }
        Ok(())
    }
}

/// The files of a folder, the earliest month first.
pub fn months(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut months = Vec::new();
    for entry in fs::read_dir(folder)? {
        months.push(entry?.path());
    }
    months.sort();
    Ok(months)
}

/// A month's appends in the order of time; the file is gone afterwards.
pub fn take(path: &Path) -> anyhow::Result<Vec<Append>> {
    let mut lines = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        lines.push(serde_json::from_str::<Line>(&line?)?);
    }
    lines.sort_by(|a, b| {
        let key = |line: &Line| (line.provenance.at, line.stream.id, line.expected);
        key(a).cmp(&key(b))
    });
    fs::remove_file(path)?;
    Ok(lines.into_iter().map(Line::append).collect())
}

impl Line {
    fn of(append: &Append) -> Self {
        let event = |event: &NewEvent| (event.kind.clone(), event.version, event.data.clone());
        let number =
            |asked: &NumberRequest| (asked.series.clone(), asked.event, asked.pointer.clone());
        Self {
            stream: append.stream.clone(),
            expected: append.expected,
            events: append.events.iter().map(event).collect(),
            provenance: append.provenance.clone(),
            numbers: append.numbers.iter().map(number).collect(),
        }
    }

    fn append(self) -> Append {
        let event = |(kind, version, data)| NewEvent {
            kind,
            version,
            data,
        };
        let number = |(series, event, pointer)| NumberRequest {
            series,
            event,
            pointer,
        };
        Append {
            stream: self.stream,
            expected: self.expected,
            events: self.events.into_iter().map(event).collect(),
            provenance: self.provenance,
            idempotency: None,
            outbox: Vec::new(),
            numbers: self.numbers.into_iter().map(number).collect(),
        }
    }
}
