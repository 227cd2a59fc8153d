//! Holds the events against the files: every file an event names must be there,
//! whole and unaltered. The events are the witness, not the tables beside them.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use tongchou_project::File;
use tongchou_store::Store;

use super::Files;

#[derive(Debug, Default)]
pub struct Report {
    pub files: u64,
    pub bytes: u64,
    pub faults: Vec<String>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_sound() {
            let size = super::size_in_words(self.bytes);
            return write!(out, "文件核验通过：{} 个文件，共 {size}", self.files);
        }
        writeln!(out, "文件核验不通过：{} 处", self.faults.len())?;
        write!(out, "{}", self.faults.join("\n"))
    }
}

const PAGE: u32 = 1000;

impl Files {
    pub async fn verify(&self, store: &Store) -> anyhow::Result<Report> {
        let mut report = Report::default();
        let mut seen: BTreeMap<String, bool> = BTreeMap::new();
        let mut position = 0;
        loop {
            let events = store.events_after(position, PAGE).await?;
            let Some(last) = events.last() else {
                return Ok(report);
            };
            position = last.position;
            for event in &events {
                for file in named(&event.event.data) {
                    let fault = match seen.get(&file.sm3) {
                        Some(true) => None,
                        Some(false) => Some("的内容缺失或已被改动"),
                        None => self.fault(store, &file, &mut report).await?,
                    };
                    seen.insert(file.sm3.clone(), fault.is_none());
                    if let Some(fault) = fault {
                        report.faults.push(format!(
                            "第 {} 号事件（{}）所附文件“{}”（SM3 {}）{fault}",
                            event.position, event.stream, file.name, file.sm3
                        ));
                    }
                }
            }
        }
    }

    async fn fault(
        &self,
        store: &Store,
        file: &File,
        report: &mut Report,
    ) -> anyhow::Result<Option<&'static str>> {
        report.files += 1;
        report.bytes += file.size.unsigned_abs();
        if !self.is_sound(&file.sm3).await? {
            return Ok(Some("的内容缺失或已被改动"));
        }
        let known = store.blob(&file.sm3).await?;
        if known.is_none_or(|blob| blob.size != file.size.unsigned_abs()) {
            return Ok(Some("不在文件登记中"));
        }
        if store.blob_references(&file.sm3).await?.is_empty() {
            return Ok(Some("没有登记事件的引用，可能被当作无主文件清除"));
        }
        Ok(None)
    }
}

/// The files in an event's content, whatever field they stand in.
pub(crate) fn named(data: &Value) -> Vec<File> {
    let content = data.get("content").and_then(Value::as_object);
    content
        .into_iter()
        .flat_map(|content| content.values())
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|each| serde_json::from_value(each.clone()).ok())
        .collect()
}
