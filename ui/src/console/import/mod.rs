//! A spreadsheet handed in, in three steps: choose a file, see what would come of it, have it written.

pub mod handing;
pub mod report;

use super::glyph::{Glyph, Icon};
use super::route::Route;
use super::states::{Empty, Trouble};
use handing::{Handing, use_handing};
use report::{Report, figures, mend, whole_file};
use shared_model::api::import::{ImportReport, WrongCell};
use ui::backend::Table;
use ui::backend::papers::template;
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

/// What [`ImportPage`] takes.
#[derive(Properties, PartialEq)]
pub struct ImportPageProps {
    /// What the spreadsheet holds.
    pub table: Table,
}

/// The page.
#[component]
pub fn ImportPage(props: &ImportPageProps) -> Html {
    let table = props.table;
    let hands = use_handing(table);
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
    // While no row was read another file is what is wanted.
    let anew = state.report.as_ref().is_none_or(|report| report.rows == 0);
    let steps = ["choose", "trial", "write"].into_iter().enumerate().map(|(index, word)| {
        let current = (index == now).then_some("step");
        html! { <li class={(index == now).then_some("on")} aria-current={current}><i>{ index + 1 }</i>{ t_word("console-import-step", word) }</li> }
    });
    html! {
        <>
            <div class="head">
                <h1>{ t_word("console-import-title", table.word()) }</h1>
                if let Some(chosen) = &state.chosen {
                    <span class="sub" data-test="import-file-name">{ chosen.name.clone() }</span>
                }
                <div class="acts">
                    <a class="btn" href={template(table)} download="" data-test="import-template"><Icon glyph={Glyph::Download} />{ t("console-import-template") }</a>
                    <label class={classes!("btn", anew.then_some("btn-pri"))}>
                        <Icon glyph={Glyph::Up} />{ t("console-import-choose") }
                        <input type="file" class="hid-in" accept=".xlsx,.csv" {onchange} disabled={state.busy} data-test="import-file" />
                    </label>
                    { confirm(table, state, &hands.write) }
                </div>
            </div>
            <ol class="steps">{ for steps }</ol>
            if let Some(problem) = &state.problem {
                <div class="pad"><Trouble problem={problem.clone()} /></div>
            }
            if let Some(wrong) = state.report.as_deref().and_then(whole_file) {
                { of_no_use(wrong) }
            } else if let Some(report) = &state.report {
                // A table whose head can't be used has no rows to count.
                if report.rows > 0 { { figures(report) } }
                <div class="pad">{ said(table, state, report) }</div>
                <div class="scroll">
                    if !report.wrong.is_empty() {
                        <Report report={report.clone()} />
                    }
                </div>
            } else if !state.busy {
                <Empty glyph={Glyph::Up} title={t_word("console-import-empty", table.word())} line={t_word("console-import-line", table.word())} />
            }
        </>
    }
}

/// What is said of a file of which no row was read: what is wrong with it, and what to do.
fn of_no_use(wrong: &WrongCell) -> Html {
    let why = wrong.why.word();
    html! {
        <div data-test="import-wrong-0" data-line="0" data-why={why}>
            <Empty glyph={Glyph::Warn} title={t_word("console-import-why", why)} line={mend(wrong)} />
        </div>
    }
}

/// Whether something would be written. A list is replaced whole: while a row is wrong nothing is.
fn can_write(table: Table, report: &ImportReport) -> bool {
    (report.ready > 0 || !report.gone.is_empty()) && (table != Table::Items || report.wrong.is_empty())
}

/// The button that writes, saying how many rows it will write; none when nothing would be.
fn confirm(table: Table, state: &Handing, write: &Callback<bool>) -> Html {
    let Some(report) = state.report.as_ref().filter(|report| !state.written && can_write(table, report))
    else {
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
fn said(table: Table, state: &Handing, report: &ImportReport) -> Html {
    let said = match (state.written, report.wrong.is_empty(), can_write(table, report)) {
        (true, ..) => {
            let key = format!("console-import-wrote-{}", table.word());
            t_with(&key, &[("n", report.taken.into())])
        }
        (false, true, false) => t("console-import-said-nothing"),
        (false, true, true) => t("console-import-said-right"),
        (false, false, _) => t_word("console-import-wrong", table.word()),
    };
    let gone = report.gone.join(&t("list-comma"));
    let unused = report.unused.join(&t("list-comma"));
    html! {
        <div class="note note-info" data-test="import-said" data-written={state.written.to_string()} data-taken={report.taken.to_string()}>
            <Icon glyph={if state.written { Glyph::Check } else { Glyph::Lock }} />
            <div class="grow">
                { said }
                if !unused.is_empty() {
                    <div class="sub">{ t_with("console-import-unused", &[("columns", unused.into())]) }</div>
                }
                if !gone.is_empty() {
                    <div class="sub" data-test="import-gone">{ t_with("console-import-gone", &[("n", report.gone.len().into()), ("names", gone.into())]) }</div>
                }
                if state.written {
                    <div><a href={back(table).href()}>{ t_word("console-import-to", table.word()) }</a></div>
                }
            </div>
        </div>
    }
}

/// Where what was written is to be seen.
fn back(table: Table) -> Route {
    match table {
        Table::Cases => Route::Queue,
        Table::Items => Route::Items,
        Table::People => Route::People,
    }
}
