//! The measurements. Most are those of `cargo xtask bench sync`: the peers' workload in Weige's own
//! words, done by real servers and real phones; `bundle` and `phone` are those of `bench phone`;
//! `casework` those of `bench casework`: the pages of a county with years behind it.

pub mod bundle;
pub mod casework;
pub mod county;
pub mod exchange;
pub mod growth;
pub mod history;
pub mod invent;
pub mod load;
pub mod phone;
pub mod picture;
pub mod pocket;
pub mod process;
pub mod profile;
pub mod screens;
pub mod seeds;
pub mod serving;
pub mod sync;
pub mod words;
pub mod workload;
