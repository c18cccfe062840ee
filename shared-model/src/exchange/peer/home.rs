//! What a meeting asks of a phone. Each function is one transaction of its own: a link that breaks
//! costs only the turn it broke.

use crate::api::Problem;
use crate::protocol::{CarriedChange, DocHeads, Gift, Parcel, Pass, SignedPass, Taken};

/// Whom this phone meets, as proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What the server says of its device.
    pub pass: Pass,
    /// The same, as the server signed it.
    pub signed: SignedPass,
}

/// What a phone gives in one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Changes under their authors' signatures, ancestors first.
    pub changes: Vec<CarriedChange>,
    /// Passes of their authors, but for the giver's own.
    pub passes: Vec<SignedPass>,
    /// A parcel for the server.
    pub parcel: Option<Parcel>,
}

/// A phone as a meeting needs it.
#[allow(clippy::missing_errors_doc, reason = "each fails as the phone's file fails, with its Problem")]
pub trait Home {
    /// What is here of the documents the other may see.
    fn have(&mut self, other: &Other) -> Result<Vec<DocHeads>, Problem>;
    /// What of it the other lacks and may be given; and, when it is to be a courier, a parcel of
    /// what it may not see.
    fn offer(&mut self, other: &Other, theirs: &[DocHeads], courier: bool) -> Result<Offer, Problem>;
    /// Takes in what the other gives; what isn't named in the answer is durable. The first value:
    /// how many changes were new.
    fn take(&mut self, other: &Other, gift: &Gift) -> Result<(u32, Taken), Problem>;
    /// What of ours the other has now.
    fn handed(&mut self, other: &Other, gift: &Gift, taken: &Taken) -> Result<(), Problem>;
}
