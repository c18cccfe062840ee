//! What the office's tables ask of an invented dispute, drawn for each case by itself: nothing else
//! of the county changes with it.

use super::dice::Dice;
use shared_model::casework::{Agreement, CaseKind, Outcome, RaisedFacts, SettledFacts, Source};
use shared_model::document::DocId;

fn dice(id: &DocId, what: &str) -> Dice {
    Dice::new(0, &format!("{id} {what}"))
}

/// What was told when it was raised.
pub fn raised(id: &DocId, kind: CaseKind) -> RaisedFacts {
    let mut dice = dice(id, "raised");
    if kind != CaseKind::Dispute {
        return RaisedFacts::default();
    }
    let source = *dice.weighted(&[
        (Some(Source::Found), 55),
        (Some(Source::OnApplication), 28),
        (Some(Source::Police), 6),
        (Some(Source::Petition), 3),
        (Some(Source::Court), 2),
        (Some(Source::OtherOffice), 1),
        (None, 5),
    ]);
    let people = dice.percent(80).then(|| dice.between(2, 9) as u32);
    let amount = dice.percent(30).then(|| dice.between(1, 60) as u64 * 100);
    RaisedFacts { source, people, amount, service_item: None, position: None }
}

/// What was told when it was settled.
pub fn settled(id: &DocId, outcome: Outcome) -> SettledFacts {
    let mut dice = dice(id, "settled");
    if outcome != Outcome::AgreementReached {
        return SettledFacts::default();
    }
    let agreement = *dice.weighted(&[(Agreement::Oral, 60), (Agreement::Written, 40)]);
    SettledFacts { agreement: Some(agreement), amount: None, difficult: Some(dice.percent(8)), went_to: None }
}
