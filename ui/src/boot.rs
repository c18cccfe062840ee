//! What both bundles do before their first page: the languages there are, the words of the one that
//! is spoken, and the place in the page.

use crate::backend::files;
use crate::json::record;
use crate::text::{self, Language};
use js_sys::Intl::PluralRules;
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// Prepares the words and draws; `remembered` is the tag of the language chosen last. When a file of
/// the bundle is missing, the page says that it could not start.
pub fn start(remembered: Option<String>, draw: impl FnOnce(Element) + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        match prepare(remembered).await.ok().and_then(|()| element("app")) {
            Some(place) => draw(place),
            None => {
                if let Some(excuse) = element("boot-failed") {
                    let _ = excuse.remove_attribute("hidden");
                }
            }
        }
    });
}

async fn prepare(remembered: Option<String>) -> Result<(), JsValue> {
    let list: Vec<[String; 2]> =
        record::read(&files::text("languages.json").await?).map_err(|error| error.to_string())?;
    text::offer(list.into_iter().map(|[tag, name]| (tag, name)).collect());
    let language = remembered.and_then(|tag| Language::parse(&tag)).unwrap_or_default();
    speak(language).await
}

/// Changes the language. What is on screen changes when it is rendered next: the root keeps the
/// language in its state and renders all below anew.
///
/// # Errors
/// When the language's file can't be read; then the language is as before.
pub async fn speak(language: Language) -> Result<(), JsValue> {
    if text::language() != Some(language) {
        let words = files::text(&format!("{}.ftl", language.tag())).await?;
        text::speak(language, &words, plural);
    }
    Ok(())
}

fn plural(tag: &str, number: i64) -> String {
    // A float across the boundary: old browsers know no 64-bit integers there. Counts are small.
    PluralRules::new(&Array::of1(&tag.into()), &Object::new()).select(number as f64).into()
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
