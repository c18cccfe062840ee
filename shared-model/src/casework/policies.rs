//! The versions of the policy: a change of it doesn't rewrite the past. What the server received is
//! judged by the version that was in force then.

use super::policy::Policy;
use crate::moment::Millis;
use serde::{Deserialize, Serialize};

/// A version that was in force once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// What came before this moment was judged by it.
    pub until: Millis,
    /// The version; of it only what judges is kept ([`Policy::what_judges`]).
    pub policy: Policy,
}

/// The version in force, and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policies {
    /// Oldest first; the first one has judged from the beginning.
    earlier: Vec<Earlier>,
    newest: Policy,
}

/// Why a policy can't come into force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInForce {
    /// Somebody changed the file and not its number.
    #[error(
        "version {0} of the policy is in force with other content: what was judged by it must stay so. Raise `version` in the changed file to {next}",
        next = .0 + 1
    )]
    SameVersion(u32),
    /// An old file.
    #[error(
        "version {given} of the policy is older than version {in_force}, which is in force: name the file of that version, or raise `version` above {in_force}"
    )]
    Older {
        /// What the file says.
        given: u32,
        /// What is in force.
        in_force: u32,
    },
}

impl Policies {
    /// The first version, in force from the beginning.
    pub fn only(policy: Policy) -> Policies {
        Policies { earlier: Vec::new(), newest: policy }
    }

    /// A version with those that were in force before it, in any order.
    pub fn with_earlier(newest: Policy, mut earlier: Vec<Earlier>) -> Policies {
        earlier.sort_by_key(|one| one.until);
        Policies { earlier, newest }
    }

    /// The version in force.
    pub fn newest(&self) -> &Policy {
        &self.newest
    }

    /// Those before it, oldest first.
    pub fn earlier(&self) -> &[Earlier] {
        &self.earlier
    }

    /// The version that judges what the server received then; what it hasn't received is judged by
    /// the newest.
    pub fn at(&self, received: Option<Millis>) -> &Policy {
        let then = |received: Millis| self.earlier.iter().find(|one| received < one.until);
        received.and_then(then).map_or(&self.newest, |one| &one.policy)
    }

    /// The versions after a file was read: the same, or one more from `from` on. A version that judged
    /// nothing (`idle`) is forgotten.
    ///
    /// # Errors
    /// When the file's version doesn't follow.
    pub fn followed_by(self, policy: &Policy, from: Millis, idle: bool) -> Result<Policies, NotInForce> {
        let in_force = self.newest.version;
        if policy.version < in_force {
            return Err(NotInForce::Older { given: policy.version, in_force });
        }
        if policy.version == in_force {
            return if *policy == self.newest { Ok(self) } else { Err(NotInForce::SameVersion(in_force)) };
        }
        let mut earlier = self.earlier;
        if !idle {
            // A clock that went back must not make a version end before the one it followed.
            let until = earlier.last().map_or(from, |last| last.until.max(from));
            earlier.push(Earlier { until, policy: self.newest.what_judges() });
        }
        Ok(Policies { earlier, newest: policy.clone() })
    }
}
