//! Mine: who I am here, seeing well, being reminded, the lock, what the phone can do, and which version
//! this is.

use crate::phone::app::Session;
use crate::phone::device::{Device, use_ability};
use crate::phone::input::{on_chosen, on_tap};
use crate::phone::live::use_live;
use crate::phone::notice::use_notify;
use crate::phone::parts::bars::{Head, tabs};
use crate::phone::parts::choice;
use crate::phone::parts::finger::{self, ByFinger};
use crate::phone::parts::frame::{Lead, group, page, title};
use crate::phone::parts::part::part;
use crate::phone::parts::rows::joined;
use crate::phone::parts::shelf::{self, Shelf};
use crate::phone::parts::size::{MEGA, size};
use crate::phone::parts::syncline::SyncLine;
use crate::phone::parts::trouble;
use crate::phone::route::Route;
use crate::phone::settings::{Preferences, Settings, Theme, TypeSize};
use shared_model::api::device::{Ability, Platform};
use shared_model::api::photos::{LetGo, PhotosOn, StorageView};
use shared_model::api::view::SessionView;
use shared_model::api::{Command, Query};
use ui::around::use_thing;
use ui::backend::{Told, use_command};
use ui::icons::{Icon, icon};
use ui::text::{Language, t, t_with, t_word};
use yew::prelude::*;

/// The fourth tab.
#[component]
pub fn Me() -> Html {
    let session = use_thing::<Session>();
    let preferences = use_thing::<Preferences>();
    let device = use_thing::<Device>().flatten();
    let (Some(session), Some(preferences)) = (session, preferences) else { return html! {} };
    let view = &session.view;
    let name = view.account.as_ref().map(|account| account.name.clone()).unwrap_or_default();
    let role = view.account.as_ref().map(|account| t_word("role", account.role.word())).unwrap_or_default();
    let place = view.path.last().map(|place| place.name.clone()).unwrap_or_default();
    let all = html! { <>
        { part::<SyncLine>(()) }
        { seeing(&preferences) }
        { reminding(&preferences, device.as_ref()) }
        if !view.training { { part::<Lock>(LockProps { look: session.look.clone() }) } }
        if !view.training { { part::<ByFinger>(finger::Props { opened: None }) } }
        { part::<Shelf>(shelf::Props { open: true, ..shelf::Props::default() }) }
        { part::<Storage>(()) }
        { device.as_ref().map(able).unwrap_or_default() }
        { reading() }
        { program(view) }
    </> };
    let bar = Head { title: name.into(), line: joined([role, place]).into() };
    page("page-me", bar.html(), all, html! { <div class="wg-dock">{ tabs(&Route::Me) }</div> })
}

fn seeing(preferences: &Preferences) -> Html {
    let Preferences { now, change } = preferences.clone();
    let sizes = TypeSize::ALL.map(|size| (size.word(), t_word("type", size.word()), size == now.type_size));
    let themes = Theme::ALL.map(|theme| (theme.word(), t_word("theme", theme.word()), theme == now.theme));
    let languages: Vec<_> = Language::all()
        .into_iter()
        .map(|language| (language.tag(), language.own_name().to_owned(), language == now.language))
        .collect();
    let set_size = change.reform(move |word: String| Settings {
        type_size: TypeSize::ALL.into_iter().find(|size| size.word() == word).unwrap_or_default(),
        ..now
    });
    let set_theme = change.reform(move |word: String| Settings {
        theme: Theme::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default(),
        ..now
    });
    let set_language = change
        .reform(move |tag: String| Settings { language: Language::parse(&tag).unwrap_or_default(), ..now });
    let set_care = change.reform(move |care: bool| Settings { care, ..now });
    group(
        t("me-seeing"),
        Lead::Icon,
        "",
        html! { <>
            { chooser(Icon::Text, t("me-type"), "me-type", &sizes, set_size) }
            { choice::switch(t("me-care"), Some(t("me-care-line")), Icon::Hand, now.care, "me-care", set_care) }
            { chooser(Icon::Sliders, t("me-theme"), "me-theme", &themes, set_theme) }
            { chooser(Icon::Chat, t("me-language"), "me-language", &languages, set_language) }
        </> },
    )
}

