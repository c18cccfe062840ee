//! Queries that are asked again when the exchange with the village changed something.

use super::pulse::Pulse;
use shared_model::api::Query;
use ui::around::use_thing;
use ui::backend::{Asked, Shown, use_query};
use yew::prelude::*;

/// [`use_query`] that asks again on every beat of the [`Pulse`].
#[hook]
pub fn use_live<T: Shown>(query: Query) -> Asked<T> {
    let asked = use_query::<T>(query);
    use_beat(&asked.reload);
    asked
}

/// Asks again on every beat.
#[hook]
fn use_beat(reload: &Callback<()>) {
    let beat = use_thing::<Pulse>().map_or(0, |pulse| pulse.beat);
    let reload = reload.clone();
    // The first asking is the query's own.
    let first = use_mut_ref(|| true);
    use_effect_with(beat, move |_| {
        if !first.replace(false) {
            reload.emit(());
        }
    });
}
