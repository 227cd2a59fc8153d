//! Writes and reads ZIP files of one form, and no other: every byte of it
//! belongs to something, both of its tables say the same, each name is there once.
//! A general reader skips what it does not need, and in what is skipped something
//! can be hidden (`docs/adr/0027-why-are-packages-written-and-read-by-zip-code-of-our-own.md`).
//! Nothing is unpacked to a disk and no name is ever used as a path.

mod form;
mod tables;
mod write;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use form::{BLOCK, BLOCK_HEAD, block_head};
use tables::{Broken, tables};

pub use write::Writer;

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
}

#[derive(Debug)]
pub struct Zip<R> {
    source: R,
    pub entries: Vec<Entry>,
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
        Ok(Ok(Self { source, entries }))
    }

    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The bytes of an entry. What is wrong with them comes as an error.
    pub fn unpack(&mut self, entry: &Entry) -> io::Result<Unpacked<io::Take<&mut R>>> {
        self.source.seek(SeekFrom::Start(entry.begins))?;
        let packed = (&mut self.source).take(entry.packed);
        Ok(Unpacked {
            packed: BufReader::new(packed),
            crc: flate2::Crc::new(),
            left: entry.size,
            block: None,
            expected: entry.crc,
        })
    }
}

/// The bytes of an entry as they come out of its blocks.
#[derive(Debug)]
pub struct Unpacked<P: Read> {
    packed: BufReader<P>,
    crc: flate2::Crc,
    /// What is still to come after the block that is being read.
    left: u64,
    /// What is still to come of that block; before the first there is none.
    block: Option<u16>,
    expected: u32,
}

impl<P: Read> Unpacked<P> {
    /// Begins the next block, which must be as long as it can be.
    fn next_block(&mut self) -> io::Result<u16> {
        let length = u16::try_from(self.left).unwrap_or(BLOCK);
        self.left -= u64::from(length);
        let mut head = [0; BLOCK_HEAD];
        self.packed.read_exact(&mut head)?;
        if head == block_head(length, self.left == 0) {
            Ok(length)
        } else {
            Err(io::Error::other("not a block of this length"))
        }
    }
}

impl<P: Read> Read for Unpacked<P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let left = match self.block {
            Some(left) if left > 0 || self.left == 0 => left,
            _ => self.next_block()?,
        };
        self.block = Some(left);
        let wanted = into.len().min(usize::from(left));
        let count = match into.get_mut(..wanted) {
            Some(place) if wanted > 0 => self.packed.read(place)?,
            _ if self.crc.sum() == self.expected => return Ok(0),
            _ => return Err(io::Error::other("the checksum does not fit")),
        };
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.crc.update(into.get(..count).unwrap_or_default());
        self.block = u16::try_from(count)
            .ok()
            .and_then(|count| left.checked_sub(count));
        Ok(count)
    }
}
