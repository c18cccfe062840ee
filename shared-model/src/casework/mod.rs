//! Casework: a case (案件) is the fold of its events under a policy.
//!
//! [`event`] says what can be written, [`policy`] who may write it and how long it may take,
//! [`fold`] what follows. Nothing here is stored as a field that two people could overwrite.

mod clocks;
pub mod event;
pub mod facts;
pub mod fold;
mod history;
mod judge;
pub mod limits;
mod marks;
pub mod near;
mod passing;
mod policies;
pub mod policy;
mod seen;
mod stage;
mod standing;

pub use clocks::{ClockKind, Clocks};
pub use event::{CaseEvent, CaseKind, Colour, EventKind, Outcome, Party, Step};
pub use facts::{Agreement, Fact, RaisedFacts, SettledFacts, Source, WentTo};
pub use fold::{CaseState, JudgedEvent, Stage, Task, Void, fold};
pub use passing::PassingUp;
pub use policies::{Earlier, NotInForce, Policies};
pub use policy::Policy;
pub use seen::as_seen;
