//! The store boundary: what the server keeps and asks for, without a word of SQL.
//!
//! Work is done inside a transaction that the store opens: [`read`] for looking, [`write`] for
//! changing; an error rolls everything back. Every key of a village's work begins with the village,
//! so that a distributed store can keep villages apart.

pub mod memory;
pub mod postgres;
pub mod records;
mod spelling;
pub mod sqlite;

use records::*;
use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, CaseId, DeviceId, FeedbackId, HouseholdId, PersonId};
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Why the store failed. All but [`StoreError::RolledBack`] are faults of machine or file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full: nothing was written.
    #[error("the disk is full")]
    Full,
    /// A backup never overwrites.
    #[error("{0} is there already: name a new file")]
    Exists(String),
    /// SQLite says no.
    #[error("SQLite: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// PostgreSQL says no.
    #[error("PostgreSQL: {0}")]
    Postgres(String),
    /// The database is not there now: nothing was written, or it isn't known whether the commit
    /// was. Asking again is safe.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// Others wrote the same at the same time, again and again: nothing was written. Asking again
    /// is safe.
    #[error("too many write the same at once: {0}")]
    Busy(String),
    /// An address of a database that can't be read.
    #[error("this is no address of a database: {0}")]
    Address(String),
    /// A row that contradicts what is there: something twice, or of somebody who isn't there.
    #[error("it contradicts what is there: {0}")]
    Contradiction(String),
    /// The threads of a connection can't be made.
    #[error("a connection can't be driven: {0}")]
    Threads(#[source] std::io::Error),
    /// A stored value is not what was written.
    #[error("the store holds a value that is not readable: {0}")]
    Damaged(String),
    /// The file was written by a later version.
    #[error("the data folder was written by a later version (schema {found}, this version knows {known})")]
    Later {
        /// What was found.
        found: u32,
        /// What this version knows.
        known: u32,
    },
    /// The commit failed: nothing that was in it is there.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The work inside the transaction ended with an error of its own: it carries the reason.
    #[error("rolled back")]
    RolledBack,
}

type Result<T> = std::result::Result<T, StoreError>;

/// Questions to the store.
pub trait ReadTx {
    /// A setting of this data folder.
    fn meta(&self, key: &str) -> Result<Option<String>>;
    /// One place.
    fn place(&self, code: &PlaceCode) -> Result<Option<Place>>;
    /// The place and all within it, by code.
    fn places_within(&self, place: &PlaceCode) -> Result<Vec<Place>>;
    /// The places an account worked at before, newest first.
    fn tenures(&self, account: &AccountId) -> Result<Vec<TenureRow>>;
    /// One account.
    fn account(&self, id: &AccountId) -> Result<Option<AccountRow>>;
    /// The account that logs in by this name.
    fn account_by_login(&self, login: &str) -> Result<Option<AccountRow>>;
    /// Accounts whose place is this one or within it, by place.
    fn accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>>;
    /// One device.
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>>;
    /// The device with this token.
    fn device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>>;
    /// An account's devices, newest first.
    fn devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>>;
    /// A one-time code.
    fn enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>>;
    /// A session.
    fn session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>>;
    /// A half-filled form.
    fn draft(&self, account: &AccountId, form: &str) -> Result<Option<String>>;
    /// Everything that is neither in a log nor derived, in an order in which it can be put.
    fn ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()>;

    /// The villages that have a log, by code.
    fn villages(&self) -> Result<Vec<PlaceCode>>;
    /// The end of a village's log.
    fn log_head(&self, village: &PlaceCode) -> Result<LogHead>;
    /// How many changes all logs within a place hold.
    fn log_length(&self, place: &PlaceCode) -> Result<u64>;
    /// The chain at a sequence; none when the log doesn't reach so far.
    fn chain_at(&self, village: &PlaceCode, seq: u64) -> Result<Option<Chain>>;
    /// A change by its hash.
    fn change(&self, village: &PlaceCode, hash: &Hash) -> Result<Option<ChangeRow>>;
    /// A document's changes, by sequence.
    fn changes_of(&self, doc: &DocId) -> Result<Vec<ChangeRow>>;
    /// A part of a village's log: after `after`, at most `most` changes.
    fn log(&self, village: &PlaceCode, after: u64, most: usize) -> Result<Vec<ChangeRow>>;

