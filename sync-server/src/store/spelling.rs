//! How domain values are spelled in columns, whichever database holds them.

use super::StoreError;
use super::records::Grantee;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::document::Hash;
use shared_model::feedback::FeedbackKind;
use shared_model::ids::AccountId;
use shared_model::place::PlaceCode;

/// A stored value is not what was written.
pub fn damaged(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("{what} {value}"))
}

/// A sequence as databases hold it; one beyond all that can be is the last that can be.
pub fn seq_value(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// Sorted hashes, 32 bytes each.
///
/// # Errors
/// When the bytes are not so many.
pub fn parse_heads(blob: &[u8]) -> Result<Vec<Hash>, StoreError> {
    let hashes = blob.chunks(32).map(Hash::try_from).collect::<Result<Vec<_>, _>>();
    hashes.map_err(|_| damaged("heads", format!("of {} bytes", blob.len())))
}

/// The kind of a complaint or suggestion by its word.
///
/// # Errors
/// When it is none.
pub fn feedback_kind(word: &str) -> Result<FeedbackKind, StoreError> {
    FeedbackKind::parse(word).ok_or_else(|| damaged("kind of feedback", word))
}

/// `p:<place>` or `a:<account>`.
pub fn grantee_text(grantee: &Grantee) -> String {
    match grantee {
        Grantee::Place(place) => format!("p:{place}"),
        Grantee::Account(account) => format!("a:{account}"),
    }
}

/// Reads what [`grantee_text`] wrote.
///
/// # Errors
/// When it is neither.
pub fn parse_grantee(text: &str) -> Result<Grantee, StoreError> {
    let place = text.strip_prefix("p:").and_then(|p| PlaceCode::parse(p).ok()).map(Grantee::Place);
    let account = || text.strip_prefix("a:").and_then(|a| AccountId::parse(a).ok()).map(Grantee::Account);
    place.or_else(account).ok_or_else(|| damaged("grantee", text))
}

/// The half-open range of texts that begin with these digits: `:` is the character after `9`.
pub fn range(digits: &str) -> (String, String) {
    (digits.to_owned(), format!("{digits}:"))
}

/// The range of grantees a grantee stands for: a place stands for itself and all within it.
pub fn grantee_range(grantee: &Grantee) -> (String, String) {
    match grantee {
        Grantee::Place(place) => range(&format!("p:{}", place.prefix())),
        Grantee::Account(_) => range(&grantee_text(grantee)),
    }
}

/// What lies in a column as JSON.
///
/// # Errors
/// When it can't be read.
pub fn parse_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged(column, error))
}

/// A value as a column holds it.
///
/// # Errors
/// When it can't be written as JSON.
pub fn write_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| damaged("JSON", error))
}
