//! One case: what it is, what happened, what can be done next.

pub mod asks;
pub mod attach;
pub mod contest;
pub mod draft;
pub mod facts;
pub mod form;
pub mod missing;
pub mod near;
pub mod papers;
pub mod people;
pub mod photos;
pub mod picture;
pub mod resolve;
pub mod resolve_form;
pub mod steps;
pub mod story;
pub mod tasks;
#[cfg(test)]
mod telling;
pub mod timeline;

use super::asking::use_kept;
use super::bits;
use super::desk::use_desk;
use super::glyph::{Glyph, Icon};
use super::news::{use_fresh, use_pace};
use super::people::beside::Beside;
use super::route::Route;
use super::states::above;
use facts::Facts;
use near::Near;
use papers::Papers;
use shared_model::api::Query;
use shared_model::api::view::CaseView;
use shared_model::ids::CaseId;
use steps::Steps;
use timeline::Timeline;
use ui::mark::mark;
use ui::text::t;
use yew::prelude::*;

/// What [`CasePage`] takes.
#[derive(Properties, PartialEq)]
pub struct CasePageProps {
    /// Which case.
    pub id: CaseId,
}

/// The page of a case.
#[component]
pub fn CasePage(props: &CasePageProps) -> Html {
    let desk = use_desk();
    let pace = use_pace();
    let kept = use_kept::<CaseView>(Query::Case { id: props.id.clone() }, Some(pace));
    let fresh = use_fresh(Some(props.id.clone()), kept.reload.clone());
    let back = html! {
        <a class="ib" href={Route::Queue.href()} aria-label={t("console-to-queue")} data-test="case-back"><Icon glyph={Glyph::Left} /></a>
    };
    let Some(view) = kept.view.clone() else {
        return html! { <><div class="head">{ back }</div>{ above(&kept) }</> };
    };
    let item = &view.item;
    html! {
        <>
            <div class="head" data-test="case" data-case={item.id.as_str().to_owned()}>
                { back }
                <div class="head-cut"><h1 data-test="case-title">{ item.title.clone() }</h1></div>
                <span data-test="case-colour" data-colour={item.colour.word()}>{ mark(item.colour) }</span>
                <span data-test="case-due">{ bits::due(item.due, &desk) }</span>
                <span data-test="case-stage" data-stage={item.stage.word()}>{ bits::stage(item) }</span>
                if item.contested {
                    <span data-test="case-contested">{ bits::contested() }</span>
                }
                <div class="acts">
                    <Papers view={view.clone()} />
                    <button type="button" class="btn btn-sm" onclick={kept.reload.reform(|_| ())}
                        data-test="case-reload">{ t("console-reload") }</button>
                </div>
            </div>
            { fresh }
            { above(&kept) }
            <div class={classes!("case", item.contested.then_some("case-forked"))}>
                <Near view={view.clone()} changed={kept.reload.clone()} />
                <aside class="case-l"><Facts view={view.clone()} /><Beside view={view.clone()} /></aside>
                // It is scrolled, and holds nothing that a key reaches otherwise.
                <div class="case-c" tabindex="0"><Timeline view={view.clone()} /></div>
                <aside class="case-r"><Steps view={view.clone()} changed={kept.reload.clone()} /></aside>
            </div>
        </>
    }
}
