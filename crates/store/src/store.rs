//! The door to the store: every public function, each handing on to the
//! module that does it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use crate::database::{Access, Database};
use crate::error::Result;
use crate::head::Head;
use crate::writer::Writer;
use crate::{
    Account, Append, Blob, BlobReference, Checkpoint, InclusionProof, Listing, OutboxRow,
    ProjectionRow, Projector, Quota, RebuildReport, Session, StoredEvent, StreamId, Upload,
    VerifyReport, View, Visit, accounts, answers, append, blobs, migrations, outbox, projection,
    proof, read, rebuild, sessions, sign_ins, uploads, verify, views, visits,
};

/// A handle; clones share connections and writer.
#[derive(Clone)]
pub struct Store {
    pub(crate) database: Database,
    writer: Writer,
    projector: Arc<dyn Projector>,
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite:PATH` (made if it is not there) or `postgres://...` and
    /// brings its schema up to date. Needs a running tokio runtime.
    pub async fn open(url: &str, projector: Arc<dyn Projector>) -> Result<Self> {
        let database = Database::open(url, Access::Create).await?;
        migrations::migrate(&database).await?;
        Ok(Self::start(database, projector))
    }

    /// Like [`Store::open`], but where there is no store yet it makes none:
    /// `Absent`.
    pub async fn open_existing(url: &str, projector: Arc<dyn Projector>) -> Result<Self> {
        let database = Database::open(url, Access::Write).await?;
        migrations::migrate(&database).await?;
        Ok(Self::start(database, projector))
    }

    /// Opens a store that is there for reading alone, be it a copy that cannot
    /// be written. What writes fails.
    pub async fn open_to_read(url: &str, projector: Arc<dyn Projector>) -> Result<Self> {
        let database = Database::open(url, Access::Read).await?;
        migrations::expect_present(&database).await?;
        Ok(Self::start(database, projector))
    }

