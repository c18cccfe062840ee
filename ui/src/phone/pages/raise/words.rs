//! The second step's words: a few that name it, and what was found.

use super::sheet::{Act, RaiseForm};
use crate::phone::input::on_typed;
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
                    <label class="weui-cell wg-field">
                        <span class="wg-field__l">{ t("raise-title") }</span>
                        <input class="wg-field__in" type="text" maxlength="60" autocomplete="off" value={content.title.clone()}
                            placeholder={t("raise-title-hint")} data-test="raise-title"
                            oninput={on_typed(move |text| title.emit(Act::Title(text)))} />
                    </label>
                    <label class="weui-cell wg-field">
                        <span class="wg-field__l">{ t("visit-words") }</span>
                        <textarea class="wg-area" maxlength="2000" value={content.words.clone()}
                            placeholder={t("raise-words-hint")} data-test="raise-words"
                            oninput={on_typed(move |text| words.emit(Act::Words(text)))} />
                    </label>
                </div>
            </section>
        </>
    }
}
