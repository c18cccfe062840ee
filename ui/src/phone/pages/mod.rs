//! The pages, one module each.

pub mod add;
pub mod case;
pub mod cases;
pub mod edit;
pub mod enrol;
pub mod feedback;
pub mod history;
pub mod household;
pub mod households;
pub mod leaflet;
pub mod me;
pub mod moving;
pub mod news;
pub mod raise;
pub mod sync;
pub mod today;
pub mod unlock;
pub mod visit;
