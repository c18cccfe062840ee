//! Six digits: the keys at the thumb, the dots above, and what a key does.

use crate::phone::input::on_tap;
use ui::icons::{Icon, icon};
use ui::text::{t, t_with};
use yew::prelude::*;

/// How many digits a PIN has.
pub const DIGITS: usize = 6;

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// 0 to 9.
    Digit(u8),
    /// Takes the last digit back.
    Delete,
}

/// The digits after a key: never more than [`DIGITS`].
pub fn press(digits: &str, key: Key) -> String {
    let mut after = digits.to_owned();
    match key {
        Key::Digit(digit) if digits.len() < DIGITS => after.push(char::from(b'0' + digit % 10)),
        Key::Digit(_) => {}
        Key::Delete => {
            after.pop();
        }
    }
    after
}

/// How many digits are there.
pub fn dots(count: usize) -> Html {
    let label = t_with("pin-dots", &[("n", count.into())]);
    html! {
        <div class="wg-dots" role="img" aria-label={label} data-test="pin-dots" data-count={count.to_string()}>
            { for (0..DIGITS).map(|i| html! { <i class={(i < count).then_some("on")}></i> }) }
        </div>
    }
}

/// The keys.
pub fn keys(then: &Callback<Key>, off: bool) -> Html {
    let key = |digit: u8| {
        let then = then.clone();
        html! {
            <button type="button" class="wg-key" disabled={off} data-test={format!("pin-{digit}")}
                onclick={on_tap(move || then.emit(Key::Digit(digit)))}>{ digit }</button>
        }
    };
    let delete = then.clone();
    html! {
        <div class="wg-keys">
            { for (1..=9).map(key) }
            <span></span>
            { key(0) }
            <button type="button" class="wg-key wg-key_bare" disabled={off} aria-label={t("pin-delete")} data-test="pin-delete"
                onclick={on_tap(move || delete.emit(Key::Delete))}>{ icon(Icon::Delete) }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_holds_six_digits_and_can_be_taken_back() {
        let typed = (1..=8).fold(String::new(), |digits, digit| press(&digits, Key::Digit(digit)));
        assert_eq!(typed, "123456");
        assert_eq!(press(&typed, Key::Delete), "12345");
        assert_eq!(press("", Key::Delete), "");
    }
}
