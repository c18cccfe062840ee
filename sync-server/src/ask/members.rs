//! The members of a place and their phones, and the note that is taken of looks from above.

use super::Asked;
use crate::app::{App, author};
use crate::error::Outcome;
use crate::store;
use crate::store::records::LookRow;
use shared_model::api::view::MemberView;
use shared_model::api::{Answer, Query};
use shared_model::people::{Account, Role};
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;

/// Members and grid leaders of the asker's place, with their phones.
///
/// # Errors
/// Of the store.
pub fn list(asked: &Asked<'_>) -> Outcome<Vec<MemberView>> {
    let place = &asked.me.place;
    let names: BTreeMap<PlaceCode, String> =
        asked.tx.places_within(place)?.into_iter().map(|place| (place.code, place.name)).collect();
    let counts = asked.tx.household_counts(place, 17, asked.now)?;
    let mut members = Vec::new();
    for row in asked.tx.accounts_within(place)? {
        if !matches!(row.account.role, Role::Member | Role::GridLeader) {
            continue;
        }
        let devices: Vec<_> = asked
            .tx
            .devices_of(&row.account.id)?
            .into_iter()
            .filter(|device| device.revoked_at.is_none())
            .collect();
        let within = |digits: &str| digits.starts_with(row.account.place.prefix());
        members.push(MemberView {
            place_name: names.get(&row.account.place).cloned().unwrap_or_default(),
            devices: devices.len() as u32,
            last_seen: devices.iter().filter_map(|device| device.last_seen).max(),
            households: counts
                .iter()
                .filter(|count| within(&count.digits))
                .map(|count| count.households)
                .sum(),
            account: row.account,
        });
    }
    Ok(members)
}

/// Takes note when somebody above the village was shown personal detail.
///
/// # Errors
/// Of the store: a look that can't be noted is not given.
pub fn note_look(app: &App, me: &Account, query: &Query, answer: &Answer) -> Outcome<()> {
    if !matches!(me.role, Role::Township | Role::County | Role::Department) {
        return Ok(());
    }
    let (place, subject) = match (query, answer) {
        (Query::Household { id }, Answer::Household(view)) => {
            (&view.household.micro_grid, format!("household {id}"))
        }
        (Query::Case { id }, Answer::Case(view)) => (&view.item.micro_grid, format!("case {id}")),
        _ => return Ok(()),
    };
    let Some(village) = place.village() else { return Ok(()) };
    let look = LookRow { village, at: app.now(), author: author(me), subject };
    Ok(store::write(&*app.store, |tx| tx.add_look(&look))?)
}
