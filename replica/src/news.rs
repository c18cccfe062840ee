//! What others wrote that concerns the phone's person: found in the log by what came in since, and
//! kept in the file is only how far it was looked at.

use crate::problems::StoreError;
use crate::store::{Arrival, Tx};
use serde::{Deserialize, Serialize};
use shared_model::api::view::{NewsItem, NewsView};
use shared_model::document::DocId;
use shared_model::ids::EventId;
use shared_model::projection::{self, Lens};

/// The name under which it is kept.
const NEWS: &str = "news";
/// So many changes of cases are looked through, newest first.
const CHANGES_MOST: usize = 2_000;
/// So many news are listed.
const ITEMS_MOST: usize = 100;

/// How far the news were followed, by the numbers of changes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Followed {
    /// What was here when the phone was first filled is no news.
    since: u64,
    /// Up to here they were looked at.
    read: u64,
}

/// After an exchange: the first one fills the phone, and what it brought is no news.
pub(crate) fn begin(tx: &Tx<'_>) -> Result<(), StoreError> {
    if tx.meta::<Followed>(NEWS)?.is_some() {
        return Ok(());
    }
    let newest = tx.newest_change()?;
    tx.set_meta(NEWS, &Followed { since: newest, read: newest })
}

/// They were looked at up to here.
pub(crate) fn read(tx: &Tx<'_>, upto: u64) -> Result<(), StoreError> {
    let Some(followed) = tx.meta::<Followed>(NEWS)? else { return Ok(()) };
    // A screen that was slow takes nothing back, and nobody has looked at what isn't here yet.
    let read = followed.read.max(upto.min(tx.newest_change()?));
    tx.set_meta(NEWS, &Followed { read, ..followed })
}

/// What there is, newest first.
pub(crate) fn view(tx: &Tx<'_>, lens: Lens<'_>) -> Result<NewsView, StoreError> {
    let Some(followed) = tx.meta::<Followed>(NEWS)? else {
        return Ok(NewsView { items: Vec::new(), unread: 0, upto: 0 });
    };
    let arrivals = tx.cases_since(followed.since, CHANGES_MOST)?;
    let upto = arrivals.first().map_or(followed.read, |newest| newest.number);
    let mut items = Vec::new();
    for arrival in &arrivals {
        items.extend(of(tx, arrival, followed.read, lens)?);
        if items.len() >= ITEMS_MOST {
            break;
        }
    }
    items.truncate(ITEMS_MOST);
    let unread = items.iter().filter(|item| item.unread).count() as u32;
    Ok(NewsView { items, unread, upto })
}

fn of(tx: &Tx<'_>, arrival: &Arrival, read: u64, lens: Lens<'_>) -> Result<Vec<NewsItem>, StoreError> {
    let DocId::Case(_, id) = &arrival.doc else { return Ok(Vec::new()) };
    let Some(case) = tx.case(id)? else { return Ok(Vec::new()) };
    let events = arrival.keys.iter().filter_map(|key| EventId::parse(key).ok());
    let items = events.filter_map(|event| projection::news(&case, &event, lens));
    Ok(items.map(|item| NewsItem { unread: arrival.number > read, ..item }).collect())
}
