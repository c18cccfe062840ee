//! Small marks that rows and pages share: the deadline light, the stage, the mark of a contest.

use super::desk::Desk;
use super::glyph::{Glyph, Icon};
use super::light::Light;
use super::words;
use shared_model::api::view::{CaseItem, Due};
use shared_model::casework::Stage;
use shared_model::place::Level;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The picture of a light: ring, three-quarter disc, full disc, broken ring.
pub fn light_shape(light: Light) -> Html {
    let ring = |dashes: Option<&'static str>| {
        html! { <circle cx="7" cy="7" r="5.7" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray={dashes} /> }
    };
    let inner = match light {
        Light::Stopped => ring(Some("2.4 2")),
        Light::Ok(_) => html! {
            <>{ ring(None) }<path d="M7 4v3.200l2 1.200" fill="none" stroke="currentColor" stroke-width="1.4" /></>
        },
        Light::Today(_) | Light::Tomorrow => html! {
            <>{ ring(None) }<path d="M7 1.300a5.700 5.700 0 1 1-5.700 5.700H7z" fill="currentColor" /></>
        },
        Light::Late(_) => html! {
            <><circle cx="7" cy="7" r="6.4" fill="currentColor" /><path class="light-mark" d="M7 3.600V8M7 9.600v1.200" stroke-width="1.7" /></>
        },
    };
    html! { <svg class="light" viewBox="0 0 14 14" aria-hidden="true">{ inner }</svg> }
}

/// The deadline light of a case.
pub fn due(due: Due, desk: &Desk) -> Html {
    let now = desk.now();
    let light = Light::at(due, now);
    let class = match light {
        Light::Stopped => "due due-stop",
        Light::Late(_) => "due due-late",
        Light::Today(_) | Light::Tomorrow => "due due-near",
        Light::Ok(_) => "due",
    };
    html! {
        <span {class} title={words::stamp(due.at, now)} data-late={light.is_late().to_string()}>
            { light_shape(light) }{ words::light(light) }
        </span>
    }
}

/// What a stage is called. One that was escalated says which level answers for it now: a member's goes no
/// further than the grid, or the village where the colour is the village's.
pub fn stage_name(stage: Stage, level: Level) -> String {
    if stage == Stage::Escalated {
        return t_with("console-stage-escalated", &[("level", t_word("level", level.word()).into())]);
    }
    t_word("stage", stage.word())
}

/// Where a case stands.
pub fn stage(item: &CaseItem) -> Html {
    let class = if item.stage.is_closed() { "st st-off" } else { "st" };
    html! { <span {class} data-stage={item.stage.word()}>{ stage_name(item.stage, item.level) }</span> }
}

/// Two versions exist.
pub fn contested() -> Html {
    html! { <span class="st st-fork"><Icon glyph={Glyph::Fork} />{ t("console-contested") }</span> }
}

/// Stage, or the mark of a contest in its place: what must be looked at first.
pub fn standing(item: &CaseItem) -> Html {
    if item.contested { contested() } else { stage(item) }
}
