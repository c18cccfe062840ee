//! The state machine: what comes next in an exchange, and when the next exchange begins.
//!
//! An exchange is a few requests (one in the normal case). After each answer what came is durable,
//! so a link that breaks costs only the request it broke.

use super::pace::{self, Wait};
use super::{Findings, Wish};
use crate::api::view::SyncReport;
use crate::api::{Code, Problem};
use crate::moment::Millis;
use crate::protocol::MOST_CHANGES;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody asks for an exchange.
    Begin,
    /// From now on exchanges begin by themselves: at once, soon after an entry, now and then.
    KeepSyncing,
    /// An entry was written.
    Wrote,
    /// It may be as late as the last [`Effect::WaitUntil`] said (earlier does no harm).
    TimePassed,
    /// The request that [`Effect::Plan`] asked for is ready.
    Planned {
        /// Changes in it.
        changes: usize,
        /// More changes wait than it could hold.
        full: bool,
        /// Bytes of its frame.
        bytes: u64,
    },
    /// No answer came to what was posted.
    Broke(Problem),
    /// The server refused the request as a whole.
    Refused(Problem),
    /// An answer was taken in and is durable.
    Taken {
        /// What it brought to light.
        findings: Findings,
        /// Bytes of its frame.
        bytes: u64,
    },
    /// The phone itself could not plan or take in (a full disk, say).
    Failed(Problem),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Plan a request, then say [`Event::Planned`].
    Plan(Wish),
    /// Post what was planned (again), then say [`Event::Taken`], [`Event::Refused`] or
    /// [`Event::Broke`].
    Post,
    /// Say [`Event::TimePassed`] then. There is one alarm: this takes the place of an earlier one.
    WaitUntil(Millis),
    /// The exchange is over: keep the outcome, tell who asked.
    Finish {
        /// Which exchange.
        exchange: u64,
        /// How it went.
        outcome: Result<SyncReport, Problem>,
    },
}

/// What an exchange is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// An exchange is running.
    pub running: bool,
    /// Requests answered.
    pub requests: u32,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of those requests that the server took.
    pub answered: u64,
    /// Bytes of the request that isn't answered yet.
    pub on_the_way: u64,
    /// Bytes of answer bodies.
    pub bytes_down: u64,
    /// Changes that still wait.
    pub unsent: u32,
}

/// An exchange that takes more requests than this has gone astray.
pub const MOST_REQUESTS: u32 = 200;
/// Comparing heads more often in one exchange, with nothing new coming of it, finds nothing new.
pub const MOST_REPAIRS: u32 = 2;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    Planning,
    OnTheWay,
    /// The link broke; the same request goes again when the wait is over.
    Pausing(Wait),
}

/// What the running exchange knows of itself.
#[derive(Clone, Debug, Default)]
struct Run {
    report: SyncReport,
    wish: Wish,
    /// Changes in the request on the way, and whether more wait than it could hold.
    changes: usize,
    full: bool,
    repairs: u32,
    /// How often the request on the way broke.
    breaks: usize,
    /// Bytes of the requests that the server took, and of the one on the way.
    answered: u64,
    on_the_way: u64,
}

/// One phone's syncing.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    state: State,
    run: Run,
    /// The number of the exchange that runs or ran last.
    exchange: u64,
    /// Somebody asked while an exchange ran: what they wrote may not be in it.
    asked: bool,
    by_itself: bool,
    wrote: bool,
    failures: u32,
    alarm: Option<Wait>,
}

impl Machine {
    /// The number of the exchange that a [`Event::Begin`] said now would get.
    pub fn next_exchange(&self) -> u64 {
        self.exchange + 1
    }

    /// What is going on.
    pub fn progress(&self) -> Progress {
        let report = &self.run.report;
        Progress {
            running: self.state != State::Idle,
            requests: report.requests,
            bytes_up: report.bytes_up,
            answered: self.run.answered,
            on_the_way: self.run.on_the_way,
            bytes_down: report.bytes_down,
            unsent: report.unsent,
        }
    }

    /// Goes on by one event. `dice`: a random byte. An event that doesn't fit the state (an alarm
    /// that is no longer set) has no effects.
    pub fn step(&mut self, event: Event, now: Millis, dice: u8) -> Vec<Effect> {
        match (self.state, event) {
            (State::Idle, Event::Begin) => self.start(),
            (_, Event::Begin) => {
                self.asked = true;
                vec![]
            }
            (state, Event::KeepSyncing) => {
                self.by_itself = true;
                if state == State::Idle { self.start() } else { vec![] }
            }
            (state, Event::Wrote) => self.wrote(state, now),
            (State::Idle, Event::TimePassed) => match self.alarm {
                Some(wait) if wait.is_over(now) => self.start(),
                Some(wait) => vec![Effect::WaitUntil(wait.until)],
                None => vec![],
            },
            (State::Pausing(wait), Event::TimePassed) if wait.is_over(now) => {
                self.state = State::OnTheWay;
                vec![Effect::Post]
            }
            (State::Pausing(wait), Event::TimePassed) => vec![Effect::WaitUntil(wait.until)],
            (State::Planning, Event::Planned { changes, full, bytes }) => {
                (self.run.changes, self.run.full, self.run.breaks) = (changes, full, 0);
                self.run.report.bytes_up += bytes;
                self.run.on_the_way = bytes;
                self.state = State::OnTheWay;
                vec![Effect::Post]
            }
            (State::OnTheWay, Event::Broke(problem)) => self.broke(problem, now, dice),
            (State::OnTheWay, Event::Refused(problem)) => self.refused(problem, now, dice),
            // Also an answer that comes after its request was given up for lost.
            (State::OnTheWay | State::Pausing(_), Event::Taken { findings, bytes }) => {
                self.taken(&findings, bytes, now, dice)
            }
            (State::Planning | State::OnTheWay | State::Pausing(_), Event::Failed(problem)) => {
                self.finish(Err(problem), now, dice)
            }
            _ => vec![],
        }
    }

