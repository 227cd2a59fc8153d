//! The checksum that a sender may state for one piece: sha1, which the protocol
//! asks for, or sm3.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sm3::{Digest, Sm3};

use super::receive::{Check, Unchecked};

struct Stated<D> {
    digest: D,
    wanted: Vec<u8>,
}

impl<D: Digest + Clone> Check for Stated<D> {
    fn take(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
    }

    fn fits(&mut self) -> bool {
        self.digest.clone().finalize().as_slice() == self.wanted
    }
}

/// What the header states; nothing where it cannot be understood.
pub(super) fn stated(headers: &HeaderMap) -> Option<Box<dyn Check + Send>> {
    let Some(header) = headers.get("upload-checksum") else {
        return Some(Box::new(Unchecked));
    };
    let (algorithm, value) = header.to_str().ok()?.split_once(' ')?;
    let wanted = STANDARD.decode(value.trim()).ok()?;
    match algorithm {
        "sha1" => Some(Box::new(Stated {
            digest: Sha1::new(),
            wanted,
        })),
        "sm3" => Some(Box::new(Stated {
            digest: Sm3::new(),
            wanted,
        })),
        _ => None,
    }
}
