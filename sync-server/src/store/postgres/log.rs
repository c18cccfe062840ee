//! The change log in PostgreSQL, and the traits put together from the parts of this folder.

use super::codec::*;
use super::connection::values;
use super::statements::{log as sql, people, rows};
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::{range, seq_value};
use crate::store::{ReadTx, WriteTx};
use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, CaseId, DeviceId, FeedbackId, HouseholdId, PersonId};
use shared_model::moment::Millis;
use shared_model::people::Author;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;

fn read_change(row: &Row) -> Result<ChangeRow> {
    Ok(ChangeRow {
        seq: seq(row, "seq")?,
        hash: bytes(row, "hash")?,
        doc: doc(row, "doc")?,
        actor: raw(row, "actor")?,
        author: Author {
            account: account(row, "account")?,
            role: role(row, "role")?,
            place: place(row, "place")?,
        },
        received_at: millis(row, "received_at")?,
        chain: bytes(row, "chain")?,
        bytes: raw(row, "bytes")?,
        carrier: maybe_account(row, "carrier")?,
    })
}

fn read_head(row: &Row) -> Result<LogHead> {
    Ok(LogHead { seq: seq(row, "seq")?, chain: bytes(row, "chain")? })
}

pub(super) fn code(place: &PlaceCode) -> String {
    place.as_str().to_owned()
}

pub(super) fn names(docs: &[DocId]) -> Vec<String> {
    docs.iter().map(DocId::to_string).collect()
}

/// Documents by the village whose log they lie in.
pub(super) fn by_village<'a>(docs: &'a [DocId]) -> BTreeMap<&'a PlaceCode, Vec<String>> {
    let mut villages: BTreeMap<&'a PlaceCode, Vec<String>> = BTreeMap::new();
    for doc in docs {
        villages.entry(doc.village()).or_default().push(doc.to_string());
    }
    villages
}

