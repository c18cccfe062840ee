//! Which page is seen: enrolment, the lock, or what the address names.

use super::device::use_device;
use super::idle::use_idle_lock;
use super::live::use_live;
use super::nav::use_route;
use super::notice::{self, Notices};
use super::pages;
use super::parts::part::{keyed, part};
use super::parts::wait::{Failed, FailedProps, opening};
use super::pulse::use_pulse;
use super::route::Route;
use super::settings::{Preferences, Settings};
use shared_model::api::Query;
use shared_model::api::view::SessionView;
use shared_model::casework::EventKind;
use std::rc::Rc;
use ui::around::{Around, use_around, use_thing};
use ui::backend::{Link, Loaded, use_query};
use ui::boot;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the app is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Who answers.
    pub link: Link,
}

/// Whose phone this is, and how to look again whether it is open.
#[derive(Clone, PartialEq)]
pub struct Session {
    /// As answered.
    pub view: Rc<SessionView>,
    /// Looks again.
    pub look: Callback<()>,
}

/// The root: settings and backend, and all else below them.
#[component]
pub fn App(props: &Props) -> Html {
    let settings = use_state(Settings::load);
    let now = *settings;
    use_effect_with(now, |now| now.apply());
    let change = {
        let settings = settings.setter();
        use_callback((), move |new: Settings, ()| {
            let settings = settings.clone();
            spawn_local(async move {
                // The words must be there before anything is rendered in them.
                if boot::speak(new.language).await.is_ok() {
                    new.keep();
                    settings.set(new);
                }
            });
        })
    };
    // Another language renders everything anew.
    let pages = keyed::<Notices>(now.language.tag(), notice::Props { children: part::<Gate>(()) });
    Around::default().and(props.link.clone()).and(Preferences { now, change }).html(pages)
}

#[component]
fn Gate() -> Html {
    let asked = use_query::<SessionView>(Query::Session);
    let around = use_around();
    let route = use_route();
    match asked.state {
        Loaded::Loading => opening(),
        Loaded::Failed(problem) => part::<Failed>(FailedProps { problem, again: asked.reload }),
        Loaded::Ready(view) => {
            let shown = match (view.known, view.open) {
                (false, _) => part::<pages::enrol::Enrol>(()),
                (true, false) => part::<pages::unlock::Unlock>(()),
                // Another replica renders everything anew.
                (true, true) => html! {
                    <div key={whose(&view)} class={classes!(view.training.then_some("wg-training"))}>{ part::<Open>(()) }</div>
                },
            };
            let session = Session { view, look: asked.reload };
            // Help is there on a locked phone too, and before it is enrolled.
            let shown = match route {
                Route::Leaflet(about) => {
                    keyed::<pages::leaflet::Leaflet>(about.clone(), pages::leaflet::Props { about })
                }
                _ => shown,
            };
            around.and(session).html(shown)
        }
    }
}

/// Which replica this is, as far as the screens must tell.
fn whose(view: &SessionView) -> String {
    let account = view.account.as_ref().map(|account| account.id.to_string());
    format!("{} {}", account.unwrap_or_default(), view.training)
}

#[component]
fn Open() -> Html {
    let pulse = use_pulse();
    use_idle_lock();
    use_around().and(pulse).html(part::<Page>(()))
}

#[component]
fn Page() -> Html {
    // A page is made anew for each address, so that nothing of another household stays on it.
    let route = use_route();
    // The name and place may change with an exchange; the lock may have fallen meanwhile.
    let session = use_live::<SessionView>(Query::Session);
    let gate = use_thing::<Session>();
    let locked = session.state.ready().is_some_and(|view| !view.open);
    use_effect_with(locked, move |locked| {
        if let (true, Some(gate)) = (*locked, gate) {
            gate.look.emit(());
        }
    });
    let device = use_device();
    use_around().and(device).html(page(route))
}

fn page(route: Route) -> Html {
    let key = route.href();
    match route {
        Route::Today => keyed::<pages::today::Today>(key, ()),
        Route::Households => {
            keyed::<pages::households::Households>(key, pages::households::Props { pick: false })
        }
        Route::PickForVisit => {
            keyed::<pages::households::Households>(key, pages::households::Props { pick: true })
        }
        Route::Add => keyed::<pages::add::Add>(key, ()),
        Route::Household(id) => keyed::<pages::household::HouseholdPage>(key, pages::household::Props { id }),
        Route::History(id) => keyed::<pages::history::History>(key, pages::history::Props { id }),
        Route::Edit(id) => keyed::<pages::edit::Edit>(key, pages::edit::Props { id }),
        Route::Moving(id) => keyed::<pages::moving::Moving>(key, pages::moving::Props { id }),
        Route::Visit(id) => keyed::<pages::visit::VisitPage>(key, pages::visit::Props { id }),
        Route::Raise => keyed::<pages::raise::Raise>(key, ()),
        Route::Cases => keyed::<pages::cases::Cases>(key, ()),
        Route::Case(id) => keyed::<pages::case::CasePage>(key, pages::case::Props { id, open: None }),
        Route::Step(id, kind) => {
            keyed::<pages::case::CasePage>(key, pages::case::Props { id, open: Some((kind, None)) })
        }
        Route::Task(id, task) => keyed::<pages::case::CasePage>(
            key,
            pages::case::Props { id, open: Some((EventKind::TaskDone, Some(task))) },
        ),
        Route::News => keyed::<pages::news::News>(key, ()),
        Route::Sync => keyed::<pages::sync::Sync>(key, ()),
        Route::Me => keyed::<pages::me::Me>(key, ()),
        Route::Feedback => keyed::<pages::feedback::Feedback>(key, ()),
        // The gate shows it.
        Route::Leaflet(_) => html! {},
    }
}
