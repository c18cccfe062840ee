//! What phone and server say to each other. `docs/protocol.md` says the same for strangers.
//!
//! One exchange is one `POST /v1/sync`: the phone sends its unsent changes and its cursors, the
//! server answers with a verdict per change and everything new in the phone's scope. Bodies are
//! CBOR (field names as text) in one frame ([`frame`]). A side ignores fields it doesn't know.

pub mod chain;
pub mod feedback;
pub mod frame;
pub mod leave;
mod measure;
pub mod messages;
pub mod packed;
pub mod pass;
pub mod peer;
pub mod photos;

pub use chain::{CHAIN_START, Chain, next_chain, scope_digest};
pub use feedback::*;
pub use frame::{FRAME_TYPE, FrameProblem, MOST_FRAME, MOST_INFLATED, decode, encode};
pub use leave::{LeaveAnswer, LeaveRequest};
pub use measure::MOST_ITEMS;
pub use messages::*;
pub use packed::{PACKED, Packed, PackedNews, PackedProblem};
pub use pass::{Pass, SignedPass};
pub use peer::*;
pub use photos::*;

/// The protocol's version. A server answers a later one, or one before [`OLDEST`], with
/// `update_needed`.
pub const VERSION: u16 = 2;
/// The oldest version a server still speaks. Version 2 only added fields: to a phone of version 1
/// they are never sent, and what it doesn't send has its default.
pub const OLDEST: u16 = 1;
