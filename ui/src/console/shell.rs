//! The frame around every page: where one is, who one is, and the way to the other pages.

use super::desk::use_desk;
use super::duty::{Page, is_handler, pages};
use super::glyph::{Glyph, Icon};
use super::route::Route;
use super::words;
use shared_model::api::Command;
use shared_model::people::Role;
use ui::backend::use_command;
use ui::text::{Language, language, t, t_word};
use yew::prelude::*;

/// To be told the language somebody wants.
#[derive(Clone, PartialEq)]
pub struct Speak(pub Callback<Language>);

/// The mark of the product: one micro-grid among its neighbours.
#[component]
pub fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <rect class="logo-on" x="2.75" y="2.75" width="7.5" height="7.5" rx="1.5" />
            <rect x="13.75" y="2.75" width="7.5" height="7.5" rx="1.5" />
            <rect x="2.75" y="13.75" width="7.5" height="7.5" rx="1.5" />
            <rect x="13.75" y="13.75" width="7.5" height="7.5" rx="1.5" />
        </svg>
    }
}

/// Offers the languages that aren't spoken now, each in its own words.
#[component]
pub fn LanguageButton() -> Html {
    let speak = use_context::<Speak>();
    let offer = |other: Language| {
        let speak = speak.clone();
        let onclick = move |_| {
            if let Some(Speak(speak)) = &speak {
                speak.emit(other);
            }
        };
        let test = format!("language-{}", other.tag());
        html! { <button type="button" class="txt" lang={other.tag()} {onclick} data-test={test}>{ other.own_name() }</button> }
    };
    html! { <>{ for Language::all().into_iter().filter(|other| Some(*other) != language()).map(offer) }</> }
}

/// What [`Shell`] takes.
#[derive(Properties, PartialEq)]
pub struct ShellProps {
    /// The page that is shown.
    pub route: Route,
    /// Told when somebody has logged out.
    pub left: Callback<()>,
    /// The page.
    pub children: Html,
}

fn glyph(page: Page) -> Glyph {
    match page {
        Page::Queue => Glyph::Inbox,
        Page::Households => Glyph::House,
        Page::Members => Glyph::Users,
        Page::Numbers => Glyph::Chart,
        Page::Papers => Glyph::Print,
        Page::Items => Glyph::Stamp,
        Page::People => Glyph::Walk,
        Page::Import => Glyph::Up,
        Page::Feedback => Glyph::Edit,
        Page::Looks => Glyph::Eye,
    }
}

fn name(page: Page, role: Role) -> String {
    match (page, role) {
        (Page::Queue, role) if is_handler(role) => t("console-nav-queue-handler"),
        (Page::Queue, Role::County) => t("console-nav-queue-county"),
        _ => t_word("console-nav", page.word()),
    }
}

/// Top bar, side navigation and the page.
#[component]
pub fn Shell(props: &ShellProps) -> Html {
    let desk = use_desk();
    let doing = use_command();
    let role = desk.account.role;
    let here = Page::of(&props.route);
    let side = use_node_ref();
    {
        // In a narrow window the pages stand in one line: the one that is shown must be in sight.
        let side = side.clone();
        use_effect_with(here, move |_| {
            let on =
                side.cast::<web_sys::Element>().and_then(|side| side.query_selector("a.on").ok().flatten());
            if let Some(on) = on {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
                on.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    let link = |page: &Page| {
        let on = here == Some(*page);
        html! {
            <a href={page.route().href()} class={on.then_some("on")} aria-current={on.then_some("page")}
                data-test={format!("nav-{}", page.word())}>
                <Icon glyph={glyph(*page)} /><span>{ name(*page, role) }</span>
            </a>
        }
    };
    let last = desk.session.path.len().saturating_sub(1);
    let place = |(index, place): (usize, &shared_model::place::Place)| {
        let name = place.name.clone();
        if index == last {
            html! { <b data-test="place">{ name }</b> }
        } else {
            html! { <><span>{ name }</span><i>{ "/" }</i></> }
        }
    };
    let leave = {
        let (run, left) = (doing.run.clone(), props.left.clone());
        move |_: MouseEvent| run.emit((Command::LogOut, left.reform(|_| ())))
    };
    html! {
        <div class="app">
            <header class="top">
                <a class="brand" href={Route::Home.href()}><Logo /><span>{ t("app-name") }</span></a>
                <div class="place">{ for desk.session.path.iter().enumerate().map(place) }</div>
                <div class="top-end">
                    if desk.session.sample {
                        <span class="sample" title={t("console-sample-why")} data-test="sample">{ t("console-sample") }</span>
                    }
                    <LanguageButton />
                    <span class="me" data-test="me" data-role={role.word()}>
                        { desk.account.name.clone() }<em>{ words::role(role) }</em>
                    </span>
                    <button type="button" class="btn btn-sm" onclick={leave} disabled={doing.busy} data-test="logout">
                        { t("console-logout") }
                    </button>
                </div>
            </header>
            <nav class="side" ref={side} aria-label={t("console-nav")}>
                { for pages(role).iter().map(link) }
                <div class="srv">{ t("console-looks-logged") }<br />{ t("app-name") }{ " " }{ desk.session.version.clone() }</div>
            </nav>
            <main class="main">{ props.children.clone() }</main>
        </div>
    }
}
