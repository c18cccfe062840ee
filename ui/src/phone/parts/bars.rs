//! What frames a page: head or top bar above, dock with actions and tabs below.

use crate::phone::app::Session;
use crate::phone::input::on_tap;
use crate::phone::nav;
use crate::phone::route::Route;
use ui::icons::{Icon, icon, sized};
use ui::text::t;
use yew::prelude::*;

/// The mark that the data is invented.
#[component]
pub fn SampleMark() -> Html {
    let sample = use_context::<Session>().is_some_and(|session| session.view.sample);
    if sample {
        html! { <span class="wg-demo" data-test="sample">{ t("sample") }</span> }
    } else {
        html! {}
    }
}

/// The head of a page with tabs.
#[derive(Properties, PartialEq)]
pub struct HeadProps {
    /// Its title.
    pub title: AttrValue,
    /// One line below.
    #[prop_or_default]
    pub line: AttrValue,
}

/// Large title, for pages that have tabs.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    html! {
        <header class="wg-head">
            <div class="wg-head__b">
                <h1 class="wg-t1" data-test="title">{ &props.title }</h1>
                if !props.line.is_empty() {
                    <p class="wg-t4">{ &props.line }</p>
                }
            </div>
            <SampleMark />
        </header>
    }
}

/// The bar of a page one returns from.
#[derive(Properties, PartialEq)]
pub struct TopProps {
    /// Its title.
    pub title: AttrValue,
    /// One line below.
    #[prop_or_default]
    pub line: AttrValue,
    /// A cross instead of an arrow: a form that stays as a draft.
    #[prop_or_default]
    pub form: bool,
    /// What happens instead of going back.
    #[prop_or_default]
    pub on_back: Option<Callback<()>>,
    /// What stands on the right; the sample mark when nothing does.
    #[prop_or_default]
    pub children: Html,
}

/// Back or close, title, one line below.
#[component]
pub fn Top(props: &TopProps) -> Html {
    let (label, which) =
        if props.form { (t("close-keeps-draft"), Icon::Close) } else { (t("back"), Icon::Back) };
    let instead = props.on_back.clone();
    let onclick = on_tap(move || match &instead {
        Some(instead) => instead.emit(()),
        None => nav::back(),
    });
    html! {
        <header class="wg-top">
            <button type="button" class="wg-ib" aria-label={label} data-test="back" {onclick}>{ icon(which) }</button>
            <h1 class="wg-top__t" data-test="title">
                { &props.title }
                if !props.line.is_empty() {
                    <small>{ &props.line }</small>
                }
            </h1>
            { props.children.clone() }
            <SampleMark />
        </header>
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

/// The button that a page is about.
#[derive(Properties, PartialEq)]
pub struct PrimaryProps {
    /// What it says.
    pub label: AttrValue,
    /// Its name for tests.
    pub test: AttrValue,
    /// What it does.
    pub on_tap: Callback<()>,
    /// An icon before the words.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// It can't be tapped now.
    #[prop_or_default]
    pub off: bool,
    /// Not the filled one.
    #[prop_or_default]
    pub second: bool,
}

/// A button of the dock.
#[component]
pub fn Button(props: &PrimaryProps) -> Html {
    let then = props.on_tap.clone();
    let look = match (props.off, props.second) {
        (true, _) => "weui-btn_disabled",
        (false, true) => "weui-btn_default",
        (false, false) => "weui-btn_primary",
    };
    html! {
        <button type="button" class={classes!("weui-btn", look)} disabled={props.off} data-test={props.test.clone()}
            onclick={on_tap(move || then.emit(()))}>
            { props.icon.map(icon).unwrap_or_default() }{ &props.label }
        </button>
    }
}
