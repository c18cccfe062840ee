//! Somebody moves to another household, two become one or part again, one is archived or comes back: what it
//! comes to is said before it is done.

mod sheet;

use crate::phone::form::use_form;
use crate::phone::nav;
use crate::phone::pages::edit::sheet::{Act, EditForm};
use crate::phone::pages::edit::typed_into;
use crate::phone::parts::bars::Top;
use crate::phone::parts::choice::{self, Choice};
use crate::phone::parts::field::{Takes, line_of};
use crate::phone::parts::frame::{Lead, group, kept, ready, title, unready_page};
use crate::phone::parts::homes::{self, PickHousehold, called};
use crate::phone::parts::part::part;
use crate::phone::parts::save::Save;
use crate::phone::parts::wait::{empty, opening};
use crate::phone::route::Route;
use crate::phone::saving::use_saving;
use shared_model::api::Query;
use shared_model::api::view::HouseholdView;
use shared_model::casework::Party;
use shared_model::homes::Lodging;
use shared_model::household::{GONE_WHY, Household};
use shared_model::ids::HouseholdId;
use shared_model::place::PlaceCode;
use sheet::Deed;
use ui::backend::{Told, use_query};
use ui::icons::{Icon, icon};
use ui::text::{t, t_word, t_word_with};
use yew::prelude::*;

/// Which household.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: HouseholdId,
}

/// The form.
#[component]
pub fn Moving(props: &Props) -> Html {
    // Asked once: what others write meanwhile must not move the fields under the thumb.
    let asked = use_query::<HouseholdView>(Query::Household { id: props.id.clone() });
    let form = use_form::<EditForm>(format!("move:{}", props.id), EditForm::default());
    let saving = use_saving();
    let mut bar =
        Top { title: t("moving-title").into(), form: true, children: kept(form.kept), ..Top::default() };
    let view = match ready(&asked) {
        Ok(view) => view,
        Err(instead) => return unready_page(bar, instead),
    };
    let Some(content) = &form.content else { return unready_page(bar, opening()) };
    let household = &view.household;
    bar.line = household.name().to_owned().into();
    let deeds = sheet::offered(household);
    if deeds.is_empty() {
        return unready_page(bar, empty(Icon::House, t_word("problem", "forbidden"), String::new()));
    }
    let deed = sheet::chosen(content, household);
    let whole = sheet::command(content, household).is_some();
    let fields = Fields { household, content, act: &form.act };
    let (label, note) = match deed.filter(|_| whole) {
        Some(deed) => (fields.says("moving", deed), fields.says("moving-means", deed)),
        None => (String::new(), t("form-lacks")),
    };
    // What can be chosen is called the same whatever is chosen.
    let unsaid = Fields { content: &EditForm::default(), ..fields };
    let choices = deeds.iter().map(|deed| {
        let choice = fields.choice("what", deed.word(), unsaid.says("moving", *deed));
        Choice { icon: Some(icon_of(*deed)), ..choice }
    });
    let all = html! { <>
        { fields.tiles(String::new(), "what", choices.collect()) }
        { deed.map(|deed| fields.of(deed)).unwrap_or_default() }
        { for view.parts.iter().filter(|part| part.held).map(parted) }
    </> };
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "moving-save",
        label,
        second: false,
        note,
        whole,
        command: {
            let (content, view) = (content.clone(), view.clone());
            Callback::from(move |()| sheet::command(&content, &view.household))
        },
        then: Callback::from(|_: Told| nav::back()),
    };
    save.page("page-moving", bar, all)
}

fn icon_of(deed: Deed) -> Icon {
    match deed {
        Deed::Move => Icon::Person,
        Deed::Merge => Icon::People,
        Deed::Archive => Icon::Storage,
        Deed::Part | Deed::Back => Icon::House,
    }
}

/// The way to part one that was merged into this household.
fn parted(home: &Lodging) -> Html {
    let says = t_word_with("moving", Deed::Part.word(), &[("home", home.words().into())]);
    let row = html! {
        <a class="weui-cell weui-cell_access" href={Route::Moving(home.id.clone()).href()} data-test="moving-parted">
            <div class="weui-cell__bd">{ says }</div><div class="weui-cell__ft"></div>
        </a>
    };
    group(String::new(), Lead::None, "", row)
}

