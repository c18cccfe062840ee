//! The simulated world: whole phones and servers in one process and one thread, on a network, disks
//! and clocks that follow from one seed.
//!
//! The phones are real [`replica::Replica`]s on SQLCipher, the servers real
//! [`sync_server::app::App`]s on SQLite; what isn't real is what is around them. A [`plan`] says what
//! happens; a [`world`] carries it out; the [`ledger`] with its [`updates`] is the reference model, and [`verdict`] holds
//! the world against it. [`disk`] is a disk that loses power, [`around`] a clock, [`dice`] where all
//! chance comes from, `network` the links. [`run`] runs plans and shortens those that fail.

pub mod around;
mod commands;
pub mod county;
pub mod dice;
pub mod disk;
pub mod ledger;
mod network;
pub mod phone;
pub mod plan;
mod rules;
pub mod run;
pub mod server;
pub mod tally;
pub mod updates;
pub mod verdict;
pub mod world;
