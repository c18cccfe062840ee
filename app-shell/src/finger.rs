//! Opening by finger or face: the phone's key store seals the replica's key and gives it back to its
//! owner's finger. A desk has none.

use crate::commands::Held;
#[cfg(not(target_os = "android"))]
use shared_model::api::Code;
use shared_model::api::Problem;
use shared_model::api::device::{Ability, Finger};
#[cfg(not(target_os = "android"))]
use shared_model::api::device::{FingerAct, Why};
use tauri::{AppHandle, State};

/// What is asked of it. The answer is whether the replica in hand opens so afterwards.
#[tauri::command]
pub async fn finger(app: AppHandle, held: State<'_, Held>, finger: Finger) -> Result<bool, Problem> {
    let shelf = held.shelf()?;
    let told = tauri::async_runtime::spawn_blocking(move || act(&app, &shelf, &finger)).await;
    told.map_err(|error| Problem::new(shared_model::api::Code::Internal, error.to_string()))?
}

#[cfg(not(target_os = "android"))]
fn act(_: &AppHandle, _: &replica::Shelf, finger: &Finger) -> Result<bool, Problem> {
    match finger.act {
        FingerAct::Keep => Err(Problem::new(Code::NotHere, "a computer knows no finger; a phone may")),
        FingerAct::Ask | FingerAct::Forget | FingerAct::Open => Ok(false),
    }
}

/// A desk asks for the PIN.
#[cfg(not(target_os = "android"))]
pub fn ability(_: &AppHandle) -> Ability {
    Ability::Absent(Why::Desk)
}

#[cfg(target_os = "android")]
pub use phone::ability;
#[cfg(target_os = "android")]
use phone::act;

#[cfg(target_os = "android")]
mod phone {
    use super::{Ability, AppHandle, Finger, Problem};
    use replica::Shelf;
    use shared_model::api::Code;
    use shared_model::api::device::{FingerAct, Why};
    use tauri_plugin_biometric::{AuthOptions, BiometricExt};

    pub fn act(app: &AppHandle, shelf: &Shelf, finger: &Finger) -> Result<bool, Problem> {
        let engine = shelf.engine()?;
        match finger.act {
            FingerAct::Ask => {}
            FingerAct::Forget => engine.forget_sealed(),
            FingerAct::Keep => {
                let key = engine.key_to_seal()?;
                let options = AuthOptions { data_to_encrypt: Some(key), ..options(finger) };
                engine.keep_sealed(&asked(app, finger, options)?)?;
            }
            FingerAct::Open => {
                let Some(sealed) = engine.sealed() else { return Ok(false) };
                let options = AuthOptions { data_to_decrypt: Some(sealed), ..options(finger) };
                shelf.open_by_key(&asked(app, finger, options)?)?;
            }
        }
        Ok(engine.sealed().is_some())
    }

    fn options(finger: &Finger) -> AuthOptions {
        let (title, cancel_title) = (Some(finger.title.clone()), Some(finger.cancel.clone()));
        AuthOptions { title, cancel_title, confirmation_required: Some(false), ..AuthOptions::default() }
    }

    /// What the key store sealed, or gave back. Only a finger that counts as strong reaches it.
    fn asked(app: &AppHandle, finger: &Finger, options: AuthOptions) -> Result<String, Problem> {
        let told = app.biometric().biometric_cipher(finger.title.clone(), options);
        told.map(|told| told.data).map_err(|error| Problem::new(Code::Forbidden, error.to_string()))
    }

    /// Whether the phone knows a finger or a face. One that knows none yet has it switched off.
    pub fn ability(app: &AppHandle) -> Ability {
        match app.biometric().status() {
            Ok(status) if status.is_available => Ability::There,
            _ => Ability::Absent(Why::Off),
        }
    }
}
