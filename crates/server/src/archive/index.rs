//! The index of an archive: as XML for programs and as a workbook for people, both
//! of the same rows; and the XML read again.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::writer::Writer;
use tongchou_project::Project;

use super::contents::Item;
use crate::pages::lists::Value;
use crate::workbook;

/// An item with the place of its bytes in the package.
#[derive(Debug)]
pub struct Listed<'a> {
    pub item: &'a Item,
    /// None for what is on paper alone.
    pub entry: Option<Placed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub name: String,
    pub sm3: String,
    pub size: u64,
}

const HEADS: [&str; 13] = [
    "序号",
    "阶段",
    "文件种类",
    "文件名称",
    "文号或编号",
    "责任者",
    "日期",
    "保管期限",
    "形式",
    "包内位置",
    "大小（字节）",
    "SM3指纹",
    "事件序号",
];

fn form(item: &Item) -> &'static str {
    match item.source.word() {
        "letter" => "文书（PDF）",
        "form" => "依记录生成的表格（PDF）",
        "file" => "上传的文件",
        _ => "纸质（只登记了名称）",
    }
}

pub fn workbook(rows: &[Listed<'_>]) -> anyhow::Result<Vec<u8>> {
    let figure = |number: u64| Value::Figure(i64::try_from(number).unwrap_or(i64::MAX));
    let values = (1u64..).zip(rows).map(|(number, row)| {
        let item = row.item;
        let placed = row.entry.as_ref();
        let cells = [
            figure(number),
            Value::text(item.part),
            Value::text(&item.document),
            Value::text(&item.name),
            Value::text(&item.number),
            Value::text(&item.author),
            Value::Day(item.on),
            Value::text(item.retention.in_words()),
            Value::text(form(item)),
            placed.map_or(Value::Nothing, |placed| Value::text(&placed.name)),
            placed.map_or(Value::Nothing, |placed| figure(placed.size)),
            placed.map_or(Value::Nothing, |placed| Value::text(&placed.sm3)),
            if item.sequence == 0 {
                Value::Nothing
            } else {
                figure(item.sequence)
            },
        ];
        cells.into_iter()
    });
    Ok(workbook::write("归档目录", &HEADS, values)?)
}

pub fn xml(
    id: &str,
    project: &Project,
    made: &str,
    rows: &[Listed<'_>],
) -> anyhow::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declared = quick_xml::events::BytesDecl::new("1.0", Some("UTF-8"), None);
    writer.write_event(Event::Decl(declared))?;
    let mut head = BytesStart::new("archive");
    for (name, value) in [
        ("format", "1"),
        ("project", id),
        ("title", &project.title),
        ("unit", &project.unit_name),
        ("made", made),
    ] {
        head.push_attribute((name, value));
    }
    let end = head.to_end().into_owned();
    writer.write_event(Event::Start(head.borrow()))?;
    for (number, row) in (1u64..).zip(rows) {
        writer.write_event(Event::Empty(element(number, row)))?;
    }
    writer.write_event(Event::End(end))?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn element(number: u64, row: &Listed<'_>) -> BytesStart<'static> {
    let item = row.item;
    let mut element = BytesStart::new("item");
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            element.push_attribute((name, storable(value).as_str()));
        }
    };
    put("number", &number.to_string());
    put("kind", item.source.word());
    put("part", item.part);
    put("document", &item.document);
    put("name", &item.name);
    put("reference", &item.number);
    put("author", &item.author);
    put("dated", &item.on.to_string());
    put("retention", &item.retention.0);
    if let Some(placed) = &row.entry {
        put("entry", &placed.name);
        put("size", &placed.size.to_string());
        put("sm3", &placed.sm3);
    }
    if item.sequence > 0 {
        put("event", &item.sequence.to_string());
    }
    element
}

/// Without the control characters that XML cannot hold.
fn storable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// What an index says of the package.
#[derive(Debug, Default)]
pub struct Read {
    pub title: String,
    pub unit: String,
    pub project: String,
    pub items: Vec<Line>,
}

#[derive(Debug, Default)]
pub struct Line {
    pub number: String,
    pub placed: Option<Placed>,
    /// The event it came with.
    pub event: Option<u64>,
}

/// More items than any project has documents.
const MOST_ITEMS: usize = 50_000;

pub fn read(source: impl BufRead) -> Result<Read, String> {
    let mut reader = Reader::from_reader(source);
    let (mut read, mut buffer) = (Read::default(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) if start.name().as_ref() == b"archive" => {
                for (name, value) in pairs(start.attributes())? {
                    match name.as_str() {
                        "title" => read.title = value,
                        "unit" => read.unit = value,
                        "project" => read.project = value,
                        _ => {}
                    }
                }
            }
            Ok(Event::Empty(item)) if item.name().as_ref() == b"item" => {
                if read.items.len() >= MOST_ITEMS {
                    return Err("条目太多".to_owned());
                }
                read.items.push(line(item.attributes())?);
            }
            Ok(Event::Decl(_) | Event::Text(_) | Event::End(_)) => {}
            Ok(Event::Eof) => return Ok(read),
            Ok(_) => return Err("有不应有的内容".to_owned()),
            Err(error) => return Err(format!("不是规范的 XML（{error}）")),
        }
    }
}

fn line(attributes: Attributes<'_>) -> Result<Line, String> {
    let (mut line, mut placed) = (Line::default(), Placed::nowhere());
    for (name, value) in pairs(attributes)? {
        match name.as_str() {
            "number" => line.number = value,
            "event" => line.event = Some(value.parse().map_err(|_| "事件序号不是数字")?),
            "entry" => placed.name = value,
            "sm3" => placed.sm3 = value,
            "size" => placed.size = value.parse().map_err(|_| "大小不是数字")?,
            _ => {}
        }
    }
    line.placed = (!placed.name.is_empty()).then_some(placed);
    Ok(line)
}

impl Placed {
    fn nowhere() -> Self {
        Self {
            name: String::new(),
            sm3: String::new(),
            size: 0,
        }
    }
}

fn pairs(attributes: Attributes<'_>) -> Result<Vec<(String, String)>, String> {
    attributes
        .map(|attribute| {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let raw = std::str::from_utf8(&attribute.value).map_err(|error| error.to_string())?;
            let value = quick_xml::escape::unescape(raw).map_err(|error| error.to_string())?;
            Ok((name, value.into_owned()))
        })
        .collect()
}
