//! Questions to the store in memory.

use super::super::spelling::{grantee_range, grantee_text, range};
use super::{Small, Tx, Village};
use crate::store::records::*;
use crate::store::{ReadTx, Result};
use shared_model::document::{DocId, DocKind, Hash};
use shared_model::ids::{AccountId, CaseId, DeviceId, FeedbackId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whether a text lies in the half-open range.
fn lies_in(text: &str, (from, to): &(String, String)) -> bool {
    text >= from.as_str() && text < to.as_str()
}

impl Tx {
    pub(super) fn small<T>(&self, look: impl FnOnce(&Small) -> T) -> T {
        look(&self.0.borrow().small)
    }

    fn village(&self, code: &PlaceCode) -> Option<Arc<Village>> {
        self.0.borrow().villages.get(code).cloned()
    }

    /// What is found in one village; nothing when nothing was ever written there.
    fn there<T: Default>(&self, code: &PlaceCode, look: impl FnOnce(&Village) -> T) -> T {
        self.village(code).map(|village| look(&village)).unwrap_or_default()
    }

    fn everywhere(&self) -> Vec<(PlaceCode, Arc<Village>)> {
        self.0.borrow().villages.iter().map(|(code, village)| (code.clone(), village.clone())).collect()
    }

    fn all_households(&self) -> Vec<HouseholdRow> {
        let villages = self.everywhere();
        villages.iter().flat_map(|(_, village)| village.rows.households.values().cloned()).collect()
    }

    fn all_cases(&self) -> Vec<CaseRow> {
        let villages = self.everywhere();
        villages.iter().flat_map(|(_, village)| village.rows.cases.values().cloned()).collect()
    }
}

fn changes<'a>(village: &'a Village, doc: &DocId) -> impl Iterator<Item = &'a Arc<ChangeRow>> {
    let seqs = village.by_doc.get(&doc.to_string()).into_iter().flatten();
    seqs.filter_map(|seq| village.log.get(seq))
}

fn newest_first(mut cases: Vec<CaseRow>) -> Vec<CaseRow> {
    cases.sort_by_key(|case| (Reverse(case.received_at), case.id.clone()));
    cases
}

