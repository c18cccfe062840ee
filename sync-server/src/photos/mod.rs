//! Photos: asked for, taken in part by part, checked when they are whole, given out part by part.
//!
//! Records come first: a photo is taken only when a document that is here names it ([`rights`]).
//! Its bytes lie in the [`room`]; the store knows which are whole.

pub mod desk;
pub mod rights;
pub mod room;

use crate::app::{App, check_protocol};
use crate::ask::looks;
use crate::error::{Failed, Outcome};
use crate::scope;
use crate::store::records::DeviceRow;
use crate::store::{self, ReadTx};
use room::PhotoRoom;
use sha2::{Digest, Sha256};
use shared_model::api::Code;
use shared_model::api::photos::{PhotoState, PhotoView};
use shared_model::document::DocId;
use shared_model::people::{Account, Author};
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::PlaceCode;
use shared_model::protocol::{
    MOST_PHOTOS_ASKED, NamedPhoto, PHOTO_PART, PhotoGetAnswer, PhotoGetRequest, PhotoHaveAnswer,
    PhotoHaveRequest, PhotoHeld, PhotoPutAnswer, PhotoPutRequest, VERSION,
};

/// A phone with what it may reach.
pub struct Asker<'a> {
    app: &'a App,
    room: &'a PhotoRoom,
    device: &'a DeviceRow,
    account: &'a Account,
}

