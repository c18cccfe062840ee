//! The paper or a picture that goes with a step: chosen, made small, handed in before the step.

use super::draft::Draft;
use super::picture;
use crate::console::glyph::{Glyph, Icon};
use crate::console::states::Trouble;
use shared_model::api::{Code, Problem};
use shared_model::ids::CaseId;
use shared_model::photo::{PHOTOS_MOST, Photo};
use ui::backend::{Link, use_link};
use ui::text::{t, t_with};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

/// What [`Attach`] takes.
#[derive(Properties, PartialEq)]
pub struct AttachProps {
    /// Of which case.
    pub case: CaseId,
    /// What is filled in so far.
    pub draft: Draft,
    /// Told what is filled in.
    pub filled: Callback<Draft>,
}

async fn handed_in(link: &Link, case: CaseId, file: &File) -> Result<Photo, Problem> {
    let unread = |_| Problem::new(Code::PhotoUnreadable, "the browser can't read it as a picture");
    let jpeg = picture::shrunk(file).await.map_err(unread)?;
    link.0.add_photo(case, jpeg).await
}

/// Kilobytes, at least one, as people read a size.
fn kilobytes(bytes: u32) -> u32 {
    bytes.div_ceil(1024)
}

/// The photos of a step, and the button that adds one.
#[component]
pub fn Attach(props: &AttachProps) -> Html {
    let link = use_link();
    let busy = use_state_eq(|| false);
    let problem = use_state_eq(|| None::<Problem>);
    // Words typed while a photo is on its way must not be written over when it has come.
    let latest = use_mut_ref(Draft::default);
    latest.replace(props.draft.clone());
    let onchange = {
        let (busy, problem, filled) = (busy.setter(), problem.setter(), props.filled.clone());
        let (latest, case) = (latest.clone(), props.case.clone());
        move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
            let (busy, problem, filled) = (busy.clone(), problem.clone(), filled.clone());
            let (latest, case, link) = (latest.clone(), case.clone(), link.clone());
            busy.set(true);
            problem.set(None);
            spawn_local(async move {
                match handed_in(&link, case, &file).await {
                    Ok(photo) => {
                        let mut draft = latest.borrow().clone();
                        draft.photos.retain(|known| known.hash != photo.hash);
                        draft.photos.push(photo);
                        filled.emit(draft);
                    }
                    Err(why) => problem.set(Some(why)),
                }
                // The same file may be chosen again.
                input.set_value("");
                busy.set(false);
            });
        }
    };
    let photo = |(index, photo): (usize, &Photo)| {
        let without = {
            let (mut draft, hash) = (props.draft.clone(), photo.hash);
            draft.photos.retain(|known| known.hash != hash);
            let filled = props.filled.clone();
            move |_| filled.emit(draft.clone())
        };
        let size = [("n", (index + 1).into()), ("kb", kilobytes(photo.bytes).into())];
        html! {
            <li class="row" data-test={format!("attached-{index}")}>
                <Icon glyph={Glyph::Check} small=true /><span>{ t_with("console-photo-ready", &size) }</span>
                <button type="button" class="txt" onclick={without}>{ t("console-photo-drop") }</button>
            </li>
        }
    };
    let full = props.draft.photos.len() >= PHOTOS_MOST;
    html! {
        <div class="fld">
            <span>{ t("console-photos") }</span>
            <ul>{ for props.draft.photos.iter().enumerate().map(photo) }</ul>
            if !full {
                <label class={classes!("btn", "btn-sm", busy.then_some("btn-wait"))}>
                    <Icon glyph={Glyph::Plus} />{ if *busy { t("console-photo-coming") } else { t("console-photo-choose") } }
                    <input type="file" class="hid-in" accept="image/*" disabled={*busy} {onchange} data-test="step-photo" />
                </label>
            }
            if let Some(problem) = &*problem {
                <Trouble problem={problem.clone()} />
            }
        </div>
    }
}