impl ReadTx for Tx {
    fn meta(&self, key: &str) -> Result<Option<String>> {
        Ok(self.small(|small| small.meta.get(key).cloned()))
    }
    fn place(&self, code: &PlaceCode) -> Result<Option<Place>> {
        Ok(self.small(|small| small.places.get(code).cloned()))
    }
    fn places_within(&self, place: &PlaceCode) -> Result<Vec<Place>> {
        let range = range(place.prefix());
        let within = |place: &&Place| lies_in(place.code.as_str(), &range);
        Ok(self.small(|small| small.places.values().filter(within).cloned().collect()))
    }
    fn tenures(&self, account: &AccountId) -> Result<Vec<TenureRow>> {
        let mut tenures = self.small(all_tenures);
        tenures.retain(|tenure| tenure.account == *account);
        tenures.sort_by_key(|tenure| (Reverse(tenure.until), tenure.place.clone()));
        Ok(tenures)
    }
    fn account(&self, id: &AccountId) -> Result<Option<AccountRow>> {
        Ok(self.small(|small| small.accounts.get(id).cloned()))
    }
    fn account_by_login(&self, login: &str) -> Result<Option<AccountRow>> {
        let has = |row: &&AccountRow| row.login.as_deref() == Some(login);
        Ok(self.small(|small| small.accounts.values().find(has).cloned()))
    }
    fn accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>> {
        let range = range(place.prefix());
        let within = |row: &&AccountRow| lies_in(row.account.place.as_str(), &range);
        let mut found: Vec<_> = self.small(|small| small.accounts.values().filter(within).cloned().collect());
        found.sort_by_key(|row| (row.account.place.clone(), row.account.id.clone()));
        Ok(found)
    }
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        Ok(self.small(|small| small.devices.get(&id).cloned()))
    }
    fn device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>> {
        let has = |row: &&DeviceRow| row.token_hash == *token_hash;
        Ok(self.small(|small| small.devices.values().find(has).cloned()))
    }
    fn devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        let mut found: Vec<_> = self.small(|small| small.devices.values().cloned().collect());
        found.retain(|row: &DeviceRow| row.account == *account);
        found.sort_by_key(|row| (Reverse(row.enrolled_at), row.id));
        Ok(found)
    }
    fn enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>> {
        Ok(self.small(|small| small.codes.get(code_hash).cloned()))
    }
    fn session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>> {
        Ok(self.small(|small| small.sessions.get(token_hash).cloned()))
    }
    fn draft(&self, account: &AccountId, form: &str) -> Result<Option<String>> {
        Ok(self.small(|small| small.drafts.get(&(account.clone(), form.to_owned())).cloned()))
    }
    fn ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()> {
        let mut rows: Vec<GroundRow> = self.small(|small| {
            let meta = small.meta.iter().map(|(key, value)| GroundRow::Meta(key.clone(), value.clone()));
            meta.chain(small.places.values().cloned().map(GroundRow::Place)).collect()
        });
        rows.extend(self.small(|small| {
            let mut accounts: Vec<_> = small.accounts.values().cloned().collect();
            accounts.sort_by_key(|row| (row.account.place.clone(), row.account.id.clone()));
            accounts.into_iter().map(GroundRow::Account).collect::<Vec<_>>()
        }));
        rows.extend(self.small(all_tenures).into_iter().map(GroundRow::Tenure));
        self.small(|small| {
            rows.extend(small.devices.values().cloned().map(GroundRow::Device));
            rows.extend(small.codes.values().cloned().map(GroundRow::EnrolCode));
            rows.extend(small.sessions.values().cloned().map(GroundRow::Session));
            let drafts = small.drafts.iter();
            rows.extend(
                drafts.map(|((a, form), body)| GroundRow::Draft(a.clone(), form.clone(), body.clone())),
            );
        });
        for (_, village) in self.everywhere() {
            rows.extend(village.looks.iter().cloned().map(GroundRow::Look));
        }
        rows.extend(self.small(|small| {
            small.service_lists.values().cloned().map(GroundRow::ServiceList).collect::<Vec<_>>()
        }));
        rows.extend(
            self.small(|small| small.feedback.values().cloned().map(GroundRow::Feedback).collect::<Vec<_>>()),
        );
        for (_, village) in self.everywhere() {
            rows.extend(village.directory.values().cloned().map(GroundRow::Listed));
        }
        for (code, village) in self.everywhere() {
            rows.extend(village.notice_cursor.map(|seq| GroundRow::NoticeCursor(code, seq)));
        }
        for (_, village) in self.everywhere() {
            rows.extend(village.notices.values().cloned().map(GroundRow::Notice));
        }
        for (code, village) in self.everywhere() {
            let photos = village.photos.iter();
            rows.extend(photos.map(|(hash, (bytes, at))| GroundRow::Photo(code.clone(), *hash, *bytes, *at)));
        }
        rows.into_iter().try_for_each(each)
    }

    fn villages(&self) -> Result<Vec<PlaceCode>> {
        let logged = |(code, village): (PlaceCode, Arc<Village>)| (village.head.seq > 0).then_some(code);
        Ok(self.everywhere().into_iter().filter_map(logged).collect())
    }
    fn log_head(&self, village: &PlaceCode) -> Result<LogHead> {
        Ok(self.there(village, |village| village.head))
    }
    fn log_length(&self, place: &PlaceCode) -> Result<u64> {
        let range = range(&place.prefix()[..place.prefix().len().min(12)]);
        let villages = self.everywhere();
        Ok(villages.iter().filter(|(code, _)| lies_in(code.as_str(), &range)).map(|(_, v)| v.head.seq).sum())
    }
    fn chain_at(&self, village: &PlaceCode, seq: u64) -> Result<Option<Chain>> {
        if seq == 0 {
            return Ok(Some(Chain::default()));
        }
        Ok(self.there(village, |village| village.log.get(&seq).map(|row| row.chain)))
    }
    fn change(&self, village: &PlaceCode, hash: &Hash) -> Result<Option<ChangeRow>> {
        let found = |village: &Village| village.log.get(village.hashes.get(hash)?).map(|row| (**row).clone());
        Ok(self.there(village, found))
    }
    fn changes_of(&self, doc: &DocId) -> Result<Vec<ChangeRow>> {
        Ok(self.there(doc.village(), |village| changes(village, doc).map(|row| (**row).clone()).collect()))
    }
    fn changes_after(&self, village: &PlaceCode, docs: &[DocId], after: u64) -> Result<Vec<ChangeRow>> {
        Ok(self.there(village, |village| {
            let found = docs.iter().flat_map(|doc| changes(village, doc)).filter(|row| row.seq > after);
            let by_seq: BTreeMap<u64, ChangeRow> = found.map(|row| (row.seq, (**row).clone())).collect();
            by_seq.into_values().collect()
        }))
    }
    fn log(&self, village: &PlaceCode, after: u64, most: usize) -> Result<Vec<ChangeRow>> {
        let part = |village: &Village| {
            let behind = village.log.range(after.saturating_add(1)..).map(|(_, row)| (**row).clone());
            behind.take(most).collect()
        };
        Ok(self.there(village, part))
    }
    fn outlines(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<u8>>> {
        let found = |doc: &DocId| {
            let outline = self.there(doc.village(), |v| v.rows.outlines.get(&doc.to_string()).cloned())?;
            Some((doc.clone(), outline))
        };
        Ok(docs.iter().filter_map(found).collect())
    }

    fn document(&self, doc: &DocId) -> Result<Option<DocumentRow>> {
        Ok(self.there(doc.village(), |village| village.rows.documents.get(&doc.to_string()).cloned()))
    }
    fn documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>> {
        Ok(self.there(village, |village| village.rows.documents.values().cloned().collect()))
    }
    fn carried(&self, village: &PlaceCode, doc: Option<&DocId>) -> Result<Vec<ChangeRow>> {
        let mut rows = self.log(village, 0, usize::MAX)?;
        rows.retain(|row| row.carrier.is_some() && doc.is_none_or(|doc| row.doc == *doc));
        Ok(rows)
    }
    fn logged_documents(&self, village: &PlaceCode) -> Result<Vec<DocId>> {
        Ok(self.there(village, |village| {
            village.by_doc.keys().filter_map(|name| DocId::parse(name).ok()).collect()
        }))
    }
    fn books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>> {
        Ok(self.there(village, |village| {
            let rows = village.rows.documents.values();
            let asked = |doc: &DocId| {
                doc.kind() == DocKind::VisitBook && doc.household().is_some_and(|of| households.contains(of))
            };
            rows.map(|row| row.doc.clone()).filter(asked).collect()
        }))
    }
    fn scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>> {
        Ok(self.there(doc.village(), |village| {
            let scope = village.rows.scopes.get(&doc.to_string());
            scope.into_iter().flat_map(BTreeMap::values).cloned().collect()
        }))
    }
    fn scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>> {
        let mut scopes = BTreeMap::new();
        for doc in docs {
            scopes.insert(doc.clone(), self.scope_of(doc)?);
        }
        scopes.retain(|_, scope| !scope.is_empty());
        Ok(scopes)
    }
    fn scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>> {
        let ranges: Vec<_> = grantees.iter().map(grantee_range).collect();
        let mut found: BTreeMap<DocId, (DocumentRow, u64)> = BTreeMap::new();
        for (_, village) in self.everywhere() {
            for (name, scope) in &village.rows.scopes {
                let holds =
                    |row: &&ScopeRow| ranges.iter().any(|range| lies_in(&grantee_text(&row.grantee), range));
                let since = scope.values().filter(holds).map(|row| row.since_seq).min();
                if let (Some(since), Some(row)) = (since, village.rows.documents.get(name)) {
                    found.insert(row.doc.clone(), (row.clone(), since));
                }
            }
        }
        Ok(found.into_values().collect())
    }

    fn household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>> {
        let range = range(&within.prefix()[..within.prefix().len().min(12)]);
        let is = |row: &HouseholdRow| row.id == *id && lies_in(row.village.as_str(), &range);
        Ok(self.all_households().into_iter().find(is))
    }
    fn households_of(&self, village: &PlaceCode, ids: &[HouseholdId]) -> Result<Vec<HouseholdRow>> {
        Ok(self.there(village, |village| {
            village.rows.households.values().filter(|row| ids.contains(&row.id)).cloned().collect()
        }))
    }
    fn households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        let range = range(place.prefix());
        let mut found = self.all_households();
        found.retain(|row| lies_in(row.micro_grid.as_str(), &range));
        found.sort_by_key(|row| {
            (row.micro_grid.clone(), row.house_no.chars().count(), row.house_no.clone(), row.id.clone())
        });
        Ok(found)
    }
    fn households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        let range = range(place.prefix());
        let mut found = self.all_households();
        found.retain(|row| !row.stands && lies_in(row.micro_grid.as_str(), &range));
        found.sort_by_key(|row| row.id.clone());
        Ok(found)
    }
    fn visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>> {
        let mut found: Vec<VisitRow> = self.there(village, |village| {
            village.rows.visits.values().filter(|row| row.household == *household).cloned().collect()
        });
        found.sort_by_key(|row| (Reverse(row.at), row.id.clone()));
        Ok(found)
    }
    fn helped_visits(&self, place: &PlaceCode, from: Millis, until: Millis) -> Result<Vec<VisitRow>> {
        let range = range(&place.prefix()[..place.prefix().len().min(12)]);
        let villages = self.everywhere();
        let near = villages.iter().filter(|(code, _)| lies_in(code.as_str(), &range));
        let helped = |row: &&VisitRow| row.at >= from && row.at < until && row.row.contains("\"helped\":{");
        let visits = near.flat_map(|(_, village)| village.rows.visits.values().filter(helped).cloned());
        let mut found: Vec<VisitRow> = visits.collect();
        found.sort_by(|a, b| (&a.village, a.at, &a.id).cmp(&(&b.village, b.at, &b.id)));
        Ok(found)
    }
    fn case(&self, _holders: &[Grantee], id: &CaseId) -> Result<Option<CaseRow>> {
        Ok(self.all_cases().into_iter().find(|row| row.id == *id))
    }
    fn cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        let held = self.scope(std::slice::from_ref(grantee))?;
        let held: Vec<DocId> = held.into_iter().map(|(row, _)| row.doc).collect();
        let is_held = |row: &CaseRow| held.contains(&DocId::Case(row.village.clone(), row.id.clone()));
        Ok(newest_first(self.all_cases().into_iter().filter(is_held).collect()))
    }
    fn open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        let mut open = self.cases(grantee)?;
        open.retain(|row| !matches!(row.stage.as_str(), "struck_off" | "withdrawn" | "merged"));
        Ok(open)
    }
    fn cases_of(&self, _village: &PlaceCode, household: &HouseholdId) -> Result<Vec<CaseRow>> {
        let names = |row: &CaseRow| row.parties.contains(household);
        Ok(newest_first(self.all_cases().into_iter().filter(names).collect()))
    }
    fn cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>> {
        let late =
            |row: &CaseRow| Some((row.pass_up_at.filter(|at| *at < now && !row.stopped)?, row.clone()));
        let mut found: Vec<(Millis, CaseRow)> = self.all_cases().iter().filter_map(late).collect();
        found.sort_by(|(a, one), (b, other)| (a, &one.village, &one.id).cmp(&(b, &other.village, &other.id)));
        Ok(found.into_iter().take(most).map(|(_, row)| (row.village, row.id)).collect())
    }
    fn case_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        now: Millis,
        since: Millis,
    ) -> Result<Vec<CaseCount>> {
        let range = range(place.prefix());
        let mut counts: BTreeMap<(String, String, String), CaseCount> = BTreeMap::new();
        for row in self.all_cases().into_iter().filter(|row| lies_in(row.micro_grid.as_str(), &range)) {
            let digits: String = row.micro_grid.as_str().chars().take(digits).collect();
            let count =
                counts.entry((digits.clone(), row.stage.clone(), row.colour.clone())).or_insert(CaseCount {
                    digits,
                    stage: row.stage,
                    colour: row.colour,
                    cases: 0,
                    overdue: 0,
                    contested: 0,
                    new: 0,
                });
            count.cases += 1;
            count.overdue += u32::from(
                !row.stopped && row.take_due_at.map_or(row.due_at, |take| take.min(row.due_at)) < now,
            );
            count.contested += u32::from(row.contested);
            count.new += u32::from(row.received_at >= since);
        }
        Ok(counts.into_values().collect())
    }
    fn household_counts(
        &self,
        place: &PlaceCode,
        digits: usize,
        since: Millis,
    ) -> Result<Vec<HouseholdCount>> {
        let range = range(place.prefix());
        let mut counts: BTreeMap<String, HouseholdCount> = BTreeMap::new();
        let here = |row: &HouseholdRow| row.stands && lies_in(row.micro_grid.as_str(), &range);
        for row in self.all_households().into_iter().filter(here) {
            let digits: String = row.micro_grid.as_str().chars().take(digits).collect();
            let empty = HouseholdCount { digits: digits.clone(), households: 0, visited: 0 };
            let count = counts.entry(digits).or_insert(empty);
            count.households += 1;
            count.visited += u32::from(row.last_visit.is_some_and(|visit| visit >= since));
        }
        Ok(counts.into_values().collect())
    }
    fn photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>> {
        let key = (doc.to_string(), *hash);
        Ok(self.there(doc.village(), |village| village.rows.photos.get(&key).cloned()))
    }
    fn photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool> {
        Ok(self.there(village, |village| village.photos.contains_key(hash)))
    }
    fn photo_bytes(&self, village: &PlaceCode) -> Result<u64> {
        Ok(self.there(village, |village| village.photos.values().map(|(bytes, _)| u64::from(*bytes)).sum()))
    }
    fn service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>> {
        Ok(self.small(|small| small.service_lists.get(place).cloned()))
    }
    fn directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>> {
        Ok(self.there(village, |village| village.directory.values().cloned().collect()))
    }
    fn feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>> {
        Ok(self.small(|small| small.feedback.get(&(account.clone(), id.clone())).cloned()))
    }
    fn feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>> {
        let mut rows: Vec<_> = self.small(|small| small.feedback.values().cloned().collect());
        rows.retain(|row: &FeedbackRow| row.account == *account);
        rows.sort_by_key(|row| (Reverse(row.received_at), row.written.id.clone()));
        Ok(rows)
    }
    fn feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>> {
        let mut rows: Vec<_> = self.small(|small| small.feedback.values().cloned().collect());
        rows.retain(|row: &FeedbackRow| row.written.to == *place);
        rows.sort_by_key(|row| {
            let key = (row.account.clone(), row.written.id.clone());
            (row.reply.is_some(), Reverse(row.received_at), key)
        });
        rows.truncate(most);
        Ok(rows)
    }
    fn notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>> {
        Ok(self.there(village, |village| village.notice_cursor))
    }
    fn notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>> {
        let villages = self.everywhere();
        let all = villages.iter().flat_map(|(_, village)| village.notices.values());
        let mut due: Vec<NoticeRow> = all.filter(|row| !row.dead && row.next_at <= now).cloned().collect();
        due.sort_by(|a, b| {
            (a.next_at, a.made_at, &a.village, &a.id).cmp(&(b.next_at, b.made_at, &b.village, &b.id))
        });
        due.truncate(most);
        Ok(due)
    }
    fn looked_at(
        &self,
        village: &PlaceCode,
        account: &AccountId,
        (from, until): (Millis, Millis),
        subjects: &[String],
    ) -> Result<BTreeSet<String>> {
        let fits = |look: &&LookRow| {
            look.author.account == *account
                && (from..=until).contains(&look.at)
                && subjects.contains(&look.subject)
        };
        Ok(self.there(village, |village| {
            village.looks.iter().filter(fits).map(|look| look.subject.clone()).collect()
        }))
    }
    fn looks(&self, village: &PlaceCode, most: usize) -> Result<Vec<LookRow>> {
        let mut looks: Vec<LookRow> =
            self.there(village, |village| village.looks.iter().rev().cloned().collect());
        looks.sort_by_key(|look| Reverse(look.at));
        looks.truncate(most);
        Ok(looks)
    }
    fn derived(&self) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for (code, village) in self.everywhere() {
            let rows = &village.rows;
            all.extend(rows.documents.values().map(|row| format!("document {code} {row:?}")));
            all.extend(
                rows.outlines.iter().map(|(name, bytes)| format!("outline {name} {}", hex::encode(bytes))),
            );
            all.extend(rows.scopes.iter().map(|(name, scope)| format!("scope {name} {scope:?}")));
            all.extend(rows.households.values().map(|row| format!("household {row:?}")));
            all.extend(rows.visits.values().map(|row| format!("visit {row:?}")));
            all.extend(rows.cases.values().map(|row| format!("case {row:?}")));
            all.extend(rows.photos.iter().map(|photo| format!("photo {photo:?}")));
        }
        Ok(all)
    }
}

fn all_tenures(small: &Small) -> Vec<TenureRow> {
    let tenure = |((account, until, place), role): (&(AccountId, Millis, PlaceCode), &_)| TenureRow {
        account: account.clone(),
        role: *role,
        place: place.clone(),
        until: *until,
    };
    small.tenures.iter().map(tenure).collect()
}
