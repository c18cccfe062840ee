//! The colour of a case as a mark: octagon, triangle or circle, always with its word.

use crate::text::t_word;
use shared_model::casework::Colour;
use yew::prelude::*;

/// The outline of a colour's shape in a box of 16.
fn outline(colour: Colour) -> Html {
    match colour {
        Colour::Red => html! { <path d="M4.9.5h6.2l4.4 4.4v6.2l-4.4 4.4H4.9L.5 11.1V4.9z" /> },
        Colour::Yellow => html! { <path d="M8 .9l7.7 14.2H.3z" /> },
        Colour::Green => html! { <circle cx="8" cy="8" r="7.5" /> },
    }
}

/// The shape alone, for where the word stands beside it anyway.
pub fn shape(colour: Colour, class: &'static str) -> Html {
    html! {
        <svg class={classes!("wg-shape", format!("wg-shape_{}", colour.word()), class)} viewBox="0 0 16 16" aria-hidden="true">
            { outline(colour) }
        </svg>
    }
}

/// Shape and word on the colour's tint.
pub fn mark(colour: Colour) -> Html {
    html! {
        <span class={classes!("wg-col", format!("wg-col_{}", colour.word()))} data-colour={colour.word()}>
            { shape(colour, "") }{ t_word("colour", colour.word()) }
        </span>
    }
}
