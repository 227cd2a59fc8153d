//! The tables of a ZIP file: the directory at its end, the header before each entry
//! and the sizes after it. All of them agree, or the file is refused.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::form::{
    CENTRAL, DESCRIPTOR, END, END64, LOCAL, LOCATOR64, METHOD_TIME_DATE, OWNED, PLAIN_FILE, ROOM,
    WIDE, WIDE_FROM, flags, packed, version,
};
use super::{Entry, Refused};

/// More than any project has documents.
const MOST_ENTRIES: u64 = 50_000;
const LONGEST_NAME: usize = 600;

pub(super) enum Broken {
    Refused(Refused),
    Io(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<&str> for Broken {
    fn from(says: &str) -> Self {
        Self::Refused(says.to_owned())
    }
}

/// A reader of the numbers in a table.
struct Numbers<'a, R>(&'a mut R);

impl<R: Read> Numbers<'_, R> {
    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn two(&mut self) -> io::Result<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    fn four(&mut self) -> io::Result<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn eight(&mut self) -> io::Result<u64> {
        self.bytes().map(u64::from_le_bytes)
    }

    fn text(&mut self, length: u16) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(length)];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn must_be(&mut self, wanted: u32, says: &str) -> Result<(), Broken> {
        if self.four()? == wanted {
            Ok(())
        } else {
            Err(says.into())
        }
    }
}

/// Where the central table is: how many entries, where it begins and ends.
struct Table {
    count: u64,
    begins: u64,
    ends: u64,
}

const NOT_OURS: &str = "不是本系统生成的 ZIP：结构与档案包的规定不同";

pub(super) fn tables<R: Read + Seek>(source: &mut R, length: u64) -> Result<Vec<Entry>, Broken> {
    let table = table(source, length)?;
    if table.count > MOST_ENTRIES {
        return Err("包内文件太多".into());
    }
    source.seek(SeekFrom::Start(table.begins))?;
    let mut buffered = BufReader::new(&mut *source);
    let mut entries = Vec::new();
    let (mut known, mut read) = (BTreeSet::new(), table.begins);
    for _ in 0..table.count {
        let (entry, took) = central(&mut Numbers(&mut buffered))?;
        read += took;
        if read > table.ends {
            return Err(NOT_OURS.into());
        }
        if !known.insert(entry.name.clone()) {
            return Err(Broken::Refused(format!(
                "包内有两个同名的文件“{}”",
                entry.name
            )));
        }
        entries.push(entry);
    }
    if read != table.ends {
        return Err(NOT_OURS.into());
    }
    // together they fill everything before the table, one after another
    let mut order: Vec<&mut Entry> = entries.iter_mut().collect();
    order.sort_by_key(|entry| entry.header);
    let mut at = 0;
    for entry in order {
        if entry.header != at {
            return Err("包内有不属于任何文件的内容".into());
        }
        at = local(source, entry)?;
    }
    if at != table.begins {
        return Err("包内有不属于任何文件的内容".into());
    }
    Ok(entries)
}

fn table<R: Read + Seek>(source: &mut R, length: u64) -> Result<Table, Broken> {
    let Some(end) = length.checked_sub(22) else {
        return Err("文件太短，不是 ZIP".into());
    };
    source.seek(SeekFrom::Start(end))?;
    let mut numbers = Numbers(source);
    numbers.must_be(END, "末尾不是 ZIP 的目录：文件被截断，或者不是档案包")?;
    let disks = numbers.four()?;
    let (here, count) = (numbers.two()?, numbers.two()?);
    let (size, begins) = (numbers.four()?, numbers.four()?);
    if disks != 0 || here != count || numbers.two()? != 0 {
        return Err(NOT_OURS.into());
    }
    let wide = count == u16::MAX || u64::from(size) == WIDE || u64::from(begins) == WIDE;
    let table = if wide {
        wide_table(source, end, (count, size, begins))?
    } else {
        Table {
            count: u64::from(count),
            begins: u64::from(begins),
            ends: end,
        }
    };
    if !wide && table.begins.checked_add(u64::from(size)) != Some(end) {
        return Err(NOT_OURS.into());
    }
    Ok(table)
}

/// Of a file too large for the table's short numbers.
fn wide_table<R: Read + Seek>(
    source: &mut R,
    end: u64,
    (short_count, short_size, short_begins): (u16, u32, u32),
) -> Result<Table, Broken> {
    let wide = end.checked_sub(20 + 56).ok_or(NOT_OURS)?;
    source.seek(SeekFrom::Start(wide))?;
    let mut numbers = Numbers(source);
    numbers.must_be(END64, NOT_OURS)?;
    let rest = numbers.eight()?;
    let versions = [numbers.two()?, numbers.two()?];
    let disks = numbers.eight()?;
    let (here, count) = (numbers.eight()?, numbers.eight()?);
    let (size, begins) = (numbers.eight()?, numbers.eight()?);
    numbers.must_be(LOCATOR64, NOT_OURS)?;
    let (disk, at, all) = (numbers.four()?, numbers.eight()?, numbers.four()?);
    let agrees = u64::from(short_count) == count.min(u64::from(u16::MAX))
        && u64::from(short_size) == size.min(WIDE)
        && u64::from(short_begins) == begins.min(WIDE);
    let fits = rest == 44
        && versions == [OWNED + version(true), version(true)]
        && disks == 0
        && here == count
        && (disk, at, all) == (0, wide, 1)
        && begins.checked_add(size) == Some(wide);
    if !fits || !agrees {
        return Err(NOT_OURS.into());
    }
    Ok(Table {
        count,
        begins,
        ends: wide,
    })
}

