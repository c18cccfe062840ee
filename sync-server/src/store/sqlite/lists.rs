//! Service lists and the directory in SQLite.

use super::codec::*;
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::write_json;
use rusqlite::{Row, params};
use shared_model::ids::PersonId;
use shared_model::place::PlaceCode;

pub(super) fn read_list(row: &Row<'_>) -> Result<ServiceListRow> {
    Ok(ServiceListRow {
        place: place(row, "place")?,
        version: row.get("version")?,
        at: millis(row, "at")?,
        account: account(row, "account")?,
        items: json(row, "items")?,
    })
}

pub(super) fn read_listed(row: &Row<'_>) -> Result<ListedRow> {
    Ok(ListedRow { village: place(row, "village")?, person: json(row, "person")? })
}

impl Tx<'_> {
    pub(super) fn get_service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>> {
        self.one("SELECT * FROM service_list WHERE place = ?1", [place.as_str()], read_list)
    }

    pub(super) fn get_directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>> {
        self.all("SELECT * FROM directory WHERE village = ?1 ORDER BY id", [village.as_str()], read_listed)
    }

    pub(super) fn save_service_list(&self, row: &ServiceListRow) -> Result<()> {
        let sql = "INSERT INTO service_list (place, version, at, account, items) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (place) DO UPDATE SET version = excluded.version, at = excluded.at,
                   account = excluded.account, items = excluded.items";
        let values =
            params![row.place.as_str(), row.version, row.at.0, row.account.as_str(), write_json(&row.items)?];
        self.run(sql, values).map(drop)
    }

    pub(super) fn save_listed(&self, row: &ListedRow) -> Result<()> {
        let sql = "INSERT INTO directory (village, id, person) VALUES (?1, ?2, ?3)
                   ON CONFLICT (village, id) DO UPDATE SET person = excluded.person";
        let values = params![row.village.as_str(), row.person.id.as_str(), write_json(&row.person)?];
        self.run(sql, values).map(drop)
    }

    pub(super) fn delete_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()> {
        let sql = "DELETE FROM directory WHERE village = ?1 AND id = ?2";
        self.run(sql, [village.as_str(), person.as_str()]).map(drop)
    }
}
