//! Papers in the asker's eyes: which cases go into a table, a register or a case file, and the note
//! that is taken when names go to somebody above the village.

use super::{Asked, cases, looks};
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::papers::agreement::PartyFacts;
use crate::papers::case_file::{self, Filed};
use crate::papers::facts::CaseFacts;
use crate::papers::helping::{self, AtVisit};
use crate::papers::number::{numbers, short_name};
use crate::papers::period::Period;
use crate::papers::register::{self, Entry};
use crate::papers::since::since;
use crate::papers::statistics::{categories, count};
use crate::papers::statistics_table::{self, About};
use crate::papers::table::Table;
use crate::papers::{Form, Made, agreement, csv, docx, html, shown, xlsx};
use crate::store::records::Grantee;
use crate::store::{self, ReadTx};
use crate::{app, permit, reference, scope};
use shared_model::api::Code;
use shared_model::casework::{Party, Policies};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::people::{Account, Role};
use shared_model::place::{Level, PlaceCode};
use shared_model::projection::{CaseProjection, HouseholdProjection, VisitProjection, views};
use std::collections::{BTreeMap, BTreeSet};

/// A paper on one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CasePaper {
    /// All that was written.
    File,
    /// The mediation agreement, to be signed.
    Agreement,
}

fn invalid(what: &str) -> Failed {
    Failed::problem(Code::Invalid, what)
}

/// Opens one question: the asker must be somebody whom the table of rights lets through.
fn opened<T>(
    app: &App,
    word: &str,
    asker: Option<&Account>,
    answer: impl FnOnce(&Asked<'_>) -> Outcome<T>,
) -> Outcome<T> {
    permit::check(word, asker)?;
    let me = asker.ok_or_else(|| Failed::problem(Code::NotLoggedIn, "log in first"))?;
    store::read(&*app.store, |tx| {
        let reference = reference::of(tx, me, &*app.policies(tx)?)?;
        answer(&Asked { tx, me, reference, now: app.now(), room: app.photos.as_deref() })
    })
}

/// The statistics table of a place and a period.
///
/// # Errors
/// `forbidden`, `invalid` for a place or period that isn't given out, or of the store.
pub fn statistics(
    app: &App,
    asker: Option<&Account>,
    place: Option<&PlaceCode>,
    period: &Period,
    form: Form,
) -> Outcome<Made> {
    let (table, name) =
        opened(app, "statistics", asker, |asked| counted(asked, &*app.policies(asked.tx)?, place, period))?;
    sheet(&table, &format!("{name} {period}"), form)
}

pub(super) fn own_place<'a>(asked: &'a Asked<'_>, place: Option<&'a PlaceCode>) -> Outcome<&'a PlaceCode> {
    let place = place.unwrap_or(&asked.me.place);
    if place.is_within(&asked.me.place) {
        return Ok(place);
    }
    Err(Failed::problem(Code::Forbidden, "papers are given for your own place and those within it"))
}

pub(super) fn cases_of_place(tx: &dyn ReadTx, place: &PlaceCode) -> Outcome<Vec<CaseProjection>> {
    let rows = tx.cases(&Grantee::Place(place.clone()))?;
    rows.iter().filter(|row| row.micro_grid.is_within(place)).map(scope::projection).collect()
}

fn counted(
    asked: &Asked<'_>,
    policies: &Policies,
    place: Option<&PlaceCode>,
    period: &Period,
) -> Outcome<(Table, String)> {
    let place = own_place(asked, place)?;
    let name = short_name(&asked.tx.place(place)?.ok_or_else(|| scope::not_found("place"))?.name).to_owned();
    let categories = categories(&asked.reference.policy);
    let protected = asked.me.role == Role::County;
    let (rows, since) = if protected {
        (of_county(asked, place, period, &categories)?, None)
    } else {
        let cases = cases_of_place(asked.tx, place)?;
        let since = since(cases.iter(), policies, period, asked.now);
        (shown::exact(&count(&categories, cases.iter(), period)), since)
    };
    let about = About { place: &name, period, as_of: asked.now, protected, since };
    let table = statistics_table::lay_out(&about, &categories, &rows);
    Ok((table, name))
}

/// The county gets its own table and its townships', with small numbers hidden, for whole months,
/// quarters and years: periods that overlap by a day would tell what happened on that day.
fn of_county(
    asked: &Asked<'_>,
    place: &PlaceCode,
    period: &Period,
    categories: &[(&str, &str)],
) -> Outcome<Vec<Vec<shown::Shown>>> {
    if place.level() > Level::Township || !period.is_reported() {
        return Err(invalid(
            "the county's table is of the county or a township, and of a month, quarter or year",
        ));
    }
    let county = place.at(Level::County).ok_or_else(|| scope::not_found("place"))?;
    let townships = asked.tx.places_within(&county)?.into_iter().map(|place| place.code);
    let places: Vec<PlaceCode> = std::iter::once(county.clone())
        .chain(townships.filter(|code| code.level() == Level::Township))
        .collect();
    let cases = cases_of_place(asked.tx, &county)?;
    let within = |place: &PlaceCode| {
        let cases = cases.iter().filter(|case| case.micro_grid.is_within(place));
        count(categories, cases, period)
    };
    let tables: Vec<_> = places.iter().map(within).collect();
    let at = places.iter().position(|known| known == place).ok_or_else(|| scope::not_found("place"))?;
    Ok(shown::protected(&tables).swap_remove(at))
}

