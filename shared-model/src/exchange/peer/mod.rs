//! Two phones that meet, without a server: what goes over and back, turn by turn.
//!
//! 1. [`meeting`]: the machine. Frames in, frames out; who is there, and whose turn it is.
//! 2. [`home`]: what a meeting asks of a phone; 3. [`give`] and [`take`] answer it from the phone's
//!    [`crate::exchange::Ground`]: what the other may see and lacks, and what is let in of a gift.
//! 4. [`courier`]: the sealed parcel that somebody else carries to the server.
//!
//! Whoever owns a socket drives it: read a frame, [`Meeting::hear`], write what it says.

pub mod courier;
pub mod give;
pub mod home;
pub mod meeting;
pub mod take;

pub use home::{Home, Offer, Other};
pub use meeting::{Bearer, Broken, Meeting, Turn};
