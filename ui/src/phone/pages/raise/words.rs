//! The second step's words: a few that name it, and what was found.

use super::sheet::{Act, RaiseForm};
use crate::phone::input::on_typed;
use crate::phone::parts::field::{self, Takes};
use shared_model::casework::Colour;
use ui::mark;
use ui::text::{t, t_word};
use yew::prelude::*;

/// Title and words, under what was chosen before.
pub fn words(content: &RaiseForm, colour: Option<Colour>, act: &Callback<Act>) -> Html {
    let (title, words) = (act.clone(), act.clone());
    let kind = content.kind.map(|kind| t_word("kind", kind.word())).unwrap_or_default();
    html! {
        <>
            <p class="wg-line wg-tags">{ colour.map(mark::mark).unwrap_or_default() }<span class="wg-t4">{ kind }</span></p>
            <section class="wg-sec wg-sec16">
                <div class="weui-cells">
                    { field::line(t("raise-title"), t("raise-title-hint"), &content.title, Takes::Words(60), "raise-title",
                        move |text| title.emit(Act::Title(text))) }
                    { field::words(t("visit-words"), t("raise-words-hint"), &content.words, "raise-words",
                        on_typed(move |text| words.emit(Act::Words(text)))) }
                </div>
            </section>
        </>
    }
}
