//! Service lists and the directory in PostgreSQL.

use super::codec::*;
use super::connection::values;
use super::log::code;
use super::statements::lists as sql;
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::write_json;
use shared_model::ids::PersonId;
use shared_model::place::PlaceCode;
use tokio_postgres::Row;

pub(super) fn read_list(row: &Row) -> Result<ServiceListRow> {
    Ok(ServiceListRow {
        place: place(row, "place")?,
        version: count(row, "version")?,
        at: millis(row, "at")?,
        account: account(row, "account")?,
        items: json(row, "items")?,
    })
}

pub(super) fn read_listed(row: &Row) -> Result<ListedRow> {
    Ok(ListedRow { village: place(row, "village")?, person: json(row, "person")? })
}

impl Tx<'_> {
    pub(super) fn get_service_list(&self, place: &PlaceCode) -> Result<Option<ServiceListRow>> {
        let sql = self.locking(sql::SERVICE_LIST, sql::LOCK_SERVICE_LIST);
        self.one(sql, values![code(place)], read_list)
    }

    pub(super) fn get_directory(&self, village: &PlaceCode) -> Result<Vec<ListedRow>> {
        self.all(sql::DIRECTORY, values![code(village)], read_listed)
    }

    pub(super) fn save_service_list(&self, row: &ServiceListRow) -> Result<()> {
        let (version, items) = (i64::from(row.version), write_json(&row.items)?);
        let values = values![code(&row.place), version, row.at.0, row.account.as_str().to_owned(), items];
        self.run(sql::PUT_SERVICE_LIST, values)
    }

    pub(super) fn save_listed(&self, row: &ListedRow) -> Result<()> {
        let values = values![code(&row.village), row.person.id.as_str().to_owned(), write_json(&row.person)?];
        self.run(sql::PUT_LISTED, values)
    }

    pub(super) fn delete_listed(&self, village: &PlaceCode, person: &PersonId) -> Result<()> {
        self.run(sql::DROP_LISTED, values![code(village), person.as_str().to_owned()])
    }
}