impl ReadTx for Tx<'_> {
    fn meta(&self, key: &str) -> Result<Option<String>> {
        self.get_meta(key)
    }
    fn place(&self, code: &PlaceCode) -> Result<Option<Place>> {
        self.get_place(code)
    }
    fn places_within(&self, place: &PlaceCode) -> Result<Vec<Place>> {
        self.get_places_within(place)
    }
    fn tenures(&self, account: &AccountId) -> Result<Vec<TenureRow>> {
        self.get_tenures(account)
    }
    fn account(&self, id: &AccountId) -> Result<Option<AccountRow>> {
        self.get_account(id)
    }
    fn account_by_login(&self, login: &str) -> Result<Option<AccountRow>> {
        self.get_account_by_login(login)
    }
    fn accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>> {
        self.get_accounts_within(place)
    }
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        self.get_device(id)
    }
    fn device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>> {
        self.get_device_by_token(token_hash)
    }
    fn devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        self.get_devices_of(account)
    }
    fn enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>> {
        self.get_enrol_code(code_hash)
    }
    fn session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>> {
        self.get_session(token_hash)
    }
    fn draft(&self, account: &AccountId, form: &str) -> Result<Option<String>> {
        self.get_draft(account, form)
    }
    fn ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()> {
        self.get_ground(each)
    }

    fn villages(&self) -> Result<Vec<PlaceCode>> {
        self.all(sql::VILLAGES, vec![], |row| place(row, "village"))
    }
    fn log_head(&self, village: &PlaceCode) -> Result<LogHead> {
        Ok(self.one(sql::LOG_HEAD, values![code(village)], read_head)?.unwrap_or_default())
    }
    fn log_length(&self, place: &PlaceCode) -> Result<u64> {
        let (from, to) = range(&place.prefix()[..place.prefix().len().min(12)]);
        Ok(self.one(sql::LOG_LENGTH, values![from, to], |row| seq(row, "length"))?.unwrap_or(0))
    }
    fn chain_at(&self, village: &PlaceCode, seq: u64) -> Result<Option<Chain>> {
        if seq == 0 {
            return Ok(Some(Chain::default()));
        }
        self.one(sql::CHAIN_AT, values![code(village), seq_value(seq)], |row| bytes(row, "chain"))
    }
    fn change(&self, village: &PlaceCode, hash: &Hash) -> Result<Option<ChangeRow>> {
        self.one(sql::CHANGE, values![code(village), hash.to_vec()], read_change)
    }
    fn changes_of(&self, doc: &DocId) -> Result<Vec<ChangeRow>> {
        self.all(sql::CHANGES_OF, values![code(doc.village()), doc.to_string()], read_change)
    }
    fn changes_after(&self, village: &PlaceCode, docs: &[DocId], after: u64) -> Result<Vec<ChangeRow>> {
        let values = values![code(village), names(docs), seq_value(after)];
        self.all(sql::CHANGES_AFTER, values, read_change)
    }
    fn log(&self, village: &PlaceCode, after: u64, most: usize) -> Result<Vec<ChangeRow>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.all(sql::LOG, values![code(village), seq_value(after), most], read_change)
    }
    fn outlines(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<u8>>> {
        let asked = by_village(docs).into_iter().map(|(village, docs)| values![code(village), docs]);
        let found = self.each(rows::OUTLINES, asked, |row| Ok((doc(row, "doc")?, raw(row, "outline")?)))?;
        Ok(found.into_iter().collect())
    }

    fn document(&self, doc: &DocId) -> Result<Option<DocumentRow>> {
        self.get_document(doc)
    }
    fn documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>> {
        self.get_documents(village)
    }
    fn carried(&self, village: &PlaceCode, doc: Option<&DocId>) -> Result<Vec<ChangeRow>> {
        match doc {
            Some(doc) => self.all(sql::CARRIED_OF, values![code(village), doc.to_string()], read_change),
            None => self.all(sql::CARRIED, values![code(village)], read_change),
        }
    }
    fn logged_documents(&self, village: &PlaceCode) -> Result<Vec<DocId>> {
        self.all(sql::LOGGED_DOCUMENTS, values![code(village)], |row| doc(row, "doc"))
    }
    fn books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>> {
        self.get_books_of(village, households)
    }
    fn scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>> {
        self.get_scope_of(doc)
    }
    fn scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>> {
        self.get_scopes_of(docs)
    }
    fn scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>> {
        self.get_scope(grantees)
    }
    fn household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>> {
        self.get_household(within, id)
    }
    fn households_of(&self, village: &PlaceCode, ids: &[HouseholdId]) -> Result<Vec<HouseholdRow>> {
        self.get_households_of(village, ids)
    }
    fn households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        self.get_households(place)
    }
    fn households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        self.get_households_aside(place)
    }
    fn visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>> {
        self.get_visits(village, household)
    }
    fn helped_visits(&self, place: &PlaceCode, from: Millis, until: Millis) -> Result<Vec<VisitRow>> {
        self.get_helped_visits(place, from, until)
    }
    fn case(&self, holders: &[Grantee], id: &CaseId) -> Result<Option<CaseRow>> {
        self.get_case(holders, id)
    }
    fn cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        self.get_cases(grantee)
    }
    fn open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        self.get_open_cases(grantee)
    }
    fn cases_of(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<CaseRow>> {
        self.get_cases_of(village, household)
    }
    fn cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>> {
        self.get_cases_to_pass_up(now, most)
    }
    fn case_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        now: Millis,
        since: Millis,
    ) -> Result<Vec<CaseCount>> {
        self.count_cases(place, digits, now, since)
    }
    fn household_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        since: Millis,
    ) -> Result<Vec<HouseholdCount>> {
        self.count_households(place, digits, since)
    }
    fn photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>> {
        self.get_photo_named(doc, hash)
    }
    fn photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool> {
        self.is_photo_kept(village, hash)
    }
    fn photo_bytes(&self, village: &PlaceCode) -> Result<u64> {
        self.count_photo_bytes(village)
    }
    fn service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>> {
        self.get_service_list(place)
    }
    fn directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>> {
        self.get_directory(village)
    }
    fn feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>> {
        self.get_feedback(account, id)
    }
    fn feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>> {
        self.get_feedback_of(account)
    }
    fn feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>> {
        self.get_feedback_to(place, most)
    }
    fn notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>> {
        self.get_notice_cursor(village)
    }
    fn notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>> {
        self.get_notices_due(now, most)
    }
    fn looked_at(
        &self,
        village: &PlaceCode,
        account: &AccountId,
        between: (Millis, Millis),
        subjects: &[String],
    ) -> Result<BTreeSet<String>> {
        self.get_looked_at(village, account, between, subjects)
    }
    fn looks(&self, village: &PlaceCode, most: usize) -> Result<Vec<LookRow>> {
        self.get_looks(village, i64::try_from(most).unwrap_or(i64::MAX))
    }
    fn derived(&self) -> Result<Vec<String>> {
        self.derived_as_text()
    }
}

