//! The room for photos: a folder, or a bucket of an S3-compatible store. Whole photos and the parts
//! of those still coming, as objects; what is written is durable when the call returns.
//!
//! `whole/<village>/<two digits>/<hash>` · `parts/<village>/<hash>/<device>/<offset>`. Nothing here
//! is kept in memory, so several servers can share one room.

use crate::error::{Failed, Fault, Outcome};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::photo::PhotoHash;
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// A phone asks again: the server doesn't try for longer than the phone would wait.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where photos lie. Its calls wait for the disk or the net: not for a thread of the runtime.
pub struct PhotoRoom {
    store: Arc<dyn ObjectStore>,
    runtime: Handle,
    /// Most bytes of whole photos of one village.
    pub quota: u64,
}

impl PhotoRoom {
    /// A room in any store; it works on the runtime of the caller.
    pub fn new(store: Arc<dyn ObjectStore>, quota: u64) -> PhotoRoom {
        PhotoRoom { store, runtime: Handle::current(), quota }
    }

    /// A room in a folder; made when it is missing.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn folder(folder: &std::path::Path, quota: u64) -> Outcome<PhotoRoom> {
        std::fs::create_dir_all(folder).map_err(|error| Fault::Photos(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
        Ok(PhotoRoom::new(Arc::new(store.with_fsync(true)), quota))
    }

    /// A room in a bucket, by `s3://bucket/prefix`. Endpoint and credentials stand in the
    /// environment: `AWS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, and
    /// `AWS_ALLOW_HTTP=true` for one without TLS.
    ///
    /// # Errors
    /// When the address or the environment doesn't fit.
    pub fn bucket(url: &str, quota: u64) -> Outcome<PhotoRoom> {
        let retry = RetryConfig { retry_timeout: PATIENCE, max_retries: 4, ..RetryConfig::default() };
        let bucket = AmazonS3Builder::from_env().with_url(url).with_retry(retry).build().map_err(failed)?;
        let prefix = url.trim_start_matches("s3://").split_once('/').map_or("", |(_, prefix)| prefix);
        let store: Arc<dyn ObjectStore> = match prefix.trim_matches('/') {
            "" => Arc::new(bucket),
            prefix => Arc::new(PrefixStore::new(bucket, prefix)),
        };
        Ok(PhotoRoom::new(store, quota))
    }

    fn wait<T>(&self, work: impl Future<Output = object_store::Result<T>>) -> Outcome<T> {
        self.runtime.block_on(work).map_err(failed)
    }

    fn found<T>(&self, work: impl Future<Output = object_store::Result<T>>) -> Outcome<Option<T>> {
        match self.runtime.block_on(work) {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            other => other.map(Some).map_err(failed),
        }
    }

    fn list(&self, under: &str) -> Outcome<Vec<ObjectMeta>> {
        // Listings come in pages; their order differs from store to store.
        let mut found: Vec<ObjectMeta> = self.wait(collect(self.store.list(Some(&Path::from(under)))))?;
        found.sort_by(|a, b| a.location.cmp(&b.location));
        Ok(found)
    }

    /// How many of a photo's first bytes have come from a device.
    ///
    /// # Errors
    /// Of the store.
    pub fn part(&self, village: &PlaceCode, hash: &PhotoHash, device: DeviceId) -> Outcome<u64> {
        Ok(reach(&self.list(&parts(village, hash, Some(device)))?))
    }

    /// How many of a photo's first bytes have come from the device that has sent most of it.
    ///
    /// # Errors
    /// Of the store.
    pub fn on_the_way(&self, village: &PlaceCode, hash: &PhotoHash) -> Outcome<u64> {
        let mut by_device: BTreeMap<String, Vec<ObjectMeta>> = BTreeMap::new();
        for part in self.list(&parts(village, hash, None))? {
            let folder = part.location.as_ref().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            by_device.entry(folder).or_default().push(part);
        }
        Ok(by_device.values().map(|parts| reach(parts)).max().unwrap_or(0))
    }

    /// Adds a part. The same part again changes nothing.
    ///
    /// # Errors
    /// Of the store.
    pub fn add_part(
        &self,
        village: &PlaceCode,
        hash: &PhotoHash,
        device: DeviceId,
        offset: u32,
        bytes: Vec<u8>,
    ) -> Outcome<()> {
        let path = Path::from(format!("{}/{offset:010}", parts(village, hash, Some(device))));
        self.wait(self.store.put(&path, PutPayload::from(bytes))).map(drop)
    }

    /// All parts from a device, joined.
    ///
    /// # Errors
    /// Of the store.
    pub fn joined(&self, village: &PlaceCode, hash: &PhotoHash, device: DeviceId) -> Outcome<Vec<u8>> {
        let mut joined = Vec::new();
        for part in self.list(&parts(village, hash, Some(device)))? {
            let bytes = self.wait(async { self.store.get(&part.location).await?.bytes().await })?;
            joined.extend_from_slice(&bytes);
        }
        Ok(joined)
    }

    /// Drops the parts of a photo: of one device, or of all.
    ///
    /// # Errors
    /// Of the store.
    pub fn drop_parts(&self, village: &PlaceCode, hash: &PhotoHash, device: Option<DeviceId>) -> Outcome<()> {
        for part in self.list(&parts(village, hash, device))? {
            self.found(self.store.delete(&part.location))?;
        }
        Ok(())
    }

    /// Keeps a whole photo.
    ///
    /// # Errors
    /// Of the store.
    pub fn keep(&self, village: &PlaceCode, hash: &PhotoHash, bytes: Vec<u8>) -> Outcome<()> {
        self.wait(self.store.put(&whole(village, hash), PutPayload::from(bytes))).map(drop)
    }

    /// A whole photo; none when it isn't there.
    ///
    /// # Errors
    /// Of the store.
    pub fn whole(&self, village: &PlaceCode, hash: &PhotoHash) -> Outcome<Option<Vec<u8>>> {
        let path = whole(village, hash);
        let bytes = self.found(async { self.store.get(&path).await?.bytes().await })?;
        Ok(bytes.map(|bytes| bytes.to_vec()))
    }

    /// Part of a whole photo: at most `most` bytes from `offset` on. None when it isn't there.
    ///
    /// # Errors
    /// Of the store.
    pub fn range(
        &self,
        village: &PlaceCode,
        hash: &PhotoHash,
        range: std::ops::Range<u64>,
    ) -> Outcome<Option<Vec<u8>>> {
        let path = whole(village, hash);
        let bytes = self.found(self.store.get_range(&path, range))?;
        Ok(bytes.map(|bytes| bytes.to_vec()))
    }

    /// Drops parts that nobody went on with since a moment; how many.
    ///
    /// # Errors
    /// Of the store.
    pub fn drop_stale_parts(&self, before: Millis) -> Outcome<u32> {
        let mut newest: BTreeMap<String, (i64, Vec<Path>)> = BTreeMap::new();
        for part in self.list("parts")? {
            let folder = part.location.as_ref().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let entry = newest.entry(folder).or_default();
            entry.0 = entry.0.max(part.last_modified.timestamp_millis());
            entry.1.push(part.location);
        }
        let mut dropped = 0;
        for path in newest.into_values().filter(|(at, _)| *at < before.0).flat_map(|(_, paths)| paths) {
            self.found(self.store.delete(&path))?;
            dropped += 1;
        }
        Ok(dropped)
    }
}

fn whole(village: &PlaceCode, hash: &PhotoHash) -> Path {
    let hash = hash.to_string();
    Path::from(format!("whole/{village}/{}/{hash}", &hash[..2]))
}

fn parts(village: &PlaceCode, hash: &PhotoHash, device: Option<DeviceId>) -> String {
    let of = device.map_or_else(String::new, |device| format!("/{device}"));
    format!("parts/{village}/{hash}{of}")
}

/// How far parts of one device reach from the first byte on without a gap.
fn reach(parts: &[ObjectMeta]) -> u64 {
    let mut reach = 0;
    for part in parts {
        let offset = part.location.filename().and_then(|name| name.parse().ok());
        if offset == Some(reach) {
            reach += part.size;
        }
    }
    reach
}

async fn collect(
    mut listing: futures_util::stream::BoxStream<'_, object_store::Result<ObjectMeta>>,
) -> object_store::Result<Vec<ObjectMeta>> {
    use futures_util::TryStreamExt;
    let mut found = Vec::new();
    while let Some(meta) = listing.try_next().await? {
        found.push(meta);
    }
    Ok(found)
}

/// A full disk has its own word here too; of all else the office's log tells the cause.
fn failed(error: object_store::Error) -> Failed {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(at) = cause {
        let io = at.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(io, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return Failed::Fault(Fault::Store(crate::store::StoreError::Full));
        }
        cause = at.source();
    }
    Failed::Fault(Fault::Photos(error.to_string()))
}
