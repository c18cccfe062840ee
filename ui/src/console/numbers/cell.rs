//! One count as a cell shows it.

use super::figures::{Shown, shown};
use shared_model::api::view::Count;
use ui::text::t;
use yew::prelude::*;

/// The count, or the sign that stands for it.
pub fn cell(count: Count) -> Html {
    match shown(count) {
        Shown::Digits(digits) => html! { digits },
        Shown::Few => html! { <span class="hid" title={t("console-few-means")}>{ t("console-few") }</span> },
        Shown::Hidden => {
            html! { <span class="hid" title={t("console-hidden-means")}>{ t("console-hidden") }</span> }
        }
    }
}
