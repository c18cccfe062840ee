//! Queries that are asked again when the exchange with the village changed something.

use super::pulse::Pulse;
use shared_model::api::Query;
use ui::backend::{Asked, Shown, use_query};
use yew::prelude::*;

/// As [`use_query`], and again at each beat of the pulse.
#[hook]
pub fn use_live<T: Shown>(query: Query) -> Asked<T> {
    let asked = use_query::<T>(query);
    let beat = use_context::<Pulse>().map_or(0, |pulse| pulse.beat);
    let reload = asked.reload.clone();
    // The first asking is the query's own.
    let first = use_mut_ref(|| true);
    use_effect_with(beat, move |_| {
        if !first.replace(false) {
            reload.emit(());
        }
    });
    asked
}
