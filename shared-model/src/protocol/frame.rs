//! The frame around every body: four bytes, then one zstd frame of CBOR.
//!
//! `W` `G`, the frame version (1), the dictionary id (0: none). What arrives is measured before it
//! is inflated and while it is inflated, so that a small body can't become a large one in memory.

use super::measure::is_countable;
use serde::{Serialize, de::DeserializeOwned};
use std::io::Read;

/// Largest frame, in bytes.
pub const MOST_FRAME: usize = 4 << 20;
/// Largest body inside a frame, in bytes.
pub const MOST_INFLATED: usize = 32 << 20;
/// Largest zstd window a frame may ask for, as a power of two: the decoder holds that much of what
/// it has inflated (RFC 8878 lets a frame ask for gigabytes).
const MOST_WINDOW_LOG: u32 = 23;
/// The content type a frame travels under.
pub const FRAME_TYPE: &str = "application/vnd.weige.frame";
const HEAD: [u8; 4] = [b'W', b'G', 1, 0];
/// What a server answers to a county's phones every day: level 3. What crosses a slow link and is
/// packed by somebody who has time, a phone's request or a first replica, is worth more work: level 12.
const LEVEL: i32 = 3;
const LEVEL_HARD: i32 = 12;

/// Why a frame can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameProblem {
    /// It doesn't begin with `WG`.
    #[error("not a Weige frame: it must begin with the bytes 57 47")]
    NotAFrame,
    /// Another frame version or dictionary.
    #[error("frame version or dictionary is not known: update the side that is older")]
    OtherVersion,
    /// Larger than [`MOST_FRAME`] or, inflated, than [`MOST_INFLATED`], or more than
    /// [`super::MOST_ITEMS`] items.
    #[error("the frame is too large")]
    TooLarge,
    /// Cut off or damaged.
    #[error("the frame is damaged or cut off")]
    Damaged,
    /// The CBOR inside is not of the expected form.
    #[error("the message is malformed: {0}")]
    Malformed(String),
}

impl FrameProblem {
    /// The machine-readable word.
    pub fn word(&self) -> &'static str {
        match self {
            FrameProblem::NotAFrame => "not_a_frame",
            FrameProblem::OtherVersion => "frame_version",
            FrameProblem::TooLarge => "too_large",
            FrameProblem::Damaged => "damaged",
            FrameProblem::Malformed(_) => "malformed",
        }
    }
}

/// Puts a message in a frame. `hard`: compressed as far as it is worth.
///
/// # Errors
/// When the message can't be encoded.
pub fn encode<T: Serialize>(message: &T, hard: bool) -> Result<Vec<u8>, FrameProblem> {
    let mut body = Vec::new();
    ciborium::into_writer(message, &mut body).map_err(|e| FrameProblem::Malformed(e.to_string()))?;
    let level = if hard { LEVEL_HARD } else { LEVEL };
    let packed = zstd::bulk::compress(&body, level).map_err(|_| FrameProblem::Damaged)?;
    Ok([&HEAD[..], &packed].concat())
}

/// Takes a message out of a frame.
///
/// # Errors
/// A [`FrameProblem`]. Whatever the bytes say, memory stays below four times [`MOST_INFLATED`].
pub fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T, FrameProblem> {
    if frame.len() > MOST_FRAME {
        return Err(FrameProblem::TooLarge);
    }
    let (head, packed) = frame.split_at_checked(4).ok_or(FrameProblem::NotAFrame)?;
    if head[..2] != HEAD[..2] {
        return Err(FrameProblem::NotAFrame);
    }
    if head != HEAD {
        return Err(FrameProblem::OtherVersion);
    }
    let mut reader = zstd::stream::read::Decoder::new(packed).map_err(|_| FrameProblem::Damaged)?;
    reader.window_log_max(MOST_WINDOW_LOG).map_err(|_| FrameProblem::Damaged)?;
    let mut body = Vec::new();
    reader.take(MOST_INFLATED as u64 + 1).read_to_end(&mut body).map_err(|_| FrameProblem::Damaged)?;
    if body.len() > MOST_INFLATED || !is_countable(&body) {
        return Err(FrameProblem::TooLarge);
    }
    // It grew by doubling; the message is about to need the room.
    body.shrink_to_fit();
    ciborium::from_reader(body.as_slice()).map_err(|e| FrameProblem::Malformed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_and_what_is_broken_is_told() {
        let message = vec!["走访".to_owned(); 3];
        let frame = encode(&message, false).unwrap();
        assert_eq!(decode::<Vec<String>>(&frame), Ok(message));
        assert_eq!(decode::<Vec<String>>(b"hi"), Err(FrameProblem::NotAFrame));
        assert_eq!(decode::<Vec<String>>(&frame[..frame.len() - 3]), Err(FrameProblem::Damaged));
        assert!(matches!(decode::<u8>(&frame), Err(FrameProblem::Malformed(_))));
        let mut later = frame.clone();
        later[2] = 9;
        assert_eq!(decode::<Vec<String>>(&later), Err(FrameProblem::OtherVersion));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0u8; MOST_INFLATED + 10], 19).unwrap();
        let frame = [&HEAD[..], &bomb].concat();
        assert!(frame.len() < 100_000);
        assert_eq!(decode::<Vec<u8>>(&frame), Err(FrameProblem::TooLarge));
    }

    #[test]
    fn a_frame_that_asks_for_a_large_window_is_not_given_it() {
        let asking = |log: u32| {
            let mut encoder = zstd::stream::write::Encoder::new(Vec::from(HEAD), 1).unwrap();
            encoder.window_log(log).unwrap();
            std::io::copy(&mut &cbor_zeros()[..], &mut encoder).unwrap();
            decode::<serde_bytes::ByteBuf>(&encoder.finish().unwrap())
        };
        assert!(asking(MOST_WINDOW_LOG).is_ok());
        assert_eq!(asking(27), Err(FrameProblem::Damaged));
    }

    /// A byte string too long for a frame to do without its window.
    fn cbor_zeros() -> Vec<u8> {
        let mut body = Vec::new();
        ciborium::into_writer(&serde_bytes::Bytes::new(&vec![0; 20 << 20]), &mut body).unwrap();
        body
    }
}
