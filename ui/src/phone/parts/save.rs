//! How a form is saved, on a page or on a sheet: its button, why it couldn't be saved, and what comes when it
//! is.

use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::frame::{acts, dock, note, page};
use crate::phone::parts::trouble;
use crate::phone::saving::Saving;
use shared_model::api::Command;
use ui::backend::Told;
use ui::text::t;
use yew::prelude::*;

/// How a form is saved. Drawn in one place for all: its own in each took more of the program.
pub struct Save<'a> {
    /// Saves, and knows what became of the last entry.
    pub saving: &'a Saving,
    /// Told when it is saved, before `then`.
    pub done: &'a Callback<()>,
    /// The button's name for tests.
    pub test: &'static str,
    /// What the button says; empty: that it saves.
    pub label: String,
    /// Not the filled button.
    pub second: bool,
    /// What stands below the button.
    pub note: String,
    /// Nothing is missing.
    pub whole: bool,
    /// What is saved.
    pub command: Callback<(), Option<Command>>,
    /// What comes then.
    pub then: Callback<Told>,
}

impl Save<'_> {
    /// Why it couldn't be saved, and the button.
    fn parts(self) -> (Html, Html) {
        let (saving, done, command, then) = (self.saving.clone(), self.done.clone(), self.command, self.then);
        let on_tap = Callback::from(move |()| {
            if let Some(command) = command.emit(()) {
                let then = then.clone();
                saving.save(command, &done, move |told| then.emit(told));
            }
        });
        let problem = self.saving.problem();
        let label = match problem {
            _ if !self.label.is_empty() => self.label,
            Some(_) => t("save-again"),
            None => t("save"),
        };
        let button = Button {
            label: label.into(),
            test: self.test.into(),
            off: self.saving.busy() || !self.whole,
            second: self.second,
            on_tap,
            ..Button::default()
        };
        (trouble::unsaved(problem), button.html())
    }

    /// The page by its name for tests.
    pub fn page(mut self, name: &'static str, bar: Top, content: Html) -> Html {
        let note = std::mem::take(&mut self.note);
        let (trouble, button) = self.parts();
        page(name, bar.html(), html! { <>{ content }{ trouble }</> }, dock(button, note, html! {}))
    }

    /// The end of a sheet.
    pub fn sheet(mut self) -> Html {
        let below = note(std::mem::take(&mut self.note));
        let (trouble, button) = self.parts();
        html! { <>{ trouble }{ acts(button) }{ below }</> }
    }
}
