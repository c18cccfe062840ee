//! The photos of an event: small pictures that open in full. Whoever looks from above the village
//! opens each by hand, since each look is noted.

use crate::console::desk::use_desk;
use shared_model::api::photos::PhotoView;
use shared_model::ids::CaseId;
use shared_model::people::Role;
use shared_model::place::PlaceCode;
use ui::backend::papers;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Photos`] takes.
#[derive(Properties, PartialEq)]
pub struct PhotosProps {
    /// The photos.
    pub photos: Vec<PhotoView>,
    /// The village the case lies in.
    pub village: Option<PlaceCode>,
    /// The case.
    pub case: CaseId,
}

/// Whether the pictures are shown before somebody asks for them.
fn at_once(role: Role) -> bool {
    !matches!(role, Role::Township | Role::County | Role::Department)
}

/// The photos.
#[component]
pub fn Photos(props: &PhotosProps) -> Html {
    let role = use_desk().account.role;
    let Some(village) = props.village.as_ref().filter(|_| !props.photos.is_empty()) else {
        return Html::default();
    };
    let photo = |(index, view): (usize, &PhotoView)| {
        let name = t_with("console-photo", &[("n", (index + 1).into())]);
        if !view.here {
            return html! { <li class="sub" data-test="photo-missing">{ name }{ t("console-dot") }{ t("console-photo-missing") }</li> };
        }
        let src = papers::photo(village, &props.case, &view.photo.hash);
        let inner = if at_once(role) {
            html! { <img src={src.clone()} alt={name} loading="lazy" /> }
        } else {
            html! { { name } }
        };
        html! { <li><a href={src} target="_blank" rel="noopener" data-test="photo">{ inner }</a></li> }
    };
    html! { <ul class="photos">{ for props.photos.iter().enumerate().map(photo) }</ul> }
}
