//! Half-filled forms: restored when the page opens, kept while it is filled, dropped when done.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use serde::Serialize;
use shared_model::api::{Command, Query};
use std::cell::RefCell;
use std::rc::Rc;
use ui::backend::{Link, ask, use_link};
use ui::json::record::{self, Record};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Typing pauses this long before the draft is written.
const PAUSE_MILLIS: u32 = 300;

/// A form whose content changes by actions alone.
pub trait Form: Clone + PartialEq + Serialize + Record + 'static {
    /// What can happen to it.
    type Act: 'static;
    /// The form after the action.
    fn apply(self, act: Self::Act) -> Self;
}

/// A form of one field: what is typed takes the place of what was there.
impl Form for String {
    type Act = String;
    fn apply(self, act: String) -> String {
        act
    }
}

/// A form as a page holds it.
pub struct Held<F: Form> {
    /// Its content; none until the draft was looked for.
    pub content: Option<F>,
    /// The content is kept as a draft.
    pub kept: bool,
    /// Changes it.
    pub act: Callback<F::Act>,
    /// It is saved: the draft goes.
    pub done: Callback<()>,
}

/// What is behind a [`Held`]: the newest content, whatever rendering a callback stems from.
struct Desk<F> {
    name: String,
    link: Link,
    blank: F,
    content: Option<F>,
    /// The body as last written; empty for none.
    written: String,
    timer: Option<Timeout>,
    over: bool,
}

/// What is written for `content`: nothing for a form nobody has touched.
fn body<F: Form>(content: &F, blank: &F) -> String {
    if content == blank { String::new() } else { serde_json::to_string(content).unwrap_or_default() }
}

impl<F: Form> Desk<F> {
    /// Writes the draft when it differs from what is written.
    fn write(&mut self, told: impl FnOnce(bool) + 'static) {
        self.timer = None;
        let Some(content) = &self.content else { return };
        let body = if self.over { String::new() } else { body(content, &self.blank) };
        if body == self.written {
            return;
        }
        self.written.clone_from(&body);
        let kept = !body.is_empty();
        let (link, form) = (self.link.clone(), self.name.clone());
        spawn_local(async move {
            let written = link.0.command(Command::SaveDraft { form, body }).await;
            told(kept && written.is_ok());
        });
    }
}

/// Holds the form `name`; `blank` is how it begins when there is no draft.
#[hook]
pub fn use_form<F: Form>(name: String, blank: F) -> Held<F> {
    let link = use_link();
    let shown = use_state(|| None::<F>);
    let kept = use_state_eq(|| false);
    let desk = use_mut_ref(|| Desk {
        name,
        link,
        blank,
        content: None,
        written: String::new(),
        timer: None,
        over: false,
    });
    {
        let (desk, shown, kept) = (desk.clone(), shown.setter(), kept.setter());
        use_effect_with((), move |()| {
            restore(&desk, shown, kept.clone());
            let listener = keep_when_hidden(&desk, kept);
            move || {
                drop(listener);
                desk.borrow_mut().write(|_| {});
            }
        });
    }
    let act = {
        let (desk, shown, kept) = (desk.clone(), shown.setter(), kept.setter());
        use_callback((), move |act: F::Act, ()| {
            let mut held = desk.borrow_mut();
            let Some(content) = held.content.take() else { return };
            let next = content.apply(act);
            held.content = Some(next.clone());
            kept.set(false);
            shown.set(Some(next));
            let (later, kept) = (desk.clone(), kept.clone());
            held.timer = Some(Timeout::new(PAUSE_MILLIS, move || {
                // The timer has fired: what is left of it must not be cancelled from within.
                if let Some(timer) = later.borrow_mut().timer.take() {
                    timer.forget();
                }
                later.borrow_mut().write(move |is| kept.set(is));
            }));
        })
    };
    let done = use_callback((), move |(), ()| {
        let mut held = desk.borrow_mut();
        held.over = true;
        held.write(|_| {});
    });
    Held { content: (*shown).clone(), kept: *kept, act, done }
}

/// Looks for the draft; a draft that can't be read is as none.
fn restore<F: Form>(
    desk: &Rc<RefCell<Desk<F>>>,
    shown: UseStateSetter<Option<F>>,
    kept: UseStateSetter<bool>,
) {
    let desk = desk.clone();
    let (link, form) = (desk.borrow().link.clone(), desk.borrow().name.clone());
    spawn_local(async move {
        let draft = ask::<Option<String>>(&link, Query::Draft { form }).await.ok().flatten();
        let found = draft.as_deref().and_then(|text| record::read::<F>(text).ok());
        let mut held = desk.borrow_mut();
        kept.set(found.is_some());
        held.written = draft.unwrap_or_default();
        let content = found.unwrap_or_else(|| held.blank.clone());
        held.content = Some(content.clone());
        shown.set(Some(content));
    });
}

/// Android may kill what is not on screen: the draft is written the moment the page is hidden.
fn keep_when_hidden<F: Form>(
    desk: &Rc<RefCell<Desk<F>>>,
    kept: UseStateSetter<bool>,
) -> Option<EventListener> {
    let desk = desk.clone();
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "visibilitychange", move |_| {
        let kept = kept.clone();
        desk.borrow_mut().write(move |is| kept.set(is));
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untouched_form_leaves_no_draft() {
        assert_eq!(body(&String::new(), &String::new()), "");
        assert_eq!(body(&"x".to_owned(), &String::new()), "\"x\"");
    }
}
