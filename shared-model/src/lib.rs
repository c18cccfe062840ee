//! What phone, server and screens agree on.
//!
//! The crate is pure: it reads no clock, disk, network or randomness; whoever calls it brings
//! the time and the dice. Read in this order:
//!
//! 1. [`place`], [`ids`], [`moment`], [`people`]: the words every other module uses;
//!    [`surroundings`]: where time and dice come from.
//! 2. [`household`], [`homes`], [`visit`], [`photo`], [`casework`]: the domain, with its validation. A case's state is
//!    a fold of its events ([`casework::fold`]). [`services`] and [`directory`]: the lists an office
//!    imports. [`feedback`]: what a member says of the work itself.
//! 3. [`document`] (feature `engine`): how the domain lies in Automerge documents, and the
//!    guarded door every foreign change passes.
//! 4. [`projection`] (feature `engine`): from documents to the rows people look at; [`scope`]: whose
//!    they are.
//! 5. [`protocol`] (feature `engine`): what phone and server say to each other.
//! 6. [`trust`] (feature `engine`): keys, passes and signatures, for what travels by others' hands.
//! 7. [`exchange`] (feature `engine`): one exchange and when to have the next, without a network,
//!    a disk or a clock: the heart of the phone's engine.
//! 8. [`api`]: Commands, Queries and views: all that a screen ever sees.

pub mod api;
pub mod casework;
pub mod directory;
pub mod feedback;
pub mod homes;
pub mod household;
pub mod ids;
pub mod moment;
pub mod people;
pub mod photo;
pub mod place;
pub mod position;
pub mod services;
pub mod surroundings;
pub mod visit;

#[cfg(feature = "engine")]
pub mod document;
#[cfg(feature = "engine")]
pub mod exchange;
#[cfg(feature = "engine")]
mod leb;
#[cfg(feature = "engine")]
pub mod projection;
#[cfg(feature = "engine")]
pub mod protocol;
#[cfg(feature = "engine")]
pub mod scope;
#[cfg(feature = "engine")]
pub mod search;
#[cfg(feature = "engine")]
pub mod trust;
