//! From a document's log to its rows and to whose replica it belongs: a pure function of the log
//! and the policy, so that rebuilt equals incremental.

use super::LetIn;
use super::known::KnownDocs;
use crate::error::{Fault, Outcome};
use crate::store::records::*;
use crate::store::{ReadTx, WriteTx};
use shared_model::api::view::Delivery;
use shared_model::casework::{Policies, Step};
use shared_model::document::{DocError, DocId, DocKind, Outline, read_change};
use shared_model::ids::{EventId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::photo::Photo;
use shared_model::place::PlaceCode;
use shared_model::projection::{
    CaseProjection, Logged, Projected, VisitProjection, photos_named, project, project_visits,
};
use std::collections::{BTreeMap, BTreeSet};

/// The log's rows as projections read them.
pub fn logged<'a>(log: impl IntoIterator<Item = &'a ChangeRow>) -> Vec<Logged> {
    let one = |row: &ChangeRow| Logged {
        bytes: row.bytes.clone(),
        author: row.author.clone(),
        delivery: Delivery::Received { at: row.received_at },
    };
    log.into_iter().map(one).collect()
}

/// A change on its way into the log, as projections read it.
pub(super) fn as_logged(change: &LetIn) -> Logged {
    Logged {
        bytes: change.bytes.clone(),
        author: change.author.clone(),
        delivery: Delivery::Received { at: change.received_at },
    }
}

/// Derived rows, gathered to be written together.
#[derive(Default)]
pub struct Rows {
    documents: Vec<(DocumentRow, Vec<u8>)>,
    scopes: BTreeMap<DocId, Vec<ScopeRow>>,
    households: Vec<HouseholdRow>,
    visits: Vec<VisitRow>,
    cases: Vec<CaseRow>,
    photos: Vec<(DocId, Vec<Photo>)>,
    beside: Option<Beside>,
}

/// What deriving some documents asks the store for, read at once.
struct Beside {
    scopes: BTreeMap<DocId, Vec<ScopeRow>>,
    books: BTreeMap<HouseholdId, Vec<DocId>>,
}

impl Beside {
    fn read(tx: &dyn ReadTx, village: &PlaceCode, docs: &[DocId]) -> Outcome<Beside> {
        // A household's own scope, and for its books the scope that they get.
        let households: BTreeSet<HouseholdId> = docs.iter().filter_map(DocId::household).cloned().collect();
        let named = households.iter().map(|id| DocId::Household(village.clone(), id.clone()));
        let scopes = tx.scopes_of(&named.collect::<Vec<_>>())?;
        let own = docs.iter().filter(|doc| doc.kind() == DocKind::Household).filter_map(DocId::household);
        let mut books: BTreeMap<HouseholdId, Vec<DocId>> = BTreeMap::new();
        for book in tx.books_of(village, &own.cloned().collect::<Vec<_>>())? {
            if let Some(household) = book.household() {
                books.entry(household.clone()).or_default().push(book.clone());
            }
        }
        Ok(Beside { scopes, books })
    }
}

impl Rows {
    /// Writes what was gathered.
    ///
    /// # Errors
    /// Of the store.
    pub fn write(&self, tx: &dyn WriteTx) -> Outcome<()> {
        tx.put_documents(&self.documents)?;
        tx.put_scopes(&self.scopes)?;
        tx.put_households(&self.households)?;
        tx.put_visits(&self.visits)?;
        tx.put_cases(&self.cases)?;
        for (doc, photos) in &self.photos {
            tx.put_photo_names(doc, photos)?;
        }
        Ok(())
    }

    /// A household's scope as it will be.
    fn scope_of(&self, tx: &dyn ReadTx, household: &DocId) -> Outcome<Vec<ScopeRow>> {
        match self.scopes.get(household) {
            Some(scope) => Ok(scope.clone()),
            None => self.stored_scope(tx, household),
        }
    }

    fn stored_scope(&self, tx: &dyn ReadTx, household: &DocId) -> Outcome<Vec<ScopeRow>> {
        match &self.beside {
            Some(beside) => Ok(beside.scopes.get(household).cloned().unwrap_or_default()),
            None => Ok(tx.scope_of(household)?),
        }
    }

    fn books_of(&self, tx: &dyn ReadTx, village: &PlaceCode, household: &HouseholdId) -> Outcome<Vec<DocId>> {
        match &self.beside {
            Some(beside) => Ok(beside.books.get(household).cloned().unwrap_or_default()),
            None => Ok(tx.books_of(village, std::slice::from_ref(household))?),
        }
    }
}