    fn start(database: Database, projector: Arc<dyn Projector>) -> Self {
        let writer = Writer::start(database.clone(), projector.clone());
        Self {
            database,
            writer,
            projector,
        }
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn projector(&self) -> &dyn Projector {
        self.projector.as_ref()
    }

    /// Waits for running queries and closes all connections.
    pub async fn close(self) {
        self.database.close().await;
    }

    /// Stores one decision: events, leaves, projections, outbox rows, numbers
    /// and the answer under its idempotency key, all or nothing. When this
    /// returns, the events are on disk.
    pub async fn append(&self, append: Append) -> Result<Vec<StoredEvent>> {
        self.append_with_files(append, Vec::new()).await
    }

    /// Like [`Store::append`], of an event that names files, by their SM3: in
    /// the same transaction they become files that are never swept. Where one
    /// of them is not there, nothing is stored.
    pub async fn append_with_files(
        &self,
        append: Append,
        files: Vec<String>,
    ) -> Result<Vec<StoredEvent>> {
        self.writer.append(append::prepare(append, &files)?).await
    }

    /// The same for a change of an account: the account and the events that are
    /// about it are stored together or not at all.
    pub async fn append_with_account(
        &self,
        append: Append,
        account: Account,
    ) -> Result<Vec<StoredEvent>> {
        let prepared = append::prepare(append, &[])?.with_account(account);
        self.writer.append(prepared).await
    }

    /// The answer given before under this key and person; an
    /// `IdempotencyMismatch` if it was given to another request.
    pub async fn answered(&self, key: &str, person: &str, digest: &str) -> Result<Option<Value>> {
        let mut connection = self.database.readers().acquire().await?;
        answers::earlier(&mut connection, key, person, digest).await
    }

    /// Those of a person's keys under which an answer was given before.
    pub async fn known_keys(&self, person: &str, keys: &[String]) -> Result<BTreeSet<String>> {
        let mut connection = self.database.readers().acquire().await?;
        answers::known(&mut connection, person, keys).await
    }

    /// A stream's events in order; empty when there is no such stream.
    pub async fn stream(&self, stream: &StreamId) -> Result<Vec<StoredEvent>> {
        let mut connection = self.database.readers().acquire().await?;
        read::stream(&mut connection, stream).await
    }

    /// Events of the whole log after a position.
    pub async fn events_after(&self, position: u64, limit: u32) -> Result<Vec<StoredEvent>> {
        let mut connection = self.database.readers().acquire().await?;
        let rows = read::rows_after(&mut connection, position, limit).await?;
        rows.into_iter().map(read::EventRow::decode).collect()
    }

    /// What happened on these streams after a position of the log, in the order
    /// of the ids.
    pub async fn since(&self, kind: &str, ids: &[&str], position: u64) -> Result<Vec<StoredEvent>> {
        let mut connection = self.database.readers().acquire().await?;
        read::since(&mut connection, kind, ids, position).await
    }

    pub async fn projection(&self, kind: &str, id: &str) -> Result<Option<ProjectionRow>> {
        let mut connection = self.database.readers().acquire().await?;
        projection::one(&mut connection, kind, id).await
    }

    /// Those rows of a kind that have one of these ids, their bodies as text.
    pub async fn projections(
        &self,
        kind: &str,
        ids: &[String],
    ) -> Result<Vec<ProjectionRow<String>>> {
        let mut connection = self.database.readers().acquire().await?;
        projection::some(&mut connection, kind, ids).await
    }

    /// One page of a kind, and how many rows there are on all pages.
    pub async fn list(&self, kind: &str, listing: &Listing) -> Result<(Vec<ProjectionRow>, u64)> {
        projection::list(&self.database, kind, listing).await
    }

    /// For each of these owners, the newest `changed_on` of a kind and stage.
    pub async fn latest(
        &self,
        kind: &str,
        stage: &str,
        owners: &[String],
    ) -> Result<BTreeMap<String, String>> {
        projection::latest(&self.database, kind, stage, owners).await
    }

    /// Every row of a kind, by id.
    pub async fn all(&self, kind: &str) -> Result<Vec<ProjectionRow>> {
        let mut connection = self.database.readers().acquire().await?;
        projection::all(&mut connection, Some(kind)).await
    }

    /// At most `limit` rows of a kind, by id, after the row with the id `after`, their
    /// bodies as text.
    pub async fn all_after(
        &self,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ProjectionRow<String>>> {
        let mut connection = self.database.readers().acquire().await?;
        projection::all_after(&mut connection, kind, after, limit).await
    }

    /// Makes every projection anew from the events.
    pub async fn rebuild(&self) -> Result<RebuildReport> {
        rebuild::rebuild(&self.database, &self.projector).await
    }

    /// Recomputes the log and the projections and names the first thing that
    /// does not fit.
    pub async fn verify(&self, checkpoint: Option<&Checkpoint>) -> Result<VerifyReport> {
        verify::verify(&self.database, &self.projector, checkpoint).await
    }

    /// Size and root of the log now, to be kept outside the database.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let mut connection = self.database.readers().acquire().await?;
        Ok(Head::read(&mut connection).await?.checkpoint())
    }

    /// Proof that the event at a position is in the log as it is now.
    pub async fn inclusion_proof(&self, position: u64) -> Result<Option<InclusionProof>> {
        proof::inclusion(&self.database, position).await
    }

    /// The log as it is now and, for each of these events, the proof that it is
    /// in it; all of the same moment.
    pub async fn inclusion_proofs(
        &self,
        positions: &[u64],
    ) -> Result<(Checkpoint, Vec<InclusionProof>)> {
        proof::inclusions(&self.database, positions).await
    }

    /// The oldest messages that are not reported done.
    pub async fn outbox_take(&self, limit: u32) -> Result<Vec<OutboxRow>> {
        outbox::take(&self.database, limit).await
    }

    pub async fn outbox_done(&self, ids: &[i64]) -> Result<()> {
        outbox::done(&self.database, ids).await
    }

    /// Adds the account, or replaces the one of the same name.
    pub async fn put_account(&self, account: &Account) -> Result<()> {
        accounts::put(&self.database, account).await
    }

    pub async fn account_by_name(&self, name: &str) -> Result<Option<Account>> {
        accounts::by_name(&self.database, name).await
    }

    pub async fn accounts(&self) -> Result<Vec<Account>> {
        accounts::all(&self.database).await
    }

    /// Adds the session, or prolongs it.
    pub async fn put_session(&self, session: &Session) -> Result<()> {
        sessions::put(&self.database, session).await
    }

    /// The session, unless it has expired by `now`.
    pub async fn session(&self, id_hash: &str, now: Timestamp) -> Result<Option<Session>> {
        sessions::get(&self.database, id_hash, now).await
    }

    pub async fn drop_session(&self, id_hash: &str) -> Result<()> {
        sessions::remove(&self.database, id_hash).await
    }

    /// The sessions of an account that have not expired by `now`, newest first.
    pub async fn sessions_of(&self, account: &str, now: Timestamp) -> Result<Vec<Session>> {
        sessions::of(&self.database, account, now).await
    }

    /// The failed sign-ins by account of those that have reached `most`.
    pub async fn locked_names(
        &self,
        names: &[String],
        at: Timestamp,
        window: SignedDuration,
        most: u64,
    ) -> Result<BTreeSet<String>> {
        sign_ins::locked(&self.database, names, at, window, most).await
    }

    /// Signs an account out everywhere; gives how many sessions it had.
    pub async fn drop_sessions_of(&self, account: &str) -> Result<u64> {
        sessions::remove_of(&self.database, account).await
    }

    pub async fn visit(&self, person: &str) -> Result<Option<Visit>> {
        visits::get(&self.database, person).await
    }

    pub async fn put_visit(&self, person: &str, visit: &Visit) -> Result<()> {
        visits::put(&self.database, person, visit).await
    }

    /// The views that a person keeps of a list, by name.
    pub async fn views(&self, person: &str, list: &str) -> Result<Vec<View>> {
        views::of(&self.database, person, list).await
    }

    /// Keeps the view, in the place of one of the same name. False, and nothing
    /// is kept, where the person has `most` others of this list.
    pub async fn put_view(&self, person: &str, list: &str, view: &View, most: i64) -> Result<bool> {
        views::put(&self.database, person, list, view, most).await
    }

    pub async fn drop_view(&self, person: &str, list: &str, name: &str) -> Result<()> {
        views::remove(&self.database, person, list, name).await
    }

    /// Removes sessions that have expired by `now`.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64> {
        sessions::sweep(&self.database, now).await
    }

