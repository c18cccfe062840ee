//! One open replica, without network, threads or waiting: commands and queries over its file, and
//! syncing as inputs and outputs that some driver carries.
//!
//! The app drives it over HTTP ([`crate::Engine`]), the simulation over a network of its own.

use crate::problems::StoreError;
use crate::store::{Store, Tx};
use crate::vault::FileKey;
use crate::{answers, intents, rescue};
use serde::{Deserialize, Serialize};
use shared_model::api::view::{SessionView, SyncFailure, SyncReport};
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::document::{ActorBytes, actor_bytes};
use shared_model::exchange::{self, Effect, Event, Machine, Me, Progress, Wish, meta, read_problem};
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Reference};
use shared_model::place::Place;
use shared_model::protocol::{EnrolAnswer, SyncAnswer, SyncRequest, VERSION, decode, encode};
use shared_model::surroundings::{Surroundings, random};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a replica's file lies and what it runs by.
#[derive(Clone)]
pub struct Setting {
    /// The SQLCipher file.
    pub file: PathBuf,
    /// The name of a registered SQLite VFS the file lies in; none for the system's.
    pub vfs: Option<String>,
    /// The file's key.
    pub key: FileKey,
    /// Clock and dice.
    pub surroundings: Arc<dyn Surroundings>,
    /// The protocol version it speaks: an earlier one to try what an old app does.
    pub protocol: u16,
}

impl Setting {
    /// A file in the system's file system, this version's protocol.
    pub fn new(file: PathBuf, key: FileKey, surroundings: Arc<dyn Surroundings>) -> Setting {
        Setting { file, vfs: None, key, surroundings, protocol: VERSION }
    }
}

/// Who this phone is: kept inside the encrypted file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub server: String,
    pub device: DeviceId,
    pub token: String,
    pub account: Account,
    pub path: Vec<Place>,
    pub sample: bool,
}

impl Profile {
    fn of(server: String, answer: EnrolAnswer) -> Profile {
        let EnrolAnswer { device, token, account, path, sample, .. } = answer;
        Profile { server, device, token, account, path, sample }
    }

    pub(crate) fn author(&self) -> Author {
        let Account { id, role, place, .. } = &self.account;
        Author { account: id.clone(), role: *role, place: place.clone() }
    }
}

/// What a driver tells the replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Somebody asks for an exchange.
    Begin,
    /// From now on exchanges begin by themselves.
    KeepSyncing,
    /// A command has written something.
    Wrote,
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
    /// An exchange is over ([`Replica::next_exchange`] said its number beforehand).
    Finished {
        /// Which.
        exchange: u64,
        /// How it went.
        outcome: Result<SyncReport, Problem>,
    },
}

/// The request that is on the way.
struct Posted {
    request: SyncRequest,
    frame: Arc<Vec<u8>>,
}

/// One open replica.
pub struct Replica {
    pub(crate) store: Store,
    pub(crate) profile: Profile,
    /// Its nonce is drawn at each opening: a restored or copied file never uses a number twice.
    pub(crate) actor: ActorBytes,
    setting: Setting,
    machine: Machine,
    posted: Option<Posted>,
    posts: u64,
}

impl Replica {
    /// Makes the file of a phone that was just enrolled.
    ///
    /// # Errors
    /// When the file can't be made.
    pub fn create(setting: Setting, server: String, answer: EnrolAnswer) -> Result<Replica, Problem> {
        let mut store = Store::open(&setting.file, setting.vfs.as_deref(), &setting.key)?;
        let profile = Profile::of(server, answer);
        store.write(|tx| tx.set_meta("profile", &profile))?;
        Ok(Replica::with(setting, store, profile))
    }

    /// Opens the file. A damaged one in the system's file system is carried over.
    ///
    /// # Errors
    /// When the file can't be opened, or not even who it belongs to can be read of it.
    pub fn open(setting: Setting) -> Result<Replica, Problem> {
        let mut store = match &setting.vfs {
            None => rescue::open_or_carry_over(&setting.file, &setting.key, setting.surroundings.now())?,
            Some(vfs) => Store::open(&setting.file, Some(vfs), &setting.key)?,
        };
        let profile: Option<Profile> = store.read(|tx| tx.meta("profile"))?;
        let profile = profile.ok_or_else(|| {
            Problem::new(Code::Damaged, "the file does not say whose it is; it was kept: ask the office")
        })?;
        Ok(Replica::with(setting, store, profile))
    }

    fn with(setting: Setting, store: Store, profile: Profile) -> Replica {
        let actor = actor_bytes(profile.device, random(&*setting.surroundings));
        // An answer to a post of an earlier opening must not be taken for one of this.
        let posts = u64::from(u32::from_be_bytes(random(&*setting.surroundings))) << 16;
        Replica { store, profile, actor, setting, machine: Machine::default(), posted: None, posts }
    }

