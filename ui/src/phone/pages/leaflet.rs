//! A page of text that the window holds: help, privacy, licences, and what may be shared.

use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::frame::{acts, page, shown};
use crate::phone::settings::Preferences;
use shared_model::api::Query;
use shared_model::api::device::Ability;
use shared_model::api::leaflet::{BlockKind, LeafletView};
use ui::around::use_thing;
use ui::backend::{Link, use_link, use_query};
use ui::text::t;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Which page.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// As [`Query::Leaflet`] names it.
    pub about: String,
}

/// The page.
#[component]
pub fn Leaflet(props: &Props) -> Html {
    let language = use_thing::<Preferences>().map(|preferences| preferences.now.language.tag().to_owned());
    let (about, language) = (props.about.clone(), language.unwrap_or_default());
    let asked = use_query::<LeafletView>(Query::Leaflet { about, language });
    let shared = use_node_ref();
    let link = use_link();
    let hands_on = use_state_eq(|| false);
    // Asked here: the page is there on a locked phone too.
    use_effect_with((link.clone(), props.about == "diagnostics"), {
        let hands_on = hands_on.setter();
        move |(link, asks): &(Link, bool)| {
            let link = link.clone();
            if *asks {
                spawn_local(async move {
                    let can = link.0.platform().await;
                    hands_on.set(can.is_ok_and(|platform| platform.share == Ability::There));
                });
            }
        }
    });
    let title = asked.state.ready().map(|view| view.title.clone()).unwrap_or_default();
    let content = shown(&asked, |view| {
        let all = view.blocks.iter().map(|block| match block.is {
            BlockKind::Head => html! { <h2 class="wg-t2 wg-b wg-gap">{ &block.text }</h2> },
            BlockKind::Words => html! { <p class="wg-gap">{ &block.text }</p> },
            BlockKind::Item => html! { <p class="wg-item">{ &block.text }</p> },
            BlockKind::Share => share(&block.text, &shared, hands_on.then(|| link.clone())),
        });
        html! { <div class="wg-panel wg-words" data-test="leaflet">{ for all }</div> }
    });
    let bar = Top { title: title.into(), ..Top::default() };
    page("page-leaflet", bar.html(), content, html! {})
}

/// Words to be handed on: in a field, so that they can be marked and copied on any phone.
fn share(text: &str, field: &NodeRef, on: Option<Link>) -> Html {
    let copied = field.clone();
    let copy = Callback::from(move |()| {
        if let Some(field) = copied.cast::<HtmlTextAreaElement>() {
            field.select();
            if let Some(window) = web_sys::window() {
                // Where it is refused, the words stand marked, to be copied by hand.
                let _ = window.navigator().clipboard().write_text(&field.value());
            }
        }
    });
    let buttons = html! { <>
        { for on.map(|link| {
            let text = text.to_owned();
            let hand_on = Callback::from(move |()| {
                let (link, text) = (link.clone(), text.clone());
                // Whoever chooses no app is told nothing; the words can still be copied.
                spawn_local(async move { drop(link.0.share(text).await) });
            });
            Button { label: t("share").into(), test: "leaflet-hand-on".into(), second: true, on_tap: hand_on, ..Button::default() }.html()
        }) }
        { Button { label: t("copy").into(), test: "leaflet-copy".into(), on_tap: copy, ..Button::default() }.html() }
    </> };
    html! {
        <>
            <textarea ref={field} class="wg-area wg-area_box wg-gap" readonly=true rows="12" aria-label={t("copy")} data-test="leaflet-share" value={text.to_owned()} />
            { acts(buttons) }
        </>
    }
}