/// The table of volunteers' help of a place and a period. It names nobody and tells of no household.
///
/// # Errors
/// As [`statistics`].
pub fn helping(
    app: &App,
    asker: Option<&Account>,
    place: Option<&PlaceCode>,
    period: &Period,
    form: Form,
) -> Outcome<Made> {
    let (table, name) = opened(app, "helping", asker, |asked| {
        let place = own_place(asked, place)?;
        let mut known = Known::default();
        let name = known.place(asked.tx, place)?;
        let visits = helped_at_visits(asked.tx, place, period)?;
        let sums = helping::count(cases_of_place(asked.tx, place)?.iter(), &visits, period);
        for (village, ..) in sums.keys() {
            known.place(asked.tx, village)?;
        }
        let village = |code: &PlaceCode| known.places.get(code).cloned().unwrap_or_default();
        Ok((helping::lay_out(&name, period, asked.now, &sums, village), name))
    })?;
    sheet(&table, &format!("{name} {period}"), form)
}

/// Help at visits; below the village by the households that lie there now.
pub(super) fn helped_at_visits(tx: &dyn ReadTx, place: &PlaceCode, period: &Period) -> Outcome<Vec<AtVisit>> {
    let part = place.village().is_some_and(|village| village != *place);
    let own: BTreeSet<HouseholdId> =
        if part { tx.households(place)?.into_iter().map(|row| row.id).collect() } else { BTreeSet::new() };
    let mut found = Vec::new();
    for row in tx.helped_visits(place, period.from, period.until)? {
        if part && !own.contains(&row.household) {
            continue;
        }
        let visit: VisitProjection = serde_json::from_str(&row.row)?;
        found.extend(visit.visit.helped.map(|help| AtVisit {
            village: row.village,
            at: row.at,
            minutes: help.minutes,
        }));
    }
    Ok(found)
}

/// The register of the asker's cases that began in a place and a period.
///
/// # Errors
/// `forbidden`, or of the store.
pub fn register(
    app: &App,
    asker: Option<&Account>,
    place: Option<&PlaceCode>,
    period: &Period,
    form: Form,
) -> Outcome<Made> {
    let (table, name, looked_at) = opened(app, "register", asker, |asked| {
        let place = own_place(asked, place)?;
        let mut cases = scope::cases(asked.tx, asked.me, true, asked.now)?;
        cases.retain(|case| case.micro_grid.is_within(place));
        cases.retain(|case| case.received_at.is_some_and(|at| period.has(at)));
        cases.sort_by(|a, b| (a.received_at, &a.id).cmp(&(b.received_at, &b.id)));
        let name =
            short_name(&asked.tx.place(place)?.ok_or_else(|| scope::not_found("place"))?.name).to_owned();
        let mut known = Known::default();
        let entries = cases.iter().filter_map(|case| entry(asked, &mut known, case).transpose());
        let entries = entries.collect::<Outcome<Vec<_>>>()?;
        let looked_at = cases.iter().map(|case| (case.micro_grid.clone(), case.id.clone())).collect();
        Ok((register::lay_out(&name, period, asked.now, &entries), name, looked_at))
    })?;
    let made = sheet(&table, &format!("{name} {period}"), form)?;
    asker.map_or(Ok(()), |me| looks::note_register(app, me, looked_at))?;
    Ok(made)
}

/// Names and numbers that many cases share.
#[derive(Default)]
struct Known {
    places: BTreeMap<PlaceCode, String>,
    numbers: BTreeMap<PlaceCode, BTreeMap<CaseId, String>>,
}

impl Known {
    fn place(&mut self, tx: &dyn ReadTx, code: &PlaceCode) -> Outcome<String> {
        if let Some(name) = self.places.get(code) {
            return Ok(name.clone());
        }
        let name =
            tx.place(code)?.map_or_else(|| code.to_string(), |place| short_name(&place.name).to_owned());
        self.places.insert(code.clone(), name.clone());
        Ok(name)
    }

