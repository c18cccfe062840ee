//! What the form of a step lacks: the word of its text, and the field at which it is said.

use crate::console::faults::Fault;
use shared_model::casework::Fact;
use ui::text::t_word;

/// What a form still lacks; the word of its text (`console-missing-<word>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Words.
    Words,
    /// A person.
    To,
    /// A colour.
    Colour,
    /// An outcome.
    Outcome,
    /// A fact that the policy asks for.
    Fact(Fact),
    /// An amount that is one.
    Amount,
    /// An answer of the household.
    Satisfied,
    /// A day that is in the calendar.
    Day,
    /// A day that isn't over.
    DayPast,
    /// A case.
    Into,
    /// A task.
    Task,
    /// Names of who took part.
    TookPart,
    /// The name of who helped.
    Who,
    /// Minutes that can be.
    Minutes,
    /// Something is longer than an entry holds: at which field.
    Shorter(&'static str),
    /// Nothing that a form could give.
    NotHere,
}

impl Missing {
    /// The word of its text.
    pub fn word(self) -> &'static str {
        match self {
            Missing::Words => "words",
            Missing::To => "to",
            Missing::Colour => "colour",
            Missing::Outcome => "outcome",
            Missing::Fact(fact) => fact.word(),
            Missing::Amount => "number",
            Missing::Satisfied => "satisfied",
            Missing::Day => "day",
            Missing::DayPast => "day-past",
            Missing::Into => "into",
            Missing::Task => "task",
            Missing::TookPart => "took-part",
            Missing::Who => "who",
            Missing::Minutes => "minutes",
            Missing::Shorter(_) => "shorter",
            Missing::NotHere => "not-here",
        }
    }

    /// The field of the form at which it is said.
    pub fn field(self) -> &'static str {
        match self {
            Missing::Amount => "amount",
            Missing::Day | Missing::DayPast => "by",
            Missing::Shorter(field) => field,
            // What no field could give is said where everybody writes.
            Missing::Task | Missing::NotHere => "words",
            other => other.word(),
        }
    }
}

/// What is missing, as it is said at the fields.
pub fn faults(missing: &[Missing]) -> Vec<Fault> {
    let fault = |missing: &Missing| Fault {
        field: missing.field().to_owned(),
        word: missing.word().to_owned(),
        text: t_word("console-missing", missing.word()),
    };
    missing.iter().map(fault).collect()
}
