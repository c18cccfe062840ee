//! The engine: one replica in one folder, its state (not enrolled, locked, open), and the dispatch
//! of Commands and Queries.

use crate::problems::StoreError;
use crate::store::{Store, Tx};
use crate::surroundings::{Surroundings, random};
use crate::sync::{Progress, http};
use crate::vault::{FileKey, Vault};
use crate::{answers, intents, rescue, sync};
use serde::{Deserialize, Serialize};
use shared_model::api::view::SessionView;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::document::{ActorBytes, actor_bytes};
use shared_model::ids::DeviceId;
use shared_model::people::{Account, Author, Reference};
use shared_model::place::Place;
use shared_model::protocol::{EnrolAnswer, EnrolRequest};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;

/// How an engine is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The replica's folder; made when it is missing.
    pub dir: PathBuf,
    /// Added to the clock, in milliseconds: to try a wrong clock.
    pub clock_offset: i64,
}

impl Options {
    /// An engine in a folder, with the device's own clock.
    pub fn new(dir: impl Into<PathBuf>) -> Options {
        Options { dir: dir.into(), clock_offset: 0 }
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
    pub(crate) fn author(&self) -> Author {
        let Account { id, role, place, .. } = &self.account;
        Author { account: id.clone(), role: *role, place: place.clone() }
    }
}

/// An open replica.
pub(crate) struct Open {
    pub store: Store,
    pub profile: Profile,
    pub actor: ActorBytes,
}

impl Open {
    /// The reference data, or an empty one when the first exchange has not brought it yet.
    pub(crate) fn reference(tx: &Tx<'_>) -> Result<Option<Reference>, StoreError> {
        tx.meta("reference")
    }
}

pub(crate) struct Inner {
    dir: PathBuf,
    vault: Vault,
    open: Mutex<Option<Open>>,
    /// Drawn once per process: a restored or copied file can never reuse an actor's numbers.
    nonce: [u8; 8],
    pub surroundings: Surroundings,
    pub http: reqwest::Client,
    /// One exchange at a time; who comes second waits and then has nothing left to do.
    pub exchange: tokio::sync::Mutex<()>,
    pub progress: watch::Sender<Progress>,
    pub wake: tokio::sync::Notify,
}

/// One replica. Cheap to clone; all clones are the same replica.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

impl Engine {
    /// Opens the replica of a folder, as far as it opens without a PIN.
    ///
    /// # Errors
    /// When the folder can't be made, or the file is damaged beyond what could be carried over.
    pub fn open(options: Options) -> Result<Engine, Problem> {
        std::fs::create_dir_all(&options.dir)
            .map_err(|e| Problem::new(Code::DiskFull, format!("{}: {e}", options.dir.display())))?;
        let inner = Inner {
            vault: Vault::of(&options.dir),
            dir: options.dir,
            open: Mutex::new(None),
            nonce: random(),
            surroundings: Surroundings { clock_offset: options.clock_offset },
            http: http::client()?,
            exchange: tokio::sync::Mutex::new(()),
            progress: watch::Sender::new(Progress::default()),
            wake: tokio::sync::Notify::new(),
        };
        let engine = Engine { inner: Arc::new(inner) };
        if engine.inner.vault.exists() {
            match engine.inner.vault.open() {
                Ok(key) => engine.open_file(&key)?,
                Err(problem) if problem.code == Code::Locked => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(engine)
    }

    /// What an exchange is doing, as it goes.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.inner.progress.subscribe()
    }

    /// Does what a person does.
    ///
    /// # Errors
    /// A [`Problem`]; then nothing was changed.
    pub async fn command(&self, command: Command) -> Result<Done, Problem> {
        match command {
            Command::Enrol { server, code, pin } => self.enrol(&server, &code, pin.as_deref()).await,
            Command::Unlock { pin } => {
                let key = self.inner.vault.unlock(&pin, self.inner.surroundings.now())?;
                self.open_file(&key).map(|()| Done::Nothing)
            }
            Command::Lock => {
                *self.lock() = None;
                Ok(Done::Nothing)
            }
            Command::Sync => sync::exchange(self).await.map(Done::Synced),
            writing => {
                let now = self.inner.surroundings.now();
                let done = self.with_open(|open| intents::apply(open, writing, now))?;
                self.inner.wake.notify_one();
                Ok(done)
            }
        }
    }

    /// Answers what a person asks, from this phone alone.
    ///
    /// # Errors
    /// A [`Problem`].
    pub async fn query(&self, query: Query) -> Result<Answer, Problem> {
        if query == Query::Session {
            return Ok(Answer::Session(self.session()));
        }
        let now = self.inner.surroundings.now();
        let running = self.inner.progress.borrow().running;
        self.with_open(|open| answers::answer(open, query, now, running))
    }

    /// Makes all rows anew from the log; how many documents there were.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn rebuild(&self) -> Result<u32, Problem> {
        self.with_open(|open| {
            open.store.write(|tx| {
                let reference = Open::reference(tx)?.ok_or_else(no_reference)?;
                Ok(tx.rebuild(&reference.policy)?)
            })
        })
    }

