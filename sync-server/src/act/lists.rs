//! Service lists and the directory, as offices hand them in: what a table would change, and the change.

use super::Deed;
use super::import::Manner;
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::import::people::Around;
use crate::import::{items, people};
use crate::permit;
use crate::reference;
use crate::scope;
use crate::store::records::{AccountRow, ListedRow, ServiceListRow};
use crate::store::{self, ReadTx};
use shared_model::api::import::ImportReport;
use shared_model::api::{Code, Done};
use shared_model::directory::ListedPerson;
use shared_model::ids::PersonId;
use shared_model::people::Account;
use shared_model::services::ServiceItem;
use std::collections::{BTreeMap, BTreeSet};

/// Replaces the service lists of the asker's place by a table: all of it, or nothing while something
/// is wrong.
///
/// # Errors
/// `forbidden`, or a fault; then nothing was written. Whatever is wrong with the table stands in the
/// report.
pub fn import_items(
    app: &App,
    asker: Option<&AccountRow>,
    manner: Manner,
    bytes: &[u8],
) -> Outcome<ImportReport> {
    let me = allowed("import_items", asker)?;
    let (read, report) = items::read(manner.form, bytes);
    let compare = |tx: &dyn ReadTx| compared(tx, &me.account, &read, report.clone());
    if manner.trial {
        return store::read(&*app.store, |tx| Ok(compare(tx)?.0));
    }
    store::write(&*app.store, |tx| {
        let (mut report, before) = compare(tx)?;
        if report.wrong.is_empty() && (report.ready > 0 || !report.gone.is_empty()) {
            let items = read.iter().map(|(_, item)| item.clone()).collect();
            let (place, account) = (me.account.place.clone(), me.account.id.clone());
            tx.put_service_list(&ServiceListRow {
                place,
                version: before + 1,
                at: app.now(),
                account,
                items,
            })?;
            reference::changed(tx)?;
            report.taken = report.ready;
        }
        Ok(report)
    })
}

/// What a table would change in a place's lists, and their version now.
fn compared(
    tx: &dyn ReadTx,
    me: &Account,
    read: &[(u32, ServiceItem)],
    mut report: ImportReport,
) -> Outcome<(ImportReport, u32)> {
    let there = tx.service_list(&me.place)?;
    let version = there.as_ref().map_or(0, |row| row.version);
    let there: BTreeMap<String, ServiceItem> =
        there.into_iter().flat_map(|row| row.items).map(|item| (item.key.clone(), item)).collect();
    let (old, new): (Vec<_>, Vec<_>) = read.iter().partition(|(_, item)| there.get(&item.key) == Some(item));
    report.already = old.iter().map(|(line, _)| *line).collect();
    report.ready = u32::try_from(new.len()).unwrap_or(u32::MAX);
    let wanted: BTreeSet<&str> = read.iter().map(|(_, item)| item.key.as_str()).collect();
    if report.wrong.is_empty() {
        let gone = there.values().filter(|item| !wanted.contains(item.key.as_str()));
        report.gone = gone.map(|item| item.name.clone()).collect();
    }
    Ok((report, version))
}

/// An empty table of items.
///
/// # Errors
/// `forbidden`.
pub fn empty_items(asker: Option<&AccountRow>) -> Outcome<Vec<u8>> {
    allowed("import_items", asker)?;
    items::template()
}

/// Adds people to the directory of the asker's village, or changes them.
///
/// # Errors
/// As [`import_items`].
pub fn import_people(
    app: &App,
    asker: Option<&AccountRow>,
    manner: Manner,
    bytes: &[u8],
) -> Outcome<ImportReport> {
    let me = allowed("import_people", asker)?;
    let judge = |tx: &dyn ReadTx| -> Outcome<(ImportReport, Around, Vec<ListedPerson>)> {
        let around = around(tx, &me.account)?;
        let (read, mut report) = people::read(&around, manner.form, bytes);
        let there: BTreeMap<PersonId, ListedPerson> = tx
            .directory(&around.village)?
            .into_iter()
            .map(|row| (row.person.id.clone(), row.person))
            .collect();
        let (old, new): (Vec<_>, Vec<_>) =
            read.into_iter().partition(|(_, person)| there.get(&person.id) == Some(person));
        report.already = old.iter().map(|(line, _)| *line).collect();
        report.ready = u32::try_from(new.len()).unwrap_or(u32::MAX);
        Ok((report, around, new.into_iter().map(|(_, person)| person).collect()))
    };
    if manner.trial {
        return store::read(&*app.store, |tx| Ok(judge(tx)?.0));
    }
    store::write(&*app.store, |tx| {
        let (mut report, around, people) = judge(tx)?;
        if report.wrong.is_empty() || manner.partial {
            for person in people {
                tx.put_listed(&ListedRow { village: around.village.clone(), person })?;
            }
            report.taken = report.ready;
        }
        Ok(report)
    })
}

/// An empty table of people.
///
/// # Errors
/// `forbidden`, or of the store.
pub fn empty_people(app: &App, asker: Option<&AccountRow>) -> Outcome<Vec<u8>> {
    let me = allowed("import_people", asker)?;
    store::read(&*app.store, |tx| people::template(&around(tx, &me.account)?))
}

/// Takes somebody out of the directory.
///
/// # Errors
/// `not_found`, or of the store.
pub fn drop_person(deed: &Deed<'_>, person: &PersonId) -> Outcome<Done> {
    let village = deed.me.account.place.village().ok_or_else(|| scope::not_found("village"))?;
    if !deed.tx.directory(&village)?.iter().any(|row| row.person.id == *person) {
        return Err(scope::not_found("person"));
    }
    deed.tx.drop_listed(&village, person)?;
    Ok(Done::Nothing)
}

fn allowed<'a>(word: &str, asker: Option<&'a AccountRow>) -> Outcome<&'a AccountRow> {
    permit::check(word, asker.map(|row| &row.account))?;
    asker.ok_or_else(|| Failed::problem(Code::NotLoggedIn, "log in first"))
}

fn around(tx: &dyn ReadTx, me: &Account) -> Outcome<Around> {
    let village = me.place.village().ok_or_else(|| scope::not_found("village"))?;
    let places = tx.places_within(&village)?;
    Ok(Around { village, places })
}
