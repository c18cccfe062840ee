//! A save that failed: said beside the words, which stay where they are.

use shared_model::api::{Code, Problem};
use ui::icons::{Icon, icon};
use ui::text::{t, t_word};
use yew::prelude::*;

/// What is said of a problem: the rule when the policy speaks, else the code's text.
pub fn sentence(problem: &Problem) -> String {
    match problem.code {
        Code::Policy => t_word("void", problem.detail.trim()),
        code => t_word("problem", code.word()),
    }
}

/// The block above the dock. A full disk also says how to make room.
pub fn unsaved(problem: Option<&Problem>) -> Html {
    let Some(problem) = problem else { return html! {} };
    let full = problem.code == Code::DiskFull;
    html! {
        <section class="wg-trouble" role="alert" data-test="save-failed" data-code={problem.code.word()}>
            <h2 class="wg-trouble__h">
                { icon(if full { Icon::Storage } else { Icon::Alert }) }
                { if full { t("disk-full-title") } else { t("not-saved-title") } }
            </h2>
            if !full {
                <p>{ sentence(problem) }</p>
            }
            <p>{ t("words-still-here") }</p>
            if full {
                <p class="wg-t4">{ t("disk-full-room") }</p>
            }
        </section>
    }
}
