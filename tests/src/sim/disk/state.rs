//! What is on the disk and who has it open: files, names, handles, and the faults that wait.

use super::image::{Image, Luck};
use super::locks::{Level, Locks, Slots};
use super::shm::Shm;
use super::{Counts, Failure};
use crate::sim::dice::Dice;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why the disk didn't do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The process was killed or the power was cut.
    Dead,
    /// There is no room.
    Full,
    /// Somebody else holds it.
    Busy,
    /// There is no such file.
    Missing,
}

type Result<T> = std::result::Result<T, Refused>;

/// What changes a file.
pub enum Change<'a> {
    /// Bytes at an offset.
    Write(u64, &'a [u8]),
    /// A new length.
    Truncate(u64),
    /// What was written becomes safe.
    Sync,
}

/// Everything about one disk.
pub struct State {
    names: BTreeMap<String, u64>,
    /// What a name would be after a power cut while its deletion is not durable.
    ghosts: BTreeMap<String, Image>,
    files: BTreeMap<u64, File>,
    handles: BTreeMap<u64, Handle>,
    mounts: BTreeSet<u64>,
    next: u64,
    failing: Option<(u64, Failure)>,
    pub capacity: Option<u64>,
    pub counts: Counts,
    pub dice: Dice,
}

#[derive(Default)]
struct File {
    image: Image,
    /// Whether the name would be there after a power cut.
    entered: bool,
    locks: Locks,
    slots: Slots,
    shm: Option<Arc<Shm>>,
    /// The handles that have the memory mapped.
    mapped: BTreeSet<u64>,
}

struct Handle {
    file: u64,
    mount: u64,
    live: bool,
    delete_on_close: Option<String>,
}

