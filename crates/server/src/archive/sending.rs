//! Bytes on their way out: what is written is handed on piece by piece, and whoever
//! writes waits while the reader is slow. So a package is never held whole.

use std::io::{self, Write};

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use tokio::sync::mpsc;

const PIECE: usize = 64 * 1024;
/// Pieces on their way at once.
const WAITING: usize = 4;

#[derive(Debug)]
pub struct Sending {
    to: mpsc::Sender<io::Result<Bytes>>,
    piece: BytesMut,
}

/// The two ends.
pub fn pipe() -> (Sending, impl Stream<Item = io::Result<Bytes>>) {
    let (to, mut from) = mpsc::channel(WAITING);
    let sending = Sending {
        to,
        piece: BytesMut::with_capacity(PIECE),
    };
    let pieces = futures_util::stream::poll_fn(move |context| from.poll_recv(context));
    (sending, pieces)
}

/// The power to say that what was sent is not whole.
#[derive(Debug)]
pub struct BrokenOff(mpsc::Sender<io::Result<Bytes>>);

impl Sending {
    pub fn twin(&self) -> BrokenOff {
        BrokenOff(self.to.clone())
    }
}

impl BrokenOff {
    /// The reader learns that what it has is not whole: its connection ends early.
    pub fn fail(&self) {
        let _ = self.0.blocking_send(Err(io::Error::other("broken off")));
    }
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE.saturating_sub(self.piece.len());
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.piece.extend_from_slice(taken);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = self.piece.split().freeze();
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.to.blocking_send(Ok(piece)).map_err(gone)
    }
}
