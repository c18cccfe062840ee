//! From projections to views, as one person sees them at one moment.

use super::households::FieldWrite;
use super::tasks::tasks;
use super::{CaseProjection, HouseholdProjection, VisitProjection};
use crate::api::view::*;
use crate::casework::fold::{JudgedEvent, Rules};
use crate::casework::{ClockKind, EventKind, Outcome, SettledFacts, Stage, Step};
use crate::ids::{AccountId, EventId};
use crate::moment::{DAY, Millis};
use crate::people::{Account, Author, Reference, Role};
use crate::place::{Level, PlaceCode};

/// Who looks, when, and with which reference data.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// Who looks.
    pub me: &'a Account,
    /// Names and policy.
    pub reference: &'a Reference,
    /// When.
    pub now: Millis,
}

impl Lens<'_> {
    /// The asker as an author.
    pub fn as_author(&self) -> Author {
        Author::of(self.me)
    }

    /// How an author is shown.
    pub fn author(&self, author: &Author) -> AuthorView {
        AuthorView {
            account: author.account.clone(),
            name: self.name(&author.account),
            role: author.role,
            me: author.account == self.me.id,
        }
    }

    fn name(&self, account: &AccountId) -> String {
        if *account == self.me.id {
            return self.me.name.clone();
        }
        self.reference.person(account).map(|person| person.name.clone()).unwrap_or_default()
    }

    fn place_name(&self, place: &PlaceCode) -> String {
        self.reference.place_name(place).unwrap_or(place.as_str()).to_owned()
    }

    /// When the next visit of a household is due. One that was never visited is due now.
    pub fn visit_due(&self, tags: &[String], last_visit: Option<Millis>) -> Millis {
        let policy = &self.reference.policy;
        let care = tags.iter().any(|tag| policy.care_tags.contains(tag));
        let days = if care { policy.care_visit_due_days } else { policy.visit_due_days };
        last_visit.map_or(self.now, |at| at.plus(i64::from(days) * DAY))
    }
}

/// A household in a list.
pub fn household_item(
    projection: &HouseholdProjection,
    last_visit: Option<Millis>,
    open_cases: u32,
    lens: Lens<'_>,
) -> HouseholdItem {
    let household = &projection.household;
    HouseholdItem {
        id: household.id.clone(),
        house_no: household.house_no.clone(),
        name: household.name().to_owned(),
        address: household.address.clone(),
        micro_grid: household.micro_grid.clone(),
        tags: household.tags.clone(),
        residents: household.present().count() as u32,
        last_visit,
        visit_due: household.gone.is_empty().then(|| lens.visit_due(&household.tags, last_visit)),
        open_cases,
        hit: None,
        gone: !household.gone.is_empty(),
    }
}

/// Why a search found a household, when it is neither its name nor its number: the resident or
/// the field in which the text stands.
pub fn household_hit(projection: &HouseholdProjection, search: &str) -> Option<String> {
    let household = &projection.household;
    let search = search.trim();
    if search.is_empty() || household.name().contains(search) || household.house_no.contains(search) {
        return None;
    }
    let resident = household.residents.iter().find(|r| r.name.contains(search) || r.phone.contains(search));
    let resident = resident
        .map(|r| if r.name.contains(search) { r.name.clone() } else { format!("{} {}", r.name, r.phone) });
    let linked = [&household.party_contact, &household.joint_leader];
    let linked = || linked.into_iter().find(|name| name.contains(search)).cloned();
    resident
        .or_else(linked)
        .or_else(|| household.note.contains(search).then(|| household.note.chars().take(30).collect()))
}

