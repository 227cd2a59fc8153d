//! Entries and files beyond four gigabytes, which are held as runs of zeros.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tongchou_server::archive::strict_zip::{Writer, Zip};

static ZEROS: [u8; 65_535] = [0; 65_535];

/// A file of which a piece of zeros takes no room.
#[derive(Default)]
struct Sparse {
    /// Where each begins, its length, and its bytes where they are not all zero.
    pieces: Vec<(u64, u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let zero = ZEROS.get(..bytes.len()) == Some(bytes);
        let held = if zero { Vec::new() } else { bytes.to_vec() };
        let length = bytes.len() as u64;
        self.pieces.push((self.length, length, held));
        self.length += length;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Sparse {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let after = self
            .pieces
            .partition_point(|(begins, length, _)| begins + length <= self.at);
        let Some((begins, length, held)) = self.pieces.get(after) else {
            return Ok(0);
        };
        let from = usize::try_from(self.at - begins).unwrap();
        let count = into.len().min(usize::try_from(*length).unwrap() - from);
        if held.is_empty() {
            into[..count].fill(0);
        } else {
            into[..count].copy_from_slice(&held[from..from + count]);
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

/// One entry of so many zeros, and a short one behind it.
fn written(size: u64) -> Sparse {
    let mut zip = Writer::new(Sparse::default());
    zip.entry("files/large", size).unwrap();
    let mut left = size;
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
        zip.write(&ZEROS[..now]).unwrap();
        left -= now as u64;
    }
    zip.entry("说明.txt", 3).unwrap();
    zip.write(b"end").unwrap();
    zip.finish().unwrap()
}

#[test]
fn sizes_on_both_sides_of_the_bounds_are_written_and_read() {
    let gigabytes = 4_000_000_000;
    let sizes = [
        0,
        1,
        65_534,
        65_535,
        65_536,
        131_070,
        gigabytes - 1,
        gigabytes,
    ];
    for size in sizes {
        let mut zip = Zip::open(written(size)).unwrap().unwrap();
        assert_eq!(zip.find("files/large").unwrap().size, size);
        if size < 1_000_000 {
            let large = zip.find("files/large").unwrap().clone();
            let mut held = Vec::new();
            zip.unpack(&large).unwrap().read_to_end(&mut held).unwrap();
            assert_eq!(held, vec![0; usize::try_from(size).unwrap()]);
        }
        let short = zip.find("说明.txt").unwrap().clone();
        let mut text = String::new();
        zip.unpack(&short)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "end");
    }
}

#[test]
fn every_changed_bit_of_wide_tables_is_found() {
    let whole = written(4_300_000_000);
    let tables: Vec<usize> = (0..whole.pieces.len())
        .filter(|place| !whole.pieces[*place].2.is_empty())
        .collect();
    // the large one's header and first block, then all that follows its last block
    let (first, last) = (&tables[..2], &tables[tables.len() - 7..]);
    for place in first.iter().chain(last) {
        for byte in 0..whole.pieces[*place].2.len() {
            let mut changed = Sparse {
                pieces: whole.pieces.clone(),
                ..Sparse::default()
            };
            changed.length = whole.length;
            changed.pieces[*place].2[byte] ^= 1 << (byte % 8);
            let told = found(changed);
            assert!(told, "byte {byte} of piece {place}");
        }
    }
}

/// Whether a reader of the file finds that it was changed.
fn found(file: Sparse) -> bool {
    let Ok(mut zip) = Zip::open(file).unwrap() else {
        return true;
    };
    ["说明.txt", "files/large"].iter().any(|name| {
        let Some(entry) = zip.find(name).cloned() else {
            return true;
        };
        io::copy(&mut zip.unpack(&entry).unwrap(), &mut io::sink()).is_err()
    })
}

#[test]
fn an_entry_is_as_long_as_was_said() {
    let mut longer = Writer::new(Vec::new());
    longer.entry("a", 2).unwrap();
    assert!(longer.write(b"abc").is_err());
    let mut shorter = Writer::new(Vec::new());
    shorter.entry("a", 2).unwrap();
    shorter.write(b"a").unwrap();
    assert!(shorter.finish().is_err());
}
