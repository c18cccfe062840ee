//! What moves between this phone and the village, as its person sees it: where each entry is, how far the
//! transfer is, what it waits for, and what others' work it brought.

use crate::encounter::LAST_MEETING;
use crate::feedback;
use crate::photos::PHOTOS_ON;
use crate::problems::StoreError;
use crate::replica::{Replica, reference};
use crate::store::{OutboxState, Tx};
use serde::{Deserialize, Serialize};
use shared_model::api::photos::{LinkKind, PhotosOn};
use shared_model::api::view::{
    CameView, Delivery, IntentKind, Moved, OutboxItem, PhotosMoved, SyncFailure, SyncView, Wait,
};
use shared_model::api::{Code, Problem};
use shared_model::document::DocId;
use shared_model::exchange::meta;
use shared_model::moment::Millis;
use shared_model::people::Account;
use shared_model::projection::Lens;
use std::collections::BTreeMap;

/// How many delivered items are still listed.
const RECEIVED_SHOWN: usize = 30;
/// So many changes of others are looked through, newest first.
const CHANGES_MOST: usize = 500;
/// So many documents that others wrote into are listed.
const CAME_MOST: usize = 30;
/// A clock that is off by more than this is said to be wrong, in milliseconds.
const CLOCK_SLACK: i64 = 10 * 60 * 1000;
/// How far the server's clock is ahead of this phone's, by the last answer: milliseconds.
pub(crate) const CLOCK_OFF: &str = "clock_off";
/// Behind which change the last exchange that brought anything began.
const BROUGHT: &str = "brought";

/// The number of the newest change before an exchange, and which exchange.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Brought {
    pub exchange: u64,
    pub behind: u64,
}

/// After an answer: how far the clocks are apart.
pub(crate) fn note_clock(tx: &Tx<'_>, server: Millis, here: Millis) -> Result<(), StoreError> {
    tx.set_meta(CLOCK_OFF, &server.0.saturating_sub(here.0))
}

/// After an exchange that brought something. What the first one brought fills the phone, and is no news.
pub(crate) fn note_brought(tx: &Tx<'_>, began: Option<Brought>) -> Result<(), StoreError> {
    match began {
        Some(began) if tx.meta::<Millis>("last_success")?.is_some() => tx.set_meta(BROUGHT, &began),
        _ => Ok(()),
    }
}

/// The whole view.
pub(crate) fn view(open: &mut Replica, now: Millis) -> Result<SyncView, Problem> {
    let progress = open.progress();
    let (link, photos_run) = open.photo_way();
    let me = open.profile.account.clone();
    let words = Moved { sent: progress.answered, left: progress.on_the_way };
    open.store.read(|tx| {
        let asked: Option<i32> = tx.meta(meta::YEARS_ASKED)?;
        let wanted: Option<i32> = tx.meta(meta::FROM_YEAR)?;
        let heard = tx.heard_count()?;
        let last_success = tx.meta("last_success")?;
        let last_failure: Option<SyncFailure> = tx.meta::<Option<_>>("last_failure")?.flatten();
        let photos = PhotosMoved { running: photos_run, ..tx.photos_moved()? };
        let mut waits = held_up(last_failure.as_ref(), clock_is_wrong(tx, last_success, now)?);
        waits.extend(photos_wait(tx, &photos, link)?);
        Ok(SyncView {
            items: items(tx, progress.running)?,
            years_from: asked.max(wanted),
            years_wanted: wanted.filter(|wanted| asked.is_some_and(|asked| *wanted < asked)),
            running: progress.running,
            last_success,
            agreed: tx.meta("agreed")?.unwrap_or(false)
                && tx.unsent_count()? + tx.unsent_feedback_count()? + heard == 0,
            last_failure,
            heard,
            parcels: tx.parcels()?.len() as u32,
            last_meeting: tx.meta(LAST_MEETING)?,
            words,
            photos,
            waits,
            came: came(tx, &me, now)?,
        })
    })
}

fn items(tx: &Tx<'_>, running: bool) -> Result<Vec<OutboxItem>, StoreError> {
    let mut items = Vec::new();
    for (state, most) in
        [(OutboxState::Returned, 100), (OutboxState::Saved, 1000), (OutboxState::Received, RECEIVED_SHOWN)]
    {
        for row in tx.intents(state, most)? {
            let waits = state == OutboxState::Saved;
            let carried_by = if waits { tx.carried_by(&row.hash)? } else { Vec::new() };
            items.push(OutboxItem { carried_by, ..row.item });
        }
        if state == OutboxState::Saved {
            items.extend(feedback::waiting(tx)?);
        }
    }
    for item in items.iter_mut().filter(|item| running && item.delivery == Delivery::SavedHere) {
        item.delivery = Delivery::Sending;
    }
    Ok(items)
}

