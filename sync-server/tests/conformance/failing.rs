//! A store that fails on purpose: over any store, at the operation one wants, or at the commit.

use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, CaseId, DeviceId, FeedbackId, HouseholdId, PersonId};
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use sync_server::store::records::*;
use sync_server::store::{ReadTx, Store, StoreError, WriteTx};

type Result<T> = std::result::Result<T, StoreError>;

const NEVER: u64 = u64::MAX;

/// The store.
pub struct Failing {
    over: Box<dyn Store>,
    left: AtomicU64,
    failed: AtomicBool,
}

impl Failing {
    pub fn over(over: Box<dyn Store>) -> Failing {
        Failing { over, left: AtomicU64::new(NEVER), failed: AtomicBool::new(false) }
    }

    /// The next writing transaction fails after so many operations.
    pub fn fail_at(&self, operation: u64) {
        self.left.store(operation, Ordering::Relaxed);
        self.failed.store(false, Ordering::Relaxed);
    }

    /// Whether it came to that.
    pub fn has_failed(&self) -> bool {
        self.left.store(NEVER, Ordering::Relaxed);
        self.failed.load(Ordering::Relaxed)
    }

    fn step(&self) -> Result<()> {
        match self.left.load(Ordering::Relaxed) {
            NEVER => {}
            0 => {
                self.failed.store(true, Ordering::Relaxed);
                return Err(StoreError::Full);
            }
            left => self.left.store(left - 1, Ordering::Relaxed),
        }
        Ok(())
    }
}

impl Store for Failing {
    fn read_with(&self, work: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.over.read_with(work)
    }

    fn write_with(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        self.over.write_with(&mut |tx| {
            work(&Tx { tx, failing: self })?;
            // The last chance: between the work and the commit.
            self.step()
        })
    }
}

struct Tx<'a> {
    tx: &'a dyn WriteTx,
    failing: &'a Failing,
}

/// Each of these is one operation: it may fail before it is done.
macro_rules! pass_on {
    ($(fn $name:ident(&self $(, $arg:ident: $type:ty)*) -> $result:ty;)*) => {
        $(fn $name(&self $(, $arg: $type)*) -> $result {
            self.failing.step()?;
            self.tx.$name($($arg),*)
        })*
    };
}

