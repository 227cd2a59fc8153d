//! What a file is, told by its content and never by its name. Which kinds are
//! taken, which are refused and what they are called.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::Refused;
use super::names;

/// A kind of file that is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub id: &'static str,
    pub label: &'static str,
    pub media_type: &'static str,
    pub endings: &'static [&'static str],
}

const fn kind(
    id: &'static str,
    label: &'static str,
    media_type: &'static str,
    endings: &'static [&'static str],
) -> Kind {
    Kind {
        id,
        label,
        media_type,
        endings,
    }
}

#[rustfmt::skip]
pub static KINDS: &[Kind] = &[
    kind("pdf", "PDF 文档", "application/pdf", &["pdf"]),
    kind("docx", "Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx", "wps"]),
    kind("xlsx", "Excel 工作簿", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx", "et"]),
    kind("pptx", "PowerPoint 演示文稿", "application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx", "dps"]),
    kind("ofd", "OFD 版式文件", "application/ofd", &["ofd"]),
    kind("doc", "Word 97-2003 或 WPS 文字文档", "application/msword", &["doc", "wps"]),
    kind("xls", "Excel 97-2003 或 WPS 表格", "application/vnd.ms-excel", &["xls", "et"]),
    kind("ppt", "PowerPoint 97-2003 或 WPS 演示", "application/vnd.ms-powerpoint", &["ppt", "dps"]),
    kind("text", "文本文件", "text/plain", &["txt", "csv", "md"]),
    kind("png", "PNG 图片", "image/png", &["png"]),
    kind("jpeg", "JPEG 图片", "image/jpeg", &["jpg", "jpeg"]),
    kind("gif", "GIF 图片", "image/gif", &["gif"]),
    kind("bmp", "BMP 图片", "image/bmp", &["bmp"]),
    kind("tiff", "TIFF 图片", "image/tiff", &["tif", "tiff"]),
    kind("zip", "ZIP 压缩包", "application/zip", &["zip"]),
    kind("7z", "7z 压缩包", "application/x-7z-compressed", &["7z"]),
    kind("rar", "RAR 压缩包", "application/vnd.rar", &["rar"]),
];

/// Names of files that run when they are opened, with what they are called.
const RUNS: &[(&str, &str)] = &[
    ("exe", "可执行程序"),
    ("msi", "安装程序"),
    ("com", "可执行程序"),
    ("scr", "可执行程序"),
    ("dll", "程序库"),
    ("bat", "批处理脚本"),
    ("cmd", "批处理脚本"),
    ("ps1", "脚本"),
    ("vbs", "脚本"),
    ("js", "脚本"),
    ("jse", "脚本"),
    ("wsf", "脚本"),
    ("sh", "脚本"),
    ("py", "脚本"),
    ("jar", "程序包"),
    ("apk", "程序包"),
    ("lnk", "快捷方式"),
    ("hta", "网页程序"),
    ("html", "网页文件"),
    ("htm", "网页文件"),
    ("xhtml", "网页文件"),
    ("mht", "网页文件"),
    ("svg", "SVG 图形（可以内含脚本）"),
    ("docm", "带宏的文档"),
    ("xlsm", "带宏的工作簿"),
    ("pptm", "带宏的演示文稿"),
];

/// Of these the ones that are no source of a program, which may well be handed over packed.
const PROGRAMS: &[&str] = &["exe", "msi", "com", "scr", "lnk", "hta"];
/// Whether something packed is a program by its name.
pub fn is_program(name: &str) -> bool {
    names::extension(name).is_some_and(|ending| PROGRAMS.contains(&ending.as_str()))
}