impl State {
    pub fn new(seed: u64) -> State {
        State {
            names: BTreeMap::new(),
            ghosts: BTreeMap::new(),
            files: BTreeMap::new(),
            handles: BTreeMap::new(),
            mounts: BTreeSet::new(),
            next: 1,
            failing: None,
            capacity: None,
            counts: Counts::default(),
            dice: Dice::new(seed),
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A process begins to use the disk.
    pub fn mount(&mut self, mount: u64) {
        self.mounts.insert(mount);
    }

    /// Whether a process still lives.
    pub fn is_mounted(&self, mount: u64) -> bool {
        self.mounts.contains(&mount)
    }

    /// Opens a file, or a nameless one; a handle.
    pub fn open(
        &mut self,
        mount: u64,
        name: Option<&str>,
        create: bool,
        only_new: bool,
        delete_on_close: bool,
    ) -> Result<u64> {
        if !self.is_mounted(mount) {
            return Err(Refused::Dead);
        }
        let file = match name.and_then(|name| self.names.get(name).copied()) {
            Some(_) if only_new => return Err(Refused::Missing),
            Some(file) => file,
            None if name.is_some() && !create => return Err(Refused::Missing),
            None => {
                let file = self.number();
                self.files.insert(file, File::default());
                if let Some(name) = name {
                    self.names.insert(name.to_owned(), file);
                }
                file
            }
        };
        let handle = self.number();
        let delete_on_close = name.filter(|_| delete_on_close).map(str::to_owned);
        self.handles.insert(handle, Handle { file, mount, live: true, delete_on_close });
        Ok(handle)
    }

    /// Closes a handle, live or dead.
    pub fn close(&mut self, handle: u64) {
        self.let_go(handle);
        let Some(closed) = self.handles.remove(&handle) else { return };
        if let Some(name) = closed.delete_on_close.filter(|_| closed.live) {
            self.unlink(&name, false);
        }
        self.forget_if_nameless(closed.file);
    }

    fn forget_if_nameless(&mut self, file: u64) {
        let named = self.names.values().any(|other| *other == file);
        let open = self.handles.values().any(|handle| handle.file == file);
        if !named && !open {
            self.files.remove(&file);
        }
    }

    /// Gives back all locks of a handle. Shared memory goes with the last who had it: who comes
    /// next makes the index anew from the WAL.
    fn let_go(&mut self, handle: u64) {
        let Some(file) = self.handles.get(&handle).map(|open| open.file) else { return };
        let Some(file) = self.files.get_mut(&file) else { return };
        file.locks.release(handle, Level::None);
        file.leave_memory(handle);
    }

    fn live(&mut self, handle: u64) -> Result<&mut File> {
        let open = self.handles.get(&handle).filter(|open| open.live).ok_or(Refused::Dead)?;
        self.files.get_mut(&open.file).ok_or(Refused::Dead)
    }

    /// Reads; how many bytes there were. The rest of the buffer is zero.
    pub fn read(&mut self, handle: u64, at: u64, buffer: &mut [u8]) -> Result<usize> {
        let count = self.live(handle)?.image.read(at, buffer);
        self.counts.reads += 1;
        Ok(count)
    }

    /// How long the file is.
    pub fn len(&mut self, handle: u64) -> Result<u64> {
        Ok(self.live(handle)?.image.bytes().len() as u64)
    }

    /// Changes a file, unless a fault was waiting for just this.
    pub fn change(&mut self, handle: u64, change: &Change<'_>) -> Result<()> {
        self.live(handle)?;
        match change {
            Change::Write(..) => self.counts.writes += 1,
            Change::Truncate(_) => self.counts.truncates += 1,
            Change::Sync => self.counts.syncs += 1,
        }
        if let Some(failure) = self.strikes() {
            return self.fail(handle, change, failure);
        }
        if let Change::Write(at, bytes) = change {
            self.make_room(handle, *at, bytes.len() as u64)?;
        }
        self.carry_out(handle, change)
    }

    fn carry_out(&mut self, handle: u64, change: &Change<'_>) -> Result<()> {
        let file = self.live(handle)?;
        match change {
            Change::Write(at, bytes) => file.image.write(*at, bytes),
            Change::Truncate(len) => file.image.truncate(*len),
            Change::Sync => {
                file.image.sync();
                file.entered = true;
                self.forget_ghost_of(handle);
            }
        }
        Ok(())
    }

    fn forget_ghost_of(&mut self, handle: u64) {
        let file = self.handles.get(&handle).map(|open| open.file);
        let name = self.names.iter().find(|(_, other)| Some(**other) == file).map(|(name, _)| name.clone());
        if let Some(name) = name {
            self.ghosts.remove(&name);
        }
    }

    fn make_room(&mut self, handle: u64, at: u64, count: u64) -> Result<()> {
        let growth = self.live(handle)?.image.growth(at, count);
        let used: u64 = self.files.values().map(|file| file.image.bytes().len() as u64).sum();
        match self.capacity {
            Some(capacity) if growth > 0 && used + growth > capacity => {
                self.counts.refused_for_room += 1;
                Err(Refused::Full)
            }
            _ => Ok(()),
        }
    }

    /// Counts one operation towards the fault that waits; the fault when its turn has come.
    fn strikes(&mut self) -> Option<Failure> {
        let (left, failure) = self.failing.as_mut()?;
        *left -= 1;
        let struck = (*left == 0).then_some(*failure);
        self.failing = self.failing.filter(|(left, _)| *left > 0);
        struck
    }

    fn fail(&mut self, handle: u64, change: &Change<'_>, failure: Failure) -> Result<()> {
        match failure {
            Failure::Kill => {
                if let Some(mount) = self.handles.get(&handle).map(|open| open.mount) {
                    self.kill(mount);
                }
            }
            Failure::PowerCut { seed } => {
                // It was under way: a write may still be found, a sync may have got through in part.
                if !matches!(change, Change::Sync) {
                    let _ = self.carry_out(handle, change);
                }
                self.power_cut(&mut Dice::new(seed));
            }
        }
        Err(Refused::Dead)
    }

    /// Lets a fault wait for the `operation`th change from now, 1 being the next.
    pub fn fail_after(&mut self, operation: Option<(u64, Failure)>) {
        self.failing = operation.map(|(left, failure)| (left.max(1), failure));
    }

    /// Whether a fault still waits.
    pub fn is_failing(&self) -> bool {
        self.failing.is_some()
    }

    /// A process ends its use of the disk.
    pub fn unmount(&mut self, mount: u64) {
        let kills = self.counts.kills;
        self.kill(mount);
        self.counts.kills = kills;
    }

    /// A process ends at once: its handles die, what it wrote stays.
    pub fn kill(&mut self, mount: u64) {
        if !self.mounts.remove(&mount) {
            return;
        }
        self.counts.kills += 1;
        let dead: Vec<u64> =
            self.handles.iter().filter(|(_, open)| open.mount == mount).map(|(handle, _)| *handle).collect();
        for handle in dead {
            self.let_go(handle);
            if let Some(open) = self.handles.get_mut(&handle) {
                open.live = false;
            }
        }
    }

    /// The power goes: every process ends, and of what was not synced chance keeps a part.
    pub fn power_cut(&mut self, dice: &mut Dice) {
        let luck = Luck::thrown(dice);
        self.mounts.clear();
        self.failing = None;
        self.counts.power_cuts += 1;
        for open in self.handles.values_mut() {
            open.live = false;
        }
        let names: BTreeSet<String> = self.names.keys().chain(self.ghosts.keys()).cloned().collect();
        let mut left = BTreeMap::new();
        for name in names {
            if let Some(bytes) = self.survivor(&name, luck, dice) {
                left.insert(name, bytes);
            }
        }
        self.names.clear();
        self.ghosts.clear();
        self.files.clear();
        for (name, bytes) in left {
            self.place(&name, bytes);
        }
    }

    fn survivor(&self, name: &str, luck: Luck, dice: &mut Dice) -> Option<Vec<u8>> {
        let file = self.names.get(name).and_then(|file| self.files.get(file));
        let old = self.ghosts.get(name);
        let newest_counts = match (file, luck) {
            (Some(file), _) if file.entered => true,
            (_, Luck::AllKept) => true,
            (_, Luck::NoneKept) => false,
            (_, Luck::Mixed) => dice.one_in(2),
        };
        let image = if newest_counts { file.map(|file| &file.image) } else { old };
        image.map(|image| image.survivor(luck, dice))
    }

    /// Puts a file in place from outside; it is durable at once.
    pub fn place(&mut self, name: &str, bytes: Vec<u8>) {
        let file = self.number();
        self.files.insert(file, File { image: Image::durable(bytes), entered: true, ..File::default() });
        self.names.insert(name.to_owned(), file);
        self.ghosts.remove(name);
    }

    /// A file's bytes as programs see them.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        let file = self.names.get(name)?;
        Some(self.files.get(file)?.image.bytes())
    }

    /// Names and lengths of all files.
    pub fn listing(&self) -> Vec<(String, u64)> {
        let length = |file: &u64| self.files.get(file).map_or(0, |file| file.image.bytes().len() as u64);
        self.names.iter().map(|(name, file)| (name.clone(), length(file))).collect()
    }

    /// Spoils one byte of a file.
    pub fn spoil(&mut self, name: &str, at: u64) {
        if let Some(file) = self.names.get(name).and_then(|file| self.files.get_mut(file)) {
            file.image.spoil(at);
        }
    }

    /// Deletes a name, as a process does.
    pub fn delete(&mut self, mount: u64, name: &str, durable: bool) -> Result<()> {
        if !self.is_mounted(mount) {
            return Err(Refused::Dead);
        }
        if !self.names.contains_key(name) {
            return Err(Refused::Missing);
        }
        self.counts.deletes += 1;
        match self.strikes() {
            Some(Failure::Kill) => {
                self.kill(mount);
                return Err(Refused::Dead);
            }
            Some(Failure::PowerCut { seed }) => {
                self.unlink(name, false);
                self.power_cut(&mut Dice::new(seed));
                return Err(Refused::Dead);
            }
            None => {}
        }
        self.unlink(name, durable);
        Ok(())
    }

    /// Takes a name away; unless that is durable, a power cut may bring the old file back.
    pub fn unlink(&mut self, name: &str, durable: bool) {
        let Some(number) = self.names.remove(name) else { return };
        let old = self.files.get(&number).filter(|file| file.entered).map(|file| file.image.clone());
        if durable {
            self.ghosts.remove(name);
        } else if let Some(old) = old {
            self.ghosts.insert(name.to_owned(), old);
        }
        self.forget_if_nameless(number);
    }

    /// Whether a process sees a name.
    pub fn exists(&self, mount: u64, name: &str) -> Result<bool> {
        if self.is_mounted(mount) { Ok(self.names.contains_key(name)) } else { Err(Refused::Dead) }
    }

    /// Takes a level of the file's lock.
    pub fn lock(&mut self, handle: u64, level: Level) -> Result<()> {
        self.live(handle)?.locks.take(handle, level)
    }

    /// Goes down to a level; the dead hold nothing.
    pub fn unlock(&mut self, handle: u64, level: Level) {
        if let Ok(file) = self.live(handle) {
            file.locks.release(handle, level);
        }
    }

    /// Whether anybody is going to write.
    pub fn reserved(&mut self, handle: u64) -> Result<bool> {
        Ok(self.live(handle)?.locks.reserved())
    }

    /// The memory beside the file's WAL; made for who comes first.
    pub fn memory(&mut self, handle: u64) -> Result<Arc<Shm>> {
        let file = self.live(handle)?;
        file.mapped.insert(handle);
        Ok(Arc::clone(file.shm.get_or_insert_with(|| Arc::new(Shm::new()))))
    }

    /// Takes or gives back slots.
    pub fn slots(&mut self, handle: u64, first: usize, count: usize, take: Option<bool>) -> Result<()> {
        let file = self.live(handle)?;
        match take {
            Some(alone) => file.slots.take(handle, first, count, alone),
            None => {
                file.slots.release(handle, first, count);
                Ok(())
            }
        }
    }

    /// A handle has no more use for the memory.
    pub fn leave_memory(&mut self, handle: u64) {
        if let Ok(file) = self.live(handle) {
            file.leave_memory(handle);
        }
    }
}

impl File {
    fn leave_memory(&mut self, handle: u64) {
        self.slots.release_all(handle);
        self.mapped.remove(&handle);
        if self.mapped.is_empty() {
            self.shm = None;
        }
    }
}
