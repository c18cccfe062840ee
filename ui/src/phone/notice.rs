//! A short word after something was done, over whatever page is there, gone by itself.

use gloo_timers::callback::Timeout;
use std::rc::Rc;
use ui::around::{use_around, use_thing};
use ui::icons::{Icon, small};
use yew::prelude::*;

const SHOWN_MILLIS: u32 = 2_600;

/// Says something short; in a context.
#[derive(Clone, PartialEq)]
pub struct Notify(pub Callback<String>);

/// What the provider wraps.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The pages.
    pub children: Html,
}

/// Carries [`Notify`] to the pages and shows what they say.
#[component]
pub fn Notices(props: &Props) -> Html {
    let words = use_state(|| None::<Rc<str>>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let notify = {
        let words = words.setter();
        use_callback((), move |said: String, ()| {
            words.set(Some(said.into()));
            let words = words.clone();
            *timer.borrow_mut() = Some(Timeout::new(SHOWN_MILLIS, move || words.set(None)));
        })
    };
    let pages = html! {
        <>
            { props.children.clone() }
            <div class="wg-notice" role="status" data-test="notice">
                if let Some(words) = &*words {
                    <span class="wg-notice__b">{ small(Icon::Check) }{ words.to_string() }</span>
                }
            </div>
        </>
    };
    use_around().and(Notify(notify)).html(pages)
}

/// The way to say something short.
#[hook]
pub fn use_notify() -> Callback<String> {
    use_thing::<Notify>().map(|notify| notify.0).unwrap_or_default()
}
