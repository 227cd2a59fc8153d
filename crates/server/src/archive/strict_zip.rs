//! Reads a ZIP file as this program writes them, and no other: every byte of it
//! belongs to something, both of its tables say the same, each name is there once.
//! A general reader skips what it does not need, and in what is skipped something
//! can be hidden (`docs/adr/0027-why-does-the-check-of-a-package-read-zip-itself.md`).
//! Nothing is unpacked to a disk and no name is ever used as a path.

mod tables;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;

use tables::{Broken, tables};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    packed: u64,
    pub size: u64,
    crc: u32,
    /// Where its header is.
    header: u64,
    /// Where its bytes begin.
    begins: u64,
    /// What both tables must say alike: flags, method, time, date.
    common: [u16; 4],
}

#[derive(Debug)]
pub struct Zip<R> {
    source: R,
    pub entries: Vec<Entry>,
    pub length: u64,
}

/// Why it is no such file.
pub type Refused = String;

fn refuse<T>(says: &str) -> Result<T, Refused> {
    Err(says.to_owned())
}

impl<R: Read + Seek> Zip<R> {
    pub fn open(mut source: R) -> io::Result<Result<Self, Refused>> {
        let length = source.seek(SeekFrom::End(0))?;
        let mut entries = match tables(&mut source, length) {
            Ok(entries) => entries,
            Err(Broken::Refused(says)) => return Ok(Err(says)),
            Err(Broken::Io(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(refuse("ZIP 的目录不完整，文件可能被截断"));
            }
            Err(Broken::Io(error)) => return Err(error),
        };
        entries.sort_by_key(|entry| entry.header);
        Ok(Ok(Self {
            source,
            entries,
            length,
        }))
    }

    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The bytes of an entry, never more than it says it has. What is wrong with
    /// them comes as an error at their end.
    pub fn unpack(&mut self, entry: &Entry) -> io::Result<Unpacked<io::Take<&mut R>>> {
        self.source.seek(SeekFrom::Start(entry.begins))?;
        let packed = (&mut self.source).take(entry.packed);
        Ok(Unpacked::of(entry, packed))
    }

    /// Whether the last bits of an entry's bytes mean something or are zero: a
    /// stream may end within a byte, and what is behind its end no reader looks at.
    pub fn ends_cleanly(&mut self, entry: &Entry) -> io::Result<bool> {
        let Some(last) = entry.packed.checked_sub(1) else {
            return Ok(true);
        };
        let mut byte = [0];
        self.source.seek(SeekFrom::Start(entry.begins + last))?;
        self.source.read_exact(&mut byte)?;
        let [byte] = byte;
        let Some(highest) = byte.checked_ilog2() else {
            return Ok(true);
        };
        self.source.seek(SeekFrom::Start(entry.begins))?;
        let without = [byte & !(1 << highest)];
        let packed = (&mut self.source).take(last).chain(&without[..]);
        let mut unpacked = Unpacked::of(entry, packed);
        // the same without the bit: it is behind the end
        Ok(io::copy(&mut unpacked, &mut io::sink()).is_err())
    }
}

/// The bytes of an entry as they come out.
pub struct Unpacked<P: Read> {
    inflated: DeflateDecoder<BufReader<P>>,
    crc: flate2::Crc,
    left: u64,
    packed: u64,
    expected: u32,
}

impl<P: Read> Unpacked<P> {
    fn of(entry: &Entry, packed: P) -> Self {
        Self {
            inflated: DeflateDecoder::new(BufReader::new(packed)),
            crc: flate2::Crc::new(),
            left: entry.size,
            packed: entry.packed,
            expected: entry.crc,
        }
    }
}

impl<P: Read> Read for Unpacked<P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let count = self.inflated.read(into)?;
        if count == 0 {
            let whole = self.left == 0
                && self.inflated.total_in() == self.packed
                && self.crc.sum() == self.expected;
            return if whole {
                Ok(0)
            } else {
                Err(io::Error::other("sizes or checksum do not fit"))
            };
        }
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other("more than it says"))?;
        self.crc.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}
