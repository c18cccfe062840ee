//! The first step: kind, category, and how grave, with the suggestion and its reason.

use super::sheet::{Act, RaiseForm};
use crate::phone::input::on_tap;
use crate::phone::known::Known;
use crate::phone::parts::choice::{self, Choice};
use crate::phone::parts::frame::title;
use shared_model::api::view::SuggestionView;
use shared_model::casework::{CaseKind, Colour};
use std::rc::Rc;
use ui::icons::Icon;
use ui::mark;
use ui::text::{t, t_word};
use yew::prelude::*;

/// So many categories are shown before one asks for more: they cover three quarters of disputes.
const FIRST: usize = 5;

/// What the step is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The form.
    pub content: RaiseForm,
    /// Categories and clocks.
    pub reference: Rc<Known>,
    /// The colour that stands: chosen or suggested.
    pub colour: Option<Colour>,
    /// The suggestion.
    pub suggested: Option<SuggestionView>,
    /// Changes the form.
    pub act: Callback<Act>,
}

/// Kind, category, colour on one screen.
#[component]
pub fn What(props: &Props) -> Html {
    let more = use_state_eq(|| false);
    let Props { content, reference, act, .. } = props;
    let kinds = CaseKind::ALL.map(|kind| Choice {
        icon: Some(icon_of(kind)),
        ..Choice::new(kind, t_word("kind", kind.word()), format!("raise-kind-{}", kind.word()))
    });
    let categories: Vec<Choice<String>> = reference
        .policy
        .categories
        .iter()
        .filter(|category| Some(category.kind) == content.kind)
        .map(|c| Choice::new(c.key.clone(), c.name.clone(), format!("raise-category-{}", c.key)))
        .collect();
    let shown = if *more { categories.clone() } else { first(&categories, &content.category) };
    let open = {
        let more = more.clone();
        on_tap(move || more.set(true))
    };
    // Once chosen, the others make room for how grave it is.
    let choose = {
        let act = act.clone();
        Callback::from(move |category: String| {
            more.set(false);
            act.emit(Act::Category(category));
        })
    };
    // A kind with one category needs no second tap.
    let choose_kind = {
        let (act, reference) = (act.clone(), reference.clone());
        Callback::from(move |kind: CaseKind| {
            act.emit(Act::Kind(kind));
            let mut of_kind = reference.policy.categories.iter().filter(|category| category.kind == kind);
            if let (Some(only), None) = (of_kind.next(), of_kind.next()) {
                act.emit(Act::Category(only.key.clone()));
            }
        })
    };
    let rest = html! {
        if shown.len() < categories.len() {
            <button type="button" class="wg-tile wg-tile_more" data-test="raise-category-more" onclick={open}>{ t("more") }</button>
        }
    };
    html! {
        <>
            <section class="wg-sec wg-sec_tight">
                { title(t("raise-kind")) }
                <div class="wg-tiles4">{ choice::tiles(&kinds, content.kind.as_ref(), &choose_kind, html! {}) }</div>
            </section>
            if content.kind.is_some() {
                <section class="wg-sec wg-sec16">
                    { title(t("raise-category")) }
                    { choice::tiles(&shown, Some(&content.category), &choose, rest) }
                </section>
            }
            if content.begun() {
                <section class="wg-sec wg-sec16">
                    { title(t("raise-colour")) }
                    <div class="weui-cells wg-leadc" role="radiogroup" aria-label={t("raise-colour")}>
                        { for Colour::ALL.map(|colour| row(props, colour)) }
                    </div>
                    <p class="weui-cells__tips">{ t("raise-colour-tips") }</p>
                </section>
            }
        </>
    }
}

fn icon_of(kind: CaseKind) -> Icon {
    match kind {
        CaseKind::Dispute => Icon::Scale,
        CaseKind::Hazard => Icon::Alert,
        CaseKind::ServiceRequest => Icon::Heart,
        CaseKind::AgendaTopic => Icon::People,
    }
}

/// What is shown at first: the first few, with the chosen one in the place of the last when it
/// would be hidden; all, when only one more would be.
fn first(categories: &[Choice<String>], chosen: &str) -> Vec<Choice<String>> {
    if categories.len() <= FIRST + 1 {
        return categories.to_vec();
    }
    let mut shown = categories[..FIRST].to_vec();
    if let Some(hidden) = categories[FIRST..].iter().find(|category| category.value == chosen) {
        shown[FIRST - 1] = hidden.clone();
    }
    shown
}

fn row(props: &Props, colour: Colour) -> Html {
    let suggestion = props.suggested.as_ref().filter(|suggested| suggested.colour == colour);
    let label = html! {
        <span class="wg-labelled">
            { t_word("colour-title", colour.word()) }
            if suggestion.is_some() { <span class="wg-tag wg-tag_s" data-test={format!("suggested-{}", colour.word())}>{ t("suggested") }</span> }
        </span>
    };
    // The suggestion says why; the others say what they mean.
    let below = suggestion
        .map_or_else(|| t_word("colour-means", colour.word()), |s| t_word("reason", s.reason.word()));
    let act = props.act.clone();
    choice::radio_row(
        label,
        html! { below },
        mark::shape(colour, "wg-shape_l"),
        props.colour == Some(colour),
        &format!("colour-{}", colour.word()),
        on_tap(move || act.emit(Act::Colour(colour))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_category_is_never_hidden() {
        let all: Vec<_> = (0..9).map(|n| Choice::new(n.to_string(), String::new(), String::new())).collect();
        let shown = |all: &[Choice<String>], chosen: &str| {
            first(all, chosen).into_iter().map(|choice| choice.value).collect::<String>()
        };
        assert_eq!([shown(&all, "2"), shown(&all, "8"), shown(&all[..6], "")], ["01234", "01238", "012345"]);
    }
}
