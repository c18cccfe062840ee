//! The directory of a village as its own people see it.

use super::Asked;
use crate::error::Outcome;
use crate::scope;
use shared_model::directory::{ListedPerson, PersonKind};
use shared_model::place::PlaceCode;

/// People of the asker's village who can be asked, of a place and a kind when these are named. Who
/// works above the village is shown none: the page is not theirs ([`crate::permit`]).
///
/// # Errors
/// `not_found` for a place elsewhere, or of the store.
pub fn directory(
    asked: &Asked<'_>,
    place: Option<&PlaceCode>,
    kind: Option<PersonKind>,
) -> Outcome<Vec<ListedPerson>> {
    let village = asked.me.place.village().ok_or_else(|| scope::not_found("village"))?;
    if place.is_some_and(|place| !place.is_within(&village)) {
        return Err(scope::not_found("place"));
    }
    let rows = asked.tx.directory(&village)?.into_iter().map(|row| row.person);
    let fits = |person: &ListedPerson| {
        place.is_none_or(|place| person.place.is_within(place)) && kind.is_none_or(|kind| person.kind == kind)
    };
    let mut people: Vec<ListedPerson> = rows.filter(fits).collect();
    people.sort_by(|a, b| (&a.place, a.kind, &a.name).cmp(&(&b.place, b.kind, &b.name)));
    Ok(people)
}
