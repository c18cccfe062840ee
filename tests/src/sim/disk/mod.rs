//! A disk that loses power: an in-memory file system for SQLite, so that the real stores run on it.
//!
//! Each file has an image that programs see and one that is safe; what lies between is kept, lost or
//! torn by a power cut as its seed says. A [`Disk`] is one machine's; each process on that machine
//! uses it through a [`Mount`], whose name is given to the store as the name of a VFS. A killed
//! process loses its handles and locks but nothing it wrote; a power cut ends all processes.
//!
//! Kept simple, and different from a real machine: a name whose file was synced is durable (no
//! directory is ever synced); a killed connection that is still open in this program may tidy up
//! the index beside its WAL, so drop it before another goes on; waiting for a lock takes no time.

mod image;
mod locks;
#[allow(unsafe_code, reason = "memory that stays where it is while SQLite points into it")]
mod shm;
mod state;
#[allow(
    unsafe_code,
    reason = "SQLite's interface for file systems is a table of C functions over raw pointers"
)]
mod vfs;

pub use image::SECTOR;

use super::dice::Dice;
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the disk did since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reads.
    pub reads: u64,
    /// Writes, done or refused.
    pub writes: u64,
    /// Syncs.
    pub syncs: u64,
    /// Truncations.
    pub truncates: u64,
    /// Deletions of files.
    pub deletes: u64,
    /// Writes refused because the disk was full.
    pub refused_for_room: u64,
    /// Processes that were killed.
    pub kills: u64,
    /// Power cuts.
    pub power_cuts: u64,
}

impl Counts {
    /// The operations that [`Disk::fail_after`] counts.
    pub fn changes(&self) -> u64 {
        self.writes + self.syncs + self.truncates + self.deletes
    }
}

/// A fault that waits for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The process that does it is killed just before.
    Kill,
    /// The power goes while it is done.
    PowerCut {
        /// What is kept, lost and torn follows from it.
        seed: u64,
    },
}

/// One machine's disk. Cheap to clone; all clones are the same disk.
#[derive(Clone)]
pub struct Disk {
    state: Arc<Mutex<State>>,
}

impl Disk {
    /// An empty disk.
    pub fn new(seed: u64) -> Disk {
        Disk { state: Arc::new(Mutex::new(State::new(seed))) }
    }

    /// A process begins to use the disk.
    pub fn mount(&self) -> Mount {
        Mount { disk: self.clone(), vfs: vfs::Registered::new(&self.state) }
    }

    /// Cuts the power: every process on this disk is dead, and of what was not synced the seed says
    /// what is left.
    pub fn power_cut(&self, seed: u64) {
        self.state().power_cut(&mut Dice::new(seed));
    }

    /// Lets a fault strike at the `operation`th write, sync, truncation or deletion from now, 1
    /// being the next. An earlier one that still waits is replaced.
    pub fn fail_after(&self, operation: u64, failure: Failure) {
        self.state().fail_after(Some((operation, failure)));
    }

    /// Takes a waiting fault back; whether one was waiting.
    pub fn never_mind(&self) -> bool {
        let mut state = self.state();
        let waited = state.is_failing();
        state.fail_after(None);
        waited
    }

    /// How many bytes all files together may have; None for as many as they like.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.state().capacity = bytes;
    }

    /// How many bytes all files together have.
    pub fn used(&self) -> u64 {
        self.files().iter().map(|(_, length)| length).sum()
    }

    /// Spoils one byte of a file for good; nothing when there is no such byte.
    pub fn corrupt(&self, file: &str, offset: u64) {
        self.state().spoil(file, offset);
    }

    /// What the disk did since it was made.
    pub fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Names and lengths of all files.
    pub fn files(&self) -> Vec<(String, u64)> {
        self.state().listing()
    }

    /// A file's bytes, as programs see them.
    pub fn read(&self, file: &str) -> Option<Vec<u8>> {
        self.state().bytes(file).map(<[u8]>::to_vec)
    }

    /// Puts a file in place; it is durable at once. No process may have it open.
    pub fn write(&self, file: &str, bytes: Vec<u8>) {
        self.state().place(file, bytes);
    }

    /// Takes a file away, for good. No process may have it open.
    pub fn remove(&self, file: &str) {
        self.state().unlink(file, true);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One process's use of a disk. Dropping it ends the process's use; close what it opened first.
pub struct Mount {
    disk: Disk,
    vfs: vfs::Registered,
}

impl Mount {
    /// The name of the VFS: what a store is opened with.
    pub fn name(&self) -> &str {
        self.vfs.name()
    }

    /// Kills the process: nothing it holds open works any more, what it wrote stays.
    pub fn kill(&self) {
        self.disk.state().kill(self.vfs.id());
    }

    /// Whether the process still lives: it was not killed, and the power not cut.
    pub fn lives(&self) -> bool {
        self.disk.state().is_mounted(self.vfs.id())
    }
}