/// Whether something is a program by its first bytes, whatever it is called.
pub fn begins_program(head: &[u8]) -> bool {
    [&b"MZ"[..], b"\x7FELF", b"\xCF\xFA\xED\xFE"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

pub fn with_program(name: &str) -> Refused {
    Refused::new(
        format!("“{name}”中有可执行程序，为防止病毒传播，本系统不接收"),
        "请去掉其中的程序后重新打包上传；确需提交程序的，请刻录光盘随纸质材料报送",
    )
}

pub fn by_id(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// Every ending that is taken, for the field's own filter.
pub fn endings() -> Vec<&'static str> {
    let mut all: Vec<&str> = KINDS
        .iter()
        .flat_map(|kind| kind.endings)
        .copied()
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What the name alone rules out, before a byte has come.
pub fn by_name(name: &str) -> Result<(), Refused> {
    let Some(ending) = names::extension(name) else {
        return Err(Refused::new(
            format!("“{name}”没有扩展名，无法核对它是什么文件"),
            "请用原来的软件另存为常用格式（如 PDF、Word、Excel）后上传",
        ));
    };
    if let Some((_, what)) = RUNS.iter().find(|(known, _)| *known == ending) {
        return Err(forbidden(name, what));
    }
    if KINDS
        .iter()
        .any(|kind| kind.endings.contains(&ending.as_str()))
    {
        return Ok(());
    }
    Err(Refused::new(
        format!("“{name}”是“.{ending}”文件，本系统不接收这种文件"),
        "请转换为 PDF、Word、Excel、OFD、图片或 ZIP 压缩包后上传",
    ))
}

/// The kind by content, when the name says the same.
pub fn of(name: &str, file: &mut File) -> Result<&'static Kind, Refused> {
    by_name(name)?;
    let found = sniffed(file).map_err(|never| match never {
        Never::Taken(what) => forbidden(name, what),
        Never::Opened => locked(name),
    })?;
    let ending = names::extension(name).unwrap_or_default();
    match found {
        Some(kind) if kind.endings.contains(&ending.as_str()) => Ok(kind),
        Some(kind) => Err(lying(name, &ending, kind.label)),
        None => Err(lying(name, &ending, "无法识别的内容")),
    }
}

fn lying(name: &str, ending: &str, label: &str) -> Refused {
    Refused::new(
        format!("“{name}”的名称说它是“.{ending}”文件，内容却是{label}"),
        "请核对是否选错了文件；内容无误的，用原来的软件另存为正确的格式后上传",
    )
}

fn forbidden(name: &str, what: &str) -> Refused {
    Refused::new(
        format!("“{name}”是{what}，为防止病毒传播，本系统不接收"),
        "请只上传文档、图片或压缩包；确需提交程序的，请刻录光盘随纸质材料报送",
    )
}

/// A document that nobody can look into without its password.
pub fn locked(name: &str) -> Refused {
    Refused::new(
        format!("“{name}”设有打开密码，无法检查其中有无国家秘密标志，不予接收"),
        "请去掉打开密码后重新上传",
    )
}

pub fn sealed(name: &str) -> Refused {
    Refused::new(
        format!("“{name}”是或者含有 7z、RAR 压缩包，无法检查其中有无国家秘密标志，不予接收"),
        "请解压后改用 ZIP 压缩，或者逐个上传其中的文件",
    )
}

/// How documents before 2007 begin, and those with a password.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Why no name would make it welcome.
enum Never {
    Taken(&'static str),
    Opened,
}

/// The kind, none where it is not known.
fn sniffed(file: &mut File) -> Result<Option<&'static Kind>, Never> {
    let mut head = Vec::with_capacity(8192);
    if file.seek(SeekFrom::Start(0)).is_err() || file.take(8192).read_to_end(&mut head).is_err() {
        return Ok(None);
    }
    if head.starts_with(b"%PDF-") {
        return if holds_markup(&head) {
            Err(Never::Taken("既像 PDF 又像网页的文件"))
        } else {
            Ok(by_id("pdf"))
        };
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zipped(file);
    }
    if head.starts_with(&COMPOUND) {
        return compound(file);
    }
    if let Some(what) = running(&head) {
        return Err(Never::Taken(what));
    }
    if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        return Ok(by_id("tiff"));
    }
    let known = infer::get(&head).map(|found| found.mime_type());
    Ok(match known {
        Some("image/png") => by_id("png"),
        Some("image/jpeg") => by_id("jpeg"),
        Some("image/gif") => by_id("gif"),
        Some("image/bmp") => by_id("bmp"),
        Some("application/x-7z-compressed") => by_id("7z"),
        Some("application/vnd.rar" | "application/x-rar-compressed") => by_id("rar"),
        _ if super::examine::text::is_text(file) => by_id("text"),
        _ => None,
    })
}

/// Programs and pages, by their first bytes.
fn running(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start: Vec<u8> = head
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take(512)
        .map(u8::to_ascii_lowercase)
        .collect();
    if begins_program(head) {
        return Some("可执行程序");
    }
    if start.starts_with(b"#!") {
        return Some("脚本");
    }
    if start.starts_with(b"<") && (holds_markup(head) || start.starts_with(b"<?php")) {
        return Some("网页或 SVG 文件（可以内含脚本）");
    }
    let found = infer::get(head)?;
    match found.matcher_type() {
        infer::MatcherType::App => Some("可执行程序"),
        _ if found.mime_type() == "text/html" => Some("网页文件"),
        _ if found.mime_type() == "text/x-shellscript" => Some("脚本"),
        _ => None,
    }
}

fn holds_markup(head: &[u8]) -> bool {
    let lower = head.to_ascii_lowercase();
    [
        "<!doctype html",
        "<html",
        "<script",
        "<svg",
        "<body",
        "<iframe",
    ]
    .iter()
    .any(|tag| super::examine::find(&lower, tag.as_bytes()).is_some())
}

/// Office documents of today and OFD are ZIP archives with certain parts.
fn zipped(file: &mut File) -> Result<Option<&'static Kind>, Never> {
    let Ok(archive) = zip::ZipArchive::new(file) else {
        return Ok(by_id("zip"));
    };
    let names = || archive.file_names().flatten();
    let has = |part: &str| names().any(|name| name == part);
    let begins = |part: &str| names().any(|name| name.starts_with(part));
    if names().any(|name| name.ends_with("vbaProject.bin")) {
        return Err(Never::Taken("带宏的文档"));
    }
    if has("[Content_Types].xml") {
        let id = [("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")];
        let id = id.iter().find(|(folder, _)| begins(folder));
        return Ok(id.and_then(|(_, id)| by_id(id)));
    }
    if has("AndroidManifest.xml") || has("META-INF/MANIFEST.MF") {
        return Err(Never::Taken("程序包"));
    }
    Ok(by_id(if has("OFD.xml") { "ofd" } else { "zip" }))
}

