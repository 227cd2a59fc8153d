//! The sender's own workbook with what came of each row beside it: a column more, a
//! mark on the cells that are wrong, and everything else as it came. A workbook that
//! is built in another way than spreadsheets build them is not touched; whoever asks
//! makes a sheet of its own then.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use anyhow::{Context, bail};
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::run::{Outcome, Report};
use super::sheet::{OUTCOME, column_name};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

const STYLES: &str = "xl/styles.xml";
const WRONG: &str = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFDF0EF\"/>\
                     <bgColor indexed=\"64\"/></patternFill></fill>";

/// What is to be written into the sheet.
struct Marks {
    /// What is said of each row, and whether it is wrong, by the row's number.
    says: BTreeMap<usize, (String, bool)>,
    /// Row and column of each cell that is wrong.
    wrong: BTreeSet<(usize, usize)>,
    /// The column that is added.
    column: usize,
}

impl Marks {
    fn of(report: &Report) -> Self {
        let table = &report.table;
        let widest = table.rows.iter().map(|row| row.cells.len()).max();
        let mut marks = Self {
            says: BTreeMap::from([(table.head_at, (OUTCOME.to_owned(), false))]),
            wrong: BTreeSet::new(),
            column: widest.unwrap_or(0).max(table.heads.len()),
        };
        for (place, (row, outcome)) in table.rows.iter().zip(&report.outcomes).enumerate() {
            let wrong = matches!(outcome, Outcome::Wrong(_));
            marks.says.insert(row.number, (report.words(place), wrong));
            if let Outcome::Wrong(all) = outcome {
                let columns = all.iter().filter_map(|each| each.column);
                marks
                    .wrong
                    .extend(columns.map(|column| (row.number, column)));
            }
        }
        marks
    }
}

/// The workbook with its marks; an error where it is built in another way.
pub fn marked(original: &[u8], report: &Report) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(original))?;
    let path = path_of(&mut archive, &report.table.sheet)?;
    let marks = Marks::of(report);
    let sheet = part(&mut archive, &path)?;
    let used = styles_of(&sheet, &marks)?;
    let (styles, known) = with_marks(&part(&mut archive, STYLES)?, &used)?;
    let sheet = with_says(&sheet, &marks, &known)?;
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name()?.into_owned();
        let changed = match name.as_str() {
            STYLES => Some(&styles),
            name if name == path => Some(&sheet),
            _ => None,
        };
        match changed {
            Some(text) => {
                book.start_file(name, SimpleFileOptions::default())?;
                book.write_all(text)?;
            }
            None => book.raw_copy_file(entry)?,
        }
    }
    Ok(book.finish()?.into_inner())
}

fn part(archive: &mut Archive<'_>, name: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    archive.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    String::from_utf8(found.value.into_owned()).ok()
}

