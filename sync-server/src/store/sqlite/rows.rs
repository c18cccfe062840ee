//! Derived rows in SQLite: documents, scope, households, visits, cases, and counts over them.

use super::codec::*;
use super::{Result, Tx};
use crate::store::records::*;
use rusqlite::{Row, params};
use shared_model::document::DocId;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::{Level, PlaceCode};
use std::collections::BTreeMap;

/// Tables that can be made again from the log, with the order in which their rows are compared.
const DERIVED: [(&str, &str); 8] = [
    ("document", "village, doc"),
    ("outline", "village, doc"),
    ("doc_scope", "village, doc, grantee"),
    ("household", "village, id"),
    ("visit", "village, household, id"),
    ("case_row", "village, id"),
    ("case_party", "village, id, household"),
    ("photo_name", "village, doc, hash"),
];

fn read_document(row: &Row<'_>) -> Result<DocumentRow> {
    Ok(DocumentRow { doc: doc(row, "doc")?, heads: heads(row, "heads")?, last_seq: seq(row, "last_seq")? })
}

fn read_household(row: &Row<'_>) -> Result<HouseholdRow> {
    Ok(HouseholdRow {
        village: place(row, "village")?,
        id: id(row, "id")?,
        micro_grid: place(row, "micro_grid")?,
        house_no: row.get("house_no")?,
        stands: row.get("stands")?,
        row: row.get("row")?,
        last_visit: maybe_millis(row, "last_visit")?,
    })
}

fn read_visit(row: &Row<'_>) -> Result<VisitRow> {
    Ok(VisitRow {
        village: place(row, "village")?,
        household: id(row, "household")?,
        id: id(row, "id")?,
        at: millis(row, "at")?,
        row: row.get("row")?,
    })
}

