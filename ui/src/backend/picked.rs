//! A file that somebody picked in a form.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileReader};

/// Its content as an address, `data:image/jpeg;base64,…`: the page's rules let pictures come from there,
/// and every web view can make one.
///
/// # Errors
/// When the browser can't read it.
pub async fn as_url(file: &File) -> Result<String, JsValue> {
    let reader = FileReader::new()?;
    let read = Promise::new(&mut |done, failed| {
        reader.set_onload(Some(&done));
        reader.set_onerror(Some(&failed));
    });
    reader.read_as_data_url(file)?;
    JsFuture::from(read).await?;
    reader.result()?.as_string().ok_or(JsValue::NULL)
}
