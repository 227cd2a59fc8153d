//! The regulation and the calendars: those built in, or a folder's in their
//! place, so that an office can try a change before it is released.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use rust_embed::RustEmbed;
use tongchou_rules::calendar::Calendar;
use tongchou_rules::{Law, Regulation};

#[derive(RustEmbed)]
#[folder = "../../regulations/"]
struct Regulations;

#[derive(RustEmbed)]
#[folder = "../../calendars/"]
struct Calendars;

#[derive(RustEmbed)]
#[folder = "../../web/assets/"]
struct Assets;

/// What `bin/web` bundles; not there on a machine without npm.
#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Scripts;

#[derive(RustEmbed)]
#[folder = "../../docs/manual/"]
struct Manual;

/// Where to read instead of what is built in.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    pub regulations: Option<PathBuf>,
    pub calendars: Option<PathBuf>,
}

/// A file's path below its root, and its text.
type Files = Vec<(String, String)>;

/// Every pack that is there, by its own dates of force.
pub fn law(folders: &Folders) -> anyhow::Result<Law> {
    let calendar = Arc::new(calendar(folders)?);
    let files = match &folders.regulations {
        Some(folder) => read_folder(folder, folder)?,
        None => embedded::<Regulations>()?,
    };
    let mut packs: BTreeMap<String, Files> = BTreeMap::new();
    for (path, text) in files {
        let (pack, file) = match path.split_once('/') {
            // a folder that is itself one pack
            _ if folders.regulations.is_some() && is_one_pack(folders) => (String::new(), path),
            Some((pack, file)) => (pack.to_owned(), file.to_owned()),
            None => continue,
        };
        packs.entry(pack).or_default().push((file, text));
    }
    let packs: anyhow::Result<Vec<Regulation>> = packs
        .into_iter()
        .map(|(name, files)| load(&name, &files, calendar.clone()))
        .collect();
    Law::new(packs?).context("没有找到任何办法（regulations 文件夹为空）")
}

fn is_one_pack(folders: &Folders) -> bool {
    let folder = folders.regulations.as_deref();
    folder.is_some_and(|folder| folder.join("measure.toml").exists())
}

pub fn load(name: &str, files: &Files, calendar: Arc<Calendar>) -> anyhow::Result<Regulation> {
    Regulation::load(files, calendar).with_context(|| format!("办法 {name} 不能使用"))
}

pub fn calendar(folders: &Folders) -> anyhow::Result<Calendar> {
    let files = match &folders.calendars {
        Some(folder) => read_folder(folder, folder)?,
        None => embedded::<Calendars>()?,
    };
    let files: Files = files
        .into_iter()
        .filter(|(path, _)| path.ends_with(".toml"))
        .collect();
    Calendar::parse(&files).context("工作日历不能使用")
}

/// The files of one pack's folder.
pub fn read_pack(folder: &Path) -> anyhow::Result<Files> {
    read_folder(folder, folder)
}

/// A file of the pages: sheet, icon, script.
pub fn asset(name: &str) -> Option<Cow<'static, [u8]>> {
    asset_file(name).map(|file| file.data)
}

/// Stands in a file's address and changes with what is in it, so that a browser
/// may keep the file for good.
pub fn asset_mark(name: &str) -> Option<String> {
    let hash = asset_file(name)?.metadata.sha256_hash();
    let first = hash.first_chunk::<6>()?;
    Some(crate::clock::hex(first))
}

/// A file of the manual, by its path: pages as Markdown, pictures as PNG.
pub fn manual(path: &str) -> Option<Cow<'static, [u8]>> {
    Manual::get(path).map(|file| file.data)
}

fn asset_file(name: &str) -> Option<rust_embed::EmbeddedFile> {
    Assets::get(name).or_else(|| Scripts::get(name))
}

fn embedded<E: RustEmbed>() -> anyhow::Result<Files> {
    let mut files = Files::new();
    for path in E::iter() {
        let data = E::get(&path).map(|file| file.data).unwrap_or_default();
        let text = String::from_utf8(data.into_owned()).with_context(|| path.to_string())?;
        files.push((path.into_owned(), text));
    }
    files.sort();
    Ok(files)
}

fn read_folder(root: &Path, folder: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(read_folder(root, &path)?);
        } else {
            let text =
                std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let below = path.strip_prefix(root).unwrap_or(&path);
            files.push((below.to_string_lossy().replace('\\', "/"), text));
        }
    }
    files.sort();
    Ok(files)
}
