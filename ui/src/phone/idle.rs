//! The phone locks by itself: after a while without a touch, and when one comes back to it late.

use super::app::Session;
use super::clock;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use shared_model::api::Command;
use ui::around::use_thing;
use ui::backend::use_link;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// So long nobody may have touched it. Half-written forms are kept, so locking costs six digits.
const IDLE_MILLIS: i64 = 5 * 60 * 1000;
/// How often it is looked. A phone that sleeps runs no timers: it is looked again when it wakes.
const LOOK_MILLIS: u32 = 15 * 1000;
/// What counts as a touch.
const TOUCHES: [&str; 4] = ["pointerdown", "touchstart", "keydown", "scroll"];

/// Locks the open replica when nobody has touched the phone for long. Practice has no lock.
#[hook]
pub fn use_idle_lock() {
    let link = use_link();
    let session = use_thing::<Session>();
    let touched = use_mut_ref(clock::now);
    let training = session.as_ref().is_some_and(|session| session.view.training);
    use_effect_with(training, move |training| {
        let mut kept = Vec::new();
        let mut timer = None;
        if let (false, Some(window), Some(session)) = (*training, web_sys::window(), session) {
            let look = {
                let touched = touched.clone();
                move || {
                    let idle = clock::now().0 - touched.borrow().0;
                    // A clock that was set back must not keep it open for ever.
                    if idle.abs() < IDLE_MILLIS {
                        return;
                    }
                    let (link, look) = (link.clone(), session.look.clone());
                    spawn_local(async move {
                        if link.0.command(Command::Lock).await.is_ok() {
                            look.emit(());
                        }
                    });
                }
            };
            for touch in TOUCHES {
                let touched = touched.clone();
                kept.push(EventListener::new(&window, touch, move |_| *touched.borrow_mut() = clock::now()));
            }
            if let Some(document) = window.document() {
                let look = look.clone();
                kept.push(EventListener::new(&document, "visibilitychange", move |_| look()));
            }
            timer = Some(Interval::new(LOOK_MILLIS, look));
        }
        move || drop((kept, timer))
    });
}
