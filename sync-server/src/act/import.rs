//! Cases from a spreadsheet, written like any other: as beginnings, by the hand of who imports them,
//! through the one door. All of it or nothing, unless the asker wants what is right without the rest.

use super::Deed;
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::import::cases::known::{Known, KnownHousehold};
use crate::import::cases::row::Draft;
use crate::import::cases::{Read, read, template};
use crate::import::sheet::SheetForm;
use crate::ingest::{self, Given, Sender};
use crate::papers::number::numbers;
use crate::permit;
use crate::store::records::{AccountRow, Grantee};
use crate::store::{self, ReadTx};
use shared_model::api::Code;
use shared_model::api::import::ImportReport;
use shared_model::casework::{CaseEvent, EventKind, Policy};
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::ids::EventId;
use shared_model::moment::Millis;
use shared_model::people::Account;
use shared_model::place::Level;
use shared_model::projection::HouseholdProjection;
use shared_model::protocol::Outcome as Verdict;
use std::collections::BTreeSet;

/// How a table is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// In which form it came.
    pub form: SheetForm,
    /// What is right is taken although something is wrong.
    pub partial: bool,
    /// Nothing is written: it is only said what would be.
    pub trial: bool,
}

/// Takes cases in from a table.
///
/// # Errors
/// `forbidden`, or a fault; then nothing was written. Whatever is wrong with the table stands in the
/// report.
pub fn cases(app: &App, asker: Option<&AccountRow>, manner: Manner, bytes: &[u8]) -> Outcome<ImportReport> {
    let me = importer(app, asker)?;
    if manner.trial {
        return store::read(&*app.store, |tx| Ok(judged(app, tx, &me.account, manner, bytes)?.0));
    }
    store::write(&*app.store, |tx| {
        let (mut report, drafts) = judged(app, tx, &me.account, manner, bytes)?;
        if report.wrong.is_empty() || manner.partial {
            begin(&Deed { app, tx, me, now: app.now(), photos: &[] }, &drafts)?;
            report.taken = report.ready;
        }
        Ok(report)
    })
}

/// An empty table for the asker's place.
///
/// # Errors
/// `forbidden`, or of the store.
pub fn empty_table(app: &App, asker: Option<&AccountRow>) -> Outcome<Vec<u8>> {
    let me = importer(app, asker)?;
    store::read(&*app.store, |tx| {
        let policies = app.policies(tx)?;
        template::make(&known(policies.newest(), tx, &me.account, app.now())?)
    })
}

fn importer<'a>(app: &App, asker: Option<&'a AccountRow>) -> Outcome<&'a AccountRow> {
    permit::check("import_cases", asker.map(|row| &row.account))?;
    let me = asker.ok_or_else(|| Failed::problem(Code::NotLoggedIn, "log in first"))?;
    if !app.policies_now()?.newest().may(me.account.role, EventKind::Raised) {
        return Err(Failed::problem(Code::Policy, "not_your_role"));
    }
    Ok(me)
}

fn known<'a>(policy: &'a Policy, tx: &dyn ReadTx, me: &Account, now: Millis) -> Outcome<Known<'a>> {
    let places = tx.places_within(&me.place)?.into_iter();
    let micro_grids = places.filter(|place| place.code.level() == Level::MicroGrid).collect();
    let mut households = Vec::new();
    for row in tx.households(&me.place)?.into_iter().filter(|row| row.stands) {
        let household = serde_json::from_str::<HouseholdProjection>(&row.row)?.household;
        households.push(KnownHousehold {
            id: household.id,
            micro_grid: household.micro_grid,
            house_no: household.house_no,
            names: household.residents.into_iter().map(|resident| resident.name).collect(),
        });
    }
    Ok(Known { policy, micro_grids, households, now })
}

/// The report, and the cases that aren't there yet.
fn judged(
    app: &App,
    tx: &dyn ReadTx,
    me: &Account,
    manner: Manner,
    bytes: &[u8],
) -> Outcome<(ImportReport, Vec<Draft>)> {
    let policies = app.policies(tx)?;
    let Read { drafts, mut report } = read(&known(policies.newest(), tx, me, app.now())?, manner.form, bytes);
    let docs: Vec<DocId> = drafts.iter().map(doc).collect();
    let there = tx.outlines(&docs)?;
    let numbered = numbered(tx, me)?;
    // Also a row of the register, saved here and handed in again.
    let is_there = |draft: &Draft| {
        there.contains_key(&doc(draft))
            || draft.number.as_ref().is_some_and(|number| numbered.contains(number))
    };
    let (old, new): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(is_there);
    report.already = old.iter().map(|draft| draft.line).collect();
    report.ready = u32::try_from(new.len()).unwrap_or(u32::MAX);
    Ok((report, new))
}

/// The numbers that cases of the asker's village have here.
fn numbered(tx: &dyn ReadTx, me: &Account) -> Outcome<BTreeSet<String>> {
    let Some(village) = me.place.village() else { return Ok(BTreeSet::new()) };
    let name = tx.place(&village)?.map(|place| place.name).unwrap_or_default();
    let rows = tx.cases(&Grantee::Place(village.clone()))?;
    Ok(numbers(&village, &name, &rows).into_values().collect())
}

fn doc(draft: &Draft) -> DocId {
    DocId::Case(draft.village.clone(), draft.id.clone())
}

/// Begins the cases: one change each, all handed to the door at once.
fn begin(deed: &Deed<'_>, drafts: &[Draft]) -> Outcome<()> {
    let actor = actor_bytes(deed.me.hand, deed.app.nonce);
    let mut changes = Vec::new();
    for draft in drafts {
        let event = EventId::from_random(deed.app.random());
        let content = CaseEvent {
            written_at: draft.written_at,
            after: vec![],
            photos: vec![],
            step: draft.step.clone(),
        };
        let put = Put { key: event.to_string(), value: serde_json::to_string(&content)? };
        let written = Doc::default().write(actor, deed.now, &[put])?;
        changes.extend(written.map(|(_, bytes)| (doc(draft), bytes)));
    }
    let given: Vec<Given<'_>> =
        changes.iter().map(|(doc, bytes)| Given { doc, bytes, attested: None }).collect();
    let sender = Sender::office(deed.me);
    let policies = deed.app.policies(deed.tx)?;
    let verdicts = ingest::take(deed.tx, &policies, &sender, &given, deed.now)?;
    match verdicts.into_iter().find(|(_, verdict)| !matches!(verdict, Verdict::Accepted { .. })) {
        None => Ok(()),
        Some((_, verdict)) => {
            Err(Failed::problem(Code::Internal, format!("an imported case was not taken: {verdict:?}")))
        }
    }
}
