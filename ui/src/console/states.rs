//! Empty, waiting, refused: the few states every page shows the same way.

use super::asking::Kept;
use super::duty::whose;
use super::glyph::{Glyph, Icon};
use super::route::Route;
use super::words::{self, problem_text};
use shared_model::api::{Code, Problem};
use shared_model::people::Role;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Empty`] takes.
#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    /// What would be here.
    pub glyph: Glyph,
    /// One sentence.
    pub title: AttrValue,
    /// What that means.
    #[prop_or_default]
    pub line: AttrValue,
    /// A button that leads on.
    #[prop_or_default]
    pub children: Html,
}

/// Nothing is there: what that means, and a way on.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="void-state" data-test="empty">
            <Icon glyph={props.glyph} />
            <h3>{ props.title.clone() }</h3>
            if !props.line.is_empty() {
                <p>{ props.line.clone() }</p>
            }
            <div class="acts">{ props.children.clone() }</div>
        </div>
    }
}

/// What [`NotYours`] takes.
#[derive(Properties, PartialEq)]
pub struct NotYoursProps {
    /// The page somebody wanted.
    pub route: Route,
    /// Who.
    pub role: Role,
}

/// A page of others: whose it is, and the way back to one's own.
#[component]
pub fn NotYours(props: &NotYoursProps) -> Html {
    let roles: Vec<String> = whose(&props.route).into_iter().map(words::role).collect();
    let title = t_with("console-not-yours", &[("roles", words::list(&roles).into())]);
    let line = t_with("console-not-yours-line", &[("role", words::role(props.role).into())]);
    html! {
        <div data-test="not-yours">
            <Empty glyph={Glyph::Lock} {title} {line}><a class="btn" href={Route::Home.href()} data-test="to-start">{ t("console-to-start") }</a></Empty>
        </div>
    }
}

/// The frame of a table whose words are on their way. The stylesheet shows it after 0.3 s, so
/// that quick answers don't flicker.
#[component]
pub fn Skeleton() -> Html {
    let row = |_| {
        html! {
            <tr>
                <td><span class="sk sk-1"></span></td>
                <td><span class="sk sk-2"></span></td>
                <td><span class="sk sk-3"></span></td>
                <td><span class="sk sk-4"></span></td>
            </tr>
        }
    };
    html! {
        <table class="tb tb-two sk-late" aria-busy="true" aria-label={t("loading")} data-test="waiting">
            <tbody>{ for (0..6).map(row) }</tbody>
        </table>
    }
}

/// What [`Trouble`] takes.
#[derive(Properties, PartialEq)]
pub struct TroubleProps {
    /// What went wrong.
    pub problem: Problem,
    /// Something was being written, and is still in its form.
    #[prop_or_default]
    pub kept: bool,
    /// To try again.
    #[prop_or_default]
    pub again: Option<Callback<()>>,
}

/// Says what went wrong and whether what was written is still there.
#[component]
pub fn Trouble(props: &TroubleProps) -> Html {
    let again = props.again.clone().map(|again| {
        html! {
            <button type="button" class="btn btn-sm" data-test="try-again" onclick={move |_| again.emit(())}>
                { t("try-again") }
            </button>
        }
    });
    let (glyph, class) = match props.problem.code {
        Code::Forbidden | Code::NotFound | Code::NotHere if !props.kept => (Glyph::Lock, "note"),
        Code::NoLink | Code::ServerDown => (Glyph::Offline, "note note-bad"),
        _ => (Glyph::Warn, "note note-bad"),
    };
    html! {
        // The detail is English and for whoever is asked for help: there to be read out, not in the way.
        <div {class} role="alert" data-test="problem" data-code={props.problem.code.word()} title={props.problem.detail.clone()}>
            <Icon {glyph} />
            <div class="grow">
                if props.kept {
                    <b>{ t("console-not-written") }</b>
                }
                <span data-test="problem-text">{ problem_text(&props.problem) }</span>
                if props.kept {
                    <div class="sub">{ t("console-still-here") }</div>
                }
            </div>
            { again }
        </div>
    }
}

/// What stands above a page's content: nothing while all is well; why it couldn't be renewed; or,
/// without an answer, a skeleton or why there is none.
pub fn above<T>(kept: &Kept<T>) -> Html {
    match (&kept.problem, &kept.view) {
        // Asked again it would be answered the same: what helps is the way back.
        (Some(problem), None) if matches!(problem.code, Code::Forbidden | Code::NotFound | Code::NotHere) => {
            html! {
                <div class="pad">
                    <Trouble problem={problem.clone()} />
                    <p class="to-start"><a class="btn" href={Route::Home.href()} data-test="to-start">{ t("console-to-start") }</a></p>
                </div>
            }
        }
        (Some(problem), _) => {
            html! { <div class="pad"><Trouble problem={problem.clone()} again={kept.reload.clone()} /></div> }
        }
        (None, None) => html! { <Skeleton /> },
        (None, Some(_)) => Html::default(),
    }
}
