//! Reading what can still be read of a damaged file.

use super::{Result, Store};
use crate::problems::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

impl Store {
    /// Copies identity, unsent changes, outbox, refused changes and drafts from a damaged file,
    /// row by row, passing over what can't be read. Changes that a waiting one stands on and that
    /// the server has come back with the next exchange.
    pub fn copy_unsent_from(&self, damaged: &Store) -> Result<()> {
        self.connection.execute_batch("BEGIN")?;
        let profile = copy(&damaged.connection, &self.connection, "meta", "key, value", "key = 'profile'");
        if profile == 0 {
            return Err(StoreError::Name("the phone's identity can't be read".into()));
        }
        let change = "hash, doc, bytes, author, state, received_at";
        // The whole history of a document with unsent changes, so that they still have their ancestors.
        let waiting = "doc IN (SELECT doc FROM change WHERE state = 0)";
        if copy(&damaged.connection, &self.connection, "change", change, waiting) == 0 {
            copy(&damaged.connection, &self.connection, "change", change, "state = 0");
        }
        let outbox =
            "id, doc, hash, kind, subject, words, written_at, puts, state, reason, received_at, put_aside";
        copy(&damaged.connection, &self.connection, "outbox", outbox, "1");
        copy(&damaged.connection, &self.connection, "refused", "hash, doc, bytes, reason", "1");
        copy(&damaged.connection, &self.connection, "draft", "form, body", "1");
        copy(&damaged.connection, &self.connection, "meta", "key, value", "key = 'reference'");
        self.connection.execute_batch("COMMIT")?;
        Ok(())
    }
}

/// Copies rows until the damaged file stops giving any; how many came.
fn copy(from: &Connection, to: &Connection, table: &str, columns: &str, which: &str) -> usize {
    let width = columns.split(',').count();
    let marks = vec!["?"; width].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})");
    let Ok(mut select) = from.prepare(&format!("SELECT {columns} FROM {table} WHERE {which}")) else {
        return 0;
    };
    let Ok(mut rows) = select.query([]) else { return 0 };
    let mut copied = 0;
    while let Ok(Some(row)) = rows.next() {
        let values: rusqlite::Result<Vec<Value>> = (0..width).map(|i| row.get(i)).collect();
        let inserted = values.and_then(|values| to.execute(&insert, params_from_iter(values)));
        copied += inserted.unwrap_or(0);
    }
    copied
}
