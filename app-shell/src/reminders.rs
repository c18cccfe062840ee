//! Reminders: what the screens worked out replaces what was planned before. On Android the system
//! keeps them and shows them with the window closed; on a desk they are shown while it is open.

#[cfg(target_os = "android")]
#[path = "reminders/android.rs"]
mod bell;
#[cfg(not(target_os = "android"))]
#[path = "reminders/desk.rs"]
mod bell;

pub use bell::{Bell, ability};

use shared_model::api::Problem;
use shared_model::api::device::Said;
use shared_model::moment::Millis;
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// At most so many are planned: two a day for a week.
pub const MOST: usize = 14;
/// A line is no longer than this, in characters.
const LINE_MOST: usize = 120;

/// Plans these in the place of those that were planned before; none at all takes them away.
#[tauri::command(rename_all = "snake_case")]
pub async fn remind(app: tauri::AppHandle, remind: Vec<Said>) -> Result<(), Problem> {
    bell::replace(&app, plan(remind, now())).await
}

/// What is to come of it, the next one first: one for each moment, and not too many.
fn plan(mut said: Vec<Said>, now: Millis) -> Vec<Said> {
    said.sort_by_key(|one| one.at);
    let mut moments = BTreeSet::new();
    said.retain(|one| one.at > now && moments.insert(one.at));
    said.truncate(MOST);
    for line in said.iter_mut().flat_map(|one| [&mut one.title, &mut one.body]) {
        *line = line.chars().take(LINE_MOST).collect();
    }
    said
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: i64) -> Said {
        Said { at: Millis(at), title: "今天".into(), body: "2 户该走访".into() }
    }

    #[test]
    fn only_what_is_to_come_is_planned_each_moment_once_and_not_too_many() {
        assert_eq!(plan(vec![said(30), said(20), said(10), said(30)], Millis(10)), [said(20), said(30)]);
        assert_eq!(plan((0..100).map(said).collect(), Millis(-1)), (0..14).map(said).collect::<Vec<_>>());
        let long = Said { body: "长".repeat(500), ..said(1) };
        assert_eq!(plan(vec![long], Millis(0))[0].body.chars().count(), LINE_MOST);
    }
}
