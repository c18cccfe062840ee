//! One's complaints and suggestions: the form of another one, and what became of those before.

use super::edit::sheet::{Act, EditForm};
use crate::phone::clock;
use crate::phone::form::use_form;
use crate::phone::input::{on_chosen, on_typed};
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::Top;
use crate::phone::parts::field;
use crate::phone::parts::frame::{Lead, group};
use crate::phone::parts::rows::joined;
use crate::phone::parts::save::Save;
use crate::phone::route::Route;
use crate::phone::saving::use_saving;
use shared_model::api::{Command, Query};
use shared_model::feedback::{Addressee, FeedbackKind, FeedbackReply};
use shared_model::moment::Millis;
use ui::backend::{Shown, Told};
use ui::dates;
use ui::json::Unreadable;
use ui::json::record;
use ui::record;
use ui::text::{t, t_word};
use yew::prelude::*;

/// The name of the form among the drafts.
const FORM: &str = "feedback";

/// One that was written, as the page shows it.
#[derive(PartialEq)]
pub struct One {
    kind: String,
    to: String,
    words: String,
    written_at: Millis,
    received_at: Option<Millis>,
    reply: Option<FeedbackReply>,
}

/// All that were written, newest first.
#[derive(PartialEq)]
pub struct Own(Vec<One>);

record! {
    One { kind, to, words, written_at, received_at, reply }
}

impl Shown for Own {
    const NAME: &'static str = "feedback";
    fn told(answer: &str) -> Result<Own, Unreadable> {
        record::named(Own::NAME, answer).map(Own)
    }
}

/// The page.
#[component]
pub fn Feedback() -> Html {
    let asked = use_live::<Own>(Query::Feedback);
    let form = use_form::<EditForm>(FORM.to_owned(), EditForm::empty(&["kind", "to", "words"]));
    let saving = use_saving();
    let typed = |field: &str| form.content.as_ref().map(|form| form.typed(field)).unwrap_or_default();
    let (kind, to, words) = (typed("kind"), typed("to"), typed("words"));
    // The field itself takes no more characters than there may be.
    let lacks = kind.is_empty() || to.is_empty() || words.trim().is_empty();
    let (kind_of, to_whom) = (
        if kind == "complaint" { FeedbackKind::Complaint } else { FeedbackKind::Suggestion },
        if to == "county" { Addressee::County } else { Addressee::Village },
    );
    let set = |field: &'static str| {
        let act = form.act.clone();
        move |text: String| act.emit(Act::Set(field.to_owned(), text))
    };
    let choose =
        |label: String, name: &'static str, field: &'static str, words: [&'static str; 2], chosen: &str| {
            let choices = words.map(|word| (word.to_owned(), t_word(name, word))).into();
            field::list_of(label, t("merge-choose"), choices, chosen, name.into(), on_chosen(set(field)))
        };
    let fields = html! { <>
        { choose(t("feedback-kind"), "feedback-kind", "kind", ["suggestion", "complaint"], kind) }
        { choose(t("feedback-to"), "feedback-to", "to", ["village", "county"], to) }
        <label class="weui-cell wg-field">
            <span class="wg-field__l">{ t("visit-words") }</span>
            <textarea class="wg-area" maxlength="1000" value={words.to_owned()} data-test="feedback-words" oninput={on_typed(set("words"))} />
        </label>
    </> };
    let all = html! { <>
        { group(String::new(), Lead::None, "", fields) }
        <p class="weui-cells__tips">{ t("feedback-tips") }</p>
        if let Some(own) = asked.state.ready() {
            { group(String::new(), Lead::None, "feedback-own", own.0.iter().map(row).collect()) }
        }
    </> };
    let bar = Top { title: t("intent-feedback").into(), form: true, ..Top::default() };
    let words = words.to_owned();
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "feedback-save",
        label: String::new(),
        second: false,
        note: if lacks { t("form-lacks") } else { t("save-means") },
        whole: !lacks,
        command: Callback::from(move |()| {
            Some(Command::WriteFeedback { kind: kind_of, to: to_whom, words: words.clone() })
        }),
        then: Callback::from(|_: Told| nav::replace(&Route::Me)),
    };
    save.page("page-feedback", bar, all)
}

/// One of them: where it is, its words, and what was answered.
fn row(one: &One) -> Html {
    let now = clock::now();
    let state = match (&one.reply, one.received_at) {
        (Some(_), _) => "answered",
        (None, Some(_)) => "received",
        (None, None) => "here",
    };
    let about = [
        t_word("feedback", state),
        t_word("feedback-kind", &one.kind),
        t_word("feedback-to", &one.to),
        dates::moment(one.written_at, now),
    ];
    html! {
        <div class="weui-cell wg-cell_block" data-test="feedback-one" data-state={state}>
            <p class="wg-cd">{ joined(about) }</p>
            <p class="wg-words">{ &one.words }</p>
            if let Some(reply) = &one.reply {
                <blockquote class="wg-own wg-words" data-test="feedback-reply">{ &reply.words }</blockquote>
                <p class="wg-cd">{ joined([reply.by.clone(), dates::moment(reply.at, now)]) }</p>
            }
        </div>
    }
}
