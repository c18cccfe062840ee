//! What both bundles share: the backend boundary, the words, the marks and the dates.
//!
//! A page composes components and calls hooks; hooks call the [`backend::Backend`] that the
//! binary put into the context. No text stands in the code: [`text::t`] looks it up. The phone's
//! pages are in `src/phone`, the console's in `src/console`; neither knows the other.

pub mod around;
pub mod backend;
pub mod boot;
pub mod dates;
pub mod icons;
pub mod json;
pub mod mark;
pub mod text;
pub mod told;
