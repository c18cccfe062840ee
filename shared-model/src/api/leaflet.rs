//! A page of text that the phone's window holds for its screens: help, privacy, licences.

use serde::{Deserialize, Serialize};

/// A page of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafletView {
    /// Its title.
    pub title: String,
    /// What stands below, in order.
    pub blocks: Vec<Block>,
}

/// One piece of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// How it is shown.
    pub is: BlockKind,
    /// Its words, without any markup.
    pub text: String,
}

/// How a piece of text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading.
    Head,
    /// A paragraph.
    Words,
    /// One of a list.
    Item,
    /// Lines as they stand, to be copied and handed on.
    Share,
}

impl BlockKind {
    /// All of them.
    pub const ALL: [BlockKind; 4] = [BlockKind::Head, BlockKind::Words, BlockKind::Item, BlockKind::Share];

    /// The word used in messages.
    pub fn word(self) -> &'static str {
        match self {
            BlockKind::Head => "head",
            BlockKind::Words => "words",
            BlockKind::Item => "item",
            BlockKind::Share => "share",
        }
    }
}