    /// The changes behind a sequence that belong to these documents of one village, by sequence.
    fn changes_after(&self, village: &PlaceCode, docs: &[DocId], after: u64) -> Result<Vec<ChangeRow>>;
    /// Stored outlines, for those of the documents that have one.
    fn outlines(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<u8>>>;

    /// A document's row.
    fn document(&self, doc: &DocId) -> Result<Option<DocumentRow>>;
    /// All documents of a village.
    fn documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>>;
    /// Those of a village's changes, or of one of its documents, that others than their author brought, in the
    /// order of the log.
    fn carried(&self, village: &PlaceCode, doc: Option<&DocId>) -> Result<Vec<ChangeRow>>;
    /// The names of all documents in a village's log, sorted.
    fn logged_documents(&self, village: &PlaceCode) -> Result<Vec<DocId>>;
    /// A household's visit books.
    fn books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>>;
    /// Who holds a document.
    fn scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>>;
    /// Who holds each of these documents; those that nobody holds are left out.
    fn scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>>;
    /// What a grantee holds, by document: a place stands for itself and all within it. The
    /// sequence is the lowest at which it entered.
    fn scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>>;

    /// Households of one village by their identities.
    fn households_of(&self, village: &PlaceCode, ids: &[HouseholdId]) -> Result<Vec<HouseholdRow>>;
    /// A household by its identity, in the logs of the villages of a place.
    fn household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>>;
    /// Households of a place, by micro-grid and house number as text.
    fn households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>>;
    /// Households of a place that don't stand: archived, or merged into another; by identity.
    fn households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>>;
    /// A household's visits, newest first.
    fn visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>>;
    /// Visits at which a volunteer helped, in the villages of a place, from an instant to just before
    /// another; by village and time.
    fn helped_visits(&self, place: &PlaceCode, from: Millis, until: Millis) -> Result<Vec<VisitRow>>;
    /// A case by its identity, in the logs of the villages where these hold something or work.
    /// Whether they hold this case is not asked.
    fn case(&self, holders: &[Grantee], id: &CaseId) -> Result<Option<CaseRow>>;
    /// Cases that are in scope of a grantee, newest first.
    fn cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>>;
    /// Those of [`ReadTx::cases`] that aren't closed: after years, few among many.
    fn open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>>;
    /// Cases that name a household of a village, newest first; they may lie in other villages.
    fn cases_of(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<CaseRow>>;
    /// Cases that run and should have gone up one level by themselves before `now`, at most `most`,
    /// those that wait longest first.
    fn cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>>;
    /// Cases of a place counted by the first `digits` digits of where they were raised,
    /// sorted by them.
    fn case_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        now: Millis,
        since: Millis,
    ) -> Result<Vec<CaseCount>>;
    /// Households of a place that stand, counted by the first `digits` digits of their micro-grid,
    /// sorted by them.
    fn household_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        since: Millis,
    ) -> Result<Vec<HouseholdCount>>;
    /// A photo as a document names it.
    fn photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>>;
    /// Whether a photo of a village is whole in the room for photos.
    fn photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool>;
    /// Bytes of all whole photos of a village.
    fn photo_bytes(&self, village: &PlaceCode) -> Result<u64>;
    /// A place's own service lists.
    fn service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>>;
    /// The directory of a village, by identity.
    fn directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>>;
    /// A complaint or suggestion of somebody.
    fn feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>>;
    /// All that somebody wrote, the newest received first.
    fn feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>>;
    /// What is addressed to a village or county: what isn't answered first, the newest received first, at
    /// most `most`.
    fn feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>>;
    /// How far a village's log was read for notices; none before it was.
    fn notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>>;
    /// Notices that wait and may be tried by `now`, at most `most`, those that wait longest first.
    fn notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>>;
    /// Which of these subjects in a village somebody looked at between two moments, both included.
    fn looked_at(
        &self,
        village: &PlaceCode,
        account: &AccountId,
        between: (Millis, Millis),
        subjects: &[String],
    ) -> Result<BTreeSet<String>>;
    /// At most `most` looks at a village's detail, newest first.
    fn looks(&self, village: &PlaceCode, most: usize) -> Result<Vec<LookRow>>;
    /// All derived rows in a fixed order, as text: to compare rebuilt with incremental.
    fn derived(&self) -> Result<Vec<String>>;
}

/// Changes to the store; all of one transaction or none.
pub trait WriteTx: ReadTx {
    /// Keeps a setting.
    fn set_meta(&self, key: &str, value: &str) -> Result<()>;
    /// Adds a place or gives it a new name.
    fn put_place(&self, place: &Place) -> Result<()>;
    /// Adds an account or changes it.
    fn put_account(&self, account: &AccountRow) -> Result<()>;
    /// Adds a device or changes it.
    fn put_device(&self, device: &DeviceRow) -> Result<()>;
    /// Adds a code or changes it.
    fn put_enrol_code(&self, code: &EnrolCodeRow) -> Result<()>;
    /// Adds a session; drops what has ended.
    fn put_session(&self, session: &SessionRow, now: Millis) -> Result<()>;
    /// Ends a session.
    fn end_session(&self, token_hash: &SecretHash) -> Result<()>;
    /// Keeps a half-filled form; an empty body drops it.
    fn put_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()>;

    /// Takes note that an account worked at a place until now.
    fn put_tenure(&self, tenure: &TenureRow) -> Result<()>;