/// Whether to be reminded; that the phone lets no reminder through is said here too.
fn reminding(preferences: &Preferences, device: Option<&Platform>) -> Html {
    let Preferences { now, change } = preferences.clone();
    let below = match device.map(|device| device.notifications) {
        Some(Ability::Absent(why)) => t_word("why", why.word()),
        _ => t("me-remind-line"),
    };
    let set = change.reform(move |on: bool| Settings { quiet: !on, ..now });
    let on = choice::switch(t("me-remind"), Some(below), Icon::Bell, !now.quiet, "me-remind", set);
    group(String::new(), Lead::Icon, "", on)
}

/// What the phone can do, and why not.
fn able(device: &Platform) -> Html {
    let row = |(word, ability): (&'static str, Ability)| {
        let (says, why) = match ability {
            Ability::There => ("yes", None),
            Ability::Absent(why) => ("no", Some(why.word())),
        };
        html! {
            <div key={word} class="weui-cell" data-test={format!("able-{word}")} data-why={why}>
                <div class="weui-cell__bd">{ t_word("able", word) }
                    if let Some(why) = why { <p class="wg-cd">{ t_word("why", why) }</p> }
                </div>
                <div class="weui-cell__ft">{ t_word("able", says) }</div>
            </div>
        }
    };
    group(t("me-able"), Lead::None, "me-able", device.all().into_iter().map(row).collect())
}

/// What can be said of the work and read about this program, and handed on.
fn reading() -> Html {
    let all = [
        (Icon::Pen, "feedback", t("intent-feedback"), "me-feedback"),
        (Icon::Help, "leaflet/help/guide", t("me-guide"), "me-guide"),
        (Icon::Shield, "leaflet/privacy", t("me-privacy"), "me-privacy"),
        (Icon::Sliders, "leaflet/diagnostics", t("me-diagnostics"), "me-diagnostics"),
        (Icon::Paper, "leaflet/licences", t("me-licences"), "me-licences"),
    ];
    group(
        t("help"),
        Lead::Icon,
        "",
        all.into_iter()
            .map(|(which, to, label, test)| {
                html! {
                    <a class="weui-cell weui-cell_access" href={format!("#/{to}")} data-test={test}>
                        <span class="weui-cell__hd">{ icon(which) }</span>
                        <span class="weui-cell__bd">{ label }</span>
                        <span class="weui-cell__ft"></span>
                    </a>
                }
            })
            .collect(),
    )
}

