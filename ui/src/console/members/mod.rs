//! Members and their phones: who looks after what, and since when nothing was heard.

pub mod code;
pub mod enrol;
pub mod place;
pub mod posts;
pub mod revoke;

use super::asking::use_kept;
use super::desk::{Desk, use_desk};
use super::glyph::Glyph;
use super::states::{Empty, Trouble, above};
use super::{window, words};
use code::CodeCard;
use enrol::Enrol;
use place::Move;
use posts::Posts;
use revoke::Revoke;
use shared_model::api::view::{EnrolCodeView, MemberView};
use shared_model::api::{Command, Query};
use shared_model::moment::Millis;
use shared_model::people::Role;
use ui::backend::{Told, use_command};
use ui::text::{t, t_with};
use yew::prelude::*;

/// A phone that wasn't heard of for so many days is worth a call.
const SILENT_DAYS: i64 = 7;

/// Days since a phone was heard of, when they are many.
pub fn silent_days(last_seen: Option<Millis>, now: Millis) -> Option<i64> {
    last_seen.map(|at| at.days_until(now)).filter(|days| *days >= SILENT_DAYS)
}

fn state(member: &MemberView, desk: &Desk) -> Html {
    let left =
        member.left_at.map(|at| t_with("console-left", &[("time", words::stamp(at, desk.now()).into())]));
    html! {
        <>
            if member.devices > 0 || left.is_none() { { in_use(member, desk) } }
            if let Some(left) = left {
                { " " }<span class="st st-off" data-test={format!("member-left-{}", member.account.id)}>{ left }</span>
            }
        </>
    }
}

fn in_use(member: &MemberView, desk: &Desk) -> Html {
    if member.devices == 0 {
        return html! { <span class="st st-off">{ t("console-no-phone") }</span> };
    }
    match silent_days(member.last_seen, desk.now()) {
        Some(days) => {
            html! { <span class="st st-me">{ t_with("console-silent", &[("n", days.into())]) }</span> }
        }
        None => html! { <span class="mute">{ t("console-phone-fine") }</span> },
    }
}

/// The page.
#[component]
pub fn MembersPage() -> Html {
    let desk = use_desk();
    let kept = use_kept::<Vec<MemberView>>(Query::Members, None);
    let doing = use_command();
    let code = use_state_eq(|| None::<EnrolCodeView>);
    let pane = use_node_ref();
    window::use_in_sight(pane.clone(), code.as_ref().map(|view| view.code.clone()));
    let got_code = {
        let (code, reload) = (code.setter(), kept.reload.clone());
        Callback::from(move |done: Told| {
            if let Ok(view) = done.read::<EnrolCodeView>() {
                code.set(Some(view));
                reload.emit(());
            }
        })
    };
    let forget = {
        let code = code.setter();
        Callback::from(move |()| code.set(None))
    };
    let members: &[MemberView] = kept.view.as_deref().map_or(&[], Vec::as_slice);
    let row = |member: &MemberView| {
        let id = member.account.id.clone();
        let new_code = {
            let (run, got_code, account) = (doing.run.clone(), got_code.clone(), id.clone());
            move |_: MouseEvent| run.emit((Command::NewCode { account: account.clone() }, got_code.clone()))
        };
        let current = code.as_ref().is_some_and(|code| code.account.id == id);
        html! {
            <tr key={id.as_str()} class={current.then_some("cur")} data-test={format!("member-row-{id}")} data-devices={member.devices.to_string()}>
                <td class="nw" data-label={t("console-micro-grid")}>{ member.place_name.clone() }</td>
                <td class="c-head"><b>{ member.account.name.clone() }</b><div class="sub">{ words::role(member.account.role) }</div></td>
                <td class="num" data-label={t("console-households-n")}>{ member.households }</td>
                <td class="num" data-label={t("console-phones")}>{ member.devices }</td>
                <td class="num" data-label={t("console-last-seen")}>{ member.last_seen.map_or_else(|| "—".to_owned(), |at| words::stamp(at, desk.now())) }</td>
                <td data-label={t("console-state")}>{ state(member, &desk) }</td>
                <td class="c-acts">
                    <button type="button" class="txt" disabled={doing.busy} onclick={new_code} data-test={format!("member-code-{id}")}>{ t("console-new-code") }</button>
                    if member.account.role == Role::Member {
                        { " " }<Move account={member.account.clone()} members={members.to_vec()} changed={kept.reload.clone()} />
                    }
                    if member.devices > 0 {
                        { " " }<Revoke account={member.account.clone()} changed={kept.reload.clone()} />
                    }
                </td>
            </tr>
        }
    };
    let phones: u32 = members.iter().map(|member| member.devices).sum();
    let head = [("n", members.len().into()), ("phones", phones.into())];
    let nobody = kept.view.is_some() && members.is_empty();
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-members") }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="members-numbers">{ t_with("console-members-numbers", &head) }</span>
                }
            </div>
            <div class="split split-members">
                <div class="scroll">
                    { above(&kept) }
                    if let Some(problem) = &doing.problem {
                        <div class="pad"><Trouble problem={problem.clone()} /></div>
                    }
                    if nobody {
                        <Empty glyph={Glyph::Users} title={t("console-no-members")} />
                    }
                    if !members.is_empty() {
                        <table class="tb tb-two tb-cards" data-test="members">
                            <thead><tr>
                                <th>{ t("console-micro-grid") }</th><th>{ t("console-member") }</th><th class="num">{ t("console-households-n") }</th>
                                <th class="num">{ t("console-phones") }</th><th class="num">{ t("console-last-seen") }</th><th>{ t("console-state") }</th><th></th>
                            </tr></thead>
                            <tbody>{ for members.iter().map(row) }</tbody>
                        </table>
                    }
                    <Posts />
                </div>
                <aside class="pane" ref={pane}>
                    if let Some(view) = &*code {
                        <CodeCard key={view.code.clone()} view={view.clone()} {forget} />
                    } else {
                        <Enrol {got_code} members={members.to_vec()} />
                    }
                </aside>
            </div>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::moment::DAY;

    #[test]
    fn a_week_of_silence_is_worth_a_word_and_a_phone_never_seen_is_not_silent() {
        let now = Millis(1_773_806_400_000);
        assert_eq!(silent_days(Some(now.plus(-9 * DAY)), now), Some(9));
        assert_eq!(silent_days(Some(now.plus(-2 * DAY)), now), None);
        assert_eq!(silent_days(None, now), None);
    }
}
