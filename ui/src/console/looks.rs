//! Who above the village looked at its households and cases: the village's own list of it.

use super::asking::{LOOK_AGAIN_MS, use_kept};
use super::desk::{Desk, use_desk};
use super::glyph::Glyph;
use super::route::Route;
use super::states::{Empty, above};
use super::words;
use shared_model::api::Query;
use shared_model::api::view::{LookView, LookedAt};
use ui::text::{t, t_word};
use yew::prelude::*;

/// Which looks are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All.
    All,
    /// At households and their visits.
    Households,
    /// At cases.
    Cases,
}

impl Only {
    /// All of them, in the order they are offered.
    pub const ALL: [Only; 3] = [Only::All, Only::Households, Only::Cases];

    /// The word of its `data-test` and its text.
    pub fn word(self) -> &'static str {
        match self {
            Only::All => "all",
            Only::Households => "households",
            Only::Cases => "cases",
        }
    }

    /// Whether a look is one of them.
    pub fn holds(self, look: &LookView) -> bool {
        match self {
            Only::All => true,
            Only::Households => matches!(look.what, LookedAt::Household { .. }),
            Only::Cases => matches!(look.what, LookedAt::Case { .. }),
        }
    }
}

/// What was looked at, with a way to it.
fn what(look: &LookView) -> Html {
    let (kind, name, route) = match &look.what {
        LookedAt::Household { id, name } => (t("console-look-household"), name, Route::Household(id.clone())),
        LookedAt::Case { id, title } => (t("console-case"), title, Route::Case(id.clone())),
    };
    let name = if name.is_empty() { t("console-look-gone") } else { name.clone() };
    html! { <><td data-label={t("console-look-kind")}>{ kind }</td><td data-label={t("console-look-what")}><a href={route.href()}>{ name }</a></td></> }
}

fn row(index: usize, look: &LookView, desk: &Desk) -> Html {
    html! {
        <tr data-test={format!("look-{index}")} data-role={look.author.role.word()} data-photo={look.photo.to_string()}
            data-on-phone={look.on_phone.to_string()} data-in-register={look.in_register.to_string()}>
            <td data-label={t("console-look-at")}>{ words::stamp(look.at, desk.now()) }</td>
            <td data-label={t("console-who")}><b>{ words::who(&look.author) }</b><div class="sub">{ look.place_name.clone() }</div></td>
            <td data-label={t("console-look-role")}>{ words::role(look.author.role) }</td>
            { what(look) }
            <td>
                if look.photo { <span class="st">{ t("console-look-photo") }</span> }
                if look.in_register { <span class="st">{ t("console-look-register") }</span> }
                if look.on_phone { <span class="st">{ t("console-look-phone") }</span> }
            </td>
        </tr>
    }
}

/// The page.
#[component]
pub fn LooksPage() -> Html {
    let desk = use_desk();
    let kept = use_kept::<Vec<LookView>>(Query::Looks, Some(LOOK_AGAIN_MS));
    let only = use_state_eq(|| Only::All);
    let looks: &[LookView] = kept.view.as_deref().map_or(&[], Vec::as_slice);
    let choose = |one: Only| {
        let count = looks.iter().filter(|look| one.holds(look)).count();
        let pick = {
            let only = only.setter();
            move |_: MouseEvent| only.set(one)
        };
        html! {
            <button type="button" aria-pressed={(*only == one).to_string()} onclick={pick} data-test={format!("looks-{}", one.word())}>
                { t_word("console-look", one.word()) }<span class="mute">{ count }</span>
            </button>
        }
    };
    let shown: Vec<&LookView> = looks.iter().filter(|look| only.holds(look)).collect();
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-looks") }</h1>
                <span class="sub">{ t("console-looks-why") }</span>
            </div>
            <div class="bar"><div class="seg">{ for Only::ALL.into_iter().map(choose) }</div></div>
            <div class="scroll">
                { above(&kept) }
                if kept.view.is_some() && shown.is_empty() {
                    <Empty glyph={Glyph::Eye} title={t("console-no-looks")} line={t("console-no-looks-line")} />
                }
                if !shown.is_empty() {
                    <table class="tb tb-cards" data-test="looks">
                        <thead><tr>
                            <th>{ t("console-look-at") }</th><th>{ t("console-who") }</th><th>{ t("console-look-role") }</th>
                            <th>{ t("console-look-kind") }</th><th>{ t("console-look-what") }</th><th></th>
                        </tr></thead>
                        <tbody>{ for shown.iter().enumerate().map(|(index, look)| row(index, look, &desk)) }</tbody>
                    </table>
                    <p class="sub pad">{ t("console-looks-kept") }</p>
                }
            </div>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::view::AuthorView;
    use shared_model::ids::{AccountId, CaseId, HouseholdId};
    use shared_model::moment::Millis;
    use shared_model::people::Role;

    fn look(what: LookedAt) -> LookView {
        let author = AuthorView {
            account: AccountId::from_random([1; 10]),
            name: "值班室".into(),
            role: Role::Township,
            me: false,
        };
        LookView {
            at: Millis(0),
            author,
            place_name: "永郎镇".into(),
            what,
            photo: false,
            on_phone: false,
            in_register: false,
        }
    }

    #[test]
    fn each_look_is_under_all_and_under_its_own_kind() {
        let household =
            look(LookedAt::Household { id: HouseholdId::from_random([2; 10]), name: "3 李".into() });
        let case = look(LookedAt::Case { id: CaseId::from_random([3; 10]), title: "水渠".into() });
        let holding =
            |look: &LookView| Only::ALL.into_iter().filter(|only| only.holds(look)).collect::<Vec<_>>();
        assert_eq!(holding(&household), [Only::All, Only::Households]);
        assert_eq!(holding(&case), [Only::All, Only::Cases]);
    }
}
