//! The phone's bundle: the member's screens over the engine in the same app.

#[path = "../phone/mod.rs"]
mod phone;

use std::rc::Rc;
use ui::backend::{Link, tauri::Tauri};

fn main() {
    phone::start(Link(Rc::new(Tauri)));
}
