//! The login: one form, which says before entry that looks are logged.

use super::desk::Desk;
use super::shell::{LanguageButton, Logo};
use super::words::problem_text;
use shared_model::api::Command;
use ui::backend::use_command;
use ui::text::t;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What [`Login`] takes.
#[derive(Properties, PartialEq)]
pub struct LoginProps {
    /// The server's program, as far as it is known.
    pub version: AttrValue,
    /// Whose session ended: their words are still below.
    #[prop_or_default]
    pub before: Option<Desk>,
    /// Told when the server let somebody in.
    pub entered: Callback<()>,
}

/// The login.
#[component]
pub fn Login(props: &LoginProps) -> Html {
    let doing = use_command();
    let (name, password) = (use_node_ref(), use_node_ref());
    {
        let name = name.clone();
        use_effect_with((), move |()| {
            // Focus is a courtesy: without it the form works all the same.
            let _ = name.cast::<HtmlInputElement>().map(|input| input.focus());
        });
    }
    let onsubmit = {
        let (name, password) = (name.clone(), password.clone());
        let (run, entered) = (doing.run.clone(), props.entered.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let read = |field: &NodeRef| {
                field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
            };
            let command = Command::LogIn { login: read(&name).trim().to_owned(), password: read(&password) };
            run.emit((command, entered.reform(|_| ())));
        })
    };
    // What was refused is another thing as soon as something else stands there.
    let oninput = {
        let (refused, forget) = (doing.problem.is_some(), doing.forget.clone());
        Callback::from(move |_: InputEvent| {
            if refused {
                forget.emit(());
            }
        })
    };
    let problem = doing.problem.as_ref().map(|problem| {
        html! {
            <div class="note note-bad" role="alert" data-test="login-problem" data-code={problem.code.word()}>
                { problem_text(problem) }
            </div>
        }
    });
    html! {
        <div class="login">
            <form {onsubmit} data-test="login">
                <div class="row">
                    <Logo />
                    <div>
                        <h1>{ t("app-name") }</h1>
                        <p class="sub">{ t("console-workbench") }</p>
                    </div>
                </div>
                if props.before.is_some() {
                    <div class="note" data-test="login-lapsed">{ t("console-lapsed") }</div>
                }
                <label class="fld lg-in">
                    <span>{ t("console-login-name") }</span>
                    <input class="in" ref={name} oninput={oninput.clone()} name="login" autocomplete="username" autocapitalize="off"
                        spellcheck="false" required=true data-test="login-name" />
                </label>
                <label class="fld lg-in">
                    <span>{ t("console-login-password") }</span>
                    <input class="in" ref={password} {oninput} type="password" name="password" autocomplete="current-password"
                        required=true data-test="login-password" />
                </label>
                { problem }
                <button class="btn btn-pri btn-lg btn-full" disabled={doing.busy} data-test="login-submit">
                    { t("console-login-submit") }
                </button>
                <p class="login-why">{ t("console-login-logged") }<br />{ t("console-login-kept") }</p>
            </form>
            <footer>
                <span>{ t("app-name") }{ " " }{ props.version.clone() }</span>
                <LanguageButton />
            </footer>
        </div>
    }
}
