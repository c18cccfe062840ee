//! The replicas of this phone: change to another, let somebody else in, practise, leave.

use crate::phone::app::Session;
use crate::phone::input::on_tap;
use crate::phone::nav;
use crate::phone::parts::bars::Button;
use crate::phone::parts::frame::{acts, title};
use crate::phone::parts::sheet::Sheet;
use crate::phone::parts::trouble;
use crate::phone::route::Route;
use shared_model::api::view::ReplicaItem;
use shared_model::api::{Command, Problem, Query};
use ui::around::use_thing;
use ui::backend::{Told, use_command, use_query};
use ui::icons::{Icon, icon};
use ui::text::t;
use yew::prelude::*;

/// What stands where.
#[derive(Default, Properties, PartialEq)]
pub struct Props {
    /// Somebody's replica is open: it may be removed.
    #[prop_or_default]
    pub open: bool,
    /// The screen is the one for enrolling already.
    #[prop_or_default]
    pub enrolling: bool,
    /// The one in hand can't be opened: looks again which is.
    #[prop_or_default]
    pub look: Option<Callback<()>>,
}

/// The rows.
#[component]
pub fn Shelf(props: &Props) -> Html {
    let asked = use_query::<Vec<ReplicaItem>>(Query::Replicas);
    let session = use_thing::<Session>();
    let leaving = use_state_eq(|| false);
    let doing = use_command();
    let training = session.as_ref().is_some_and(|session| session.view.training);
    let look = session.map(|session| session.look).or_else(|| props.look.clone());
    let (Some(all), Some(look)) = (asked.state.ready(), look) else { return html! {} };
    let does = {
        let run = doing.run.clone();
        Callback::from(move |command: Command| {
            let look = look.clone();
            let then = Callback::from(move |_: Told| {
                nav::replace(&Route::Today);
                look.emit(());
            });
            run.emit((command, then));
        })
    };
    // A command is made when it is given: none is ever copied, and no code is there to copy one.
    let row = |which, test: &str, label: String, below: String, command: fn(&str) -> Command, id: &str| {
        let (does, id) = (does.clone(), id.to_owned());
        row(which, test.into(), label, below, doing.busy, on_tap(move || does.emit(command(&id))))
    };
    let others = all.iter().filter(|item| !item.in_hand && !item.training).map(|item| {
        let take = |id: &str| Command::TakeReplica { replica: id.to_owned() };
        row(Icon::Person, &format!("shelf-{}", item.id), item.name.clone(), t("shelf-other"), take, &item.id)
    });
    let set_leaving = |now: bool| {
        let (leaving, forget) = (leaving.setter(), doing.forget.clone());
        Callback::from(move |()| {
            forget.emit(());
            leaving.set(now);
        })
    };
    let leave = set_leaving(true);
    html! {
        <section class="wg-sec" data-test="shelf">
            { title(t("shelf-title")) }
            <div class="weui-cells wg-leadi">
                { for others }
                if !props.enrolling {
                    { row(Icon::Plus, "shelf-new", t("shelf-new"), t("shelf-new-line"), |_| Command::NewReplica, "") }
                }
                if training {
                    { row(Icon::Delete, "shelf-train-end", t("shelf-train-end"), t("shelf-train-end-line"), |_| Command::RemoveReplica, "") }
                } else {
                    { row(Icon::Pen, "shelf-train", t("shelf-train"), t("shelf-train-line"), |_| Command::Train, "") }
                    if props.open {
                        { self::row(Icon::Delete, "shelf-leave".into(), t("shelf-leave"), t("shelf-leave-line"), doing.busy, on_tap(move || leave.emit(()))) }
                    }
                }
            </div>
            if let Some(problem) = doing.problem.as_ref().filter(|_| !*leaving) {
                <p class="weui-cells__tips" role="alert">{ trouble::sentence(problem) }</p>
            }
            if *leaving {
                { sure(&does, set_leaving(false), doing.busy, doing.problem.as_ref()) }
            }
        </section>
    }
}

fn row(
    which: Icon,
    test: AttrValue,
    label: String,
    below: String,
    off: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="weui-cell weui-cell_access wg-cellb" data-test={test} disabled={off} {onclick}>
            <span class="weui-cell__hd">{ icon(which) }</span>
            <span class="weui-cell__bd">{ label }<span class="wg-cd">{ below }</span></span>
            <span class="weui-cell__ft"></span>
        </button>
    }
}

/// Asks once more before an account leaves this phone, and says why it can't yet.
fn sure(does: &Callback<Command>, on_close: Callback<()>, off: bool, problem: Option<&Problem>) -> Html {
    let remove = Button {
        label: t("shelf-leave-do").into(),
        test: "leave-do".into(),
        off,
        on_tap: does.reform(|()| Command::RemoveReplica),
        ..Button::default()
    };
    let children = html! {
        <>
            <p class="wg-sheet__p">{ t("shelf-leave-what") }</p>
            if let Some(problem) = problem {
                <p class="wg-sheet__p wg-inv" role="alert" data-test="leave-problem" data-code={problem.code.word()}>{ trouble::sentence(problem) }</p>
            }
            { acts(remove.html()) }
        </>
    };
    Sheet { title: t("shelf-leave").into(), on_close, children }.html()
}
