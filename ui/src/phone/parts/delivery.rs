//! Where an entry is: one of five words, each with its icon.

use shared_model::api::view::Delivery;
use shared_model::moment::Millis;
use ui::dates;
use ui::icons::{Icon, small};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The word in keys and in `data-delivery`.
pub fn word(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::SavedHere => "saved_here",
        Delivery::Sending => "sending",
        Delivery::Heard => "heard",
        Delivery::Received { .. } => "received",
        Delivery::Returned { .. } => "returned",
    }
}

fn marked(delivery: &Delivery, words: String) -> Html {
    let (which, look) = match delivery {
        Delivery::SavedHere => (Icon::Phone, "wg-st"),
        Delivery::Sending => (Icon::Send, "wg-st wg-st_go"),
        Delivery::Heard => (Icon::Phone, "wg-st"),
        Delivery::Received { .. } => (Icon::Received, "wg-st"),
        Delivery::Returned { .. } => (Icon::Returned, "wg-inv"),
    };
    html! { <span class={look} data-delivery={word(delivery)}>{ small(which) }{ words }</span> }
}

/// The word alone.
pub fn state(delivery: &Delivery) -> Html {
    marked(delivery, t_word("delivery", word(delivery)))
}

/// The word with the time of receipt; the date is left out on the day it was written.
pub fn state_with_time(delivery: &Delivery, written_at: Millis, now: Millis) -> Html {
    let Delivery::Received { at } = delivery else { return state(delivery) };
    marked(delivery, t_with("received-at", &[("time", received_time(*at, written_at, now).into())]))
}

/// Through whose phones an entry went, as far as this phone knows.
pub fn through(class: &'static str, heard_from: Option<&String>, carried_by: &[String]) -> Html {
    let said = match heard_from {
        Some(name) => t_with("through-phone", &[("name", name.clone().into())]),
        None if carried_by.is_empty() => return html! {},
        None => t_with("carried-by", &[("names", carried_by.join(&t("list-comma")).into())]),
    };
    html! { <p class={class} data-test="through">{ said }</p> }
}

/// 19:02 on the same day, else 3月17日 18:20.
fn received_time(at: Millis, written_at: Millis, now: Millis) -> String {
    if at.day() == written_at.day() { dates::clock(at) } else { dates::day_and_clock(at, now) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::moment::{DAY, HOUR};
    use ui::text::{Language, speak};

    #[test]
    fn the_second_time_leaves_out_the_date_on_the_same_day() {
        let words = include_str!("../../../../assets/locales/zh-CN/common.ftl");
        speak(Language::default(), words, |_, _| "other".into());
        let written = Millis(1_773_793_800_000); // 2026-03-18 08:30 in China
        assert_eq!(received_time(written.plus(HOUR), written, written), "09:30");
        assert!(received_time(written.plus(DAY), written, written).ends_with("19日 08:30"));
    }
}
