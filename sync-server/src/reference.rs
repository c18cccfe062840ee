//! Reference data: what belongs to the server and is only sent (places, people, policy), and the
//! version by which a replica knows that its copy is old.

use crate::error::Outcome;
use crate::store::{ReadTx, StoreError, WriteTx};
use shared_model::casework::Policies;
use shared_model::people::{Account, Reference, Role};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::services::ServiceItems;

const VERSION: &str = "reference_version";

/// The version now.
///
/// # Errors
/// Of the store.
pub fn version(tx: &dyn ReadTx) -> Result<u64, StoreError> {
    Ok(tx.meta(VERSION)?.and_then(|v| v.parse().ok()).unwrap_or(0))
}

/// Takes note that places, people or policy changed.
///
/// # Errors
/// Of the store.
pub fn changed(tx: &dyn WriteTx) -> Result<(), StoreError> {
    tx.set_meta(VERSION, &(version(tx)? + 1).to_string())
}

/// County, township, village … down to the place.
///
/// # Errors
/// Of the store.
pub fn path(tx: &dyn ReadTx, place: &PlaceCode) -> Result<Vec<Place>, StoreError> {
    let mut path = Vec::new();
    for level in Level::ALL {
        if let Some(step) = place.at(level).map(|code| tx.place(&code)).transpose()?.flatten() {
            path.push(step);
        }
    }
    Ok(path)
}

/// The service lists that hold at a place: its own, or those of the nearest place around it that has any.
///
/// # Errors
/// Of the store.
pub fn services(tx: &dyn ReadTx, place: &PlaceCode) -> Result<ServiceItems, StoreError> {
    for level in Level::ALL.into_iter().rev() {
        if let Some(row) = place.at(level).map(|code| tx.service_list(&code)).transpose()?.flatten()
            && !row.items.is_empty()
        {
            return Ok(ServiceItems { place: Some(row.place), version: row.version, items: row.items });
        }
    }
    Ok(ServiceItems::default())
}

/// What the holder of an account needs: its village with the way up, the people it meets.
///
/// # Errors
/// Of the store.
pub fn of(tx: &dyn ReadTx, asker: &Account, policies: &Policies) -> Outcome<Reference> {
    let village = asker.place.village();
    let mut places = match &village {
        Some(village) => path(tx, village)?.into_iter().filter(|p| p.code != *village).collect(),
        None => path(tx, &asker.place)?.into_iter().filter(|p| p.code != asker.place).collect::<Vec<_>>(),
    };
    let base = village.as_ref().unwrap_or(&asker.place);
    // Above the village nobody needs every micro-grid's name: it would be a county's 2,218.
    let deepest = if village.is_some() { Level::MicroGrid } else { Level::Village };
    places.extend(tx.places_within(base)?.into_iter().filter(|p| p.code.level() <= deepest));
    let mut people = Vec::new();
    match &village {
        Some(village) => {
            people.extend(tx.accounts_within(village)?);
            if let Some(township) = village.parent() {
                let above = tx.accounts_within(&township)?;
                people.extend(above.into_iter().filter(|row| row.account.place == township));
            }
        }
        None => {
            let meets = |role| {
                matches!(
                    role,
                    Role::Secretary | Role::Mediator | Role::Department | Role::Township | Role::County
                )
            };
            people.extend(tx.accounts_within(base)?.into_iter().filter(|row| meets(row.account.role)));
        }
    }
    let mut people: Vec<Account> =
        people.into_iter().map(|row| row.account).filter(|a| a.role != Role::Administrator).collect();
    people.sort_by(|a, b| (&a.place, &a.id).cmp(&(&b.place, &b.id)));
    let services = services(tx, &asker.place)?;
    let (policy, earlier) = (policies.newest().clone(), policies.earlier().to_vec());
    Ok(Reference { version: version(tx)?, places, people, policy, earlier, services })
}
