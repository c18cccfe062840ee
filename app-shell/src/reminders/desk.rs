//! Reminders on a desk: one task waits for the next of them while the window is open, and the
//! session's notification service shows it.

use super::now;
use shared_model::api::device::{Ability, Said, Why};
use shared_model::api::{Code, Problem};
use shared_model::moment::{HOUR, Millis};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

/// A desk that sleeps loses count of the time: the clock is looked at so often.
const LOOKS_EVERY: Duration = Duration::from_secs(30);
/// What a desk slept through by more than this is not shown in the night after.
const LATE_MOST: i64 = HOUR;

/// The task that waits for what is planned.
#[derive(Default)]
pub struct Bell(Mutex<Option<JoinHandle<()>>>);

impl Bell {
    /// Waits for these instead.
    fn replace(&self, plan: Vec<Said>, show: impl Fn(Said) + Send + 'static) {
        let waits = spawn(async move {
            for said in plan {
                while now() < said.at {
                    let left = u64::try_from(said.at.0 - now().0).unwrap_or_default();
                    tokio::time::sleep(Duration::from_millis(left).min(LOOKS_EVERY)).await;
                }
                if now() <= Millis(said.at.0).plus(LATE_MOST) {
                    show(said);
                }
            }
        });
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(waits);
        if let Some(before) = before {
            before.abort();
        }
    }
}

/// Plans these in the place of those before.
pub async fn replace(app: &AppHandle, plan: Vec<Said>) -> Result<(), Problem> {
    if !plan.is_empty() && ability(app) != Ability::There {
        return Err(Problem::new(Code::NotHere, "no notification service runs in this session"));
    }
    let shows = app.clone();
    app.state::<Bell>().replace(plan, move |said| {
        // Nobody is there to tell that it couldn't be shown; the first page says the same.
        let _ = shows.notification().builder().title(said.title).body(said.body).show();
    });
    Ok(())
}

/// Whether reminders can be shown: a session without a bus has nobody to show them.
pub fn ability(_: &AppHandle) -> Ability {
    let named = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let usual = std::env::var_os("XDG_RUNTIME_DIR").map(|dir| std::path::Path::new(&dir).join("bus"));
    if named || usual.is_some_and(|bus| bus.exists()) { Ability::There } else { Ability::Absent(Why::Off) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn said(at: Millis, body: &str) -> Said {
        Said { at, title: String::new(), body: body.into() }
    }

    #[test]
    fn what_is_planned_is_shown_in_its_time_and_what_it_replaced_is_not() {
        let bell = Bell::default();
        let (first, first_shown) = mpsc::channel();
        bell.replace(vec![said(now().plus(HOUR), "an hour")], move |said| drop(first.send(said.body)));
        let (second, second_shown) = mpsc::channel();
        let plan = vec![
            said(now().plus(-2 * LATE_MOST), "slept through"),
            said(now().plus(1), "now"),
            said(now().plus(30), "then"),
        ];
        bell.replace(plan, move |said| drop(second.send(said.body)));
        assert_eq!(second_shown.iter().collect::<Vec<_>>(), ["now", "then"]);
        assert!(first_shown.recv().is_err(), "whoever waited for it is gone");
    }
}
