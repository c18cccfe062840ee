//! What is new while somebody looks: heard once for all pages, and shown where it is about what is
//! shown. A page refreshes by itself where nobody is typing; else a quiet bar says that it could.

mod counts;
mod room;

pub use counts::Counts;
pub use room::{NewsRoom, Room};

use room::Act;
use shared_model::ids::CaseId;
use ui::text::{t, t_with};
use yew::prelude::*;

/// How often a case's page asks again by itself while it is told what is new: for what isn't told, as a
/// case of another township.
const TOLD_MS: u32 = 300_000;
/// The same while nobody tells it.
const UNTOLD_MS: u32 = 60_000;

/// How often the page of a case asks again by itself; what is told it asks for at once.
#[hook]
pub fn use_pace() -> u32 {
    let room = use_context::<UseReducerHandle<Room>>();
    if room.is_some_and(|room| room.stands) { TOLD_MS } else { UNTOLD_MS }
}

/// How many cases of a page have changed. Behind very many it is one more that nobody counted.
fn changed(room: &Room, about: Option<&CaseId>) -> usize {
    match about {
        Some(case) => usize::from(room.much || room.changed.contains(case)),
        None => room.changed.len() + usize::from(room.much),
    }
}

/// Keeps a page fresh: of one case, or of all. What it gives is the bar, empty most of the time.
#[hook]
pub fn use_fresh(about: Option<CaseId>, reload: Callback<()>) -> Html {
    let Some(room) = use_context::<UseReducerHandle<Room>>() else { return Html::default() };
    let number = changed(&room, about.as_ref());
    let refresh = {
        let (room, about) = (room.dispatcher(), about.clone());
        Callback::from(move |()| {
            room.dispatch(Act::Seen(about.clone()));
            reload.emit(());
        })
    };
    {
        let refresh = refresh.clone();
        use_effect_with((room.round, about), move |_| {
            if number > 0 && !room::is_somebody_writing() {
                refresh.emit(());
            }
        });
    }
    if number == 0 {
        return Html::default();
    }
    html! {
        <div class="note note-info" role="status" data-test="news-bar" data-changed={number.to_string()}>
            <span class="grow">{ t_with("console-news", &[("n", number.into())]) }</span>
            <button type="button" class="btn btn-sm" onclick={refresh.reform(|_| ())} data-test="news-refresh">{ t("console-reload") }</button>
        </div>
    }
}
