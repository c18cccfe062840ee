//! From the errors of the disk and of the documents to the problems a person is told.

use rusqlite::ErrorCode;
use shared_model::api::{Code, Problem};
use shared_model::document::DocError;

/// What can go wrong inside the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite or SQLCipher.
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    /// A stored text is not the JSON it should be.
    #[error("a stored row is not readable: {0}")]
    Json(#[from] serde_json::Error),
    /// A stored change is not readable.
    #[error(transparent)]
    Document(#[from] DocError),
    /// A stored name is not of its form.
    #[error("a stored name is not readable: {0}")]
    Name(String),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let code = match &error {
            StoreError::Sql(rusqlite::Error::SqliteFailure(failure, _)) => match failure.code {
                ErrorCode::DiskFull | ErrorCode::SystemIoFailure => Code::DiskFull,
                ErrorCode::NotADatabase => Code::WrongKey,
                ErrorCode::DatabaseCorrupt => Code::Damaged,
                _ => Code::Internal,
            },
            StoreError::Sql(_) => Code::Internal,
            StoreError::Json(_) | StoreError::Document(_) | StoreError::Name(_) => Code::Damaged,
        };
        let mend = match code {
            Code::DiskFull => "; nothing was saved: free some space and save again",
            Code::Damaged => "; close the app and open it again: what is unsent will be carried over",
            Code::WrongKey => "; the file belongs to another key",
            _ => "",
        };
        Problem::new(code, format!("{error}{mend}"))
    }
}
