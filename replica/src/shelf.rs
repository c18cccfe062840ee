//! The replicas of one phone: a folder each, one of them in hand, and never two of them mixed.
//!
//! Two people may share a phone, and anybody may practise. Putting a replica down closes its file and
//! deletes nothing, and the village is told nothing; only who opened one can remove it, and not while the
//! village lacks anything of it. Then the village is told.

use crate::diagnostics;
use crate::engine::{Engine, Options};
use crate::leaving::Leave;
use crate::surroundings::Device;
use crate::vault::{Vault, write_private};
use serde::{Deserialize, Serialize};
use shared_model::api::photos::LinkKind;
use shared_model::api::view::ReplicaItem;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::photo::Photo;
use shared_model::surroundings::Surroundings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The first replica lies in the phone's folder itself, where it lay when a phone had but one.
const FIRST: &str = "first";
/// The one for practice.
const TRAINING: &str = "training";
/// The folder of all others, by number.
const OTHERS: &str = "others";
/// What is kept about the replicas apart from them.
const FILE: &str = "shelf.json";
/// A phone with more accounts than this is not somebody's phone.
const MOST: u32 = 20;

/// What stands beside the replicas: no more than a lock screen may show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The one in hand.
    #[serde(default)]
    in_hand: String,
    /// Whose they are, by id.
    #[serde(default)]
    names: BTreeMap<String, String>,
}

struct Held {
    kept: Kept,
    /// Or why it could not be opened.
    engine: Result<Engine, Problem>,
}

struct Inner {
    options: Options,
    held: Mutex<Held>,
    leave: Leave,
    keeps_syncing: AtomicBool,
    link: Mutex<LinkKind>,
}

/// All replicas of one phone. Cheap to clone; all clones are the same phone.
#[derive(Clone)]
pub struct Shelf {
    inner: Arc<Inner>,
}

impl Shelf {
    /// Takes the replica that was in hand last. One that can't be opened answers each command with
    /// the reason; the others can still be taken.
    pub fn open(options: Options) -> Shelf {
        let mut kept = read(&options.dir);
        // What is kept there may name a folder that is gone.
        if !is_id(&kept.in_hand) || !is_replica(&folder(&options.dir, &kept.in_hand)) {
            kept.in_hand = FIRST.to_owned();
        }
        let engine = open(&options, &kept.in_hand);
        let inner = Inner {
            leave: Leave::open(&options.dir, |id| has_key(&folder(&options.dir, id))),
            held: Mutex::new(Held { kept, engine }),
            keeps_syncing: AtomicBool::new(false),
            link: Mutex::default(),
            options,
        };
        Shelf { inner: Arc::new(inner) }
    }

    /// The engine of the replica in hand. When it could not be opened, it is tried again: what stood
    /// in the way (a full disk, say) may be gone.
    ///
    /// # Errors
    /// Why it can't be opened.
    pub fn engine(&self) -> Result<Engine, Problem> {
        let mut held = self.held();
        if held.engine.is_err() {
            held.engine = open(&self.inner.options, &held.kept.in_hand);
            if let Ok(engine) = &held.engine {
                self.set_going(engine);
            }
        }
        held.engine.clone()
    }

    /// Does what a person does.
    ///
    /// # Errors
    /// A [`Problem`]; then nothing was changed.
    pub async fn command(&self, command: Command) -> Result<Done, Problem> {
        match command {
            Command::TakeReplica { replica } => self.take(&replica),
            Command::NewReplica => self.take_new(),
            Command::Train => self.train(),
            Command::RemoveReplica => self.remove().await,
            Command::Sync => {
                // There may be a link now.
                self.inner.leave.tell().await;
                self.engine()?.command(command).await
            }
            Command::Enrol { .. } | Command::Unlock { .. } => {
                let done = self.engine()?.command(command).await?;
                self.note_name()?;
                Ok(done)
            }
            command => self.engine()?.command(command).await,
        }
    }

