//! The console's bundle: its words, its language, its root.

#[path = "../console/mod.rs"]
mod console;

use ui::text::{Language, install};

/// The console's own words.
fn own_words(language: Language) -> &'static str {
    match language {
        Language::Chinese => include_str!("../../../assets/locales/zh-CN/console.ftl"),
        Language::English => include_str!("../../../assets/locales/en/console.ftl"),
    }
}

fn main() {
    install(own_words, console::window::remembered_language().unwrap_or_default());
    let Some(root) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"))
    else {
        return;
    };
    yew::Renderer::<console::App>::with_root(root).render();
}
