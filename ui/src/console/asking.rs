//! A question that a page asks again and again: the last answer stays when a later one fails, so
//! that a broken link never takes a half-written form off the screen.

use gloo_timers::callback::Interval;
use shared_model::api::{Problem, Query};
use std::rc::Rc;
use ui::backend::{Loaded, Shown, use_query};
use yew::prelude::*;

/// How often a page that others write to looks again.
pub const LOOK_AGAIN_MS: u32 = 20_000;

/// What is known of a question.
#[derive(Clone, PartialEq)]
pub struct Kept<T> {
    /// The newest answer there is.
    pub view: Option<Rc<T>>,
    /// Why the last question failed.
    pub problem: Option<Problem>,
    /// Asks again.
    pub reload: Callback<()>,
}

/// Asks a question, keeps its last answer, and asks again every so often.
#[hook]
pub fn use_kept<T: Shown>(query: Query, every_ms: Option<u32>) -> Kept<T> {
    let asked = use_query::<T>(query);
    let last = use_mut_ref(|| None::<Rc<T>>);
    if let Loaded::Ready(view) = &asked.state {
        last.replace(Some(view.clone()));
    }
    use_effect_with((asked.reload.clone(), every_ms), |(reload, every_ms)| {
        let reload = reload.clone();
        let interval = every_ms.map(|every| Interval::new(every, move || reload.emit(())));
        move || drop(interval)
    });
    let problem = match &asked.state {
        Loaded::Failed(problem) => Some(problem.clone()),
        _ => None,
    };
    let view = last.borrow().clone();
    Kept { view, problem, reload: asked.reload }
}
