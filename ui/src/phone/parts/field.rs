//! A labelled line to type into, and a labelled list to choose from.

use crate::phone::clock::now;
use crate::phone::input::{on_chosen, on_typed};
use ui::dates::for_field;
use yew::prelude::*;

/// What a line takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Words of at most so many characters.
    Words(u16),
    /// Digits: a phone shows its keys for them.
    Figure,
    /// A telephone's number: a phone shows its keys for that.
    Telephone,
    /// A day that isn't over, as `2026-11-26`.
    Day,
}

/// A line to type into.
pub fn line(
    label: String,
    hint: String,
    value: &str,
    takes: Takes,
    test: &'static str,
    then: impl Fn(String) + 'static,
) -> Html {
    line_of(label, hint, value, takes, test.into(), false, on_typed(then))
}

/// The same, which may be marked as wrong. Drawn in one place, whatever it tells: what is generic is compiled
/// once for each who asks.
#[inline(never)]
pub fn line_of(
    label: String,
    hint: String,
    value: &str,
    takes: Takes,
    test: AttrValue,
    wrong: bool,
    oninput: Callback<InputEvent>,
) -> Html {
    let (kind, mode, most, min) = match takes {
        Takes::Words(most) => ("text", None, most, None),
        Takes::Figure => ("text", Some("numeric"), 13, None),
        Takes::Telephone => ("text", Some("tel"), 30, None),
        Takes::Day => ("date", None, 10, Some(for_field(now()))),
    };
    html! {
        <label class={classes!("weui-cell", "wg-field", wrong.then_some("wg-field_wrong"))}>
            <span class="wg-field__l">{ label }</span>
            <input class="wg-field__in" aria-invalid={wrong.to_string()} type={kind} inputmode={mode} maxlength={most.to_string()} autocomplete="off" {min}
                placeholder={hint} value={value.to_owned()} data-test={test} {oninput} />
        </label>
    }
}

/// Room for sentences under a label.
pub fn words(
    label: String,
    hint: String,
    value: &str,
    test: &'static str,
    oninput: Callback<InputEvent>,
) -> Html {
    html! {
        <label class="weui-cell wg-field">
            <span class="wg-field__l">{ label.clone() }</span>
            { area("wg-area", label, hint, value, test, None, oninput) }
        </label>
    }
}

/// Room for sentences; on a sheet it says whether they are kept.
pub fn area(
    look: &'static str,
    label: String,
    hint: String,
    value: &str,
    test: &'static str,
    kept: Option<bool>,
    oninput: Callback<InputEvent>,
) -> Html {
    html! {
        <textarea class={look} aria-label={label} placeholder={hint} maxlength="2000" value={value.to_owned()}
            data-test={test} data-kept={kept.map(|kept| kept.to_string())} {oninput} />
    }
}

/// The look of such room on a sheet.
pub const BOX: &str = "wg-area wg-area_box";

/// A list to choose from: what each choice is worth, and what it says. An empty worth is `none`.
pub fn list(
    label: String,
    none: String,
    choices: impl Iterator<Item = (String, String)>,
    chosen: &str,
    test: &'static str,
    then: impl Fn(String) + 'static,
) -> Html {
    list_of(label, none, choices.collect(), chosen, test.into(), on_chosen(then))
}

/// The same, drawn in one place.
#[inline(never)]
pub fn list_of(
    label: String,
    none: String,
    choices: Vec<(String, String)>,
    chosen: &str,
    test: AttrValue,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="weui-cell wg-field">
            <span class="wg-field__l">{ label }</span>
            <select class="wg-field__in" data-test={test} {onchange}>
                <option value="" selected={chosen.is_empty()}>{ none }</option>
                { for choices.into_iter().map(|(worth, says)| html! {
                    <option value={worth.clone()} selected={worth == chosen}>{ says }</option>
                }) }
            </select>
        </label>
    }
}
