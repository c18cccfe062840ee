//! The table of pairs as it stands in its file.

use serde::Deserialize;
use shared_model::casework::{Colour, EventKind, Stage};

/// Which of the two events of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    One,
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// A case's life without detours: where the two of a pair part.
    pub life: Vec<String>,
    pub kinds: Vec<Kind>,
    /// Kinds that stand in no pair, with the reason.
    pub left_out: Vec<LeftOut>,
    pub pairs: Vec<Row>,
}

/// A kind of event: from where to where in the life it can be written, and by whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub kind: EventKind,
    pub zh: String,
    #[serde(default)]
    pub from: Option<EventKind>,
    #[serde(default)]
    pub to: Option<EventKind>,
    /// What must have been written before it, beside the life: shared where the two part late enough.
    #[serde(default)]
    pub needs: Option<String>,
    /// As the first of a pair.
    pub one: String,
    /// As the second of a pair.
    pub other: String,
}

/// A kind of which the table says nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    pub kind: EventKind,
    /// Why, and where it is told.
    pub why: String,
}

/// What becomes of a pair.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub of: [EventKind; 2],
    /// In place of what the kinds say.
    #[serde(default)]
    pub one: Option<String>,
    #[serde(default)]
    pub other: Option<String>,
    /// Only when this one was received first.
    #[serde(default)]
    pub first: Option<Side>,
    pub stage: Stage,
    #[serde(default)]
    pub contested: bool,
    pub colour: Colour,
    /// Who handles it: a letter of the cast, `nobody`, or `either` of the two.
    pub handler: String,
    /// What the household said since it was settled.
    #[serde(default)]
    pub satisfied: Option<bool>,
    /// What counts for nothing, and why: `progress not_at_this_stage`.
    #[serde(default)]
    pub void: Vec<String>,
    /// Why it is so, where it doesn't speak for itself.
    #[serde(default)]
    pub why: Option<String>,
}

impl Table {
    pub const PATH: &str = "shared-model/tests/concurrency/pairs.toml";

    pub fn read() -> Table {
        toml::from_str(include_str!("pairs.toml")).unwrap_or_else(|error| panic!("{}: {error}", Table::PATH))
    }

    /// The kinds of which the table speaks, in the order of a case's life.
    pub fn all(&self) -> Vec<EventKind> {
        let is_left_out = |kind: &EventKind| self.left_out.iter().any(|left| left.kind == *kind);
        EventKind::ALL.into_iter().filter(|kind| !is_left_out(kind)).collect()
    }

    pub fn kind(&self, kind: EventKind) -> &Kind {
        let known = self.kinds.iter().find(|known| known.kind == kind);
        known.unwrap_or_else(|| panic!("{} is missing in [[kinds]] of {}", kind.word(), Table::PATH))
    }

    /// How many steps of the life lie behind somebody who saw this kind as the newest.
    pub fn point(&self, kind: Option<EventKind>) -> usize {
        let Some(kind) = kind else { return 0 };
        let is = |step: &String| step.split_whitespace().nth(1) == Some(kind.word());
        self.life.iter().position(is).unwrap_or_else(|| panic!("{} is no step of the life", kind.word())) + 1
    }
}

impl Row {
    /// A pair of which nothing is decided yet.
    pub fn unwritten(of: [EventKind; 2]) -> Row {
        Row {
            of,
            one: None,
            other: None,
            first: None,
            stage: Stage::Raised,
            contested: false,
            colour: Colour::Green,
            handler: String::new(),
            satisfied: None,
            void: vec![],
            why: None,
        }
    }

    /// Whether the row speaks of this order of arrival.
    pub fn fits(&self, first: Side) -> bool {
        self.first.is_none_or(|only| only == first)
    }
}