    /// The end of a village's log, held against every other writer until the transaction ends.
    /// Whoever writes into several villages asks for them in the order of their codes.
    fn lock_log(&self, village: &PlaceCode) -> Result<LogHead>;
    /// Appends changes of one village whose sequence and chain follow from [`WriteTx::lock_log`].
    fn append(&self, changes: &[ChangeRow]) -> Result<()>;

    /// Keeps documents' rows with their outlines.
    fn put_documents(&self, documents: &[(DocumentRow, Vec<u8>)]) -> Result<()>;
    /// Sets who holds these documents.
    fn put_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()>;
    /// Keeps households' rows, but for their newest visits.
    fn put_households(&self, households: &[HouseholdRow]) -> Result<()>;
    /// Keeps visits, and raises the newest visit of their households.
    fn put_visits(&self, visits: &[VisitRow]) -> Result<()>;
    /// Keeps cases' rows.
    fn put_cases(&self, cases: &[CaseRow]) -> Result<()>;
    /// Keeps the names of photos that a document's entries hold; none is ever taken out of one.
    fn put_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()>;
    /// A photo is whole in the room for photos.
    fn keep_photo(&self, village: &PlaceCode, hash: &PhotoHash, bytes: u32, at: Millis) -> Result<()>;
    /// A photo that was whole is gone from the room for photos.
    fn lose_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()>;
    /// Replaces a place's service lists.
    fn put_service_list(&self, list: &ServiceListRow) -> Result<()>;
    /// Adds somebody to a village's directory or changes them.
    fn put_listed(&self, row: &ListedRow) -> Result<()>;
    /// Takes somebody out of it; nothing of them stays.
    fn drop_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()>;
    /// Keeps a complaint or suggestion; of one that is there only the answer, and only the first.
    fn put_feedback(&self, row: &FeedbackRow) -> Result<()>;
    /// A village's log was read for notices up to here.
    fn set_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()>;
    /// Keeps a notice; of one that is there only how it stands.
    fn put_notice(&self, notice: &NoticeRow) -> Result<()>;
    /// Puts a notice off until then, so that no other process tries it meanwhile; false when another
    /// one was first.
    fn claim_notice(&self, notice: &NoticeRow, until: Millis) -> Result<bool>;
    /// A notice was delivered.
    fn drop_notice(&self, village: &PlaceCode, id: &str) -> Result<()>;
    /// Takes note of a look, as it is.
    fn add_look(&self, look: &LookRow) -> Result<()>;
    /// Drops all that is derived.
    fn drop_derived(&self) -> Result<()>;
}

/// A store: opens transactions.
pub trait Store: Send + Sync {
    /// Runs `work` on one state of the store.
    ///
    /// # Errors
    /// Of the store or of `work`.
    fn read_with(&self, work: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()>;
    /// Runs `work` alone, and makes it durable before returning. A store that lets several write
    /// at once may take a transaction back when two stand in each other's way, and runs `work`
    /// again: nothing outside the transaction may hang on how often it ran.
    ///
    /// # Errors
    /// Of the store or of `work`; then nothing was changed.
    fn write_with(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()>;
    /// Copies the whole store page by page to a new SQLite file and sets these settings there, where
    /// that is possible: faster than row by row. The store goes on working meanwhile.
    ///
    /// # Errors
    /// When the file is there already or can't be written.
    fn copy_pages(&self, _to: &Path, _meta: &[(&str, &str)]) -> Option<Result<()>> {
        None
    }
}

/// Runs `work` on one state of the store and hands out what it found.
///
/// # Errors
/// Of the store or of `work`.
pub fn read<T, E: From<StoreError>>(
    store: &dyn Store,
    work: impl FnOnce(&dyn ReadTx) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut work = Some(work);
    let mut out = None;
    let ran = store.read_with(&mut |tx| {
        if let Some(work) = work.take() {
            out = Some(work(tx));
        }
        Ok(())
    });
    settle(ran, out)
}

/// Runs `work` alone, as [`Store::write_with`] does; it is durable when this returns `Ok`.
///
/// # Errors
/// Of the store or of `work`; then nothing was changed.
pub fn write<T, E: From<StoreError>>(
    store: &dyn Store,
    mut work: impl FnMut(&dyn WriteTx) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut out = None;
    let ran = store.write_with(&mut |tx| {
        let did = work(tx);
        let failed = did.is_err();
        out = Some(did);
        if failed { Err(StoreError::RolledBack) } else { Ok(()) }
    });
    settle(ran, out)
}

fn settle<T, E: From<StoreError>>(
    ran: Result<()>,
    out: Option<std::result::Result<T, E>>,
) -> std::result::Result<T, E> {
    match (ran, out) {
        (Ok(()) | Err(StoreError::RolledBack), Some(out)) => out,
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => Err(StoreError::RolledBack.into()),
    }
}
