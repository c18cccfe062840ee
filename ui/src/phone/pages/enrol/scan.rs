//! The code from a picture of it: what stands in it fills the form, or a sentence says what to do.

use crate::phone::parts::pick;
use ui::backend::use_link;
use ui::icons::Icon;
use ui::text::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the scanner takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Told what the code says.
    pub scanned: Callback<String>,
}

/// A chip that opens the camera.
#[component]
pub fn Scan(props: &Props) -> Html {
    let link = use_link();
    let busy = use_state_eq(|| false);
    let none = use_state_eq(|| false);
    let then = {
        let (busy, none, scanned) = (busy.setter(), none.setter(), props.scanned.clone());
        Callback::from(move |file: String| {
            let (link, busy, none, scanned) = (link.clone(), busy.clone(), none.clone(), scanned.clone());
            busy.set(true);
            none.set(false);
            spawn_local(async move {
                match link.0.read_code(file).await {
                    Ok(says) => scanned.emit(says),
                    Err(_) => none.set(true),
                }
                busy.set(false);
            });
        })
    };
    html! {
        <section class="wg-sec">
            <div class="wg-chips">{ pick::way(Icon::Qr, t("enrol-scan"), "enrol-scan", Some("environment"), *busy, then) }</div>
            if *none { <p class="wg-inv" role="alert" data-test="enrol-scan-none">{ t("enrol-scan-none") }</p> }
        </section>
    }
}
