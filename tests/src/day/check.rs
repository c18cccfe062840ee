//! What the day checks again and again.

use crate::world::{Console, Outcome, Phone};
use shared_model::api::view::{CaseView, SyncReport};
use shared_model::api::{Answer, Query};
use shared_model::ids::CaseId;

/// Numbers of a village as its secretary sees them: exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Open: not settled, not closed.
    pub open: u32,
    /// Open, by colour: red, yellow, green.
    pub by_colour: [u32; 3],
    /// Settled, not yet struck off.
    pub settled: u32,
    /// Struck off.
    pub struck_off: u32,
    /// Received in the last 30 days.
    pub new: u32,
}

/// Ends the day unless `holds`.
pub fn expect(holds: bool, what: &str) -> Outcome<()> {
    if holds { Ok(()) } else { Err(format!("it does not hold that {what}")) }
}

/// One exchange that takes one request, after which nothing waits and both sides agree.
pub fn one_request(phone: &mut Phone, name: &str) -> Outcome<SyncReport> {
    let report = phone.sync().map_err(|p| format!("{name}: {p}"))?;
    let clean = report.requests == 1 && report.unsent == 0 && report.refused == 0 && report.agreed;
    expect(clean, &format!("{name} syncs in one request and both sides agree: {report:?}"))?;
    Ok(report)
}

/// A case on a phone.
pub fn seen_on_phone(phone: &mut Phone, case: &CaseId) -> Outcome<CaseView> {
    case_of(phone.query(Query::Case { id: case.clone() }))
}

/// A case in a browser.
pub fn case_seen_by(console: &Console, case: &CaseId) -> Outcome<CaseView> {
    case_of(console.query(Query::Case { id: case.clone() }))
}

fn case_of(answer: Result<Answer, shared_model::api::Problem>) -> Outcome<CaseView> {
    match answer.map_err(|p| p.to_string())? {
        Answer::Case(view) => Ok(view),
        other => Err(format!("a case was asked, not {other:?}")),
    }
}
