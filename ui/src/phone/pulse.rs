//! The background exchange with the village: when it is tried, and how pages hear that it is over.

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use shared_model::api::Command;
use ui::backend::use_link;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// While the app is open an exchange is tried this often, so that what was saved with a link
/// needs nobody to think of it.
const EVERY_MILLIS: u32 = 5 * 60 * 1000;

/// How often an exchange has begun or ended, and how to begin one.
#[derive(Clone, PartialEq)]
pub struct Pulse {
    /// Grows whenever something may have changed.
    pub beat: u32,
    /// Begins an exchange; its failure is told by the sync page alone.
    pub sync: Callback<()>,
    /// Says that something changed here.
    pub changed: Callback<()>,
}

struct Beat(u32);

impl Reducible for Beat {
    type Action = ();
    fn reduce(self: std::rc::Rc<Self>, (): ()) -> std::rc::Rc<Self> {
        Beat(self.0.wrapping_add(1)).into()
    }
}

/// Tries an exchange at the start, whenever the window is online again, and from time to time.
#[hook]
pub fn use_pulse() -> Pulse {
    let link = use_link();
    let beat = use_reducer(|| Beat(0));
    let changed = {
        let beat = beat.dispatcher();
        use_callback((), move |(), ()| beat.dispatch(()))
    };
    let sync = use_callback((link, changed.clone()), |(), (link, changed)| {
        let (link, changed) = (link.clone(), changed.clone());
        spawn_local(async move {
            // Why it failed stands on the sync page; a page one works on is not disturbed by it.
            let _ = link.0.command(Command::Sync).await;
            changed.emit(());
        });
    });
    use_effect_with(sync.clone(), |sync| {
        sync.emit(());
        let again = sync.clone();
        let online =
            web_sys::window().map(|window| EventListener::new(&window, "online", move |_| again.emit(())));
        let again = sync.clone();
        let timer = Interval::new(EVERY_MILLIS, move || again.emit(()));
        move || drop((online, timer))
    });
    Pulse { beat: beat.0, sync, changed }
}
