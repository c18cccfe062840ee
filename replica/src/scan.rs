//! The letters of a QR code in a picture somebody took of it: an enrolment code is taken over without
//! typing, on any phone, whoever made its system.

use crate::picture;
use quircs::Quirc;
use shared_model::api::{Code, Problem};

/// Longest sides that are looked at, in pixels: a code that fills the picture is found in the small one
/// at once, one on the far side of a desk in the larger ones. No camera's file needs more.
const SIDES: [u32; 3] = [800, 1_600, 3_200];
/// More letters than this are no enrolment code.
const LETTERS_MOST: usize = 2_000;

/// What the first readable QR code of a JPEG or PNG file says. Takes up to a second on a cheap phone.
///
/// # Errors
/// `not_found` where no code can be made out; `photo_unreadable` and `too_large` as for a photo.
pub fn scan(file: &[u8]) -> Result<String, Problem> {
    picture::guarded(file, |file| {
        let image = picture::decoded(file)?.into_luma8();
        SIDES.iter().find_map(|side| read(&image, *side)).ok_or_else(none)
    })
}

fn read(image: &image::GrayImage, side: u32) -> Option<String> {
    let (width, height) = image.dimensions();
    let longest = width.max(height);
    if longest > side {
        let part = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1) as u32;
        let smaller =
            image::imageops::resize(image, part(width), part(height), image::imageops::FilterType::Triangle);
        return grids(&smaller);
    }
    grids(image)
}

fn grids(image: &image::GrayImage) -> Option<String> {
    let mut decoder = Quirc::default();
    let found = decoder.identify(image.width() as usize, image.height() as usize, image);
    let says = found.filter_map(|code| String::from_utf8(code.ok()?.decode().ok()?.payload).ok());
    says.into_iter().find(|says| !says.is_empty() && says.chars().count() <= LETTERS_MOST)
}

fn none() -> Problem {
    Problem::new(
        Code::NotFound,
        "no code can be made out in this picture: let it fill the picture, or type it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::imageops::{self, FilterType};
    use image::{DynamicImage, GrayImage, ImageFormat, Luma};
    use qrcode::{Color, QrCode};
    use std::io::Cursor;

    const LINK: &str = "weige://enrol?server=https%3A%2F%2Fcun.example&code=AB12CD34";

    /// The code as a screen shows it, `scale` pixels a module, with its quiet edge.
    fn shown(scale: u32) -> GrayImage {
        let code = QrCode::new(LINK).unwrap();
        let (width, colours) = (code.width() as u32, code.to_colors());
        GrayImage::from_fn((width + 8) * scale, (width + 8) * scale, |x, y| {
            let (column, row) = ((x / scale).wrapping_sub(4), (y / scale).wrapping_sub(4));
            let inside = column < width && row < width;
            let dark = inside && colours[(row * width + column) as usize] == Color::Dark;
            Luma([if dark { 40 } else { 215 }])
        })
    }

    fn jpeg(image: &GrayImage) -> Vec<u8> {
        let mut file = Vec::new();
        let image = DynamicImage::from(image.clone()).into_rgb8();
        image.write_to(&mut Cursor::new(&mut file), ImageFormat::Jpeg).unwrap();
        file
    }

    /// As a hand holds a phone: turned by `turn` radians and seen from the side, on a grey desk.
    fn held(image: &GrayImage, side: u32, turn: f32) -> GrayImage {
        let (sin, cos) = turn.sin_cos();
        let half = side as f32 / 2.0;
        GrayImage::from_fn(side, side, |x, y| {
            let (dx, dy) = (x as f32 - half, y as f32 - half);
            // Farther up is smaller.
            let deep = 1.0 + dy / side as f32 * 0.2;
            let at = |along: f32| along * deep * image.width() as f32 / side as f32 * 1.5;
            let (u, v) = (at(dx * cos + dy * sin), at(dy * cos - dx * sin));
            let (u, v) = (u + image.width() as f32 / 2.0, v + image.height() as f32 / 2.0);
            let inside = u >= 0.0 && v >= 0.0 && u < image.width() as f32 && v < image.height() as f32;
            // Some noise, the same each time.
            let grain = ((x * 37 + y * 101) % 17) as u8;
            if inside { Luma([image.get_pixel(u as u32, v as u32)[0] - grain]) } else { Luma([120 + grain]) }
        })
    }

    #[test]
    fn a_picture_of_the_code_says_what_it_holds_however_it_was_held() {
        assert_eq!(scan(&jpeg(&shown(6))).as_deref(), Ok(LINK));
        for turn in [0.2, 1.0, 2.6] {
            assert_eq!(scan(&jpeg(&held(&shown(10), 1_400, turn))).as_deref(), Ok(LINK), "turned by {turn}");
        }
        // A camera's twelve million pixels, the code in the middle of the desk.
        let mut desk = GrayImage::from_pixel(4_000, 3_000, Luma([130]));
        imageops::replace(
            &mut desk,
            &imageops::resize(&shown(8), 900, 900, FilterType::Triangle),
            1_500,
            900,
        );
        assert_eq!(scan(&jpeg(&desk)).as_deref(), Ok(LINK));
        // On the far side of it: made small, nothing could be made out.
        let mut far = GrayImage::from_pixel(4_000, 3_000, Luma([130]));
        imageops::replace(&mut far, &shown(5), 2_600, 300);
        assert_eq!(scan(&jpeg(&far)).as_deref(), Ok(LINK));
    }

    #[test]
    fn a_picture_without_a_code_and_what_is_no_picture_say_so() {
        let code = |file: &[u8]| scan(file).unwrap_err().code;
        assert_eq!(code(&jpeg(&GrayImage::from_pixel(640, 480, Luma([90])))), Code::NotFound);
        assert_eq!(code(b"no picture"), Code::PhotoUnreadable);
        let half = shown(6);
        let half = imageops::crop_imm(&half, 0, 0, half.width() / 2, half.height()).to_image();
        assert_eq!(code(&jpeg(&half)), Code::NotFound);
    }
}
