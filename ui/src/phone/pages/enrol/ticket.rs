//! What enrolment needs: the server's address and the code, typed or pasted as one link.

/// Characters of a code without its dash.
const CODE_LENGTH: usize = 8;

/// The address and the code as typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// `https://…`
    pub server: String,
    /// As typed, in capitals, with a dash in the middle.
    pub code: String,
}

impl Ticket {
    /// After the address was typed; a whole link fills both.
    pub fn with_server(&self, text: &str) -> Ticket {
        let typed = || Ticket { server: text.to_owned(), ..self.clone() };
        Ticket::from_link(text).unwrap_or_else(typed)
    }

    /// After the code was typed; a whole link fills both.
    pub fn with_code(&self, text: &str) -> Ticket {
        let typed = || Ticket { code: grouped(text), ..self.clone() };
        Ticket::from_link(text).unwrap_or_else(typed)
    }

    /// Reads `weige://enrol?server=…&code=…`.
    fn from_link(text: &str) -> Option<Ticket> {
        let query = text.trim().strip_prefix("weige://enrol?")?;
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(key, _)| *key == name).map(|(_, value)| unescaped(value)).next()
        };
        Some(Ticket { server: value("server")?, code: grouped(&value("code")?) })
    }

    /// How many characters of the code are missing.
    pub fn digits_missing(&self) -> usize {
        CODE_LENGTH.saturating_sub(self.code.chars().filter(|c| *c != '-').count())
    }

    /// Nothing is missing.
    pub fn complete(&self) -> bool {
        self.digits_missing() == 0 && !self.server.trim().is_empty()
    }

    /// The address to call: `https://` before one that was typed without.
    pub fn address(&self) -> String {
        let server = self.server.trim();
        if server.contains("://") { server.to_owned() } else { ["https://", server].concat() }
    }
}

/// Capitals and digits alone, four and four.
fn grouped(text: &str) -> String {
    let plain: Vec<char> = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(CODE_LENGTH)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let (left, right) = plain.split_at(plain.len().min(CODE_LENGTH / 2));
    let dash = if right.is_empty() { "" } else { "-" };
    format!("{}{dash}{}", left.iter().collect::<String>(), right.iter().collect::<String>())
}

/// Undoes `%3A` and the like; what is malformed stays as it is.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = || {
            let pair = std::str::from_utf8(after.get(..2)?).ok()?;
            u8::from_str_radix(pair, 16).ok()
        };
        match (*first == b'%').then(escaped).flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_link_fills_both_fields() {
        let link = "weige://enrol?server=http%3A%2F%2F127.0.0.1%3A8080&code=7KQM-2X4P";
        for ticket in [Ticket::default().with_code(link), Ticket::default().with_server(link)] {
            assert_eq!(ticket, Ticket { server: "http://127.0.0.1:8080".into(), code: "7KQM-2X4P".into() });
            assert!(ticket.complete());
        }
    }

    #[test]
    fn a_code_is_grouped_as_it_is_typed_and_says_how_much_is_missing() {
        let typed = Ticket::default().with_code("7kq m2x");
        assert_eq!((typed.code.as_str(), typed.digits_missing()), ("7KQM-2X", 2));
        assert!(!typed.complete());
        let whole = typed.with_code("7KQM-2X4P9").with_server("https://village.example");
        assert_eq!(whole.code, "7KQM-2X4P");
        assert!(whole.complete());
        assert!(!whole.with_server(" ").complete());
    }

    #[test]
    fn an_address_typed_without_its_beginning_is_called_all_the_same() {
        let called = |typed: &str| Ticket::default().with_server(typed).address();
        assert_eq!(called(" village.example "), "https://village.example");
        assert_eq!(called("https://village.example"), "https://village.example");
        assert_eq!(called("http://127.0.0.1:8787"), "http://127.0.0.1:8787");
    }

    #[test]
    fn what_is_malformed_stays_as_it_is() {
        assert_eq!(unescaped("a%zz%4"), "a%zz%4");
        assert_eq!(Ticket::default().with_server("weige://enrol?x=1").server, "weige://enrol?x=1");
    }
}
