//! Cases from a spreadsheet, in three steps: choose a file, see what would come of it, have it written.

pub mod handing;
pub mod report;

use super::glyph::{Glyph, Icon};
use super::route::Route;
use super::states::{Empty, Trouble};
use handing::{Handing, use_handing};
use report::{Report, figures};
use shared_model::api::import::ImportReport;
use ui::backend::papers::TEMPLATE;
use ui::text::{t, t_with, t_word};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Which of the three steps it is.
fn step(state: &Handing) -> usize {
    match (&state.report, state.written) {
        (None, _) => 0,
        (Some(_), false) => 1,
        (Some(_), true) => 2,
    }
}

/// The page.
#[component]
pub fn ImportPage() -> Html {
    let hands = use_handing();
    let state = &hands.state;
    let onchange = {
        let choose = hands.choose.clone();
        move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                choose.emit(file);
            }
            // The same file, mended, is a choice again.
            input.set_value("");
        }
    };
    let now = step(state);
    let steps = ["choose", "trial", "write"].into_iter().enumerate().map(|(index, word)| {
        let current = (index == now).then_some("step");
        html! { <li class={(index == now).then_some("on")} aria-current={current}><i>{ index + 1 }</i>{ t_word("console-import-step", word) }</li> }
    });
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-import") }</h1>
                if let Some(chosen) = &state.chosen {
                    <span class="sub" data-test="import-file-name">{ chosen.name.clone() }</span>
                }
                <div class="acts">
                    <a class="btn" href={TEMPLATE} download="" data-test="import-template"><Icon glyph={Glyph::Download} />{ t("console-import-template") }</a>
                    <label class={classes!("btn", state.report.is_none().then_some("btn-pri"))}>
                        <Icon glyph={Glyph::Up} />{ t("console-import-choose") }
                        <input type="file" class="hid-in" accept=".xlsx,.csv" {onchange} disabled={state.busy} data-test="import-file" />
                    </label>
                    { confirm(state, &hands.write) }
                </div>
            </div>
            <ol class="steps">{ for steps }</ol>
            if let Some(problem) = &state.problem {
                <div class="pad"><Trouble problem={problem.clone()} /></div>
            }
            if let Some(report) = &state.report {
                { figures(report) }
                <div class="pad">{ said(state, report) }</div>
                <div class="scroll">
                    if !report.wrong.is_empty() {
                        <Report report={report.clone()} />
                    }
                </div>
            } else if !state.busy {
                <Empty glyph={Glyph::Up} title={t("console-import-empty")} line={t("console-import-empty-line")} />
            }
        </>
    }
}

/// The button that writes, saying how many cases it will write; none when nothing would be.
fn confirm(state: &Handing, write: &Callback<bool>) -> Html {
    let Some(report) = state.report.as_ref().filter(|report| !state.written && report.ready > 0) else {
        return Html::default();
    };
    let partial = !report.wrong.is_empty();
    let n = [("n", report.ready.into())];
    let name =
        if partial { t_with("console-import-write-right", &n) } else { t_with("console-import-write", &n) };
    let onclick = write.reform(move |_: MouseEvent| partial);
    html! {
        <button type="button" class="btn btn-pri" {onclick} disabled={state.busy} data-test="import-write" data-partial={partial.to_string()}>
            { name }
        </button>
    }
}

/// What the figures mean for who must decide.
fn said(state: &Handing, report: &ImportReport) -> Html {
    let said = match (state.written, report.wrong.is_empty(), report.ready) {
        (true, ..) => t_with("console-import-said-written", &[("n", report.taken.into())]),
        (false, true, 0) => t("console-import-said-nothing"),
        (false, true, _) => t("console-import-said-right"),
        (false, false, _) => t("console-import-said-wrong"),
    };
    let unused = report.unused.join(&t("list-comma"));
    html! {
        <div class="note note-info" data-test="import-said" data-written={state.written.to_string()} data-taken={report.taken.to_string()}>
            <Icon glyph={if state.written { Glyph::Check } else { Glyph::Lock }} />
            <div class="grow">
                { said }
                if !unused.is_empty() {
                    <div class="sub">{ t_with("console-import-unused", &[("columns", unused.into())]) }</div>
                }
                if state.written {
                    <div><a href={Route::Queue.href()}>{ t("console-to-queue") }</a></div>
                }
            </div>
        </div>
    }
}