/// Derives everything that follows from one document after `new` was appended to its log.
///
/// # Errors
/// Of the store, or when the document is damaged.
pub fn derive(
    tx: &dyn ReadTx,
    policies: &Policies,
    id: &DocId,
    known: &mut KnownDocs,
    new: &[ChangeRow],
    rows: &mut Rows,
) -> Outcome<()> {
    match id {
        DocId::VisitBook(..) => derive_book(tx, id, known, new, rows)?,
        DocId::Household(..) => derive_household(tx, policies, id, known, new, rows)?,
        DocId::Case(..) => derive_case(policies, id, known, new, rows)?,
    }
    if id.kind() != DocKind::Household {
        let photos = photos_named(&logged(new))?;
        if !photos.is_empty() {
            rows.photos.push((id.clone(), photos));
        }
    }
    let outline = known.outline(id).ok_or(Fault::Lost)?;
    let last_seq = new.last().map_or(0, |row| row.seq);
    let document = DocumentRow { doc: id.clone(), heads: outline.heads(), last_seq };
    rows.documents.push((document, outline.to_bytes().map_err(Fault::from)?));
    Ok(())
}

/// The document's log with what is new at its end.
fn log_with<'a>(known: &'a KnownDocs, id: &DocId, new: &'a [ChangeRow]) -> Vec<&'a ChangeRow> {
    known.log(id).iter().chain(new).collect()
}

fn derive_case(
    policies: &Policies,
    id: &DocId,
    known: &KnownDocs,
    new: &[ChangeRow],
    rows: &mut Rows,
) -> Outcome<()> {
    let log = log_with(known, id, new);
    let scope = match project(id, &logged(log.iter().copied()), policies)? {
        Projected::Case(case) => {
            rows.cases.push(case_row(id, &case)?);
            case_scope(&log, &case)?
        }
        _ => authors(&log),
    };
    rows.scopes.insert(id.clone(), scope);
    Ok(())
}

fn derive_household(
    tx: &dyn ReadTx,
    policies: &Policies,
    id: &DocId,
    known: &mut KnownDocs,
    new: &[ChangeRow],
    rows: &mut Rows,
) -> Outcome<()> {
    let log = log_with(known, id, new);
    let Projected::Household(projection) = project(id, &logged(log.iter().copied()), policies)? else {
        rows.scopes.insert(id.clone(), authors(&log));
        return Ok(());
    };
    let household = &projection.household;
    let place = household.micro_grid.clone();
    let row = HouseholdRow {
        village: id.village().clone(),
        id: household.id.clone(),
        micro_grid: place.clone(),
        house_no: household.house_no.clone(),
        stands: household.stands(),
        row: serde_json::to_string(&projection)?,
        last_visit: None,
    };
    let scope = vec![ScopeRow { grantee: Grantee::Place(place), since_seq: placed_at(&log)? }];
    if rows.stored_scope(tx, id)? != scope {
        for book in rows.books_of(tx, id.village(), &household.id)? {
            rows.scopes.insert(book, scope.clone());
        }
        rows.scopes.insert(id.clone(), scope);
    }
    known.put_household(row.clone());
    rows.households.push(row);
    Ok(())
}

/// Where in the log the household came into the micro-grid it is in.
fn placed_at(log: &[&ChangeRow]) -> Result<u64, DocError> {
    let mut at = 0;
    for row in log {
        let places = read_change(&row.bytes)?.puts.iter().any(|op| op.put.key == "micro_grid");
        at = if places { row.seq } else { at };
    }
    Ok(at)
}

/// A book grows by visits: as long as it holds nothing else, the new ones are all there is to write.
/// Once it holds a correction (or what a later version wrote), its rows are made from its whole log.
fn derive_book(
    tx: &dyn ReadTx,
    id: &DocId,
    known: &mut KnownDocs,
    new: &[ChangeRow],
    rows: &mut Rows,
) -> Outcome<()> {
    let Some(household) = id.household() else { return Ok(()) };
    let begins = known.outline(id).is_some_and(|outline| outline.len() == new.len());
    let grown = project_visits(household, &logged(new))?;
    let visits = if !known.outline(id).is_some_and(Outline::is_marked) && is_plain(&grown, new)? {
        grown
    } else {
        known.mark(id);
        let mut log = known.whole_log(tx, id)?.to_vec();
        log.extend_from_slice(new);
        // Read after this request's changes were let in but before they were appended.
        project_visits(household, &logged(&log))?
    };
    let village = id.village();
    for visit in &visits {
        rows.visits.push(visit_row(village, visit)?);
    }
    if begins {
        // A book belongs to whom its household belongs to.
        let scope = rows.scope_of(tx, &DocId::Household(village.clone(), household.clone()))?;
        rows.scopes.insert(id.clone(), scope);
    }
    Ok(())
}

/// Whether every entry of these changes is a visit, each without corrections.
fn is_plain(visits: &[VisitProjection], changes: &[ChangeRow]) -> Result<bool, DocError> {
    let mut entries = 0;
    for row in changes {
        entries += read_change(&row.bytes)?.puts.len();
    }
    Ok(entries == visits.len() && visits.iter().all(|visit| visit.corrections.is_empty()))
}

fn visit_row(village: &PlaceCode, visit: &VisitProjection) -> Outcome<VisitRow> {
    // A phone's clock may run ahead: a visit was at the latest when it was received.
    let received = match &visit.delivery {
        Delivery::Received { at } => *at,
        _ => Millis(i64::MAX),
    };
    Ok(VisitRow {
        village: village.clone(),
        household: visit.household.clone(),
        id: visit.id.clone(),
        at: visit.visit.at.min(received),
        row: serde_json::to_string(visit)?,
    })
}

