//! A picture that somebody chose becomes a photo as phones make them: small enough, upright, without
//! whatever else the camera wrote into it.

use js_sys::{Promise, Uint8Array};
use shared_model::photo::PHOTO_BYTES_MOST;
use ui::backend::picked;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement};

/// Longest side of what is made, in pixels: that of a phone's photo.
const SIDE_MOST: u32 = 1_600;
/// Tried one after the other until the photo is within its budget.
const QUALITIES: [f64; 3] = [0.75, 0.6, 0.45];

/// The size a picture is drawn at: no side longer than [`SIDE_MOST`], never enlarged, never nothing.
pub fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= SIDE_MOST {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(SIDE_MOST) / u64::from(longest);
        u32::try_from(side).unwrap_or(SIDE_MOST).max(1)
    };
    (scaled(width), scaled(height))
}

/// Makes a JPEG of a picture's file.
///
/// # Errors
/// When the browser can't read it as a picture.
pub async fn shrunk(file: &File) -> Result<Vec<u8>, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&picked::as_url(file).await?);
    JsFuture::from(image.decode()).await?;
    let (width, height) = fitted(image.natural_width(), image.natural_height());
    let canvas = drawn(&image, width, height)?;
    for quality in QUALITIES {
        let bytes = encoded(&canvas, quality).await?;
        if u32::try_from(bytes.len()).is_ok_and(|size| size <= PHOTO_BYTES_MOST) {
            return Ok(bytes);
        }
    }
    Err(JsValue::NULL)
}

fn drawn(image: &HtmlImageElement, width: u32, height: u32) -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into::<CanvasRenderingContext2d>()?;
    // What was transparent would turn black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(
        image,
        0.0,
        0.0,
        f64::from(width),
        f64::from(height),
    )?;
    Ok(canvas)
}

async fn encoded(canvas: &HtmlCanvasElement, quality: f64) -> Result<Vec<u8>, JsValue> {
    let mut asked = Ok(());
    let made = Promise::new(&mut |done, _| {
        let told = Closure::once_into_js(move |blob: JsValue| {
            // A promise takes whatever it is given.
            let _ = done.call1(&JsValue::NULL, &blob);
        });
        asked = canvas.to_blob_with_type_and_encoder_options(
            told.unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
    });
    asked?;
    let blob: Blob = JsFuture::from(made).await?.dyn_into()?;
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn a_picture_is_made_smaller_in_its_own_shape_and_never_larger() {
        assert_eq!(fitted(4_000, 3_000), (1_600, 1_200));
        assert_eq!(fitted(2_480, 3_508), (1_131, 1_600));
        assert_eq!(fitted(800, 600), (800, 600));
        assert_eq!(fitted(100_000, 10), (1_600, 1));
    }
}
