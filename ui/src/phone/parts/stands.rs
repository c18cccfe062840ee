//! How a case stands, in plain words for whoever looks: who has it now and what is awaited, how late it
//! is, and which form goes on with it.

use shared_model::api::view::{CaseItem, Due};
use shared_model::casework::{EventKind, Stage};
use shared_model::moment::Millis;
use shared_model::place::Level;
use ui::dates;
use ui::icons::{Icon, small};
use ui::text::{t_with, t_word, t_word_with};
use yew::prelude::*;

/// The word of what is awaited; those of somebody's turn end in `_you` when it is the asker's.
fn word(item: &CaseItem) -> &'static str {
    let turn = |other, mine| if item.mine { mine } else { other };
    let me = item.handler.as_ref().is_some_and(|handler| handler.me);
    let handed = |other, mine| if me { mine } else { other };
    match item.stage {
        Stage::Raised if item.received_at.is_none() => "unsent",
        Stage::StruckOff | Stage::Withdrawn | Stage::Merged => item.stage.word(),
        _ if item.contested => turn("contested", "contested_you"),
        Stage::Raised if item.level == Level::MicroGrid => turn("raised_here", "raised_you"),
        Stage::Raised => turn("raised", "raised_you"),
        Stage::Accepted => turn("accepted", "accepted_you"),
        Stage::Dispatched => handed("dispatched", "dispatched_you"),
        Stage::Taken => handed("taken", "taken_you"),
        Stage::Escalated => turn("escalated", "escalated_you"),
        Stage::Returned => turn("returned", "returned_you"),
        Stage::Reopened => turn("reopened", "reopened_you"),
        Stage::Settled if item.to_follow_up => turn("follow_up", "follow_up_you"),
        Stage::Settled => turn("settled", "settled_you"),
    }
}

/// 已交给调解员赵明，等他接手
pub fn stands(item: &CaseItem) -> String {
    let who = match (&item.handler, item.stage) {
        (Some(handler), Stage::Dispatched | Stage::Taken) => {
            let role = t_word("role", handler.role.word());
            if handler.name.is_empty() {
                role
            } else {
                t_with("role-name", &[("role", role.into()), ("name", handler.name.clone().into())])
            }
        }
        _ => t_word("at", item.level.word()),
    };
    t_word_with("stands", word(item), &[("who", who.into())])
}

/// How late: until when which clock runs, and what is left; in inverse ink when it has run out. Nothing
/// when the clock has stopped.
pub fn light(due: Due, now: Millis) -> Html {
    let Some(words) = dates::due(due, now) else { return html! {} };
    let class = if due.overdue { "wg-inv" } else { "wg-st" };
    html! { <span {class} data-test="case-due" data-late={due.overdue.to_string()}>{ small(Icon::Clock) }{ words }</span> }
}

/// The form that goes on with a case that waits for the asker, when it is always the same one.
pub fn form(item: &CaseItem) -> Option<EventKind> {
    match item.stage {
        _ if item.contested || !item.mine => None,
        Stage::Returned => Some(EventKind::Progress),
        Stage::Settled if item.to_follow_up => Some(EventKind::FollowedUp),
        Stage::Dispatched => Some(EventKind::Taken),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::view::{AuthorView, LastStep};
    use shared_model::casework::{CaseKind, ClockKind, Colour};
    use shared_model::ids::{AccountId, CaseId};
    use shared_model::people::Role;
    use shared_model::place::PlaceCode;
    use ui::text::{Language, speak};

    fn person(me: bool) -> AuthorView {
        let account = AccountId::from_random([1; 10]);
        AuthorView { account, name: "赵明".into(), role: Role::Mediator, me }
    }

    fn item(stage: Stage, mine: bool) -> CaseItem {
        CaseItem {
            id: CaseId::from_random([1; 10]),
            title: "地界".into(),
            kind: CaseKind::Dispute,
            category: String::new(),
            category_name: String::new(),
            colour: Colour::Yellow,
            stage,
            level: Level::Village,
            contested: false,
            due: Due { at: Millis(0), clock: ClockKind::Settle, stopped: false, overdue: false },
            parties: vec![],
            micro_grid: PlaceCode::nowhere(),
            micro_grid_name: String::new(),
            handler: None,
            last_step: LastStep {
                kind: EventKind::Raised,
                author: person(false),
                written_at: Millis(0),
                words: String::new(),
            },
            received_at: Some(Millis(0)),
            mine,
            to_follow_up: false,
        }
    }

    fn handled(stage: Stage, me: bool) -> CaseItem {
        CaseItem { handler: Some(person(me)), ..item(stage, me) }
    }

    #[test]
    fn a_case_says_who_has_it_now_and_what_is_awaited() {
        let words = [
            include_str!("../../../../assets/locales/zh-CN/common.ftl"),
            include_str!("../../../../assets/locales/zh-CN/phone.ftl"),
        ];
        speak(Language::default(), &words.join("\n"), |_, _| "other".into());
        let green = CaseItem { level: Level::MicroGrid, ..item(Stage::Raised, false) };
        let follow_up = |mine| CaseItem { to_follow_up: true, ..item(Stage::Settled, mine) };
        let said = [
            (item(Stage::Raised, false), "村里还没看"),
            (green, "还没有人接手"),
            (CaseItem { received_at: None, ..item(Stage::Raised, false) }, "还没发出去，村里还不知道"),
            (handled(Stage::Dispatched, false), "已交给调解员 赵明，等接手"),
            (handled(Stage::Dispatched, true), "交给您办，等您接手"),
            (handled(Stage::Taken, false), "调解员 赵明 正在办"),
            (follow_up(true), "办好了，等您回访"),
            (follow_up(false), "办好了，等人回访"),
            (item(Stage::Settled, false), "办好了，等复核"),
            (item(Stage::StruckOff, false), "已结案"),
            (CaseItem { contested: true, ..item(Stage::Settled, false) }, "两边写的不一样，等村里说清"),
        ];
        for (item, words) in said {
            assert_eq!(stands(&item), words);
        }
    }

    #[test]
    fn what_waits_for_the_asker_leads_to_its_form_and_what_waits_for_another_to_the_case() {
        let follow_up = CaseItem { to_follow_up: true, ..item(Stage::Settled, true) };
        assert_eq!(form(&follow_up), Some(EventKind::FollowedUp));
        assert_eq!(form(&item(Stage::Returned, true)), Some(EventKind::Progress));
        assert_eq!(form(&handled(Stage::Dispatched, true)), Some(EventKind::Taken));
        for other in [item(Stage::Returned, false), item(Stage::Settled, true), handled(Stage::Taken, true)] {
            assert_eq!(form(&other), None);
        }
    }
}