    /// Whether a password may be tried for this name now. Every admitted
    /// attempt counts as failed until [`Store::clear_failed_sign_ins`]; with
    /// `most` of them within the window that ends at `at`, none is admitted.
    /// However many come at once, no more than `most` are let through.
    pub async fn admit_sign_in(
        &self,
        name: &str,
        at: Timestamp,
        window: SignedDuration,
        most: u64,
    ) -> Result<bool> {
        sign_ins::admit(&self.database, name, at, window, most).await
    }

    pub async fn clear_failed_sign_ins(&self, name: &str) -> Result<()> {
        sign_ins::clear(&self.database, name).await
    }

    /// A file, by its SM3.
    pub async fn blob(&self, sm3: &str) -> Result<Option<Blob>> {
        let mut connection = self.database.readers().acquire().await?;
        blobs::get(&mut connection, sm3).await
    }

    /// The events that name a file.
    pub async fn blob_references(&self, sm3: &str) -> Result<Vec<BlobReference>> {
        let mut connection = self.database.readers().acquire().await?;
        blobs::references(&mut connection, sm3).await
    }

    /// Forgets files stored before `before` that no event and no upload names;
    /// gives their SM3, so that the bytes can follow.
    pub async fn sweep_blobs(&self, before: Timestamp) -> Result<Vec<String>> {
        blobs::sweep(&self.database, before).await
    }

    /// Forgets one file that no event and no upload names; whether it was there, so that
    /// the bytes can follow.
    pub async fn forget_blob(&self, sm3: &str) -> Result<bool> {
        blobs::forget(&self.database, sm3).await
    }

    /// Begins an upload; where the person's quota does not allow it, nothing is
    /// stored and the answer is how many bytes and files there are.
    pub async fn begin_upload(&self, upload: &Upload, quota: Quota) -> Result<Option<(u64, u64)>> {
        uploads::begin(&self.database, upload, quota).await
    }

    /// A person's upload; another's is not there.
    pub async fn upload(&self, id: Uuid, person: &str) -> Result<Option<Upload>> {
        uploads::get(&self.database, id, person).await
    }

    /// A person's uploads that no event names yet.
    pub async fn uploads_of(&self, person: &str) -> Result<Vec<Upload>> {
        uploads::of(&self.database, person).await
    }

    /// The file that a person has sent whole, as it was named then.
    pub async fn whole_upload(&self, person: &str, sm3: &str) -> Result<Option<(Upload, Blob)>> {
        uploads::whole(&self.database, person, sm3).await
    }

    pub async fn advance_upload(&self, id: Uuid, received: u64, at: Timestamp) -> Result<()> {
        uploads::advance(&self.database, id, received, at).await
    }

    /// Which file the upload is, before its bytes are kept.
    pub async fn announce_upload(&self, id: Uuid, sm3: &str) -> Result<()> {
        uploads::announce(&self.database, id, sm3).await
    }

    /// The bytes are kept: from now on an event may name the file.
    pub async fn finish_upload(&self, id: Uuid, blob: &Blob) -> Result<()> {
        uploads::finish(&self.database, id, blob).await
    }

    pub async fn remove_upload(&self, id: Uuid) -> Result<()> {
        uploads::remove(&self.database, id).await
    }

    /// Forgets uploads that nobody has touched since `before`; gives them, so
    /// that their parts can follow.
    pub async fn sweep_uploads(&self, before: Timestamp) -> Result<Vec<Upload>> {
        uploads::sweep(&self.database, before).await
    }
}
