//! The connections of one server process: so many at most, the idle ones kept.

use super::Result;
use super::connection::Connection;
use super::tls::Tls;
use crate::store::StoreError;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio_postgres::Config;

/// How long a request waits for a connection before its asker is told to try later.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Pool {
    config: Config,
    tls: Tls,
    most: usize,
    stock: Mutex<Stock>,
    given_back: Condvar,
}

#[derive(Default)]
struct Stock {
    idle: Vec<Connection>,
    /// Idle or lent.
    open: usize,
}

/// The right to one connection; when it is dropped instead of given back, another may be opened.
struct Slot<'a>(&'a Pool);

impl Pool {
    pub(super) fn new(config: Config, most: usize) -> Result<Pool> {
        let tls = Tls::for_database(&config)?;
        Ok(Pool { config, tls, most: most.max(1), stock: Mutex::default(), given_back: Condvar::new() })
    }

    /// Lends a connection that was alive a moment ago. When `work` panics, the connection is closed,
    /// and with it ends whatever it had begun.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> T) -> Result<T> {
        let (slot, idle) = self.take()?;
        // While one is being made, nobody else waits for the lock.
        let connection = idle.map_or_else(|| Connection::open(&self.config, &self.tls), Ok)?;
        let done = work(&connection);
        slot.give_back(connection);
        Ok(done)
    }

    /// Waits for a turn. Idle connections that a restart of the database cut are dropped here.
    fn take(&self) -> Result<(Slot<'_>, Option<Connection>)> {
        let mut stock = self.stock();
        loop {
            while let Some(connection) = stock.idle.pop() {
                if connection.is_alive() {
                    return Ok((Slot(self), Some(connection)));
                }
                stock.open -= 1;
            }
            if stock.open < self.most {
                stock.open += 1;
                return Ok((Slot(self), None));
            }
            let waited = self.given_back.wait_timeout(stock, PATIENCE);
            let (again, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() && again.idle.is_empty() && again.open >= self.most {
                return Err(StoreError::Busy("all connections have been lent for long".into()));
            }
            stock = again;
        }
    }

    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot<'_> {
    fn give_back(self, connection: Connection) {
        self.0.stock().idle.push(connection);
        self.0.given_back.notify_one();
        std::mem::forget(self);
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.stock().open -= 1;
        self.0.given_back.notify_one();
    }
}
