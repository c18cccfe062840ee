//! The phone's screens. [`app`] decides which page is seen; `pages` are the pages, `parts` what
//! several of them are made of; the rest is what they remember and how they move.

mod app;
mod clock;
mod device;
mod form;
mod idle;
mod input;
mod known;
mod live;
mod nav;
mod notice;
mod pages;
mod parts;
mod pulse;
mod route;
mod saving;
mod settings;

use ui::backend::Link;
use ui::boot;

/// Puts the screens into the page.
pub fn start(link: Link) {
    boot::start(settings::remembered_language(), move |place| {
        yew::Renderer::<app::App>::with_root_and_props(place, app::Props { link }).render();
    });
}
