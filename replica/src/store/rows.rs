//! Derived rows and search: made from a document's log whenever it changed, or all anew.

use super::{Result, Tx};
use crate::initials::initials;
use crate::problems::StoreError;
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use shared_model::casework::Policies;
use shared_model::document::{Doc, DocId, DocKind};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::projection::{CaseProjection, HouseholdProjection, Projected, VisitProjection, project};
use shared_model::search::{index_text, query_text};

/// How rows are made; one more whenever the same log gives other rows than before.
const MAKING: u32 = 5;
const MADE_BY: &str = "rows_made_by";

impl Tx<'_> {
    /// Whether the rows were made as they are made now, and not by an earlier version.
    pub fn rows_are_current(&self) -> Result<bool> {
        Ok(self.meta::<u32>(MADE_BY)? == Some(MAKING))
    }

    /// Says that all rows are as they are made now.
    pub fn mark_rows_current(&self) -> Result<()> {
        self.set_meta(MADE_BY, &MAKING)
    }

    /// Makes the rows of every document that is here whole. One with a gap waits for the server; the
    /// others are shown at once.
    pub fn renew(&self, policies: &Policies) -> Result<()> {
        for doc in self.logged_documents()? {
            match self.reproject(&doc, policies) {
                Ok(()) | Err(StoreError::Document(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.mark_rows_current()
    }

    /// Makes the rows of a document anew from its log.
    pub fn reproject(&self, doc: &DocId, policies: &Policies) -> Result<()> {
        let log = self.log_of(doc)?;
        self.drop_rows(doc)?;
        if log.is_empty() {
            return Ok(());
        }
        let heads = Doc::load(log.iter().map(|l| l.bytes.as_slice()))?.heads().concat();
        self.sql
            .execute("INSERT INTO document (doc, heads) VALUES (?1, ?2)", params![doc.to_string(), heads])?;
        if doc.kind() != DocKind::Household {
            self.put_photo_names(doc, &log)?;
        }
        match project(doc, &log, policies)? {
            Projected::Household(household) => self.put_household(doc, &household),
            Projected::Visits(visits) => visits.iter().try_for_each(|visit| self.put_visit(doc, visit)),
            Projected::Case(case) => self.put_case(doc, &case),
            Projected::Nothing => Ok(()),
        }
    }

    /// Makes all rows anew.
    pub fn rebuild(&self, policies: &Policies) -> Result<u32> {
        for table in
            ["document", "household", "visit", "case_row", "case_party", "photo_name", "search_key", "search"]
        {
            self.sql.execute(&format!("DELETE FROM {table}"), [])?;
        }
        let documents = self.logged_documents()?;
        documents.iter().try_for_each(|doc| self.reproject(doc, policies))?;
        Ok(documents.len() as u32)
    }

    /// All rows as text, in a fixed order: to compare rebuilt with incremental.
    pub fn dump_rows(&self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        let selects = [
            "SELECT doc || ' ' || hex(heads) FROM document ORDER BY 1",
            "SELECT id || ' ' || doc || ' ' || json FROM household ORDER BY 1",
            "SELECT id || ' ' || doc || ' ' || json FROM visit ORDER BY 1",
            "SELECT id || ' ' || doc || ' ' || closed || ' ' || json FROM case_row ORDER BY 1",
            "SELECT household || ' ' || id FROM case_party ORDER BY 1",
            "SELECT doc || ' ' || hex(hash) || ' ' || bytes FROM photo_name ORDER BY 1",
            "SELECT what || ' ' || text FROM search_key JOIN search ON search.rowid = number ORDER BY 1",
        ];
        for select in selects {
            let mut select = self.sql.prepare(select)?;
            let rows = select.query_map([], |row| row.get::<_, String>(0))?;
            lines.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(lines)
    }

    pub(super) fn drop_rows(&self, doc: &DocId) -> Result<()> {
        let name = doc.to_string();
        self.sql.execute("DELETE FROM document WHERE doc = ?1", [&name])?;
        self.sql.execute("DELETE FROM photo_name WHERE doc = ?1", [&name])?;
        match doc {
            DocId::Household(_, id) => {
                self.sql.execute("DELETE FROM household WHERE id = ?1", [id.as_str()])?;
                self.unindex(id.as_str())
            }
            DocId::VisitBook(..) => {
                self.sql.execute("DELETE FROM visit WHERE doc = ?1", [&name])?;
                Ok(())
            }
            DocId::Case(_, id) => {
                self.sql.execute("DELETE FROM case_row WHERE id = ?1", [id.as_str()])?;
                self.sql.execute("DELETE FROM case_party WHERE id = ?1", [id.as_str()])?;
                self.unindex(id.as_str())
            }
        }
    }

    fn put_household(&self, doc: &DocId, projection: &HouseholdProjection) -> Result<()> {
        let household = &projection.household;
        self.sql.execute(
            "INSERT INTO household (id, doc, json) VALUES (?1, ?2, ?3)",
            params![household.id.as_str(), doc.to_string(), serde_json::to_string(projection)?],
        )?;
        let mut text = vec![household.house_no.clone(), household.address.clone(), household.note.clone()];
        text.extend([household.party_contact.clone(), household.joint_leader.clone()]);
        for resident in &household.residents {
            text.push(resident.name.clone());
            text.extend(initials(&resident.name));
            text.push(resident.phone.replace([' ', '-'], ""));
        }
        self.index(household.id.as_str(), &text.join(" / "))
    }

    fn put_visit(&self, doc: &DocId, visit: &VisitProjection) -> Result<()> {
        self.sql.execute(
            "INSERT OR REPLACE INTO visit (id, doc, household, at, json) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                visit.id.as_str(),
                doc.to_string(),
                visit.household.as_str(),
                visit.visit.at.0,
                serde_json::to_string(visit)?
            ],
        )?;
        Ok(())
    }

    fn put_case(&self, doc: &DocId, case: &CaseProjection) -> Result<()> {
        self.sql.execute(
            "INSERT INTO case_row (id, doc, closed, json) VALUES (?1, ?2, ?3, ?4)",
            params![
                case.id.as_str(),
                doc.to_string(),
                case.state.stage.is_closed(),
                serde_json::to_string(case)?
            ],
        )?;
        for household in case.parties.iter().filter_map(|party| party.household.as_ref()) {
            self.sql.execute(
                "INSERT OR IGNORE INTO case_party (household, id) VALUES (?1, ?2)",
                params![household.as_str(), case.id.as_str()],
            )?;
        }
        let parties: Vec<&str> = case.parties.iter().map(|p| p.name.as_str()).collect();
        self.index(case.id.as_str(), &format!("{} / {} / {}", case.title, parties.join(" / "), case.words))
    }

    fn index(&self, what: &str, text: &str) -> Result<()> {
        self.sql.execute("INSERT INTO search_key (what) VALUES (?1)", [what])?;
        let number = self.sql.last_insert_rowid();
        let text = index_text(text);
        self.sql.execute("INSERT INTO search (rowid, text) VALUES (?1, ?2)", params![number, text])?;
        Ok(())
    }

    fn unindex(&self, what: &str) -> Result<()> {
        let select = "SELECT number FROM search_key WHERE what = ?1";
        let number: Option<i64> = self.sql.query_row(select, [what], |row| row.get(0)).optional()?;
        if let Some(number) = number {
            self.sql.execute("DELETE FROM search WHERE rowid = ?1", [number])?;
            self.sql.execute("DELETE FROM search_key WHERE number = ?1", [number])?;
        }
        Ok(())
    }

    /// All households, or those a text fits.
    pub fn households(&self, search: &str) -> Result<Vec<HouseholdProjection>> {
        match query_text(search) {
            None => self.json("SELECT json FROM household ORDER BY id", []),
            Some(query) => self.json(
                "SELECT json FROM search JOIN search_key ON number = search.rowid JOIN household ON id = what
                 WHERE search MATCH ?1 ORDER BY id",
                [query],
            ),
        }
    }

    /// Households that say of somebody where they live, or into which household they were merged.
    pub fn claiming_households(&self) -> Result<Vec<HouseholdProjection>> {
        self.json(
            r#"SELECT json FROM household WHERE instr(json, '"lives":{') OR instr(json, '"merged":{') ORDER BY id"#,
            [],
        )
    }

    /// One household.
    pub fn household(&self, id: &HouseholdId) -> Result<Option<HouseholdProjection>> {
        self.json("SELECT json FROM household WHERE id = ?1", [id.as_str()]).map(|mut found| found.pop())
    }

    /// How many households.
    pub fn household_count(&self) -> Result<u32> {
        Ok(self.sql.query_row("SELECT count(*) FROM household", [], |row| row.get(0))?)
    }

    /// A household's visits, oldest first.
    pub fn visits(&self, household: &HouseholdId) -> Result<Vec<VisitProjection>> {
        self.json("SELECT json FROM visit WHERE household = ?1 ORDER BY at, id", [household.as_str()])
    }

    /// When each household was last visited.
    pub fn last_visits(&self) -> Result<std::collections::HashMap<String, Millis>> {
        let mut select =
            self.sql.prepare_cached("SELECT household, max(at) FROM visit GROUP BY household")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, Millis(row.get(1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Cases, all or those a text fits.
    pub fn cases(&self, search: &str, closed_too: bool) -> Result<Vec<CaseProjection>> {
        let most = i64::from(closed_too);
        match query_text(search) {
            None => self.json("SELECT json FROM case_row WHERE closed <= ?1 ORDER BY id", [most]),
            Some(query) => self.json(
                "SELECT json FROM search JOIN search_key ON number = search.rowid JOIN case_row ON id = what
                 WHERE search MATCH ?1 AND closed <= ?2 ORDER BY id",
                params![query, most],
            ),
        }
    }

    /// One case.
    pub fn case(&self, id: &CaseId) -> Result<Option<CaseProjection>> {
        self.json("SELECT json FROM case_row WHERE id = ?1", [id.as_str()]).map(|mut found| found.pop())
    }

    /// The document of a case.
    pub fn case_doc(&self, id: &CaseId) -> Result<Option<DocId>> {
        let select = "SELECT doc FROM case_row WHERE id = ?1";
        let doc: Option<String> = self.sql.query_row(select, [id.as_str()], |row| row.get(0)).optional()?;
        doc.map(|doc| super::log::doc_id(&doc)).transpose()
    }

    /// The document of a household.
    pub fn household_doc(&self, id: &HouseholdId) -> Result<Option<DocId>> {
        let select = "SELECT doc FROM household WHERE id = ?1";
        let doc: Option<String> = self.sql.query_row(select, [id.as_str()], |row| row.get(0)).optional()?;
        doc.map(|doc| super::log::doc_id(&doc)).transpose()
    }

    /// The cases a household is a party of.
    pub fn cases_of(&self, household: &HouseholdId) -> Result<Vec<CaseProjection>> {
        self.json(
            "SELECT json FROM case_party JOIN case_row USING (id) WHERE household = ?1 ORDER BY id",
            [household.as_str()],
        )
    }

    fn json<T: DeserializeOwned + Serialize>(
        &self,
        select: &str,
        with: impl rusqlite::Params,
    ) -> Result<Vec<T>> {
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map(with, |row| row.get::<_, String>(0))?;
        rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
    }
}
