//! The papers of a case: its file and its agreement, to print or as a document.

use crate::console::desk::use_desk;
use crate::console::duty::prints_cases;
use shared_model::api::view::CaseView;
use shared_model::casework::{Agreement, CaseKind, Outcome, Step};
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

/// The word of a paper's name. Of an oral agreement there is a record, and nothing to sign.
fn name(paper: CasePaper, view: &CaseView) -> &'static str {
    let mut counting = view.timeline.iter().rev().filter(|entry| entry.void.is_none());
    let form = counting.find_map(|entry| match &entry.step {
        Step::Settled { facts, .. } => Some(facts.agreement),
        _ => None,
    });
    match (paper, form.flatten()) {
        (CasePaper::Agreement, Some(Agreement::Oral)) => "oral",
        (paper, _) => paper.word(),
    }
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
                { t_word("console-case-paper", name(*paper, &props.view)) }
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

#[cfg(test)]
mod tests {
    use super::super::telling::{contested, entry};
    use super::*;
    use shared_model::casework::{SettledFacts, Stage};

    #[test]
    fn an_oral_agreement_has_a_record_in_the_place_of_what_is_signed() {
        let settled = |agreement| {
            let facts = SettledFacts { agreement, ..SettledFacts::default() };
            let step = Step::Settled { outcome: Outcome::AgreementReached, words: String::new(), facts };
            contested(vec![entry(1, step, &[])], &[], Stage::Settled)
        };
        assert_eq!(name(CasePaper::Agreement, &settled(Some(Agreement::Oral))), "oral");
        assert_eq!(name(CasePaper::Agreement, &settled(Some(Agreement::Written))), "agreement");
        assert_eq!(name(CasePaper::File, &settled(Some(Agreement::Oral))), "file");
    }
}
