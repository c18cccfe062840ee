//! How domain values lie in SQLite's columns, and the few ways statements are run.

use super::{Result, Tx, or_full};
use crate::store::records::Grantee;
use crate::store::spelling::{damaged, parse_grantee, parse_heads};
pub(super) use crate::store::spelling::{grantee_range, grantee_text, range, seq_value};
use crate::store::spelling::{parse_json, write_json};
use rusqlite::{OptionalExtension, Params, Row, types::FromSql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::PlaceCode;

impl Tx<'_> {
    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.0.prepare_cached(sql)?.execute(params).map_err(or_full)
    }

    pub(super) fn scalar<T: FromSql>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        Ok(self.0.prepare_cached(sql)?.query_row(params, |row| row.get(0)).optional()?)
    }
}

pub(super) fn place(row: &Row<'_>, column: &str) -> Result<PlaceCode> {
    let text: String = row.get(column)?;
    PlaceCode::parse(&text).map_err(|_| damaged("place", text))
}

pub(super) fn account(row: &Row<'_>, column: &str) -> Result<AccountId> {
    let text: String = row.get(column)?;
    AccountId::parse(&text).map_err(|_| damaged("account", text))
}

pub(super) fn maybe_account(row: &Row<'_>, column: &str) -> Result<Option<AccountId>> {
    let there: Option<String> = row.get(column)?;
    there.map(|_| account(row, column)).transpose()
}

pub(super) fn role(row: &Row<'_>, column: &str) -> Result<Role> {
    let text: String = row.get(column)?;
    Role::parse(&text).ok_or_else(|| damaged("role", text))
}

pub(super) fn doc(row: &Row<'_>, column: &str) -> Result<DocId> {
    let text: String = row.get(column)?;
    DocId::parse(&text).map_err(|_| damaged("document", text))
}

/// Any of the 16-letter identities.
pub(super) fn id<T: TryFrom<String>>(row: &Row<'_>, column: &str) -> Result<T> {
    let text: String = row.get(column)?;
    T::try_from(text.clone()).map_err(|_| damaged(column, text))
}

pub(super) fn bytes<const N: usize>(row: &Row<'_>, column: &str) -> Result<[u8; N]> {
    let blob: Vec<u8> = row.get(column)?;
    blob.try_into().map_err(|blob: Vec<u8>| damaged(column, format!("of {} bytes", blob.len())))
}

pub(super) fn maybe_bytes<const N: usize>(row: &Row<'_>, column: &str) -> Result<Option<[u8; N]>> {
    let there: Option<Vec<u8>> = row.get(column)?;
    there.map(|_| bytes(row, column)).transpose()
}

pub(super) fn device(row: &Row<'_>, column: &str) -> Result<DeviceId> {
    bytes(row, column).map(DeviceId)
}

/// A value that lies there as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T> {
    parse_json(column, &row.get::<_, String>(column)?)
}

pub(super) fn maybe_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    let there: Option<String> = row.get(column)?;
    there.map(|text| parse_json(column, &text)).transpose()
}

/// As it lies in a column that may be empty.
pub(super) fn maybe_written<T: Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value.map(write_json).transpose()
}

pub(super) fn seq(row: &Row<'_>, column: &str) -> Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| damaged(column, number))
}

pub(super) fn millis(row: &Row<'_>, column: &str) -> Result<Millis> {
    Ok(Millis(row.get(column)?))
}

pub(super) fn maybe_millis(row: &Row<'_>, column: &str) -> Result<Option<Millis>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Millis))
}

pub(super) fn heads(row: &Row<'_>, column: &str) -> Result<Vec<Hash>> {
    let blob: Vec<u8> = row.get(column)?;
    parse_heads(&blob)
}

pub(super) fn grantee(row: &Row<'_>, column: &str) -> Result<Grantee> {
    let text: String = row.get(column)?;
    parse_grantee(&text)
}
