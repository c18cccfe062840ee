//! The browser's window: its address, its events, its title, and what it remembers.

use ui::text::Language;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// Where the language is remembered on this computer.
const LANGUAGE: &str = "weige-language";

/// The part of the address from `#` on.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Goes to an address within the page.
pub fn go(href: &str) {
    if let Some(window) = web_sys::window() {
        // Refused only for addresses that are none; ours are made of our own routes.
        let _ = window.location().set_hash(href);
    }
}

/// Names the tab, and says which language the page is in.
pub fn name(title: &str, language: Language) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
        if let Some(root) = document.document_element() {
            // A reader that doesn't learn the language still reads.
            let _ = root.set_attribute("lang", language.tag());
        }
    }
}

/// The tag of the language this computer was last used in.
pub fn remembered_language() -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(LANGUAGE).ok()?
}

/// Remembers the language; where a browser forbids it, it is asked for again next time.
pub fn remember_language(language: Language) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        let _ = storage.set_item(LANGUAGE, language.tag());
    }
}

/// Listens to an event of the window for as long as the component lives.
#[hook]
pub fn use_window_event(event: &'static str, heard: Callback<web_sys::Event>) {
    use_effect_with((event, heard), |(event, heard)| {
        let (event, heard) = (*event, heard.clone());
        let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event| heard.emit(event));
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ = window.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = &window {
                let _ = window.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
            }
        }
    });
}

/// Whether an event's target takes text, so that letters are words and not shortcuts.
pub fn is_typing(event: &web_sys::Event) -> bool {
    let Some(element) = target(event) else { return false };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio")),
        _ => false,
    }
}

/// Whether an event's target does something of its own when Enter is pressed.
pub fn is_pressable(event: &web_sys::Event) -> bool {
    target(event).is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A" | "INPUT"))
}

fn target(event: &web_sys::Event) -> Option<web_sys::Element> {
    event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
}

/// Whether the window is too narrow for a list with a case beside it.
pub fn is_narrow() -> bool {
    let narrow = web_sys::window().and_then(|window| window.match_media("(max-width: 900px)").ok().flatten());
    narrow.is_some_and(|narrow| narrow.matches())
}

/// Brings a part of a page into sight when there is something new in it: in a narrow window it lies below
/// the list.
#[hook]
pub fn use_in_sight<T: PartialEq + 'static>(part: NodeRef, news: Option<T>) {
    use_effect_with(news, move |news| {
        let part = part.cast::<web_sys::Element>().filter(|_| news.is_some() && is_narrow());
        if let Some(part) = part {
            part.scroll_into_view();
        }
    });
}

/// Whether an element is one to write or choose in.
pub fn takes_text(element: &web_sys::Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Whether the tab is looked at, as far as the browser tells.
pub fn is_shown() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() != web_sys::VisibilityState::Hidden)
}