/// Whether the clock is off by the last answer, or was set back since.
fn clock_is_wrong(tx: &Tx<'_>, last_success: Option<Millis>, now: Millis) -> Result<bool, StoreError> {
    let off: i64 = tx.meta(CLOCK_OFF)?.unwrap_or(0);
    Ok(off.abs() > CLOCK_SLACK || last_success.is_some_and(|then| now < then.plus(-CLOCK_SLACK)))
}

fn held_up(failure: Option<&SyncFailure>, clock_is_wrong: bool) -> Vec<Wait> {
    let by_failure = failure.and_then(|failure| match failure.code {
        Code::NoLink => Some(Wait::Network),
        Code::ServerDown | Code::TooManyTries => Some(Wait::Village),
        Code::UpdateNeeded => Some(Wait::Update),
        // Any other is nothing that one waits for: the failure itself says what it is.
        _ => None,
    });
    by_failure.into_iter().chain(clock_is_wrong.then_some(Wait::Clock)).collect()
}

fn photos_wait(tx: &Tx<'_>, photos: &PhotosMoved, link: LinkKind) -> Result<Option<Wait>, StoreError> {
    let on: PhotosOn = tx.meta(PHOTOS_ON)?.unwrap_or_default();
    Ok(match on {
        _ if photos.count == 0 || on.allows(link) => None,
        PhotosOn::Never => Some(Wait::Photos),
        _ => Some(Wait::Wifi),
    })
}

/// What others wrote and the last exchange that brought anything brought, by document.
fn came(tx: &Tx<'_>, me: &Account, now: Millis) -> Result<Vec<CameView>, StoreError> {
    let (Some(brought), Some(reference)) = (tx.meta::<Brought>(BROUGHT)?, reference(tx)?) else {
        return Ok(Vec::new());
    };
    let lens = Lens { me, reference: &reference, now };
    let mut order = Vec::new();
    let mut found: BTreeMap<String, CameView> = BTreeMap::new();
    for arrival in tx.received_since(brought.behind, CHANGES_MOST)? {
        if arrival.author.account == me.id {
            continue;
        }
        let name = arrival.doc.to_string();
        if !found.contains_key(&name) {
            let Some(blank) = blank(tx, &arrival.doc)? else { continue };
            order.push(name.clone());
            found.insert(name.clone(), blank);
        }
        let Some(view) = found.get_mut(&name) else { continue };
        view.count += arrival.keys.len() as u32;
        let who = lens.author(&arrival.author).name;
        if !view.by.contains(&who) {
            view.by.push(who);
        }
    }
    Ok(order.iter().take(CAME_MOST).filter_map(|name| found.remove(name)).collect())
}

/// A document before anything in it was counted; none for one that has no page here.
fn blank(tx: &Tx<'_>, doc: &DocId) -> Result<Option<CameView>, StoreError> {
    let view = |kind, subject: &str| CameView {
        kind,
        subject: subject.to_owned(),
        count: 0,
        by: Vec::new(),
        household: doc.household().cloned(),
        case: None,
    };
    Ok(match doc {
        DocId::Case(_, id) => tx
            .case(id)?
            .map(|case| CameView { case: Some(id.clone()), ..view(IntentKind::CaseStep, &case.title) }),
        DocId::Household(_, id) => tx.household(id)?.map(|one| view(IntentKind::Edit, one.household.name())),
        DocId::VisitBook(_, id, _) => {
            tx.household(id)?.map(|one| view(IntentKind::Visit, one.household.name()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(code: Code) -> Vec<Wait> {
        held_up(Some(&SyncFailure { at: Millis(0), code }), false)
    }

    #[test]
    fn what_one_can_wait_for_is_named_and_nothing_else() {
        assert_eq!(by(Code::NoLink), [Wait::Network]);
        assert_eq!(by(Code::UpdateNeeded), [Wait::Update]);
        assert_eq!(by(Code::ServerDown), [Wait::Village]);
        assert_eq!(by(Code::TokenInvalid), []);
        assert_eq!(held_up(None, true), [Wait::Clock]);
        assert_eq!(held_up(None, false), []);
    }
}
