//! The engine: one replica in one folder, its state (not enrolled, locked, open), and the dispatch
//! of Commands and Queries.

use crate::diagnostics::{self, Lines};
use crate::driver::Desk;
use crate::enrolment::pending_file;
use crate::finger;
use crate::http;
use crate::leaving::Leaving;
use crate::picture::picture;
use crate::replica::{Replica, Setting};
use crate::step::Input;
use crate::surroundings::Device;
use crate::vault::{FileKey, Vault};
use shared_model::api::photos::LinkKind;
use shared_model::api::view::SessionView;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::exchange::Progress;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::protocol::VERSION;
use shared_model::surroundings::Surroundings;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The replica's file in its folder.
const FILE: &str = "replica.db";

/// How an engine is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The replica's folder; made when it is missing.
    pub dir: PathBuf,
    /// Added to the clock, in milliseconds: to try a wrong clock.
    pub clock_offset: i64,
    /// The protocol version it speaks: an earlier one to try what an old app does.
    pub protocol: u16,
}

impl Options {
    /// An engine in a folder, with the device's own clock.
    pub fn new(dir: impl Into<PathBuf>) -> Options {
        Options { dir: dir.into(), clock_offset: 0, protocol: VERSION }
    }
}

pub(crate) struct Inner {
    pub options: Options,
    pub vault: Vault,
    open: Mutex<Option<Replica>>,
    /// Of the open replica.
    key: Mutex<Option<FileKey>>,
    desk: Mutex<Desk>,
    keeps_syncing: AtomicBool,
    link: Mutex<LinkKind>,
    pub surroundings: Arc<dyn Surroundings>,
    pub http: reqwest::Client,
    pub progress: watch::Sender<Progress>,
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
            open: Mutex::new(None),
            key: Mutex::default(),
            desk: Mutex::default(),
            keeps_syncing: AtomicBool::new(false),
            link: Mutex::default(),
            surroundings: Arc::new(Device { clock_offset: options.clock_offset }),
            http: http::client()?,
            progress: watch::Sender::new(Progress::default()),
            options,
        };
        let engine = Engine { inner: Arc::new(inner) };
        if engine.has_replica() {
            match engine.inner.vault.open() {
                Ok(key) => engine.open_file(key)?,
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
                self.open_with(key)?;
                Ok(Done::Nothing)
            }
            Command::Lock => {
                self.close();
                Ok(Done::Nothing)
            }
            Command::Sync => self.exchange().await.map(Done::Synced),
            Command::MeetPeer { address, courier } => self.meet(&address, courier).await.map(Done::Met),
            Command::FetchYears { .. } => {
                self.with_open(|replica| replica.command(command))?;
                self.exchange().await.map(Done::Synced)
            }
            Command::SendPhotos => self.carry_photos().await.map(Done::Photos),
            Command::FetchPhoto { hash } => self.fetch_photo(hash).await,
            Command::SetPhotosOn { .. } => {
                let done = self.with_open(|replica| replica.command(command))?;
                self.give(Input::Photos);
                Ok(done)
            }
            writing => {
                let done = self.with_open(|replica| replica.command(writing))?;
                self.give(Input::Wrote);
                Ok(done)
            }
        }
    }

    /// Closes the file; what an exchange was doing is broken off, and its next one goes on.
    pub(crate) fn close(&self) {
        *self.lock() = None;
        *self.key_held() = None;
        self.desk().clear();
        self.inner.progress.send_replace(Progress::default());
    }

    /// Answers what a person asks, from this phone alone.
    ///
    /// # Errors
    /// A [`Problem`].
    pub async fn query(&self, query: Query) -> Result<Answer, Problem> {
        if query == Query::Session {
            return Ok(Answer::Session(self.session()));
        }
        self.with_open(|replica| replica.query(query))
    }

    /// Takes a photo in from a camera's file; an entry then names it by its hash. Shrinking takes a
    /// while (a thread that may wait), and holds up nothing else on the phone.
    ///
    /// # Errors
    /// `photo_unreadable`, `too_large`, `disk_full`; then nothing was kept.
    pub fn take_photo(&self, file: &[u8]) -> Result<Photo, Problem> {
        let picture = picture(file)?;
        self.with_open(|replica| replica.keep_picture(picture))
    }

    /// The bytes of a photo that is here.
    ///
    /// # Errors
    /// `not_found`.
    pub fn photo_bytes(&self, hash: &PhotoHash) -> Result<Vec<u8>, Problem> {
        self.with_open(|replica| replica.photo_bytes(hash))
    }

    /// The shell tells which link there is; when photos may use it, they begin.
    pub fn set_link(&self, link: LinkKind) {
        *self.inner.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
        let _ = self.with_open(|replica| {
            replica.set_link(link);
            Ok(())
        });
        if self.keeps_syncing() {
            self.give(Input::Photos);
        }
    }

    async fn fetch_photo(&self, hash: PhotoHash) -> Result<Done, Problem> {
        self.with_open(|replica| replica.command(Command::FetchPhoto { hash }))?;
        let report = self.carry_photos().await?;
        if self.photo_bytes(&hash).is_ok() {
            return Ok(Done::Photos(report));
        }
        let (code, detail) = match report.failure {
            Some(code) => (code, "the photo has not come whole; it goes on from there next time"),
            None => (Code::NotFound, "the village does not have this photo (yet)"),
        };
        Err(Problem::new(code, detail))
    }

    /// Makes all rows anew from the log; how many documents there were.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn rebuild(&self) -> Result<u32, Problem> {
        self.with_open(Replica::rebuild)
    }

    /// All derived rows as text, in a fixed order.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn dump_rows(&self) -> Result<Vec<String>, Problem> {
        self.with_open(Replica::dump_rows)
    }

    /// What an open replica says of itself.
    ///
    /// # Errors
    /// `locked`, `not_enrolled`, or of the file.
    pub(crate) fn diagnostics(&self, lines: &mut Lines) -> Result<(), Problem> {
        self.with_open(|replica| diagnostics::of_replica(replica, lines))
    }

    /// Runs `work` on the open replica.
    pub(crate) fn with_open<T>(
        &self,
        work: impl FnOnce(&mut Replica) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut guard = self.lock();
        match guard.as_mut() {
            Some(open) => work(open),
            None if self.has_replica() => Err(Problem::new(Code::Locked, "unlock with the PIN first")),
            None => {
                Err(Problem::new(Code::NotEnrolled, "enrol this phone with a code from the village first"))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Replica>> {
        // A panic while the lock was held left the store with its last whole transaction.
        self.inner.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.inner.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on an opened replica syncs by itself.
    pub(crate) fn desk_keeps_syncing(&self) {
        self.inner.keeps_syncing.store(true, Ordering::Relaxed);
    }

    pub(crate) fn link(&self) -> LinkKind {
        *self.inner.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Exchanges begin by themselves.
    pub(crate) fn keeps_syncing(&self) -> bool {
        self.inner.keeps_syncing.load(Ordering::Relaxed)
    }

    pub(crate) fn go_on_syncing(&self) {
        if self.keeps_syncing() {
            self.give(Input::KeepSyncing);
        }
    }

    pub(crate) fn setting(&self, key: FileKey) -> Setting {
        let file = self.inner.options.dir.join(FILE);
        let protocol = self.inner.options.protocol;
        Setting { protocol, ..Setting::new(file, key, self.inner.surroundings.clone()) }
    }

    /// Whether the phone was enrolled, to the end.
    pub(crate) fn has_replica(&self) -> bool {
        Engine::is_enrolled(&self.inner.options.dir)
    }

    /// Whether a folder holds the replica of a phone that was enrolled, to the end.
    pub(crate) fn is_enrolled(dir: &Path) -> bool {
        Vault::of(dir).exists() && dir.join(FILE).exists() && !pending_file(dir).exists()
    }

    /// How many things here the village doesn't have.
    ///
    /// # Errors
    /// `locked`: only an open replica knows.
    pub(crate) fn not_delivered(&self) -> Result<u32, Problem> {
        self.with_open(Replica::not_delivered)
    }

    /// What is to be said to the village when this replica is removed; nothing by the one for practice.
    ///
    /// # Errors
    /// `locked`: only an open replica knows its device.
    pub(crate) fn leaving(&self, id: &str) -> Result<Option<Leaving>, Problem> {
        let now = self.inner.surroundings.now();
        self.with_open(|replica| {
            let profile = &replica.profile;
            (!profile.training).then(|| Leaving::of(profile, id, now)).transpose()
        })
    }

    /// Opens with a key, and goes on where it was.
    pub(crate) fn open_with(&self, key: FileKey) -> Result<(), Problem> {
        self.open_file(key)?;
        self.go_on_syncing();
        Ok(())
    }

    /// The key of the open replica.
    pub(crate) fn key(&self) -> Option<FileKey> {
        *self.key_held()
    }

    fn key_held(&self) -> MutexGuard<'_, Option<FileKey>> {
        self.inner.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_file(&self, key: FileKey) -> Result<(), Problem> {
        let mut guard = self.lock();
        if guard.is_none() {
            let mut replica = Replica::open(self.setting(key))?;
            replica.set_link(self.link());
            *guard = Some(replica);
            *self.key_held() = Some(key);
        }
        Ok(())
    }

    /// Removes the files of a replica that nobody has written into.
    pub(crate) fn remove_replica(&self) {
        for name in ["key.json", FILE, "replica.db-wal", "replica.db-shm", "replica.identity", finger::FILE] {
            let _ = std::fs::remove_file(self.inner.options.dir.join(name));
        }
    }

    pub(crate) fn put_open(&self, replica: Replica, key: FileKey) {
        *self.lock() = Some(replica);
        *self.key_held() = Some(key);
    }

    pub(crate) fn session(&self) -> SessionView {
        if let Some(replica) = self.lock().as_ref() {
            return replica.session();
        }
        SessionView {
            known: self.has_replica(),
            open: false,
            account: None,
            path: Vec::new(),
            sample: false,
            training: false,
            server: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: self.inner.surroundings.now(),
        }
    }
}
