//! Writes a ZIP file as it comes, in the one form that is read here.

use std::io::{self, Write};

use flate2::Crc;

use super::form::{
    BLOCK, CENTRAL, DESCRIPTOR, END, END64, LOCAL, LOCATOR64, METHOD_TIME_DATE, OWNED, PLAIN_FILE,
    ROOM, WIDE, WIDE_FROM, block_head, flags, packed, version,
};

/// Writes entries one after another, none of them held whole.
#[derive(Debug)]
pub struct Writer<W> {
    to: W,
    at: u64,
    /// The central directory as far as it is known.
    directory: Vec<u8>,
    entries: u64,
    open: Option<Open>,
}

/// The entry that is being written.
#[derive(Debug)]
struct Open {
    name: String,
    header: u64,
    /// As it was announced, and what of it is still to come.
    size: u64,
    left: u64,
    crc: Crc,
    block: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub fn new(to: W) -> Self {
        Self {
            to,
            at: 0,
            directory: Vec::new(),
            entries: 0,
            open: None,
        }
    }

    /// Begins an entry of so many bytes.
    ///
    /// # Errors
    /// The one before it is not as long as was said, the name is too long, or the
    /// writing fails.
    pub fn entry(&mut self, name: &str, size: u64) -> io::Result<()> {
        self.close()?;
        let header = self.at;
        let wide = size >= WIDE_FROM;
        let mut local = Vec::new();
        local.extend(LOCAL.to_le_bytes());
        common(&mut local, version(wide), name);
        // checksum and sizes come after the bytes
        local.extend([0; 12]);
        local.extend(short_length(name)?.to_le_bytes());
        let room: &[u8] = if wide { &ROOM } else { &[] };
        local.extend(narrow(room.len() as u64).to_le_bytes());
        local.extend(name.as_bytes());
        local.extend(room);
        self.put(&local)?;
        self.open = Some(Open {
            name: name.to_owned(),
            header,
            size,
            left: size,
            crc: Crc::new(),
            block: Vec::new(),
        });
        Ok(())
    }

    /// The next bytes of the entry that was begun last.
    ///
    /// # Errors
    /// They are more than was said, or the writing fails.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let Some(open) = &mut self.open else {
                return Err(io::Error::other("no entry was begun"));
            };
            let room = usize::from(BLOCK) - open.block.len();
            let (now, rest) = bytes.split_at(room.min(bytes.len()));
            open.left = (open.left.checked_sub(now.len() as u64))
                .ok_or_else(|| io::Error::other("an entry is longer than was said"))?;
            open.crc.update(now);
            open.block.extend(now);
            bytes = rest;
            // the last one is written where it is known to be that
            if open.left > 0 && open.block.len() == usize::from(BLOCK) {
                let block = std::mem::take(&mut open.block);
                self.block(&block, false)?;
            }
        }
        Ok(())
    }

    /// Ends the file; gives back what it was written to.
    ///
    /// # Errors
    /// The last entry is not as long as was said, or the writing fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.close()?;
        let (begins, entries) = (self.at, self.entries);
        let directory = std::mem::take(&mut self.directory);
        self.put(&directory)?;
        let size = directory.len() as u64;
        let mut end = Vec::new();
        if entries >= u64::from(u16::MAX) || size >= WIDE || begins >= WIDE {
            let at = self.at;
            end.extend(END64.to_le_bytes());
            end.extend(44u64.to_le_bytes());
            end.extend((OWNED + version(true)).to_le_bytes());
            end.extend(version(true).to_le_bytes());
            end.extend([0; 8]);
            for number in [entries, entries, size, begins] {
                end.extend(number.to_le_bytes());
            }
            end.extend(LOCATOR64.to_le_bytes());
            end.extend([0; 4]);
            end.extend(at.to_le_bytes());
            end.extend(1u32.to_le_bytes());
        }
        end.extend(END.to_le_bytes());
        end.extend([0; 4]);
        end.extend(narrow(entries).to_le_bytes());
        end.extend(narrow(entries).to_le_bytes());
        end.extend(short(size).to_le_bytes());
        end.extend(short(begins).to_le_bytes());
        end.extend([0; 2]);
        self.put(&end)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        if open.left > 0 {
            return Err(io::Error::other("an entry is shorter than was said"));
        }
        self.block(&open.block, true)?;
        let wide = open.size >= WIDE_FROM;
        let packed = packed(open.size).ok_or_else(|| io::Error::other("an entry is too long"))?;
        let crc = open.crc.sum();
        let mut after = Vec::new();
        after.extend(DESCRIPTOR.to_le_bytes());
        after.extend(crc.to_le_bytes());
        for number in [packed, open.size] {
            if wide {
                after.extend(number.to_le_bytes());
            } else {
                after.extend(short(number).to_le_bytes());
            }
        }
        self.put(&after)?;
        self.list(&open, wide, packed, crc)
    }

    /// An entry's row in the directory.
    fn list(&mut self, open: &Open, wide: bool, packed: u64, crc: u32) -> io::Result<()> {
        let mut long = Vec::new();
        if wide {
            long.extend(open.size.to_le_bytes());
            long.extend(packed.to_le_bytes());
        }
        if open.header >= WIDE {
            long.extend(open.header.to_le_bytes());
        }
        let sized = |number| if wide { u32::MAX } else { short(number) };
        let version = version(!long.is_empty());
        let row = &mut self.directory;
        row.extend(CENTRAL.to_le_bytes());
        row.extend((OWNED + version).to_le_bytes());
        common(row, version, &open.name);
        row.extend(crc.to_le_bytes());
        row.extend(sized(packed).to_le_bytes());
        row.extend(sized(open.size).to_le_bytes());
        row.extend(short_length(&open.name)?.to_le_bytes());
        let extra = if long.is_empty() { 0 } else { 4 + long.len() };
        row.extend(narrow(extra as u64).to_le_bytes());
        // comment, disk, inner attributes
        row.extend([0; 6]);
        row.extend(PLAIN_FILE.to_le_bytes());
        row.extend(short(open.header).to_le_bytes());
        row.extend(open.name.as_bytes());
        if !long.is_empty() {
            row.extend(1u16.to_le_bytes());
            row.extend(narrow(long.len() as u64).to_le_bytes());
            row.extend(long);
        }
        self.entries += 1;
        Ok(())
    }

    fn block(&mut self, bytes: &[u8], last: bool) -> io::Result<()> {
        self.put(&block_head(narrow(bytes.len() as u64), last))?;
        self.put(bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes)
    }
}

/// What both tables say of an entry in the same words.
fn common(into: &mut Vec<u8>, version: u16, name: &str) {
    into.extend(version.to_le_bytes());
    into.extend(flags(name).to_le_bytes());
    for number in METHOD_TIME_DATE {
        into.extend(number.to_le_bytes());
    }
}

fn short_length(name: &str) -> io::Result<u16> {
    u16::try_from(name.len()).map_err(|_| io::Error::other("a name is too long"))
}

/// The number, or all ones where the long one stands elsewhere.
fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn narrow(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
