//! Numbers that look drawn and are the same in every run.

/// A row of them.
pub struct Draw(u64);

impl Draw {
    /// Begins a row.
    pub fn new(seed: u64) -> Draw {
        Draw(seed)
    }

    /// The next one.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One below a bound that is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// One of some.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// Ten bytes for an identity.
    pub fn id(&mut self) -> [u8; 10] {
        let (one, two) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        let mut id = [0; 10];
        id[..8].copy_from_slice(&one);
        id[8..].copy_from_slice(&two[..2]);
        id
    }
}
