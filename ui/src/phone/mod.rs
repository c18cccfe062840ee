//! The phone's screens. [`app`] decides which page is seen; `pages` are the pages, `parts` what
//! several of them are made of; the rest is what they remember and how they move.

mod app;
mod clock;
mod form;
mod input;
mod live;
mod nav;
mod notice;
mod pages;
mod parts;
mod pulse;
mod route;
mod settings;

use ui::backend::Link;
use ui::text::{self, Language};

/// The words that only the phone has.
fn own_words(language: Language) -> &'static str {
    match language {
        Language::Chinese => include_str!("../../../assets/locales/zh-CN/phone.ftl"),
        Language::English => include_str!("../../../assets/locales/en/phone.ftl"),
    }
}

/// Puts the screens into the page.
pub fn start(link: Link) {
    text::install(own_words, settings::Settings::load().language);
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(place) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<app::App>::with_root_and_props(place, app::Props { link }).render();
    }
}
