//! What the browser's tab says while another is looked at: how many red and how many late cases there are.

use crate::console::desk::use_desk;
use crate::console::duty::{Page, pages};
use gloo_timers::callback::Timeout;
use shared_model::api::Query;
use shared_model::api::view::CaseItem;
use shared_model::casework::{Colour, Stage};
use ui::backend::{ask, use_link};
use ui::text::t_with;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Several words in a row are one question.
const SETTLED_MS: u32 = 1_500;

/// Open cases that are red, and that are late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Red ones.
    pub red: usize,
    /// Late ones.
    pub late: usize,
}

impl Counts {
    fn of(items: &[CaseItem]) -> Counts {
        let open = || items.iter().filter(|item| item.stage != Stage::Settled && !item.stage.is_closed());
        Counts {
            red: open().filter(|item| item.colour == Colour::Red).count(),
            late: open().filter(|item| item.due.overdue).count(),
        }
    }

    /// Before the title; empty when there is nothing to say.
    pub fn told(self) -> String {
        let red = (self.red > 0).then(|| t_with("console-title-red", &[("n", self.red.into())]));
        let late = (self.late > 0).then(|| t_with("console-title-late", &[("n", self.late.into())]));
        let parts: Vec<String> = red.into_iter().chain(late).collect();
        if parts.is_empty() { String::new() } else { format!("({}) ", parts.join(" ")) }
    }
}

/// The counts, asked anew after each word that was heard.
#[hook]
pub fn use_counts(round: u32) -> Counts {
    let (link, desk) = (use_link(), use_desk());
    let counts = use_state_eq(Counts::default);
    let has_cases = pages(desk.account.role).contains(&Page::Queue);
    {
        let counts = counts.setter();
        use_effect_with((link, round), move |(link, round)| {
            let link = link.clone();
            let ask_now = move || {
                spawn_local(async move {
                    let query = Query::Cases { search: String::new(), closed: false };
                    // What isn't answered leaves the numbers as they were.
                    if let Ok(items) = ask::<Vec<CaseItem>>(&link, query).await {
                        counts.set(Counts::of(&items));
                    }
                });
            };
            let wait = if *round == 0 { 0 } else { SETTLED_MS };
            let waiting = has_cases.then(|| Timeout::new(wait, ask_now));
            move || drop(waiting)
        });
    }
    *counts
}
