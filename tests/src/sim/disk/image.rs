//! One file's bytes: as programs see them, as they are safe, and what is between the two.

use crate::sim::dice::Dice;

/// A power cut tears a write only between sectors.
pub const SECTOR: u64 = 512;

/// How a power cut treats what was not synced yet.
#[derive(Clone, Copy, Debug)]
pub enum Luck {
    /// All of it had reached the platter.
    AllKept,
    /// None of it had.
    NoneKept,
    /// Each write was kept, dropped or torn by itself.
    Mixed,
}

impl Luck {
    /// Thrown once for each cut.
    pub fn thrown(dice: &mut Dice) -> Luck {
        match dice.below(4) {
            0 => Luck::AllKept,
            1 => Luck::NoneKept,
            _ => Luck::Mixed,
        }
    }
}

#[derive(Clone, Debug)]
enum Pending {
    Write { at: u64, bytes: Vec<u8> },
    Truncate { len: u64 },
}

/// The bytes of one file.
#[derive(Clone, Debug, Default)]
pub struct Image {
    volatile: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

impl Image {
    /// A file that is safe as it is.
    pub fn durable(bytes: Vec<u8>) -> Image {
        Image { volatile: bytes.clone(), durable: bytes, pending: Vec::new() }
    }

    /// What programs see.
    pub fn bytes(&self) -> &[u8] {
        &self.volatile
    }

    /// Fills the buffer from an offset on; how many bytes there were.
    pub fn read(&self, at: u64, buffer: &mut [u8]) -> usize {
        let begin = usize::try_from(at).unwrap_or(usize::MAX).min(self.volatile.len());
        let there = &self.volatile[begin..];
        let count = there.len().min(buffer.len());
        buffer[..count].copy_from_slice(&there[..count]);
        buffer[count..].fill(0);
        count
    }

    /// By how much a write would make the file longer.
    pub fn growth(&self, at: u64, count: u64) -> u64 {
        (at + count).saturating_sub(self.volatile.len() as u64)
    }

    /// Writes; safe only behind the next [`Image::sync`].
    pub fn write(&mut self, at: u64, bytes: &[u8]) {
        put(&mut self.volatile, at, bytes);
        self.pending.push(Pending::Write { at, bytes: bytes.to_vec() });
    }

    /// Cuts the file off, or pads it; safe only behind the next [`Image::sync`].
    pub fn truncate(&mut self, len: u64) {
        resize(&mut self.volatile, len);
        self.pending.push(Pending::Truncate { len });
    }

    /// Makes safe what was written.
    pub fn sync(&mut self) {
        for pending in self.pending.drain(..) {
            pending.carry_out(&mut self.durable);
        }
    }

    /// What is there after a power cut.
    pub fn survivor(&self, luck: Luck, dice: &mut Dice) -> Vec<u8> {
        match luck {
            Luck::AllKept => return self.volatile.clone(),
            Luck::NoneKept => return self.durable.clone(),
            Luck::Mixed => {}
        }
        let mut left = self.durable.clone();
        for pending in &self.pending {
            match dice.below(3) {
                0 => pending.carry_out(&mut left),
                1 => pending.tear(&mut left, dice),
                _ => {}
            }
        }
        left
    }

    /// Spoils one byte, for good.
    pub fn spoil(&mut self, at: u64) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        for bytes in [&mut self.volatile, &mut self.durable] {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0xff;
            }
        }
    }
}

impl Pending {
    fn carry_out(&self, to: &mut Vec<u8>) {
        match self {
            Pending::Write { at, bytes } => put(to, *at, bytes),
            Pending::Truncate { len } => resize(to, *len),
        }
    }

    /// Each sector of a write by itself; a truncation is whole or not at all.
    fn tear(&self, to: &mut Vec<u8>, dice: &mut Dice) {
        let Pending::Write { at, bytes } = self else { return };
        let mut done = 0;
        while done < bytes.len() {
            let here = *at + done as u64;
            let until_next = usize::try_from(SECTOR - here % SECTOR).unwrap_or(1);
            let end = bytes.len().min(done + until_next);
            if dice.one_in(2) {
                put(to, here, &bytes[done..end]);
            }
            done = end;
        }
    }
}

fn put(to: &mut Vec<u8>, at: u64, bytes: &[u8]) {
    let begin = usize::try_from(at).unwrap_or(0);
    let end = begin + bytes.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    to[begin..end].copy_from_slice(bytes);
}

fn resize(to: &mut Vec<u8>, len: u64) {
    to.resize(usize::try_from(len).unwrap_or(0), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_survives_every_cut() {
        for seed in 0..200 {
            let mut dice = Dice::new(seed);
            let mut image = Image::default();
            image.write(0, &[1; 2000]);
            image.sync();
            image.write(600, &[2; 1000]);
            let left = image.survivor(Luck::thrown(&mut dice), &mut dice);
            assert_eq!(left.len(), 2000);
            assert!(left[..600].iter().chain(&left[1600..]).all(|byte| *byte == 1));
        }
    }

    #[test]
    fn a_write_is_torn_between_sectors_only() {
        let mut torn = 0;
        for seed in 0..200 {
            let mut image = Image::durable(vec![1; 4096]);
            image.write(512, &[2; 2048]);
            let left = image.survivor(Luck::Mixed, &mut Dice::new(seed));
            assert!(left.chunks(512).all(|sector| sector.iter().all(|byte| *byte == sector[0])));
            let new = left.iter().filter(|byte| **byte == 2).count();
            torn += usize::from(new != 0 && new != 2048);
        }
        assert!(torn > 20, "{torn}");
    }
}
