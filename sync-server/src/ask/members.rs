//! The members of a place and their phones.

use super::Asked;
use crate::error::Outcome;
use shared_model::api::view::MemberView;
use shared_model::people::Role;
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
        let (gone, devices): (Vec<_>, Vec<_>) =
            asked.tx.devices_of(&row.account.id)?.into_iter().partition(|device| device.revoked_at.is_some());
        let newest = devices.iter().map(|device| device.enrolled_at).max();
        let within = |digits: &str| digits.starts_with(row.account.place.prefix());
        members.push(MemberView {
            place_name: names.get(&row.account.place).cloned().unwrap_or_default(),
            devices: devices.len() as u32,
            left_at: gone
                .iter()
                .filter_map(|device| device.left_at)
                .max()
                .filter(|left| Some(*left) > newest),
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
