//! A county's cases: what becomes of each in how many days, by whose hands.

use super::draw::Draw;
use shared_model::casework::event::{CaseKind, Colour, Step};
use shared_model::casework::{Outcome as Ending, Party, RaisedFacts, SettledFacts};
use shared_model::ids::AccountId;
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::Role;
use shared_model::place::PlaceCode;

/// Whose hand writes.
pub type By = Role;

/// Where a case stands that isn't over: after so many of its steps.
const OPEN_AFTER: [usize; 6] = [1, 2, 3, 4, 6, 7];

/// One case's steps with who and when.
pub struct Life<'a> {
    /// Numbers to draw from.
    pub draw: &'a mut Draw,
    /// Now: nothing is later.
    pub now: Millis,
    /// When it was raised.
    pub raised: Millis,
    /// Where.
    pub micro_grid: &'a PlaceCode,
    /// About whom.
    pub parties: Vec<Party>,
    /// To whom it is dispatched.
    pub mediator: &'a AccountId,
}

impl Life<'_> {
    /// Its steps. Of those older than two months one in thirty was left lying.
    pub fn steps(mut self) -> Vec<(Millis, By, Step)> {
        let words = "到现场看了，两边都见了面，话说开了一半，约好周末再谈一次，双方先不动。".to_owned();
        let colour = match self.draw.below(100) {
            0..5 => Colour::Red,
            5..30 => Colour::Yellow,
            _ => Colour::Green,
        };
        let escalates = colour == Colour::Red || self.draw.below(100) < 4;
        let raised = Step::Raised {
            kind: CaseKind::Dispute,
            category: (*self.draw.one(&["neighbours", "forest_land", "marriage_family", "damages"])).into(),
            colour,
            title: (*self.draw.one(&["争水", "田埂放水", "排水沟", "地界", "鸡鸭进菜地"])).into(),
            words: "两家为地边的水沟争了几句，没有动手，都说是对方先挖的。".into(),
            micro_grid: self.micro_grid.clone(),
            parties: std::mem::take(&mut self.parties),
            facts: RaisedFacts::default(),
        };
        let mut steps = vec![(By::Member, raised), (By::Secretary, Step::Accepted { words: String::new() })];
        if escalates {
            steps.push((By::Member, Step::Escalated { words: "涉及两村，请镇里来。".into() }));
            steps.push((By::Township, Step::Escalated { words: "涉及两镇，报县里。".into() }));
        }
        let to = self.mediator.clone();
        steps.push((By::Secretary, Step::Dispatched { to, words: "请三天内上门看现场。".into() }));
        steps.push((By::Mediator, Step::Taken { words: String::new() }));
        for _ in 0..1 + self.draw.below(4) {
            steps.push((By::Mediator, Step::Progress { words: words.clone() }));
        }
        let outcome = if self.draw.below(20) == 0 { Ending::Failed } else { Ending::AgreementReached };
        steps.push((By::Mediator, Step::Settled { outcome, words, facts: SettledFacts::default() }));
        steps.push((By::Member, Step::FollowedUp { satisfied: true, words: "双方认可。".into() }));
        steps.push((By::Secretary, Step::StruckOff { words: String::new() }));
        let old = self.now.0 - self.raised.0 > 60 * DAY;
        if !old || self.draw.below(30) == 0 {
            let upto = *self.draw.one(&OPEN_AFTER) + if escalates { 2 } else { 0 };
            steps.truncate(upto);
        }
        let mut at = self.raised;
        let mut dated = Vec::new();
        for (by, step) in steps {
            dated.push((at, by, step));
            at = at.plus((6 + self.draw.below(60) as i64) * HOUR).min(self.now);
        }
        dated
    }
}
