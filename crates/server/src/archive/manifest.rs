//! The list of everything in a package with its fingerprint, as text that is
//! signed: nothing in it can be exchanged, taken out or added unseen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use tongchou_project::is_sm3;
use uuid::Uuid;

/// The first line: no checkpoint begins like this with a number after it.
const FORMAT: &str = "tongchou archive package 1";
const SIGNATURE: &str = "— ";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub project: Uuid,
    pub made: Timestamp,
    /// Everything in the package but the manifest, by name.
    pub entries: BTreeMap<String, Entry>,
    /// Signature lines without their em dash.
    pub signatures: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub sm3: String,
    pub size: u64,
}

impl Manifest {
    /// What the signature covers.
    pub fn signed_text(&self) -> String {
        let mut text = format!(
            "{FORMAT}\nproject {}\nmade {}\nentries {}\n",
            self.project,
            self.made,
            self.entries.len()
        );
        for (name, entry) in &self.entries {
            // writing to a String cannot fail
            let _ = writeln!(text, "{} {} {name}", entry.sm3, entry.size);
        }
        text
    }

    pub fn text(&self) -> String {
        let mut text = self.signed_text();
        text.push('\n');
        for signature in &self.signatures {
            let _ = writeln!(text, "{SIGNATURE}{signature}");
        }
        text
    }

    /// Reads it strictly: what it says written again is the very same text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.split('\n');
        if lines.next() != Some(FORMAT) {
            return Err("第 1 行应为格式和版本".to_owned());
        }
        let project = field(lines.next(), "project ").ok_or("第 2 行应为项目编号")?;
        let made = field(lines.next(), "made ").ok_or("第 3 行应为生成时刻")?;
        let count: usize = field(lines.next(), "entries ").ok_or("第 4 行应为文件个数")?;
        let mut entries = BTreeMap::new();
        for number in 5..count.saturating_add(5) {
            let line = lines.next();
            let (name, entry) = line
                .and_then(entry)
                .ok_or_else(|| format!("第 {number} 行应为指纹、大小和文件名"))?;
            if entries.insert(name, entry).is_some() {
                return Err(format!("第 {number} 行的文件重复列出"));
            }
        }
        let rest = lines.skip(1).filter(|line| !line.is_empty());
        let signatures: Option<Vec<String>> = rest
            .map(|line| line.strip_prefix(SIGNATURE).map(ToOwned::to_owned))
            .collect();
        let manifest = Self {
            project,
            made,
            entries,
            signatures: signatures.ok_or("末尾应为签名行")?,
        };
        if manifest.text() != text {
            return Err("写法不规范".to_owned());
        }
        Ok(manifest)
    }
}

fn field<T: std::str::FromStr>(line: Option<&str>, name: &str) -> Option<T> {
    line?.strip_prefix(name)?.parse().ok()
}

fn entry(line: &str) -> Option<(String, Entry)> {
    let (sm3, rest) = line.split_once(' ')?;
    let (size, name) = rest.split_once(' ')?;
    let entry = Entry {
        sm3: is_sm3(sm3).then(|| sm3.to_owned())?,
        size: size.parse().ok()?,
    };
    (!name.is_empty()).then(|| (name.to_owned(), entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_is_written_and_no_otherwise() {
        let entry = |digit: &str, size| Entry {
            sm3: digit.repeat(64),
            size,
        };
        let manifest = Manifest {
            project: Uuid::nil(),
            made: "2026-11-24T01:02:03Z".parse().unwrap(),
            entries: [
                ("files/0001 合 同.pdf".to_owned(), entry("a", 12)),
                ("index.xml".to_owned(), entry("0", 0)),
            ]
            .into(),
            signatures: vec!["tongchou 00".to_owned()],
        };
        let text = manifest.text();
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
        for wrong in [
            text.replace(" 12 ", " 012 "),
            text.replace("entries 2", "entries 3"),
            text.replace("entries 2", "entries 1"),
            text.replace("entries 2", "entries 18446744073709551615"),
            format!("{text}\n"),
            text.replace('a', "A"),
            text.replace("index.xml", "files/0001 合 同.pdf"),
            text.replace("package 1", "package 2"),
            String::new(),
        ] {
            assert!(Manifest::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
