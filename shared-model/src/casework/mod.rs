//! Casework: a case (案件) is the fold of its events under a policy.
//!
//! [`event`] says what can be written, [`policy`] who may write it and how long it may take,
//! [`fold`] what follows. Nothing here is stored as a field that two people could overwrite.

pub mod event;
pub mod fold;
pub mod policy;
mod seen;

pub use event::{CaseEvent, CaseKind, Colour, EventKind, Outcome, Party, Step};
pub use fold::{CaseState, JudgedEvent, Stage, Void, fold};
pub use policy::Policy;
pub use seen::as_seen;