    fn start(&mut self) -> Vec<Effect> {
        self.exchange += 1;
        (self.asked, self.wrote, self.alarm) = (false, false, None);
        self.run = Run::default();
        self.plan()
    }

    fn plan(&mut self) -> Vec<Effect> {
        self.state = State::Planning;
        vec![Effect::Plan(self.run.wish)]
    }

    fn wrote(&mut self, state: State, now: Millis) -> Vec<Effect> {
        if state != State::Idle {
            self.wrote = true;
            return vec![];
        }
        let soon = Wait::of(now, pace::GATHER);
        // While exchanges fail, an entry doesn't hurry the next: the link is no better for it.
        let earlier = self.alarm.is_some_and(|alarm| soon.until < alarm.until) && self.failures == 0;
        if !(self.by_itself && earlier) {
            return vec![];
        }
        self.alarm = Some(soon);
        vec![Effect::WaitUntil(soon.until)]
    }

    fn broke(&mut self, problem: Problem, now: Millis, dice: u8) -> Vec<Effect> {
        let pause = pace::TRIES.get(self.run.breaks).filter(|_| problem.code == Code::NoLink);
        let Some(pause) = pause else { return self.finish(Err(problem), now, dice) };
        // Every request may be repeated: the server knows each change by its hash.
        self.run.breaks += 1;
        let wait = Wait::of(now, *pause);
        self.state = State::Pausing(wait);
        vec![Effect::WaitUntil(wait.until)]
    }

    fn refused(&mut self, problem: Problem, now: Millis, dice: u8) -> Vec<Effect> {
        if problem.code == Code::TooLarge && self.run.changes > 1 {
            self.run.wish.most = self.run.changes / 2;
            return self.plan();
        }
        self.finish(Err(problem), now, dice)
    }

    fn taken(&mut self, findings: &Findings, bytes: u64, now: Millis, dice: u8) -> Vec<Effect> {
        self.run.answered += std::mem::take(&mut self.run.on_the_way);
        let report = &mut self.run.report;
        report.requests += 1;
        report.bytes_down += bytes;
        report.sent += findings.sent;
        report.received += findings.received;
        report.refused += findings.refused;
        report.carried += findings.carried;
        report.unsent = findings.unsent;
        report.agreed = findings.agreed == Some(true);
        match self.next(findings) {
            Some(_) if self.run.report.requests >= MOST_REQUESTS => {
                let astray = "the exchange does not come to an end; try again later";
                self.finish(Err(Problem::new(Code::ServerDown, astray)), now, dice)
            }
            Some(wish) => {
                self.run.wish = wish;
                self.plan()
            }
            None => {
                let report = self.run.report.clone();
                self.finish(Ok(report), now, dice)
            }
        }
    }

    /// What the next request should hold; none when both sides have what the other had, or nothing
    /// more can be done about it now.
    fn next(&mut self, findings: &Findings) -> Option<Wish> {
        let wish = Wish { repair: false, skip: 0, most: self.run.wish.most };
        if findings.repair {
            // A repair that is too much for one answer comes in parts: while each brings something
            // to either side, it is one repair.
            let brought = findings.received + findings.sent + findings.given_back > 0;
            return self.repair(self.run.wish.repair && brought);
        }
        if findings.more || findings.resend {
            return Some(wish);
        }
        // Only what was sent along counts: entries made meanwhile go with the next exchange. What
        // can't be delivered yet is passed over, so that it doesn't hold up what stands behind it.
        if findings.unsent > 0 {
            let stay = (self.run.changes as u32).saturating_sub(findings.sent + findings.refused);
            let skip = self.run.wish.skip + stay as usize;
            return self.run.full.then_some(Wish { skip, ..wish });
        }
        if findings.agreed == Some(false) { self.repair(false) } else { None }
    }

    fn repair(&mut self, goes_on: bool) -> Option<Wish> {
        if !goes_on {
            if self.run.repairs >= MOST_REPAIRS {
                return None;
            }
            self.run.repairs += 1;
        }
        Some(Wish { repair: true, skip: 0, most: self.run.wish.most })
    }

    fn finish(&mut self, outcome: Result<SyncReport, Problem>, now: Millis, dice: u8) -> Vec<Effect> {
        self.state = State::Idle;
        self.run.on_the_way = 0;
        let wait = match &outcome {
            Ok(_) => {
                self.failures = 0;
                if self.wrote { pace::GATHER } else { pace::QUIET }
            }
            Err(problem) => {
                self.failures += 1;
                pace::after(problem.code, self.failures, dice)
            }
        };
        let mut effects = vec![Effect::Finish { exchange: self.exchange, outcome }];
        if self.asked {
            effects.extend(self.start());
        } else if self.by_itself {
            let wait = Wait::of(now, wait);
            self.alarm = Some(wait);
            effects.push(Effect::WaitUntil(wait.until));
        }
        effects
    }
}

impl Default for Wish {
    fn default() -> Wish {
        Wish { repair: false, most: MOST_CHANGES, skip: 0 }
    }
}
