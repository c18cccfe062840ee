//! One open replica, without network, threads or waiting: commands and queries over its file, and
//! syncing as inputs and outputs that some driver carries.
//!
//! The app drives it over HTTP ([`crate::Engine`]), the simulation over a network of its own.

use crate::enrolment::Pending;
use crate::feedback;
use crate::news;
use crate::photos::Way;
use crate::problems::StoreError;
use crate::profile::{Enrolled, Profile, keep_profile, me, server_keys};
use crate::sending::Brought;
use crate::step::Posted;
use crate::store::{Store, Tx};
use crate::vault::FileKey;
use crate::{answers, identity, intents, rescue};
use shared_model::api::view::SessionView;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::document::{ActorBytes, actor_bytes};
use shared_model::exchange::{Machine, meta, replay};
use shared_model::people::Reference;
use shared_model::protocol::VERSION;
use shared_model::surroundings::{Surroundings, random};
use shared_model::trust::KEY_BYTES;
use std::path::PathBuf;
use std::sync::Arc;

/// The name under which a key is kept while the phone enrols again.
const PENDING: &str = "enrolling";

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

/// One open replica.
pub struct Replica {
    pub(crate) store: Store,
    pub(crate) profile: Profile,
    /// Its nonce is drawn at each opening: a restored or copied file never uses a number twice.
    pub(crate) actor: ActorBytes,
    pub(crate) setting: Setting,
    pub(crate) way: Way,
    pub(crate) feedback_way: feedback::Way,
    pub(crate) machine: Machine,
    pub(crate) posted: Option<Posted>,
    /// What was here before the exchange that runs or ran last.
    pub(crate) began: Option<Brought>,
    pub(crate) posts: u64,
    /// Where numbers of posts begin at this opening.
    pub(crate) first_post: u64,
    /// Requests and answers may travel packed: until one of the two sides couldn't read the other's.
    pub(crate) packs: bool,
}

impl Replica {
    /// Makes the file of a phone that was just enrolled.
    ///
    /// # Errors
    /// When the file can't be made.
    pub fn create(setting: Setting, enrolled: Enrolled) -> Result<Replica, Problem> {
        let mut store = Store::open(&setting.file, setting.vfs.as_deref(), &setting.key)?;
        let keys = server_keys(&enrolled.answer);
        let profile = Profile::of(enrolled, Vec::new());
        store.write(|tx| {
            tx.mark_rows_current()?;
            keep_profile(tx, &profile, keys.as_ref())
        })?;
        let replica = Replica::with(setting, store, profile)?;
        replica.keep_identity();
        Ok(replica)
    }

