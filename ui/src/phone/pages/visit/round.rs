//! A round from door to door: which household is next, and the page that offers it after a visit is saved.

use crate::phone::nav;
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::frame::{dock, page};
use crate::phone::parts::wait::empty;
use crate::phone::route::Route;
use shared_model::api::view::HouseholdItem;
use shared_model::household::Household;
use ui::icons::Icon;
use ui::text::{t, t_with};
use yew::prelude::*;

/// 12 comes before 103.
fn number(door: &str) -> (u32, &str) {
    let figures = door.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    let end = figures.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(figures.len());
    (figures[..end].parse().unwrap_or(u32::MAX), door)
}

/// Of those that are due in the same micro-grid the next by door number; after the last door the first.
pub fn next<'a>(due: &'a [HouseholdItem], here: &Household) -> Option<&'a HouseholdItem> {
    let door = number(&here.house_no);
    let others = due.iter().filter(|one| one.micro_grid == here.micro_grid && one.id != here.id);
    others.min_by_key(|one| (number(&one.house_no) <= door, number(&one.house_no)))
}

/// It is saved; here is the next.
pub fn offer(next: &HouseholdItem) -> Html {
    let to = Route::Visit(next.id.clone());
    let said = [("door", next.house_no.clone().into()), ("name", next.name.clone().into())];
    let on = Button {
        label: t_with("visit-next", &said).into(),
        test: "visit-next".into(),
        on_tap: Callback::from(move |()| nav::replace(&to)),
        ..Button::default()
    };
    let over = Button {
        label: t("visit-next-over").into(),
        test: "visit-next-over".into(),
        second: true,
        on_tap: Callback::from(|()| nav::back()),
        ..Button::default()
    };
    let bar = Top { title: t("do-visit").into(), ..Top::default() };
    let saved = empty(Icon::Phone, t("delivery-saved_here"), t("visit-next-line"));
    let buttons = html! { <>{ over.html() }{ on.html() }</> };
    page("page-visit-saved", bar.html(), saved, dock(buttons, String::new(), html! {}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const GRID: &str = "51342410120301001";
    const OTHER: &str = "51342410120301002";

    fn due(id: u8, door: &str, grid: &str) -> HouseholdItem {
        let id = shared_model::ids::HouseholdId::from_random([id; 10]);
        serde_json::from_value(
            json!({"id": id, "house_no": door, "name": "n", "address": "", "micro_grid": grid,
            "tags": [], "residents": 1, "last_visit": null, "visit_due": 1, "open_cases": 0}),
        )
        .unwrap_or_else(|error| panic!("{error}"))
    }

    fn after(door: &str, due: &[HouseholdItem]) -> Option<String> {
        let id = shared_model::ids::HouseholdId::from_random([9; 10]);
        let here: Household = serde_json::from_value(json!({"id": id, "micro_grid": GRID, "house_no": door,
            "address": "", "residents": [], "tags": [], "party_contact": "", "joint_leader": "", "note": "",
            "conflicts": []}))
        .unwrap_or_else(|error| panic!("{error}"));
        next(due, &here).map(|one| one.house_no.clone())
    }

    #[test]
    fn the_next_door_by_its_number_and_after_the_last_the_first() {
        let all = [due(1, "103", GRID), due(2, "12", GRID), due(3, "13", OTHER), due(9, "14", GRID)];
        assert_eq!(after("5", &all).as_deref(), Some("12"));
        assert_eq!(after("12", &all).as_deref(), Some("103"), "103 comes after 12, and 13 is another's");
        assert_eq!(after("200", &all).as_deref(), Some("12"));
        assert_eq!(after("5", &all[2..]), None, "one isn't next to oneself");
    }
}
