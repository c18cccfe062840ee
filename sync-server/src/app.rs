//! What every request works with: the store, the policy in force, and this process's own marks.

use crate::clock::Machine;
use crate::error::{Failed, Outcome};
use crate::keys::ServerKeys;
use crate::news::watch::Hub;
use crate::photos::room::PhotoRoom;
use crate::policies;
use crate::store::{self, ReadTx, Store, StoreError, WriteTx};
use crate::throttle::Throttle;
use shared_model::api::Code;
use shared_model::casework::{Policies, Policy};
use shared_model::moment::Millis;
use shared_model::protocol::{OLDEST, VERSION};
use shared_model::surroundings::{self, Surroundings};
use std::sync::{Arc, Mutex, PoisonError};

/// The policy that is shipped.
pub const SHIPPED_POLICY: &str = include_str!("../../assets/policy.toml");

/// Where a store keeps the name of its history.
pub const EPOCH: &str = "epoch";
/// Which history this store is a copy of, while nobody has served it.
const COPY_OF: &str = "copy_of";
const SAMPLE: &str = "sample";
const SECRET: &str = "secret";
/// Where a store keeps the address that phones are told, once somebody has named it.
const PUBLIC_URL: &str = "public_url";

/// What every request works with.
pub struct App {
    /// The store.
    pub store: Box<dyn Store>,
    /// The policy's versions as this process read them last, with the store's mark of them.
    versions: Mutex<(String, Arc<Policies>)>,
    /// The second half of every actor this process writes under.
    pub nonce: [u8; 8],
    /// The address phones are told, without a slash at the end.
    pub public_url: String,
    /// Slows down guessing of passwords.
    pub throttle: Throttle,
    /// Where photos lie; without one no photos are taken.
    pub photos: Option<Arc<PhotoRoom>>,
    /// Where time and dice come from.
    pub around: Arc<dyn Surroundings>,
    /// The key of this store's marks ([`crate::sync`]).
    pub secret: [u8; 32],
    /// The keys phones know this server by.
    pub keys: ServerKeys,
    /// Consoles that are told at once what is new.
    pub hub: Hub,
}

impl App {
    /// Puts it together, and takes note of the policy.
    ///
    /// # Errors
    /// Of the store.
    pub fn new(store: Box<dyn Store>, policy: Policy, public_url: String) -> Outcome<App> {
        App::within(Arc::new(Machine), store, policy, public_url)
    }

    /// The same with a clock and dice that are given.
    ///
    /// # Errors
    /// Of the store.
    pub fn within(
        around: Arc<dyn Surroundings>,
        store: Box<dyn Store>,
        policy: Policy,
        public_url: String,
    ) -> Outcome<App> {
        let secret = store::write(&*store, |tx| {
            policies::come_into_force(tx, &policy, around.now())?;
            if copy_of(tx)?.is_some() {
                tx.set_meta(COPY_OF, "")?;
            }
            if tx.meta(EPOCH)?.is_none() {
                tx.set_meta(EPOCH, &new_epoch(&*around))?;
            }
            secret_of(tx, &*around)
        })?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        let nonce = surroundings::random(&*around);
        let (throttle, keys) = (Throttle::default(), ServerKeys::of(&secret)?);
        let versions = Mutex::new((String::new(), Arc::new(Policies::only(policy))));
        Ok(App {
            store,
            versions,
            nonce,
            public_url,
            throttle,
            photos: None,
            around,
            secret,
            keys,
            hub: Hub::default(),
        })
    }

    /// The policy's versions, also when another process brought a new one meanwhile.
    ///
    /// # Errors
    /// Of the store.
    pub fn policies(&self, tx: &dyn ReadTx) -> Outcome<Arc<Policies>> {
        let mark = policies::mark(tx)?;
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if versions.0 != mark
            && let Some(kept) = policies::kept(tx)?
        {
            *versions = (mark, Arc::new(kept));
        }
        Ok(versions.1.clone())
    }

    /// The same outside a transaction.
    ///
    /// # Errors
    /// Of the store.
    pub fn policies_now(&self) -> Outcome<Arc<Policies>> {
        store::read(&*self.store, |tx| self.policies(tx))
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> Millis {
        self.around.now()
    }

    /// Bytes nobody can guess.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        surroundings::random(&*self.around)
    }
}

