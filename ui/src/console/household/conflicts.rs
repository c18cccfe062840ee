//! Two values for one field: both stand until somebody chooses.

use super::history::{field_name, value_text};
use crate::console::glyph::{Glyph, Icon};
use crate::console::states::Trouble;
use shared_model::api::Command;
use shared_model::household::{FieldConflict, FieldEdit, Household};
use ui::backend::use_command;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Conflicts`] takes.
#[derive(Properties, PartialEq)]
pub struct ConflictsProps {
    /// The household.
    pub household: Household,
    /// Telephone numbers are shown in full.
    pub phones: bool,
    /// Told when somebody has chosen.
    pub changed: Callback<()>,
}

/// A notice for each field with two values.
#[component]
pub fn Conflicts(props: &ConflictsProps) -> Html {
    let doing = use_command();
    let household = &props.household;
    let choose = |field: &str, value: &str| {
        let edits = vec![FieldEdit { field: field.to_owned(), value: value.to_owned() }];
        let command = Command::EditHousehold { household: household.id.clone(), edits };
        let (run, changed) = (doing.run.clone(), props.changed.clone());
        Callback::from(move |_: MouseEvent| run.emit((command.clone(), changed.reform(|_| ()))))
    };
    let conflict = |conflict: &FieldConflict| {
        let values = std::iter::once(&conflict.shown).chain(&conflict.others);
        let option = |(index, value): (usize, &String)| {
            let text = value_text(&conflict.field, value, props.phones);
            html! {
                <button type="button" class="btn btn-sm" disabled={doing.busy} onclick={choose(&conflict.field, value)}
                    data-test={format!("conflict-choose-{index}")}>{ t_with("console-conflict-choose", &[("value", text.into())]) }</button>
            }
        };
        let name = field_name(&conflict.field, household);
        html! {
            <div class="note note-fork" data-test={format!("conflict-{}", conflict.field)}>
                <Icon glyph={Glyph::Fork} />
                <div class="grow">
                    { t_with("console-conflict", &[("field", name.into())]) }
                    <div class="acts conflict-acts">{ for values.enumerate().map(option) }</div>
                </div>
            </div>
        }
    };
    if household.conflicts.is_empty() {
        return Html::default();
    }
    html! {
        <div class="pad">
            { for household.conflicts.iter().map(conflict) }
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} />
            }
            <p class="sub">{ t("console-conflict-kept") }</p>
        </div>
    }
}