/// One household. `visits` and `cases` are those it has.
pub fn household(
    projection: &HouseholdProjection,
    visits: &[VisitProjection],
    cases: &[CaseProjection],
    lens: Lens<'_>,
) -> HouseholdView {
    let mut visits: Vec<VisitView> = visits.iter().map(|v| visit(v, lens)).collect();
    visits.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    let mut cases: Vec<CaseItem> = cases.iter().map(|c| case_item(c, lens)).collect();
    sort_cases(&mut cases);
    HouseholdView {
        micro_grid_name: lens.place_name(&projection.household.micro_grid),
        household: projection.household.clone(),
        visits,
        cases,
        delivery: projection.delivery.clone(),
        parts: Vec::new(),
        older: None,
    }
}

fn visit(projection: &VisitProjection, lens: Lens<'_>) -> VisitView {
    let VisitProjection { id, author, delivery, visit, corrections, .. } = projection;
    let correction = |(_, author, delivery, correction): &(_, Author, Delivery, crate::visit::Correction)| {
        CorrectionView {
            author: lens.author(author),
            written_at: correction.written_at,
            note: correction.note.clone(),
            delivery: delivery.clone(),
        }
    };
    VisitView {
        id: id.clone(),
        at: visit.at,
        written_at: visit.written_at,
        kind: visit.kind,
        author: lens.author(author),
        checklist: visit.checklist.clone(),
        note: visit.note.clone(),
        problem: visit.problem,
        photos: visit.photos.iter().map(Into::into).collect(),
        helped: visit.helped.clone(),
        position: visit.position,
        corrections: corrections.iter().map(correction).collect(),
        delivery: delivery.clone(),
        of: None,
    }
}

/// One write of one field.
pub fn history_entry(write: &FieldWrite, lens: Lens<'_>) -> HistoryEntry {
    let (from, to) = super::homes::told(write);
    HistoryEntry {
        field: write.field.clone(),
        from,
        to,
        stands: write.stands,
        concurrent: write.concurrent,
        author: lens.author(&write.author),
        written_at: write.written_at,
        delivery: write.delivery.clone(),
        heard_from: None,
        carried_by: Vec::new(),
        of: None,
    }
}

/// Open cases first, gravest first, then by deadline.
pub fn sort_cases(cases: &mut [CaseItem]) {
    cases.sort_by(|a, b| {
        let key = |c: &CaseItem| {
            (c.stage.is_closed(), std::cmp::Reverse(c.colour), c.due.stopped, c.due.at, c.id.clone())
        };
        key(a).cmp(&key(b))
    });
}

/// A case in a list.
pub fn case_item(projection: &CaseProjection, lens: Lens<'_>) -> CaseItem {
    let state = &projection.state;
    let last = state.events.iter().rfind(|e| e.void.is_none()).unwrap_or(&state.events[0]);
    let handler = state.handler.as_ref().map(|account| person_view(account, projection, lens));
    CaseItem {
        id: projection.id.clone(),
        title: projection.title.clone(),
        kind: projection.kind,
        category: projection.category.clone(),
        category_name: lens.reference.policy.category_name(&projection.category).to_owned(),
        colour: state.colour,
        stage: state.stage,
        level: state.level,
        contested: !state.contested.is_empty(),
        due: due(projection, lens.now),
        parties: projection.parties.iter().map(|p| p.name.clone()).collect(),
        micro_grid: projection.micro_grid.clone(),
        micro_grid_name: lens.place_name(&projection.micro_grid),
        handler,
        last_step: LastStep {
            kind: last.written.event.step.kind(),
            author: lens.author(&last.written.author),
            written_at: last.written.event.written_at,
            words: last.written.event.step.words().to_owned(),
        },
        received_at: projection.received_at,
        mine: waits_for_me(projection, lens),
        to_follow_up: is_to_follow_up(projection, lens),
    }
}

/// The policy asks for a follow-up, and nobody wrote one since it was settled.
fn is_to_follow_up(projection: &CaseProjection, lens: Lens<'_>) -> bool {
    let asked = lens.reference.policy.follow_up_before_strike_off.contains(&projection.kind);
    projection.state.stage == Stage::Settled && asked && projection.state.satisfied.is_none()
}

