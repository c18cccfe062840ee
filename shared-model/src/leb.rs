//! LEB128 numbers, and bytes that nobody has vouched for read piece by piece: what ends too early or
//! claims too much is none.

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// So many bytes.
    pub fn skip(&mut self, count: u64) -> Option<&'a [u8]> {
        let (skipped, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(skipped)
    }

    /// As many bytes as the number before them says.
    pub fn skip_counted(&mut self) -> Option<&'a [u8]> {
        let count = self.number()?;
        self.skip(count)
    }

    /// An unsigned number. (A signed one of the same bytes is as long.)
    pub fn number(&mut self) -> Option<u64> {
        self.leb().map(|(value, _)| value)
    }

    /// A signed number.
    pub fn signed(&mut self) -> Option<i64> {
        let (value, bits) = self.leb()?;
        let unused = 64 - bits.min(64);
        Some((value as i64) << unused >> unused)
    }

    /// The bits of a number and how many there are.
    fn leb(&mut self) -> Option<(u64, u32)> {
        let (mut value, mut bits) = (0, 0);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            if bits > 63 {
                return None;
            }
            value |= u64::from(byte & 0x7f) << bits;
            bits += 7;
            if byte & 0x80 == 0 {
                return Some((value, bits));
            }
        }
    }
}

/// Writes an unsigned number.
pub fn put_number(to: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        to.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// Writes a signed number.
pub fn put_signed(to: &mut Vec<u8>, mut value: i64) {
    while !(-64..64).contains(&value) {
        to.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    to.push(value as u8 & 0x7f);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let signed = |bytes: &[u8]| Bytes(bytes).signed();
        assert_eq!(signed(&[0x02]), Some(2));
        assert_eq!(signed(&[0x7f]), Some(-1));
        assert_eq!(signed(&[0x80, 0x7f]), Some(-128));
        assert_eq!(signed(&[0xff, 0x00]), Some(127));
        assert_eq!(signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]), Some(i64::MIN));
        assert_eq!(Bytes(&[0xe5, 0x8e, 0x26]).number(), Some(624_485));
        assert_eq!(Bytes(&[0x80; 11]).number(), None);
        assert_eq!(Bytes(&[0x80]).number(), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for value in [0, 1, -1, 63, 64, -64, -65, 8191, i64::MAX, i64::MIN, 1_773_800_000_000] {
            let mut bytes = Vec::new();
            put_signed(&mut bytes, value);
            put_number(&mut bytes, value as u64);
            let mut read = Bytes(&bytes);
            assert_eq!((read.signed(), read.number()), (Some(value), Some(value as u64)));
            assert!(read.0.is_empty());
        }
    }
}
