//! Two things that happened at once: who did what when, both kept, and what counts for now.

use super::deed;
use super::story::speaker;
use shared_model::api::view::{CaseView, Delivery, TimelineEntry};
use shared_model::moment::Millis;
use ui::dates;
use ui::icons::{Icon, icon};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The block, where the last of the concurrent events stands in the story.
pub fn block(view: &CaseView, now: Millis) -> Html {
    let sides = view.timeline.iter().filter(|entry| view.contested.contains(&entry.id));
    let stage = t_word("stage", view.item.stage.word());
    html! {
        <section class="wg-both" data-test="case-contested">
            <h3 class="wg-both__h">{ icon(Icon::Both) }{ t("contested") }</h3>
            <ul>{ for sides.map(|entry| side(entry, now)) }</ul>
            <p class="wg-both__f">{ t_with("contested-now", &[("stage", stage.into())]) }</p>
        </section>
    }
}

fn side(entry: &TimelineEntry, now: Millis) -> Html {
    let what = t_word("event", entry.step.kind().word());
    let written = t_with("written-at", &[("time", dates::day_and_clock(entry.written_at, now).into())]);
    let received = match entry.delivery {
        Delivery::Received { at } => t_with("received-at", &[("time", dates::day_and_clock(at, now).into())]),
        _ => t("delivery-saved_here"),
    };
    html! {
        <li key={entry.id.as_str()} data-test={format!("contested-{}", entry.step.kind().word())}><div>
            <p class="wg-b">{ deed(speaker(&entry.author), what) }</p>
            <p class="wg-cd">{ written }</p>
            <p class="wg-cd">{ received }</p>
        </div></li>
    }
}
