//! The line that says whether anything is unsent; it opens the sync page.

use crate::phone::app::Session;
use crate::phone::clock;
use crate::phone::live::{use_live, use_watch};
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::{Delivery, SyncView};
use shared_model::moment::Millis;
use ui::around::use_thing;
use ui::dates;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with};
use yew::prelude::*;

/// What the line says.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// So many came back.
    Returned(usize),
    /// An exchange is running with so many to send.
    Sending(usize),
    /// So many are only here.
    Here(usize),
    /// All was received, and both sides agreed then.
    Received(Option<Millis>),
}

fn state(view: &SyncView) -> State {
    let count = |which: fn(&Delivery) -> bool| view.items.iter().filter(|item| which(&item.delivery)).count();
    let returned = count(|delivery| matches!(delivery, Delivery::Returned { .. }));
    let unsent = count(|delivery| matches!(delivery, Delivery::SavedHere | Delivery::Sending));
    if returned > 0 {
        State::Returned(returned)
    } else if view.running && unsent > 0 {
        State::Sending(unsent)
    } else if unsent > 0 {
        State::Here(unsent)
    } else {
        State::Received(view.agreed.then_some(view.last_success).flatten())
    }
}

/// The line.
#[component]
pub fn SyncLine() -> Html {
    let asked = use_live::<SyncView>(Query::Sync);
    let training = use_thing::<Session>().is_some_and(|session| session.view.training);
    use_watch(&asked.reload, asked.state.ready().is_some_and(|view| view.running));
    let Some(view) = asked.state.ready() else { return html! {} };
    if training {
        return html! {
            <p class="wg-sync" data-test="training-line">{ icon(Icon::Pen) }<span class="wg-sync__b">{ t("training-line") }</span></p>
        };
    }
    let n = |count: usize| [("n", count.into())];
    let (which, words, below) = match state(view) {
        State::Returned(count) => {
            (Icon::Returned, t_with("line-returned", &n(count)), t("line-returned-more"))
        }
        State::Sending(count) => (Icon::Send, t_with("line-sending", &n(count)), t("line-sending-more")),
        State::Here(count) => (Icon::Phone, t_with("line-here", &n(count)), t("line-here-more")),
        State::Received(at) => (
            Icon::Received,
            t("line-received"),
            at.map(|at| t_with("line-agreed", &[("time", dates::moment(at, clock::now()).into())]))
                .unwrap_or_default(),
        ),
    };
    html! {
        <a class="wg-sync" href={Route::Sync.href()} data-test="sync-line">
            { icon(which) }
            <span class="wg-sync__b">{ words }
                if !below.is_empty() { <span class="wg-t4 wg-block">{ below }</span> }
            </span>
            { small(Icon::Chevron) }
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::view::{IntentKind, OutboxItem};
    use shared_model::ids::IntentId;

    fn item(delivery: Delivery) -> OutboxItem {
        OutboxItem {
            id: IntentId::from_random([1; 10]),
            kind: IntentKind::Visit,
            subject: String::new(),
            words: String::new(),
            written_at: Millis(0),
            delivery,
            household: None,
            case: None,
            carried_by: Vec::new(),
        }
    }

    fn view(items: Vec<OutboxItem>, running: bool) -> SyncView {
        SyncView { items, running, last_success: Some(Millis(5)), agreed: true, ..SyncView::default() }
    }

    #[test]
    fn what_came_back_is_said_first_and_received_only_when_nothing_waits() {
        let received = || item(Delivery::Received { at: Millis(1) });
        let returned = || item(Delivery::Returned { reason: "policy".into() });
        assert_eq!(state(&view(vec![returned(), item(Delivery::SavedHere)], true)), State::Returned(1));
        assert_eq!(state(&view(vec![item(Delivery::SavedHere), received()], false)), State::Here(1));
        assert_eq!(state(&view(vec![item(Delivery::Sending)], true)), State::Sending(1));
        assert_eq!(state(&view(vec![received()], false)), State::Received(Some(Millis(5))));
    }
}
