//! Queries that are asked again when the exchange with the village changed something.

use super::pulse::Pulse;
use gloo_timers::callback::Interval;
use shared_model::api::Query;
use ui::around::use_thing;
use ui::backend::{Asked, Shown, use_query};
use yew::prelude::*;

const EACH_MILLIS: u32 = 1_000;

/// [`use_query`] that asks again on every beat of the [`Pulse`].
#[hook]
pub fn use_live<T: Shown>(query: Query) -> Asked<T> {
    let asked = use_query::<T>(query);
    use_beat(&asked.reload);
    asked
}

/// Asks again every second while `on`: for what goes on by itself.
#[hook]
pub fn use_watch(reload: &Callback<()>, on: bool) {
    let reload = reload.clone();
    use_effect_with(on, move |on| {
        let timer = on.then(|| Interval::new(EACH_MILLIS, move || reload.emit(())));
        move || drop(timer)
    });
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
