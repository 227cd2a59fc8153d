//! Files made for the tests, good and bad. Marks of secrecy are made of parts,
//! so that no file of the project looks marked itself.

use std::io::{Cursor, Write};

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, Stream, StringFormat, dictionary};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub fn mark() -> String {
    ["机", "密", "★", "10年"].concat()
}

pub fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(b"\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89");
    bytes.extend(b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0");
    bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
    bytes
}

pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

/// Each run of one paragraph.
pub fn docx(runs: &[&str]) -> Vec<u8> {
    let runs: String = runs
        .iter()
        .map(|run| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>"))
        .collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>\
         <w:p><w:r><w:t>前言</w:t></w:r></w:p><w:p>{runs}</w:p></w:body></w:document>"
    );
    zipped(&[TYPES, ("word/document.xml", text.as_bytes())])
}

/// Shared texts, and one row that points to each.
pub fn xlsx(texts: &[&str]) -> Vec<u8> {
    let items: String = texts
        .iter()
        .map(|text| format!("<si><t>{text}</t></si>"))
        .collect();
    let cells: String = (0..texts.len())
        .map(|place| format!("<c t=\"s\"><v>{place}</v></c>"))
        .collect();
    let shared = format!("<sst xmlns=\"x\">{items}</sst>");
    let sheet =
        format!("<worksheet xmlns=\"x\"><sheetData><row>{cells}</row></sheetData></worksheet>");
    zipped(&[
        TYPES,
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

pub fn pptx(text: &str) -> Vec<u8> {
    let slide = format!(
        "<p:sld xmlns:a=\"a\" xmlns:p=\"p\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
    );
    zipped(&[TYPES, ("ppt/slides/slide1.xml", slide.as_bytes())])
}

/// A page with Chinese text, as word processors write it: glyphs by number, with
/// a table of what they mean.
pub fn pdf(text: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let letters: Vec<char> = text.chars().collect();
    let table: String = letters
        .iter()
        .enumerate()
        .map(|(glyph, letter)| {
            let mut wide = [0; 2];
            let hex: String = letter
                .encode_utf16(&mut wide)
                .iter()
                .map(|unit| format!("{unit:04X}"))
                .collect();
            format!("<{:04X}> <{hex}>\n", glyph + 1)
        })
        .collect();
    let table = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
         /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
         {} beginbfchar\n{table}endbfchar\nendcmap end end",
        letters.len()
    );
    let table = document.add_object(Stream::new(Dictionary::new(), table.into_bytes()));
    let inner = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "SimSun", "DW" => 1000,
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 },
        "FontDescriptor" => dictionary! { "Type" => "FontDescriptor", "FontName" => "SimSun", "Flags" => 4 },
    });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "SimSun", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![inner.into()], "ToUnicode" => table,
    });
    let glyphs: Vec<u8> = (1..=u16::try_from(letters.len()).unwrap())
        .flat_map(u16::to_be_bytes)
        .collect();
    let content = Content {
        operations: vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 16.into()]),
            Operation::new("Td", vec![72.into(), 700.into()]),
            Operation::new(
                "Tj",
                vec![Object::String(glyphs, StringFormat::Hexadecimal)],
            ),
            Operation::new("ET", vec![]),
        ],
    };
    let content = document.add_object(Stream::new(Dictionary::new(), content.encode().unwrap()));
    finished(
        document,
        dictionary! { "Font" => dictionary! { "F1" => font } },
        content.into(),
        &Dictionary::new(),
    )
}

/// With something in the catalogue that acts when the document is opened.
pub fn active_pdf() -> Vec<u8> {
    let action =
        dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let mut document = Document::with_version("1.5");
    let content = document.add_object(Stream::new(Dictionary::new(), Vec::new()));
    finished(
        document,
        Dictionary::new(),
        content.into(),
        &dictionary! { "OpenAction" => action },
    )
}

fn finished(
    mut document: Document,
    resources: Dictionary,
    content: Object,
    extra: &Dictionary,
) -> Vec<u8> {
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let mut catalogue = dictionary! { "Type" => "Catalog", "Pages" => pages };
    catalogue.extend(extra);
    let catalogue = document.add_object(catalogue);
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The beginning of a compound file with a stream of this name, and text in it.
pub fn compound(stream: &str, text: &str) -> Vec<u8> {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    bytes.extend(wide(text));
    bytes.resize(1024, 0);
    bytes.extend(wide(stream));
    bytes.resize(2048, 0);
    bytes
}
