//! The one writing connection, and commits in groups: a flush to the disk costs milliseconds, so
//! those who write at the same time share one.
//!
//! Who gets the connection does its work inside a savepoint. When somebody else waits for the
//! connection, the transaction is left open for them, and whoever finds nobody waiting commits for
//! all. Nobody is told "durable" before the commit that carries their work has returned.

use super::{Result, Tx, or_full};
use crate::store::{StoreError, WriteTx};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Most pieces of work in one commit: who comes first shouldn't wait for ever.
const MOST_TOGETHER: u32 = 48;

/// The writing connection and its queue.
pub(super) struct Writer {
    line: Mutex<Line>,
    /// How many wait for the connection.
    waiting: AtomicUsize,
}

struct Line {
    connection: Connection,
    open: Option<Open>,
}

/// A transaction that is not committed yet.
struct Open {
    fate: Arc<Fate>,
    pieces: u32,
}

/// What became of a transaction, for those whose work is in it.
#[derive(Default)]
struct Fate {
    told: Mutex<Option<std::result::Result<(), Failure>>>,
    bell: Condvar,
}

/// Why a commit failed, told to everybody in it.
#[derive(Clone, Debug)]
enum Failure {
    Full,
    Other(String),
}

impl Failure {
    fn of(error: rusqlite::Error) -> Failure {
        match or_full(error) {
            StoreError::Full => Failure::Full,
            other => Failure::Other(other.to_string()),
        }
    }

    fn told(self) -> StoreError {
        match self {
            Failure::Full => StoreError::Full,
            Failure::Other(error) => StoreError::Commit(error),
        }
    }
}

impl Fate {
    fn tell(&self, fate: std::result::Result<(), Failure>) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(fate);
        self.bell.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(fate) = told.clone() {
                return fate.map_err(Failure::told);
            }
            told = self.bell.wait(told).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Writer {
        Writer { line: Mutex::new(Line { connection, open: None }), waiting: AtomicUsize::new(0) }
    }

    /// Runs `work` and returns when it is durable.
    pub(super) fn write(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        let mut line = self.take_turn();
        let fate = line.begin()?;
        let worked = catch_unwind(AssertUnwindSafe(|| line.piece(work)));
        line.end_if(self.waiting.load(Ordering::SeqCst) == 0);
        drop(line);
        match worked {
            Ok(Ok(())) => fate.wait(),
            Ok(Err(error)) => Err(error),
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Whoever is counted as waiting gets the connection, so an open transaction is always closed.
    fn take_turn(&self) -> MutexGuard<'_, Line> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        line
    }
}

impl Line {
    /// Opens a transaction if none is open.
    fn begin(&mut self) -> Result<Arc<Fate>> {
        if let Some(open) = &self.open {
            return Ok(open.fate.clone());
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(or_full)?;
        let fate = Arc::new(Fate::default());
        self.open = Some(Open { fate: fate.clone(), pieces: 0 });
        Ok(fate)
    }

    /// One piece of work: all of it or nothing of it goes into the transaction.
    fn piece(&mut self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        self.connection.execute_batch("SAVEPOINT piece").map_err(or_full)?;
        let undo = Undo(&self.connection);
        work(&Tx(&self.connection))?;
        std::mem::forget(undo);
        self.connection.execute_batch("RELEASE piece").map_err(or_full)
    }

    /// Commits when nobody waits or enough has come together. A full disk can make SQLite take the
    /// whole transaction back by itself: then everybody in it is told.
    fn end_if(&mut self, nobody_waits: bool) {
        let Some(open) = &mut self.open else { return };
        open.pieces += 1;
        let fate = if self.connection.is_autocommit() {
            Err(Failure::Full)
        } else if nobody_waits || open.pieces >= MOST_TOGETHER {
            let committed = self.connection.execute_batch("COMMIT").map_err(Failure::of);
            if committed.is_err() && !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("ROLLBACK");
            }
            committed
        } else {
            return;
        };
        open.fate.tell(fate);
        self.open = None;
    }
}

/// Takes a piece of work back when it ended early, by an error or a panic.
struct Undo<'a>(&'a Connection);

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        // When SQLite took the whole transaction back there is no savepoint any more.
        let _ = self.0.execute_batch("ROLLBACK TO piece; RELEASE piece");
    }
}
