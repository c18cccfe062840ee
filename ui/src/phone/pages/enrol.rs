//! Enrolment: the village's address and code, scanned or typed, then a PIN of one's own typed twice.

mod scan;
mod ticket;

use crate::phone::app::Session;
use crate::phone::input::on_typed;
use crate::phone::notice::use_notify;
use crate::phone::parts::bars::{self, Button, Top};
use crate::phone::parts::frame::{Lead, dock, group, page};
use crate::phone::parts::keypad::{self, DIGITS, Key};
use crate::phone::parts::part::part;
use crate::phone::parts::shelf::{self, Shelf};
use crate::phone::parts::trouble;
use scan::Scan;
use shared_model::api::Command;
use ticket::Ticket;
use ui::around::use_thing;
use ui::backend::{Enrolled, Told, use_command};
use ui::icons::{Icon, icon};
use ui::text::{t, t_with};
use yew::prelude::*;

/// How a text that was typed changes the ticket.
type Change = fn(&Ticket, &str) -> Ticket;

/// First the code, then the PIN.
#[component]
pub fn Enrol() -> Html {
    let ticket = use_state_eq(Ticket::default);
    let first = use_state_eq(|| None::<String>);
    let digits = use_state_eq(String::new);
    let choosing = use_state_eq(|| false);
    let unlike = use_state_eq(|| false);
    let doing = use_command();
    let session = use_thing::<Session>();
    let notify = use_notify();

    if !*choosing {
        let typed = ticket.clone();
        let set_ticket = move |change: Change| {
            let ticket = typed.clone();
            on_typed(move |text| ticket.set(change(&ticket, &text)))
        };
        let on_next = {
            let (choosing, forget) = (choosing.clone(), doing.forget.clone());
            Callback::from(move |()| {
                forget.emit(());
                choosing.set(true);
            })
        };
        let scanned = {
            let ticket = ticket.clone();
            Callback::from(move |says: String| ticket.set(ticket.with_code(&says)))
        };
        let bar = html! {
            <header class="wg-head"><div class="wg-head__b">
                <h1 class="wg-t1">{ t("enrol-title") }</h1><p class="wg-t4">{ t("enrol-line") }</p>
            </div>{ bars::help("enrol") }</header>
        };
        let all = html! { <>
            { part::<Scan>(scan::Props { scanned }) }
            { fields(&ticket, &set_ticket) }
            { trouble_of(doing.problem.as_ref()) }
            { what_now() }
            { part::<Shelf>(shelf::Props { enrolling: true, ..shelf::Props::default() }) }
        </> };
        let next = Button {
            label: t("next").into(),
            test: "enrol-next".into(),
            off: !ticket.complete(),
            on_tap: on_next,
            ..Button::default()
        };
        return page("page-enrol", bar, all, dock(next.html(), missing(&ticket), html! {}));
    }

    let on_key = {
        let (digits, first, unlike, choosing) =
            (digits.clone(), first.clone(), unlike.clone(), choosing.clone());
        let (ticket, doing) = (ticket.clone(), doing.clone());
        Callback::from(move |key: Key| {
            let typed = keypad::press(&digits, key);
            unlike.set(false);
            if typed.len() < DIGITS {
                return digits.set(typed);
            }
            digits.set(String::new());
            match &*first {
                None => first.set(Some(typed)),
                Some(before) if *before != typed => {
                    first.set(None);
                    unlike.set(true);
                }
                Some(_) => {
                    let (server, code) = (ticket.address(), ticket.code.clone());
                    let (look, notify) =
                        (session.as_ref().map(|s| s.look.clone()).unwrap_or_default(), notify.clone());
                    let then = Callback::from(move |done: Told| {
                        if let Ok(enrolled) = done.read::<Enrolled>() {
                            notify.emit(t_with("enrolled", &[("n", enrolled.households.into())]));
                        }
                        look.emit(());
                    });
                    let command = Command::Enrol { server, code, pin: Some(typed) };
                    doing.run.emit((command, then));
                    first.set(None);
                    choosing.set(false);
                }
            }
        })
    };
    let back = {
        let (choosing, first, digits) = (choosing.clone(), first.clone(), digits.clone());
        Callback::from(move |()| {
            first.set(None);
            digits.set(String::new());
            choosing.set(false);
        })
    };
    html! {
        <div class="wg-app" data-test="page-enrol-pin">
            { Top { title: t("enrol-title").into(), on_back: Some(back), ..Top::default() }.html() }
            <main class="wg-pin">
                <div class="wg-pin__hd">
                    <h2 class="wg-t1">{ if first.is_some() { t("pin-again") } else { t("pin-choose") } }</h2>
                    <p class="wg-t4">{ t("pin-why") }</p>
                    { keypad::dots(digits.len()) }
                    if *unlike {
                        <p class="wg-inv" role="alert" data-test="pin-unlike">{ t("pin-unlike") }</p>
                    }
                </div>
                { keypad::keys(&on_key, doing.busy) }
            </main>
        </div>
    }
}

fn fields(ticket: &Ticket, on: &dyn Fn(Change) -> Callback<InputEvent>) -> Html {
    html! {
        <section class="wg-sec">
            <div class="weui-cells">
                <label class="weui-cell wg-field">
                    <span class="wg-field__l">{ t("enrol-server") }</span>
                    <input class="wg-field__in" type="text" inputmode="url" autocapitalize="off" autocomplete="off"
                        spellcheck="false" placeholder={t("enrol-server-hint")} value={ticket.server.clone()}
                        data-test="enrol-server" oninput={on(Ticket::with_server)} />
                </label>
                <label class="weui-cell wg-field">
                    <span class="wg-field__l">{ t("enrol-code") }</span>
                    <input class="wg-field__in wg-field__in_code" type="text" autocapitalize="characters" autocomplete="off"
                        spellcheck="false" placeholder={t("enrol-code-hint")} value={ticket.code.clone()}
                        data-test="enrol-code" oninput={on(Ticket::with_code)} />
                </label>
            </div>
            <p class="weui-cells__tips">{ t("enrol-tips") }</p>
        </section>
    }
}

fn missing(ticket: &Ticket) -> String {
    match ticket.digits_missing() {
        _ if ticket.server.trim().is_empty() => t("enrol-no-server"),
        0 => t("enrol-ready"),
        n => t_with("enrol-digits-missing", &[("n", n.into())]),
    }
}

fn trouble_of(problem: Option<&shared_model::api::Problem>) -> Html {
    let Some(problem) = problem else { return html! {} };
    html! {
        <section class="wg-trouble" role="alert" data-test="enrol-problem" data-code={problem.code.word()}>
            <p>{ trouble::sentence(problem) }</p>
        </section>
    }
}

fn what_now() -> Html {
    let row = |which: Icon, title: String, line: String| {
        html! {
            <div class="weui-cell weui-cell_2">
                <div class="weui-cell__hd">{ icon(which) }</div>
                <div class="weui-cell__bd"><p class="wg-ct">{ title }</p><p class="wg-cd">{ line }</p></div>
            </div>
        }
    };
    group(
        t("enrol-how"),
        Lead::Icon,
        "",
        html! { <>
            { row(Icon::Received, t("enrol-link"), t("enrol-link-line")) }
            { row(Icon::Phone, t("enrol-after"), t("enrol-after-line")) }
        </> },
    )
}
