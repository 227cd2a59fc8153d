//! Checks a package against itself, its signature and the log's checkpoint: from
//! its bytes alone, within bounds that hold for whatever is sent. What is wrong is
//! named; nothing of it is shown or unpacked.

mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, Read, Seek};

use sm3::{Digest, Sm3};
use tongchou_store::{Checker, Checkpoint};

pub use report::{Report, Trust};

use super::events::{self, Proved};
use super::index::{self, Placed};
use super::manifest::Manifest;
use super::names;
use super::strict_zip::{Unpacked, Zip};
use crate::clock;

const SMALL: u64 = 64 * 1024;
const MOST_MANIFEST: u64 = 32 * 1024 * 1024;
/// Of what is read and not only digested.
const MOST_READ: u64 = 256 * 1024 * 1024;
/// A package being checked.
struct Checking<R> {
    zip: Zip<R>,
    manifest: Manifest,
    report: Report,
}

/// Checks a package; with keys that are known, it must be signed with one of them.
/// An error of the source is one of this machine, not of the package.
pub fn check<R: Read + Seek>(
    source: R,
    known: &[Checker],
    must_be_known: bool,
) -> io::Result<Report> {
    let mut report = Report::default();
    let mut zip = match Zip::open(source)? {
        Ok(zip) => zip,
        Err(says) => {
            report.fault(says);
            return Ok(report);
        }
    };
    let manifest = match manifest(&mut zip) {
        Ok(manifest) => manifest,
        Err(says) => {
            report.fault(says);
            return Ok(report);
        }
    };
    let mut checking = Checking {
        zip,
        manifest,
        report,
    };
    if checking.agrees_with_manifest() {
        let key = checking.signed(known, must_be_known);
        checking.contents(key.as_ref());
    }
    Ok(checking.report)
}

fn manifest<R: Read + Seek>(zip: &mut Zip<R>) -> Result<Manifest, String> {
    let text = small(zip, names::MANIFEST, MOST_MANIFEST)?;
    Manifest::parse(&text).map_err(|says| format!("{}：{says}", names::MANIFEST))
}

/// The text of an entry that must be there and be small.
fn small<R: Read + Seek>(zip: &mut Zip<R>, name: &str, most: u64) -> Result<String, String> {
    let entry = zip.find(name).cloned();
    let entry = entry.ok_or_else(|| format!("缺少 {name}，不是档案包或者已被改动"))?;
    if entry.size > most {
        return Err(format!("{name} 过大"));
    }
    let altered = |_| format!("{name} 已损坏或被改动");
    let mut text = String::new();
    let mut unpacked = zip.unpack(&entry).map_err(altered)?;
    unpacked.read_to_string(&mut text).map_err(altered)?;
    Ok(text)
}

impl<R: Read + Seek> Checking<R> {
    /// Whether names and sizes are those of the manifest.
    fn agrees_with_manifest(&mut self) -> bool {
        let (report, manifest) = (&mut self.report, &self.manifest);
        report.project = manifest.project.to_string();
        report.made = crate::format::moment(manifest.made);
        report.entries = manifest.entries.len();
        let others = self.zip.entries.iter();
        let others = others.filter(|entry| entry.name != names::MANIFEST);
        let found: BTreeMap<&str, u64> = others
            .map(|entry| (entry.name.as_str(), entry.size))
            .collect();
        for (name, entry) in &manifest.entries {
            match found.get(name.as_str()) {
                None => report.fault(format!("缺少文件“{name}”")),
                Some(size) if *size != entry.size => {
                    report.fault(format!("文件“{name}”已被改动：大小不符"));
                }
                Some(_) => {}
            }
        }
        for name in found
            .keys()
            .filter(|name| !manifest.entries.contains_key(**name))
        {
            report.fault(format!("多出文件“{name}”"));
        }
        report.bytes = found.values().copied().fold(0, u64::saturating_add);
        report.is_sound()
    }

