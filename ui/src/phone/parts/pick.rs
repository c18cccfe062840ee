//! A picture from the camera or from a file, as a chip to tap.

use ui::backend::picked;
use ui::icons::{Icon, small};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A chip that opens the camera (`capture`) or asks for a file, and tells its content as
/// `data:image/jpeg;base64,…`; what can't be read is told as nothing, and the engine says so.
pub fn way(
    which: Icon,
    says: String,
    test: &'static str,
    capture: Option<&'static str>,
    off: bool,
    then: Callback<String>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        let then = then.clone();
        spawn_local(async move {
            let told = picked::as_url(&file).await.unwrap_or_default();
            // The same file may be chosen again.
            input.set_value("");
            then.emit(told);
        });
    });
    html! {
        <label class="wg-chip">
            { small(which) }{ says }
            <input type="file" class="wg-file" accept="image/*" {capture} disabled={off} {onchange} data-test={test} />
        </label>
    }
}