/// The deadline that comes first: somebody must take it, or settle it.
fn due(projection: &CaseProjection, now: Millis) -> Due {
    let settle = (projection.due_at, ClockKind::Settle);
    let take = projection.take_due_at.map(|at| (at, ClockKind::Take));
    let (at, clock) = take.filter(|(at, _)| *at <= settle.0).unwrap_or(settle);
    Due { at, clock, stopped: projection.is_stopped(), overdue: projection.is_overdue(now) }
}

/// Somebody whom an event names.
pub(super) fn person_view(account: &AccountId, projection: &CaseProjection, lens: Lens<'_>) -> AuthorView {
    let person = lens.reference.person(account);
    let wrote = projection.state.events.iter().find(|e| e.written.author.account == *account);
    let role = person.map(|p| p.role).or(wrote.map(|e| e.written.author.role)).unwrap_or(Role::Mediator);
    AuthorView { account: account.clone(), name: lens.name(account), role, me: *account == lens.me.id }
}

/// Whose turn it is, by stage.
fn waits_for_me(projection: &CaseProjection, lens: Lens<'_>) -> bool {
    let state = &projection.state;
    let mine = |account: &AccountId| *account == lens.me.id;
    let raised_it = state.events.iter().any(|e| {
        e.void.is_none()
            && matches!(e.written.event.step, Step::Raised { .. })
            && mine(&e.written.author.account)
    });
    let settled_it = state.settled_by.as_ref().is_some_and(mine);
    let to_follow_up = is_to_follow_up(projection, lens);
    let came_up = |to: Level| state.stage == Stage::Escalated && state.level == to;
    let went_up = |to: Level| {
        let here = |e: &JudgedEvent| {
            e.void.is_none() && matches!(&e.written.event.step, Step::PassedUp { up_to, .. } if *up_to == to)
        };
        !projection.is_stopped() && state.level == to && state.events.iter().any(here)
    };
    match lens.me.role {
        Role::Member | Role::GridLeader => {
            (lens.me.role == Role::GridLeader && came_up(Level::Grid))
                || (raised_it && state.stage == Stage::Returned)
                || ((raised_it || settled_it) && to_follow_up)
                || (matches!(state.stage, Stage::Dispatched | Stage::Taken)
                    && state.handler.as_ref().is_some_and(mine))
        }
        Role::Mediator | Role::Department => {
            matches!(state.stage, Stage::Dispatched | Stage::Taken)
                && state.handler.as_ref().is_some_and(mine)
        }
        Role::Secretary => {
            !state.contested.is_empty()
                || matches!(state.stage, Stage::Raised | Stage::Accepted | Stage::Reopened)
                || came_up(Level::Village)
                || (state.stage == Stage::Settled && !to_follow_up)
        }
        Role::Township => {
            went_up(Level::Township)
                || state.level == Level::Township && matches!(state.stage, Stage::Raised | Stage::Reopened)
                || (state.stage == Stage::Escalated && state.level != Level::County)
        }
        Role::County => came_up(Level::County) || went_up(Level::County),
        Role::Administrator => false,
    }
}

/// One case.
pub fn case(projection: &CaseProjection, lens: Lens<'_>) -> CaseView {
    let state = &projection.state;
    let outcome =
        state.events.iter().rev().filter(|e| e.void.is_none()).find_map(|e| match &e.written.event.step {
            Step::Settled { outcome, .. } => Some(*outcome),
            _ => None,
        });
    let ended = matches!(state.stage, Stage::Settled | Stage::StruckOff);
    CaseView {
        item: case_item(projection, lens),
        parties: projection.parties.clone(),
        words: projection.words.clone(),
        outcome: outcome.filter(|_| ended),
        satisfied: state.satisfied,
        timeline: state.events.iter().map(|e| timeline_entry(e, projection, lens)).collect(),
        contested: state.contested.clone(),
        frontier: state.frontier.clone(),
        next: next_steps(projection, lens),
        policy_version: projection.policy_version,
        tasks: tasks(projection, lens),
    }
}

