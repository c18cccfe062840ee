//! Looks from above the village at personal detail: each is noted before it is given, and the
//! village can ask for the list.

use super::Asked;
use crate::app::App;
use crate::error::Outcome;
use crate::store::records::{CaseRow, Grantee, HouseholdRow, LookRow};
use crate::store::{self, ReadTx, StoreError, WriteTx};
use shared_model::api::feedback::FeedbackView;
use shared_model::api::view::{LookView, LookedAt};
use shared_model::api::{Answer, Query};
use shared_model::document::DocId;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::{HOUR, Millis};
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, PlaceCode};
use shared_model::projection::{CaseProjection, HouseholdProjection};
use std::collections::{BTreeMap, BTreeSet};

/// The village is shown so many of its newest looks.
const MOST: usize = 500;

/// Whose looks are noted: everybody's whose place is above the village.
pub fn is_noted(me: &Account) -> bool {
    matches!(me.role, Role::Township | Role::County | Role::Department)
}

/// Takes note when somebody above the village is about to be shown personal detail.
///
/// # Errors
/// Of the store: a look that can't be noted is not given.
pub fn note_answer(app: &App, me: &Account, query: &Query, answer: &Answer) -> Outcome<()> {
    let (place, subject) = match (query, answer) {
        (Query::Household { id }, Answer::Household(view)) => {
            (&view.household.micro_grid, format!("household {id}"))
        }
        (Query::Case { id }, Answer::Case(view)) => (&view.item.micro_grid, format!("case {id}")),
        (Query::Feedback, Answer::Feedback(views)) => return note_feedback(app, me, views),
        _ => return Ok(()),
    };
    let Some(village) = place.village() else { return Ok(()) };
    note(app, me, [(village, subject)])
}

/// Takes note of cases of which a paper with their names is about to be given.
///
/// # Errors
/// Of the store.
pub fn note_cases(app: &App, me: &Account, cases: Vec<(PlaceCode, CaseId)>) -> Outcome<()> {
    let look = |(place, id): (PlaceCode, CaseId)| Some((place.village()?, format!("case {id}")));
    note(app, me, cases.into_iter().filter_map(look))
}

/// Takes note of cases that stand in a register that is about to be given: a row each, which nobody opened.
///
/// # Errors
/// Of the store.
pub fn note_register(app: &App, me: &Account, cases: Vec<(PlaceCode, CaseId)>) -> Outcome<()> {
    let look = |(place, id): (PlaceCode, CaseId)| Some((place.village()?, format!("register {id}")));
    note(app, me, cases.into_iter().filter_map(look))
}

/// Takes note of complaints and suggestions that are about to be shown in the county's office. They are
/// noted under the county, whose list no console shows: a village doesn't learn that somebody wrote there.
fn note_feedback(app: &App, me: &Account, views: &[FeedbackView]) -> Outcome<()> {
    if me.place.level() != Level::County {
        return Ok(());
    }
    let subject = |view: &FeedbackView| {
        let author = view.author.as_ref().map_or("", |author| author.account.as_str());
        (me.place.clone(), format!("feedback {author} {}", view.id))
    };
    take_down(app, me, views.iter().map(subject))
}

/// Takes note of a look at a photo.
///
/// # Errors
/// Of the store.
pub fn note_photo(app: &App, me: &Account, doc: &DocId, hash: &str) -> Outcome<()> {
    note(app, me, [(doc.village().clone(), format!("photo {hash} of {doc}"))])
}

/// Takes note of documents that are about to be sent to a phone.
///
/// # Errors
/// Of the store.
pub fn note_sent<'a>(app: &App, me: &Account, docs: impl Iterator<Item = &'a DocId>) -> Outcome<()> {
    let docs: BTreeSet<&DocId> = docs.collect();
    note(app, me, docs.into_iter().map(|doc| (doc.village().clone(), format!("phone {doc}"))))
}

/// Takes note of each subject that the same person didn't look at within the hour before: a page that
/// asks again by itself is one look. By the server's clock, on which nobody who looks has a say.
fn note(app: &App, me: &Account, looks: impl IntoIterator<Item = (PlaceCode, String)>) -> Outcome<()> {
    if is_noted(me) { take_down(app, me, looks) } else { Ok(()) }
}

