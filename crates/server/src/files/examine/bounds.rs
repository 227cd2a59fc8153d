//! How much of a compressed file is taken in, over all its parts and layers: a
//! small file that unfolds without end is told from a large one.

use std::io::Read;

use super::Unread;

const MOST_BYTES: u64 = 1024 * 1024 * 1024;
const MOST_PARTS: u64 = 20_000;
const DEEPEST: u32 = 3;
/// Text compresses to a hundredth at best; zeroes to a thousandth.
const STEEPEST: u64 = 250;
/// Below this much, how steep it is does not matter.
const SMALL: u64 = 64 * 1024 * 1024;
/// An archive within an archive is unfolded in memory.
const LARGEST_INNER: u64 = 128 * 1024 * 1024;

#[derive(Debug)]
pub struct Bounds {
    bytes: u64,
    parts: u64,
    depth: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            bytes: MOST_BYTES,
            parts: MOST_PARTS,
            depth: 0,
        }
    }
}

impl Bounds {
    pub(super) fn enter(&mut self) -> Result<(), Unread> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unread::TooMuch);
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn part(&mut self) -> Result<(), Unread> {
        self.parts = self.parts.checked_sub(1).ok_or(Unread::TooMuch)?;
        Ok(())
    }

    /// The bytes of one part, or that they are too many. What the part says of
    /// its own size is not believed.
    pub(super) fn unfold(&mut self, part: impl Read, packed: u64) -> Result<Vec<u8>, Unread> {
        let steep = packed.saturating_mul(STEEPEST).max(SMALL);
        let most = self.bytes.min(LARGEST_INNER).min(steep);
        let mut bytes = Vec::new();
        part.take(most + 1).read_to_end(&mut bytes)?;
        self.spend(bytes.len() as u64)?;
        if bytes.len() as u64 > most {
            return Err(Unread::TooMuch);
        }
        Ok(bytes)
    }

    /// A reader of one part that ends in an error where the bounds do.
    pub(super) fn reader<R: Read>(&mut self, part: R, packed: u64) -> Bounded<'_, R> {
        let left = self.bytes.min(packed.saturating_mul(STEEPEST).max(SMALL));
        Bounded {
            part,
            left,
            bounds: self,
            burst: false,
        }
    }

    fn spend(&mut self, bytes: u64) -> Result<(), Unread> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(Unread::TooMuch)?;
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct Bounded<'a, R> {
    part: R,
    left: u64,
    bounds: &'a mut Bounds,
    burst: bool,
}

impl<R> Bounded<'_, R> {
    pub(super) fn burst(&self) -> bool {
        self.burst
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.part.read(into)?;
        let read = count as u64;
        if read > self.left || self.bounds.spend(read).is_err() {
            self.burst = true;
            return Err(std::io::Error::other("more than the bounds allow"));
        }
        self.left -= read;
        Ok(count)
    }
}
