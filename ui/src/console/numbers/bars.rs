//! The sum as two small pictures: open cases by colour, and cases by where they stand. A
//! protected count has no bar.

use super::cell::cell;
use super::figures::bar;
use crate::console::desk::use_desk;
use shared_model::api::view::{Count, NumbersRow};
use shared_model::casework::Colour;
use shared_model::people::Role;
use ui::mark::mark;
use ui::text::{t, t_word};
use yew::prelude::*;

/// What [`Bars`] takes.
#[derive(Properties, PartialEq)]
pub struct BarsProps {
    /// The sum.
    pub total: NumbersRow,
}

fn line(label: Html, count: Count, all: &[Count], class: String) -> Html {
    let length = bar(count, all).map(|width| {
        html! {
            <span class="bar-of"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class={class.clone()} width={width.to_string()} height="10" />
            </svg></span>
        }
    });
    html! { <tr><td>{ label }</td><td>{ length }</td><td class="num">{ cell(count) }</td></tr> }
}

/// The right column.
#[component]
pub fn Bars(props: &BarsProps) -> Html {
    let total = &props.total;
    let desk = use_desk();
    let above = matches!(desk.account.role, Role::Township | Role::County);
    let queue = if above { t("console-numbers-queue-above") } else { t("console-numbers-queue") };
    let by_colour = Colour::ALL.into_iter().zip(total.by_colour);
    let states = [
        ("open", total.open),
        ("overdue", total.overdue),
        ("settled", total.settled),
        ("struck_off", total.struck_off),
        ("contested", total.contested),
    ];
    let counts = states.map(|(_, count)| count);
    let colour = |(colour, count): (Colour, Count)| {
        line(mark(colour), count, &total.by_colour, format!("k-{}", colour.word()))
    };
    let state = |(word, count): (&'static str, Count)| {
        line(html! { <span>{ t_word("console-column", word) }</span> }, count, &counts, String::new())
    };
    html! {
        <>
            <div class="sec">
                <h2>{ t("console-open-by-colour") }</h2>
                <table class="bars"><tbody>{ for by_colour.map(colour) }</tbody></table>
            </div>
            <div class="sec">
                <h2>{ t("console-by-state") }</h2>
                <table class="bars"><tbody>{ for states.into_iter().map(state) }</tbody></table>
            </div>
            <div class="sec"><p class="sub">{ t("console-numbers-explain") }</p><p class="sub">{ queue }</p></div>
        </>
    }
}
