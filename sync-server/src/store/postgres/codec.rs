//! How domain values are read from PostgreSQL's rows.

use super::Result;
use crate::store::records::Grantee;
use crate::store::spelling::{damaged, parse_grantee, parse_heads, parse_json, write_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::PlaceCode;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

/// A column as it lies there.
pub(super) fn raw<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T> {
    Ok(row.try_get(column)?)
}

pub(super) fn text(row: &Row, column: &str) -> Result<String> {
    raw(row, column)
}

pub(super) fn place(row: &Row, column: &str) -> Result<PlaceCode> {
    let text: &str = raw(row, column)?;
    PlaceCode::parse(text).map_err(|_| damaged("place", text))
}

pub(super) fn account(row: &Row, column: &str) -> Result<AccountId> {
    let text: &str = raw(row, column)?;
    AccountId::parse(text).map_err(|_| damaged("account", text))
}

pub(super) fn maybe_account(row: &Row, column: &str) -> Result<Option<AccountId>> {
    let there: Option<&str> = raw(row, column)?;
    there.map(|_| account(row, column)).transpose()
}

pub(super) fn role(row: &Row, column: &str) -> Result<Role> {
    let text: &str = raw(row, column)?;
    Role::parse(text).ok_or_else(|| damaged("role", text))
}

pub(super) fn doc(row: &Row, column: &str) -> Result<DocId> {
    let text: &str = raw(row, column)?;
    DocId::parse(text).map_err(|_| damaged("document", text))
}

/// Any of the 16-letter identities.
pub(super) fn id<T: TryFrom<String>>(row: &Row, column: &str) -> Result<T> {
    let text: String = raw(row, column)?;
    T::try_from(text.clone()).map_err(|_| damaged(column, text))
}

pub(super) fn bytes<const N: usize>(row: &Row, column: &str) -> Result<[u8; N]> {
    let blob: &[u8] = raw(row, column)?;
    blob.try_into().map_err(|_| damaged(column, format!("of {} bytes", blob.len())))
}

pub(super) fn maybe_bytes<const N: usize>(row: &Row, column: &str) -> Result<Option<[u8; N]>> {
    let there: Option<&[u8]> = raw(row, column)?;
    there.map(|_| bytes(row, column)).transpose()
}

pub(super) fn device(row: &Row, column: &str) -> Result<DeviceId> {
    bytes(row, column).map(DeviceId)
}

/// A value that lies there as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T> {
    parse_json(column, raw(row, column)?)
}

pub(super) fn maybe_json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>> {
    let there: Option<&str> = raw(row, column)?;
    there.map(|text| parse_json(column, text)).transpose()
}

/// As it lies in a column that may be empty.
pub(super) fn maybe_written<T: Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value.map(write_json).transpose()
}

pub(super) fn seq(row: &Row, column: &str) -> Result<u64> {
    let number: i64 = raw(row, column)?;
    u64::try_from(number).map_err(|_| damaged(column, number))
}

/// A count; more than 4 billion are as many.
pub(super) fn count(row: &Row, column: &str) -> Result<u32> {
    let number: i64 = raw(row, column)?;
    Ok(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

pub(super) fn millis(row: &Row, column: &str) -> Result<Millis> {
    Ok(Millis(raw(row, column)?))
}

pub(super) fn maybe_millis(row: &Row, column: &str) -> Result<Option<Millis>> {
    Ok(raw::<Option<i64>>(row, column)?.map(Millis))
}

pub(super) fn heads(row: &Row, column: &str) -> Result<Vec<Hash>> {
    parse_heads(raw(row, column)?)
}

pub(super) fn grantee(row: &Row, column: &str) -> Result<Grantee> {
    parse_grantee(raw(row, column)?)
}