/// Whether this server speaks that version of the protocol.
///
/// # Errors
/// `update_needed`, with which side is the older one.
pub fn check_protocol(version: u16) -> Outcome<()> {
    let told = match version {
        OLDEST..=VERSION => return Ok(()),
        0..OLDEST => {
            format!("this app speaks protocol {version}, the server {OLDEST} to {VERSION}: update the app")
        }
        _ => format!(
            "this app speaks protocol {version}, the server only up to {VERSION}: the server must be updated first"
        ),
    };
    Err(Failed::problem(Code::UpdateNeeded, told))
}

/// The store's secret, made the first time it is asked for.
fn secret_of(tx: &dyn WriteTx, around: &dyn Surroundings) -> Outcome<[u8; 32]> {
    if let Some(kept) = tx.meta(SECRET)? {
        let bytes = hex::decode(&kept).ok().and_then(|bytes| bytes.try_into().ok());
        return bytes.ok_or_else(|| StoreError::Damaged("the store's secret is not readable".into()).into());
    }
    let secret = surroundings::random::<32>(around);
    tx.set_meta(SECRET, &hex::encode(secret))?;
    Ok(secret)
}

/// A name for a history no other history has.
pub fn new_epoch(around: &dyn Surroundings) -> String {
    hex::encode(surroundings::random::<8>(around))
}

/// Keeps the address phones are told, for who makes codes beside a server.
///
/// # Errors
/// Of the store.
pub fn remember_public_url(store: &dyn Store, url: &str) -> Result<(), StoreError> {
    let url = url.trim_end_matches('/');
    store::write(store, |tx| match tx.meta(PUBLIC_URL)? {
        Some(known) if known == url => Ok(()),
        _ => tx.set_meta(PUBLIC_URL, url),
    })
}

/// The address phones are told, as the newest server that was given one named it.
///
/// # Errors
/// Of the store.
pub fn public_url(tx: &dyn ReadTx) -> Result<Option<String>, StoreError> {
    tx.meta(PUBLIC_URL)
}

/// Which history this is: cursors of another one mean nothing here.
///
/// # Errors
/// Of the store.
pub fn epoch(tx: &dyn ReadTx) -> Result<String, StoreError> {
    Ok(tx.meta(EPOCH)?.unwrap_or_default())
}

/// The history this store is a copy of, as long as nobody has served it: then it is a county by
/// itself, and copying into it again could undo what was done there.
///
/// # Errors
/// Of the store.
pub fn copy_of(tx: &dyn ReadTx) -> Result<Option<String>, StoreError> {
    Ok(tx.meta(COPY_OF)?.filter(|epoch| !epoch.is_empty()))
}

/// Marks the store as a copy of that history.
///
/// # Errors
/// Of the store.
pub fn mark_as_copy(tx: &dyn WriteTx, epoch: &str) -> Result<(), StoreError> {
    tx.set_meta(COPY_OF, epoch)
}

/// Whether a setting says what a store is to others, and isn't one of the county's.
pub fn is_mark_of_copy(key: &str) -> bool {
    key == COPY_OF
}

/// Whether somebody keeps a county here.
///
/// # Errors
/// Of the store.
pub fn is_in_use(tx: &dyn ReadTx) -> Result<bool, StoreError> {
    Ok(tx.meta(EPOCH)?.is_some())
}

/// Whether the data is invented.
///
/// # Errors
/// Of the store.
pub fn is_sample(tx: &dyn ReadTx) -> Result<bool, StoreError> {
    Ok(tx.meta(SAMPLE)?.is_some())
}

/// Marks the data as invented.
///
/// # Errors
/// Of the store.
pub fn mark_as_sample(tx: &dyn WriteTx) -> Result<(), StoreError> {
    tx.set_meta(SAMPLE, "1")
}

/// Makes the store another history: what came after this state is gone.
///
/// # Errors
/// Of the store.
pub fn begin_another_history(store: &dyn Store) -> Result<(), StoreError> {
    store::write(store, |tx| tx.set_meta(EPOCH, &new_epoch(&Machine)))
}