#[derive(Clone, Copy)]
struct Fields<'a> {
    household: &'a Household,
    content: &'a EditForm,
    act: &'a Callback<Act>,
}

impl Fields<'_> {
    /// A text of a deed, with whom it is about and the other household, as far as they are chosen.
    fn says(&self, family: &str, deed: Deed) -> String {
        let into = self.household.merged.as_ref().and_then(|merged| merged.into.as_ref());
        let home = into.map_or_else(|| self.content.said("home").to_owned(), Lodging::words);
        let or = |said: String, none: String| if said.is_empty() { none } else { said };
        let who = or(sheet::who(self.content, self.household, deed).join(&t("list-comma")), t("moving-one"));
        let home = or(home, t("moving-other"));
        t_word_with(family, deed.word(), &[("who", who.into()), ("home", home.into())])
    }

    /// What is asked of a deed.
    fn of(&self, deed: Deed) -> Html {
        match deed {
            Deed::Move => {
                let people = self.household.present();
                let people = people.map(|one| self.choice("who", one.id.as_str(), one.name.clone()));
                html! { <>
                    { self.tiles(t("people-title"), "who", people.collect()) }
                    { self.other(None, self.line(t("field-relation"), "relation", 20)) }
                </> }
            }
            Deed::Merge => self.other(Some(&self.household.micro_grid), html! {}),
            Deed::Archive => {
                let whys = GONE_WHY.map(|why| self.choice("why", why, t_word("gone-why", why)));
                html! { <>
                    { self.tiles(t("field-gone_why"), "why", whys.into()) }
                    { group(String::new(), Lead::None, "", self.line(t("moving-why"), "why", 200)) }
                </> }
            }
            Deed::Part | Deed::Back => html! {},
        }
    }

    fn choice(&self, field: &str, value: &str, label: String) -> Choice<String> {
        Choice::new(value.to_owned(), label, format!("moving-{field}-{value}"))
    }

    /// One of a few; none of them at first.
    fn tiles(&self, name: String, field: &'static str, choices: Vec<Choice<String>>) -> Html {
        let said = self.content.said(field).to_owned();
        let choose = self.act.reform(move |value| Act::Set(field.to_owned(), value));
        html! {
            <section class="wg-sec wg-sec16">
                if !name.is_empty() { { title(name) } }
                { choice::tiles(&choices, Some(&said), &choose, html! {}) }
            </section>
        }
    }

    /// A line of words.
    fn line(&self, label: String, name: &'static str, most: u16) -> Html {
        let value = self.content.typed(name);
        // A reason that has a text of its own is chosen above.
        let value = if GONE_WHY.contains(&value) { "" } else { value };
        let set = typed_into(self.act, name.to_owned());
        line_of(label, String::new(), value, Takes::Words(most), format!("moving-{name}").into(), false, set)
    }

    /// Which household it is about beside this one, and what else is asked then. Of two micro-grids the office
    /// alone merges.
    fn other(&self, within: Option<&PlaceCode>, more: Html) -> Html {
        let (act, home) = (self.act.clone(), self.content.said("home"));
        let on_pick = Callback::from(move |to: Party| {
            let id = to.household.map(|id| id.to_string()).unwrap_or_default();
            act.emit(Act::Set("to".to_owned(), id));
            act.emit(Act::Set("home".to_owned(), called(&to.name, &to.house_no)));
        });
        let takes_in = Some(self.household.id.clone());
        let pick = homes::Props { takes_in, micro_grid: within.cloned(), on_pick };
        let cells = html! { <>
            if !home.is_empty() {
                <div class="weui-cell" data-test="moving-home">
                    <div class="weui-cell__hd">{ icon(Icon::House) }</div><div class="weui-cell__bd">{ home.to_owned() }</div>
                </div>
            }
            { part::<PickHousehold>(pick) }
            { more }
        </> };
        group(String::new(), Lead::Icon, "", cells)
    }
}