    /// The key that signed the manifest, where one did.
    fn signed(&mut self, known: &[Checker], must_be_known: bool) -> Option<Checker> {
        let enclosed = self.manifest.entries.contains_key(names::KEY);
        let enclosed = enclosed.then(|| small(&mut self.zip, names::KEY, SMALL));
        let enclosed = match enclosed.transpose() {
            Ok(enclosed) => enclosed,
            Err(says) => {
                self.report.fault(says);
                None
            }
        };
        let own = match enclosed.as_deref().map(Checker::from_pem).transpose() {
            Ok(own) => own,
            Err(error) => {
                self.report.fault(format!("{}：{error}", names::KEY));
                None
            }
        };
        let text = self.manifest.signed_text();
        let signer = |key: &Checker| {
            let lines = &self.manifest.signatures;
            key.signer_among(&text, lines).map(ToOwned::to_owned)
        };
        let vouched = known.iter().find_map(|key| Some((key, signer(key)?)));
        if let Some((key, signer)) = vouched {
            if own.as_ref().is_some_and(|own| !own.is_same(key)) {
                self.report
                    .fault(format!("{} 不是签名者的公钥", names::KEY));
            }
            self.report.trust = Some(Trust::Known { signer });
            return Some(key.clone());
        }
        let by_own = own.as_ref().and_then(&signer);
        let signed = !self.manifest.signatures.is_empty();
        self.report.trust = Some(match by_own {
            Some(signer) => Trust::Enclosed {
                signer,
                key: enclosed.unwrap_or_default(),
            },
            None => Trust::Unsigned,
        });
        if self.report.trust == Some(Trust::Unsigned) && (signed || own.is_some()) {
            self.report.fault(format!(
                "{} 的签名无效：内容或签名已被改动",
                names::MANIFEST
            ));
        } else if must_be_known {
            self.report.fault("没有所给公钥的有效签名");
        }
        own
    }

    fn contents(&mut self, key: Option<&Checker>) {
        let checkpoint = self.checkpoint(key);
        let mut proved = BTreeMap::new();
        let mut filed = BTreeSet::new();
        if let Some(checkpoint) = checkpoint {
            self.read_lines(names::PROOFS, |text| {
                events::prove(text, &checkpoint, &mut proved)
            });
            filed = self.events(&proved);
        }
        self.report.events = proved.len();
        self.report.withheld = proved.values().filter(|each| each.withheld).count();
        if proved.is_empty() {
            self.report.fault("没有任何事件");
        }
        self.index(&proved, &filed);
        let read = [names::PROOFS, names::EVENTS, names::INDEX];
        let others = self.manifest.entries.keys();
        let others = others.filter(|name| !read.contains(&name.as_str()));
        for name in others.cloned().collect::<Vec<_>>() {
            self.digest(&name, |_| Ok(()));
        }
    }

    fn checkpoint(&mut self, key: Option<&Checker>) -> Option<Checkpoint> {
        let text = small(&mut self.zip, names::CHECKPOINT, SMALL);
        let read = text.and_then(|text| {
            let read = text
                .parse::<Checkpoint>()
                .map_err(|error| error.to_string())?;
            // as it is written, and no otherwise
            (read.to_string() == text)
                .then_some(read)
                .ok_or_else(|| "写法不规范".to_owned())
        });
        match read {
            Ok(checkpoint) => {
                self.report.origin.clone_from(&checkpoint.origin);
                self.report.size = checkpoint.size;
                let signed = key.is_none_or(|key| key.signer_of(&checkpoint).is_some());
                if !signed {
                    self.report.fault("检查点没有同一公钥的有效签名");
                }
                Some(checkpoint)
            }
            Err(says) => {
                self.report.fault(format!("{}：{says}", names::CHECKPOINT));
                None
            }
        }
    }

    /// Holds the events against their proofs; gives the files that they name.
    fn events(&mut self, proved: &BTreeMap<u64, Proved>) -> BTreeSet<String> {
        let project = self.manifest.project.to_string();
        let (mut told, mut filed) = (BTreeSet::new(), BTreeSet::new());
        self.read_lines(names::EVENTS, |text| {
            let event = events::disclose(text, &project, proved)?;
            if !told.insert(event.sequence) {
                return Err("：事件重复".to_owned());
            }
            filed.extend(event.files.into_iter().map(|file| file.sm3));
            Ok(())
        });
        for (sequence, proof) in proved {
            match (proof.withheld, told.contains(sequence)) {
                (false, false) => self.report.fault(format!("缺少项目的第 {sequence} 个事件")),
                (true, true) => self
                    .report
                    .fault(format!("项目的第 {sequence} 个事件标为不公开，却有内容")),
                _ => {}
            }
        }
        filed
    }

