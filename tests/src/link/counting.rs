//! Counting what passes: bytes each way, HTTP requests, connections, turns.

/// What passed. Bytes are TCP payload, HTTP headers included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes from the phone.
    pub up: usize,
    /// Bytes to the phone.
    pub down: usize,
    /// HTTP requests.
    pub requests: usize,
    /// TCP connections.
    pub connections: usize,
    /// How often the phone spoke after the server had: an upper bound of round trips.
    pub turns: usize,
}

/// Finds where requests begin in a stream of them: heads, and bodies of a told length.
#[derive(Default)]
pub(super) struct Sniffer {
    head: Vec<u8>,
    body_left: usize,
}

impl Sniffer {
    /// Takes the next bytes; how many requests had their head completed by them.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> usize {
        let mut begun = 0;
        while !bytes.is_empty() {
            if self.body_left > 0 {
                let skipped = self.body_left.min(bytes.len());
                self.body_left -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head.push(bytes[0]);
            bytes = &bytes[1..];
            if self.head.ends_with(b"\r\n\r\n") {
                begun += 1;
                self.body_left = content_length(&self.head);
                self.head.clear();
            }
        }
        begun
    }
}

/// The length that a head tells of its body; 0 when it tells none.
pub(super) fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let line = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_however_their_bytes_are_cut() {
        let stream = b"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\n\r\n\r\nGGET /b HTTP/1.1\r\n\r\n";
        for size in 1..stream.len() {
            let mut sniffer = Sniffer::default();
            assert_eq!(stream.chunks(size).map(|chunk| sniffer.feed(chunk)).sum::<usize>(), 2);
        }
    }
}
