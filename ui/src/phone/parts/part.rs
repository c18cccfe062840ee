//! One component that stands for all of the phone's: each page and part with a memory of its own is run
//! by it.
//!
//! Yew compiles making, mounting, comparing and updating once for each component it is named. Here it
//! knows a single one, and what differs is behind two functions.

use std::rc::Rc;
use yew::functional::{FunctionProvider, Hook, HookContext};
use yew::html::HtmlResult;
use yew::prelude::*;
use yew::virtual_dom::{Key, VChild, VList};

/// A component and what it is given. What it is given isn't compared: that took more of the program than
/// running a part again takes time, which changes nothing on the page where it says the same.
trait Held {
    fn run(&self, context: &mut HookContext) -> HtmlResult;
    /// Neither was given anything; both are the same component.
    fn same(&self) -> bool;
}

struct Of<C: FunctionProvider>(C::Properties);

impl<C: FunctionProvider + 'static> Held for Of<C> {
    fn run(&self, context: &mut HookContext) -> HtmlResult {
        C::run(context, &self.0)
    }

    fn same(&self) -> bool {
        size_of::<C::Properties>() == 0
    }
}

#[derive(Properties)]
struct Props {
    held: Rc<dyn Held>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        // Two that meet here are of one component: others have another key.
        self.held.same() && other.held.same()
    }
}

/// Runs what is held with the memory of the component that holds it.
struct Run(Rc<dyn Held>);

impl Hook for Run {
    type Output = HtmlResult;
    fn run(self, context: &mut HookContext) -> HtmlResult {
        self.0.run(context)
    }
}

fn use_held(held: Rc<dyn Held>) -> Run {
    Run(held)
}

#[component]
fn Part(props: &Props) -> HtmlResult {
    use_held(props.held.clone())
}

/// The component `C`, given `props`.
pub fn part<C: FunctionProvider + 'static>(props: C::Properties) -> Html {
    whole(None, which::<C>(), Rc::new(Of::<C>(props)))
}

/// The same among others of a list, or made anew for each `key`.
pub fn keyed<C: FunctionProvider + 'static>(key: impl Into<Key>, props: C::Properties) -> Html {
    whole(Some(key.into()), which::<C>(), Rc::new(Of::<C>(props)))
}

/// Tells components apart: two that are compiled to the same function have the same memory too.
fn which<C: FunctionProvider + 'static>() -> usize {
    let run: fn(&Of<C>, &mut HookContext) -> HtmlResult = Held::run;
    run as *const () as usize
}

/// In a list of its own, where another component's memory never passes to it: Yew keeps what has the same
/// key. It doesn't look at the list's key where the list stands alone, so the part's holds both.
fn whole(key: Option<Key>, which: usize, held: Rc<dyn Held>) -> Html {
    let own = key.as_ref().map_or_else(|| which.into(), |key| Key::from(format!("{which} {key}")));
    let part = VChild::<Part>::new(Props { held }, Some(own));
    VList::with_children(vec![part.into()], key).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Properties, PartialEq)]
    struct Words {
        words: String,
    }

    #[component]
    fn One(props: &Words) -> Html {
        html! { <p>{ props.words.clone() }</p> }
    }

    #[component]
    fn Other(props: &Words) -> Html {
        html! { <b class="wg-gap">{ props.words.clone() }</b> }
    }

    #[component]
    fn Bare() -> Html {
        html! { <hr /> }
    }

    #[test]
    fn what_is_given_nothing_is_not_run_again() {
        let bare = || Props { held: Rc::new(Of::<Bare>(())) };
        assert!(bare() == bare());
        let given = |words: &str| Props { held: Rc::new(Of::<One>(Words { words: words.into() })) };
        assert!(given("a") != given("b"));
    }

    #[test]
    fn components_are_told_apart_by_more_than_what_they_are_given() {
        assert_ne!(which::<One>(), which::<Other>());
    }
}
