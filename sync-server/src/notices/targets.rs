//! The file that says which systems are told of what: read strictly, with what is wrong named.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use shared_model::place::PlaceCode;
use std::collections::BTreeSet;
use std::path::Path;

/// Shortest secret, in bytes.
const SECRET_LEAST: usize = 16;

/// What a system is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A case was raised red, or became it.
    RedRaised,
    /// A clock ran out, and the level above answers.
    PassedUp,
    /// Somebody brought a case up.
    Escalated,
    /// Somebody above urged.
    Urged,
}

impl Occasion {
    /// The word in the file and in notices.
    pub fn word(self) -> &'static str {
        match self {
            Occasion::RedRaised => "red_raised",
            Occasion::PassedUp => "passed_up",
            Occasion::Escalated => "escalated",
            Occasion::Urged => "urged",
        }
    }
}

/// A system that is told.
pub struct Target {
    /// What it is called: in the store, in logs.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What it is told of.
    pub events: BTreeSet<Occasion>,
    /// Of which places, and all within; none: of all.
    pub places: Vec<PlaceCode>,
    secret: Vec<u8>,
}

impl Target {
    /// HMAC-SHA256 over time, a dot and the body, in hexadecimal.
    pub fn sign(&self, at: &str, body: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else { return String::new() };
        mac.update(at.as_bytes());
        mac.update(b".");
        mac.update(body.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// Whether it is told of what happens there.
    pub fn is_told_of(&self, occasion: Occasion, place: &PlaceCode) -> bool {
        self.events.contains(&occasion)
            && (self.places.is_empty() || self.places.iter().any(|around| place.is_within(around)))
    }
}

/// All of them, and where the console is that notices link to.
pub struct Targets {
    /// The systems.
    pub all: Vec<Target>,
    /// The console's address, without a slash at the end.
    pub link: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    target: Vec<OneTarget>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneTarget {
    name: String,
    url: String,
    secret_file: String,
    events: BTreeSet<Occasion>,
    #[serde(default)]
    places: Vec<String>,
}

impl Targets {
    /// Reads the file; a secret lies in a file of its own, named from the folder this one lies in.
    ///
    /// # Errors
    /// One sentence on what is wrong and where.
    pub fn read(file: &Path) -> Result<Targets, String> {
        let shown = file.display();
        let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        Targets::parse(&text, |name| {
            std::fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"))
        })
        .map_err(|wrong| format!("{shown}: {wrong}"))
    }

    /// The same of a text; `secret` reads a secret's file.
    ///
    /// # Errors
    /// As [`Targets::read`].
    pub fn parse(text: &str, secret: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Targets, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut names = BTreeSet::new();
        let mut all = Vec::new();
        for one in file.target {
            let name = one.name.clone();
            let target = target(one, &secret).map_err(|wrong| format!("target {name:?}: {wrong}"))?;
            if !names.insert(name.clone()) {
                return Err(format!("target {name:?} stands twice"));
            }
            all.push(target);
        }
        if all.is_empty() {
            return Err("there is no [[target]]".to_owned());
        }
        Ok(Targets { all, link: file.link.map(|link| link.trim_end_matches('/').to_owned()) })
    }
}

fn target(one: OneTarget, secret: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Target, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if one.name.is_empty() || one.name.len() > 40 || !one.name.chars().all(plain) {
        return Err("a name is made of a-z, 0-9 and -".to_owned());
    }
    if !one.url.starts_with("https://") && !one.url.starts_with("http://") {
        return Err("url begins with https:// or http://".to_owned());
    }
    if one.events.is_empty() {
        return Err("events names nothing".to_owned());
    }
    let places = one.places.iter().map(|code| PlaceCode::parse(code)).collect::<Result<Vec<_>, _>>();
    let mut bytes = secret(&one.secret_file)?;
    // An editor ends a file with a line's end.
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    if bytes.len() < SECRET_LEAST {
        return Err(format!("the secret has at least {SECRET_LEAST} bytes"));
    }
    let places = places.map_err(|bad| bad.to_string())?;
    Ok(Target { name: one.name, url: one.url, events: one.events, places, secret: bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = r#"
        link = "https://weige.example/"
        [[target]]
        name = "platform"
        url = "https://platform.example/hook"
        secret_file = "secret"
        events = ["red_raised", "urged"]
        places = ["513424101000"]
    "#;

    fn read(text: &str) -> Result<Targets, String> {
        Targets::parse(text, |name| match name {
            "secret" => Ok(b"sixteen bytes ok\n".to_vec()),
            "short" => Ok(b"short".to_vec()),
            other => Err(format!("{other}: no such file")),
        })
    }

    #[test]
    fn a_right_file_is_read_and_of_each_wrong_one_it_is_said_what() {
        let targets = read(RIGHT).unwrap();
        let (inside, outside) =
            (PlaceCode::parse("513424101203").unwrap(), PlaceCode::parse("513424102201").unwrap());
        let target = &targets.all[0];
        assert_eq!(targets.link.as_deref(), Some("https://weige.example"));
        assert!(target.is_told_of(Occasion::Urged, &inside) && !target.is_told_of(Occasion::Urged, &outside));
        assert!(!target.is_told_of(Occasion::Escalated, &inside));
        for (from, to, said) in [
            ("\"urged\"", "\"asked\"", "unknown variant `asked`"),
            ("[\"red_raised\", \"urged\"]", "[]", "events names nothing"),
            ("name = \"platform\"", "name = \"Plat form\"", "a name is made of"),
            ("https://platform", "ftp://platform", "url begins with"),
            ("\"513424101000\"", "\"5134\"", "a place code is"),
            ("\"secret\"", "\"short\"", "at least 16 bytes"),
            ("\"secret\"", "\"lost\"", "no such file"),
            ("places", "place", "unknown field `place`"),
            ("[[target]]", "[[targets]]", "unknown field `targets`"),
        ] {
            let wrong = read(&RIGHT.replace(from, to)).err().unwrap_or_default();
            assert!(wrong.contains(said), "{to}: {wrong}");
        }
        assert!(read("").err().unwrap_or_default().contains("no [[target]]"));
        let twice = format!("{RIGHT}{}", &RIGHT[RIGHT.find("[[").unwrap()..]);
        assert!(read(&twice).err().unwrap_or_default().contains("stands twice"));
    }

    #[test]
    fn a_signature_is_that_of_rfc_2104() {
        let target = &read(RIGHT).unwrap().all[0];
        let other = "printf '1.{}' | openssl dgst -sha256 -hmac 'sixteen bytes ok'";
        assert_eq!(
            target.sign("1", "{}"),
            "3ae1d75f4f00fc2523aa95d935aa2c6ab163311130480d33b714dd9d139f31b2",
            "{other}"
        );
    }
}
