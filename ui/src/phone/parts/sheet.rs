//! A sheet that comes from below over the page.

use crate::phone::input::on_tap;
use ui::icons::{Icon, icon};
use ui::text::t;
use yew::prelude::*;

/// Title, cross, content; a tap beside it closes it.
pub struct Sheet {
    /// Its title.
    pub title: AttrValue,
    /// Closes it.
    pub on_close: Callback<()>,
    /// Its content.
    pub children: Html,
}

impl Sheet {
    /// Draws it.
    pub fn html(self) -> Html {
        let (beside, cross) = (self.on_close.clone(), self.on_close.clone());
        let close_on_escape = {
            let close = self.on_close.clone();
            Callback::from(move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    close.emit(());
                }
            })
        };
        html! {
            <div class="wg-over" onkeydown={close_on_escape}>
                <div class="wg-over__shade" aria-hidden="true" onclick={on_tap(move || beside.emit(()))}></div>
                <section class="wg-sheet" role="dialog" aria-modal="true" aria-label={self.title.clone()} data-test="sheet">
                    <header class="wg-sheet__h">
                        <h2 class="wg-sheet__t">{ &self.title }</h2>
                        <button type="button" class="wg-ib" aria-label={t("close")} data-test="sheet-close"
                            onclick={on_tap(move || cross.emit(()))}>{ icon(Icon::Close) }</button>
                    </header>
                    { self.children }
                </section>
            </div>
        }
    }
}
