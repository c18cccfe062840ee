//! The papers of a case: its file and its agreement, to print or as a document.

use crate::console::desk::use_desk;
use crate::console::duty::prints_cases;
use shared_model::api::view::CaseView;
use shared_model::casework::{CaseKind, Outcome};
use std::rc::Rc;
use ui::backend::papers::{CasePaper, Form, on_case};
use ui::text::{t, t_word};
use yew::prelude::*;

/// What [`Papers`] takes.
#[derive(Properties, PartialEq)]
pub struct PapersProps {
    /// The case.
    pub view: Rc<CaseView>,
}

/// The papers there are of a case: an agreement only where one was reached.
pub fn papers(view: &CaseView) -> &'static [CasePaper] {
    let agreed = view.item.kind == CaseKind::Dispute && view.outcome == Some(Outcome::AgreementReached);
    if agreed { &[CasePaper::File, CasePaper::Agreement] } else { &[CasePaper::File] }
}

/// The links.
#[component]
pub fn Papers(props: &PapersProps) -> Html {
    if !prints_cases(use_desk().account.role) {
        return Html::default();
    }
    let id = &props.view.item.id;
    let paper = |paper: &CasePaper| {
        let word = paper.word();
        html! {
            <span class="paper-of">
                { t_word("console-case-paper", word) }
                <a class="btn btn-sm" href={on_case(*paper, id, Form::Html)} target="_blank" rel="noopener" data-test={format!("case-{word}-html")}>
                    { t("console-paper-print") }
                </a>
                <a class="btn btn-sm" href={on_case(*paper, id, Form::Docx)} download="" data-test={format!("case-{word}-docx")}>
                    { t("console-paper-docx") }
                </a>
            </span>
        }
    };
    html! { <>{ for papers(&props.view).iter().map(paper) }</> }
}
