//! Makes the package of a project: what it takes is gathered first, so that what
//! is lacking is said before the first byte; then it is written as it is read, and
//! no file is ever held whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use futures_util::StreamExt;
use jiff::Timestamp;
use object_store::{ObjectStore, ObjectStoreExt};
use sm3::{Digest, Sm3};
use tokio::runtime::Handle;
use tongchou_papers::{Kind, Paper};
use tongchou_project::Project;
use tongchou_store::{Checkpoint, InclusionProof, Signer, StoredEvent};
use uuid::Uuid;

use super::contents::{Item, Source};
use super::index::{Listed, Placed};
use super::manifest::{Entry, Manifest};
use super::strict_zip::Writer;
use super::{events, index, names};
use crate::clock;
use crate::files::object_path;
use crate::papers::{Format, Printing, forms, safe};

/// Everything that a package is made of.
#[derive(Debug)]
pub struct Package {
    pub id: Uuid,
    pub project: Project,
    pub made: Timestamp,
    /// The whole history, with the places of those events that are withheld from
    /// the reader.
    pub events: Vec<StoredEvent>,
    pub withheld: BTreeSet<u64>,
    pub checkpoint: Checkpoint,
    pub proofs: Vec<InclusionProof>,
    pub items: Vec<(Item, Option<Paper>)>,
    pub signer: Option<Arc<Signer>>,
    pub printing: Arc<Printing>,
    pub objects: Option<Arc<dyn ObjectStore>>,
    pub runtime: Handle,
}

struct Writing<'a, W: Write> {
    package: &'a Package,
    zip: Writer<W>,
    entries: BTreeMap<String, Entry>,
}

impl Package {
    /// Writes it all; gives back what it was written to.
    pub fn write<W: Write>(&self, to: W) -> anyhow::Result<W> {
        let mut writing = Writing {
            package: self,
            zip: Writer::new(to),
            entries: BTreeMap::new(),
        };
        writing.put(names::README, self.readme().as_bytes())?;
        writing.log()?;
        let rows = writing.items()?;
        let made = self.made.to_string();
        let id = self.id.to_string();
        let xml = index::xml(&id, &self.project, &made, &rows)?;
        writing.put(names::INDEX, &xml)?;
        writing.put(names::SHEET, &index::workbook(&rows)?)?;
        let mut manifest = Manifest {
            project: self.id,
            made: self.made,
            entries: std::mem::take(&mut writing.entries),
            signatures: Vec::new(),
        };
        if let Some(signer) = &self.signer {
            let line = signer.line(&manifest.signed_text());
            manifest.signatures.push(line);
        }
        writing.put(names::MANIFEST, manifest.text().as_bytes())?;
        Ok(writing.zip.finish()?)
    }

    /// For people: what is there of this package.
    fn readme(&self) -> String {
        let key = match self.signer {
            Some(_) => "public-key.pem         签名者的公钥\n",
            None => "",
        };
        README.replace("{key}", key)
    }
}

impl<'a, W: Write> Writing<'a, W> {
    fn log(&mut self) -> anyhow::Result<()> {
        let package = self.package;
        if let Some(signer) = &package.signer {
            let mut checkpoint = package.checkpoint.clone();
            signer.sign(&mut checkpoint);
            self.put(names::CHECKPOINT, checkpoint.to_string().as_bytes())?;
            self.put(names::KEY, signer.public_pem()?.as_bytes())?;
        } else {
            self.put(names::CHECKPOINT, package.checkpoint.to_string().as_bytes())?;
        }
        let (mut told, mut proved) = (String::new(), String::new());
        for (event, proof) in package.events.iter().zip(&package.proofs) {
            let withheld = package.withheld.contains(&event.sequence);
            let line = events::line(event)?;
            if !withheld {
                told.push_str(&line);
                told.push('\n');
            }
            proved.push_str(&events::proof_line(proof, event.sequence, withheld)?);
            proved.push('\n');
        }
        self.put(names::EVENTS, told.as_bytes())?;
        self.put(names::PROOFS, proved.as_bytes())
    }

