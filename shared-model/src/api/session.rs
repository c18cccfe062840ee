//! Who is asking, and which replicas their phone holds.

use crate::moment::Millis;
use crate::people::Account;
use crate::place::Place;
use serde::{Deserialize, Serialize};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The phone has been enrolled, or somebody is logged in.
    pub known: bool,
    /// Phone: the replica is open. Console: same as `known`.
    pub open: bool,
    /// The account, when known and open.
    pub account: Option<Account>,
    /// County, township, village … down to the account's place, when known and open.
    pub path: Vec<Place>,
    /// The data is invented.
    pub sample: bool,
    /// Phone: for practice, nothing is sent.
    #[serde(default)]
    pub training: bool,
    /// The server's address (phone).
    pub server: Option<String>,
    /// The program's version.
    pub version: String,
    /// Now, by the clock of this backend.
    pub now: Millis,
}

/// One of the replicas of a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicaItem {
    /// `first`, `training`, or a number from 2 on.
    pub id: String,
    /// The name of whose it is; empty for the one for practice, and while it isn't known.
    pub name: String,
    /// It is the one in hand.
    pub in_hand: bool,
    /// It is the one for practice.
    pub training: bool,
}