impl WriteTx for Tx<'_> {
    fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.run(people::PUT_META, values![key.to_owned(), value.to_owned()])
    }
    fn put_place(&self, place: &Place) -> Result<()> {
        self.save_place(place)
    }
    fn put_account(&self, account: &AccountRow) -> Result<()> {
        self.save_account(account)
    }
    fn put_tenure(&self, tenure: &TenureRow) -> Result<()> {
        self.save_tenure(tenure)
    }
    fn put_device(&self, device: &DeviceRow) -> Result<()> {
        self.save_device(device)
    }
    fn put_enrol_code(&self, code: &EnrolCodeRow) -> Result<()> {
        self.save_enrol_code(code)
    }
    fn put_session(&self, session: &SessionRow, now: Millis) -> Result<()> {
        self.save_session(session, now)
    }
    fn end_session(&self, token_hash: &SecretHash) -> Result<()> {
        self.run(people::END_SESSION, values![token_hash.to_vec()])
    }
    fn put_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()> {
        self.save_draft(account, form, body)
    }

    fn lock_log(&self, village: &PlaceCode) -> Result<LogHead> {
        self.run(sql::BEGIN_LOG, values![code(village), Chain::default().to_vec()])?;
        Ok(self.one(sql::LOCK_LOG, values![code(village)], read_head)?.unwrap_or_default())
    }

    fn append(&self, changes: &[ChangeRow]) -> Result<()> {
        let Some(last) = changes.last() else { return Ok(()) };
        let village = code(last.doc.village());
        let docs: BTreeSet<&PlaceCode> = changes.iter().map(|change| change.doc.village()).collect();
        debug_assert_eq!(docs.len(), 1, "changes of one village");
        fn column<T>(changes: &[ChangeRow], of: impl Fn(&ChangeRow) -> T) -> Vec<T> {
            changes.iter().map(of).collect()
        }
        let values = values![
            village.clone(),
            column(changes, |c| seq_value(c.seq)),
            column(changes, |c| c.hash.to_vec()),
            column(changes, |c| c.doc.to_string()),
            column(changes, |c| c.actor.clone()),
            column(changes, |c| c.author.account.as_str().to_owned()),
            column(changes, |c| c.author.role.word()),
            column(changes, |c| c.author.place.as_str().to_owned()),
            column(changes, |c| c.received_at.0),
            column(changes, |c| c.chain.to_vec()),
            column(changes, |c| c.bytes.clone()),
            column(changes, |c| c.carrier.as_ref().map(|carrier| carrier.as_str().to_owned())),
        ];
        self.run(sql::APPEND, values)?;
        self.run(sql::SET_LOG_HEAD, values![village, seq_value(last.seq), last.chain.to_vec()])
    }

    fn put_documents(&self, documents: &[(DocumentRow, Vec<u8>)]) -> Result<()> {
        self.save_documents(documents)
    }
    fn put_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()> {
        self.save_scopes(scopes)
    }
    fn put_households(&self, households: &[HouseholdRow]) -> Result<()> {
        self.save_households(households)
    }
    fn put_visits(&self, visits: &[VisitRow]) -> Result<()> {
        self.save_visits(visits)
    }
    fn put_cases(&self, cases: &[CaseRow]) -> Result<()> {
        self.save_cases(cases)
    }
    fn put_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()> {
        self.save_photo_names(doc, photos)
    }
    fn keep_photo(&self, village: &PlaceCode, hash: &PhotoHash, bytes: u32, at: Millis) -> Result<()> {
        self.save_photo(village, hash, bytes, at)
    }
    fn lose_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()> {
        self.drop_photo(village, hash)
    }
    fn add_look(&self, look: &LookRow) -> Result<()> {
        self.save_look(look)
    }
    fn put_service_list(&self, list: &ServiceListRow) -> Result<()> {
        self.save_service_list(list)
    }
    fn put_listed(&self, row: &ListedRow) -> Result<()> {
        self.save_listed(row)
    }
    fn drop_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()> {
        self.delete_listed(village, person)
    }
    fn put_feedback(&self, row: &FeedbackRow) -> Result<()> {
        self.save_feedback(row)
    }
    fn set_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()> {
        self.save_notice_cursor(village, seq)
    }
    fn put_notice(&self, notice: &NoticeRow) -> Result<()> {
        self.save_notice(notice)
    }
    fn claim_notice(&self, notice: &NoticeRow, until: Millis) -> Result<bool> {
        self.take_notice(notice, until)
    }
    fn drop_notice(&self, village: &PlaceCode, id: &str) -> Result<()> {
        self.delete_notice(village, id)
    }
    fn drop_derived(&self) -> Result<()> {
        self.clear_derived()
    }
}
