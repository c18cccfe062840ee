//! Reading what can still be read of a damaged file.

use super::{Result, Store};
use crate::problems::StoreError;
use crate::vault::FileKey;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use shared_model::document::read_change;
use shared_model::people::Reference;
use std::path::Path;

/// A damaged file being read. SQLCipher gives nothing more over a connection that met a page it
/// could not verify, so each such page costs a new connection.
struct Damaged<'a> {
    path: &'a Path,
    key: &'a FileKey,
    connection: Connection,
}

impl Store {
    /// Copies identity, changes, outbox, refused changes, drafts, feedback and photos from a damaged file, row by
    /// row, passing over what can't be read, and makes the rows of every document that came whole.
    /// What is missing comes back from the server, which is asked from the beginning.
    pub fn copy_from_damaged(&mut self, path: &Path, key: &FileKey) -> Result<()> {
        let mut from = Damaged { path, key, connection: Store::open_raw(path, None, key)?.connection };
        let to = &self.connection;
        to.execute_batch("BEGIN")?;
        from.scan(to, "meta", "key, value", "key = 'profile'")?;
        let known = "SELECT count(*) FROM meta WHERE key = 'profile'";
        if to.query_row(known, [], |row| row.get::<_, i64>(0))? == 0 {
            to.execute_batch("ROLLBACK")?;
            return Err(StoreError::Name("the phone's identity can't be read".into()));
        }
        if !from.is_readable() {
            to.execute_batch("ROLLBACK")?;
            return Err(StoreError::Name("the file's first page can't be read".into()));
        }
        from.scan(to, "meta", "key, value", "key = 'reference'")?;
        from.scan(to, "meta", "key, value", "key = 'from_year'")?;
        from.scan(to, "meta", "key, value", "key IN ('pass', 'server_keys', 'parcels', 'news')")?;
        from.scan(to, "draft", "form, body", "1")?;
        let feedback = "number, id, kind, place, words, written_at, received_at, reply";
        from.by_number(to, "feedback", feedback)?;
        from.scan(to, "refused", "hash, doc, bytes, reason", "1")?;
        from.by_number(
            to,
            "change",
            "number, hash, doc, bytes, author, state, received_at, signature, heard_from",
        )?;
        from.scan(to, "pass", "device, pass, signature, issued_at", "1")?;
        from.scan(to, "handed", "hash, name", "1")?;
        from.scan(to, "parcel", "order_taken, device, number, sealed, signature", "1")?;
        let outbox = "number, id, doc, hash, kind, subject, words, written_at, puts, state, reason, received_at, put_aside";
        from.by_number(to, "outbox", outbox)?;
        from.by_number(to, "attested", "number, doc, tag, hashes, attestations")?;
        from.by_number(to, "photo", "number, hash, bytes, width, height, mime, since, doc")?;
        from.by_number(to, "photo_part", "number, hash, offset, bytes")?;
        to.execute_batch("COMMIT")?;
        self.write(|tx| {
            let Some(reference) = tx.meta::<Reference>("reference")? else { return Ok(()) };
            tx.renew(&reference.policies())
        })
    }
}

impl Damaged<'_> {
    /// Copies rows until the file stops giving any; how many came.
    fn scan(&mut self, to: &Connection, table: &str, columns: &str, which: &str) -> Result<usize> {
        let select = format!("SELECT {columns} FROM {table} WHERE {which}");
        self.copy(to, table, columns, &select, None)
    }

    /// Copies a numbered table one row at a time: a page that can't be read costs the rows on it,
    /// not those behind it.
    fn by_number(&mut self, to: &Connection, table: &str, columns: &str) -> Result<()> {
        let last = self
            .number(&format!("SELECT seq FROM sqlite_sequence WHERE name = '{table}'"))?
            .or(self.number(&format!("SELECT max(number) FROM {table}"))?);
        let select = format!("SELECT {columns} FROM {table} WHERE number = ?1");
        for number in 1..=last.unwrap_or(0) {
            self.copy(to, table, columns, &select, Some(number))?;
        }
        Ok(())
    }

    /// Whether the first page, on which all else hangs, can be read.
    fn is_readable(&mut self) -> bool {
        let read =
            self.connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
        let tables = read.unwrap_or(0);
        let again = self.again();
        tables > 0 && again.is_ok()
    }

    fn number(&mut self, select: &str) -> Result<Option<i64>> {
        let read = self.connection.query_row(select, [], |row| row.get::<_, i64>(0));
        if read.is_err() {
            self.again()?;
        }
        Ok(read.ok())
    }

    fn copy(
        &mut self,
        to: &Connection,
        table: &str,
        columns: &str,
        select: &str,
        number: Option<i64>,
    ) -> Result<usize> {
        let width = columns.split(',').count();
        let marks = vec!["?"; width].join(", ");
        let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})");
        let (rows, whole) = read_rows(&self.connection, select, width, number);
        if !whole {
            self.again()?;
        }
        let mut insert = to.prepare_cached(&insert)?;
        let sound = rows.into_iter().filter(|row| is_sound(table, row));
        sound.map(|row| Ok(insert.execute(params_from_iter(row))?)).sum()
    }

    fn again(&mut self) -> Result<()> {
        self.connection = Store::open_raw(self.path, None, self.key)?.connection;
        Ok(())
    }
}

/// A page that can't be verified can come back as zeros in the middle of a long value: such a row is
/// none. A change is what its hash says.
fn is_sound(table: &str, row: &[Value]) -> bool {
    let zeroed = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if row.iter().any(zeroed) {
        return false;
    }
    match (table, row) {
        ("change", [_, Value::Blob(hash), _, Value::Blob(bytes), ..]) => {
            read_change(bytes).is_ok_and(|change| change.hash == **hash)
        }
        _ => true,
    }
}

/// The rows that could be read, and whether that was all of them.
fn read_rows(from: &Connection, select: &str, width: usize, number: Option<i64>) -> (Vec<Vec<Value>>, bool) {
    let mut read = Vec::new();
    let Ok(mut select) = from.prepare_cached(select) else { return (read, false) };
    let Ok(mut rows) = select.query(params_from_iter(number)) else { return (read, false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => match (0..width).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>() {
                Ok(values) => read.push(values),
                Err(_) => return (read, false),
            },
            Ok(None) => return (read, true),
            Err(_) => return (read, false),
        }
    }
}
