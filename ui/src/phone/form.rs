//! Half-filled forms: restored when the page opens, kept while it is filled, dropped when done.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use serde::Serialize;
use shared_model::api::{Command, Query};
use std::cell::RefCell;
use std::rc::Rc;
use ui::backend::{Link, ask, use_link};
use ui::json::record::{self, Record};
use ui::json::say::say;
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

/// The form's content, and how it began.
struct Sheet<F> {
    blank: F,
    content: Option<F>,
}

/// What a desk asks of the sheet on it, whatever form that is.
trait Lies {
    /// Takes a draft for its content, or what it began with; says which.
    fn begin(&self, draft: Option<&str>) -> bool;
}

impl<F: Form> Lies for RefCell<Sheet<F>> {
    fn begin(&self, draft: Option<&str>) -> bool {
        let found = draft.and_then(|text| record::read::<F>(text).ok());
        let is = found.is_some();
        let mut sheet = self.borrow_mut();
        sheet.content = Some(found.unwrap_or_else(|| sheet.blank.clone()));
        is
    }
}

/// What is written for `content`: nothing for a form nobody has touched.
fn body<F: Form>(content: &F, blank: &F) -> String {
    if content == blank { String::new() } else { say(content) }
}

/// What keeps a draft: the newest body, whatever rendering a callback stems from. It knows no form, so
/// that it is compiled once for all.
struct Desk {
    name: String,
    link: Link,
    /// The body as it is to be written; none while nothing was changed.
    body: Option<String>,
    /// The body as last written; empty for none.
    written: String,
    timer: Option<Timeout>,
    over: bool,
    kept: bool,
    /// Renders the page again.
    again: UseForceUpdateHandle,
}

type SharedDesk = Rc<RefCell<Desk>>;

/// Writes the draft when it differs from what is written; `told` whether it is kept then.
fn write(desk: &SharedDesk, told: bool) {
    let mut held = desk.borrow_mut();
    held.timer = None;
    let body = if held.over { Some(String::new()) } else { held.body.clone() };
    let Some(body) = body.filter(|body| *body != held.written) else { return };
    held.written.clone_from(&body);
    let kept = !body.is_empty();
    let (link, form, desk) = (held.link.clone(), held.name.clone(), desk.clone());
    spawn_local(async move {
        let written = link.0.command(Command::SaveDraft { form, body }).await;
        if told {
            desk.borrow_mut().tell(kept && written.is_ok());
        }
    });
}

impl Desk {
    /// Whether the content is kept as a draft.
    fn tell(&mut self, kept: bool) {
        if self.kept != kept {
            self.kept = kept;
            self.again.force_update();
        }
    }
}

/// The content was changed, and would be written as `body`.
fn changed(desk: &SharedDesk, body: String) {
    let mut held = desk.borrow_mut();
    held.body = Some(body);
    held.kept = false;
    held.again.force_update();
    let later = desk.clone();
    held.timer = Some(Timeout::new(PAUSE_MILLIS, move || {
        // The timer has fired: what is left of it must not be cancelled from within.
        if let Some(timer) = later.borrow_mut().timer.take() {
            timer.forget();
        }
        write(&later, true);
    }));
}

/// Holds the form `name`; `blank` is how it begins when there is no draft.
#[hook]
pub fn use_form<F: Form>(name: String, blank: F) -> Held<F> {
    let sheet = use_mut_ref(|| Sheet { blank, content: None });
    let (desk, done) = use_desk(name, sheet.clone());
    let content = sheet.borrow().content.clone();
    let kept = desk.borrow().kept;
    let act = use_callback((), move |act: F::Act, ()| {
        let mut sheet = sheet.borrow_mut();
        let Some(content) = sheet.content.take() else { return };
        let next = content.apply(act);
        let body = body(&next, &sheet.blank);
        sheet.content = Some(next);
        changed(&desk, body);
    });
    Held { content, kept, act, done }
}

/// A desk for the draft `name`, and the way to say that the form is saved.
#[hook]
fn use_desk(name: String, sheet: Rc<dyn Lies>) -> (SharedDesk, Callback<()>) {
    let link = use_link();
    let again = use_force_update();
    let desk = use_mut_ref(|| Desk {
        name,
        link,
        body: None,
        written: String::new(),
        timer: None,
        over: false,
        kept: false,
        again,
    });
    {
        let desk = desk.clone();
        use_effect_with((), move |()| {
            restore(&desk, sheet);
            let listener = keep_when_hidden(&desk);
            move || {
                drop(listener);
                write(&desk, false);
            }
        });
    }
    let done = {
        let desk = desk.clone();
        use_callback((), move |(), ()| {
            desk.borrow_mut().over = true;
            write(&desk, false);
        })
    };
    (desk, done)
}

/// Looks for the draft; a draft that can't be read is as none.
fn restore(desk: &SharedDesk, sheet: Rc<dyn Lies>) {
    let desk = desk.clone();
    let (link, form) = (desk.borrow().link.clone(), desk.borrow().name.clone());
    spawn_local(async move {
        let draft = ask::<Option<String>>(&link, Query::Draft { form }).await.ok().flatten();
        let mut held = desk.borrow_mut();
        held.kept = sheet.begin(draft.as_deref());
        held.written = draft.unwrap_or_default();
        held.again.force_update();
    });
}

/// Android may kill what is not on screen: the draft is written the moment the page is hidden.
fn keep_when_hidden(desk: &SharedDesk) -> Option<EventListener> {
    let desk = desk.clone();
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "visibilitychange", move |_| write(&desk, true)))
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
