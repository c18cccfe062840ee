//! The contested block: both histories of what happened at once, side by side, and where they parted.

use super::story::{Branch, Times, branches, times};
use crate::console::desk::{Desk, use_desk};
use crate::console::glyph::{Glyph, Icon};
use crate::console::words;
use shared_model::api::view::{CaseView, TimelineEntry};
use std::rc::Rc;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Contest`] takes.
#[derive(Properties, PartialEq)]
pub struct ContestProps {
    /// The case.
    pub view: Rc<CaseView>,
}

/// One event of a side.
fn event(entry: &TimelineEntry, holds: bool, desk: &Desk) -> Html {
    let now = desk.now();
    let (written, received, late) = match times(entry.written_at, &entry.delivery) {
        Times::Once(at) => (at, at, None),
        Times::Both { written, received, late_hours } => (written, received, late_hours),
    };
    let late = late.map(|hours| {
        t_with("console-late-by", &[("span", t_with("console-hours", &[("n", hours.into())]).into())])
    });
    html! {
        <div class="fk-e" data-test={format!("timeline-{}", entry.id)} data-step={entry.step.kind().word()} data-void=""
            data-holds={holds.to_string()}>
            <h3>
                { t_word("event", entry.step.kind().word()) }
                if late.is_some() {
                    <span class="off"><Icon glyph={Glyph::Offline} />{ t("console-offline") }</span>
                }
            </h3>
            <p><span>{ words::who(&entry.author) }</span>{ " " }<span class="mute">{ words::role(entry.author.role) }</span></p>
            <p class="said">{ super::timeline::said(&entry.step, entry.to_name.as_deref(), now) }</p>
            { super::timeline::through(entry.heard_from.as_ref()) }
            <dl>
                <dt>{ t("console-written") }</dt><dd>{ words::stamp(written, now) }</dd>
                <dt>{ t("console-got") }</dt><dd>{ words::stamp(received, now) }{ late }</dd>
            </dl>
        </div>
    }
}

/// One side: all that was written on it, and what both had seen before.
fn side(branch: &Branch, desk: &Desk) -> Html {
    let seen = branch.seen.as_ref().map_or_else(
        || t("console-seen-nothing"),
        |seen| {
            let step = t_word("event", seen.step.kind().word()).into();
            t_with(
                "console-seen-until",
                &[("at", words::stamp(seen.written_at, desk.now()).into()), ("step", step)],
            )
        },
    );
    html! {
        <div data-test="contested-side">
            if branch.holds {
                <span class="st st-me">{ t("console-holds") }</span>
            }
            { for branch.entries.iter().map(|entry| event(entry, branch.holds, desk)) }
            <dl><dt>{ t("console-saw") }</dt><dd>{ seen }</dd></dl>
        </div>
    }
}

/// The block; it stands on top of the timeline.
#[component]
pub fn Contest(props: &ContestProps) -> Html {
    let desk = use_desk();
    let sides = branches(&props.view);
    html! {
        <li class="forked" data-test="contested">
            <span class="tl-pt"><Icon glyph={Glyph::Fork} /></span>
            <div class="fk-h">{ t("console-contest-title") }</div>
            <div class="fk">
                { for sides.iter().map(|branch| side(branch, &desk)) }
                <div class="fk-foot">{ t("console-contest-rule") }</div>
            </div>
        </li>
    }
}
