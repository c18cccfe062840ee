//! What can go wrong on the server, and what a client is told of it.
//!
//! [`Fault`] is for what the asker can't mend (store, damaged documents): the log gets the cause,
//! the asker a code. Whatever the asker can mend is a [`Problem`] from the start. [`Failed`] is
//! either, and what most functions here return.

use crate::store::StoreError;
use shared_model::api::{Code, Problem};
use shared_model::document::{BadOutline, DocError};

/// A fault of ours or of the machine.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored document can't be loaded.
    #[error("document: {0}")]
    Document(#[from] DocError),
    /// A stored outline can't be read.
    #[error(transparent)]
    Outline(#[from] BadOutline),
    /// A stored row is not what was written.
    #[error("row: {0}")]
    Row(#[from] serde_json::Error),
    /// The room for photos.
    #[error("photos: {0}")]
    Photos(String),
    /// Hashing a password failed.
    #[error("password hash: {0}")]
    Hash(String),
    /// A task was lost.
    #[error("a task was lost")]
    Lost,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The asker can do something about it.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The asker can't.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Failed {
        Failed::Fault(error.into())
    }
}

impl From<DocError> for Failed {
    fn from(error: DocError) -> Failed {
        Failed::Fault(error.into())
    }
}

impl From<serde_json::Error> for Failed {
    fn from(error: serde_json::Error) -> Failed {
        Failed::Fault(error.into())
    }
}

impl Failed {
    /// A problem with its detail.
    pub fn problem(code: Code, detail: impl Into<String>) -> Failed {
        Failed::Problem(Problem::new(code, detail))
    }

    /// Something stored is damaged: the store itself works.
    pub fn is_damage(&self) -> bool {
        match self {
            Failed::Problem(_) => false,
            Failed::Fault(Fault::Store(error)) => matches!(error, StoreError::Damaged(_)),
            Failed::Fault(_) => true,
        }
    }

    /// What the asker is told. A fault's cause goes to the log alone.
    pub fn told(self) -> Problem {
        match self {
            Failed::Problem(problem) => problem,
            Failed::Fault(Fault::Store(StoreError::Full)) => {
                tracing::error!("the disk is full");
                Problem::new(Code::DiskFull, "the server's disk is full: nothing was saved")
            }
            Failed::Fault(fault @ Fault::Store(StoreError::Unreachable(_))) => {
                tracing::error!(%fault, "no database");
                Problem::new(Code::ServerDown, "the server can't reach its database: try again later")
            }
            Failed::Fault(fault @ Fault::Store(StoreError::Busy(_))) => {
                tracing::warn!(%fault, "busy");
                Problem::new(Code::ServerDown, "the server has too much to do: try again later")
            }
            Failed::Fault(Fault::Photos(cause)) => {
                tracing::error!(cause, "the room for photos");
                Problem::new(Code::ServerDown, "the room for photos can't be reached: try later")
            }
            Failed::Fault(fault) => {
                tracing::error!(%fault, "fault");
                Problem::new(Code::Internal, "a fault of the server; its log says more")
            }
        }
    }
}

/// The outcome of most functions here.
pub type Outcome<T> = Result<T, Failed>;