fn take_down(app: &App, me: &Account, looks: impl IntoIterator<Item = (PlaceCode, String)>) -> Outcome<()> {
    let mut villages: BTreeMap<PlaceCode, Vec<String>> = BTreeMap::new();
    for (village, subject) in looks {
        villages.entry(village).or_default().push(subject);
    }
    let now = app.now();
    let new = |tx: &dyn ReadTx, village: &PlaceCode, subjects: &[String]| {
        let seen = tx.looked_at(village, &me.id, sitting(now), subjects)?;
        let new: BTreeSet<String> = subjects.iter().filter(|one| !seen.contains(*one)).cloned().collect();
        Ok::<_, StoreError>(new.into_iter().collect::<Vec<_>>())
    };
    let noted = |tx: &dyn ReadTx| {
        for (village, subjects) in &mut villages {
            *subjects = new(tx, village, subjects)?;
        }
        Ok::<_, StoreError>(())
    };
    store::read(&*app.store, noted)?;
    villages.retain(|_, subjects| !subjects.is_empty());
    if villages.is_empty() {
        return Ok(());
    }
    let author = Author::of(me);
    let write = |tx: &dyn WriteTx| {
        for (village, subjects) in &villages {
            // Whoever notes a look in this village at the same moment does so before or after: of two
            // that are the same, the later one finds the other.
            tx.lock_log(village)?;
            for subject in new(tx, village, subjects)? {
                tx.add_look(&LookRow { village: village.clone(), at: now, author: author.clone(), subject })?;
            }
        }
        Ok::<_, StoreError>(())
    };
    Ok(store::write(&*app.store, write)?)
}

/// Between which moments a look is the same sitting. Clocks of two servers may differ by a little; one
/// that was far ahead once keeps no look of later unnoted.
fn sitting(now: Millis) -> (Millis, Millis) {
    (now.plus(1 - HOUR), now.plus(HOUR / 60))
}

/// The looks at the asker's village, newest first.
///
/// # Errors
/// Of the store.
pub fn list(asked: &Asked<'_>) -> Outcome<Vec<LookView>> {
    let Some(village) = asked.me.place.village() else { return Ok(Vec::new()) };
    let mut named = Named { asked, village: &village, names: BTreeMap::new() };
    let mut views = Vec::new();
    for look in asked.tx.looks(&village, MOST)? {
        if let Some((what, kind)) = named.read(&look.subject)? {
            let mut author = asked.lens().author(&look.author);
            // The store keeps who looked and as what; where they work is asked of their account.
            let known = asked.tx.account(&look.author.account)?.map(|row| row.account);
            let place = known.as_ref().map_or(&look.author.place, |known| &known.place);
            if author.name.is_empty() {
                author.name = known.as_ref().map(|known| known.name.clone()).unwrap_or_default();
            }
            let place_name = asked.reference.place_name(place).unwrap_or(place.as_str()).to_owned();
            let (photo, on_phone, in_register) = (kind == "photo", kind == "phone", kind == "register");
            views.push(LookView { at: look.at, author, place_name, what, photo, on_phone, in_register });
        }
    }
    Ok(views)
}

/// Names of what was looked at, each looked up once.
struct Named<'a> {
    asked: &'a Asked<'a>,
    village: &'a PlaceCode,
    names: BTreeMap<String, String>,
}

impl Named<'_> {
    /// What a subject names, and the word of how it was looked at; none for a subject that a later
    /// version wrote.
    fn read<'s>(&mut self, subject: &'s str) -> Outcome<Option<(LookedAt, &'s str)>> {
        let Some((kind, rest)) = subject.split_once(' ') else { return Ok(None) };
        let what = match kind {
            "household" => HouseholdId::parse(rest).ok().map(|id| self.household(id)),
            "case" | "register" => CaseId::parse(rest).ok().map(|id| self.case(id)),
            _ => self.document(rest.rsplit(' ').next().unwrap_or_default()),
        };
        Ok(what.transpose()?.map(|what| (what, kind)))
    }

    fn document(&mut self, name: &str) -> Option<Outcome<LookedAt>> {
        match DocId::parse(name).ok()? {
            DocId::Case(_, id) => Some(self.case(id)),
            DocId::Household(_, id) | DocId::VisitBook(_, id, _) => Some(self.household(id)),
        }
    }

    fn household(&mut self, id: HouseholdId) -> Outcome<LookedAt> {
        let key = format!("household {id}");
        if !self.names.contains_key(&key) {
            let row = self.asked.tx.household(self.village, &id)?;
            let read = |row: HouseholdRow| serde_json::from_str::<HouseholdProjection>(&row.row);
            let name = row.map(read).transpose()?.map_or_else(String::new, |projection| {
                let household = projection.household;
                let head = household.head().map_or("", |head| head.name.as_str());
                format!("{} {head}", household.house_no).trim().to_owned()
            });
            self.names.insert(key.clone(), name);
        }
        Ok(LookedAt::Household { id, name: self.names[&key].clone() })
    }

    fn case(&mut self, id: CaseId) -> Outcome<LookedAt> {
        let key = format!("case {id}");
        if !self.names.contains_key(&key) {
            let row = self.asked.tx.case(&[Grantee::Place(self.village.clone())], &id)?;
            let read = |row: CaseRow| serde_json::from_str::<CaseProjection>(&row.row);
            let title = row.map(read).transpose()?.map_or_else(String::new, |case| case.title);
            self.names.insert(key.clone(), title);
        }
        Ok(LookedAt::Case { id, title: self.names[&key].clone() })
    }
}
