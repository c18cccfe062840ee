//! Who may read and write one file: the five levels of a SQLite file, and the eight slots beside
//! its WAL.

use super::state::Refused;
use std::collections::{BTreeMap, BTreeSet};

/// How much of a file somebody holds; the numbers are SQLite's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    #[default]
    None,
    /// May read.
    Shared,
    /// Is going to write; others read on.
    Reserved,
    /// Waits for the readers; no new one comes in.
    Pending,
    /// Is alone.
    Exclusive,
}

impl Level {
    /// The level of SQLite's number.
    pub fn of(number: i32) -> Level {
        match number {
            0 => Level::None,
            1 => Level::Shared,
            2 => Level::Reserved,
            3 => Level::Pending,
            _ => Level::Exclusive,
        }
    }
}

/// The locks of one file, by handle.
#[derive(Debug, Default)]
pub struct Locks {
    held: BTreeMap<u64, Level>,
}

impl Locks {
    /// Takes a level, or is told that others are in the way.
    pub fn take(&mut self, handle: u64, wanted: Level) -> Result<(), Refused> {
        let mine = self.held.get(&handle).copied().unwrap_or_default();
        if mine >= wanted {
            return Ok(());
        }
        let others = self.held.iter().filter(|(other, _)| **other != handle).map(|(_, level)| *level).max();
        let others = others.unwrap_or_default();
        let most_allowed = match wanted {
            Level::None | Level::Shared => Level::Reserved,
            Level::Reserved => Level::Shared,
            Level::Pending | Level::Exclusive => Level::Shared,
        };
        if others > most_allowed {
            return Err(Refused::Busy);
        }
        if wanted == Level::Exclusive && others > Level::None {
            self.held.insert(handle, Level::Pending);
            return Err(Refused::Busy);
        }
        self.held.insert(handle, wanted);
        Ok(())
    }

    /// Goes down to a level.
    pub fn release(&mut self, handle: u64, to: Level) {
        match to {
            Level::None => self.held.remove(&handle),
            level => self.held.insert(handle, level),
        };
    }

    /// Whether anybody is going to write.
    pub fn reserved(&self) -> bool {
        self.held.values().any(|level| *level >= Level::Reserved)
    }
}

/// The slots of the memory beside a WAL.
#[derive(Debug, Default)]
pub struct Slots {
    slots: [Slot; 8],
}

#[derive(Debug, Default)]
struct Slot {
    shared: BTreeSet<u64>,
    alone: Option<u64>,
}

impl Slots {
    /// Takes slots, together with other readers or alone: all of them or none.
    pub fn take(&mut self, handle: u64, first: usize, count: usize, alone: bool) -> Result<(), Refused> {
        let slots = self.slots.get_mut(first..first + count).ok_or(Refused::Dead)?;
        let blocked = |slot: &Slot| {
            slot.alone.is_some_and(|holder| holder != handle)
                || (alone && slot.shared.iter().any(|holder| *holder != handle))
        };
        if slots.iter().any(blocked) {
            return Err(Refused::Busy);
        }
        for slot in slots {
            if alone {
                slot.alone = Some(handle);
            } else {
                slot.shared.insert(handle);
            }
        }
        Ok(())
    }

    /// Gives slots back.
    pub fn release(&mut self, handle: u64, first: usize, count: usize) {
        for slot in self.slots.iter_mut().skip(first).take(count) {
            slot.shared.remove(&handle);
            slot.alone = slot.alone.filter(|holder| *holder != handle);
        }
    }

    /// Gives back everything a handle has.
    pub fn release_all(&mut self, handle: u64) {
        self.release(handle, 0, self.slots.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writes_while_others_read_and_is_alone_when_they_left() {
        let mut locks = Locks::default();
        for reader in [1, 2] {
            locks.take(reader, Level::Shared).unwrap();
        }
        locks.take(1, Level::Reserved).unwrap();
        assert!(locks.take(2, Level::Reserved).is_err());
        assert!(locks.reserved());
        assert!(locks.take(1, Level::Exclusive).is_err());
        assert!(locks.take(3, Level::Shared).is_err(), "nobody comes in while one waits");
        locks.release(2, Level::None);
        locks.take(1, Level::Exclusive).unwrap();
        locks.release(1, Level::None);
        locks.take(3, Level::Shared).unwrap();
    }

    #[test]
    fn a_slot_has_many_readers_or_one_alone() {
        let mut slots = Slots::default();
        slots.take(1, 3, 1, false).unwrap();
        slots.take(2, 3, 1, false).unwrap();
        assert!(slots.take(3, 2, 3, true).is_err());
        slots.release_all(1);
        slots.release(2, 3, 1);
        slots.take(3, 2, 3, true).unwrap();
        assert!(slots.take(1, 4, 1, false).is_err());
    }
}