    /// Answers what a person asks, from this phone alone.
    ///
    /// # Errors
    /// A [`Problem`].
    pub async fn query(&self, query: Query) -> Result<Answer, Problem> {
        match query {
            Query::Replicas => Ok(Answer::Replicas(self.replicas())),
            query => self.engine()?.query(query).await,
        }
    }

    /// Takes a photo in for the replica in hand ([`Engine::take_photo`]).
    ///
    /// # Errors
    /// As there.
    pub fn take_photo(&self, file: &[u8]) -> Result<Photo, Problem> {
        self.engine()?.take_photo(file)
    }

    /// Opens the replica in hand with the key that the phone's key store gave back.
    ///
    /// # Errors
    /// `wrong_pin` when it is another replica's.
    pub fn open_by_key(&self, key: &str) -> Result<(), Problem> {
        self.engine()?.open_by_key(key)?;
        self.note_name()
    }

    /// What may be told of this phone when something doesn't work: lines of versions, counts, codes,
    /// times and sizes, and nothing of anybody.
    pub fn diagnostics(&self) -> String {
        let mut lines = diagnostics::Lines::default();
        let options = &self.inner.options;
        let now = Device { clock_offset: options.clock_offset }.now();
        diagnostics::of_phone(&mut lines, &options.dir, now);
        lines.add("replicas", self.replicas().len());
        lines.add("left and not told", self.inner.leave.untold());
        let told = self.engine().and_then(|engine| engine.diagnostics(&mut lines));
        if let Err(problem) = told {
            // Its code alone: a detail may name a file or a person.
            lines.add("the one in hand", problem.code.word());
        }
        lines.text()
    }

    /// The shell tells which link there is.
    pub fn set_link(&self, link: LinkKind) {
        *self.inner.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
        if let Ok(engine) = self.engine() {
            engine.set_link(link);
        }
        if self.inner.keeps_syncing.load(Ordering::Relaxed) {
            self.tell_who_left();
        }
    }

    /// From now on whichever replica is in hand syncs by itself.
    pub fn keep_syncing(&self) {
        self.inner.keeps_syncing.store(true, Ordering::Relaxed);
        if let Ok(engine) = self.engine() {
            engine.begin_to_keep_syncing();
        }
        self.tell_who_left();
    }

