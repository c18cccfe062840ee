//! Dice that fall the same for the same seed and label, so that every village of a sample county
//! can be made alone and still be the one it is in the whole.

use sha2::{Digest, Sha256};

/// SplitMix64, seeded by SHA-256.
pub struct Dice(u64);

impl Dice {
    /// Dice for one purpose.
    pub fn new(seed: u64, label: &str) -> Dice {
        let digest: [u8; 32] =
            Sha256::new().chain_update(seed.to_be_bytes()).chain_update(label).finalize().into();
        Dice(digest[..8].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// Whether something happens that does in so many of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; they must not be none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of several by weight.
    pub fn weighted<'a, T>(&mut self, from: &'a [(T, usize)]) -> &'a T {
        let mut at = self.below(from.iter().map(|(_, weight)| weight).sum());
        for (what, weight) in from {
            if at < *weight {
                return what;
            }
            at -= weight;
        }
        &from[0].0
    }

    /// Ten bytes for an identity.
    pub fn id(&mut self) -> [u8; 10] {
        let (high, low) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&high);
        bytes[8..].copy_from_slice(&low[..2]);
        bytes
    }

    /// Eight bytes for a hand.
    pub fn hand(&mut self) -> [u8; 8] {
        self.next().to_be_bytes()
    }
}
