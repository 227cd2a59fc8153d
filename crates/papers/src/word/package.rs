//! Packs a document, and adds what docx-rs has no words for: the repeated
//! head of tables, other names of fonts, title and author. The same paper
//! must give the same bytes, so ids that count on from earlier papers go.

use std::io::Cursor;

use docx_rs::Docx;

use crate::{Error, Names, Paper};

/// The row that docx-rs calls unsplittable is the head of its table here; every
/// row stays on one page where it fits.
const ROWS: [(&str, &str); 3] = [
    ("<w:cantSplit />", "<w:tblHeader />"),
    ("<w:trPr>", "<w:trPr><w:cantSplit />"),
    ("<w:trPr />", "<w:trPr><w:cantSplit /></w:trPr>"),
];

/// The attribute that counts paragraphs; it is not needed.
const COUNTED: &str = " w14:paraId=\"";

/// The relation of a head to its picture.
const PICTURE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"headerrIdCode\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" \
    Target=\"media/headerrIdCode.png\"/></Relationships>";

/// Fonts that go by another name on machines that lack the first.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("方正小标宋简体", "宋体"),
    ("黑体", "SimHei"),
];

pub(crate) fn pack(docx: Docx, paper: &Paper, fonts: &Names<String>) -> Result<Vec<u8>, Error> {
    let mut parts = docx.build();
    parts.document = text(&parts.document, |xml| {
        let rows = |xml: String, (from, to): (&str, &str)| xml.replace(from, to);
        uncounted(&ROWS.into_iter().fold(xml.to_owned(), rows))
    });
    for part in parts.headers.iter_mut().chain(&mut parts.footers) {
        *part = text(part, uncounted);
    }
    // docx-rs forgets the picture of a first page's head where there is no other.
    for (head, rels) in parts.headers.iter().zip(&mut parts.header_rels) {
        if String::from_utf8_lossy(head).contains("r:embed=\"headerrIdCode\"") {
            *rels = PICTURE.as_bytes().to_vec();
        }
    }
    parts.styles = text(&parts.styles, uncounted);
    parts.font_table = font_table(fonts).into_bytes();
    parts.doc_props.core = text(&parts.doc_props.core, |xml| properties(xml, paper));
    let mut out = Cursor::new(Vec::new());
    parts
        .pack(&mut out)
        .map_err(|e| Error::Word(e.to_string()))?;
    Ok(out.into_inner())
}

fn text(part: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    change(&String::from_utf8_lossy(part)).into_bytes()
}

fn uncounted(xml: &str) -> String {
    let mut parts = xml.split(COUNTED);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    out
}

fn properties(xml: &str, paper: &Paper) -> String {
    let unknown = "<dc:creator>unknown</dc:creator>";
    let known = format!(
        "<dc:creator>{}</dc:creator><dc:title>{}</dc:title>",
        escaped(&paper.organ),
        escaped(&paper.title)
    );
    let by = "<cp:lastModifiedBy>unknown</cp:lastModifiedBy>";
    xml.replace(unknown, &known)
        .replace(by, "<cp:lastModifiedBy>统筹</cp:lastModifiedBy>")
}

fn font_table(fonts: &Names<String>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    );
    for name in [
        &fonts.title,
        &fonts.text,
        &fonts.hei,
        &fonts.kai,
        &fonts.song,
    ] {
        let other = OTHER_NAMES.iter().find(|(known, _)| known == name);
        let other = other
            .map(|(_, other)| format!("<w:altName w:val=\"{other}\"/>"))
            .unwrap_or_default();
        out.push_str(&format!(
            "<w:font w:name=\"{}\">{other}<w:charset w:val=\"86\"/></w:font>",
            escaped(name)
        ));
    }
    out + "</w:fonts>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
