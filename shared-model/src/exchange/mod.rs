//! One exchange with the server, and when to have the next: everything about syncing that needs
//! no network, disk, clock or dice.
//!
//! Four parts, each to be read alone:
//!
//! 1. [`machine`]: what comes next. Events in, effects out; retries, pages, the repair budget and
//!    the pauses between exchanges ([`pace`]) live there.
//! 2. [`plan`]: the next request, read from the phone's [`Ground`].
//! 3. [`take`]: an answer taken in, written to the phone's [`Ground`], with what it brought to light.
//! 4. [`peer`]: two phones that meet without a server.
//!
//! Beside them [`photos`]: what goes after the records, one request at a time.
//!
//! Whoever owns a link and a file drives them: the app over HTTP, the simulation over its own.

pub mod ground;
pub mod machine;
pub mod pace;
pub mod peer;
pub mod photos;
pub mod plan;
mod replay;
pub mod take;
mod testimony;
mod told;
mod whole;
pub mod years;

pub use ground::{Ground, Group, Me, NewChange, ServerKeys, WaitingIntent, meta};
pub use machine::{Effect, Event, Machine, Progress};
pub use plan::{Wish, on_the_way, plan, raw};
pub use replay::replay;
pub use take::{Findings, take};
pub use told::read_problem;
