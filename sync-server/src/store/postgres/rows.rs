//! Derived rows in PostgreSQL: documents, scope, households, visits, cases, and counts over them.

use super::codec::*;
use super::connection::{Value, values};
use super::log::{by_village, code};
use super::statements::{photos, rows as sql};
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::{grantee_range, grantee_text, range, seq_value};
use shared_model::document::DocId;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;

fn read_document(row: &Row) -> Result<DocumentRow> {
    Ok(DocumentRow { doc: doc(row, "doc")?, heads: heads(row, "heads")?, last_seq: seq(row, "last_seq")? })
}

fn read_scope(row: &Row) -> Result<ScopeRow> {
    Ok(ScopeRow { grantee: grantee(row, "grantee")?, since_seq: seq(row, "since_seq")? })
}

fn read_household(row: &Row) -> Result<HouseholdRow> {
    Ok(HouseholdRow {
        village: place(row, "village")?,
        id: id(row, "id")?,
        micro_grid: place(row, "micro_grid")?,
        house_no: text(row, "house_no")?,
        stands: row.try_get("stands")?,
        row: text(row, "row")?,
        last_visit: maybe_millis(row, "last_visit")?,
    })
}

fn read_visit(row: &Row) -> Result<VisitRow> {
    Ok(VisitRow {
        village: place(row, "village")?,
        household: id(row, "household")?,
        id: id(row, "id")?,
        at: millis(row, "at")?,
        row: text(row, "row")?,
    })
}

fn read_case(row: &Row) -> Result<CaseRow> {
    let parties: Vec<String> = raw(row, "parties")?;
    let parties = parties.into_iter().map(|text| {
        HouseholdId::parse(&text).map_err(|_| crate::store::spelling::damaged("household", text))
    });
    Ok(CaseRow {
        village: place(row, "village")?,
        id: id(row, "id")?,
        micro_grid: place(row, "micro_grid")?,
        colour: text(row, "colour")?,
        stage: text(row, "stage")?,
        contested: raw(row, "contested")?,
        due_at: millis(row, "due_at")?,
        take_due_at: maybe_millis(row, "take_due_at")?,
        level: raw(row, "level")?,
        pass_up_at: maybe_millis(row, "pass_up_at")?,
        stopped: raw(row, "stopped")?,
        received_at: millis(row, "received_at")?,
        row: text(row, "row")?,
        parties: parties.collect::<Result<Vec<_>>>()?,
    })
}

fn read_case_count(row: &Row) -> Result<CaseCount> {
    Ok(CaseCount {
        digits: text(row, "digits")?,
        stage: text(row, "stage")?,
        colour: text(row, "colour")?,
        cases: count(row, "cases")?,
        overdue: count(row, "overdue")?,
        contested: count(row, "contested")?,
        new: count(row, "new")?,
    })
}

fn read_household_count(row: &Row) -> Result<HouseholdCount> {
    Ok(HouseholdCount {
        digits: text(row, "digits")?,
        households: count(row, "households")?,
        visited: count(row, "visited")?,
    })
}

fn digits_value(digits: usize) -> i32 {
    i32::try_from(digits).unwrap_or(i32::MAX)
}

/// Where something of a grantee's may lie.
struct Reach {
    /// All villages of a township or county.
    within: Option<(String, String)>,
    /// Single villages, none of them in `within`.
    villages: Vec<String>,
}

/// The scopes of one village's documents, by columns.
#[derive(Default)]
struct ScopeColumns {
    /// Documents whose scope is replaced.
    all: Vec<String>,
    docs: Vec<String>,
    grantees: Vec<String>,
    since: Vec<i64>,
    /// Grantees that don't lie within the village; in order, so that two writers wait and don't deadlock.
    elsewhere: BTreeSet<String>,
}

impl ScopeColumns {
    fn add(&mut self, doc: &DocId, scope: &[ScopeRow]) {
        self.all.push(doc.to_string());
        for row in scope {
            let grantee = grantee_text(&row.grantee);
            if !matches!(&row.grantee, Grantee::Place(place) if place.is_within(doc.village())) {
                self.elsewhere.insert(grantee.clone());
            }
            self.docs.push(doc.to_string());
            self.grantees.push(grantee);
            self.since.push(seq_value(row.since_seq));
        }
    }
}