    /// Keeps the key for a code with which this phone is about to enrol again.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(crate) fn pending(&mut self, code: &str) -> Result<Pending, Problem> {
        let drawn = random(&*self.setting.surroundings);
        Ok(self.store.write(|tx| {
            let pending = Pending::for_code(tx.meta(PENDING)?.flatten(), code, drawn);
            tx.set_meta(PENDING, &pending)?;
            Ok::<_, StoreError>(pending)
        })?)
    }

    /// Becomes another device of the same account, because the server doesn't know this one any
    /// more. What it doesn't have yet is written again under the new device.
    ///
    /// # Errors
    /// When the code was somebody else's; then nothing is changed.
    pub fn enrol_again(&mut self, enrolled: Enrolled) -> Result<(), Problem> {
        if enrolled.answer.account.id != self.profile.account.id {
            let told = format!(
                "the code is of another person; this phone holds the work of {}: ask for a code of theirs",
                self.profile.account.name
            );
            return Err(Problem::new(Code::CodeInvalid, told));
        }
        let keys = server_keys(&enrolled.answer);
        let mut former = self.profile.former.clone();
        former.push(self.profile.device);
        former.retain(|device| *device != enrolled.answer.device);
        let profile = Profile::of(enrolled, former);
        let actor = actor_bytes(profile.device, random(&*self.setting.surroundings));
        let me = me(&profile, actor, self.setting.protocol)?;
        self.store.write(|tx| {
            keep_profile(tx, &profile, keys.as_ref())?;
            tx.set_meta(PENDING, &None::<Pending>)?;
            for doc in tx.unsent_documents()? {
                tx.put_aside_unsent(&doc, "device_lost")?;
                replay(tx, &doc, &me)?;
                if let Some(reference) = reference(tx)? {
                    tx.reproject(&doc, &reference.policies())?;
                }
            }
            Ok::<_, Problem>(())
        })?;
        (self.profile, self.actor) = (profile, actor);
        self.keep_identity();
        Ok(())
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
        let mut profile = profile.ok_or_else(|| {
            Problem::new(Code::Damaged, "the file does not say whose it is; it was kept: ask the office")
        })?;
        if profile.key.is_empty() {
            profile.key = hex::encode(random::<KEY_BYTES>(&*setting.surroundings));
            store.write(|tx| tx.set_meta("profile", &profile))?;
        }
        renew_rows(&mut store)?;
        let replica = Replica::with(setting, store, profile)?;
        if !identity::is_kept(&replica.setting.file) {
            replica.keep_identity();
        }
        Ok(replica)
    }

    fn with(setting: Setting, store: Store, profile: Profile) -> Result<Replica, Problem> {
        profile.signing_key()?;
        let actor = actor_bytes(profile.device, random(&*setting.surroundings));
        // An answer to a post of an earlier opening must not be taken for one of this.
        let posts = u64::from(u32::from_be_bytes(random(&*setting.surroundings))) << 16;
        Ok(Replica {
            store,
            profile,
            actor,
            setting,
            way: Way::default(),
            feedback_way: feedback::Way::default(),
            machine: Machine::default(),
            posted: None,
            began: None,
            posts,
            first_post: posts,
            packs: true,
        })
    }

    /// Keeps who the phone is a second time, beside a file of the system's file system. When that
    /// fails (a full disk), the file itself still says it.
    pub(crate) fn keep_identity(&self) {
        if self.setting.vfs.is_none() {
            let Setting { file, key, surroundings, .. } = &self.setting;
            let _ = identity::keep(file, key, &self.profile, &**surroundings);
        }
    }

    /// Does what a person does with this phone's data; not [`Command::Sync`], which is
    /// [`Input::Begin`], nor what opens and closes the file. Say [`Input::Wrote`] afterwards.
    ///
    /// # Errors
    /// A [`Problem`]; then nothing was changed.
    pub fn command(&mut self, command: Command) -> Result<Done, Problem> {
        match command {
            Command::SetPhotosOn { links } => return self.set_photos_on(links),
            Command::FetchPhoto { hash } => return self.wish_photo(&hash),
            Command::LetPhotosGo => return self.let_photos_go(),
            Command::LetGoNow => return self.let_go_now(),
            Command::SetStorageBudget { bytes } => return self.set_storage_budget(bytes),
            Command::DropPhoto { hash } => return self.drop_photo(&hash),
            Command::WriteFeedback { kind, to, words } => return self.write_feedback(kind, to, words),
            Command::ReadNews { upto } => {
                self.store.write(|tx| news::read(tx, upto))?;
                return Ok(Done::Nothing);
            }
            _ => {}
        }
        let surroundings = self.setting.surroundings.clone();
        intents::apply(self, command, &*surroundings)
    }

    /// Whether what is written here goes anywhere.
    ///
    /// # Errors
    /// `not_here` when this replica is for practice.
    pub(crate) fn is_sent(&self) -> Result<(), Problem> {
        if self.profile.training {
            return Err(Problem::new(Code::NotHere, "this is for practice: nothing is sent"));
        }
        Ok(())
    }

    /// Answers what a person asks, from this file alone.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn query(&mut self, query: Query) -> Result<Answer, Problem> {
        if query == Query::Session {
            return Ok(Answer::Session(self.session()));
        }
        match query {
            Query::PhotoStorage => return self.photo_storage(),
            Query::Storage => return self.storage(),
            Query::Photo { hash } => return self.photo_data(hash),
            Query::Feedback => return self.feedback(),
            _ => {}
        }
        let now = self.setting.surroundings.now();
        answers::answer(self, query, now)
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
            training: profile.training,
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

    /// How many things here the village doesn't have: changes of one's own and of others, sealed
    /// parcels, photos, feedback, what came back and has no answer yet, and half-filled forms.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn not_delivered(&mut self) -> Result<u32, Problem> {
        Ok(self.store.read(|tx| tx.not_delivered())?)
    }

    /// Makes all rows anew from the log; how many documents there were.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn rebuild(&mut self) -> Result<u32, Problem> {
        self.store.write(|tx| {
            let reference = reference(tx)?.ok_or_else(no_reference)?;
            Ok(tx.rebuild(&reference.policies())?)
        })
    }

    /// All derived rows as text, in a fixed order.
    ///
    /// # Errors
    /// A [`Problem`].
    pub fn dump_rows(&mut self) -> Result<Vec<String>, Problem> {
        Ok(self.store.read(|tx| tx.dump_rows())?)
    }
}

/// Makes rows anew that an earlier version made. A full phone still opens: its rows stay as they are
/// until a later opening.
fn renew_rows(store: &mut Store) -> Result<(), Problem> {
    if store.read(|tx| tx.rows_are_current())? {
        return Ok(());
    }
    let renewed = store.write(|tx| match reference(tx)? {
        Some(reference) => tx.renew(&reference.policies()),
        None => tx.mark_rows_current(),
    });
    match renewed.map_err(Problem::from) {
        Err(full) if full.code == Code::DiskFull => Ok(()),
        other => other,
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
