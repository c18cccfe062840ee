//! The phone's clock: for what is shown, never for what is decided.

use shared_model::moment::Millis;

/// Now.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}
