//! Opening by finger: the switch among one's own settings, and the way in on a locked phone.

use crate::phone::device::use_ability;
use crate::phone::input::on_tap;
use crate::phone::parts::choice;
use shared_model::api::device::{Ability, Finger, FingerAct};
use ui::backend::{Link, use_link};
use ui::icons::{Icon, small};
use ui::text::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What both take.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the phone is locked, told once it is open; none is the switch.
    pub opened: Option<Callback<()>>,
}

/// Asks the phone. What it refuses changes nothing, and the switch goes back.
fn ask(link: &Link, act: FingerAct, then: Callback<bool>) {
    let link = link.clone();
    spawn_local(async move {
        let finger = Finger { act, title: t("finger-title"), cancel: t("finger-pin") };
        match link.0.finger(finger).await {
            Ok(kept) => then.emit(kept),
            Err(_) if act == FingerAct::Keep => then.emit(false),
            Err(_) => {}
        }
    });
}

/// The switch, or the way in. Nothing where the phone knows no finger.
#[component]
pub fn ByFinger(props: &Props) -> Html {
    let link = use_link();
    let kept = use_state_eq(|| false);
    let able = use_ability(|platform| platform.biometric) == Some(Ability::There);
    // A locked phone isn't asked what it can do; it knows whether it was once told to open so.
    let there = able || props.opened.is_some();
    let then = {
        let (kept, opened) = (kept.setter(), props.opened.clone());
        Callback::from(move |is: bool| {
            kept.set(is);
            if let Some(opened) = opened.as_ref().filter(|_| is) {
                opened.emit(());
            }
        })
    };
    let set = kept.setter();
    use_effect_with((link.clone(), there), move |(link, there): &(Link, bool)| {
        if *there {
            ask(link, FingerAct::Ask, Callback::from(move |is| set.set(is)));
        }
    });
    if !there {
        return html! {};
    }
    if props.opened.is_none() {
        let turning = kept.setter();
        let turn = Callback::from(move |on| {
            turning.set(on);
            ask(&link, if on { FingerAct::Keep } else { FingerAct::Forget }, then.clone());
        });
        return html! {
            <section class="wg-sec"><div class="weui-cells wg-leadi">
                { choice::switch(t("me-finger"), Some(t("me-finger-line")), Icon::Hand, *kept, "me-finger", turn) }
            </div></section>
        };
    }
    if !*kept {
        return html! {};
    }
    let open = on_tap(move || ask(&link, FingerAct::Open, then.clone()));
    html! {
        <button type="button" class="weui-btn weui-btn_default wg-others" data-test="unlock-finger" onclick={open}>
            { small(Icon::Hand) }{ t("finger-title") }
        </button>
    }
}
