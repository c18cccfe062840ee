//! That years of a household's visits were let go of, with the way to have them again.

use crate::phone::parts::bars::Button;
use crate::phone::parts::frame::acts;
use shared_model::api::Command;
use shared_model::api::view::OlderYears;
use ui::backend::{Told, use_command};
use ui::text::{t, t_with};
use yew::prelude::*;

/// Which years.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Those of the household.
    pub older: OlderYears,
    /// Asks for the household again.
    pub reload: Callback<()>,
}

/// A line and a button; what it waits for where there is no link.
#[component]
pub fn Older(props: &Props) -> Html {
    let doing = use_command();
    let OlderYears { from, before, asked } = props.older;
    // Without a link they come later: the household says so then.
    use_effect_with((doing.problem.clone(), props.reload.clone()), |(problem, reload)| {
        if problem.is_some() {
            reload.emit(());
        }
    });
    let get = {
        let (run, reload) = (doing.run.clone(), props.reload.clone());
        Callback::from(move |()| {
            let reload = reload.clone();
            run.emit((Command::FetchYears { from }, Callback::from(move |_: Told| reload.emit(()))));
        })
    };
    let again = Button {
        label: (if doing.busy { t("older-coming") } else { t("older-get") }).into(),
        test: "older-get".into(),
        off: doing.busy,
        second: true,
        on_tap: get,
        ..Button::default()
    };
    html! {
        <section class="wg-sec" data-test="older" data-asked={asked.to_string()}>
            <p class="weui-cells__tips">{ t_with("older-gone", &[("year", before.into())]) }</p>
            if asked && !doing.busy { <p class="weui-cells__tips" role="status">{ t("older-asked") }</p> }
            { acts(again.html()) }
        </section>
    }
}
