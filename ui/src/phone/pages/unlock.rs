//! The lock: six digits, opened at the sixth.

use crate::phone::app::Session;
use crate::phone::input::on_tap;
use crate::phone::parts::bars;
use crate::phone::parts::finger::{self, ByFinger};
use crate::phone::parts::keypad::{self, DIGITS, Key};
use crate::phone::parts::part::part;
use crate::phone::parts::shelf::{self, Shelf};
use crate::phone::parts::trouble;
use shared_model::api::Command;
use ui::around::use_thing;
use ui::backend::{Told, use_command};
use ui::icons::{Icon, small};
use ui::text::t;
use yew::prelude::*;

/// The keypad of a locked phone.
#[component]
pub fn Unlock() -> Html {
    let digits = use_state_eq(String::new);
    let doing = use_command();
    let others = use_state_eq(|| false);
    let session = use_thing::<Session>();
    let (look, sample) = session.map_or_else(Default::default, |s| (s.look, s.view.sample));
    let by_finger = finger::Props { opened: Some(look.clone()) };
    let on_key = {
        let (digits, doing) = (digits.clone(), doing.clone());
        Callback::from(move |key: Key| {
            let typed = keypad::press(&digits, key);
            doing.forget.emit(());
            if typed.len() == DIGITS {
                let look = look.clone();
                let then = Callback::from(move |_: Told| look.emit(()));
                doing.run.emit((Command::Unlock { pin: typed }, then));
                // A wrong PIN is typed from its beginning.
                digits.set(String::new());
            } else {
                digits.set(typed);
            }
        })
    };
    let show_others = {
        let others = others.setter();
        on_tap(move || others.set(true))
    };
    let shown = if doing.busy { DIGITS } else { digits.len() };
    html! {
        <main class="wg-app wg-pin" data-test="page-unlock">
            <div class="wg-pin__hd">
                <h1 class="wg-t1">{ t("unlock-title") }</h1>
                <div class="wg-pin__help">{ bars::help("unlock") }</div>
                <p class="wg-t4">{ t("app-name") }if sample { { t("separator") }{ t("sample") } }</p>
                { keypad::dots(shown) }
                if let Some(problem) = &doing.problem {
                    <p class="wg-inv" role="alert" data-test="unlock-problem" data-code={problem.code.word()}>
                        { trouble::sentence(problem) }
                    </p>
                } else {
                    <p class="wg-st">{ small(Icon::Phone) }{ t("unlock-safe") }</p>
                }
            </div>
            { keypad::keys(&on_key, doing.busy) }
            { part::<ByFinger>(by_finger) }
            <p class="wg-foot">{ t("unlock-forgot") }</p>
            if *others {
                { part::<Shelf>(shelf::Props::default()) }
            } else {
                <button type="button" class="weui-btn weui-btn_default wg-others" data-test="unlock-others" onclick={show_others}>{ t("unlock-others") }</button>
            }
        </main>
    }
}