fn chooser(
    which: Icon,
    label: String,
    test: &'static str,
    all: &[(&'static str, String, bool)],
    then: Callback<String>,
) -> Html {
    html! {
        <label class="weui-cell">
            <span class="weui-cell__hd">{ icon(which) }</span>
            <span class="weui-cell__bd">{ &label }</span>
            <span class="weui-cell__ft">
                <select class="wg-select" aria-label={label.clone()} data-test={test} onchange={on_chosen(move |word| then.emit(word))}>
                    { for all.iter().map(|(word, name, on)| html! { <option value={*word} selected={*on}>{ name }</option> }) }
                </select>
            </span>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct LockProps {
    look: Callback<()>,
}

#[component]
fn Lock(props: &LockProps) -> Html {
    let doing = use_command();
    let lock = {
        let (run, look) = (doing.run.clone(), props.look.clone());
        on_tap(move || {
            let look = look.clone();
            run.emit((Command::Lock, Callback::from(move |_: Told| look.emit(()))));
        })
    };
    html! {
        <section class="wg-sec">
            { title(t("me-phone")) }
            <div class="weui-cells wg-leadi">
                <button type="button" class="weui-cell weui-cell_access wg-cellb" data-test="me-lock" disabled={doing.busy} onclick={lock}>
                    <span class="weui-cell__hd">{ icon(Icon::Lock) }</span>
                    <span class="weui-cell__bd">{ t("me-lock") }<span class="wg-cd">{ t("unlock-safe") }</span></span>
                    <span class="weui-cell__ft"></span>
                </button>
            </div>
            if let Some(problem) = &doing.problem {
                <p class="weui-cells__tips" role="alert">{ trouble::sentence(problem) }</p>
            }
        </section>
    }
}

/// How much the photos and older years may take; the last is as much as they need.
const BUDGETS: [&str; 4] = ["100", "300", "1000", ""];

/// The room this phone's data takes, and what of it may go.
#[component]
fn Storage() -> Html {
    let asked = use_live::<StorageView>(Query::Storage);
    let metered = use_ability(|platform| platform.metered) == Some(Ability::There);
    let doing = use_command();
    let Some(view) = asked.state.ready() else { return html! {} };
    let now = view.budget.map(|bytes| (bytes / MEGA).to_string()).unwrap_or_default();
    let budgets = BUDGETS.map(|word| {
        let label = word.parse().map_or_else(|_| t("me-budget-none"), |many: u64| size(many * MEGA));
        (word, label, word == now)
    });
    let set = {
        let (run, reload) = (doing.run.clone(), asked.reload.clone());
        Callback::from(move |word: String| {
            let reload = reload.clone();
            let bytes = word.parse::<u64>().ok().map(|many| many * MEGA);
            run.emit((Command::SetStorageBudget { bytes }, Callback::from(move |_: Told| reload.emit(()))));
        })
    };
    let set_wifi = {
        let (run, reload) = (doing.run.clone(), asked.reload.clone());
        Callback::from(move |on: bool| {
            let reload = reload.clone();
            let links = if on { PhotosOn::Wifi } else { PhotosOn::Any };
            run.emit((Command::SetPhotosOn { links }, Callback::from(move |_: Told| reload.emit(()))));
        })
    };
    let notify = use_notify();
    let free = {
        let (run, reload) = (doing.run.clone(), asked.reload.clone());
        on_tap(move || {
            let (reload, notify) = (reload.clone(), notify.clone());
            let then = Callback::from(move |done: Told| {
                if let Ok(gone) = done.read::<LetGo>() {
                    notify.emit(t_with("me-freed", &[("size", size(gone.bytes).into())]));
                }
                reload.emit(());
            });
            run.emit((Command::LetGoNow, then));
        })
    };
    let to_go = view.photos_to_go + view.years_to_go;
    let said = [("photos", size(view.photos).into()), ("go", size(to_go).into())];
    html! {
        <section class="wg-sec" data-test="me-storage">
            { title(t("me-storage")) }
            <div class="weui-cells wg-leadi">
                <div class="weui-cell">
                    <span class="weui-cell__hd">{ icon(Icon::Storage) }</span>
                    <span class="weui-cell__bd">{ t("me-storage-all") }<span class="wg-cd">{ t_with("me-storage-of", &said) }</span></span>
                    <span class="weui-cell__ft">{ size(view.file) }</span>
                </div>
                if to_go > 0 {
                    <button type="button" class="weui-cell weui-cell_access wg-cellb" data-test="me-free" disabled={doing.busy} onclick={free}>
                        <span class="weui-cell__hd">{ icon(Icon::Delete) }</span>
                        <span class="weui-cell__bd">{ t_with("me-free", &said) }<span class="wg-cd">{ t("me-free-line") }</span></span>
                    </button>
                }
                if metered {
                    { choice::switch(t("me-wifi"), None, Icon::Cloud, view.photos_on == PhotosOn::Wifi, "me-wifi", set_wifi) }
                }
                { chooser(Icon::Sliders, t("me-budget"), "me-budget", &budgets, set) }
            </div>
            <p class="weui-cells__tips">{ t("me-budget-line") }</p>
            if let Some(problem) = &doing.problem {
                <p class="weui-cells__tips" role="alert">{ trouble::sentence(problem) }</p>
            }
        </section>
    }
}

fn program(view: &SessionView) -> Html {
    html! {
        <div class="wg-foot">
            if let Some(server) = view.server.as_ref().filter(|server| !server.is_empty()) { <p>{ t_with("me-server", &[("server", server.clone().into())]) }</p> }
            <p data-test="me-version">{ t_with("me-version", &[("version", view.version.clone().into())]) }</p>
        </div>
    }
}
