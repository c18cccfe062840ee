//! How many things a message claims to hold, counted before anything is made of them: an empty
//! string is one byte on the way and two dozen in memory.

/// Most data items (numbers, texts, lists, …) in one message. A year of one member's first replica
/// has about ten thousand.
pub const MOST_ITEMS: usize = 1 << 18;

/// Whether CBOR holds at most [`MOST_ITEMS`] items. What is cut off or malformed is left for the
/// decoder to say; nothing is allocated here, and no byte is looked at twice.
pub(super) fn is_countable(mut body: &[u8]) -> bool {
    for _ in 0..=MOST_ITEMS {
        let Some((&first, rest)) = body.split_first() else { return true };
        let Some((value, rest)) = argument(first & 0x1f, rest) else { return true };
        // A string's content is skipped; all other items are their head and the items that follow.
        let content =
            if matches!(first >> 5, 2 | 3) { usize::try_from(value).unwrap_or(usize::MAX) } else { 0 };
        let Some(behind) = rest.get(content..) else { return true };
        body = behind;
    }
    false
}

/// The number in an item's head and what follows it; 0 where the head has none.
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let length = match short {
        0..24 => return Some((u64::from(short), rest)),
        24..28 => 1 << (short - 24),
        _ => return Some((0, rest)),
    };
    let (bytes, rest) = rest.split_at_checked(length)?;
    Some((bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cbor<T: serde::Serialize>(message: &T) -> Vec<u8> {
        let mut body = Vec::new();
        ciborium::into_writer(message, &mut body).unwrap();
        body
    }

    #[test]
    fn items_are_counted_and_the_content_of_strings_is_not() {
        assert!(is_countable(&cbor(&vec![0u8; MOST_ITEMS - 1])));
        assert!(!is_countable(&cbor(&vec![0u8; MOST_ITEMS])));
        assert!(!is_countable(&cbor(&vec![""; MOST_ITEMS])));
        assert!(!is_countable(&cbor(&vec![u64::MAX; MOST_ITEMS])));
        assert!(is_countable(&cbor(&"x".repeat(2 * MOST_ITEMS))));
        assert!(is_countable(&cbor(&serde_bytes::Bytes::new(&vec![0; 2 * MOST_ITEMS]))));
    }

    #[test]
    fn what_is_cut_off_is_left_to_the_decoder() {
        let body = cbor(&vec!["走访".repeat(300); 3]);
        for end in 0..body.len() {
            assert!(is_countable(&body[..end]));
        }
        assert!(is_countable(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]));
    }
}
