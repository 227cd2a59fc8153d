//! The event log of Tongchou: an append-only log of events whose every entry
//! is a leaf of an SM3 Merkle tree, the projections pages read, the outbox,
//! answers to repeated requests, and the accounts and sessions of the server,
//! on SQLite or PostgreSQL behind one set of functions.
//!
//! This crate may not know what an event means (a [`Projector`] tells it what
//! to show), may not read a clock for anything that is stored, and holds no
//! HTTP and no HTML.

mod accounts;
mod answers;
mod append;
mod blobs;
mod bulk;
mod canonical;
mod channels;
mod checkpoint;
mod database;
mod deliveries;
mod drafts;
mod duties;
mod error;
mod event;
mod feeds;
mod finding;
mod head;
mod invitations;
mod jobs;
mod leaf;
mod migrations;
mod notices;
mod outbox;
mod projection;
mod proof;
mod read;
mod rebuild;
mod replay;
mod sessions;
mod sign_ins;
mod signature;
mod store;
mod tree;
mod uploads;
mod verify;
mod views;
mod visits;
mod witness;
mod writer;

pub use accounts::Account;
pub use blobs::{Blob, BlobReference};
pub use canonical::{CanonicalError, MAX_DEPTH, MAX_INTEGER, canonical_text, parse_strict};
pub use channels::{Channel, Mode};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use deliveries::{Attempted, Delivery, uid as delivery_uid};
pub use drafts::{Draft, DraftKey, DraftSaved};
pub use duties::{DutyBasis, DutyChange, DutyMove, DutyRow, DutyWanted};
pub use error::{Result, StoreError};
pub use event::{
    Append, Idempotency, NewEvent, NumberRequest, OutboxMessage, Provenance, StoredEvent, StreamId,
};
pub use feeds::Feed;
pub use finding::{EventName, Finding, RowFault};
pub use invitations::{GuestSession, Invitation, Redeemed};
pub use jobs::{JobRun, JobState};
pub use leaf::leaf_text;
pub use notices::Notice;
pub use outbox::OutboxRow;
pub use projection::{Listing, Order, ProjectionRow, Projector};
pub use proof::{InclusionProof, verify_inclusion};
pub use rebuild::RebuildReport;
pub use sessions::Session;
pub use signature::{Checker, KeyError, Signer};
pub use store::Store;
pub use tree::{Frontier, Hash, Node, empty_root, hex, leaf_hash, node_hash, parse_hex};
pub use uploads::{Quota, Upload};
pub use verify::VerifyReport;
pub use views::View;
pub use visits::{Mark, Visit};
pub use witness::{Tables, Witness};
