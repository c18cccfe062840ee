//! Moving between pages: the address behind `#` and the window's own history.

use super::route::Route;
use gloo_events::EventListener;
use yew::prelude::*;

/// The page the address names now.
pub fn here() -> Route {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    Route::parse(&hash.unwrap_or_default())
}

/// Opens a page; "back" returns from it.
pub fn go(route: &Route) {
    if let Some(window) = web_sys::window() {
        // Only an address that can't be parsed is refused, and ours can.
        let _ = window.location().set_hash(&route.href());
    }
}

/// Opens a page in the place of this one: "back" doesn't return to a form that is done.
pub fn replace(route: &Route) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(&route.href());
    }
}

/// Back to where one came from, or up when one came from nowhere.
pub fn back() {
    let Some(window) = web_sys::window() else { return };
    match window.history() {
        Ok(history) if history.length().unwrap_or(0) > 1 => {
            let _ = history.back();
        }
        _ => replace(&here().up()),
    }
}

/// The page the address names, followed as it changes. Each page begins at its top.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(here);
    let set = route.setter();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                set.set(here());
                if let Some(window) = web_sys::window() {
                    window.scroll_to_with_x_and_y(0.0, 0.0);
                }
            })
        });
        move || drop(listener)
    });
    (*route).clone()
}
