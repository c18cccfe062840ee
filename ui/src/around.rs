//! What surrounds a page: the things that a context carries, found again by their type.
//!
//! Yew compiles providing and reading once for each type of context. Here it knows a single one, which
//! holds each thing beside those that surround it.

use std::any::Any;
use std::rc::Rc;
use yew::prelude::*;

/// A thing of any type that can be told from another.
trait Held {
    fn same(&self, other: &dyn Held) -> bool;
    fn thing(&self) -> &dyn Any;
}

impl<T: PartialEq + 'static> Held for T {
    fn same(&self, other: &dyn Held) -> bool {
        other.thing().downcast_ref::<T>().is_some_and(|other| other == self)
    }

    fn thing(&self) -> &dyn Any {
        self
    }
}

struct Ring {
    held: Box<dyn Held>,
    outer: Around,
}

/// All that surrounds a component.
#[derive(Clone, Default)]
pub struct Around(Option<Rc<Ring>>);

impl PartialEq for Around {
    fn eq(&self, other: &Around) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => {
                Rc::ptr_eq(one, other) || (one.held.same(&*other.held) && one.outer == other.outer)
            }
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Around {
    /// The same and `thing`, which stands before an earlier one of its type.
    pub fn and<T: PartialEq + 'static>(self, thing: T) -> Around {
        self.ring(Box::new(thing))
    }

    fn ring(self, held: Box<dyn Held>) -> Around {
        Around(Some(Rc::new(Ring { held, outer: self })))
    }

    /// The thing of a type.
    pub fn find<T: Clone + 'static>(&self) -> Option<T> {
        let mut here = self;
        while let Some(ring) = &here.0 {
            if let Some(found) = ring.held.thing().downcast_ref::<T>() {
                return Some(found.clone());
            }
            here = &ring.outer;
        }
        None
    }

    /// Surrounds these.
    pub fn html(self, children: Html) -> Html {
        html! { <ContextProvider<Around> context={self}>{ children }</ContextProvider<Around>> }
    }
}

/// What surrounds the component; it is drawn anew when any of that changes.
#[hook]
pub fn use_around() -> Around {
    use_context::<Around>().unwrap_or_default()
}

/// The thing of a type that surrounds the component.
#[hook]
pub fn use_thing<T: Clone + 'static>() -> Option<T> {
    use_around().find()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_found_by_its_type_and_the_nearest_first() {
        let around = Around::default().and(7u32).and("far").and("near");
        assert_eq!(around.find::<u32>(), Some(7));
        assert_eq!(around.find::<&str>(), Some("near"));
        assert_eq!(around.find::<String>(), None);
    }

    #[test]
    fn what_surrounds_is_the_same_when_each_thing_is() {
        let around = |n: u32| Around::default().and(n).and("x");
        assert!(around(1) == around(1));
        assert!(around(1) != around(2));
        assert!(around(1) != Around::default() && around(1) != Around::default().and("x").and(1u32));
    }
}