    /// All derived rows as text, in a fixed order.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn dump_rows(&self) -> Result<Vec<String>, Problem> {
        self.with_open(|open| open.store.read(|tx| Ok(tx.dump_rows()?)))
    }

    /// Runs `work` on the open replica.
    pub(crate) fn with_open<T>(
        &self,
        work: impl FnOnce(&mut Open) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut guard = self.lock();
        match guard.as_mut() {
            Some(open) => work(open),
            None if self.inner.vault.exists() => Err(Problem::new(Code::Locked, "unlock with the PIN first")),
            None => {
                Err(Problem::new(Code::NotEnrolled, "enrol this phone with a code from the village first"))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic while the lock was held left the store with its last whole transaction.
        self.inner.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn file(&self) -> PathBuf {
        self.inner.dir.join("replica.db")
    }

    fn open_file(&self, key: &FileKey) -> Result<(), Problem> {
        let mut guard = self.lock();
        if guard.is_some() {
            return Ok(());
        }
        let mut store = rescue::open_or_carry_over(&self.file(), key, self.inner.surroundings.now())?;
        let profile: Option<Profile> = store.read(|tx| tx.meta("profile"))?;
        let profile = profile.ok_or_else(|| {
            Problem::new(Code::Damaged, "the file does not say whose it is; it was kept: ask the office")
        })?;
        let actor = actor_bytes(profile.device, self.inner.nonce);
        *guard = Some(Open { store, profile, actor });
        Ok(())
    }

    async fn enrol(&self, server: &str, code: &str, pin: Option<&str>) -> Result<Done, Problem> {
        if self.inner.vault.exists() && self.file().exists() {
            return Err(Problem::new(Code::Invalid, "this phone is enrolled already"));
        }
        if let Some(pin) = pin.filter(|pin| pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Problem::new(
                Code::Invalid,
                format!("a PIN is six digits, not {} characters", pin.len()),
            ));
        }
        let server = http::base_url(server)?;
        let code = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let request = EnrolRequest { protocol: shared_model::protocol::VERSION, code, device_key: None };
        let (answer, _): (EnrolAnswer, _) =
            http::post(&self.inner.http, &format!("{server}/v1/enrol"), None, &request).await?;
        self.begin(server, answer, pin)?;
        // The phone is enrolled now. What the first exchange doesn't bring the next one will.
        let _ = sync::exchange(self).await;
        let (name, households) = self.with_open(|open| {
            let households = open.store.read(|tx| tx.household_count())?;
            Ok((open.profile.account.name.clone(), households))
        })?;
        Ok(Done::Enrolled { name, households })
    }

    fn begin(&self, server: String, answer: EnrolAnswer, pin: Option<&str>) -> Result<(), Problem> {
        let key = self.inner.vault.create(pin)?;
        let EnrolAnswer { device, token, account, path, sample, .. } = answer;
        let profile = Profile { server, device, token, account, path, sample };
        let mut store = Store::open(&self.file(), &key)?;
        store.write(|tx| tx.set_meta("profile", &profile))?;
        let actor = actor_bytes(device, self.inner.nonce);
        *self.lock() = Some(Open { store, profile, actor });
        Ok(())
    }

    fn session(&self) -> SessionView {
        let guard = self.lock();
        let profile = guard.as_ref().map(|open| &open.profile);
        SessionView {
            known: self.inner.vault.exists() && self.file().exists(),
            open: profile.is_some(),
            account: profile.map(|p| p.account.clone()),
            path: profile.map(|p| p.path.clone()).unwrap_or_default(),
            sample: profile.is_some_and(|p| p.sample),
            server: profile.map(|p| p.server.clone()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: self.inner.surroundings.now(),
        }
    }
}

/// Before the first exchange there is nothing to judge by.
pub(crate) fn no_reference() -> Problem {
    Problem::new(Code::NoLink, "the first exchange has not come through yet: connect and sync once")
}