impl Tx<'_> {
    fn read_case(&self, row: &Row<'_>) -> Result<CaseRow> {
        let (village, case): (PlaceCode, CaseId) = (place(row, "village")?, id(row, "id")?);
        let sql = "SELECT household FROM case_party WHERE village = ?1 AND id = ?2 ORDER BY household";
        let parties = self.all(sql, [village.as_str(), case.as_str()], |row| id(row, "household"))?;
        Ok(CaseRow {
            village,
            id: case,
            micro_grid: place(row, "micro_grid")?,
            colour: row.get("colour")?,
            stage: row.get("stage")?,
            contested: row.get("contested")?,
            due_at: millis(row, "due_at")?,
            take_due_at: maybe_millis(row, "take_due_at")?,
            level: row.get("level")?,
            pass_up_at: maybe_millis(row, "pass_up_at")?,
            stopped: row.get("stopped")?,
            received_at: millis(row, "received_at")?,
            row: row.get("row")?,
            parties,
        })
    }

    pub(super) fn get_document(&self, doc: &DocId) -> Result<Option<DocumentRow>> {
        let sql = "SELECT * FROM document WHERE village = ?1 AND doc = ?2";
        self.one(sql, params![doc.village().as_str(), doc.to_string()], read_document)
    }

    pub(super) fn get_documents(&self, village: &PlaceCode) -> Result<Vec<DocumentRow>> {
        self.all("SELECT * FROM document WHERE village = ?1 ORDER BY doc", [village.as_str()], read_document)
    }

    pub(super) fn get_books_of(&self, village: &PlaceCode, households: &[HouseholdId]) -> Result<Vec<DocId>> {
        let sql = "SELECT doc FROM document WHERE village = ?1 AND doc >= ?2 AND doc < ?3 ORDER BY doc";
        let mut books = Vec::new();
        for household in households {
            let (from, to) = range(&format!("v.{village}.{household}."));
            books.extend(self.all(sql, [village.as_str(), &from, &to], |row| doc(row, "doc"))?);
        }
        Ok(books)
    }

    pub(super) fn get_scope_of(&self, doc: &DocId) -> Result<Vec<ScopeRow>> {
        let sql = "SELECT grantee, since_seq FROM doc_scope WHERE village = ?1 AND doc = ?2 ORDER BY grantee";
        self.all(sql, params![doc.village().as_str(), doc.to_string()], |row| {
            Ok(ScopeRow { grantee: grantee(row, "grantee")?, since_seq: seq(row, "since_seq")? })
        })
    }

    pub(super) fn get_scopes_of(&self, docs: &[DocId]) -> Result<BTreeMap<DocId, Vec<ScopeRow>>> {
        let mut scopes = BTreeMap::new();
        for doc in docs {
            let scope = self.get_scope_of(doc)?;
            if !scope.is_empty() {
                scopes.insert(doc.clone(), scope);
            }
        }
        Ok(scopes)
    }

    pub(super) fn get_scope(&self, grantees: &[Grantee]) -> Result<Vec<(DocumentRow, u64)>> {
        let sql = "SELECT d.*, min(s.since_seq) AS since FROM doc_scope s
                   JOIN document d ON d.village = s.village AND d.doc = s.doc
                   WHERE s.grantee >= ?1 AND s.grantee < ?2 GROUP BY d.village, d.doc";
        let mut found: BTreeMap<DocId, (DocumentRow, u64)> = BTreeMap::new();
        for grantee in grantees {
            let (from, to) = grantee_range(grantee);
            let read = |row: &Row<'_>| Ok((read_document(row)?, seq(row, "since")?));
            for (document, since) in self.all(sql, [from, to], read)? {
                let entry = found.entry(document.doc.clone()).or_insert((document, since));
                entry.1 = entry.1.min(since);
            }
        }
        Ok(found.into_values().collect())
    }

    pub(super) fn get_households_of(
        &self,
        village: &PlaceCode,
        ids: &[HouseholdId],
    ) -> Result<Vec<HouseholdRow>> {
        let sql = "SELECT * FROM household WHERE village = ?1 AND id = ?2";
        let one = |id: &HouseholdId| self.one(sql, [village.as_str(), id.as_str()], read_household);
        let found = ids.iter().map(one).collect::<Result<Vec<_>>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    pub(super) fn get_household(&self, within: &PlaceCode, id: &HouseholdId) -> Result<Option<HouseholdRow>> {
        let (from, to) = range(&within.prefix()[..within.prefix().len().min(12)]);
        let sql = "SELECT * FROM household WHERE id = ?1 AND village >= ?2 AND village < ?3";
        self.one(sql, [id.as_str(), &from, &to], read_household)
    }

    pub(super) fn get_households(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        let (from, to) = range(place.prefix());
        let sql = "SELECT * FROM household WHERE micro_grid >= ?1 AND micro_grid < ?2
                   ORDER BY micro_grid, length(house_no), house_no, id";
        self.all(sql, [from, to], read_household)
    }

    pub(super) fn get_households_aside(&self, place: &PlaceCode) -> Result<Vec<HouseholdRow>> {
        let (from, to) = range(place.prefix());
        let sql =
            "SELECT * FROM household WHERE NOT stands AND micro_grid >= ?1 AND micro_grid < ?2 ORDER BY id";
        self.all(sql, [from, to], read_household)
    }

    pub(super) fn get_visits(&self, village: &PlaceCode, household: &HouseholdId) -> Result<Vec<VisitRow>> {
        let sql = "SELECT * FROM visit WHERE village = ?1 AND household = ?2 ORDER BY at DESC, id";
        self.all(sql, [village.as_str(), household.as_str()], read_visit)
    }

    pub(super) fn get_helped_visits(
        &self,
        place: &PlaceCode,
        from: Millis,
        until: Millis,
    ) -> Result<Vec<VisitRow>> {
        let (first, last) = range(&place.prefix()[..place.prefix().len().min(12)]);
        let sql = "SELECT * FROM visit WHERE village >= ?1 AND village < ?2 AND at >= ?3 AND at < ?4
                   AND instr(row, '\"helped\":{') > 0 ORDER BY village, at, id";
        self.all(sql, params![first, last, from.0, until.0], read_visit)
    }

    pub(super) fn get_case(&self, id: &CaseId) -> Result<Option<CaseRow>> {
        self.one("SELECT * FROM case_row WHERE id = ?1", [id.as_str()], |row| self.read_case(row))
    }

    pub(super) fn get_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        let (from, to) = grantee_range(grantee);
        let sql = "SELECT c.* FROM case_row c WHERE (c.village, 'c.' || c.village || '.' || c.id) IN
                   (SELECT village, doc FROM doc_scope WHERE grantee >= ?1 AND grantee < ?2 AND doc LIKE 'c.%')
                   ORDER BY c.received_at DESC, c.id";
        self.all(sql, [from, to], |row| self.read_case(row))
    }

    /// Of a village, or of one account, its documents are few: they say which cases are meant. Above
    /// it they are many, most of them households and visits: there the open cases are fewer.
    pub(super) fn get_open_cases(&self, grantee: &Grantee) -> Result<Vec<CaseRow>> {
        let (from, to) = grantee_range(grantee);
        let of_few = "SELECT c.* FROM case_row c
            WHERE c.stage NOT IN ('struck_off', 'withdrawn', 'merged')
            AND (c.village, 'c.' || c.village || '.' || c.id) IN
            (SELECT village, doc FROM doc_scope WHERE grantee >= ?1 AND grantee < ?2 AND doc LIKE 'c.%')
            ORDER BY c.received_at DESC, c.id";
        let of_many = "SELECT c.* FROM case_row c INDEXED BY case_open
            WHERE c.stage NOT IN ('struck_off', 'withdrawn', 'merged')
            AND EXISTS (SELECT 1 FROM doc_scope s WHERE s.village = c.village
            AND s.doc = 'c.' || c.village || '.' || c.id AND s.grantee >= ?1 AND s.grantee < ?2)
            ORDER BY c.received_at DESC, c.id";
        let above = matches!(grantee, Grantee::Place(place) if place.level() < Level::Village);
        self.all(if above { of_many } else { of_few }, [from, to], |row| self.read_case(row))
    }

    pub(super) fn get_cases_of(&self, household: &HouseholdId) -> Result<Vec<CaseRow>> {
        let sql = "SELECT c.* FROM case_party p JOIN case_row c ON c.village = p.village AND c.id = p.id
                   WHERE p.household = ?1 ORDER BY c.received_at DESC, c.id";
        self.all(sql, [household.as_str()], |row| self.read_case(row))
    }

    pub(super) fn get_cases_to_pass_up(&self, now: Millis, most: usize) -> Result<Vec<(PlaceCode, CaseId)>> {
        let sql = "SELECT village, id FROM case_row WHERE pass_up_at < ?1 AND stopped = 0
                   ORDER BY pass_up_at, village, id LIMIT ?2";
        self.all(sql, params![now.0, most as i64], |row| Ok((place(row, "village")?, id(row, "id")?)))
    }

    pub(super) fn count_cases(
        &self,
        place: &PlaceCode,
        digits: usize,
        now: Millis,
        since: Millis,
    ) -> Result<Vec<CaseCount>> {
        let (from, to) = range(place.prefix());
        // Within, in the order of the index: nothing is sorted but the sums.
        let sql = "SELECT substr(micro_grid, 1, ?3) AS digits, stage, colour, sum(cases) AS cases,
                   sum(overdue) AS overdue, sum(contested) AS contested, sum(new) AS new FROM
                   (SELECT micro_grid, stage, colour, count(*) AS cases,
                   sum(stopped = 0 AND min(due_at, coalesce(take_due_at, due_at)) < ?4) AS overdue,
                   sum(contested) AS contested, sum(received_at >= ?5) AS new
                   FROM case_row WHERE micro_grid >= ?1 AND micro_grid < ?2 GROUP BY micro_grid, stage, colour)
                   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
        self.all(sql, params![from, to, digits as i64, now.0, since.0], |row| {
            Ok(CaseCount {
                digits: row.get("digits")?,
                stage: row.get("stage")?,
                colour: row.get("colour")?,
                cases: row.get("cases")?,
                overdue: row.get("overdue")?,
                contested: row.get("contested")?,
                new: row.get("new")?,
            })
        })
    }

    pub(super) fn count_households(
        &self,
        place: &PlaceCode,
        digits: usize,
        since: Millis,
    ) -> Result<Vec<HouseholdCount>> {
        let (from, to) = range(place.prefix());
        let sql = "SELECT substr(micro_grid, 1, ?3) AS digits, sum(households) AS households,
                   sum(visited) AS visited FROM
                   (SELECT micro_grid, count(*) AS households, coalesce(sum(last_visit >= ?4), 0) AS visited
                   FROM household WHERE stands AND micro_grid >= ?1 AND micro_grid < ?2 GROUP BY micro_grid)
                   GROUP BY 1 ORDER BY 1";
        self.all(sql, params![from, to, digits as i64, since.0], |row| {
            Ok(HouseholdCount {
                digits: row.get("digits")?,
                households: row.get("households")?,
                visited: row.get("visited")?,
            })
        })
    }

    pub(super) fn save_document(&self, row: &DocumentRow, outline: &[u8]) -> Result<()> {
        let sql = "INSERT INTO document (village, doc, heads, last_seq) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (village, doc) DO UPDATE SET heads = excluded.heads, last_seq = excluded.last_seq";
        let values = params![
            row.doc.village().as_str(),
            row.doc.to_string(),
            row.heads.concat(),
            seq_value(row.last_seq)
        ];
        self.run(sql, values)?;
        let sql = "INSERT INTO outline (village, doc, outline) VALUES (?1, ?2, ?3)
                   ON CONFLICT (village, doc) DO UPDATE SET outline = excluded.outline";
        self.run(sql, params![row.doc.village().as_str(), row.doc.to_string(), outline]).map(drop)
    }

    pub(super) fn save_scopes(&self, scopes: &BTreeMap<DocId, Vec<ScopeRow>>) -> Result<()> {
        scopes.iter().try_for_each(|(doc, scope)| self.save_scope(doc, scope))
    }

    fn save_scope(&self, doc: &DocId, scope: &[ScopeRow]) -> Result<()> {
        let (village, doc) = (doc.village().as_str(), doc.to_string());
        self.run("DELETE FROM doc_scope WHERE village = ?1 AND doc = ?2", [village, &doc])?;
        let sql = "INSERT INTO doc_scope (village, doc, grantee, since_seq) VALUES (?1, ?2, ?3, ?4)";
        for row in scope {
            self.run(sql, params![village, doc, grantee_text(&row.grantee), seq_value(row.since_seq)])?;
        }
        Ok(())
    }

    pub(super) fn save_households(&self, households: &[HouseholdRow]) -> Result<()> {
        households.iter().try_for_each(|row| self.save_household(row))
    }

    fn save_household(&self, row: &HouseholdRow) -> Result<()> {
        let sql = "INSERT INTO household (village, id, micro_grid, house_no, row, stands, last_visit)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT max(at) FROM visit WHERE village = ?1 AND household = ?2))
                   ON CONFLICT (village, id) DO UPDATE SET micro_grid = excluded.micro_grid,
                   house_no = excluded.house_no, row = excluded.row, stands = excluded.stands";
        let (village, id, place) = (row.village.as_str(), row.id.as_str(), row.micro_grid.as_str());
        let values = params![village, id, place, row.house_no, row.row, row.stands];
        self.run(sql, values).map(drop)
    }

    pub(super) fn save_visits(&self, visits: &[VisitRow]) -> Result<()> {
        let sql = "INSERT INTO visit (village, household, id, at, row) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (village, household, id) DO UPDATE SET at = excluded.at, row = excluded.row";
        let mut newest: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for visit in visits {
            let (village, household) = (visit.village.as_str(), visit.household.as_str());
            self.run(sql, params![village, household, visit.id.as_str(), visit.at.0, visit.row])?;
            let at = newest.entry((village, household)).or_insert(visit.at.0);
            *at = visit.at.0.max(*at);
        }
        let sql = "UPDATE household SET last_visit = max(coalesce(last_visit, ?3), ?3)
                   WHERE village = ?1 AND id = ?2";
        for ((village, household), at) in newest {
            self.run(sql, params![village, household, at])?;
        }
        Ok(())
    }

    pub(super) fn save_cases(&self, cases: &[CaseRow]) -> Result<()> {
        cases.iter().try_for_each(|case| self.save_case(case))
    }

    fn save_case(&self, case: &CaseRow) -> Result<()> {
        let (village, id) = (case.village.as_str(), case.id.as_str());
        let sql = "INSERT INTO case_row
                   (village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at, row,
                    take_due_at, level, pass_up_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                   ON CONFLICT (village, id) DO UPDATE SET micro_grid = excluded.micro_grid,
                   colour = excluded.colour, stage = excluded.stage, contested = excluded.contested,
                   due_at = excluded.due_at, stopped = excluded.stopped, received_at = excluded.received_at,
                   row = excluded.row, take_due_at = excluded.take_due_at, level = excluded.level,
                   pass_up_at = excluded.pass_up_at";
        self.run(
            sql,
            params![
                village,
                id,
                case.micro_grid.as_str(),
                case.colour,
                case.stage,
                case.contested,
                case.due_at.0,
                case.stopped,
                case.received_at.0,
                case.row,
                case.take_due_at.map(|at| at.0),
                case.level,
                case.pass_up_at.map(|at| at.0)
            ],
        )?;
        self.run("DELETE FROM case_party WHERE village = ?1 AND id = ?2", [village, id])?;
        for party in &case.parties {
            let sql = "INSERT OR IGNORE INTO case_party (village, id, household) VALUES (?1, ?2, ?3)";
            self.run(sql, [village, id, party.as_str()])?;
        }
        Ok(())
    }

    /// The newest visit stands in the household's row, so every table is compared as it lies.
    pub(super) fn derived_as_text(&self) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for (table, order) in DERIVED {
            let cells = |row: &Row<'_>| {
                let columns = row.as_ref().column_count();
                let cells = (0..columns).map(|i| row.get_ref(i).map(|cell| format!("{cell:?}")));
                Ok(format!("{table} {}", cells.collect::<std::result::Result<Vec<_>, _>>()?.join(" ")))
            };
            all.extend(self.all(&format!("SELECT * FROM {table} ORDER BY {order}"), [], cells)?);
        }
        Ok(all)
    }

    pub(super) fn clear_derived(&self) -> Result<()> {
        for (table, _) in DERIVED {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        Ok(())
    }
}
