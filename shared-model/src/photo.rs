//! Photos as entries name them: by the SHA-256 of their bytes, with what must be known to show,
//! measure and check them. The bytes themselves travel apart from the documents.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Most photos one entry names.
pub const PHOTOS_MOST: usize = 9;
/// Largest photo, in bytes, as it is sent.
pub const PHOTO_BYTES_MOST: u32 = 1_500_000;
/// Longest side that may be claimed, in pixels. Phones make theirs far smaller.
pub const PHOTO_SIDE_MOST: u32 = 8_192;

/// A photo's name: SHA-256 of its bytes; in text 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoHash(pub [u8; 32]);

/// Why a text names no photo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no photo: 64 digits of 0-9 and a-f")]
pub struct NotAPhotoHash(pub String);

impl PhotoHash {
    /// Reads the text.
    ///
    /// # Errors
    /// When it isn't 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<PhotoHash, NotAPhotoHash> {
        let mut bytes = [0; 32];
        let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
        match hex::decode_to_slice(text, &mut bytes) {
            Ok(()) if !upper => Ok(PhotoHash(bytes)),
            _ => Err(NotAPhotoHash(text.chars().take(80).collect())),
        }
    }
}

impl TryFrom<String> for PhotoHash {
    type Error = NotAPhotoHash;
    fn try_from(text: String) -> Result<Self, NotAPhotoHash> {
        PhotoHash::parse(&text)
    }
}

impl From<PhotoHash> for String {
    fn from(hash: PhotoHash) -> String {
        hash.to_string()
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A photo as an entry names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// Its name.
    pub hash: PhotoHash,
    /// How many bytes it has.
    pub bytes: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `image/jpeg`; a later version may write another kind of image.
    pub mime: String,
}

/// Why photos can't be named so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoProblem {
    /// Too many in one entry.
    #[error("an entry names at most {PHOTOS_MOST} photos, each once")]
    TooMany,
    /// A size that no photo has.
    #[error("a photo has 1 to {PHOTO_BYTES_MOST} bytes and 1 to {PHOTO_SIDE_MOST} pixels a side")]
    Size,
    /// No kind of image.
    #[error("a photo's kind is image/…, as image/jpeg")]
    Kind,
}

/// Checks the photos of one entry.
///
/// # Errors
/// A [`PhotoProblem`].
pub fn check(photos: &[Photo]) -> Result<(), PhotoProblem> {
    let twice = |(at, photo): (usize, &Photo)| photos[..at].iter().any(|other| other.hash == photo.hash);
    if photos.len() > PHOTOS_MOST || photos.iter().enumerate().any(twice) {
        return Err(PhotoProblem::TooMany);
    }
    photos.iter().try_for_each(Photo::check)
}

impl Photo {
    fn check(&self) -> Result<(), PhotoProblem> {
        let side = 1..=PHOTO_SIDE_MOST;
        let fits = (1..=PHOTO_BYTES_MOST).contains(&self.bytes)
            && side.contains(&self.width)
            && side.contains(&self.height);
        if !fits {
            return Err(PhotoProblem::Size);
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
        let kind = self.mime.strip_prefix("image/").unwrap_or_default();
        let is_kind = (1..=30).contains(&kind.len()) && kind.bytes().all(plain);
        if is_kind { Ok(()) } else { Err(PhotoProblem::Kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(number: u8) -> Photo {
        let hash = PhotoHash([number; 32]);
        Photo { hash, bytes: 200_000, width: 1600, height: 1200, mime: "image/jpeg".into() }
    }

    #[test]
    fn an_entry_names_up_to_nine_different_photos_of_a_size_that_can_be() {
        let nine: Vec<Photo> = (0..9).map(photo).collect();
        assert_eq!(check(&nine), Ok(()));
        assert_eq!(check(&[nine.clone(), vec![photo(9)]].concat()), Err(PhotoProblem::TooMany));
        assert_eq!(check(&[photo(1), photo(1)]), Err(PhotoProblem::TooMany));
        for bytes in [0, PHOTO_BYTES_MOST + 1] {
            assert_eq!(check(&[Photo { bytes, ..photo(1) }]), Err(PhotoProblem::Size));
        }
        assert_eq!(check(&[Photo { width: 0, ..photo(1) }]), Err(PhotoProblem::Size));
        for mime in ["text/html", "image/", "image/sv g", "image/\u{56fe}"] {
            assert_eq!(check(&[Photo { mime: mime.into(), ..photo(1) }]), Err(PhotoProblem::Kind), "{mime}");
        }
    }

    #[test]
    fn a_photo_is_named_by_64_small_digits() {
        let text = "0f".repeat(32);
        assert_eq!(PhotoHash::parse(&text).map(String::from), Ok(text.clone()));
        for bad in [&text[1..], &text.to_uppercase(), "../../etc/passwd", ""] {
            assert!(PhotoHash::parse(bad).is_err(), "{bad}");
        }
    }
}
