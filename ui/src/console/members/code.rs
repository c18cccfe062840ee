//! A one-time code: as a picture to scan and as letters to type, with the time that is left.

use crate::console::bits::light_shape;
use crate::console::desk::use_desk;
use crate::console::light::{Light, Span};
use crate::console::words;
use gloo_timers::callback::Interval;
use shared_model::api::view::EnrolCodeView;
use shared_model::moment::Millis;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`CodeCard`] takes.
#[derive(Properties, PartialEq)]
pub struct CodeCardProps {
    /// The code.
    pub view: EnrolCodeView,
    /// Told to put the code away.
    pub forget: Callback<()>,
}

/// Minutes and seconds left; none when the code is too old.
pub fn left(expires_at: Millis, now: Millis) -> Option<(i64, i64)> {
    let seconds = expires_at.0.saturating_sub(now.0) / 1000;
    (seconds > 0).then_some((seconds / 60, seconds % 60))
}

/// The picture as an address: an image can't bring script into the page, whatever it holds.
fn picture(svg: &str) -> String {
    format!("data:image/svg+xml;charset=utf-8,{}", String::from(js_sys::encode_uri_component(svg)))
}

/// The code of one member.
#[component]
pub fn CodeCard(props: &CodeCardProps) -> Html {
    let desk = use_desk();
    let tick = use_force_update();
    use_effect_with((), move |()| {
        let second = Interval::new(1000, move || tick.force_update());
        move || drop(second)
    });
    let view = &props.view;
    let time = left(view.expires_at, desk.now());
    let time_text = match time {
        None => t("console-code-old"),
        Some((minutes, _)) if minutes >= 60 => {
            t_with("console-code-until", &[("at", words::stamp(view.expires_at, desk.now()).into())])
        }
        Some((minutes, seconds)) => {
            t_with("console-code-left", &[("m", minutes.into()), ("s", seconds.into())])
        }
    };
    let light = if time.is_some() { Light::Tomorrow } else { Light::Late(Span::Hours(1)) };
    let steps = [t("console-how-1"), t("console-how-2"), t("console-how-3")];
    html! {
        <>
            <div class="sec">
                <h2 data-test="enrol-for">{ t_with("console-code-for", &[("name", view.account.name.as_str().into())]) }</h2>
                <div class="code">
                    <img src={picture(&view.qr_svg)} alt={t("console-qr-alt")} data-test="enrol-qr" />
                    <div>
                        <p class="sub">{ t("console-code-or-type") }</p>
                        <p class="code-t" data-test="enrol-code">{ view.code.clone() }</p>
                        <p class="due due-near" data-test="enrol-expiry">{ light_shape(light) }{ time_text }</p>
                        <p class="sub code-note">{ t("console-code-once") }</p>
                    </div>
                </div>
            </div>
            <div class="sec">
                <h3>{ t("console-how") }</h3>
                <ol class="how">{ for steps.into_iter().map(|step| html! { <li>{ step }</li> }) }</ol>
            </div>
            <div class="sec">
                <button type="button" class="btn" onclick={props.forget.reform(|_| ())} data-test="enrol-another">{ t("console-enrol-another") }</button>
            </div>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_ends_at_nothing() {
        let now = Millis(1_000_000);
        assert_eq!(left(now.plus(860_500), now), Some((14, 20)));
        assert_eq!(left(now, now), None);
        assert_eq!(left(now.plus(-1), now), None);
    }
}
