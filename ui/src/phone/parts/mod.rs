//! What several pages are made of.

pub mod bars;
pub mod choice;
pub mod delivery;
pub mod field;
pub mod filter;
pub mod finger;
pub mod frame;
pub mod homes;
pub mod keypad;
pub mod older;
pub mod part;
pub mod photos;
pub mod pick;
pub mod position;
pub mod rows;
pub mod save;
pub mod sheet;
pub mod shelf;
pub mod size;
pub mod stands;
pub mod syncline;
pub mod trouble;
pub mod wait;
