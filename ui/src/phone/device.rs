//! What this phone can do, and the reminders it is given: said here, because here the words are.

use super::app::Session;
use super::live::use_live;
use super::parts::rows::joined;
use super::settings::Preferences;
use shared_model::api::Query;
use shared_model::api::device::{Ability, Platform, Said};
use shared_model::api::view::Reminder;
use ui::around::use_thing;
use ui::backend::{Link, use_link};
use ui::text::{t, t_with};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the device can do, as the context carries it; none until it has said so.
pub type Device = Option<Platform>;

/// What the device has said of one ability.
#[hook]
pub fn use_ability(which: fn(&Platform) -> Ability) -> Option<Ability> {
    use_thing::<Device>().flatten().map(|platform| which(&platform))
}

/// Asks what the device can do, and has it remind its person whenever something else is asked of them.
#[hook]
pub fn use_device() -> Device {
    let link = use_link();
    let device = use_state_eq(|| None);
    let planned = use_live::<Vec<Reminder>>(Query::Reminders);
    let quiet = use_thing::<Preferences>().is_some_and(|preferences| preferences.now.quiet);
    // Who practises is asked for nothing, and what was planned before still holds.
    let training = use_thing::<Session>().is_some_and(|session| session.view.training);
    let planned = planned.state.ready().filter(|_| !training);
    let said: Option<Vec<Said>> = planned.map(|planned| planned.iter().filter(|_| !quiet).map(say).collect());
    let found = device.setter();
    use_effect_with((link, said), move |(link, said): &(Link, Option<Vec<Said>>)| {
        let (link, said) = (link.clone(), said.clone());
        spawn_local(async move {
            if let Some(said) = said {
                // Whether reminders are let through is told by what the device can do afterwards.
                let _ = link.0.remind(said).await;
            }
            found.set(link.0.platform().await.ok());
        });
    });
    *device
}

fn say(reminder: &Reminder) -> Said {
    let n = |n: u32| [("n", n.into())];
    let Reminder { take, settle, tasks, follow_ups, visits, unsent, .. } = *reminder;
    let said = [
        (take > 0).then(|| t_with("reminder-take", &n(take))),
        (settle > 0).then(|| t_with("reminder-settle", &n(settle))),
        (tasks > 0).then(|| t_with("reminder-tasks", &n(tasks))),
        (follow_ups > 0).then(|| t_with("reminder-follow-ups", &n(follow_ups))),
        (visits > 0).then(|| t_with("reminder-visits", &n(visits))),
        (unsent > 0).then(|| t_with("reminder-unsent", &n(unsent))),
    ];
    let body = joined(said.into_iter().flatten());
    Said { at: reminder.at, title: t("reminder-title"), body }
}
