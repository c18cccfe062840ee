//! The console's bundle: its language, its root.

#[path = "../console/mod.rs"]
mod console;

use ui::boot;

fn main() {
    boot::start(console::window::remembered_language(), |root| {
        yew::Renderer::<console::App>::with_root(root).render();
    });
}
