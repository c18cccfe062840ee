//! Answering: views of the rows, as the phone's owner sees them now.

use crate::homes::Around;
use crate::initials::spells;
use crate::news;
use crate::problems::StoreError;
use crate::reminders;
use crate::replica::{Replica, no_reference, reference};
use crate::sending;
use crate::store::{OutboxState, Tx};
use crate::through;
use shared_model::api::view::*;
use shared_model::api::{Answer, Code, Problem, Query};
use shared_model::casework::Party;
use shared_model::document::DocId;
use shared_model::exchange::meta;
use shared_model::exchange::years::LetGoYears;
use shared_model::homes::Homes;
use shared_model::ids::HouseholdId;
use shared_model::moment::{DAY, Millis};
use shared_model::people::{Account, Reference};
use shared_model::place::PlaceCode;
use shared_model::projection::homes::{self, shown};
use shared_model::projection::{HouseholdProjection, Lens, household_history, my_tasks, sort_tasks, views};
use std::collections::{HashMap, HashSet};

/// How many of the items that were put aside are listed, newest first.
const PUT_ASIDE_SHOWN: usize = 1000;
/// A household is listed on the first page from so many days before its visit is due.
const DUE_SOON_DAYS: i64 = 1;

/// Answers a query.
pub(crate) fn answer(open: &mut Replica, query: Query, now: Millis) -> Result<Answer, Problem> {
    if query == Query::Sync {
        return sending::view(open, now).map(Answer::Sync);
    }
    let me = open.profile.account.clone();
    open.store.read(|tx| {
        match query {
            Query::KeptAside => {
                let rows = tx.intents_put_aside(PUT_ASIDE_SHOWN)?;
                return Ok(Answer::KeptAside(rows.into_iter().map(|row| row.item).collect()));
            }
            Query::Draft { form } => return Ok(Answer::Draft(tx.draft(&form)?)),
            _ => {}
        }
        let reference = reference(tx)?.ok_or_else(no_reference)?;
        let lens = Lens { me: &me, reference: &reference, now };
        with_reference(tx, query, lens, &me, &reference)
    })
}

fn with_reference(
    tx: &Tx<'_>,
    query: Query,
    lens: Lens<'_>,
    me: &Account,
    reference: &Reference,
) -> Result<Answer, Problem> {
    Ok(match query {
        Query::Today => Answer::Today(today(tx, lens)?),
        Query::News => Answer::News(news::view(tx, lens)?),
        Query::Reminders => {
            let asked = reminders::asked(tx, lens)?;
            Answer::Reminders(reminders::plan(&asked, &reference.policy.calendar, lens.now))
        }
        Query::Households { search, micro_grid } => {
            let mut items = household_items(tx, &search, lens)?;
            items.retain(|item| micro_grid.as_ref().is_none_or(|place| item.micro_grid == *place));
            Answer::Households(items)
        }
        Query::LikeHouseholds { micro_grid, house_no, name } => {
            let place = micro_grid.as_ref().unwrap_or(&me.place);
            Answer::Households(like(tx, place, &house_no, &name, lens)?)
        }
        Query::Household { id } => Answer::Household(household(tx, &id, lens)?),
        Query::HouseholdHistory { id } => {
            let around = Around::with(tx, &[&id])?;
            let at_hand = around.homes();
            let parts = at_hand.group(&id).into_iter().map(|part| Ok((history(tx, &part, lens)?, part)));
            let parts = parts.collect::<Result<Vec<_>, Problem>>()?;
            let of = parts.into_iter().map(|(entries, part)| (part, entries)).collect();
            Answer::History(homes::history(&id, &at_hand, of))
        }
        Query::Cases { search, closed } => {
            let mut items: Vec<_> =
                tx.cases(&search, closed)?.iter().map(|case| views::case_item(case, lens)).collect();
            views::sort_cases(&mut items);
            Answer::Cases(items)
        }
        Query::Case { id } => {
            let case = tx.case(&id)?.ok_or_else(|| not_found("case"))?;
            let mut view = views::case(&case, lens);
            tx.mark_photos(view.photos_mut())?;
            let named: Vec<&HouseholdId> = case.parties.iter().filter_map(|p| p.household.as_ref()).collect();
            homes::lead(&mut view.parties, &Around::with(tx, &named)?.homes());
            if let Some(doc) = tx.case_doc(&id)? {
                through::of_events(&mut view.timeline, &tx.carried(&doc)?);
            }
            Answer::Case(view)
        }
        Query::SuggestColour { category, words, parties, .. } => {
            let repeats = repeats(tx, &parties, lens)?;
            let (colour, reason) = reference.policy.suggest(&category, &words, parties.len(), repeats);
            Answer::Suggestion(SuggestionView { colour, reason })
        }
        Query::Reference => Answer::Reference(reference.clone()),
        Query::ServiceItems => Answer::ServiceItems(reference.services.clone()),
        _ => {
            return Err(Problem::new(
                Code::NotHere,
                format!("the phone of {} does not answer this", me.role.word()),
            ));
        }
    })
}

