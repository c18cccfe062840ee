//! What changed in a table of a past period after the period had ended: the cases are folded once more from
//! what the server had received by then, so that nobody need keep an old table to tell.

use super::period::Period;
use super::statistics::{MEDIATED, Row, count};
use shared_model::casework::{Policies, fold};
use shared_model::moment::Millis;
use shared_model::projection::CaseProjection;
use std::fmt;

/// How a period's table stood when the period ended, and how it stands now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Cases that are counted otherwise now: reopened, withdrawn, merged, settled anew.
    pub cases: u64,
    /// The sum of 调解 when it ended.
    pub then: u64,
    /// The same now.
    pub now: u64,
}

impl fmt::Display for Since {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cases {
            0 => out.write_str("统计期结束后没有变动"),
            cases => write!(
                out,
                "统计期结束后有 {cases} 件变动：“调解”合计期末 {} 件、现在 {} 件",
                self.then, self.now
            ),
        }
    }
}

/// A case as the server knew it at a moment; none when its beginning came later.
fn known_at(case: &CaseProjection, policies: &Policies, at: Millis) -> Option<CaseProjection> {
    let came = |received: Option<Millis>| received.is_some_and(|received| received < at);
    let events = case.state.events.iter().map(|event| &event.written);
    let events = events.filter(|written| came(written.received_at)).cloned().collect();
    let state = fold(events, policies)?;
    came(case.received_at).then(|| CaseProjection { state, ..case.clone() })
}

/// What one case adds to the sum of a period's table.
fn sum(case: &CaseProjection, period: &Period) -> Row {
    // Without categories everything stands in the last row, the sum.
    count(&[], std::iter::once(case), period)[1]
}

/// Compares the end of a period with now; none while the period goes on.
pub fn since<'a>(
    cases: impl Iterator<Item = &'a CaseProjection>,
    policies: &Policies,
    period: &Period,
    now: Millis,
) -> Option<Since> {
    if period.until > now {
        return None;
    }
    let mut since = Since::default();
    for case in cases {
        let stands = sum(case, period);
        let later = |received: Option<Millis>| received.is_some_and(|received| received >= period.until);
        // What nothing came into since stands as it stood.
        let stood = if case.state.events.iter().any(|event| later(event.written.received_at)) {
            known_at(case, policies, period.until)
                .map_or_else(|| stands.map(|_| 0), |case| sum(&case, period))
        } else {
            stands
        };
        since.cases += u64::from(stands != stood);
        since.then += stood[MEDIATED];
        since.now += stands[MEDIATED];
    }
    Some(since)
}
