//! Changes to the store in memory, with the contradictions a database would see.

use super::super::spelling::grantee_text;
use super::{Derived, Small, Tx, Village};
use crate::store::records::*;
use crate::store::{ReadTx, Result, StoreError, WriteTx};
use shared_model::document::DocId;
use shared_model::ids::{AccountId, PersonId};
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn contradiction(what: &str) -> StoreError {
    StoreError::Contradiction(what.to_owned())
}

/// Refuses what holds for no other row.
fn only(yes: bool, what: &str) -> Result<()> {
    if yes { Ok(()) } else { Err(contradiction(what)) }
}

impl Tx {
    fn change_small<T>(&self, change: impl FnOnce(&mut Small) -> T) -> T {
        change(Arc::make_mut(&mut self.0.borrow_mut().small))
    }

    fn change_village<T>(&self, code: &PlaceCode, change: impl FnOnce(&mut Village) -> T) -> T {
        let mut state = self.0.borrow_mut();
        change(Arc::make_mut(state.villages.entry(code.clone()).or_default()))
    }

    fn known_account(&self, id: &AccountId) -> Result<()> {
        only(self.small(|small| small.accounts.contains_key(id)), "nobody has this account")
    }
}

impl WriteTx for Tx {
    fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.change_small(|small| drop(small.meta.insert(key.to_owned(), value.to_owned())));
        Ok(())
    }
    fn put_place(&self, place: &Place) -> Result<()> {
        let parent = place.code.parent();
        let known = |small: &Small| parent.is_none_or(|parent| small.places.contains_key(&parent));
        only(self.small(known), "the place around it is not there")?;
        self.change_small(|small| drop(small.places.insert(place.code.clone(), place.clone())));
        Ok(())
    }
    fn put_account(&self, row: &AccountRow) -> Result<()> {
        let id = &row.account.id;
        only(self.small(|small| small.places.contains_key(&row.account.place)), "the place is not there")?;
        let twin = |other: &&AccountRow| {
            other.account.id != *id
                && (other.hand == row.hand || (row.login.is_some() && other.login == row.login))
        };
        only(self.small(|small| small.accounts.values().find(twin).is_none()), "login or hand of another")?;
        self.change_small(|small| {
            // The hand stays what it was: changes were written under it.
            let hand = small.accounts.get(id).map_or(row.hand, |there| there.hand);
            small.accounts.insert(id.clone(), AccountRow { hand, ..row.clone() });
        });
        Ok(())
    }
    fn put_tenure(&self, row: &TenureRow) -> Result<()> {
        self.known_account(&row.account)?;
        let key = (row.account.clone(), row.until, row.place.clone());
        self.change_small(|small| {
            small.tenures.entry(key).or_insert(row.role);
        });
        Ok(())
    }
    fn put_device(&self, row: &DeviceRow) -> Result<()> {
        self.known_account(&row.account)?;
        let twin = |other: &&DeviceRow| other.id != row.id && other.token_hash == row.token_hash;
        only(self.small(|small| small.devices.values().find(twin).is_none()), "the token of another")?;
        self.change_small(|small| {
            let there = small.devices.entry(row.id).or_insert_with(|| row.clone());
            *there = DeviceRow {
                account: there.account.clone(),
                enrolled_at: there.enrolled_at,
                enrolled_by: there.enrolled_by,
                ..row.clone()
            };
        });
        Ok(())
    }
    fn put_enrol_code(&self, row: &EnrolCodeRow) -> Result<()> {
        self.known_account(&row.account)?;
        self.change_small(|small| {
            small.codes.entry(row.code_hash).or_insert_with(|| row.clone()).used_at = row.used_at;
        });
        Ok(())
    }
    fn put_session(&self, row: &SessionRow, now: Millis) -> Result<()> {
        self.known_account(&row.account)?;
        self.change_small(|small| {
            small.sessions.retain(|_, session| session.expires_at > now);
            small.sessions.entry(row.token_hash).or_insert_with(|| row.clone()).expires_at = row.expires_at;
        });
        Ok(())
    }
    fn end_session(&self, token_hash: &SecretHash) -> Result<()> {
        self.change_small(|small| drop(small.sessions.remove(token_hash)));
        Ok(())
    }
    fn put_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()> {
        self.known_account(account)?;
        let key = (account.clone(), form.to_owned());
        self.change_small(|small| match body {
            "" => drop(small.drafts.remove(&key)),
            body => drop(small.drafts.insert(key, body.to_owned())),
        });
        Ok(())
    }

    fn lock_log(&self, village: &PlaceCode) -> Result<LogHead> {
        // There is one writer.
        self.log_head(village)
    }
    fn append(&self, changes: &[ChangeRow]) -> Result<()> {
        for row in changes {
            self.change_village(row.doc.village(), |village| {
                let twice = village.log.contains_key(&row.seq) || village.hashes.contains_key(&row.hash);
                only(!twice, "the sequence or the change is there already")?;
                village.log.insert(row.seq, Arc::new(row.clone()));
                village.hashes.insert(row.hash, row.seq);
                village.by_doc.entry(row.doc.to_string()).or_default().insert(row.seq);
                village.head = LogHead { seq: row.seq, chain: row.chain };
                Ok::<_, StoreError>(())
            })?;
        }
        Ok(())
    }

    fn put_documents(&self, documents: &[(DocumentRow, Vec<u8>)]) -> Result<()> {
        for (row, outline) in documents {
            self.change_village(row.doc.village(), |village| {
                village.rows.documents.insert(row.doc.to_string(), row.clone());
                village.rows.outlines.insert(row.doc.to_string(), outline.clone());
            });
        }
        Ok(())
    }
    fn put_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()> {
        for (doc, scope) in scopes {
            let by_grantee: BTreeSet<String> = scope.iter().map(|row| grantee_text(&row.grantee)).collect();
            only(by_grantee.len() == scope.len(), "a grantee twice")?;
            let scope = scope.iter().map(|row| (grantee_text(&row.grantee), row.clone())).collect();
            self.change_village(doc.village(), |village| {
                village.rows.scopes.insert(doc.to_string(), scope);
                village.rows.scopes.retain(|_, scope| !scope.is_empty());
            });
        }
        Ok(())
    }
    fn put_households(&self, households: &[HouseholdRow]) -> Result<()> {
        for row in households {
            self.change_village(&row.village, |village| {
                let visits = village.rows.visits.values().filter(|visit| visit.household == row.id);
                let newest = visits.map(|visit| visit.at).max();
                let there = village.rows.households.get(&row.id).and_then(|there| there.last_visit);
                let row = HouseholdRow { last_visit: there.or(newest), ..row.clone() };
                village.rows.households.insert(row.id.clone(), row);
            });
        }
        Ok(())
    }
    fn put_visits(&self, visits: &[VisitRow]) -> Result<()> {
        for visit in visits {
            self.change_village(&visit.village, |village| {
                let key = (visit.household.clone(), visit.id.clone());
                village.rows.visits.insert(key, visit.clone());
                if let Some(household) = village.rows.households.get_mut(&visit.household) {
                    household.last_visit = household.last_visit.max(Some(visit.at));
                }
            });
        }
        Ok(())
    }
    fn put_cases(&self, cases: &[CaseRow]) -> Result<()> {
        for case in cases {
            let parties: BTreeSet<_> = case.parties.iter().cloned().collect();
            let case = CaseRow { parties: parties.into_iter().collect(), ..case.clone() };
            self.change_village(&case.village.clone(), |village| {
                drop(village.rows.cases.insert(case.id.clone(), case))
            });
        }
        Ok(())
    }
    fn put_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()> {
        fn claim(photo: &Photo) -> (u32, u32, u32, &str) {
            (photo.bytes, photo.width, photo.height, &photo.mime)
        }
        self.change_village(doc.village(), |village| {
            for photo in photos {
                let kept = village.rows.photos.entry((doc.to_string(), photo.hash));
                let kept = kept.or_insert_with(|| photo.clone());
                if claim(photo) < claim(kept) {
                    *kept = photo.clone();
                }
            }
        });
        Ok(())
    }
    fn keep_photo(&self, village: &PlaceCode, hash: &PhotoHash, bytes: u32, at: Millis) -> Result<()> {
        self.change_village(village, |village| {
            village.photos.entry(*hash).or_insert((bytes, at));
        });
        Ok(())
    }
    fn lose_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()> {
        self.change_village(village, |village| village.photos.remove(hash));
        Ok(())
    }
    fn put_service_list(&self, row: &ServiceListRow) -> Result<()> {
        only(self.small(|small| small.places.contains_key(&row.place)), "the place is not there")?;
        self.change_small(|small| drop(small.service_lists.insert(row.place.clone(), row.clone())));
        Ok(())
    }
    fn put_listed(&self, row: &ListedRow) -> Result<()> {
        self.change_village(&row.village, |village| {
            village.directory.insert(row.person.id.clone(), row.clone());
        });
        Ok(())
    }
    fn drop_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()> {
        self.change_village(village, |village| drop(village.directory.remove(person)));
        Ok(())
    }
    fn put_feedback(&self, row: &FeedbackRow) -> Result<()> {
        self.known_account(&row.account)?;
        self.change_small(|small| {
            let key = (row.account.clone(), row.written.id.clone());
            let there = small.feedback.entry(key).or_insert_with(|| row.clone());
            there.reply = there.reply.take().or_else(|| row.reply.clone());
        });
        Ok(())
    }
    fn set_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()> {
        self.change_village(village, |village| village.notice_cursor = Some(seq));
        Ok(())
    }
    fn put_notice(&self, row: &NoticeRow) -> Result<()> {
        self.change_village(&row.village, |village| {
            let there = village.notices.entry(row.id.clone()).or_insert_with(|| row.clone());
            (there.tries, there.next_at, there.dead) = (row.tries, row.next_at, row.dead);
        });
        Ok(())
    }
    fn claim_notice(&self, row: &NoticeRow, until: Millis) -> Result<bool> {
        Ok(self.change_village(&row.village, |village| {
            let there = village.notices.get_mut(&row.id);
            let there = there.filter(|there| !there.dead && there.next_at == row.next_at);
            there.map(|there| there.next_at = until).is_some()
        }))
    }
    fn drop_notice(&self, village: &PlaceCode, id: &str) -> Result<()> {
        self.change_village(village, |village| drop(village.notices.remove(id)));
        Ok(())
    }
    fn add_look(&self, look: &LookRow) -> Result<()> {
        // Only the village is kept of where they were.
        let mut look = look.clone();
        look.author.place = look.village.clone();
        self.change_village(&look.village.clone(), |village| village.looks.push(look));
        Ok(())
    }
    fn drop_derived(&self) -> Result<()> {
        for village in self.0.borrow_mut().villages.values_mut() {
            Arc::make_mut(village).rows = Derived::default();
        }
        Ok(())
    }
}