fn not_found(what: &str) -> Problem {
    Problem::new(Code::NotFound, format!("no such {what} on this phone"))
}

pub(crate) fn household_items(
    tx: &Tx<'_>,
    search: &str,
    lens: Lens<'_>,
) -> Result<Vec<HouseholdItem>, Problem> {
    let compact: String = search.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    // A number is asked as it is written in the index: without spaces and dashes.
    let is_number = !compact.is_empty() && compact.bytes().all(|b| b.is_ascii_digit());
    let asked = if is_number { compact.as_str() } else { search };
    let last_visits = tx.last_visits()?;
    let open_cases = open_cases(tx)?;
    let found = tx.households(asked)?;
    let ids: Vec<HouseholdId> = found.iter().map(|one| one.household.id.clone()).collect();
    let around = Around::of(tx, found)?;
    let homes = around.homes();
    let mut items: Vec<HouseholdItem> = Vec::new();
    for (shown, group) in standing(&around, &homes, &ids) {
        let mut item = item(&shown, &group, &last_visits, &open_cases, lens);
        item.hit = views::household_hit(&shown, search).or_else(|| spelt_hit(&shown, search));
        items.push(item);
    }
    items.sort_by_key(|item| (house_number(&item.house_no), item.house_no.clone(), item.id.clone()));
    Ok(items)
}

/// Households of a place that may be the one somebody is about to add.
fn like(
    tx: &Tx<'_>,
    place: &PlaceCode,
    house_no: &str,
    name: &str,
    lens: Lens<'_>,
) -> Result<Vec<HouseholdItem>, Problem> {
    let mut found = tx.households("")?;
    found.retain(|one| one.household.micro_grid == *place && one.household.may_be(house_no, name));
    let ids: Vec<HouseholdId> = found.iter().map(|one| one.household.id.clone()).collect();
    let around = Around::of(tx, found)?;
    let homes = around.homes();
    let (last_visits, open_cases) = (tx.last_visits()?, open_cases(tx)?);
    let all = standing(&around, &homes, &ids).into_iter();
    Ok(all.map(|(shown, group)| item(&shown, &group, &last_visits, &open_cases, lens)).collect())
}

/// The households that stand for these, each once and with its people, and those merged into each.
fn standing(
    around: &Around,
    homes: &Homes<'_>,
    ids: &[HouseholdId],
) -> Vec<(HouseholdProjection, Vec<HouseholdId>)> {
    let mut ends: Vec<&HouseholdId> = Vec::new();
    let mut seen: HashSet<&HouseholdId> = HashSet::new();
    for end in ids.iter().map(|id| homes.survivor(id)) {
        if seen.insert(end) {
            ends.push(end);
        }
    }
    let one = |end: &HouseholdId| Some((shown(around.all(), homes, end)?, homes.group(end)));
    ends.into_iter().filter_map(one).collect()
}

/// Whom first letters found, when it is not the head, whose name the list shows.
fn spelt_hit(projection: &HouseholdProjection, search: &str) -> Option<String> {
    let household = &projection.household;
    if spells(search, household.name()) {
        return None;
    }
    let spelt = household.residents.iter().find(|resident| spells(search, &resident.name));
    spelt.map(|resident| resident.name.clone())
}

fn item(
    projection: &HouseholdProjection,
    group: &[HouseholdId],
    last_visits: &HashMap<String, Millis>,
    open_cases: &HashMap<HouseholdId, u32>,
    lens: Lens<'_>,
) -> HouseholdItem {
    let last_visit = group.iter().filter_map(|id| last_visits.get(id.as_str()).copied()).max();
    let open = group.iter().filter_map(|id| open_cases.get(id)).sum();
    views::household_item(projection, last_visit, open, lens)
}

/// 12 comes before 103, and 3-2 after 3.
fn house_number(text: &str) -> u64 {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u64::MAX)
}