impl Tx<'_> {
    /// The villages in whose logs somebody's documents may lie: their own, and those noted as
    /// elsewhere when a document was given to them.
    fn reach(&self, grantee: &Grantee) -> Result<Reach> {
        let (from, to) = grantee_range(grantee);
        let mut villages: BTreeSet<String> =
            self.all(sql::ELSEWHERE, values![from, to], |row| text(row, "village"))?.into_iter().collect();
        let mut within = None;
        if let Grantee::Place(place) = grantee {
            match place.village() {
                Some(village) => drop(villages.insert(code(&village))),
                None => {
                    let (from, to) = range(place.prefix());
                    villages.retain(|village| *village < from || *village >= to);
                    within = Some((from, to));
                }
            }
        }
        Ok(Reach { within, villages: villages.into_iter().collect() })
    }

    /// Asks for a grantee's part in each village and in the range.
    fn of_grantee<T>(
        &self,
        grantee: &Grantee,
        one: &'static str,
        many: &'static str,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let reach = self.reach(grantee)?;
        let (from, to) = grantee_range(grantee);
        let asked = reach.villages.iter().map(|village| values![village.clone(), from.clone(), to.clone()]);
        let mut found = self.each(one, asked, &read)?;
        if let Some((first, last)) = reach.within {
            found.extend(self.all(many, values![first, last, from.clone(), to.clone()], &read)?);
        }
        Ok(found)
    }

    /// Asks one village, or the range of a place above villages. `then` are the further values:
    /// of the first kind of statement they follow the village and the range of micro-grids.
    fn of_place<T>(
        &self,
        place: &PlaceCode,
        one: &'static str,
        many: &'static str,
        then: impl FnOnce() -> Vec<Value>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let (from, to) = range(place.prefix());
        let (sql, mut values) = match place.village() {
            Some(village) => (one, values![code(&village), from, to]),
            None => (many, values![from, to]),
        };
        values.extend(then());
        self.all(sql, values, read)
    }

    pub(super) fn get_document(&self, doc: &DocId) -> Result<Option<DocumentRow>> {
        self.one(sql::DOCUMENT, values![code(doc.village()), doc.to_string()], read_document)
    }

    pub(super) fn get_documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>> {
        self.all(sql::DOCUMENTS, values![code(village)], read_document)
    }

    pub(super) fn get_books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>> {
        let asked = households.iter().map(|household| {
            let (from, to) = range(&format!("v.{village}.{household}."));
            values![code(village), from, to]
        });
        self.each(sql::BOOKS_OF, asked, |row| doc(row, "doc"))
    }

    pub(super) fn get_scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>> {
        self.all(sql::SCOPE_OF, values![code(doc.village()), doc.to_string()], read_scope)
    }

    pub(super) fn get_scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>> {
        let asked = by_village(docs).into_iter().map(|(village, docs)| values![code(village), docs]);
        let mut scopes: BTreeMap<DocId, Vec<ScopeRow>> = BTreeMap::new();
        for (doc, row) in self.each(sql::SCOPES_OF, asked, |row| Ok((doc(row, "doc")?, read_scope(row)?)))? {
            scopes.entry(doc).or_default().push(row);
        }
        Ok(scopes)
    }

    pub(super) fn get_scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>> {
        let mut found: BTreeMap<DocId, (DocumentRow, u64)> = BTreeMap::new();
        let read = |row: &Row| Ok((read_document(row)?, seq(row, "since")?));
        for grantee in grantees {
            for (document, since) in self.of_grantee(grantee, sql::SCOPE, sql::SCOPE_WITHIN, read)? {
                let entry = found.entry(document.doc.clone()).or_insert((document, since));
                entry.1 = entry.1.min(since);
            }
        }
        Ok(found.into_values().collect())
    }

    pub(super) fn get_household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>> {
        let id = id.as_str().to_owned();
        match within.village() {
            Some(village) => self.one(sql::HOUSEHOLD, values![code(&village), id], read_household),
            None => {
                let (from, to) = range(within.prefix());
                self.one(sql::HOUSEHOLD_WITHIN, values![from, to, id], read_household)
            }
        }
    }

    pub(super) fn get_households_of(
        &self,
        village: &PlaceCode,
        ids: &[HouseholdId],
    ) -> Result<Vec<HouseholdRow>> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        self.all(sql::HOUSEHOLDS_OF, values![code(village), ids], read_household)
    }

    pub(super) fn get_households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        self.of_place(place, sql::HOUSEHOLDS, sql::HOUSEHOLDS_WITHIN, Vec::new, read_household)
    }

    pub(super) fn get_households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        let (one, many) = (sql::HOUSEHOLDS_ASIDE, sql::HOUSEHOLDS_ASIDE_WITHIN);
        self.of_place(place, one, many, Vec::new, read_household)
    }

    pub(super) fn get_visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>> {
        self.all(sql::VISITS, values![code(village), household.as_str().to_owned()], read_visit)
    }

    pub(super) fn get_helped_visits(
        &self,
        place: &PlaceCode,
        from: Millis,
        until: Millis,
    ) -> Result<Vec<VisitRow>> {
        let (first, last) = range(&place.prefix()[..place.prefix().len().min(12)]);
        self.all(sql::HELPED_VISITS, values![first, last, from.0, until.0], read_visit)
    }

    pub(super) fn get_case(&self, holders: &[Grantee], id: &CaseId) -> Result<Option<CaseRow>> {
        for holder in holders {
            let reach = self.reach(holder)?;
            let asked = reach.villages.into_iter().map(|village| values![village, id.as_str().to_owned()]);
            let mut found = self.each(sql::CASE, asked, read_case)?;
            if let (true, Some((from, to))) = (found.is_empty(), reach.within) {
                found = self.all(sql::CASE_WITHIN, values![from, to, id.as_str().to_owned()], read_case)?;
            }
            if let Some(case) = found.pop() {
                return Ok(Some(case));
            }
        }
        Ok(None)
    }

    pub(super) fn get_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        self.of_grantee(grantee, sql::CASES, sql::CASES_WITHIN, read_case).map(newest_first)
    }

    pub(super) fn get_open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        self.of_grantee(grantee, sql::OPEN_CASES, sql::OPEN_CASES_WITHIN, read_case).map(newest_first)
    }

    pub(super) fn get_cases_of(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<CaseRow>> {
        let villages = self.reach(&Grantee::Place(village.clone()))?.villages;
        let asked = villages.into_iter().map(|village| values![village, household.as_str().to_owned()]);
        self.each(sql::CASES_OF, asked, read_case).map(newest_first)
    }

    pub(super) fn get_cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.all(sql::CASES_TO_PASS_UP, values![now.0, most], |row| {
            Ok((place(row, "village")?, id(row, "id")?))
        })
    }

    pub(super) fn count_cases(
        &self,
        place: &PlaceCode,
        digits: usize,
        now: Millis,
        since: Millis,
    ) -> Result<Vec<CaseCount>> {
        let then = || values![digits_value(digits), now.0, since.0];
        self.of_place(place, sql::CASE_COUNTS, sql::CASE_COUNTS_WITHIN, then, read_case_count)
    }

    pub(super) fn count_households(
        &self,
        place: &PlaceCode,
        digits: usize,
        since: Millis,
    ) -> Result<Vec<HouseholdCount>> {
        let then = || values![digits_value(digits), since.0];
        self.of_place(place, sql::HOUSEHOLD_COUNTS, sql::HOUSEHOLD_COUNTS_WITHIN, then, read_household_count)
    }

    pub(super) fn save_documents(&self, documents: &[(DocumentRow, Vec<u8>)]) -> Result<()> {
        // One statement can't write a row twice: the last word on a document stands.
        let mut villages: BTreeMap<&PlaceCode, BTreeMap<&DocId, &(DocumentRow, Vec<u8>)>> = BTreeMap::new();
        for document in documents {
            villages.entry(document.0.doc.village()).or_default().insert(&document.0.doc, document);
        }
        for (village, documents) in villages {
            let names: Vec<String> = documents.keys().map(ToString::to_string).collect();
            let heads: Vec<Vec<u8>> = documents.values().map(|(row, _)| row.heads.concat()).collect();
            let seqs: Vec<i64> = documents.values().map(|(row, _)| seq_value(row.last_seq)).collect();
            let outlines: Vec<Vec<u8>> = documents.values().map(|(_, outline)| outline.clone()).collect();
            self.run(sql::PUT_DOCUMENTS, values![code(village), names.clone(), heads, seqs])?;
            self.run(sql::PUT_OUTLINES, values![code(village), names, outlines])?;
        }
        Ok(())
    }

    pub(super) fn save_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()> {
        let mut villages: BTreeMap<&PlaceCode, ScopeColumns> = BTreeMap::new();
        for (doc, scope) in scopes {
            villages.entry(doc.village()).or_default().add(doc, scope);
        }
        for (village, columns) in villages {
            let ScopeColumns { all, docs, grantees, since, elsewhere } = columns;
            self.run(sql::DROP_SCOPE, values![code(village), all])?;
            if !elsewhere.is_empty() {
                let elsewhere: Vec<String> = elsewhere.into_iter().collect();
                self.run(sql::PUT_ELSEWHERE, values![code(village), elsewhere])?;
            }
            if !docs.is_empty() {
                self.run(sql::PUT_SCOPE, values![code(village), docs, grantees, since])?;
            }
        }
        Ok(())
    }

    pub(super) fn save_households(&self, households: &[HouseholdRow]) -> Result<()> {
        let mut villages: BTreeMap<&PlaceCode, BTreeMap<&str, &HouseholdRow>> = BTreeMap::new();
        for row in households {
            villages.entry(&row.village).or_default().insert(row.id.as_str(), row);
        }
        for (village, rows) in villages {
            let column = |of: &dyn Fn(&HouseholdRow) -> String| rows.values().map(|row| of(row)).collect();
            let ids: Vec<String> = column(&|row| row.id.as_str().to_owned());
            let places: Vec<String> = column(&|row| code(&row.micro_grid));
            let numbers: Vec<String> = column(&|row| row.house_no.clone());
            let texts: Vec<String> = column(&|row| row.row.clone());
            let stands: Vec<bool> = rows.values().map(|row| row.stands).collect();
            self.run(
                sql::PUT_HOUSEHOLDS,
                values![code(village), ids.clone(), places, numbers, texts, stands],
            )?;
            self.run(sql::FIRST_LAST_VISITS, values![code(village), ids])?;
        }
        Ok(())
    }

    pub(super) fn save_visits(&self, visits: &[VisitRow]) -> Result<()> {
        let mut villages: BTreeMap<&PlaceCode, BTreeMap<(&str, &str), &VisitRow>> = BTreeMap::new();
        for visit in visits {
            let key = (visit.household.as_str(), visit.id.as_str());
            villages.entry(&visit.village).or_default().insert(key, visit);
        }
        for (village, visits) in villages {
            let mut newest: BTreeMap<&str, i64> = BTreeMap::new();
            for visit in visits.values() {
                let at = newest.entry(visit.household.as_str()).or_insert(visit.at.0);
                *at = visit.at.0.max(*at);
            }
            let households: Vec<String> =
                visits.keys().map(|(household, _)| (*household).to_owned()).collect();
            let ids: Vec<String> = visits.keys().map(|(_, id)| (*id).to_owned()).collect();
            let times: Vec<i64> = visits.values().map(|visit| visit.at.0).collect();
            let rows: Vec<String> = visits.values().map(|visit| visit.row.clone()).collect();
            self.run(sql::PUT_VISITS, values![code(village), households, ids, times, rows])?;
            let visited: Vec<String> = newest.keys().map(|household| (*household).to_owned()).collect();
            let times: Vec<i64> = newest.into_values().collect();
            self.run(sql::RAISE_LAST_VISITS, values![code(village), visited, times])?;
        }
        Ok(())
    }

    pub(super) fn save_cases(&self, cases: &[CaseRow]) -> Result<()> {
        let mut villages: BTreeMap<&PlaceCode, BTreeMap<&str, &CaseRow>> = BTreeMap::new();
        for case in cases {
            villages.entry(&case.village).or_default().insert(case.id.as_str(), case);
        }
        for (village, cases) in villages {
            self.save_cases_of(village, &cases.into_values().collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn save_cases_of(&self, village: &PlaceCode, cases: &[&CaseRow]) -> Result<()> {
        fn column<T>(cases: &[&CaseRow], of: impl Fn(&CaseRow) -> T) -> Vec<T> {
            cases.iter().map(|case| of(case)).collect()
        }
        let parties = column(cases, |case| {
            case.parties.iter().map(|party| party.as_str().to_owned()).collect::<BTreeSet<String>>()
        });
        let ids = column(cases, |case| case.id.as_str().to_owned());
        // A column of lists must be lists of one length: each goes as one text. No identity has a comma.
        let lists: Vec<String> = parties.iter().map(|list| Vec::from_iter(list.clone()).join(",")).collect();
        let values = values![
            code(village),
            ids.clone(),
            column(cases, |case| code(&case.micro_grid)),
            column(cases, |case| case.colour.clone()),
            column(cases, |case| case.stage.clone()),
            column(cases, |case| case.contested),
            column(cases, |case| case.due_at.0),
            column(cases, |case| case.stopped),
            column(cases, |case| case.received_at.0),
            column(cases, |case| case.row.clone()),
            column(cases, |case| case.take_due_at.map(|at| at.0)),
            column(cases, |case| case.level.clone()),
            column(cases, |case| case.pass_up_at.map(|at| at.0)),
            lists
        ];
        self.run(sql::PUT_CASES, values)?;
        self.run(sql::DROP_PARTIES, values![code(village), ids.clone()])?;
        let pairs =
            ids.iter().zip(&parties).flat_map(|(id, list)| list.iter().map(|one| (id.clone(), one.clone())));
        let (ids, households): (Vec<String>, Vec<String>) = pairs.unzip();
        if ids.is_empty() {
            Ok(())
        } else {
            self.run(sql::PUT_PARTIES, values![code(village), ids, households])
        }
    }

    /// The newest visit stands in the household's row, so every table is compared as it lies.
    pub(super) fn derived_as_text(&self) -> Result<Vec<String>> {
        let tables = [
            sql::DERIVED_DOCUMENTS,
            sql::DERIVED_OUTLINES,
            sql::DERIVED_SCOPES,
            sql::DERIVED_HOUSEHOLDS,
            sql::DERIVED_VISITS,
            sql::DERIVED_CASES,
            sql::DERIVED_PARTIES,
            photos::DERIVED_PHOTO_NAMES,
        ];
        let mut all = Vec::new();
        for table in tables {
            all.extend(self.all(table, vec![], |row| text(row, "text"))?);
        }
        Ok(all)
    }

    pub(super) fn clear_derived(&self) -> Result<()> {
        let tables = [
            sql::CLEAR_DOCUMENTS,
            sql::CLEAR_OUTLINES,
            sql::CLEAR_SCOPES,
            sql::CLEAR_HOUSEHOLDS,
            sql::CLEAR_VISITS,
            sql::CLEAR_CASES,
            sql::CLEAR_PARTIES,
            photos::CLEAR_PHOTO_NAMES,
            sql::CLEAR_ELSEWHERE,
        ];
        tables.into_iter().try_for_each(|table| self.run(table, vec![]))
    }
}

fn newest_first(mut cases: Vec<CaseRow>) -> Vec<CaseRow> {
    cases.sort_by(|a, b| (b.received_at, &a.id).cmp(&(a.received_at, &b.id)));
    cases
}
