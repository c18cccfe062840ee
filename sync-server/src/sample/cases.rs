//! Plays an invented case: its events, each by the hand of who would write it.

use super::dice::Dice;
use super::facts;
use super::hours;
use super::household::SampleHousehold;
use super::people::VillagePeople;
use super::stories::{Course, draw};
use super::write::Pen;
use crate::error::Outcome;
use crate::store::records::AccountRow;
use shared_model::casework::{CaseEvent, CaseKind, Outcome as Ending, Party, Step};
use shared_model::document::{Doc, DocId, Put};
use shared_model::ids::{CaseId, EventId};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::place::PlaceCode;

/// A household that may become a party.
pub type Neighbour<'a> = (&'a PlaceCode, &'a SampleHousehold);

struct Play<'a, 'b> {
    pen: &'a Pen<'b>,
    id: DocId,
    doc: Doc,
    dice: Dice,
    at: Millis,
    frontier: Vec<EventId>,
}

impl Play<'_, '_> {
    /// Writes one event by one person and delivers it a little later.
    fn write(&mut self, by: &AccountRow, step: Step, hours: usize) -> Outcome<()> {
        let (event, doc) = self.write_on(self.doc.clone(), by, step, hours)?;
        self.doc = doc;
        self.frontier = vec![event];
        Ok(())
    }

    fn write_on(
        &mut self,
        mut doc: Doc,
        by: &AccountRow,
        step: Step,
        hours: usize,
    ) -> Outcome<(EventId, Doc)> {
        let now = self.pen.now;
        self.at = self.at.plus(hours as i64 * HOUR + self.dice.below(50) as i64 * 60_000).min(now);
        let at = hours::by_day(self.at, now);
        let event = EventId::from_random(self.dice.id());
        let content = CaseEvent { written_at: at, after: self.frontier.clone(), photos: vec![], step };
        let put = Put { key: event.to_string(), value: serde_json::to_string(&content)? };
        let received = hours::arrives(at, self.dice.between(1, 90), now);
        self.pen.write(by, &self.id, &mut doc, &[put], at, received)?;
        Ok((event, doc))
    }
}

fn party((place, household): Neighbour<'_>) -> Party {
    Party {
        household: Some(household.id.clone()),
        micro_grid: Some(place.clone()),
        name: household.head.clone(),
        house_no: household.house_no.clone(),
    }
}

fn said(words: &str) -> String {
    words.to_owned()
}

/// Plays one case of a village.
///
/// # Errors
/// Of the store.
pub fn play(
    pen: &Pen<'_>,
    people: &VillagePeople,
    mut dice: Dice,
    course: Course,
    a: Neighbour<'_>,
    b: Neighbour<'_>,
) -> Outcome<()> {
    let Some(member) = people.member(a.0) else { return Ok(()) };
    let id = DocId::Case(people.village.clone(), CaseId::from_random(dice.id()));
    if pen.has(&id)? {
        return Ok(());
    }
    let story = draw(&mut dice);
    let named = |text: &str| text.replace("{a}", &a.1.head).replace("{b}", &b.1.head);
    let two = story.title.contains("{b}") || story.words.contains("{b}");
    let raised = Step::Raised {
        kind: story.kind,
        category: said(story.category),
        colour: story.colour,
        title: named(story.title),
        words: named(story.words),
        micro_grid: a.0.clone(),
        parties: if two { vec![party(a), party(b)] } else { vec![party(a)] },
        facts: facts::raised(&id, story.kind),
    };
    let days_ago = match course {
        Course::Fresh => dice.below(2),
        Course::Forgotten => dice.between(9, 25),
        Course::Accepted | Course::Dispatched | Course::Contested | Course::OwnStrikeOff => {
            dice.between(1, 6)
        }
        Course::Taken | Course::Returned | Course::Escalated | Course::Settled => dice.between(3, 14),
        Course::FollowedUp => dice.between(6, 20),
        Course::StruckOff => dice.between(12, 120),
    };
    let at = pen.now.plus(-(days_ago as i64) * DAY - dice.between(3, 9) as i64 * HOUR);
    let mut play = Play { pen, id, doc: Doc::default(), dice, at, frontier: vec![] };
    play.write(member, raised, 0)?;
    go_on(&mut play, people, member, story.kind, course)
}

fn go_on(
    play: &mut Play<'_, '_>,
    people: &VillagePeople,
    member: &AccountRow,
    kind: CaseKind,
    course: Course,
) -> Outcome<()> {
    if matches!(course, Course::Fresh | Course::Forgotten) {
        return Ok(());
    }
    let (secretary, mediator) = (&people.secretary, &people.mediator);
    if course == Course::Returned {
        return play.write(secretary, Step::Returned { words: said("请补充双方说法和照片。") }, 5);
    }
    play.write(secretary, Step::Accepted { words: String::new() }, 4)?;
    if course == Course::Accepted {
        return Ok(());
    }
    let to = mediator.account.id.clone();
    play.write(secretary, Step::Dispatched { to, words: said("请三天内上门看现场。") }, 1)?;
    if course == Course::Dispatched {
        return Ok(());
    }
    play.write(mediator, Step::Taken { words: String::new() }, 6)?;
    play.write(mediator, Step::Progress { words: said("到现场看了，两边都见了面，约好再谈一次。") }, 8)?;
    let settled = Step::Settled {
        outcome: ending(kind),
        words: said("双方商定处理办法，当面说清，已写下来。"),
        facts: facts::settled(&play.id, ending(kind)),
    };
    match course {
        Course::Taken => Ok(()),
        Course::Escalated => {
            play.write(mediator, Step::Escalated { words: said("涉及两村，需要镇里协调。") }, 10)
        }
        Course::Contested => {
            let (before, frontier) = (play.doc.clone(), play.frontier.clone());
            play.write(mediator, settled, 6)?;
            play.frontier = frontier;
            play.write_on(before, member, Step::Escalated { words: said("对方又来人争吵，请镇里来。") }, 0)
                .map(drop)
        }
        Course::OwnStrikeOff => {
            play.write(mediator, settled, 6)?;
            play.write(member, Step::FollowedUp { satisfied: true, words: said("双方都说可以。") }, 8)?;
            play.write(member, Step::StruckOff { words: said("已经办好了。") }, 1)
        }
        _ => {
            play.write(mediator, settled, 12)?;
            if course == Course::Settled {
                return Ok(());
            }
            play.write(member, Step::FollowedUp { satisfied: true, words: said("回访过，双方认可。") }, 20)?;
            if course == Course::FollowedUp {
                return Ok(());
            }
            play.write(secretary, Step::StruckOff { words: String::new() }, 10)
        }
    }
}

fn ending(kind: CaseKind) -> Ending {
    match kind {
        CaseKind::Dispute => Ending::AgreementReached,
        CaseKind::Hazard => Ending::Rectified,
        CaseKind::ServiceRequest | CaseKind::AgendaTopic => Ending::Served,
    }
}
