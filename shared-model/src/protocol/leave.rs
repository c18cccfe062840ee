//! `POST /v1/leave`: a phone says that it is no longer in use. It says so under its signature and not under
//! its token: what a phone keeps until it is heard opens nothing.

use crate::ids::DeviceId;
use crate::moment::Millis;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// A device left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveRequest {
    /// Which.
    pub device: DeviceId,
    /// When, by its own clock.
    pub at: Millis,
    /// By its key, 64 bytes ([`crate::trust::sign_leave`]).
    pub signature: ByteBuf,
}

/// It is noted. Said again, it is answered the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveAnswer {
    /// As when it is listed: not before the device was heard of last, and not in the future.
    pub left_at: Millis,
}
