//! What was typed or chosen, read out of the event.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

fn typed(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(field) = target.dyn_ref::<HtmlInputElement>() {
        return field.value();
    }
    if let Some(field) = target.dyn_ref::<HtmlTextAreaElement>() {
        return field.value();
    }
    target.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
}

/// Hears what is typed.
pub fn on_typed(then: impl Fn(String) + 'static) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| then(typed(&event)))
}

/// Hears what is chosen.
pub fn on_chosen(then: impl Fn(String) + 'static) -> Callback<Event> {
    Callback::from(move |event: Event| then(typed(&event)))
}

/// Hears a tap.
pub fn on_tap(then: impl Fn() + 'static) -> Callback<MouseEvent> {
    Callback::from(move |_| then())
}
