//! Secrets: how tokens, sessions, one-time codes and passwords are made, and what is kept of them.
//!
//! Of a random secret the SHA-256 is enough: nobody guesses 128 bits. A one-time code is short, but
//! lives for a day, and works once. A password gets Argon2id.

use crate::error::Fault;
use crate::store::records::SecretHash;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use shared_model::ids::DeviceId;
use shared_model::surroundings::{Surroundings, random};
use std::sync::{Mutex, PoisonError};

/// Shortest password for an account.
pub const PASSWORD_LEAST: usize = 8;
/// Letters and digits of a one-time code: nothing that looks like something else.
const CODE_LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// What is kept of a secret.
pub fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// A new token of 256 bits, for a device or a session.
pub fn token(around: &dyn Surroundings) -> String {
    hex::encode(random::<32>(around))
}

/// The token of a device that enrolled under a key: whoever asks again by the same code and key is
/// told the same, though the server keeps only its hash.
pub fn device_token(secret: &[u8; 32], device: DeviceId, key: &[u8; 32], code: &str) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(b"weige token\0");
    mac.update(&device.0);
    mac.update(key);
    mac.update(code.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// A new one-time code: 8 characters, 40 bits.
pub fn code(around: &dyn Surroundings) -> String {
    random::<8>(around).iter().map(|byte| CODE_LETTERS[usize::from(byte & 31)] as char).collect()
}

/// A code as it is shown: `7KQM-2X4P`.
pub fn grouped(code: &str) -> String {
    let (front, back) = code.split_at(code.len() / 2);
    format!("{front}-{back}")
}

/// A code as typed by hand: upper case, without dashes and spaces.
pub fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).take(32).collect()
}

/// One hash at a time: each takes 19 MiB, and a flood of logins must not take the machine.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Hashes a password for keeping.
///
/// # Errors
/// A [`Fault`] when Argon2 can't work.
pub fn password_hash(password: &str) -> Result<String, Fault> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| Fault::Hash(error.to_string()))
}

/// Whether the password fits what was kept. Without an account the same work is done, so that the
/// time taken doesn't tell which accounts there are.
pub fn password_fits(password: &str, kept: Option<&str>) -> bool {
    const NOBODYS: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(parsed) = PasswordHash::new(kept.unwrap_or(NOBODYS)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_alone() {
        let kept = password_hash("凤鸣调解室 1").unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(password_fits("凤鸣调解室 1", Some(&kept)));
        assert!(!password_fits("凤鸣调解室 2", Some(&kept)));
        assert!(!password_fits("", None));
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = code(&crate::clock::Machine);
        assert_eq!(code.len(), 8);
        assert!(!code.contains(['0', 'O', '1', 'I']));
        assert_eq!(typed(&grouped(&code).to_lowercase()), code);
        assert_eq!(typed(" 7kqm 2x4p "), "7KQM2X4P");
    }
}
