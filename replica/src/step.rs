//! Syncing as a replica does it: inputs from some driver, outputs for it to carry, and between the
//! two the state machine over this file.

use crate::diagnostics;
use crate::news;
use crate::problems::StoreError;
use crate::profile::me;
use crate::replica::Replica;
use crate::sending::{self, Brought};
use shared_model::api::view::{SyncFailure, SyncReport};
use shared_model::api::{Code, Problem};
use shared_model::exchange::photos::Finish;
use shared_model::exchange::{self, Effect, Event, Me, Progress, Wish, read_problem};
use shared_model::moment::Millis;
use shared_model::protocol::{SyncAnswer, SyncRequest, decode, encode};
use shared_model::surroundings::{Surroundings, random};
use std::collections::VecDeque;
use std::sync::Arc;

/// What a driver tells the replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Somebody asks for an exchange.
    Begin,
    /// From now on exchanges begin by themselves.
    KeepSyncing,
    /// A command has written something.
    Wrote,
    /// Photos may have something to do: one is wished for, the link or the choice of links changed,
    /// or it is as late as [`Output::PhotosOver`] said. After an exchange they begin by themselves.
    Photos,
    /// It may be as late as the last [`Output::WaitUntil`] said.
    TimePassed,
    /// An answer came whole.
    Answered {
        /// To which [`Output::Post`].
        post: u64,
        /// Its HTTP status.
        status: u16,
        /// Its body.
        body: Vec<u8>,
    },
    /// No whole answer came: [`Code::NoLink`], or why else.
    NoAnswer {
        /// To which [`Output::Post`].
        post: u64,
        /// Why.
        problem: Problem,
    },
}

/// What a driver is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Post a frame; then give back [`Input::Answered`] or [`Input::NoAnswer`] with its number. An
    /// answer to an earlier number is passed over.
    Post {
        /// The number of this post.
        post: u64,
        /// Where to.
        url: String,
        /// The bearer token.
        token: String,
        /// The body.
        frame: Arc<Vec<u8>>,
    },
    /// Give back [`Input::TimePassed`] then. There is one alarm: this takes the place of an
    /// earlier one.
    WaitUntil(Millis),
    /// A round of photos is over.
    PhotosOver(Finish),
    /// An exchange is over ([`Replica::next_exchange`] said its number beforehand), and what feedback
    /// waited was handed in after it, or couldn't be.
    Finished {
        /// Which.
        exchange: u64,
        /// How it went.
        outcome: Result<SyncReport, Problem>,
    },
}

/// The request that is on the way.
pub(crate) struct Posted {
    request: SyncRequest,
    frame: Arc<Vec<u8>>,
}

impl Replica {
    /// What an exchange is doing.
    pub fn progress(&self) -> Progress {
        self.machine.progress()
    }

    /// The number of the exchange that an [`Input::Begin`] said now will get.
    pub fn next_exchange(&self) -> u64 {
        self.machine.next_exchange()
    }

    /// Goes on with syncing by one input.
    pub fn step(&mut self, input: Input) -> Vec<Output> {
        if let Some(outputs) = self.feedback_input(&input).or_else(|| self.photo_input(&input)) {
            return outputs;
        }
        let event = match input {
            Input::Begin => Some(Event::Begin),
            Input::KeepSyncing => Some(Event::KeepSyncing),
            Input::Wrote => Some(Event::Wrote),
            Input::TimePassed => Some(Event::TimePassed),
            Input::Answered { post, status, body } if post == self.posts => self.answered(status, &body),
            Input::NoAnswer { post, problem } if post == self.posts => Some(Event::Broke(problem)),
            Input::Answered { .. } | Input::NoAnswer { .. } | Input::Photos => None,
        };
        event.map(|event| self.go_on(event)).unwrap_or_default()
    }

    fn go_on(&mut self, event: Event) -> Vec<Output> {
        let mut events = VecDeque::from([event]);
        let mut outputs = Vec::new();
        while let Some(event) = events.pop_front() {
            let [dice] = random(&*self.setting.surroundings);
            for effect in self.machine.step(event, self.setting.surroundings.now(), dice) {
                match effect {
                    Effect::Plan(wish) => events.push_back(self.plan(wish).unwrap_or_else(Event::Failed)),
                    Effect::Post => outputs.extend(self.post()),
                    Effect::WaitUntil(then) => outputs.push(Output::WaitUntil(then)),
                    Effect::Finish { exchange, outcome } => {
                        self.posted = None;
                        // Only what the sync page shows of it hangs on this.
                        let _ = self.keep_outcome(&outcome);
                        let arrived = outcome.is_ok();
                        let finished = Output::Finished { exchange, outcome };
                        if arrived {
                            outputs.extend(self.begin_feedback(finished));
                            self.stay_within_budget();
                            outputs.extend(self.begin_photos());
                        } else {
                            outputs.push(finished);
                        }
                    }
                }
            }
        }
        outputs
    }