impl<'a> Asker<'a> {
    /// A phone that is known by its token.
    ///
    /// # Errors
    /// `not_here` when the server keeps no photos.
    pub fn new(app: &'a App, device: &'a DeviceRow, account: &'a Account) -> Outcome<Asker<'a>> {
        let room = app.photos.as_deref().ok_or_else(rights::no_room)?;
        Ok(Asker { app, room, device, account })
    }

    /// Where some photos are.
    ///
    /// # Errors
    /// `too_large`, `update_needed`, or a fault.
    pub fn have(&self, request: &PhotoHaveRequest) -> Outcome<PhotoHaveAnswer> {
        check_protocol(request.protocol)?;
        if request.photos.len() > MOST_PHOTOS_ASKED {
            let most = format!("ask for at most {MOST_PHOTOS_ASKED} photos at once");
            return Err(Failed::problem(Code::TooLarge, most));
        }
        let held = request.photos.iter().map(|named| self.where_is(named)).collect::<Outcome<_>>()?;
        Ok(PhotoHaveAnswer { protocol: VERSION, held })
    }

    fn where_is(&self, named: &NamedPhoto) -> Outcome<PhotoHeld> {
        let Some((photo, kept)) = self.named(named)? else { return Ok(PhotoHeld::NotNamed) };
        let village = named.doc.village();
        if kept {
            return Ok(PhotoHeld::Whole);
        }
        let bytes = self.room.part(village, &photo.hash, self.device.id)?;
        if bytes >= u64::from(photo.bytes) {
            // The server was stopped between the last part and the check.
            return self.finish(village, &photo);
        }
        if bytes == 0 && self.found_again(village, &photo)? {
            return Ok(PhotoHeld::Whole);
        }
        Ok(PhotoHeld::Part { bytes: bytes as u32 })
    }

    /// The photo as the document names it and whether it is whole, when the asker may send it.
    fn named(&self, named: &NamedPhoto) -> Outcome<Option<(Photo, bool)>> {
        let (doc, hash) = (&named.doc, PhotoHash(named.hash));
        store::read(&*self.app.store, |tx| {
            let Some(photo) = tx.photo_named(doc, &hash)? else { return Ok(None) };
            let kept = tx.photo_kept(doc.village(), &hash)?;
            Ok(rights::may_send(tx, &Author::of(self.account), doc)?.then_some((photo, kept)))
        })
    }

    /// A store that went back to a backup finds the photos that came after it in their room.
    fn found_again(&self, village: &PlaceCode, photo: &Photo) -> Outcome<bool> {
        let Some(bytes) = self.room.whole(village, &photo.hash)? else { return Ok(false) };
        if Sha256::digest(&bytes)[..] != photo.hash.0 {
            return Ok(false);
        }
        self.note_whole(village, photo)?;
        Ok(true)
    }

    fn note_whole(&self, village: &PlaceCode, photo: &Photo) -> Outcome<()> {
        let now = self.app.now();
        Ok(store::write(&*self.app.store, |tx| tx.keep_photo(village, &photo.hash, photo.bytes, now))?)
    }

    /// Takes one part.
    ///
    /// # Errors
    /// `malformed` for a part of another size, `photos_full`, `disk_full`, or a fault.
    pub fn put(&self, request: PhotoPutRequest) -> Outcome<PhotoPutAnswer> {
        check_protocol(request.protocol)?;
        let held = self.take(request)?;
        Ok(PhotoPutAnswer { protocol: VERSION, held })
    }

    fn take(&self, request: PhotoPutRequest) -> Outcome<PhotoHeld> {
        let at = self.where_is(&request.photo)?;
        let PhotoHeld::Part { bytes: reach } = at else { return Ok(at) };
        let Some((photo, _)) = self.named(&request.photo)? else { return Ok(PhotoHeld::NotNamed) };
        if request.offset != reach {
            return Ok(at);
        }
        let wanted = ((photo.bytes - reach) as usize).min(PHOTO_PART);
        if request.bytes.len() != wanted {
            let told = format!("this part has {wanted} bytes, not {}", request.bytes.len());
            return Err(Failed::problem(Code::Malformed, told));
        }
        let village = request.photo.doc.village();
        has_room(self.app, self.room, village, photo.bytes)?;
        self.room.add_part(village, &photo.hash, self.device.id, reach, request.bytes)?;
        let reach = reach + wanted as u32;
        if reach < photo.bytes {
            return Ok(PhotoHeld::Part { bytes: reach });
        }
        self.finish(village, &photo)
    }

    /// All parts are there: the photo is kept when it is the one it was said to be.
    fn finish(&self, village: &PlaceCode, photo: &Photo) -> Outcome<PhotoHeld> {
        let bytes = self.room.joined(village, &photo.hash, self.device.id)?;
        if Sha256::digest(&bytes)[..] != photo.hash.0 {
            self.room.drop_parts(village, &photo.hash, Some(self.device.id))?;
            return Ok(PhotoHeld::Wrong);
        }
        self.room.keep(village, &photo.hash, bytes)?;
        self.note_whole(village, photo)?;
        self.room.drop_parts(village, &photo.hash, None)?;
        Ok(PhotoHeld::Whole)
    }

    /// Gives one part.
    ///
    /// # Errors
    /// `token_invalid` for a revoked device; `not_found` for what isn't whole here or isn't the
    /// asker's; or a fault.
    pub fn get(&self, request: &PhotoGetRequest) -> Outcome<PhotoGetAnswer> {
        check_protocol(request.protocol)?;
        if self.device.revoked_at.is_some() {
            return Err(Failed::problem(Code::TokenInvalid, "this device was revoked"));
        }
        let (doc, hash) = (&request.photo.doc, PhotoHash(request.photo.hash));
        let photo = store::read(&*self.app.store, |tx| {
            let named = tx.photo_named(doc, &hash)?;
            let may = rights::may_fetch(tx, &Author::of(self.account), doc)?;
            named.filter(|_| may).ok_or_else(|| scope::not_found("photo"))
        })?;
        let (size, from) = (u64::from(photo.bytes), u64::from(request.offset).min(u64::from(photo.bytes)));
        let upto = (from + PHOTO_PART as u64).min(size);
        let bytes = match from < upto {
            true => whole_part(self.app, self.room, doc, &hash, from..upto)?,
            false => Vec::new(),
        };
        if !bytes.is_empty() {
            looks::note_photo(self.app, self.account, doc, &hash.to_string())?;
        }
        Ok(PhotoGetAnswer { protocol: VERSION, size: photo.bytes, bytes })
    }
}

/// Whether a village's photos may take so many bytes more.
fn has_room(app: &App, room: &PhotoRoom, village: &PlaceCode, bytes: u32) -> Outcome<()> {
    let taken = store::read(&*app.store, |tx| tx.photo_bytes(village))?;
    if taken + u64::from(bytes) > room.quota {
        tracing::warn!(%village, taken, quota = room.quota, "the room for photos is full");
        return Err(Failed::problem(Code::PhotosFull, "the village's room for photos is full"));
    }
    Ok(())
}

fn whole_part(
    app: &App,
    room: &PhotoRoom,
    doc: &DocId,
    hash: &PhotoHash,
    range: std::ops::Range<u64>,
) -> Outcome<Vec<u8>> {
    let village = doc.village();
    let missing = || Failed::problem(Code::NotFound, "the photo has not arrived");
    if !store::read(&*app.store, |tx| tx.photo_kept(village, hash))? {
        return Err(missing());
    }
    let Some(bytes) = room.range(village, hash, range)? else {
        // The room lost it: whoever still has it sends it again.
        tracing::error!(%village, %hash, "a photo that was whole is gone from its room");
        store::write(&*app.store, |tx| tx.lose_photo(village, hash))?;
        return Err(missing());
    };
    Ok(bytes)
}

/// A whole photo for the console, with its kind.
///
/// # Errors
/// What the asker may not see, what isn't here, or a fault.
pub fn shown(app: &App, me: &Account, doc: &DocId, hash: &PhotoHash) -> Outcome<(Photo, Vec<u8>)> {
    let room = app.photos.as_deref().ok_or_else(rights::no_room)?;
    let photo = rights::console(app, me, doc, hash)?;
    let bytes = whole_part(app, room, doc, hash, 0..u64::from(photo.bytes))?;
    Ok((photo, bytes))
}

/// Says of photos in a view where they are.
///
/// # Errors
/// Of the store.
pub fn mark<'a>(
    tx: &dyn ReadTx,
    room: Option<&PhotoRoom>,
    village: &PlaceCode,
    photos: impl Iterator<Item = &'a mut PhotoView>,
) -> Outcome<()> {
    for view in photos {
        let hash = &view.photo.hash;
        view.here = tx.photo_kept(village, hash)?;
        let sent = match room {
            Some(room) if !view.here => room.on_the_way(village, hash)? as u32,
            _ => 0,
        };
        view.state = match (view.here, sent) {
            (true, _) => PhotoState::Here,
            (false, 0) => PhotoState::Missing,
            (false, sent) => PhotoState::OnTheWay { sent },
        };
    }
    Ok(())
}

/// Parts that nobody went on with are dropped after so many days.
pub const PARTS_KEPT_DAYS: i64 = 30;
