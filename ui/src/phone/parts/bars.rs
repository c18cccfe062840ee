//! What frames a page: head or top bar above, dock with actions and tabs below.

use crate::phone::app::Session;
use crate::phone::input::on_tap;
use crate::phone::nav;
use crate::phone::parts::part::part;
use crate::phone::route::Route;
use ui::around::use_thing;
use ui::icons::{Icon, icon, sized};
use ui::text::t;
use yew::prelude::*;

/// The mark that the data is invented, and whether one only practises.
#[component]
pub fn SampleMark() -> Html {
    let Some(session) = use_thing::<Session>().filter(|session| session.view.sample) else {
        return html! {};
    };
    if session.view.training {
        html! { <span class="wg-demo wg-demo_train" data-test="training">{ t("training") }</span> }
    } else {
        html! { <span class="wg-demo" data-test="sample">{ t("sample") }</span> }
    }
}

/// The way to what the guide says of a page.
pub fn help(page: &str) -> Html {
    let to = Route::Leaflet(format!("help/{page}"));
    html! { <a class="wg-ib" href={to.href()} aria-label={t("help")} data-test="help">{ icon(Icon::Help) }</a> }
}

/// The head of a page with tabs: a large title. A part without a memory of its own is a record that
/// draws itself and no component: those have code of their own for each type.
#[derive(Default)]
pub struct Head {
    /// Its title.
    pub title: AttrValue,
    /// One line below.
    pub line: AttrValue,
}

impl Head {
    /// Draws it.
    pub fn html(self) -> Html {
        html! {
            <header class="wg-head">
                <div class="wg-head__b">
                    <h1 class="wg-t1" data-test="title">{ &self.title }</h1>
                    if !self.line.is_empty() {
                        <p class="wg-t4">{ &self.line }</p>
                    }
                </div>
                { part::<SampleMark>(()) }
                { help(&nav::here().word()) }
            </header>
        }
    }
}

/// The bar of a page one returns from: back or close, title, one line below.
#[derive(Default)]
pub struct Top {
    /// Its title.
    pub title: AttrValue,
    /// One line below.
    pub line: AttrValue,
    /// A cross instead of an arrow: a form that stays as a draft.
    pub form: bool,
    /// What happens instead of going back.
    pub on_back: Option<Callback<()>>,
    /// What stands on the right; the sample mark when nothing does.
    pub children: Html,
}

impl Top {
    /// Draws it.
    pub fn html(self) -> Html {
        let (label, which) =
            if self.form { (t("close-keeps-draft"), Icon::Close) } else { (t("back"), Icon::Back) };
        let (instead, here) = (self.on_back, nav::here());
        let onclick = on_tap(move || match &instead {
            Some(instead) => instead.emit(()),
            None => nav::back(),
        });
        html! {
            <header class="wg-top">
                <button type="button" class="wg-ib" aria-label={label} data-test="back" {onclick}>{ icon(which) }</button>
                <h1 class="wg-top__t" data-test="title">
                    { &self.title }
                    if !self.line.is_empty() {
                        <small>{ &self.line }</small>
                    }
                </h1>
                { self.children }
                { part::<SampleMark>(()) }
                if !matches!(here, Route::Leaflet(_)) { { help(&here.word()) } }
            </header>
        }
    }
}

/// The tabs, with the one that is open.
pub fn tabs(open: &Route) -> Html {
    let all = [
        (Route::Today, Icon::Calendar, t("tab-today"), "tab-today"),
        (Route::Households, Icon::House, t("tab-households"), "tab-households"),
        (Route::Cases, Icon::Chat, t("tab-cases"), "tab-cases"),
        (Route::Me, Icon::Person, t("tab-me"), "tab-me"),
    ];
    html! {
        <nav class="weui-tabbar" aria-label={t("tabs-label")}>
            { for all.into_iter().map(|(route, which, label, test)| {
                let on = route == *open;
                html! {
                    <a class={classes!("weui-tabbar__item", on.then_some("weui-bar__item_on"))} href={route.href()}
                        aria-current={on.then_some("page")} data-test={test}>
                        { sized(which, "weui-tabbar__icon") }
                        <p class="weui-tabbar__label">{ label }</p>
                    </a>
                }
            }) }
        </nav>
    }
}

/// A button of the dock.
#[derive(Default)]
pub struct Button {
    /// What it says.
    pub label: AttrValue,
    /// Its name for tests.
    pub test: AttrValue,
    /// What it does.
    pub on_tap: Callback<()>,
    /// An icon before the words.
    pub icon: Option<Icon>,
    /// It can't be tapped now.
    pub off: bool,
    /// Not the filled one.
    pub second: bool,
}

impl Button {
    /// Draws it.
    pub fn html(self) -> Html {
        let then = self.on_tap;
        let look = match (self.off, self.second) {
            (true, _) => "weui-btn_disabled",
            (false, true) => "weui-btn_default",
            (false, false) => "weui-btn_primary",
        };
        html! {
            <button type="button" class={classes!("weui-btn", look)} disabled={self.off} data-test={self.test}
                onclick={on_tap(move || then.emit(()))}>
                { self.icon.map(icon).unwrap_or_default() }{ &self.label }
            </button>
        }
    }
}