fn open_cases(tx: &Tx<'_>) -> Result<HashMap<HouseholdId, u32>, Problem> {
    let mut counts = HashMap::new();
    for case in tx.cases("", false)? {
        for household in case.parties.iter().filter_map(|party| party.household.clone()) {
            *counts.entry(household).or_default() += 1;
        }
    }
    Ok(counts)
}

fn household(tx: &Tx<'_>, id: &HouseholdId, lens: Lens<'_>) -> Result<HouseholdView, Problem> {
    let around = Around::with(tx, &[id])?;
    let at_hand = around.homes();
    let (mut visits, mut cases) = (Vec::new(), Vec::new());
    for part in at_hand.group(id) {
        visits.extend(tx.visits(&part)?);
        cases.extend(tx.cases_of(&part)?);
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases.dedup_by(|a, b| a.id == b.id);
    let view = homes::household(around.all(), &at_hand, id, &visits, &cases, lens);
    let mut view = view.ok_or_else(|| not_found("household"))?;
    tx.mark_photos(view.photos_mut())?;
    view.older = older(tx, &at_hand.group(id))?;
    Ok(view)
}

/// The years of these households' visits that were let go of and haven't come back.
fn older(tx: &Tx<'_>, group: &[HouseholdId]) -> Result<Option<OlderYears>, Problem> {
    let gone: LetGoYears = tx.meta(meta::YEARS_LET_GO)?.unwrap_or_default();
    if !group.iter().any(|one| gone.contains_key(one)) {
        return Ok(None);
    }
    let here: HashSet<DocId> = tx.documents()?.into_iter().map(|(doc, _)| doc).collect();
    // The newest come first: with the first of them, all are back.
    let is_back = |one: &HouseholdId, first: i32| {
        here.iter().any(|doc| matches!(doc, DocId::VisitBook(_, of, year) if of == one && *year == first))
    };
    let years = group.iter().filter_map(|one| gone.get(one).filter(|(first, _)| !is_back(one, *first)));
    let spans = years.copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let wanted: Option<i32> = tx.meta(meta::FROM_YEAR)?;
    Ok(spans.map(|(from, last)| OlderYears {
        from,
        before: last + 1,
        asked: wanted.is_some_and(|wanted| wanted <= from),
    }))
}

/// Who changed what in a household, as its own document says it.
fn history(tx: &Tx<'_>, id: &HouseholdId, lens: Lens<'_>) -> Result<Vec<HistoryEntry>, Problem> {
    let doc = tx.household_doc(id)?.ok_or_else(|| not_found("household"))?;
    let writes = household_history(&tx.log_of(&doc)?).map_err(StoreError::from)?;
    let entries = writes.iter().map(|write| views::history_entry(write, lens)).collect();
    Ok(through::of_fields(entries, &tx.carried(&doc)?))
}

/// A case with one of these households within the policy's days.
fn repeats(tx: &Tx<'_>, parties: &[Party], lens: Lens<'_>) -> Result<bool, Problem> {
    let since = lens.now.plus(-i64::from(lens.reference.policy.suggest.repeat_days) * DAY);
    for household in parties.iter().filter_map(|party| party.household.as_ref()) {
        let cases = tx.cases_of(household)?;
        if cases.iter().any(|case| case.received_at.is_none_or(|at| at >= since)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn today(tx: &Tx<'_>, lens: Lens<'_>) -> Result<TodayView, Problem> {
    // A task can be answered in a closed case too.
    let all = tx.cases("", true)?;
    let mut tasks: Vec<TaskItem> = all.iter().flat_map(|case| my_tasks(case, lens)).collect();
    sort_tasks(&mut tasks);
    let open = all.iter().filter(|case| !case.state.stage.is_closed());
    let mut cases: Vec<CaseItem> =
        open.map(|case| views::case_item(case, lens)).filter(|item| item.mine).collect();
    views::sort_cases(&mut cases);
    let soon = lens.now.plus(DUE_SOON_DAYS * DAY);
    let mut visits = household_items(tx, "", lens)?;
    visits.retain(|item| item.visit_due.is_some_and(|due| due <= soon));
    visits.sort_by_key(|item| (item.last_visit, item.visit_due));
    Ok(TodayView {
        now: lens.now,
        unsent: tx.waiting_count()? + tx.unsent_feedback_count()?,
        returned: tx.intents(OutboxState::Returned, 100)?.into_iter().map(|row| row.item).collect(),
        tasks,
        news: news::view(tx, lens)?.unread,
        cases,
        visits,
        last_sync: tx.meta("last_success")?,
    })
}