    /// Does what a person does with this phone's data; not [`Command::Sync`], which is
    /// [`Input::Begin`], nor what opens and closes the file. Say [`Input::Wrote`] afterwards.
    ///
    /// # Errors
    /// A [`Problem`]; then nothing was changed.
    pub fn command(&mut self, command: Command) -> Result<Done, Problem> {
        let surroundings = self.setting.surroundings.clone();
        intents::apply(self, command, &*surroundings)
    }

    /// Answers what a person asks, from this file alone.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn query(&mut self, query: Query) -> Result<Answer, Problem> {
        if query == Query::Session {
            return Ok(Answer::Session(self.session()));
        }
        let (now, running) = (self.setting.surroundings.now(), self.progress().running);
        answers::answer(self, query, now, running)
    }

    /// Who the phone is.
    pub fn session(&self) -> SessionView {
        let profile = &self.profile;
        SessionView {
            known: true,
            open: true,
            account: Some(profile.account.clone()),
            path: profile.path.clone(),
            sample: profile.sample,
            server: Some(profile.server.clone()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: self.setting.surroundings.now(),
        }
    }

    /// How many households there are.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn household_count(&mut self) -> Result<u32, Problem> {
        Ok(self.store.read(|tx| tx.household_count())?)
    }

    /// Makes all rows anew from the log; how many documents there were.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn rebuild(&mut self) -> Result<u32, Problem> {
        self.store.write(|tx| {
            let reference = reference(tx)?.ok_or_else(no_reference)?;
            Ok(tx.rebuild(&reference.policy)?)
        })
    }

    /// All derived rows as text, in a fixed order.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn dump_rows(&mut self) -> Result<Vec<String>, Problem> {
        Ok(self.store.read(|tx| tx.dump_rows())?)
    }

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
        let event = match input {
            Input::Begin => Some(Event::Begin),
            Input::KeepSyncing => Some(Event::KeepSyncing),
            Input::Wrote => Some(Event::Wrote),
            Input::TimePassed => Some(Event::TimePassed),
            Input::Answered { post, status, body } if post == self.posts => self.answered(status, &body),
            Input::NoAnswer { post, problem } if post == self.posts => Some(Event::Broke(problem)),
            Input::Answered { .. } | Input::NoAnswer { .. } => None,
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
                        outputs.push(Output::Finished { exchange, outcome });
                    }
                }
            }
        }
        outputs
    }

    fn plan(&mut self, wish: Wish) -> Result<Event, Problem> {
        let protocol = self.setting.protocol;
        let (request, full) = self.store.read(|tx| exchange::plan(tx, wish, protocol))?;
        let frame = encode(&request, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
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
            return Some(Event::Refused(read_problem(status, body)));
        }
        let answer: SyncAnswer = match decode(body) {
            Ok(answer) => answer,
            Err(problem) => {
                let detail = format!("the answer: {problem}");
                return Some(Event::Refused(Problem::new(Code::ServerDown, detail)));
            }
        };
        // An answer that came twice finds nothing on the way any more.
        let Posted { request, .. } = self.posted.take()?;
        Some(self.take_in(&request, answer, body.len() as u64).unwrap_or_else(Event::Failed))
    }

    fn take_in(&mut self, request: &SyncRequest, answer: SyncAnswer, bytes: u64) -> Result<Event, Problem> {
        let me = Me { device: self.profile.device, actor: self.actor, author: self.profile.author() };
        let mut profile = self.profile.clone();
        let findings = self.store.write(|tx| {
            let findings = exchange::take(tx, &me, request, &answer)?;
            // The account may have been renamed or moved.
            if profile.account != answer.account {
                profile.account = answer.account;
                tx.set_meta("profile", &profile)?;
            }
            Ok::<_, Problem>(findings)
        })?;
        self.profile = profile;
        Ok(Event::Taken { findings, bytes })
    }

    fn keep_outcome(&mut self, outcome: &Result<SyncReport, Problem>) -> Result<(), StoreError> {
        let now = self.setting.surroundings.now();
        self.store.write(|tx| match outcome {
            Ok(report) => {
                tx.set_meta("last_success", &now)?;
                tx.set_meta("last_failure", &None::<SyncFailure>)?;
                tx.set_meta("agreed", &report.agreed)
            }
            Err(problem) => tx.set_meta("last_failure", &Some(SyncFailure { at: now, code: problem.code })),
        })
    }
}

/// The reference data; none when the first exchange has not brought it yet.
pub(crate) fn reference(tx: &Tx<'_>) -> Result<Option<Reference>, StoreError> {
    tx.meta(meta::REFERENCE)
}

/// Before the first exchange there is nothing to judge by.
pub(crate) fn no_reference() -> Problem {
    Problem::new(Code::NoLink, "the first exchange has not come through yet: connect and sync once")
}
