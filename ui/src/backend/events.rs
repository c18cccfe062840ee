//! What a server tells as it happens: the browser's EventSource, closed when nobody listens any more.
//! The browser comes back by itself after a broken link, and goes on where it was.

use crate::json;
use serde::Deserialize;
use shared_model::ids::CaseId;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};
use yew::Callback;

/// Something new in a case: what it says is asked for by who may see it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CaseNews {
    /// Which case.
    pub case: CaseId,
    /// Something red, brought up or urged.
    pub urgent: bool,
    /// Who listens wrote it.
    pub mine: bool,
}

/// What is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something new in a case.
    Case(CaseNews),
    /// So much is new that it isn't told one by one.
    Much,
    /// It is over: the session has ended, or the account is another's now.
    Over,
    /// The link stands, from now on or again.
    Stands,
    /// The link is broken; the browser comes back by itself.
    Broken,
}

/// Words under which messages come, and the browser's own for how the link is.
const WORDS: [&str; 5] = ["case", "much", "over", "open", "error"];

/// A listener; dropped, it closes the link.
pub struct Ear {
    source: EventSource,
    hear: Closure<dyn Fn(MessageEvent)>,
}

impl Ear {
    /// Listens at an address; none where the browser can't.
    pub fn open(address: &str, heard: Callback<Heard>) -> Option<Ear> {
        let source = EventSource::new(address).ok()?;
        let hear = {
            let source = source.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
                let data = message.data().as_string().unwrap_or_default();
                let Some(told) = understood(&message.type_(), &data) else { return };
                if told == Heard::Over {
                    source.close();
                }
                heard.emit(told);
            })
        };
        for word in WORDS {
            source.add_event_listener_with_callback(word, hear.as_ref().unchecked_ref()).ok()?;
        }
        Some(Ear { source, hear })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.source.close();
        for word in WORDS {
            // A closed source calls nobody: what can't be taken off hears nothing.
            let _ = self.source.remove_event_listener_with_callback(word, self.hear.as_ref().unchecked_ref());
        }
    }
}

/// What a message says; none for one of a later server.
fn understood(word: &str, data: &str) -> Option<Heard> {
    match word {
        "case" => json::read(data).ok().map(Heard::Case),
        "much" => Some(Heard::Much),
        "over" => Some(Heard::Over),
        "open" => Some(Heard::Stands),
        "error" => Some(Heard::Broken),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_passed_over() {
        let told = r#"{"case":"0000000000000001","kind":"urged","role":"county","level":"county","urgent":true,"mine":false}"#;
        let Some(Heard::Case(news)) = understood("case", told) else { panic!("a case is understood") };
        assert!(news.urgent && !news.mine);
        assert_eq!(understood("much", "{}"), Some(Heard::Much));
        assert_eq!(understood("case", "{}"), None);
        assert_eq!(understood("later", "{}"), None);
        assert_eq!(
            (understood("open", ""), understood("error", "")),
            (Some(Heard::Stands), Some(Heard::Broken))
        );
    }
}
