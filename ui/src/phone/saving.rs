//! Saving an entry from a form: what every form does once the engine has it.

use crate::phone::notice::use_notify;
use crate::phone::pulse::Pulse;
use shared_model::api::{Command, Problem};
use ui::around::use_thing;
use ui::backend::{Doing, Told, use_command};
use ui::text::t;
use yew::prelude::*;

/// A form's way to save.
#[derive(Clone)]
pub struct Saving {
    doing: Doing,
    notify: Callback<String>,
    pulse: Option<Pulse>,
}

impl Saving {
    /// An entry is being saved: no second one beside it.
    pub fn busy(&self) -> bool {
        self.doing.busy
    }

    /// Why the last entry wasn't saved; its words are still in the form.
    pub fn problem(&self) -> Option<&Problem> {
        self.doing.problem.as_ref()
    }

    /// Gives the engine an entry. Once it is saved, its draft goes by `done`, the member is told, other
    /// pages hear of it, and `then` leads on.
    pub fn save(&self, command: Command, done: &Callback<()>, then: impl Fn(Told) + 'static) {
        self.save_then(command, done.clone(), then.into());
    }

    fn save_then(&self, command: Command, done: Callback<()>, then: Callback<Told>) {
        let (notify, pulse) = (self.notify.clone(), self.pulse.clone());
        let saved = move |told: Told| {
            done.emit(());
            notify.emit(t("delivery-saved_here"));
            if let Some(pulse) = &pulse {
                pulse.changed.emit(());
            }
            then.emit(told);
        };
        self.doing.run.emit((command, saved.into()));
    }
}

/// The way to save of one form.
#[hook]
pub fn use_saving() -> Saving {
    Saving { doing: use_command(), notify: use_notify(), pulse: use_thing::<Pulse>() }
}
