//! Photos: taken or chosen for a form, and shown where an entry names them.

use crate::phone::device::use_ability;
use crate::phone::input::on_tap;
use crate::phone::parts::frame::title;
use crate::phone::parts::part::{keyed, part};
use crate::phone::parts::pick;
use crate::phone::parts::trouble;
use shared_model::api::device::Ability;
use shared_model::api::photos::{PhotoData, PhotoState, PhotoView};
use shared_model::api::{Command, Problem, Query};
use shared_model::photo::{PHOTOS_MOST, PhotoHash};
use ui::backend::{Told, use_command, use_link, use_query};
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What a form's photos take.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Those that go with the form.
    pub taken: Vec<PhotoHash>,
    /// One comes, or goes when it was there.
    pub turn: Callback<PhotoHash>,
}

/// One comes, or goes when it was there.
pub fn turned(mut taken: Vec<PhotoHash>, hash: PhotoHash) -> Vec<PhotoHash> {
    let before = taken.len();
    taken.retain(|there| *there != hash);
    if taken.len() == before && before < PHOTOS_MOST {
        taken.push(hash);
    }
    taken
}

/// The photos of a form: the camera, the album, and what came of them.
#[component]
pub fn Photos(props: &Props) -> Html {
    let link = use_link();
    let camera = use_ability(|platform| platform.camera);
    let camera = !matches!(camera, Some(Ability::Absent(_)));
    let busy = use_state_eq(|| false);
    let problem = use_state_eq(|| None::<Problem>);
    let then = {
        let (link, busy, problem, turn) = (link.clone(), busy.setter(), problem.setter(), props.turn.clone());
        let there = props.taken.clone();
        Callback::from(move |file: String| {
            let (link, busy, problem, turn) = (link.clone(), busy.clone(), problem.clone(), turn.clone());
            let there = there.clone();
            busy.set(true);
            problem.set(None);
            spawn_local(async move {
                match link.0.take_photo(file).await {
                    // Chosen a second time it stays: only its own cross takes it out.
                    Ok(photo) if there.contains(&photo.hash) => {}
                    Ok(photo) => turn.emit(photo.hash),
                    Err(why) => problem.set(Some(why)),
                }
                busy.set(false);
            });
        })
    };
    let way = |which, says, test, capture| pick::way(which, says, test, capture, *busy, then.clone());
    html! {
        <section class="wg-sec" data-test="photos">
            { title(t("photos-if-wanted")) }
            <div class="wg-chips">
                { for props.taken.iter().enumerate().map(|(index, hash)| taken(index, *hash, &props.turn, &link)) }
                if props.taken.len() < PHOTOS_MOST {
                    if camera { { way(Icon::Camera, t("photo-take"), "photo-take", Some("environment")) } }
                    { way(Icon::Storage, t("photo-choose"), "photo-choose", None) }
                }
                if *busy { <p class="wg-t4" role="status">{ t("photo-coming") }</p> }
            </div>
            { trouble::unsaved(problem.as_ref()) }
        </section>
    }
}

/// One of a form: with a way to leave it out, which lets it go from the phone.
fn taken(index: usize, hash: PhotoHash, turn: &Callback<PhotoHash>, link: &ui::backend::Link) -> Html {
    let (turn, link) = (turn.clone(), link.clone());
    let leave_out = on_tap(move || {
        turn.emit(hash);
        let link = link.clone();
        spawn_local(async move {
            // What can't be dropped now is counted among the photos that no entry names.
            let _ = link.0.command(Command::DropPhoto { hash }).await;
        });
    });
    html! {
        <div key={hash.to_string()} class="wg-photo" data-test={format!("photo-{index}")}>
            { part::<Picture>(PictureProps { hash, number: index + 1 }) }
            <button type="button" class="wg-ib" aria-label={t_with("photo-leave-out", &[("n", (index + 1).into())])}
                data-test={format!("photo-leave-out-{index}")} onclick={leave_out}>{ small(Icon::Close) }</button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PictureProps {
    hash: PhotoHash,
    number: usize,
}

/// One that is here: small, and as wide as the page when it is tapped.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let asked = use_query::<PhotoData>(Query::Photo { hash: props.hash });
    let large = use_state_eq(|| false);
    let Some(url) = asked.state.ready().and_then(|data| data.url.clone()) else { return html! {} };
    let tap = {
        let large = large.clone();
        on_tap(move || large.set(!*large))
    };
    html! {
        <button type="button" class={classes!("wg-photo__p", large.then_some("wg-photo__p_large"))} aria-expanded={large.to_string()} onclick={tap}>
            <img src={url} alt={t_with("photo-number", &[("n", props.number.into())])} />
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct NamedProps {
    view: PhotoView,
    number: usize,
}

/// One that an entry names: here, to be brought, or not there yet.
#[component]
fn Named(props: &NamedProps) -> Html {
    let doing = use_command();
    let came = use_state_eq(|| false);
    let hash = props.view.photo.hash;
    if props.view.here || *came {
        return part::<Picture>(PictureProps { hash, number: props.number });
    }
    if props.view.state == PhotoState::Missing {
        return html! { <p class="wg-t4">{ t("photo-not-there") }</p> };
    }
    let bring = {
        let (run, came) = (doing.run.clone(), came.setter());
        on_tap(move || {
            let came = came.clone();
            run.emit((Command::FetchPhoto { hash }, Callback::from(move |_: Told| came.set(true))));
        })
    };
    html! {
        <>
            <button type="button" class="wg-chip wg-chip_s" disabled={doing.busy} onclick={bring} data-test="photo-bring">
                { icon(Icon::Storage) }{ if doing.busy { t("photo-coming") } else { t("photo-bring") } }
            </button>
            if doing.problem.is_some() { <p class="wg-t4" role="alert">{ t("photo-not-there") }</p> }
        </>
    }
}

/// The photos of an entry.
pub fn named(photos: &[PhotoView]) -> Html {
    if photos.is_empty() {
        return html! {};
    }
    let one = |(index, view): (usize, &PhotoView)| {
        keyed::<Named>(view.photo.hash.to_string(), NamedProps { view: view.clone(), number: index + 1 })
    };
    html! { <div class="wg-photos" data-test="entry-photos">{ for photos.iter().enumerate().map(one) }</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_comes_once_goes_again_and_there_are_never_too_many() {
        let photo = |n: u8| PhotoHash([n; 32]);
        let two = turned(turned(vec![], photo(1)), photo(2));
        assert_eq!(two, [photo(1), photo(2)]);
        assert_eq!(turned(two, photo(1)), [photo(2)]);
        let full: Vec<PhotoHash> = (0..PHOTOS_MOST as u8).map(photo).collect();
        assert_eq!(turned(full.clone(), photo(99)), full);
    }
}
