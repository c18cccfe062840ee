//! From a camera's file to a photo as it is kept and sent: upright, at most 1,600 pixels a side,
//! JPEG without metadata. Whatever the bytes are, memory stays bounded and a problem is told.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use sha2::{Digest, Sha256};
use shared_model::api::{Code, Problem};
use shared_model::photo::{PHOTO_BYTES_MOST, Photo, PhotoHash};
use std::io::Cursor;
use std::panic::{UnwindSafe, catch_unwind};

/// Longest side of a photo that is kept, in pixels.
const SIDE_MOST: u32 = 1_600;
/// Tried in this order until the photo is small enough; the first one nearly always does.
const QUALITIES: [u8; 4] = [75, 60, 45, 30];
/// Largest file that is looked at, largest picture in pixels, and most memory a decoder may take.
const FILE_MOST: usize = 40 << 20;
const PIXELS_MOST: u64 = 50_000_000;
const DECODER_MOST: u64 = 256 << 20;

/// A photo with its bytes.
#[derive(Clone, Debug)]
pub struct Picture {
    /// As entries name it.
    pub photo: Photo,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Makes a photo of a JPEG or PNG file.
///
/// # Errors
/// `too_large` for one that would take too much memory, `photo_unreadable` for what is no picture.
pub fn picture(file: &[u8]) -> Result<Picture, Problem> {
    guarded(file, make)
}

/// Runs `work` on a file that is not too large. A decoder that panics on strange bytes must not take
/// the engine with it.
pub(crate) fn guarded<T>(
    file: &[u8],
    work: impl FnOnce(&[u8]) -> Result<T, Problem> + UnwindSafe,
) -> Result<T, Problem> {
    if file.len() > FILE_MOST {
        return Err(too_large(format!("a file of {} bytes", file.len())));
    }
    catch_unwind(|| work(file)).unwrap_or_else(|_| Err(unreadable("the decoder gave up")))
}

fn unreadable(why: impl std::fmt::Display) -> Problem {
    Problem::new(Code::PhotoUnreadable, format!("this is no picture that can be read: {why}"))
}

fn too_large(what: String) -> Problem {
    Problem::new(Code::TooLarge, format!("{what} is too large: a photo has at most 50 million pixels"))
}

fn failed(error: ImageError) -> Problem {
    match error {
        ImageError::Limits(limit) => too_large(limit.to_string()),
        other => unreadable(other),
    }
}

fn make(file: &[u8]) -> Result<Picture, Problem> {
    let mut image = decoded(file)?;
    if image.width().max(image.height()) > SIDE_MOST {
        image = image.resize(SIDE_MOST, SIDE_MOST, FilterType::Triangle);
    }
    let image = DynamicImage::from(image.into_rgb8());
    let (width, height) = (image.width(), image.height());
    let bytes = encoded(&image)?;
    let hash = PhotoHash(Sha256::digest(&bytes).into());
    let photo = Photo { hash, bytes: bytes.len() as u32, width, height, mime: "image/jpeg".to_owned() };
    Ok(Picture { photo, bytes })
}

/// The picture of a file, upright, decoded within bounds.
pub(crate) fn decoded(file: &[u8]) -> Result<DynamicImage, Problem> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_MOST);
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(unreadable)?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    // Before anything is decoded: what the head promises is what would be allocated.
    if u64::from(width) * u64::from(height) > PIXELS_MOST || decoder.total_bytes() > DECODER_MOST {
        return Err(too_large(format!("a picture of {width} x {height} pixels")));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn encoded(image: &DynamicImage) -> Result<Vec<u8>, Problem> {
    for quality in QUALITIES {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        image.write_with_encoder(encoder).map_err(failed)?;
        if bytes.len() <= PHOTO_BYTES_MOST as usize {
            return Ok(bytes);
        }
    }
    Err(too_large("this picture, even shrunk,".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        // Left half dark, right half light: so one can see which way up it is.
        let image = RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgb([20, 20, 20]) } else { Rgb([230, 230, 230]) }
        });
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        DynamicImage::from(image).write_with_encoder(encoder).unwrap();
        bytes
    }

    /// Puts an EXIF block with this orientation, and a position's telltale, behind the first marker.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"GPSLatitude 27.39");
        let body = [b"Exif\0\0".as_slice(), &tiff].concat();
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &body, &jpeg[2..]].concat()
    }

    fn has(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|at| at == what)
    }

    #[test]
    fn a_camera_s_file_becomes_small_upright_and_without_a_position() {
        let file = with_exif(&jpeg(4000, 3000), 6);
        assert!(has(&file, b"GPSLatitude"));
        let taken = picture(&file).unwrap();
        assert_eq!((taken.photo.width, taken.photo.height), (1200, 1600), "turned a quarter");
        assert!(taken.bytes.len() < 200_000, "{}", taken.bytes.len());
        assert!(!has(&taken.bytes, b"GPS") && !has(&taken.bytes, b"Exif"));
        let seen = image::load_from_memory(&taken.bytes).unwrap().into_rgb8();
        // Orientation 6: what was left is now above.
        assert!(seen.get_pixel(600, 100)[0] < 60 && seen.get_pixel(600, 1500)[0] > 190);
        assert_eq!(taken.photo.hash.0, *Sha256::digest(&taken.bytes));
    }

    #[test]
    fn a_small_picture_is_not_made_larger_and_the_same_file_gives_the_same_photo() {
        let taken = picture(&jpeg(320, 240)).unwrap();
        assert_eq!((taken.photo.width, taken.photo.height), (320, 240));
        assert_eq!(picture(&jpeg(320, 240)).unwrap().photo, taken.photo);
    }

    /// The head of a PNG that promises so many pixels, and nothing behind it.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut small = Vec::new();
        let image = DynamicImage::from(RgbImage::new(1, 1));
        image.write_to(&mut Cursor::new(&mut small), image::ImageFormat::Png).unwrap();
        small[16..20].copy_from_slice(&width.to_be_bytes());
        small[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&small[12..29]);
        small[29..33].copy_from_slice(&sum.to_be_bytes());
        small
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
    }

    #[test]
    fn a_bomb_and_what_is_no_picture_are_refused_with_a_code() {
        let code = |file: &[u8]| picture(file).unwrap_err().code;
        assert_eq!(code(&png_of(60_000, 60_000)), Code::TooLarge);
        assert_eq!(code(&png_of(10_000, 6_000)), Code::TooLarge);
        assert_eq!(code(&vec![0; FILE_MOST + 1]), Code::TooLarge);
        let whole = jpeg(640, 480);
        for bad in [&b""[..], b"no picture", &whole[..20], &png_of(100, 100)] {
            assert_eq!(code(bad), Code::PhotoUnreadable);
        }
    }

    #[test]
    fn no_changed_byte_of_a_picture_gets_past_the_decoder_s_bounds() {
        let whole = jpeg(64, 48);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            // Some are still pictures; what matters is that each comes back as one or a problem.
            let _ = picture(&changed);
        }
    }
}