/// Every start of an element of that name, also of those without content.
fn tags(xml: &str, name: &str) -> anyhow::Result<Vec<BytesStart<'static>>> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == name.as_bytes() =>
            {
                found.push(tag.into_owned());
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Where in the archive the sheet of that name is.
fn path_of(archive: &mut Archive<'_>, sheet: &str) -> anyhow::Result<String> {
    let sheets = tags(&part(archive, "xl/workbook.xml")?, "sheet")?;
    let named = |tag: &&BytesStart<'_>| {
        let name = attribute(tag, "name").unwrap_or_default();
        quick_xml::escape::unescape(&name).is_ok_and(|name| name == sheet)
    };
    let own = sheets.iter().find(named).context("no such sheet")?;
    let id = attribute(own, "r:id").context("a sheet without a part")?;
    let relations = tags(
        &part(archive, "xl/_rels/workbook.xml.rels")?,
        "Relationship",
    )?;
    let mut relations = relations.iter();
    let own = relations.find(|tag| attribute(tag, "Id").as_ref() == Some(&id));
    let target = own.and_then(|tag| attribute(tag, "Target"));
    let target = target.context("a sheet without a part")?;
    Ok(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// Goes through the cells of a sheet as they stand.
#[derive(Default)]
struct Walk {
    row: usize,
    /// Of the next cell that does not tell its place.
    column: usize,
}

impl Walk {
    fn row(&mut self, tag: &BytesStart<'_>) {
        let told = attribute(tag, "r").and_then(|number| number.parse().ok());
        self.row = told.unwrap_or(self.row + 1);
        self.column = 0;
    }

    fn cell(&mut self, tag: &BytesStart<'_>) -> usize {
        let told = attribute(tag, "r").and_then(|place| column_of(&place));
        let column = told.unwrap_or(self.column);
        self.column = column + 1;
        column
    }
}

/// The column of a place: 1 of B7.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// The styles that the cells to be marked have.
fn styles_of(sheet: &str, marks: &Marks) -> anyhow::Result<BTreeSet<usize>> {
    let (mut reader, mut walk) = (Reader::from_str(sheet), Walk::default());
    let mut used = BTreeSet::from([0]);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                b"row" => walk.row(&tag),
                b"c" => {
                    let column = walk.cell(&tag);
                    if marks.wrong.contains(&(walk.row, column)) {
                        used.insert(style(&tag));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(used),
            _ => {}
        }
    }
}

fn style(cell: &BytesStart<'_>) -> usize {
    let told = attribute(cell, "s").and_then(|number| number.parse().ok());
    told.unwrap_or(0)
}

/// The styles with one more for each of those used: the same on another ground. Tells
/// which is which.
fn with_marks(
    styles: &str,
    used: &BTreeSet<usize>,
) -> anyhow::Result<(Vec<u8>, BTreeMap<usize, usize>)> {
    let fills = tags(styles, "fill")?.len();
    let formats = formats(styles)?;
    if fills == 0 || formats.is_empty() {
        bail!("styles of another kind");
    }
    let mut known = BTreeMap::new();
    let (mut reader, mut writer) = (Reader::from_str(styles), Writer::new(Vec::new()));
    loop {
        match reader.read_event()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"fills" => {
                writer.write_event(Event::Start(counted(&tag, fills + 1)))?;
            }
            Event::Start(tag) if tag.local_name().as_ref() == b"cellXfs" => {
                writer.write_event(Event::Start(counted(&tag, formats.len() + used.len())))?;
            }
            Event::End(tag) if tag.local_name().as_ref() == b"fills" => {
                writer.get_mut().extend_from_slice(WRONG.as_bytes());
                writer.write_event(Event::End(tag))?;
            }
            Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => {
                for (place, index) in used.iter().enumerate() {
                    let format = formats.get(*index).context("an unknown style")?;
                    writer.write_event(Event::Empty(on_ground(format, fills)))?;
                    known.insert(*index, formats.len() + place);
                }
                writer.write_event(Event::End(tag))?;
            }
            Event::Eof => return Ok((writer.into_inner(), known)),
            other => writer.write_event(other)?,
        }
    }
}

/// The formats of cells, in their order.
fn formats(styles: &str) -> anyhow::Result<Vec<BytesStart<'static>>> {
    let (mut reader, mut inside) = (Reader::from_str(styles), false);
    let mut found = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"cellXfs" => inside = true,
            Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => return Ok(found),
            Event::Start(tag) | Event::Empty(tag)
                if inside && tag.local_name().as_ref() == b"xf" =>
            {
                found.push(tag.into_owned());
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn counted(tag: &BytesStart<'_>, count: usize) -> BytesStart<'static> {
    let mut changed = without(tag, &["count"]);
    changed.push_attribute(("count", count.to_string().as_str()));
    changed
}

fn on_ground(format: &BytesStart<'_>, fill: usize) -> BytesStart<'static> {
    let mut changed = without(format, &["fillId", "applyFill"]);
    changed.push_attribute(("fillId", fill.to_string().as_str()));
    changed.push_attribute(("applyFill", "1"));
    changed
}

/// The same start of an element but for some attributes.
fn without(tag: &BytesStart<'_>, names: &[&str]) -> BytesStart<'static> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let mut changed = BytesStart::new(name);
    let kept = tag.attributes().flatten();
    for each in kept.filter(|it| !names.iter().any(|name| it.key.as_ref() == name.as_bytes())) {
        changed.push_attribute(each);
    }
    changed
}

/// The sheet with what is said of each row, and the wrong cells in their new styles.
fn with_says(
    sheet: &str,
    marks: &Marks,
    known: &BTreeMap<usize, usize>,
) -> anyhow::Result<Vec<u8>> {
    let (mut reader, mut walk) = (Reader::from_str(sheet), Walk::default());
    let mut writer = Writer::new(Vec::new());
    // what is said of the row is written already; a cell in its place is left out
    let (mut said, mut left_out) = (false, false);
    let wrong = known.get(&0).copied().unwrap_or(0);
    loop {
        let event = reader.read_event()?;
        match &event {
            Event::Start(tag) if tag.local_name().as_ref() == b"row" => {
                walk.row(tag);
                said = false;
                writer.write_event(Event::Start(without(tag, &["spans"])))?;
                continue;
            }
            Event::Empty(tag) if tag.local_name().as_ref() == b"row" => walk.row(tag),
            Event::End(tag) if tag.local_name().as_ref() == b"row" && !said => {
                say(&mut writer, marks, walk.row, wrong)?;
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == b"c" => {
                let column = walk.cell(tag);
                if column >= marks.column && !said {
                    say(&mut writer, marks, walk.row, wrong)?;
                    said = true;
                }
                if column == marks.column && marks.says.contains_key(&walk.row) {
                    left_out = matches!(event, Event::Start(_));
                    continue;
                }
                if marks.wrong.contains(&(walk.row, column)) {
                    let mut changed = without(tag, &["s"]);
                    let style = known.get(&style(tag)).copied().unwrap_or(wrong);
                    changed.push_attribute(("s", style.to_string().as_str()));
                    writer.write_event(match event {
                        Event::Start(_) => Event::Start(changed),
                        _ => Event::Empty(changed),
                    })?;
                    continue;
                }
            }
            Event::End(tag) if left_out && tag.local_name().as_ref() == b"c" => {
                left_out = false;
                continue;
            }
            Event::Eof => return Ok(writer.into_inner()),
            _ => {}
        }
        if !left_out {
            writer.write_event(event)?;
        }
    }
}

/// Writes what is said of a row as its last cell.
fn say(
    writer: &mut Writer<Vec<u8>>,
    marks: &Marks,
    row: usize,
    wrong: usize,
) -> anyhow::Result<()> {
    let Some((says, is_wrong)) = marks.says.get(&row) else {
        return Ok(());
    };
    let column = column_name(u16::try_from(marks.column)?);
    let mut cell = BytesStart::new("c");
    cell.push_attribute(("r", format!("{column}{row}").as_str()));
    if *is_wrong {
        cell.push_attribute(("s", wrong.to_string().as_str()));
    }
    cell.push_attribute(("t", "inlineStr"));
    let mut text = BytesStart::new("t");
    text.push_attribute(("xml:space", "preserve"));
    let is = BytesStart::new("is");
    writer.write_event(Event::Start(cell.borrow()))?;
    writer.write_event(Event::Start(is.borrow()))?;
    writer.write_event(Event::Start(text.borrow()))?;
    writer.write_event(Event::Text(BytesText::new(says)))?;
    for tag in [&text, &is, &cell] {
        writer.write_event(Event::End(tag.to_end()))?;
    }
    Ok(())
}
