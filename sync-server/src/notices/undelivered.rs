//! Notices that are not delivered, as whoever keeps the server looks at them and sends the given-up ones
//! once more.

use crate::store::records::{GroundRow, NoticeRow};
use crate::store::{ReadTx, StoreError, WriteTx};
use shared_model::moment::Millis;

/// All of them, or those to one system, the oldest first.
///
/// # Errors
/// Of the store.
pub fn list(tx: &dyn ReadTx, target: Option<&str>) -> Result<Vec<NoticeRow>, StoreError> {
    let mut rows = Vec::new();
    tx.ground(&mut |row| {
        if let GroundRow::Notice(row) = row
            && target.is_none_or(|target| row.target == target)
        {
            rows.push(row);
        }
        Ok(())
    })?;
    rows.sort_by(|a, b| (a.made_at, &a.id).cmp(&(b.made_at, &b.id)));
    Ok(rows)
}

/// Puts the given-up ones, or those to one system, back into delivery as if they had never been tried:
/// the next round of a server that names the system tries them. How many.
///
/// # Errors
/// Of the store.
pub fn retry(tx: &dyn WriteTx, target: Option<&str>, now: Millis) -> Result<usize, StoreError> {
    let mut rows = list(tx, target)?;
    rows.retain(|row| row.dead);
    for row in &rows {
        tx.put_notice(&NoticeRow { tries: 0, next_at: now, dead: false, ..row.clone() })?;
    }
    Ok(rows.len())
}
