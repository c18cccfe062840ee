//! Photos on the way: which the village has (`/v1/photo/have`), a part up (`/v1/photo/put`), a part
//! down (`/v1/photo/get`). They go after the records, and every request may be repeated.

use crate::document::DocId;
use crate::photo::PhotoHash;
use serde::{Deserialize, Serialize};

/// Bytes of one part, up and down; the last one of a photo is shorter.
pub const PHOTO_PART: usize = 64 << 10;
/// Most photos in one question.
pub const MOST_PHOTOS_ASKED: usize = 200;
/// Largest body of a question or a part, framed.
pub const MOST_PHOTO_FRAME: usize = 96 << 10;

/// One photo as one document names it: who may read the document may send and fetch it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPhoto {
    /// A document that names it.
    pub doc: DocId,
    /// The photo.
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
}

impl NamedPhoto {
    /// A photo named by a document.
    pub fn new(doc: DocId, hash: PhotoHash) -> NamedPhoto {
        NamedPhoto { doc, hash: hash.0 }
    }
}

/// `POST /v1/photo/have`: where are these?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoHaveRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// At most [`MOST_PHOTOS_ASKED`].
    pub photos: Vec<NamedPhoto>,
}

/// What the village has of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoHeld {
    /// All of it, checked.
    Whole,
    /// Its first bytes from the asking device, none at 0: go on there.
    Part {
        /// How many.
        bytes: u32,
    },
    /// It was whole, and its bytes were not those of its name: they were dropped. Begin at 0.
    Wrong,
    /// No record that is here names it so, or the asker has no part in the document: send the
    /// records first.
    NotNamed,
}

/// The answer to a [`PhotoHaveRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoHaveAnswer {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// One for each photo asked for, in the same order.
    pub held: Vec<PhotoHeld>,
}

/// `POST /v1/photo/put`: one part of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoPutRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// Which photo.
    pub photo: NamedPhoto,
    /// Where in it the part begins.
    pub offset: u32,
    /// [`PHOTO_PART`] bytes, or what is left of it.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The answer to a [`PhotoPutRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoPutAnswer {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// What is durable now. A part that doesn't begin where the server is changes nothing.
    pub held: PhotoHeld,
}

/// `POST /v1/photo/get`: one part of a photo down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoGetRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// Which photo.
    pub photo: NamedPhoto,
    /// From which byte on.
    pub offset: u32,
}

/// The answer to a [`PhotoGetRequest`]. What the server doesn't have whole it answers `not_found`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoGetAnswer {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// How many bytes the whole photo has.
    pub size: u32,
    /// At most [`PHOTO_PART`] bytes from the asked offset on; none behind the end.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}
