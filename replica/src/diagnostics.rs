//! What may be told of a phone that doesn't work: versions, counts, codes, times and sizes. Nothing in it
//! comes out of a document, so nothing of anybody's home can.

use crate::problems::StoreError;
use crate::replica::Replica;
use crate::sending;
use crate::store::Tx;
use shared_model::api::Problem;
use shared_model::api::view::SyncFailure;
use shared_model::moment::Millis;
use std::fmt::{Display, Write};
use std::path::Path;

/// So many failures of exchanges are remembered.
const FAILURES_MOST: usize = 10;
/// The name under which they are kept.
const FAILURES: &str = "failures";

/// Remembers a failure of an exchange, by its code alone.
pub(crate) fn note_failure(tx: &Tx<'_>, failure: SyncFailure) -> Result<(), StoreError> {
    let mut failures: Vec<SyncFailure> = tx.meta(FAILURES)?.unwrap_or_default();
    failures.push(failure);
    let from = failures.len().saturating_sub(FAILURES_MOST);
    tx.set_meta(FAILURES, &failures[from..].to_vec())
}

/// Lines of `what: how`.
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds one.
    pub fn add(&mut self, what: &str, how: impl Display) {
        // A text takes everything that is written into it.
        let _ = writeln!(self.0, "{what}: {how}");
    }

    /// All of them.
    pub fn text(self) -> String {
        self.0
    }
}

/// What is the same whichever replica is in hand.
pub(crate) fn of_phone(lines: &mut Lines, folder: &Path, now: Millis) {
    lines.add("version", env!("CARGO_PKG_VERSION"));
    lines.add("protocol", shared_model::protocol::VERSION);
    lines.add("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    lines.add("now", now.0);
    match rustix::fs::statvfs(folder) {
        Ok(disk) => lines.add("disk free, bytes", disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => lines.add("disk free", format!("not told ({error})")),
    }
}

/// What an open replica says of itself.
pub(crate) fn of_replica(open: &mut Replica, lines: &mut Lines) -> Result<(), Problem> {
    let now = open.session().now;
    let view = sending::view(open, now)?;
    lines.add("role", open.profile.account.role.word());
    lines.add("practice", open.profile.training);
    for file in ["db", "db-wal"] {
        let size = std::fs::metadata(open.setting.file.with_extension(file)).map_or(0, |file| file.len());
        lines.add(&format!("file {file}, bytes"), size);
    }
    open.store.read(|tx| {
        for (what, count) in tx.counts()? {
            lines.add(what, count);
        }
        let off: Option<i64> = tx.meta(sending::CLOCK_OFF)?;
        lines.add(
            "clock behind the server's, milliseconds",
            off.map_or("not known".to_owned(), |off| off.to_string()),
        );
        for failure in tx.meta::<Vec<SyncFailure>>(FAILURES)?.unwrap_or_default() {
            lines.add("failed", format!("{} at {}", failure.code.word(), failure.at.0));
        }
        Ok::<_, StoreError>(())
    })?;
    let at = |at: Option<Millis>| at.map_or("never".to_owned(), |at| at.0.to_string());
    lines.add("last exchange", at(view.last_success));
    lines.add("agreed", view.agreed);
    lines.add("years from", view.years_from.map_or("all".to_owned(), |year| year.to_string()));
    lines.add(
        "photos unsent",
        format!(
            "{}, {} of {} bytes sent",
            view.photos.count,
            view.photos.sent,
            view.photos.sent + view.photos.left
        ),
    );
    for wait in view.waits {
        lines.add("waits for", wait.word());
    }
    Ok(())
}
