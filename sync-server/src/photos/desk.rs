//! Photos from the console: a scan of the paper or a picture, handed in before the step that names it.
//!
//! What is handed in waits where the parts of a phone's photo wait, under the account's own hand, and
//! is dropped like them when no step comes. A step's photos are made whole before the step is written:
//! what an entry of the console names is there.

use super::room::PhotoRoom;
use super::{has_room, rights};
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::store::records::AccountRow;
use crate::{permit, scope, store};
use image::{ImageFormat, ImageReader};
use sha2::{Digest, Sha256};
use shared_model::api::Code;
use shared_model::ids::CaseId;
use shared_model::photo::{self, Photo, PhotoHash};
use shared_model::place::PlaceCode;
use std::io::Cursor;

/// A photo that is whole in its room and waits for the step that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Whose room.
    pub village: PlaceCode,
    /// The photo.
    pub photo: Photo,
}

/// Takes a photo in for a case of the asker's.
///
/// # Errors
/// `forbidden`, `not_found`, `photo_unreadable` for what is no JPEG of a size that can be,
/// `photos_full`, `not_here` without a room for photos, or a fault.
pub fn put_aside(app: &App, me: &AccountRow, case: &CaseId, bytes: &[u8]) -> Outcome<Photo> {
    permit::check("add_photo", Some(&me.account))?;
    let room = app.photos.as_deref().ok_or_else(rights::no_room)?;
    let village = village_of(app, me, case)?;
    let photo = seen(bytes)?;
    has_room(app, room, &village, photo.bytes)?;
    room.add_part(&village, &photo.hash, me.hand, 0, bytes.to_vec())?;
    Ok(photo)
}

/// Makes the photos of a step whole in their room.
///
/// # Errors
/// `forbidden`, `not_found` for one that was never handed in, or a fault.
pub fn ready(app: &App, me: &AccountRow, case: &CaseId, photos: &[PhotoHash]) -> Outcome<Vec<Ready>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    permit::check("add_photo", Some(&me.account))?;
    let room = app.photos.as_deref().ok_or_else(rights::no_room)?;
    let village = village_of(app, me, case)?;
    let found: Vec<(Photo, Vec<u8>)> =
        photos.iter().map(|hash| waiting(room, me, &village, hash)).collect::<Outcome<_>>()?;
    let named: Vec<Photo> = found.iter().map(|(photo, _)| photo.clone()).collect();
    photo::check(&named).map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))?;
    for (photo, bytes) in found {
        has_room(app, room, &village, photo.bytes)?;
        room.keep(&village, &photo.hash, bytes)?;
    }
    Ok(named.into_iter().map(|photo| Ready { village: village.clone(), photo }).collect())
}

/// Drops what waited, once the step is written. What can't be dropped now goes with the parts that
/// nobody went on with: the step stands.
pub fn clear(app: &App, me: &AccountRow, done: &[Ready]) {
    let Some(room) = app.photos.as_deref() else { return };
    for ready in done {
        let hash = &ready.photo.hash;
        if let Err(error) = room.drop_parts(&ready.village, hash, Some(me.hand)) {
            tracing::warn!(village = %ready.village, %hash, ?error, "a photo's parts were left behind");
        }
    }
}

fn village_of(app: &App, me: &AccountRow, case: &CaseId) -> Outcome<PlaceCode> {
    let shown = store::read(&*app.store, |tx| scope::case(tx, &me.account, case, app.now()))?;
    shown.micro_grid.village().ok_or_else(|| scope::not_found("case"))
}

/// The photo as its own bytes tell it: a JPEG, since that is what the console makes of every picture.
fn seen(bytes: &[u8]) -> Outcome<Photo> {
    let unreadable = |why: String| Failed::problem(Code::PhotoUnreadable, why);
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    let (width, height) = reader.into_dimensions().map_err(|error| unreadable(error.to_string()))?;
    let size = u32::try_from(bytes.len()).map_err(|error| unreadable(error.to_string()))?;
    let hash = PhotoHash(Sha256::digest(bytes).into());
    let photo = Photo { hash, bytes: size, width, height, mime: "image/jpeg".to_owned() };
    photo::check(std::slice::from_ref(&photo)).map_err(|problem| unreadable(problem.to_string()))?;
    Ok(photo)
}

fn waiting(
    room: &PhotoRoom,
    me: &AccountRow,
    village: &PlaceCode,
    hash: &PhotoHash,
) -> Outcome<(Photo, Vec<u8>)> {
    let bytes = room.joined(village, hash, me.hand)?;
    let photo = if bytes.is_empty() { None } else { Some(seen(&bytes)?) };
    let photo = photo.filter(|photo| photo.hash == *hash);
    Ok((photo.ok_or_else(|| scope::not_found("photo"))?, bytes))
}