    pub(crate) fn surroundings(&self) -> Arc<dyn Surroundings> {
        self.setting.surroundings.clone()
    }

    pub(crate) fn me(&self) -> Result<Me, Problem> {
        me(&self.profile, self.actor, self.setting.protocol)
    }

    fn plan(&mut self, wish: Wish) -> Result<Event, Problem> {
        let (me, now, packs) = (self.me()?, self.setting.surroundings.now(), self.packs);
        let exchange = self.machine.next_exchange() - 1;
        let began = &mut self.began;
        let (request, full, travels) = self.store.read(|tx| {
            if began.is_none_or(|began| began.exchange != exchange) {
                *began = Some(Brought { exchange, behind: tx.newest_change()? });
            }
            let (request, full) = exchange::plan(tx, &me, wish, now)?;
            let travels = if packs { exchange::on_the_way(tx, &request)? } else { exchange::raw(&request) };
            Ok::<_, Problem>((request, full, travels))
        })?;
        let frame = encode(&travels, true).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        let (changes, bytes) = (request.changes.len(), frame.len() as u64);
        self.posted = Some(Posted { request, frame: Arc::new(frame) });
        Ok(Event::Planned { changes, full, bytes })
    }

    fn post(&mut self) -> Option<Output> {
        let posted = self.posted.as_ref()?;
        self.posts += 1;
        Some(Output::Post {
            post: self.posts,
            url: format!("{}/v1/sync", self.profile.server),
            token: self.profile.token.clone(),
            frame: posted.frame.clone(),
        })
    }

    fn answered(&mut self, status: u16, body: &[u8]) -> Option<Event> {
        if status != 200 {
            let problem = read_problem(status, body);
            self.packs &= problem.code != Code::Malformed;
            return Some(Event::Refused(problem));
        }
        let answer = match read_answer(body) {
            Ok(answer) => answer,
            Err(detail) => {
                self.packs = false;
                return Some(Event::Refused(Problem::new(Code::ServerDown, detail)));
            }
        };
        // An answer that came twice finds nothing on the way any more.
        let Posted { request, .. } = self.posted.take()?;
        Some(self.take_in(&request, answer, body.len() as u64).unwrap_or_else(Event::Failed))
    }

    fn take_in(&mut self, request: &SyncRequest, answer: SyncAnswer, bytes: u64) -> Result<Event, Problem> {
        let me = self.me()?;
        let mut profile = self.profile.clone();
        let here = self.setting.surroundings.now();
        let findings = self.store.write(|tx| {
            let findings = exchange::take(tx, &me, request, &answer)?;
            sending::note_clock(tx, answer.now, here)?;
            // The account may have been renamed or moved.
            if profile.account != answer.account {
                profile.account = answer.account;
                tx.set_meta("profile", &profile)?;
            }
            Ok::<_, Problem>(findings)
        })?;
        if self.profile != profile {
            self.profile = profile;
            self.keep_identity();
        }
        Ok(Event::Taken { findings, bytes })
    }

    fn keep_outcome(&mut self, outcome: &Result<SyncReport, Problem>) -> Result<(), StoreError> {
        let now = self.setting.surroundings.now();
        // What an exchange brought stays told until another brings something.
        let began = self.began.filter(|_| outcome.as_ref().is_ok_and(|report| report.received > 0));
        self.store.write(|tx| match outcome {
            Ok(report) => {
                news::begin(tx)?;
                sending::note_brought(tx, began)?;
                tx.set_meta("last_success", &now)?;
                tx.set_meta("last_failure", &None::<SyncFailure>)?;
                tx.set_meta("agreed", &report.agreed)
            }
            Err(problem) => {
                let failure = SyncFailure { at: now, code: problem.code };
                diagnostics::note_failure(tx, failure.clone())?;
                tx.set_meta("last_failure", &Some(failure))
            }
        })
    }
}

/// An answer out of its frame, unpacked; or why it can't be read.
fn read_answer(body: &[u8]) -> Result<SyncAnswer, String> {
    let mut answer: SyncAnswer = decode(body).map_err(|problem| format!("the answer: {problem}"))?;
    answer.unpack().map_err(|problem| format!("the answer: {problem}"))?;
    Ok(answer)
}