    /// In the background: nobody waits for it.
    fn tell_who_left(&self) {
        let inner = self.inner.clone();
        if inner.leave.untold() > 0 {
            tokio::spawn(async move { inner.leave.tell().await });
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // A panic while the lock was held left either engine whole.
        self.inner.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn folder(&self, id: &str) -> PathBuf {
        folder(&self.inner.options.dir, id)
    }

    fn replicas(&self) -> Vec<ReplicaItem> {
        let held = self.held();
        let item = |id: String| ReplicaItem {
            name: held.kept.names.get(&id).cloned().unwrap_or_default(),
            in_hand: id == held.kept.in_hand,
            training: id == TRAINING,
            id,
        };
        ids().filter(|id| is_replica(&self.folder(id))).map(item).collect()
    }

    fn take(&self, id: &str) -> Result<Done, Problem> {
        if !is_id(id) || !is_replica(&self.folder(id)) {
            return Err(Problem::new(Code::NotFound, "there is no such replica on this phone"));
        }
        self.hold(id)
    }

    /// An empty folder, where the next enrolment makes its replica. One that was begun there and not
    /// finished goes on.
    fn take_new(&self) -> Result<Done, Problem> {
        let free = ids().find(|id| id != TRAINING && !is_replica(&self.folder(id)));
        let full = || Problem::new(Code::TooLarge, format!("a phone holds {MOST} accounts"));
        self.hold(&free.ok_or_else(full)?)
    }

    fn train(&self) -> Result<Done, Problem> {
        if !is_replica(&self.folder(TRAINING)) {
            open(&self.inner.options, TRAINING)?.begin_training()?;
        }
        self.hold(TRAINING)
    }

    /// The village is told that this phone is no longer in use: now, or when there is a link.
    async fn remove(&self) -> Result<Done, Problem> {
        let (id, engine) = {
            let held = self.held();
            (held.kept.in_hand.clone(), held.engine.clone()?)
        };
        let left = if id == TRAINING { 0 } else { engine.not_delivered()? };
        if left > 0 {
            let told = format!("{left} things here are not with the village yet: deliver them first");
            return Err(Problem::new(Code::Unsent, told));
        }
        if let Some(leaving) = engine.leaving(&id)? {
            self.inner.leave.keep(leaving)?;
        }
        engine.close();
        let cleared = clear(&self.folder(&id), id == FIRST);
        self.inner.leave.settle(|id| has_key(&self.folder(id)))?;
        cleared?;
        let next = ids().find(|id| *id != TRAINING && is_replica(&self.folder(id)));
        self.held().kept.names.remove(&id);
        self.hold(next.as_deref().unwrap_or(FIRST))?;
        Ok(if id == TRAINING { Done::Nothing } else { Done::Left { told: self.inner.leave.tell().await } })
    }

    /// Puts the one in hand down and takes another.
    fn hold(&self, id: &str) -> Result<Done, Problem> {
        let mut held = self.held();
        if let Ok(engine) = &held.engine {
            engine.close();
        }
        let kept = Kept { in_hand: id.to_owned(), ..held.kept.clone() };
        keep(&self.inner.options.dir, &kept)?;
        held.kept = kept;
        held.engine = open(&self.inner.options, id);
        if let Ok(engine) = &held.engine {
            self.set_going(engine);
        }
        Ok(Done::Nothing)
    }

    fn set_going(&self, engine: &Engine) {
        engine.set_link(*self.inner.link.lock().unwrap_or_else(PoisonError::into_inner));
        if self.inner.keeps_syncing.load(Ordering::Relaxed) {
            engine.begin_to_keep_syncing();
        }
    }

    /// Whose the opened replica is stands beside it from then on, for the list on a locked phone.
    fn note_name(&self) -> Result<(), Problem> {
        let mut held = self.held();
        let name = held.engine.clone()?.session().account.map(|account| account.name).unwrap_or_default();
        let id = held.kept.in_hand.clone();
        if held.kept.names.get(&id) == Some(&name) {
            return Ok(());
        }
        held.kept.names.insert(id, name);
        keep(&self.inner.options.dir, &held.kept)
    }
}

fn open(options: &Options, id: &str) -> Result<Engine, Problem> {
    Engine::open(Options { dir: folder(&options.dir, id), ..options.clone() })
}

/// All ids there can be, in the order they are listed.
fn ids() -> impl Iterator<Item = String> {
    let others = (2..=MOST).map(|number| number.to_string());
    std::iter::once(FIRST.to_owned()).chain(others).chain(std::iter::once(TRAINING.to_owned()))
}

fn is_id(id: &str) -> bool {
    ids().any(|one| one == id)
}

fn folder(root: &Path, id: &str) -> PathBuf {
    match id {
        FIRST => root.to_owned(),
        TRAINING => root.join(TRAINING),
        number => root.join(OTHERS).join(number),
    }
}

/// Whether a folder holds an enrolled replica.
fn is_replica(folder: &Path) -> bool {
    Engine::is_enrolled(folder)
}

/// Whether a folder holds the key of a replica: without it, what else lies there can't be read.
fn has_key(folder: &Path) -> bool {
    Vault::of(folder).exists()
}

/// What is kept; nothing when it is not there or not readable, for then each replica still says itself
/// whose it is.
fn read(root: &Path) -> Kept {
    let text = std::fs::read(root.join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn keep(root: &Path, kept: &Kept) -> Result<(), Problem> {
    let text = serde_json::to_string(kept).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
    write_private(&root.join(FILE), &text)
}

/// Removes a replica. The key goes first: what is left after a dead battery is unreadable.
fn clear(folder: &Path, shares_its_folder: bool) -> Result<(), Problem> {
    let failed = |e: std::io::Error| Problem::new(Code::DiskFull, format!("{}: {e}", folder.display()));
    std::fs::remove_file(folder.join("key.json")).map_err(failed)?;
    if !shares_its_folder {
        return std::fs::remove_dir_all(folder).map_err(failed);
    }
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with("replica.") {
            std::fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}
