//! One connection to PostgreSQL, driven by the thread that uses it, with its prepared statements.
//!
//! What needs no answer (the beginning of a transaction, every write) is not waited for: it goes
//! out together with the next question, or with the commit. An error of such a statement comes
//! with the answer of that trip and breaks the transaction, so that nothing half written stays.

use super::Result;
use super::tls::Tls;
use crate::store::StoreError;
use futures_util::future::{join, join_all};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::runtime::{Builder, Handle, Runtime, RuntimeFlavor};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, Row, Statement};

/// A value for a statement.
pub(super) type Value = Box<dyn ToSql + Sync + Send>;
type Sent = Pin<Box<dyn Future<Output = std::result::Result<(), Error>> + Send>>;

/// Values for a statement, in the order of `$1`, `$2` …
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(Box::new($value) as $crate::store::postgres::connection::Value),*] };
}
pub(super) use values;

/// One connection. Used by one thread at a time.
pub(super) struct Connection {
    /// Taken when the connection is dropped.
    runtime: Option<Runtime>,
    client: Arc<Client>,
    statements: RefCell<HashMap<&'static str, Statement>>,
    /// What has been said and not yet answered, in order.
    unanswered: RefCell<Vec<Sent>>,
    /// A statement of the open transaction failed: it can only be rolled back.
    broken: Cell<bool>,
    /// The database said goodbye, or the link broke: not to be used again.
    lost: Cell<bool>,
    /// It failed because of what another transaction did at the same time.
    in_the_way: Cell<bool>,
}

/// What is done at the end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Commit,
    Rollback,
}

impl Connection {
    pub(super) fn open(config: &Config, tls: &Tls) -> Result<Connection> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(StoreError::Threads)?;
        let connecting = async {
            let (client, connection) = config.connect(tls.connector()).await?;
            // An error of the link reaches whoever waits for an answer.
            tokio::spawn(async move { connection.await.ok() });
            Ok::<_, Error>(client)
        };
        let client = blocking(|| runtime.block_on(connecting))?;
        Ok(Connection {
            runtime: Some(runtime),
            client: Arc::new(client),
            statements: RefCell::default(),
            unanswered: RefCell::default(),
            broken: Cell::new(false),
            lost: Cell::new(false),
            in_the_way: Cell::new(false),
        })
    }

    /// Whether it still leads to a database, as far as can be seen without asking there.
    pub(super) fn is_alive(&self) -> bool {
        // Lets the link notice that the other end has hung up.
        self.drive(tokio::task::yield_now());
        !self.lost.get() && !self.client.is_closed()
    }

    fn drive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.runtime.as_ref().map(|runtime| blocking(|| runtime.block_on(work)))
    }

    /// Begins a transaction; the database hears of it with the first statement.
    pub(super) fn begin(&self, how: &'static str) {
        self.broken.set(false);
        self.in_the_way.set(false);
        self.say_text(how);
    }

    /// Whether the transaction may well go through when it is tried again from its beginning.
    pub(super) fn stood_in_the_way(&self) -> bool {
        self.in_the_way.get()
    }

    /// Ends it. A rollback is not waited for.
    pub(super) fn end(&self, how: End) -> Result<()> {
        if how == End::Commit && !self.broken.get() {
            self.say_text("COMMIT");
            return self.settle();
        }
        self.say_text("ROLLBACK");
        // Sent, so that locks and snapshot are given up; the answers, of no interest any more, are
        // taken when the connection is next used.
        let said: Vec<Sent> = self.unanswered.take().into_iter().map(forgotten).collect();
        let said = self.drive(async {
            let waiting = poll_once(said).await;
            tokio::task::yield_now().await;
            waiting
        });
        self.unanswered.replace(said.unwrap_or_default());
        if how == End::Commit { Err(StoreError::RolledBack) } else { Ok(()) }
    }

    /// Statements without parameters, one after another.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.settle()?;
        self.answered(self.drive(self.client.batch_execute(sql)))
    }

    /// A statement whose answer is of no interest.
    pub(super) fn say(&self, sql: &'static str, values: Vec<Value>) -> Result<()> {
        let statement = self.statement(sql)?;
        let client = Arc::clone(&self.client);
        let sent = async move { client.execute_raw(&statement, values).await.map(drop) };
        self.unanswered.borrow_mut().push(Box::pin(sent));
        Ok(())
    }

    /// A question, and its rows.
    pub(super) fn ask(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        Ok(self.ask_each(sql, vec![values])?.pop().unwrap_or_default())
    }

    /// One question about several villages, in one trip: the rows for each.
    pub(super) fn ask_each(&self, sql: &'static str, each: Vec<Vec<Value>>) -> Result<Vec<Vec<Row>>> {
        let statement = self.statement(sql)?;
        let said = self.unanswered.take();
        let asked = each.into_iter().map(|values| self.collect(&statement, values));
        let answers = self.drive(join(join_all(said), join_all(asked)));
        let (said, asked) = answers.unwrap_or_default();
        for sent in said {
            self.answered(Some(sent))?;
        }
        asked.into_iter().map(|rows| self.answered(Some(rows))).collect()
    }

    async fn collect(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> std::result::Result<Vec<Row>, Error> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| &**value as _).collect();
        self.client.query(statement, &values).await
    }

    /// Waits for the answers to all that was said.
    fn settle(&self) -> Result<()> {
        let said = self.unanswered.take();
        for sent in self.drive(join_all(said)).unwrap_or_default() {
            self.answered(Some(sent))?;
        }
        Ok(())
    }

    fn say_text(&self, sql: &'static str) {
        let client = Arc::clone(&self.client);
        self.unanswered.borrow_mut().push(Box::pin(async move { client.batch_execute(sql).await }));
    }

    fn statement(&self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        // What was said before is answered before: preparing fails in a broken transaction.
        self.settle()?;
        let statement = self.answered(self.drive(self.client.prepare(sql)))?;
        self.statements.borrow_mut().insert(sql, statement.clone());
        Ok(statement)
    }

    fn answered<T>(&self, answer: Option<std::result::Result<T, Error>>) -> Result<T> {
        match answer {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => {
                self.broken.set(true);
                if matches!(
                    error.code(),
                    Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
                ) {
                    self.in_the_way.set(true);
                }
                let error = StoreError::from(error);
                if matches!(error, StoreError::Unreachable(_)) {
                    self.lost.set(true);
                }
                Err(error)
            }
            None => Err(StoreError::RolledBack),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Without waiting: it may be dropped inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn forgotten(sent: Sent) -> Sent {
    Box::pin(async move {
        sent.await.ok();
        Ok(())
    })
}

/// Sends what was not sent yet, in order, and hands back what is not answered.
async fn poll_once(mut said: Vec<Sent>) -> Vec<Sent> {
    std::future::poll_fn(|context| {
        said.retain_mut(|sent| sent.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    said
}

/// The server's own threads that answer requests must not be held up: the runtime is told.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}