fn case_row(id: &DocId, case: &CaseProjection) -> Outcome<CaseRow> {
    Ok(CaseRow {
        village: id.village().clone(),
        id: case.id.clone(),
        micro_grid: case.micro_grid.clone(),
        colour: case.state.colour.word().to_owned(),
        stage: case.state.stage.word().to_owned(),
        contested: !case.state.contested.is_empty(),
        due_at: case.due_at,
        take_due_at: case.take_due_at,
        level: Some(case.state.level.word().to_owned()),
        pass_up_at: case.state.passes_up.map(|next| next.due_at),
        stopped: case.is_stopped(),
        received_at: case.received_at.unwrap_or_default(),
        row: serde_json::to_string(case)?,
        parties: case.parties.iter().filter_map(|party| party.household.clone()).collect(),
    })
}

/// Places from the beginning of the case, the handler from the dispatch that made them so. A grant
/// ends when the case goes on to somebody else.
fn case_scope(log: &[&ChangeRow], case: &CaseProjection) -> Result<Vec<ScopeRow>, DocError> {
    let mut written: BTreeMap<EventId, u64> = BTreeMap::new();
    for row in log {
        for op in read_change(&row.bytes)?.puts {
            if let Ok(event) = EventId::parse(&op.put.key) {
                written.entry(event).or_insert(row.seq);
            }
        }
    }
    let closed = case.state.stage.is_closed();
    let is_open =
        |given: &EventId| case.state.tasks.iter().any(|task| task.event == *given && task.done.is_none());
    let mut since: BTreeMap<Grantee, u64> = BTreeMap::new();
    for event in case.state.events.iter().filter(|event| event.void.is_none()) {
        let seq = written.get(&event.written.id).copied().unwrap_or(0);
        let granted = match &event.written.event.step {
            Step::Raised { .. } => case.places().into_iter().map(Grantee::Place).collect(),
            Step::Dispatched { to, .. } if case.state.handler.as_ref() == Some(to) => {
                vec![Grantee::Account(to.clone())]
            }
            // Who has something to do for a case reads it until it is closed, and as long as it is open
            // to be answered.
            Step::Tasked { to, .. } if !closed || is_open(&event.written.id) => {
                vec![Grantee::Account(to.clone())]
            }
            _ => vec![],
        };
        for grantee in granted {
            let entry = since.entry(grantee).or_insert(seq);
            *entry = seq.min(*entry);
        }
    }
    Ok(since.into_iter().map(|(grantee, since_seq)| ScopeRow { grantee, since_seq }).collect())
}

/// What makes no sense by itself yet belongs to those who wrote it.
fn authors(log: &[&ChangeRow]) -> Vec<ScopeRow> {
    let mut since: BTreeMap<Grantee, u64> = BTreeMap::new();
    for row in log {
        since.entry(Grantee::Account(row.author.account.clone())).or_insert(row.seq);
    }
    since.into_iter().map(|(grantee, since_seq)| ScopeRow { grantee, since_seq }).collect()
}

/// Drops all derived rows and derives them again from the log.
///
/// # Errors
/// Of the store, or when a document is damaged.
pub fn rebuild(tx: &dyn WriteTx, policies: &Policies) -> Outcome<u64> {
    tx.drop_derived()?;
    let mut rebuilt = 0;
    for village in tx.villages()? {
        rebuilt += derive_again(tx, policies, &village, &tx.logged_documents(&village)?)?;
    }
    Ok(rebuilt)
}

/// Documents whose logs are read together when they are derived again.
const AT_ONCE: usize = 1_000;

/// Derives documents of one village again from their whole logs.
///
/// # Errors
/// Of the store, or when a document is damaged.
pub fn derive_again(
    tx: &dyn WriteTx,
    policies: &Policies,
    village: &PlaceCode,
    docs: &[DocId],
) -> Outcome<u64> {
    let mut docs = docs.to_vec();
    // A household comes before its books, whose scope it gives.
    docs.sort_by_key(|doc| (doc.kind(), doc.clone()));
    for part in docs.chunks(AT_ONCE) {
        let mut logs: BTreeMap<DocId, Vec<ChangeRow>> = BTreeMap::new();
        for row in tx.changes_after(village, part, 0)? {
            logs.entry(row.doc.clone()).or_default().push(row);
        }
        let beside = Some(Beside::read(tx, village, part)?);
        let mut rows = Rows { beside, ..Rows::default() };
        for id in part {
            let log = logs.remove(id).unwrap_or_default();
            let mut known = KnownDocs::of_new(id, Outline::of(log.iter().map(|row| row.bytes.as_slice()))?);
            derive(tx, policies, id, &mut known, &log, &mut rows)?;
        }
        rows.write(tx)?;
    }
    Ok(docs.len() as u64)
}