    /// Everything listed is there, everything there is listed, and every file is
    /// one that an event names.
    fn index(&mut self, proved: &BTreeMap<u64, Proved>, filed: &BTreeSet<String>) {
        let mut read = Ok(index::Read::default());
        self.digest(names::INDEX, |source| {
            read = index::read(BufReader::new(source));
            Ok(())
        });
        let read = match read {
            Ok(read) => read,
            Err(says) => return self.report.fault(format!("{}：{says}", names::INDEX)),
        };
        let report = &mut self.report;
        (report.title, report.unit) = (read.title, read.unit);
        report.listed = read.items.len();
        if read.project != report.project {
            report.fault("归档目录不是这个项目的");
        }
        let mut listed = BTreeSet::new();
        for item in &read.items {
            if item.event.is_some_and(|event| !proved.contains_key(&event)) {
                report.fault(format!("归档目录第 {} 项所指的事件不在包内", item.number));
            }
            let Some(placed) = &item.placed else { continue };
            listed.insert(placed.name.as_str());
            if !is_in(&self.manifest, placed) {
                report.fault(format!(
                    "归档目录第 {} 项“{}”与包内文件不符",
                    item.number, placed.name
                ));
            }
        }
        let mut here = BTreeSet::new();
        for (name, entry) in &self.manifest.entries {
            let kept = names::LISTED.iter().any(|folder| name.starts_with(folder));
            if kept && !listed.contains(name.as_str()) {
                report.fault(format!("文件“{name}”不在归档目录中"));
            }
            if !kept && !FIXED.contains(&name.as_str()) {
                report.fault(format!("档案包中不应有文件“{name}”"));
            }
            if name.starts_with(names::LISTED[2]) {
                here.insert(entry.sm3.as_str());
                if !filed.contains(&entry.sm3) {
                    report.fault(format!("文件“{name}”不是任何事件所附的文件"));
                }
            }
        }
        for sm3 in filed.iter().filter(|sm3| !here.contains(sm3.as_str())) {
            report.fault(format!("缺少事件所附的文件（SM3 {sm3}）"));
        }
    }

    fn read_lines(&mut self, name: &str, mut take: impl FnMut(&str) -> Result<(), String>) {
        let mut said = Ok(());
        self.digest(name, |source| {
            let source = BufReader::new(source);
            said = events::lines(source, |_, text| take(text))?;
            Ok(())
        });
        if let Err(says) = said {
            self.report.fault(format!("{name} {says}"));
        }
    }

    /// Reads an entry whole, shows it to `look` as it goes, and compares it with
    /// the manifest.
    fn digest(
        &mut self,
        name: &str,
        look: impl FnOnce(&mut Digesting<io::Take<&mut R>>) -> io::Result<()>,
    ) {
        let expected = self.manifest.entries.get(name).cloned();
        let entry = self.zip.find(name).cloned();
        let (Some(expected), Some(entry)) = (expected, entry) else {
            return self.report.fault(format!("缺少文件“{name}”"));
        };
        if FIXED.contains(&name) && entry.size > MOST_READ {
            return self.report.fault(format!("{name} 过大"));
        }
        let read = self.zip.unpack(&entry).and_then(|unpacked| {
            let mut digesting = Digesting {
                from: unpacked,
                digest: Sm3::new(),
            };
            look(&mut digesting)?;
            io::copy(&mut digesting, &mut io::sink())?;
            Ok(clock::hex(&digesting.digest.finalize()))
        });
        if read.ok() != Some(expected.sm3) {
            self.report.fault(format!("文件“{name}”的内容已被改动"));
        }
    }
}

/// What a package has beside the folders of what is listed.
const FIXED: [&str; 7] = [
    names::README,
    names::CHECKPOINT,
    names::KEY,
    names::EVENTS,
    names::PROOFS,
    names::INDEX,
    names::SHEET,
];

fn is_in(manifest: &Manifest, placed: &Placed) -> bool {
    let entry = manifest.entries.get(&placed.name);
    entry.is_some_and(|entry| entry.sm3 == placed.sm3 && entry.size == placed.size)
}

struct Digesting<P: Read> {
    from: Unpacked<P>,
    digest: Sm3,
}

impl<P: Read> Read for Digesting<P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.digest.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}
