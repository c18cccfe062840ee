//! The one listener of the console, and what was heard that no page has shown yet.

use super::counts::{Counts, use_counts};
use crate::console::window;
use shared_model::ids::CaseId;
use std::collections::BTreeSet;
use std::rc::Rc;
use ui::backend::events::Heard;
use ui::backend::use_link;
use yew::prelude::*;

/// What was heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Room {
    /// Grows with each word.
    pub round: u32,
    /// Cases in which something is new.
    pub changed: BTreeSet<CaseId>,
    /// So much is new that it wasn't told one by one.
    pub much: bool,
    /// The link stands: what is new is told.
    pub stands: bool,
}

/// What becomes of it.
pub enum Act {
    /// Something was heard.
    Heard(Heard),
    /// A page has shown what is new: of a case, or of all.
    Seen(Option<CaseId>),
}

impl Reducible for Room {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut room = (*self).clone();
        match act {
            // What one does oneself is shown already.
            Act::Heard(Heard::Case(news)) if news.mine => return self,
            Act::Heard(Heard::Stands) => room.stands = true,
            Act::Heard(Heard::Broken | Heard::Over) => room.stands = false,
            Act::Heard(Heard::Case(news)) => {
                room.round = room.round.wrapping_add(1);
                room.changed.insert(news.case);
            }
            Act::Heard(Heard::Much) => {
                room.round = room.round.wrapping_add(1);
                room.much = true;
            }
            Act::Seen(Some(case)) => {
                room.changed.remove(&case);
                room.much = false;
            }
            Act::Seen(None) => {
                room.changed.clear();
                room.much = false;
            }
        }
        Rc::new(room)
    }
}

/// Whether somebody is in the middle of something that a refresh could disturb.
pub fn is_somebody_writing() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return false };
    let typing = document.active_element().is_some_and(|element| window::takes_text(&element));
    typing || document.query_selector("form.form").ok().flatten().is_some()
}

/// What [`NewsRoom`] takes.
#[derive(Properties, PartialEq)]
pub struct NewsRoomProps {
    /// The pages.
    pub children: Html,
}

/// Listens for as long as the console is looked at: a tab in the background holds no link open, and
/// is told that much is new when somebody comes back to it.
#[component]
pub fn NewsRoom(props: &NewsRoomProps) -> Html {
    let link = use_link();
    let room = use_reducer_eq(Room::default);
    let shown = use_state_eq(window::is_shown);
    let turned = {
        let (shown, room) = (shown.setter(), room.dispatcher());
        use_callback((), move |_: web_sys::Event, ()| {
            if window::is_shown() {
                room.dispatch(Act::Heard(Heard::Much));
            }
            shown.set(window::is_shown());
        })
    };
    window::use_window_event("visibilitychange", turned);
    {
        let room = room.dispatcher();
        use_effect_with((link, *shown), move |(link, shown)| {
            let heard = Callback::from(move |heard: Heard| room.dispatch(Act::Heard(heard)));
            let ear = shown.then(|| link.0.listen(heard)).flatten();
            move || drop(ear)
        });
    }
    let counts = use_counts(room.round);
    html! {
        <ContextProvider<UseReducerHandle<Room>> context={room}>
            <ContextProvider<Counts> context={counts}>{ props.children.clone() }</ContextProvider<Counts>>
        </ContextProvider<UseReducerHandle<Room>>>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ui::backend::events::CaseNews;

    fn heard(number: u8, mine: bool) -> Act {
        Act::Heard(Heard::Case(CaseNews { case: CaseId::from_random([number; 10]), urgent: false, mine }))
    }

    fn after(acts: Vec<Act>) -> Rc<Room> {
        acts.into_iter().fold(Rc::new(Room::default()), Room::reduce)
    }

    #[test]
    fn own_deeds_are_no_news_and_what_was_seen_is_none_any_more() {
        assert_eq!(*after(vec![heard(1, true)]), Room::default());
        let two = || vec![heard(1, false), heard(2, false), heard(1, false)];
        assert_eq!((after(two()).changed.len(), after(two()).round), (2, 3));
        let link = |heard: Vec<Heard>| after(heard.into_iter().map(Act::Heard).collect()).stands;
        assert!(!link(vec![]) && link(vec![Heard::Stands]) && !link(vec![Heard::Stands, Heard::Broken]));
        assert!(link(vec![Heard::Broken, Heard::Stands]) && !link(vec![Heard::Stands, Heard::Over]));
        let mut seen = two();
        seen.push(Act::Seen(Some(CaseId::from_random([1; 10]))));
        assert_eq!(after(seen).changed.len(), 1);
        let mut all = two();
        all.extend([Act::Heard(Heard::Much), Act::Seen(None)]);
        let all = after(all);
        assert!(all.changed.is_empty() && !all.much && all.round == 4);
    }
}
