//! A page that has nothing to show yet, or can't; where a whole replica can't be opened, with the way
//! to the phone's others.

use crate::phone::app::Session;
use crate::phone::input::on_tap;
use crate::phone::parts::part::part;
use crate::phone::parts::shelf::{self, Shelf};
use shared_model::api::{Code, Problem};
use ui::around::use_thing;
use ui::icons::{Icon, sized};
use ui::text::{t, t_word};
use yew::prelude::*;

/// While the first answer is on its way.
pub fn opening() -> Html {
    html! { <p class="wg-opening" role="status" data-test="loading">{ t("loading") }</p> }
}

/// What can't be shown and why.
#[derive(Properties, PartialEq)]
pub struct FailedProps {
    /// Why.
    pub problem: Problem,
    /// Tries again.
    pub again: Callback<()>,
}

/// One icon, one sentence, one way on.
#[component]
pub fn Failed(props: &FailedProps) -> Html {
    // The lock fell while the page was open: the gate shows the keypad.
    let shut = matches!(props.problem.code, Code::Locked | Code::NotEnrolled);
    let session = use_thing::<Session>();
    // Nothing is known of a replica that can't be opened, not even a session.
    let whole = session.is_none();
    use_effect_with(shut, move |shut| {
        if let (true, Some(session)) = (*shut, session) {
            session.look.emit(());
        }
    });
    let again = props.again.clone();
    let failed = html! {
        <div class="wg-msgp" role="alert" data-test="failed" data-code={props.problem.code.word()}>
            <span class="wg-msgp__i">{ sized(Icon::Alert, "wg-i_l") }</span>
            <h2>{ t_word("problem", props.problem.code.word()) }</h2>
            <button type="button" class="wg-tb" data-test="failed-again" onclick={on_tap(move || again.emit(()))}>
                { t("try-again") }
            </button>
        </div>
    };
    if !whole {
        return failed;
    }
    let look = Some(props.again.clone());
    html! {
        <div class="wg-app"><main class="wg-main">
            { failed }
            { part::<Shelf>(shelf::Props { look, ..shelf::Props::default() }) }
        </main></div>
    }
}

/// A day or a list without anything in it.
pub fn empty(which: Icon, title: String, line: String) -> Html {
    html! {
        <div class="wg-msgp" data-test="empty">
            <span class="wg-msgp__i">{ sized(which, "wg-i_l") }</span>
            <h2>{ title }</h2>
            <p>{ line }</p>
        </div>
    }
}
