//! What is wrong with a table, cell by cell, each with what to do.

use shared_model::api::import::{ImportReport, WrongCell};
use std::rc::Rc;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Report`] takes.
#[derive(Properties, PartialEq)]
pub struct ReportProps {
    /// What the server said.
    pub report: Rc<ImportReport>,
}

/// Most offers that are shown in a cell.
const OFFERS: usize = 6;

/// What could stand there: a few of them, and that there are more.
pub fn offers(wrong: &WrongCell) -> String {
    let shown: Vec<String> = wrong.offers.iter().take(OFFERS).cloned().collect();
    let words = shown.join(&t("list-comma"));
    if wrong.offers.len() > OFFERS {
        t_with("console-import-and-more", &[("words", words.into())])
    } else {
        words
    }
}

/// What is wrong with the file as a whole, of which no row was read: one fault, and nothing to count.
pub fn whole_file(report: &ImportReport) -> Option<&WrongCell> {
    report.wrong.first().filter(|wrong| wrong.line == 0 && report.rows == 0)
}

/// What to do about it.
pub fn mend(wrong: &WrongCell) -> String {
    let key = format!("console-import-mend-{}", wrong.why.word());
    t_with(&key, &[("offers", offers(wrong).into())])
}

/// The figures above the table.
pub fn figures(report: &ImportReport) -> Html {
    let wrong_lines: std::collections::BTreeSet<u32> = report.wrong.iter().map(|wrong| wrong.line).collect();
    let figures = [
        ("rows", report.rows as usize),
        ("ready", report.ready as usize),
        ("already", report.already.len()),
        ("wrong", wrong_lines.len()),
    ];
    let figure = |(word, number): (&'static str, usize)| {
        html! { <div data-test={format!("import-{word}")}><b>{ number }</b><span>{ t_word("console-import-figure", word) }</span></div> }
    };
    html! { <div class="strip">{ for figures.into_iter().map(figure) }</div> }
}

/// The table of what is wrong.
#[component]
pub fn Report(props: &ReportProps) -> Html {
    let row = |(index, wrong): (usize, &WrongCell)| {
        let line = if wrong.line == 0 { t("console-import-whole-file") } else { wrong.line.to_string() };
        html! {
            <tr key={index} data-test={format!("import-wrong-{index}")} data-line={wrong.line.to_string()} data-why={wrong.why.word()}>
                <td class="num" data-label={t("console-import-line")}>{ line }</td>
                <td class="nw" data-label={t("console-import-column")}>{ wrong.column.clone() }</td>
                <td data-label={t("console-import-written")}><b>{ wrong.written.clone() }</b></td>
                <td data-label={t("console-import-problem")}>{ t_word("console-import-why", wrong.why.word()) }</td>
                <td class="wrap" data-label={t("console-import-mend")}>{ mend(wrong) }</td>
            </tr>
        }
    };
    html! {
        <table class="tb tb-cards" data-test="import-report">
            <thead><tr>
                <th class="num">{ t("console-import-line") }</th><th>{ t("console-import-column") }</th>
                <th>{ t("console-import-written") }</th><th>{ t("console-import-problem") }</th><th>{ t("console-import-mend") }</th>
            </tr></thead>
            <tbody>{ for props.report.wrong.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::import::WrongWhy;

    #[test]
    fn a_file_of_which_no_row_was_read_has_one_fault_and_no_figures() {
        let wrong = |line| WrongCell {
            line,
            column: String::new(),
            written: String::new(),
            why: WrongWhy::Empty,
            offers: vec![],
        };
        let report = |rows, line| ImportReport { rows, wrong: vec![wrong(line)], ..ImportReport::default() };
        assert!(whole_file(&report(0, 0)).is_some());
        assert!(whole_file(&report(3, 4)).is_none());
        assert!(whole_file(&ImportReport::default()).is_none());
    }
}