/// Documents before 2007, and encrypted ones of today, are compound files.
fn compound(file: &mut File) -> Result<Option<&'static Kind>, Never> {
    let Ok(bytes) = super::examine::whole(file) else {
        return Ok(None);
    };
    let has = |name: &str| super::examine::names_part(&bytes, name);
    if has(super::examine::ENCRYPTED) {
        return Err(Never::Opened);
    }
    if has("_VBA_PROJECT") {
        return Err(Never::Taken("带宏的文档"));
    }
    let id = [
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ];
    Ok(id
        .iter()
        .find(|(stream, _)| has(stream))
        .and_then(|(_, id)| by_id(id)))
}

/// Whether a browser may show it inside a page, if nothing in it is active.
pub fn can_show(kind: &Kind) -> bool {
    matches!(kind.id, "pdf" | "png" | "jpeg" | "gif" | "bmp")
}

/// The kind of what lies in an archive: by its first bytes where they tell, else by
/// its name. A zipped document is told from an archive by its name alone.
pub fn within(head: &[u8], name: &str) -> Option<&'static Kind> {
    let named = || {
        let ending = names::extension(name)?;
        let mut kinds = KINDS.iter();
        kinds.find(|kind| kind.endings.contains(&ending.as_str()))
    };
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let zipped = |kind: &&Kind| matches!(kind.id, "docx" | "xlsx" | "pptx" | "ofd" | "zip");
        let document = named().filter(zipped);
        return document.or_else(|| by_id("zip"));
    }
    let told = [
        (&b"7z\xBC\xAF\x27\x1C"[..], "7z"),
        (b"Rar!\x1A\x07", "rar"),
        (b"%PDF-", "pdf"),
        (&COMPOUND, "doc"),
    ];
    let found = told.iter().find(|(magic, _)| head.starts_with(magic));
    found.map_or_else(named, |(_, id)| by_id(id))
}
