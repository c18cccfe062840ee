//! Who sits before the console: the account, its place, and the server's clock.

use shared_model::api::view::SessionView;
use shared_model::moment::Millis;
use shared_model::people::Account;
use std::rc::Rc;
use yew::prelude::*;

/// The context of every page behind the login.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// What the server said of the session.
    pub session: Rc<SessionView>,
    /// The account that is logged in.
    pub account: Account,
    /// How far the server's clock is ahead of this computer's.
    pub ahead: i64,
}

impl Desk {
    /// The desk of a session, if somebody is logged in.
    pub fn of(session: &Rc<SessionView>) -> Option<Desk> {
        let account = session.account.clone().filter(|_| session.known)?;
        let ahead = session.now.0.saturating_sub(computer_now().0);
        Some(Desk { session: session.clone(), account, ahead })
    }

    /// Now, by the server's clock: an office PC's clock can be years off.
    pub fn now(&self) -> Millis {
        computer_now().plus(self.ahead)
    }
}

/// This computer's clock.
fn computer_now() -> Millis {
    // A float holds milliseconds exactly for the next 280,000 years.
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds are whole and far below 2^53")]
    Millis(js_sys::Date::now() as i64)
}

/// The desk of the page that asks.
///
/// # Panics
/// When a page stands outside of what the app sets up behind the login: none does.
#[hook]
#[allow(clippy::expect_used, reason = "a page outside the app is a fault no user can meet")]
pub fn use_desk() -> Desk {
    use_context::<Desk>().expect("pages stand behind the login")
}
