//! The root: the session, the address and the language, and which page follows from them.

use super::case::CasePage;
use super::desk::Desk;
use super::duty::{opens, resolve};
use super::feedback::FeedbackPage;
use super::glyph::Glyph;
use super::household::HouseholdPage;
use super::household::list::HouseholdsPage;
use super::import::ImportPage;
use super::items::ItemsPage;
use super::login::Login;
use super::looks::LooksPage;
use super::members::MembersPage;
use super::news::{Counts, NewsRoom};
use super::numbers::NumbersPage;
use super::papers::PapersPage;
use super::people::PeoplePage;
use super::queue::QueuePage;
use super::route::Route;
use super::shell::{Shell, Speak};
use super::states::{Empty, NotYours, Trouble};
use super::watch::Watch;
use super::{window, words};
use shared_model::api::Query;
use shared_model::api::view::SessionView;
use std::rc::Rc;
use ui::around::Around;
use ui::backend::http::Http;
use ui::backend::{Link, Loaded, use_query};
use ui::boot;
use ui::text::{Language, language, t};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The console.
#[component]
pub fn App() -> Html {
    let spoken = use_state_eq(|| language().unwrap_or_default());
    let lapsed = use_state_eq(|| false);
    let link = {
        let lapsed = lapsed.setter();
        use_memo((), move |()| {
            let lapsed = Callback::from(move |()| lapsed.set(true));
            Link(Rc::new(Watch { inner: Rc::new(Http), lapsed }))
        })
    };
    let choose = {
        let spoken = spoken.setter();
        use_callback((), move |wanted: Language, ()| {
            let spoken = spoken.clone();
            spawn_local(async move {
                // The words must be there before anything is drawn in them.
                if boot::speak(wanted).await.is_ok() {
                    window::remember_language(wanted);
                    spoken.set(wanted);
                }
            });
        })
    };
    let back = {
        let lapsed = lapsed.setter();
        use_callback((), move |(), ()| lapsed.set(false))
    };
    let pages = html! {
        <ContextProvider<Speak> context={Speak(choose)}>
            // Another language draws everything anew.
            <Entrance key={spoken.tag()} lapsed={*lapsed} {back} />
        </ContextProvider<Speak>>
    };
    Around::default().and((*link).clone()).html(pages)
}

#[derive(Properties, PartialEq)]
struct EntranceProps {
    /// The server has said that the session is over.
    lapsed: bool,
    /// Somebody has logged in or out since.
    back: Callback<()>,
}

/// The login, or what lies behind it. A session that ends while somebody writes puts the login
/// above the page, which keeps their words.
#[component]
fn Entrance(props: &EntranceProps) -> Html {
    let asked = use_query::<SessionView>(Query::Session);
    let session = match &asked.state {
        Loaded::Ready(session) => Some(session.clone()),
        _ => None,
    };
    let desk = use_memo(session, |session| session.as_ref().and_then(Desk::of));
    let again = {
        let (reload, back) = (asked.reload.clone(), props.back.clone());
        use_callback((reload, back), |(), (reload, back)| {
            back.emit(());
            reload.emit(());
        })
    };
    let session = match &asked.state {
        Loaded::Loading => return Html::default(),
        Loaded::Failed(problem) => {
            return html! { <div class="pad"><Trouble problem={problem.clone()} again={asked.reload.clone()} /></div> };
        }
        Loaded::Ready(session) => session,
    };
    let Some(desk) = (*desk).clone() else {
        return html! { <Login version={session.version.clone()} entered={again} /> };
    };
    html! {
        <ContextProvider<Desk> context={desk.clone()}>
            // Another account must find nothing of the one before.
            <NewsRoom key={desk.account.id.as_str()}><Pages left={again.clone()} /></NewsRoom>
            if props.lapsed {
                <div class="lapsed">
                    <Login version={session.version.clone()} before={desk} entered={again} />
                </div>
            }
        </ContextProvider<Desk>>
    }
}

#[derive(Properties, PartialEq)]
struct PagesProps {
    /// Told when somebody has logged out.
    left: Callback<()>,
}

/// The page that the address names.
#[component]
fn Pages(props: &PagesProps) -> Html {
    let desk = super::desk::use_desk();
    let hash = use_state_eq(window::hash);
    let heard = {
        let hash = hash.setter();
        use_callback((), move |_, ()| hash.set(window::hash()))
    };
    window::use_window_event("hashchange", heard);
    let route = resolve(&Route::parse(&hash), desk.account.role);
    let counts = use_context::<Counts>().unwrap_or_default();
    use_effect_with((route.clone(), counts), |(route, counts)| {
        let title = format!("{}{}", counts.told(), words::window_title(route));
        window::name(&title, language().unwrap_or_default())
    });
    let page = match &route {
        shut if !opens(shut, desk.account.role) => {
            html! { <NotYours route={shut.clone()} role={desk.account.role} /> }
        }
        Route::Queue => html! { <QueuePage /> },
        Route::Case(id) => html! { <CasePage key={id.as_str()} id={id.clone()} /> },
        Route::Households => html! { <HouseholdsPage /> },
        Route::Household(id) => html! { <HouseholdPage key={id.as_str()} id={id.clone()} /> },
        Route::Members => html! { <MembersPage /> },
        Route::Papers => html! { <PapersPage /> },
        Route::Feedback => html! { <FeedbackPage /> },
        Route::Looks => html! { <LooksPage /> },
        Route::Items => html! { <ItemsPage /> },
        Route::People => html! { <PeoplePage /> },
        Route::Import(table) => html! { <ImportPage key={table.word()} table={*table} /> },
        Route::Numbers(place) => html! { <NumbersPage place={place.clone()} /> },
        Route::Home | Route::Unknown => html! {
            <Empty glyph={Glyph::Search} title={t("console-no-page")}>
                <a class="btn" href={Route::Home.href()}>{ t("console-to-start") }</a>
            </Empty>
        },
    };
    html! { <Shell {route} left={props.left.clone()}>{ page }</Shell> }
}
