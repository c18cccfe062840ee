//! The pass: what the server says of a device, signed, so that two phones without a link to the
//! server can know each other.

use crate::ids::DeviceId;
use crate::moment::Millis;
use crate::people::Account;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What a server says of one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The device.
    pub device: DeviceId,
    /// The public half of its Ed25519 key, 32 bytes.
    pub key: ByteBuf,
    /// Whose device it is.
    pub account: Account,
    /// From when; a device's newer pass takes the place of an older one.
    pub issued_at: Millis,
    /// Until when.
    pub expires_at: Millis,
}

/// A pass as it travels: the bytes that were signed and the signature over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedPass {
    /// CBOR of a [`Pass`].
    pub pass: ByteBuf,
    /// Ed25519 by the server's key over `weige pass` ‖ 0 ‖ `pass`, 64 bytes.
    pub signature: ByteBuf,
}