    /// Every item, and where its bytes are; a file that was filed twice is there
    /// once.
    fn items(&mut self) -> anyhow::Result<Vec<Listed<'a>>> {
        let package = self.package;
        let mut rows = Vec::new();
        let mut known: BTreeMap<String, Placed> = BTreeMap::new();
        for (number, (item, paper)) in (1usize..).zip(&package.items) {
            let entry = match (&item.source, paper) {
                (Source::File(file), _) => Some(self.file_once(number, file, &mut known)?),
                (Source::Letter(_), Some(paper)) => {
                    Some(self.paper(&paper_name("letters", number, item), paper)?)
                }
                (Source::Form(Kind::ArchiveIndex), _) => {
                    let paper = self.index(&rows)?;
                    Some(self.paper(&paper_name("forms", number, item), &paper)?)
                }
                (Source::Form(_), Some(paper)) => {
                    Some(self.paper(&paper_name("forms", number, item), paper)?)
                }
                (Source::Paper { .. } | Source::Letter(_) | Source::Form(_), _) => None,
            };
            rows.push(Listed { item, entry });
        }
        Ok(rows)
    }

    /// The index as it is printed: of everything before it.
    fn index(&self, rows: &[Listed<'_>]) -> anyhow::Result<Paper> {
        let documents = rows.iter().map(|row| {
            let placed = row.entry.as_ref();
            (row.item, placed.map(|placed| placed.sm3.as_str()))
        });
        let package = self.package;
        let on = clock::day_of(package.made);
        forms::archive_index(&package.printing, &package.project, documents, on)
            .map_err(|_| anyhow!("归档目录没有生成"))
    }

    fn file_once(
        &mut self,
        number: usize,
        file: &tongchou_project::File,
        known: &mut BTreeMap<String, Placed>,
    ) -> anyhow::Result<Placed> {
        if let Some(placed) = known.get(&file.sm3) {
            return Ok(placed.clone());
        }
        let placed = self.file(&file_name(number, &file.name), file)?;
        known.insert(file.sm3.clone(), placed.clone());
        Ok(placed)
    }

    fn paper(&mut self, name: &str, paper: &Paper) -> anyhow::Result<Placed> {
        let bytes = self.package.printing.bytes(paper, Format::Pdf);
        let bytes = bytes.map_err(|_| anyhow!("“{name}”没有生成"))?;
        self.put(name, &bytes)?;
        Ok(self.placed(name))
    }

    fn placed(&self, name: &str) -> Placed {
        let entry = self.entries.get(name);
        Placed {
            name: name.to_owned(),
            sm3: entry.map(|entry| entry.sm3.clone()).unwrap_or_default(),
            size: entry.map_or(0, |entry| entry.size),
        }
    }

    fn file(&mut self, name: &str, file: &tongchou_project::File) -> anyhow::Result<Placed> {
        let package = self.package;
        let objects = package.objects.as_ref().context("no place of files")?;
        let place = object_path(&file.sm3);
        let found = package.runtime.block_on(objects.get(&place))?;
        let mut pieces = found.into_stream();
        self.zip.entry(name, file.size.unsigned_abs())?;
        let (mut digest, mut size) = (Sm3::new(), 0u64);
        while let Some(piece) = package.runtime.block_on(pieces.next()) {
            let piece = piece?;
            digest.update(&piece);
            size += piece.len() as u64;
            self.zip.write(&piece)?;
        }
        let sm3 = clock::hex(&digest.finalize());
        if sm3 != file.sm3 || size != file.size.unsigned_abs() {
            return Err(anyhow!("文件“{}”的内容已被改动", file.name));
        }
        self.entries.insert(name.to_owned(), Entry { sm3, size });
        Ok(self.placed(name))
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.zip.entry(name, bytes.len() as u64)?;
        self.zip.write(bytes)?;
        let entry = Entry {
            sm3: clock::hex(&Sm3::digest(bytes)),
            size: bytes.len() as u64,
        };
        self.entries.insert(name.to_owned(), entry);
        Ok(())
    }
}

fn paper_name(folder: &str, number: usize, item: &Item) -> String {
    let told = match item.number.as_str() {
        "" => item.name.clone(),
        number => format!("{}（{number}）", item.name),
    };
    format!(
        "{folder}/{number:04} {}.pdf",
        safe(&told).trim_matches([' ', '.'])
    )
}

/// Numbered, so that no two are alike, and with the ending it came with.
fn file_name(number: usize, name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 10 => {
            (stem, format!(".{}", safe(ending)))
        }
        _ => (name, String::new()),
    };
    let stem = safe(stem);
    format!(
        "files/{number:04} {}{ending}",
        stem.trim_matches([' ', '.'])
    )
}

const README: &str = "\
这是一个项目的档案包。

index.xlsx、index.xml  归档目录：每份文件的名称、种类、阶段、日期、保管期限、位置和 SM3 指纹
letters/               文书（PDF/A），按办理当时的内容生成
forms/                 按生成时的记录预填的表格（PDF/A）
files/                 上传的文件，与上传时逐字节相同
events.jsonl           办理记录：每行一个事件，规范 JSON
proofs.jsonl           每个事件在日志中的证明
checkpoint.txt         日志的检查点，有签名的由 SM2 签名
{key}manifest.txt           包内全部文件的 SM3 指纹，有签名的由 SM2 签名

核验不需要数据库：tongchou verify 文件名.zip，或者在本系统的“核验档案包”页上传。
另写程序核验的办法，见本系统随附的文档 archive-package.md 和 log-format.md。
";