impl ReadTx for Tx<'_> {
    pass_on! {
        fn meta(&self, key: &str) -> Result<Option<String>>;
        fn place(&self, code: &PlaceCode) -> Result<Option<Place>>;
        fn places_within(&self, place: &PlaceCode) -> Result<Vec<Place>>;
        fn tenures(&self, account: &AccountId) -> Result<Vec<TenureRow>>;
        fn account(&self, id: &AccountId) -> Result<Option<AccountRow>>;
        fn account_by_login(&self, login: &str) -> Result<Option<AccountRow>>;
        fn accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>>;
        fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>>;
        fn device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>>;
        fn devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>>;
        fn enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>>;
        fn session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>>;
        fn draft(&self, account: &AccountId, form: &str) -> Result<Option<String>>;
        fn ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()>;
        fn villages(&self) -> Result<Vec<PlaceCode>>;
        fn log_head(&self, village: &PlaceCode) -> Result<LogHead>;
        fn log_length(&self, place: &PlaceCode) -> Result<u64>;
        fn chain_at(&self, village: &PlaceCode, seq: u64) -> Result<Option<Chain>>;
        fn change(&self, village: &PlaceCode, hash: &Hash) -> Result<Option<ChangeRow>>;
        fn changes_of(&self, doc: &DocId) -> Result<Vec<ChangeRow>>;
        fn log(&self, village: &PlaceCode, after: u64, most: usize) -> Result<Vec<ChangeRow>>;
        fn changes_after(&self, village: &PlaceCode, docs: &[DocId], after: u64) -> Result<Vec<ChangeRow>>;
        fn outlines(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<u8>>>;
        fn document(&self, doc: &DocId) -> Result<Option<DocumentRow>>;
        fn documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>>;
        fn carried(&self, village: &PlaceCode, doc: Option<&DocId>) -> Result<Vec<ChangeRow>>;
        fn logged_documents(&self, village: &PlaceCode) -> Result<Vec<DocId>>;
        fn books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>>;
        fn scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>>;
        fn scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>>;
        fn scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>>;
        fn households_of(&self, village: &PlaceCode, ids: &[HouseholdId]) -> Result<Vec<HouseholdRow>>;
        fn household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>>;
        fn households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>>;
        fn households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>>;
        fn visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>>;
        fn helped_visits(&self, place: &PlaceCode, from: Millis, until: Millis) -> Result<Vec<VisitRow>>;
        fn case(&self, holders: &[Grantee], id: &CaseId) -> Result<Option<CaseRow>>;
        fn cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>>;
        fn open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>>;
        fn cases_of(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<CaseRow>>;
        fn cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>>;
        fn case_counts(&self, place: &PlaceCode, digits: usize, now: Millis, since: Millis) -> Result<Vec<CaseCount>>;
        fn household_counts(&self, place: &PlaceCode, digits: usize, since: Millis) -> Result<Vec<HouseholdCount>>;
        fn photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>>;
        fn photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool>;
        fn photo_bytes(&self, village: &PlaceCode) -> Result<u64>;
        fn service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>>;
        fn directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>>;
        fn feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>>;
        fn feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>>;
        fn feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>>;
        fn notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>>;
        fn notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>>;
        fn looked_at(&self, village: &PlaceCode, account: &AccountId, between: (Millis, Millis), subjects: &[String]) -> Result<BTreeSet<String>>;
        fn looks(&self, village: &PlaceCode, most: usize) -> Result<Vec<LookRow>>;
        fn derived(&self) -> Result<Vec<String>>;
    }
}

impl WriteTx for Tx<'_> {
    pass_on! {
        fn set_meta(&self, key: &str, value: &str) -> Result<()>;
        fn put_place(&self, place: &Place) -> Result<()>;
        fn put_account(&self, account: &AccountRow) -> Result<()>;
        fn put_device(&self, device: &DeviceRow) -> Result<()>;
        fn put_enrol_code(&self, code: &EnrolCodeRow) -> Result<()>;
        fn put_session(&self, session: &SessionRow, now: Millis) -> Result<()>;
        fn end_session(&self, token_hash: &SecretHash) -> Result<()>;
        fn put_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()>;
        fn put_tenure(&self, tenure: &TenureRow) -> Result<()>;
        fn lock_log(&self, village: &PlaceCode) -> Result<LogHead>;
        fn append(&self, changes: &[ChangeRow]) -> Result<()>;
        fn put_documents(&self, documents: &[(DocumentRow, Vec<u8>)]) -> Result<()>;
        fn put_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()>;
        fn put_households(&self, households: &[HouseholdRow]) -> Result<()>;
        fn put_visits(&self, visits: &[VisitRow]) -> Result<()>;
        fn put_cases(&self, cases: &[CaseRow]) -> Result<()>;
        fn put_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()>;
        fn keep_photo(&self, village: &PlaceCode, hash: &PhotoHash, bytes: u32, at: Millis) -> Result<()>;
        fn lose_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()>;
        fn put_service_list(&self, list: &ServiceListRow) -> Result<()>;
        fn put_listed(&self, row: &ListedRow) -> Result<()>;
        fn drop_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()>;
        fn put_feedback(&self, row: &FeedbackRow) -> Result<()>;
        fn set_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()>;
        fn put_notice(&self, notice: &NoticeRow) -> Result<()>;
        fn claim_notice(&self, notice: &NoticeRow, until: Millis) -> Result<bool>;
        fn drop_notice(&self, village: &PlaceCode, id: &str) -> Result<()>;
        fn add_look(&self, look: &LookRow) -> Result<()>;
        fn drop_derived(&self) -> Result<()>;
    }
}
