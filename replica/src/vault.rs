//! The key of the phone's file: 32 random bytes, kept in a file of mode 600 beside it, and wrapped
//! by a PIN when there is one.
//!
//! The key file stands in for the platform's key store. Wrong PINs slow down; they never wipe
//! anything, because what is unsent must survive a child with the phone.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use serde::{Deserialize, Serialize};
use shared_model::api::{Code, Problem};
use shared_model::moment::Millis;
use shared_model::surroundings::{Surroundings, random};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A key of the SQLCipher file.
pub type FileKey = [u8; 32];

/// Wrong PINs that are free; each later one doubles the wait.
const FREE_TRIES: u32 = 4;

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Stored {
    Open {
        key: String,
    },
    Pin {
        salt: String,
        nonce: String,
        wrapped: String,
        #[serde(default)]
        wrong: u32,
        #[serde(default)]
        not_before: Millis,
    },
}

/// The key file in a replica's folder.
pub struct Vault {
    path: PathBuf,
}

impl Vault {
    /// The vault of a folder; the file need not exist.
    pub fn of(dir: &Path) -> Vault {
        Vault { path: dir.join("key.json") }
    }

    /// Whether a key was made.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Makes a key, wrapped by the PIN when one is given.
    ///
    /// # Errors
    /// When the PIN is not six digits or the file can't be written.
    pub fn create(&self, pin: Option<&str>, dice: &dyn Surroundings) -> Result<FileKey, Problem> {
        let key: FileKey = random(dice);
        let stored = match pin {
            None => Stored::Open { key: hex::encode(key) },
            Some(pin) => wrap(&key, pin, dice)?,
        };
        self.write(&stored)?;
        Ok(key)
    }

    /// The key, when it lies open.
    ///
    /// # Errors
    /// [`Code::Locked`] when it is wrapped by a PIN.
    pub fn open(&self) -> Result<FileKey, Problem> {
        match self.read()? {
            Stored::Open { key } => read_hex(&key),
            Stored::Pin { .. } => Err(Problem::new(Code::Locked, "unlock with the PIN first")),
        }
    }

    /// The key, by PIN.
    ///
    /// # Errors
    /// [`Code::WrongPin`], or [`Code::TooManyTries`] with the seconds to wait.
    pub fn unlock(&self, pin: &str, now: Millis) -> Result<FileKey, Problem> {
        let (salt, nonce, wrapped, wrong, not_before) = match self.read()? {
            Stored::Open { key } => return read_hex(&key),
            Stored::Pin { salt, nonce, wrapped, wrong, not_before } => {
                (salt, nonce, wrapped, wrong, not_before)
            }
        };
        let wait = (not_before.0 - now.0).min(longest_wait(wrong));
        if wait > 0 {
            return Err(Problem::new(
                Code::TooManyTries,
                format!("wait {} s and try again", wait.div_euclid(1000) + 1),
            ));
        }
        let opened = read_hex::<16>(&salt).and_then(|salt| {
            let cipher = cipher(pin, &salt)?;
            let sealed = hex::decode(&wrapped).map_err(|_| damaged())?;
            let nonce = read_hex::<12>(&nonce)?;
            let key = cipher.decrypt(&Nonce::from(nonce), sealed.as_slice());
            key.map_err(|_| Problem::new(Code::WrongPin, "the PIN is wrong; nothing was lost"))
        });
        let (wrong, not_before) = match &opened {
            Ok(_) => (0, Millis(0)),
            Err(_) => (wrong + 1, now.plus(longest_wait(wrong + 1))),
        };
        self.write(&Stored::Pin { salt, nonce, wrapped, wrong, not_before })?;
        FileKey::try_from(opened?.as_slice()).map_err(|_| damaged())
    }

    fn read(&self) -> Result<Stored, Problem> {
        let text = std::fs::read_to_string(&self.path)
            .map_err(|_| Problem::new(Code::NotEnrolled, "this phone has no replica yet: enrol first"))?;
        serde_json::from_str(&text).map_err(|_| damaged())
    }

    fn write(&self, stored: &Stored) -> Result<(), Problem> {
        let text = serde_json::to_string(stored).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        write_private(&self.path, &text)
    }
}

/// Writes a file for its owner alone: beside the old one, then renames, so that a dead battery
/// leaves one of the two whole.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Problem> {
    let failed =
        |e: std::io::Error| Problem::new(Code::DiskFull, format!("{} can't be written: {e}", path.display()));
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

fn longest_wait(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE_TRIES) {
        None | Some(0) => 0,
        Some(more) => 15_000 << (more - 1).min(8),
    }
}

fn damaged() -> Problem {
    Problem::new(Code::Damaged, "the key file is damaged; keep the phone as it is and ask the office")
}

fn read_hex<const N: usize>(text: &str) -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| damaged())?;
    Ok(bytes)
}

fn wrap(key: &FileKey, pin: &str, dice: &dyn Surroundings) -> Result<Stored, Problem> {
    if pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::new(Code::Invalid, "a PIN is six digits"));
    }
    let (salt, nonce): ([u8; 16], [u8; 12]) = (random(dice), random(dice));
    let sealed = cipher(pin, &salt)?.encrypt(&Nonce::from(nonce), key.as_slice()).map_err(|_| damaged())?;
    Ok(Stored::Pin {
        salt: hex::encode(salt),
        nonce: hex::encode(nonce),
        wrapped: hex::encode(sealed),
        wrong: 0,
        not_before: Millis(0),
    })
}

/// 19 MiB and two passes (OWASP's floor for Argon2id): about 50 ms on a cheap phone's core.
fn cipher(pin: &str, salt: &[u8; 16]) -> Result<ChaCha20Poly1305, Problem> {
    let internal = |e: argon2::Error| Problem::new(Code::Internal, e.to_string());
    let params = Params::new(19 * 1024, 2, 1, Some(32)).map_err(internal)?;
    let mut wrapping = [0u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, &mut wrapping)
        .map_err(internal)?;
    Ok(ChaCha20Poly1305::new(&Key::from(wrapping)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surroundings::Device;

    #[test]
    fn a_wrong_pin_slows_down_and_the_right_one_still_opens() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::of(dir.path());
        let key = vault.create(Some("135790"), &Device::default()).unwrap();
        let now = Millis(1_000_000);
        for _ in 0..FREE_TRIES + 1 {
            assert_eq!(vault.unlock("000000", now).unwrap_err().code, Code::WrongPin);
        }
        assert_eq!(vault.unlock("135790", now).unwrap_err().code, Code::TooManyTries);
        assert_eq!(vault.unlock("135790", now.plus(20_000)).unwrap(), key);
        assert_eq!(vault.unlock("135790", now).unwrap(), key);
        assert_eq!(vault.open().unwrap_err().code, Code::Locked);
    }

    #[test]
    fn the_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        Vault::of(dir.path()).create(None, &Device::default()).unwrap();
        let mode = std::fs::metadata(dir.path().join("key.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
