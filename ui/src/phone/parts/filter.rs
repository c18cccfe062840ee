//! How a list is narrowed: a line to search with, and chips of which some are pressed.

use crate::phone::input::on_tap;
use ui::icons::{Icon, icon};
use ui::text::t;
use yew::prelude::*;

/// The chips above a list.
pub fn filters(chips: Html) -> Html {
    html! { <div class="wg-chips wg-chips_x" role="group" aria-label={t("filter")}>{ chips }</div> }
}

/// A chip that is pressed or not.
pub fn pressed(on: bool, label: String, test: &str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class={classes!("wg-chip", on.then_some("wg-chip_on"))} aria-pressed={on.to_string()}
            data-test={test.to_owned()} {onclick}>{ label }</button>
    }
}

/// A line to search with: what it searches, what can be typed, and what is typed; a cross clears it.
pub fn search(
    label: String,
    hint: String,
    typed: &UseStateHandle<String>,
    test: &'static str,
    oninput: Callback<InputEvent>,
) -> Html {
    let cleared = typed.clone();
    // What is typed is searched at once: Enter has nothing to add.
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class="weui-search-bar" role="search" {onsubmit}><div class="weui-search-bar__form">
            { icon(Icon::Search) }
            <input class="wg-search__in" type="search" autocomplete="off" aria-label={label} placeholder={hint}
                value={(**typed).clone()} data-test={test} {oninput} />
            if !typed.is_empty() {
                <button type="button" class="wg-ib" aria-label={t("clear")} data-test="search-clear"
                    onclick={on_tap(move || cleared.set(String::new()))}>{ icon(Icon::Close) }</button>
            }
        </div></form>
    }
}