fn timeline_entry(judged: &JudgedEvent, projection: &CaseProjection, lens: Lens<'_>) -> TimelineEntry {
    let written = &judged.written;
    let delivery = match written.received_at {
        Some(at) => Delivery::Received { at },
        None => projection.undelivered.get(&written.id).cloned().unwrap_or(Delivery::SavedHere),
    };
    let to_name = match &written.event.step {
        Step::Dispatched { to, .. } | Step::Tasked { to, .. } => Some(lens.name(to)),
        _ => None,
    };
    TimelineEntry {
        id: written.id.clone(),
        step: written.event.step.clone(),
        author: lens.author(&written.author),
        written_at: written.event.written_at,
        delivery,
        void: judged.void,
        policy_version: judged.policy_version,
        colour_before: judged.colour_before,
        to_name,
        after: written.event.after.clone(),
        photos: written.event.photos.iter().map(Into::into).collect(),
        heard_from: None,
        carried_by: Vec::new(),
    }
}

/// The steps the asker's role may ever write, each with why not now.
fn next_steps(projection: &CaseProjection, lens: Lens<'_>) -> Vec<NextStep> {
    let author = lens.as_author();
    let policy = &lens.reference.policy;
    let rules = Rules::of(&projection.state);
    EventKind::ALL
        .into_iter()
        .filter(|kind| *kind != EventKind::Raised && policy.may(author.role, *kind))
        .map(|kind| NextStep {
            kind,
            not_now: rules.may_add(&sample_step(kind, projection, &author), &author, policy).err(),
        })
        .collect()
}

/// A step of a kind with any payload: the rules look at kind, author and stage alone.
fn sample_step(kind: EventKind, projection: &CaseProjection, author: &Author) -> Step {
    let words = String::new();
    match kind {
        EventKind::Recoloured => Step::Recoloured { colour: projection.state.colour, words },
        EventKind::Accepted => Step::Accepted { words },
        EventKind::Dispatched => Step::Dispatched { to: author.account.clone(), words },
        EventKind::Taken => Step::Taken { words },
        EventKind::Raised | EventKind::Progress => Step::Progress { words },
        EventKind::Urged => Step::Urged { words, by: None },
        EventKind::Escalated => Step::Escalated { words },
        EventKind::Returned => Step::Returned { words },
        EventKind::Settled => {
            Step::Settled { outcome: Outcome::Failed, words, facts: SettledFacts::default() }
        }
        EventKind::FollowedUp => Step::FollowedUp { satisfied: true, words },
        EventKind::StruckOff => Step::StruckOff { words },
        EventKind::Reopened => Step::Reopened { words },
        EventKind::Withdrawn => Step::Withdrawn { words },
        EventKind::Merged => Step::Merged { into: projection.id.clone(), words },
        EventKind::Tasked => Step::Tasked { to: author.account.clone(), words, by: None },
        EventKind::TaskDone => Step::TaskDone { task: task_for(projection, author), words },
        EventKind::Discussed => Step::Discussed { took_part: vec![], words },
        EventKind::Helped => Step::Helped { who: String::new(), minutes: 0, words },
        EventKind::PassedUp => Step::PassedUp {
            clock: ClockKind::Settle,
            due_at: projection.due_at,
            up_to: projection.state.level,
        },
    }
}

/// The task somebody would answer: an open one of their own, else any, else what is none.
fn task_for(projection: &CaseProjection, author: &Author) -> EventId {
    let open = || projection.state.tasks.iter().filter(|task| task.done.is_none());
    let own = open().find(|task| task.to == author.account);
    own.or(open().next()).map_or_else(|| EventId::from_random([0; 10]), |task| task.event.clone())
}
