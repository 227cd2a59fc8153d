//! Tests of the store: the contract on both databases, attacks on a stored
//! history, a writer that is killed, and the formats.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed, also in its helpers"
)]

mod accounts;
mod answers;
mod appends;
mod attack;
mod blobs;
mod bulk;
mod canonical;
mod concurrency;
mod crash;
mod deliveries;
mod drafts;
mod duties;
mod invitations;
mod listings;
mod log_format;
mod notices;
mod numbers;
mod opening;
mod outbox;
mod projections;
mod recovery;
mod signatures;
mod support;
mod tampering;
mod tree;
mod unstorable;
mod verification;
mod visits_and_views;
