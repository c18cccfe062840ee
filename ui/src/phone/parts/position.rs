//! A position for a form: added by a tap and never by itself, shown with its radius, and taken off
//! again.

use crate::phone::device::use_ability;
use crate::phone::input::on_tap;
use shared_model::api::Code;
use shared_model::api::device::Ability;
use shared_model::position::Position;
use ui::backend::use_link;
use ui::icons::{Icon, icon, small};
use ui::text::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What a form's position takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The one that goes with the form.
    pub at: Option<Position>,
    /// It comes or goes.
    pub then: Callback<Option<Position>>,
}

/// Nothing where the phone can't say where it is.
#[component]
pub fn PositionRow(props: &Props) -> Html {
    let link = use_link();
    let there = use_ability(|platform| platform.position);
    let there = there == Some(Ability::There);
    let busy = use_state_eq(|| false);
    let problem = use_state_eq(|| None::<Code>);
    let add = {
        let (then, busy, problem) = (props.then.clone(), busy.setter(), problem.setter());
        on_tap(move || {
            let (link, then, busy, problem) = (link.clone(), then.clone(), busy.clone(), problem.clone());
            busy.set(true);
            spawn_local(async move {
                match link.0.position().await {
                    Ok(at) => {
                        problem.set(None);
                        then.emit(Some(at));
                    }
                    Err(why) => problem.set(Some(why.code)),
                }
                busy.set(false);
            });
        })
    };
    let off = props.then.reform(|_: MouseEvent| None);
    if !there && props.at.is_none() {
        return html! {};
    }
    html! {
        <section class="wg-sec" data-test="position">
            if let Some(at) = props.at {
                <div class="weui-cells wg-leadi">
                    <div class="weui-cell">
                        <span class="weui-cell__hd">{ icon(Icon::Place) }</span>
                        <p class="weui-cell__bd" data-test="position-at">{ ui::told::position(at) }</p>
                    </div>
                </div>
            }
            <div class="wg-chips">
                if props.at.is_some() {
                    <button type="button" class="wg-chip" data-test="position-off" onclick={off}>
                        { small(Icon::Close) }{ t("position-off") }
                    </button>
                } else {
                    <button type="button" class="wg-chip" data-test="position-add" disabled={*busy} onclick={add}>
                        { small(Icon::Place) }{ if *busy { t("position-coming") } else { t("position-add") } }
                    </button>
                }
            </div>
            if let Some(code) = *problem {
                <p class="weui-cells__tips" role="alert" data-test="position-problem" data-code={code.word()}>
                    { if code == Code::Forbidden { t("why-refused") } else { t("position-none") } }
                </p>
            }
        </section>
    }
}
