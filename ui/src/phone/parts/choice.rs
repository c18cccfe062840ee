//! Choosing one of a few: chips, tiles, segments, radio rows, switches.

use crate::phone::input::on_tap;
use ui::icons::{Icon, sized, small};
use yew::prelude::*;

/// One thing that can be chosen.
#[derive(Clone, PartialEq)]
pub struct Choice<T> {
    /// What is chosen.
    pub value: T,
    /// What it says.
    pub label: String,
    /// Its name for tests.
    pub test: String,
    /// An icon, for tiles.
    pub icon: Option<Icon>,
}

impl<T> Choice<T> {
    /// A choice without an icon.
    pub fn new(value: T, label: String, test: String) -> Choice<T> {
        Choice { value, label, test, icon: None }
    }
}

fn chooses<T: Clone + 'static>(value: &T, then: &Callback<T>) -> Callback<MouseEvent> {
    let (value, then) = (value.clone(), then.clone());
    on_tap(move || then.emit(value.clone()))
}

/// Chips, of which one is on.
pub fn chips<T: Clone + PartialEq + 'static>(
    choices: &[Choice<T>],
    chosen: Option<&T>,
    then: &Callback<T>,
) -> Html {
    html! {
        <div class="wg-chips" role="radiogroup">
            { for choices.iter().map(|choice| {
                let on = chosen == Some(&choice.value);
                html! {
                    <button type="button" role="radio" class={classes!("wg-chip", on.then_some("wg-chip_on"))}
                        aria-checked={on.to_string()} data-test={choice.test.clone()} onclick={chooses(&choice.value, then)}>
                        if on { { small(Icon::Check) } }
                        { &choice.label }
                    </button>
                }
            }) }
        </div>
    }
}

/// Tiles, of which one is on.
pub fn tiles<T: Clone + PartialEq + 'static>(
    choices: &[Choice<T>],
    chosen: Option<&T>,
    then: &Callback<T>,
    last: Html,
) -> Html {
    html! {
        <div class="wg-tiles" role="radiogroup">
            { for choices.iter().map(|choice| {
                let on = chosen == Some(&choice.value);
                let class = classes!("wg-tile", choice.icon.map(|_| "wg-tile_l"), on.then_some("wg-tile_on"));
                html! {
                    <button type="button" role="radio" {class} aria-checked={on.to_string()}
                        data-test={choice.test.clone()} onclick={chooses(&choice.value, then)}>
                        { choice.icon.map(|which| sized(which, "")).unwrap_or_default() }
                        { &choice.label }
                        if on { { sized(Icon::Check, "wg-tile__ck") } }
                    </button>
                }
            }) }
            { last }
        </div>
    }
}

/// One of two or three side by side; what asks for a look is inverse when chosen.
pub fn segments<T: Clone + PartialEq + 'static>(
    label: &str,
    choices: &[(Choice<T>, bool)],
    chosen: Option<&T>,
    then: &Callback<T>,
) -> Html {
    html! {
        <span class="wg-seg" role="radiogroup" aria-label={label.to_owned()}>
            { for choices.iter().map(|(choice, alert)| {
                let on = chosen == Some(&choice.value);
                let class = classes!(on.then_some("on"), (on && *alert).then_some("alert"));
                html! {
                    <button type="button" role="radio" {class} aria-checked={on.to_string()}
                        data-test={choice.test.clone()} onclick={chooses(&choice.value, then)}>{ &choice.label }</button>
                }
            }) }
        </span>
    }
}

/// A row with a ring at its end.
pub fn radio_row(
    label: Html,
    below: Html,
    before: Html,
    on: bool,
    test: &str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" role="radio" class="weui-cell weui-cell_2 wg-cellb" aria-checked={on.to_string()}
            data-test={test.to_owned()} {onclick}>
            <span class="weui-cell__hd">{ before }</span>
            <span class="weui-cell__bd"><span class="wg-ct">{ label }</span><span class="wg-cd">{ below }</span></span>
            <span class="weui-cell__ft"><span class={classes!("wg-radio", on.then_some("wg-radio_on"))}></span></span>
        </button>
    }
}

/// A row that is on or off.
pub fn switch(
    label: String,
    below: Option<String>,
    which: Icon,
    on: bool,
    test: &str,
    then: Callback<bool>,
) -> Html {
    let onchange = Callback::from(move |_: Event| then.emit(!on));
    html! {
        <label class="weui-cell">
            <span class="weui-cell__hd">{ sized(which, "") }</span>
            <span class="weui-cell__bd">{ &label }
                if let Some(below) = below { <span class="wg-cd">{ below }</span> }
            </span>
            <span class="weui-cell__ft">
                <input class="weui-switch" type="checkbox" checked={on} aria-label={label.clone()}
                    data-test={test.to_owned()} {onchange} />
            </span>
        </label>
    }
}
