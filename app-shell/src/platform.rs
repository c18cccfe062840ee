//! What this device can do: the one record the screens ask for.

use crate::{finger, position, reminders};
use shared_model::api::device::{Ability, Platform, Why};
use shared_model::api::{Code, Problem};
use tauri::{AppHandle, async_runtime};

/// What this device can do now: somebody may have refused something since.
#[tauri::command]
pub async fn platform(app: AppHandle) -> Result<Platform, Problem> {
    // Android answers on its own thread; whoever waits must not be one it needs.
    let told = async_runtime::spawn_blocking(move || {
        of(position::ability(&app), reminders::ability(&app), finger::ability(&app))
    })
    .await;
    told.map_err(|error| Problem::new(Code::Internal, error.to_string()))
}

/// A desk: pictures come from files, a picture of a code too, and it is where it is.
#[cfg(not(target_os = "android"))]
fn of(position: Ability, notifications: Ability, biometric: Ability) -> Platform {
    let absent = Ability::Absent(Why::Desk);
    Platform {
        camera: absent,
        position,
        qr: Ability::There,
        biometric,
        notifications,
        share: absent,
        key_store: Ability::Absent(Why::KeyFile),
        metered: absent,
    }
}

/// A phone: the web view's own file field opens the camera.
#[cfg(target_os = "android")]
fn of(position: Ability, notifications: Ability, biometric: Ability) -> Platform {
    Platform {
        camera: Ability::There,
        position,
        qr: Ability::There,
        biometric,
        notifications,
        share: Ability::There,
        key_store: Ability::Absent(Why::KeyFile),
        metered: Ability::There,
    }
}

#[cfg(all(test, not(target_os = "android")))]
mod tests {
    use super::*;

    #[test]
    fn a_desk_says_of_each_thing_whether_it_is_there_and_why_not() {
        let all = of(Ability::Absent(Why::Desk), Ability::There, Ability::Absent(Why::Desk)).all();
        let there: Vec<_> = all.iter().filter(|(_, ability)| *ability == Ability::There).collect();
        assert_eq!(there, [&("qr", Ability::There), &("notifications", Ability::There)]);
        assert!(all.contains(&("key_store", Ability::Absent(Why::KeyFile))));
    }
}