    /// The number counts all of the village's cases, also those the asker has no part in.
    fn number(&mut self, tx: &dyn ReadTx, case: &CaseProjection) -> Outcome<String> {
        let village = case.micro_grid.village().ok_or_else(|| scope::not_found("case"))?;
        if !self.numbers.contains_key(&village) {
            let (name, rows) = (self.place(tx, &village)?, tx.cases(&Grantee::Place(village.clone()))?);
            self.numbers.insert(village.clone(), numbers(&village, &name, &rows));
        }
        Ok(self.numbers[&village].get(&case.id).cloned().unwrap_or_default())
    }

    fn where_raised(&mut self, tx: &dyn ReadTx, case: &CaseProjection) -> Outcome<String> {
        let grid = self.place(tx, &case.micro_grid)?;
        let village = case.micro_grid.village().map(|village| self.place(tx, &village)).transpose()?;
        Ok(format!("{}{grid}", village.unwrap_or_default()))
    }
}

fn entry<'a>(asked: &Asked<'_>, known: &mut Known, case: &'a CaseProjection) -> Outcome<Option<Entry<'a>>> {
    let Some(facts) = CaseFacts::of(case) else { return Ok(None) };
    let (number, place) = (known.number(asked.tx, case)?, known.where_raised(asked.tx, case)?);
    Ok(Some(Entry { number, place, item: views::case_item(case, asked.lens()), facts }))
}

/// A paper on one case of the asker's.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid` when there is no agreement to be signed, or of the store.
pub fn on_case(
    app: &App,
    asker: Option<&Account>,
    paper: CasePaper,
    id: &CaseId,
    form: Form,
) -> Outcome<Made> {
    let word = match paper {
        CasePaper::File => "case_file",
        CasePaper::Agreement => "agreement",
    };
    let (name, laid_out, place) = opened(app, word, asker, |asked| {
        let case = scope::case(asked.tx, asked.me, id, asked.now)?;
        let facts = CaseFacts::of(&case).ok_or_else(|| scope::not_found("case"))?;
        let mut view = cases::one(asked, id)?;
        let mut known = Known::default();
        view.item.micro_grid_name = known.where_raised(asked.tx, &case)?;
        let village = case.micro_grid.village().ok_or_else(|| scope::not_found("case"))?;
        let filed = Filed {
            view: &view,
            facts,
            people: party_facts(asked.tx, &case.parties)?,
            number: known.number(asked.tx, &case)?,
            village: known.place(asked.tx, &village)?,
            printed_by: &asked.me.name,
            printed_at: asked.now,
            sample: app::is_sample(asked.tx)?,
        };
        let laid_out = match paper {
            CasePaper::File => case_file::lay_out(&filed),
            CasePaper::Agreement => agreement::lay_out(&filed)
                .ok_or_else(|| invalid("an agreement is printed of a dispute that was settled by one"))?,
        };
        Ok((format!("{} {}", laid_out.title, filed.number), laid_out, case.micro_grid.clone()))
    })?;
    let bytes = match form {
        Form::Docx => docx::write(&laid_out)?,
        Form::Html => html::write(&laid_out),
        Form::Xlsx | Form::Csv => return Err(invalid("a paper on a case is docx or html")),
    };
    note(app, asker, vec![(place, id.clone())])?;
    Ok(Made { name, form, bytes })
}

/// What the register knows of parties: of who lives in the household that is named, by their name.
fn party_facts(tx: &dyn ReadTx, parties: &[Party]) -> Outcome<Vec<PartyFacts>> {
    let one = |party: &Party| -> Outcome<PartyFacts> {
        let village = party.micro_grid.as_ref().and_then(PlaceCode::village);
        let Some((village, id)) = village.zip(party.household.as_ref()) else {
            return Ok(PartyFacts::default());
        };
        let Some(row) = tx.household(&village, id)? else { return Ok(PartyFacts::default()) };
        let household = serde_json::from_str::<HouseholdProjection>(&row.row)?.household;
        let mut named = household.residents.into_iter().filter(|resident| resident.name == party.name);
        // Of two of one name nobody knows which is meant.
        Ok(match (named.next(), named.next()) {
            (Some(one), None) => PartyFacts { sex: one.sex, birth_year: one.birth_year },
            _ => PartyFacts::default(),
        })
    };
    parties.iter().map(one).collect()
}

fn sheet(table: &Table, of: &str, form: Form) -> Outcome<Made> {
    let bytes = match form {
        Form::Xlsx => xlsx::write(table)?,
        Form::Csv => csv::write(table)?,
        Form::Html => html::write_table(table),
        Form::Docx => return Err(invalid("a table is xlsx, csv or html")),
    };
    Ok(Made { name: format!("{} {of}", table.title), form, bytes })
}

/// Takes note that somebody above the village was given names: what can't be noted is not given.
fn note(app: &App, asker: Option<&Account>, looked_at: Vec<(PlaceCode, CaseId)>) -> Outcome<()> {
    asker.map_or(Ok(()), |me| looks::note_cases(app, me, looked_at))
}
