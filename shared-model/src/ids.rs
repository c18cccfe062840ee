//! Identities: what a household, a case, an event, an account or a device is called for ever.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Letters and digits that are hard to confuse when read aloud (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a text is no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identity is 16 characters of 0-9 and a-z without i, l, o, u; this is {0:?}")]
pub struct NotAnId(pub String);

fn encode(bytes: [u8; 10]) -> String {
    bytes
        .chunks(5)
        .flat_map(|five| {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).map(move |place| ALPHABET[(bits >> (35 - 5 * place)) as usize & 31] as char)
        })
        .collect()
}

fn decode(text: &str) -> [u8; 10] {
    let mut bytes = [0; 10];
    for (five, eight) in bytes.chunks_mut(5).zip(text.as_bytes().chunks(8)) {
        let value = |letter: &u8| ALPHABET.iter().position(|known| known == letter).unwrap_or(0) as u64;
        let bits = eight.iter().fold(0u64, |bits, letter| bits << 5 | value(letter));
        five.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    bytes
}

fn check(text: &str) -> Result<(), NotAnId> {
    let fits = text.len() == 16 && text.bytes().all(|b| ALPHABET.contains(&b));
    if fits { Ok(()) } else { Err(NotAnId(text.chars().take(40).collect())) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// 80 random bits, written as 16 characters.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Makes an identity of 10 random bytes that the caller drew.
            pub fn from_random(bytes: [u8; 10]) -> Self {
                Self(encode(bytes))
            }

            /// Reads an identity.
            ///
            /// # Errors
            /// When it is not 16 characters of the alphabet.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The 10 bytes it stands for.
            pub fn to_bytes(&self) -> [u8; 10] {
                decode(&self.0)
            }

            /// The identity as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A household (户).
    HouseholdId
);
id!(
    /// A resident: one person of a household (住户成员).
    ResidentId
);
id!(
    /// A case (案件).
    CaseId
);
id!(
    /// An entry in a visit book or in a case: a visit, a correction, a case event.
    EventId
);
id!(
    /// A person's account (账号).
    AccountId
);
id!(
    /// Somebody of the directory, who has no account.
    PersonId
);
id!(
    /// An intent in the phone's outbox.
    IntentId
);
id!(
    /// A complaint or a suggestion, beside its author's account.
    FeedbackId
);

/// An enrolled device, or the server's own hand for a console account: the first 8 bytes of
/// every Automerge actor it writes under.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceId(pub [u8; 8]);

impl TryFrom<String> for DeviceId {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        let mut bytes = [0; 8];
        hex::decode_to_slice(&text, &mut bytes).map_err(|_| NotAnId(text.chars().take(40).collect()))?;
        Ok(DeviceId(bytes))
    }
}

impl From<DeviceId> for String {
    fn from(id: DeviceId) -> String {
        hex::encode(id.0)
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_bytes_become_sixteen_letters_and_differ_when_the_bytes_do() {
        let id = CaseId::from_random([0xff; 10]);
        assert_eq!(id.as_str(), "zzzzzzzzzzzzzzzz");
        let mut bytes = [0; 10];
        bytes[9] = 1;
        assert_eq!(CaseId::from_random(bytes).as_str(), "0000000000000001");
        assert_eq!(CaseId::parse(id.as_str()), Ok(id));
        assert!(CaseId::parse("il0000000000000o").is_err());
    }
}