/// One row of the central table, and how long it is.
fn central<R: Read>(numbers: &mut Numbers<'_, R>) -> Result<(Entry, u64), Broken> {
    numbers.must_be(CENTRAL, NOT_OURS)?;
    let made_by = numbers.two()?;
    let common = common(numbers)?;
    let crc = numbers.four()?;
    let (packed, size) = (u64::from(numbers.four()?), u64::from(numbers.four()?));
    let (name, extra, comment) = (numbers.two()?, numbers.two()?, numbers.two()?);
    let (disk, inside) = (numbers.two()?, numbers.two()?);
    let outside = numbers.four()?;
    let header = u64::from(numbers.four()?);
    let length = 46 + u64::from(name) + u64::from(extra);
    let name = name_of(numbers.text(name)?)?;
    let extra = numbers.text(extra)?;
    let [needed, ..] = common;
    let plain = outside == PLAIN_FILE && made_by == OWNED + needed;
    let expected = expected(&name, !extra.is_empty());
    if comment != 0 || disk != 0 || inside != 0 || !plain || common != expected {
        return Err(NOT_OURS.into());
    }
    let entry = widened(name, [size, packed, header], crc, &extra)?;
    Ok((entry, length))
}

/// The version that a reader needs, flags, method, time and date, which both tables
/// have.
fn common<R: Read>(numbers: &mut Numbers<'_, R>) -> io::Result<[u16; 5]> {
    Ok([
        numbers.two()?,
        numbers.two()?,
        numbers.two()?,
        numbers.two()?,
        numbers.two()?,
    ])
}

fn expected(name: &str, wide: bool) -> [u16; 5] {
    let [method, time, date] = METHOD_TIME_DATE;
    [version(wide), flags(name), method, time, date]
}

/// A relative path of plain names. It is looked up among the manifest's and used
/// for nothing else.
fn name_of(bytes: Vec<u8>) -> Result<String, Broken> {
    let name = String::from_utf8(bytes).map_err(|_| Broken::from(NOT_OURS))?;
    let parts = name.split('/');
    let odd = |part: &str| part.is_empty() || part == "." || part == "..";
    let strange = |c: char| c.is_control() || c == '\\' || c == ':';
    if name.len() > LONGEST_NAME || parts.clone().any(odd) || name.contains(strange) {
        return Err("包内有不允许的文件名（绝对路径、上级目录或控制字符）".into());
    }
    Ok(name)
}

/// With long numbers in place of those that were too long for the row, in this
/// order.
fn widened(name: String, short: [u64; 3], crc: u32, extra: &[u8]) -> Result<Entry, Broken> {
    let wide = short.iter().filter(|number| **number == WIDE).count();
    let mut long = short;
    if wide > 0 {
        let mut source = extra;
        let mut numbers = Numbers(&mut source);
        let (kind, length) = (numbers.two()?, numbers.two()?);
        if kind != 1 || usize::from(length) != wide * 8 {
            return Err(NOT_OURS.into());
        }
        for number in long.iter_mut().filter(|number| **number == WIDE) {
            *number = numbers.eight()?;
        }
    }
    let [size, held, header] = long;
    let room = if wide == 0 { 0 } else { 4 + wide * 8 };
    let sized = (size >= WIDE_FROM) == (short.first() == Some(&WIDE));
    if extra.len() != room || !sized || packed(size) != Some(held) {
        return Err(NOT_OURS.into());
    }
    Ok(Entry {
        name,
        packed: held,
        size,
        crc,
        header,
        begins: 0,
    })
}

/// The header before an entry's bytes and the sizes after them; gives where they
/// end.
fn local<R: Read + Seek>(source: &mut R, entry: &mut Entry) -> Result<u64, Broken> {
    source.seek(SeekFrom::Start(entry.header))?;
    let mut numbers = Numbers(source);
    numbers.must_be(LOCAL, NOT_OURS)?;
    let common = common(&mut numbers)?;
    let (crc, packed, size) = (numbers.four()?, numbers.four()?, numbers.four()?);
    let (name, extra) = (numbers.two()?, numbers.two()?);
    let length = 30 + u64::from(name) + u64::from(extra);
    let name = numbers.text(name)?;
    let extra = numbers.text(extra)?;
    // a wide entry says so here with room for its sizes
    let wide = entry.size >= WIDE_FROM;
    let room: &[u8] = if wide { &ROOM } else { &[] };
    let alike = common == expected(&entry.name, wide)
        && name == entry.name.as_bytes()
        && (crc, packed, size) == (0, 0, 0)
        && extra == room;
    if !alike {
        return Err("ZIP 的两处目录不一致".into());
    }
    entry.begins = entry.header + length;
    let ends = entry.begins.checked_add(entry.packed).ok_or(NOT_OURS)?;
    source.seek(SeekFrom::Start(ends))?;
    let mut numbers = Numbers(source);
    numbers.must_be(DESCRIPTOR, NOT_OURS)?;
    let crc = numbers.four()?;
    let (packed, size, after) = if wide {
        (numbers.eight()?, numbers.eight()?, 24)
    } else {
        let (packed, size) = (numbers.four()?, numbers.four()?);
        (u64::from(packed), u64::from(size), 16)
    };
    if (crc, packed, size) != (entry.crc, entry.packed, entry.size) {
        return Err("ZIP 的两处目录不一致".into());
    }
    Ok(ends + after)
}
