//! Photos as a screen sees them: where each is, which links they may use, how much room they take.

use super::Code;
use super::view::{CaseView, HouseholdView};
use crate::moment::Millis;
use crate::photo::{Photo, PhotoHash};
use serde::{Deserialize, Serialize};

/// A photo that an entry names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoView {
    /// As the entry names it.
    #[serde(flatten)]
    pub photo: Photo,
    /// Its bytes are here and can be shown.
    pub here: bool,
    /// Where it is.
    pub state: PhotoState,
}

impl From<&Photo> for PhotoView {
    /// Before anybody has looked: not here, and not asked for.
    fn from(photo: &Photo) -> PhotoView {
        PhotoView { photo: photo.clone(), here: false, state: PhotoState::NotAsked }
    }
}

/// Where a photo is, as far as this backend knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// Here, and whole in the village.
    Here,
    /// Not yet whole in the village: on its way from the phone that took it.
    OnTheWay {
        /// How many of its bytes the village has.
        sent: u32,
    },
    /// Not here; the village has it.
    AtVillage,
    /// Not here; the village hasn't been asked yet.
    NotAsked,
    /// Neither here nor in the village.
    Missing,
}

/// Over which links photos are sent by themselves. Records go over any link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotosOn {
    /// Over any.
    #[default]
    Any,
    /// Over Wi-Fi alone.
    Wifi,
    /// Over none: they stay on the phone until this is changed.
    Never,
}

/// The link the phone has now, as its shell tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Wi-Fi or a cable: nobody pays by the byte.
    #[default]
    Wifi,
    /// A mobile network.
    Mobile,
}

impl PhotosOn {
    /// All of them.
    pub const ALL: [PhotosOn; 3] = [PhotosOn::Any, PhotosOn::Wifi, PhotosOn::Never];

    /// The word used in messages.
    pub fn word(self) -> &'static str {
        match self {
            PhotosOn::Any => "any",
            PhotosOn::Wifi => "wifi",
            PhotosOn::Never => "never",
        }
    }

    /// Whether photos may go over this link by themselves.
    pub fn allows(self, link: LinkKind) -> bool {
        match self {
            PhotosOn::Any => true,
            PhotosOn::Wifi => link == LinkKind::Wifi,
            PhotosOn::Never => false,
        }
    }
}

/// The photos of one phone and the room they take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoStorageView {
    /// Over which links they are sent.
    pub photos_on: PhotosOn,
    /// The link as told last.
    pub link: LinkKind,
    /// Bytes of all photos here.
    pub bytes: u64,
    /// Bytes of those that the village doesn't have whole.
    pub bytes_unsent: u64,
    /// Each, newest first.
    pub photos: Vec<StoredPhoto>,
}

/// One photo in the phone's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPhoto {
    /// What it is.
    #[serde(flatten)]
    pub view: PhotoView,
    /// When it was taken in or fetched.
    pub since: Millis,
    /// An entry of this phone names it; one that none names belongs to a form not yet saved.
    pub named: bool,
}

/// The room that a phone's data takes, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageView {
    /// The phone's file: everything, photos included.
    pub file: u64,
    /// Of it, photos.
    pub photos: u64,
    /// Photos that the village has whole: they can be let go, and fetched again.
    pub photos_to_go: u64,
    /// Visit books of years that needn't be here: they can be let go, and fetched again.
    pub years_to_go: u64,
    /// The most that photos and older years may take together; none: as much as they need.
    pub budget: Option<u64>,
    /// Visits are kept from this year on; none: of all years.
    pub years_from: Option<i32>,
    /// Over which links photos are sent by themselves.
    #[serde(default)]
    pub photos_on: PhotosOn,
}

/// Photos and years that were let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetGo {
    /// How many photos.
    pub photos: u32,
    /// How many years of visit books.
    #[serde(default)]
    pub years: u32,
    /// Bytes that became free.
    pub bytes: u64,
}

/// What came of a round of sending and fetching photos.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoReport {
    /// Photos that became whole in the village.
    pub sent: u32,
    /// Photos that became whole here.
    pub fetched: u32,
    /// Bytes of photos that are durable in the village.
    pub bytes_up: u64,
    /// Bytes of photos that came.
    pub bytes_down: u64,
    /// Photos that still wait to be sent.
    pub waiting: u32,
    /// Why the round ended early; the next one goes on.
    pub failure: Option<Code>,
}

/// A photo's bytes for a screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoData {
    /// Which.
    pub hash: PhotoHash,
    /// Where it is.
    pub state: PhotoState,
    /// `data:image/jpeg;base64,…`; none when it isn't here.
    pub url: Option<String>,
}

impl HouseholdView {
    /// The photos of all its visits.
    pub fn photos_mut(&mut self) -> impl Iterator<Item = &mut PhotoView> {
        self.visits.iter_mut().flat_map(|visit| &mut visit.photos)
    }
}

impl CaseView {
    /// The photos of all its events.
    pub fn photos_mut(&mut self) -> impl Iterator<Item = &mut PhotoView> {
        self.timeline.iter_mut().flat_map(|entry| &mut entry.photos)
    }
}
