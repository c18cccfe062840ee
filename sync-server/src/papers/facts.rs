//! What papers ask of one case: when it began, what was told then, and the settlement that stands.

use shared_model::casework::{CaseKind, Outcome, RaisedFacts, SettledFacts, Stage, Step};
use shared_model::ids::AccountId;
use shared_model::moment::Millis;
use shared_model::projection::CaseProjection;

/// One case as papers read it.
pub struct CaseFacts<'a> {
    /// The case.
    pub case: &'a CaseProjection,
    /// When the server received its beginning.
    pub raised_at: Millis,
    /// What was told at its beginning.
    pub raised: RaisedFacts,
    /// How it was settled; none while it isn't, or isn't any more.
    pub settlement: Option<Settlement<'a>>,
}

/// The settlement that stands.
pub struct Settlement<'a> {
    /// When the server received it.
    pub at: Millis,
    /// How it ended.
    pub outcome: Outcome,
    /// What was agreed or done.
    pub words: &'a str,
    /// What else was told.
    pub facts: &'a SettledFacts,
    /// Who settled it.
    pub by: &'a AccountId,
}

impl<'a> CaseFacts<'a> {
    /// Reads a case. None for one whose beginning the server hasn't received.
    pub fn of(case: &'a CaseProjection) -> Option<CaseFacts<'a>> {
        let counting = || case.state.events.iter().filter(|event| event.void.is_none());
        let raised = counting().find_map(|event| match &event.written.event.step {
            Step::Raised { facts, .. } => Some(facts.clone()),
            _ => None,
        })?;
        let stands = matches!(case.state.stage, Stage::Settled | Stage::StruckOff);
        let settlement = counting().rev().filter(|_| stands).find_map(|event| {
            let by = &event.written.author.account;
            match &event.written.event.step {
                // Of several at once the fold names who settled it.
                Step::Settled { outcome, words, facts } if case.state.settled_by.as_ref() == Some(by) => {
                    let at = event.written.received_at?;
                    Some(Settlement { at, outcome: *outcome, words, facts, by })
                }
                _ => None,
            }
        });
        Some(CaseFacts { case, raised_at: case.received_at?, raised, settlement })
    }

    /// A dispute that went on in its own name: neither taken back nor told under another case.
    pub fn is_dispute(&self) -> bool {
        self.case.kind == CaseKind::Dispute
            && !matches!(self.case.state.stage, Stage::Withdrawn | Stage::Merged)
    }

    /// Yuan: what was written at the settlement, else at the beginning.
    pub fn amount(&self) -> Option<u64> {
        let settled = self.settlement.as_ref().and_then(|settlement| settlement.facts.amount);
        settled.or(self.raised.amount)
    }

    /// People concerned: what was written at the beginning, else as many as parties are named.
    pub fn people(&self) -> u64 {
        self.raised.people.map_or(self.case.parties.len() as u64, u64::from)
    }
}

impl Settlement<'_> {
    /// Whether it ended well.
    pub fn succeeded(&self) -> bool {
        self.outcome != Outcome::Failed
    }
}
