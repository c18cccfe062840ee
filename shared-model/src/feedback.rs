//! Complaints and suggestions (意见和投诉): what a member says of the work itself, to whom, and what is
//! answered. One author and one answer: nothing here is merged.

use crate::moment::Millis;
use crate::place::{Level, PlaceCode};
use serde::{Deserialize, Serialize};

/// Longest words of a complaint, a suggestion or an answer, in characters.
pub const FEEDBACK_WORDS_MOST: usize = 1_000;

/// What it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// 投诉
    Complaint,
    /// 意见
    #[default]
    Suggestion,
}

impl FeedbackKind {
    /// All of them.
    pub const ALL: [FeedbackKind; 2] = [FeedbackKind::Suggestion, FeedbackKind::Complaint];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            FeedbackKind::Complaint => "complaint",
            FeedbackKind::Suggestion => "suggestion",
        }
    }

    /// Reads [`FeedbackKind::word`].
    pub fn parse(word: &str) -> Option<FeedbackKind> {
        FeedbackKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Who is to read and answer it, and nobody else: what goes to the county the village never sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The author's village.
    #[default]
    Village,
    /// The county's office.
    County,
}

impl Addressee {
    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Addressee::Village => "village",
            Addressee::County => "county",
        }
    }

    /// The place that is meant by somebody who works at `from`; none when there is none: who works above
    /// the village has no village.
    pub fn of(self, from: &PlaceCode) -> Option<PlaceCode> {
        from.at(match self {
            Addressee::Village => Level::Village,
            Addressee::County => Level::County,
        })
    }

    /// What a place is as an addressee; none for a place that nobody writes to.
    pub fn at(place: &PlaceCode) -> Option<Addressee> {
        match place.level() {
            Level::Village => Some(Addressee::Village),
            Level::County => Some(Addressee::County),
            _ => None,
        }
    }
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackReply {
    /// The words.
    pub words: String,
    /// The name of who answered; empty when it isn't known any more.
    pub by: String,
    /// When, by the server's clock.
    pub at: Millis,
}

/// Why words don't do: they are blank, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("words have 1 to 1,000 characters, and are not blank")]
pub struct WordsDontFit;

/// Checks the words of a complaint, a suggestion or an answer.
///
/// # Errors
/// When they are blank, or more than [`FEEDBACK_WORDS_MOST`] characters.
pub fn check_words(words: &str) -> Result<(), WordsDontFit> {
    let fits = !words.trim().is_empty() && words.chars().count() <= FEEDBACK_WORDS_MOST;
    if fits { Ok(()) } else { Err(WordsDontFit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_there_and_not_too_many_counted_in_characters() {
        assert_eq!(check_words("电池不经用"), Ok(()));
        assert_eq!(check_words(&"话".repeat(FEEDBACK_WORDS_MOST)), Ok(()));
        assert_eq!(check_words(&"话".repeat(FEEDBACK_WORDS_MOST + 1)), Err(WordsDontFit));
        assert_eq!(check_words(" \n　"), Err(WordsDontFit));
    }

    #[test]
    fn it_goes_to_ones_own_village_or_county_and_to_no_place_between() {
        let at = |code: &str| PlaceCode::parse(code).unwrap();
        let member = at("51342410120301001");
        assert_eq!(Addressee::Village.of(&member), Some(at("513424101203")));
        assert_eq!(Addressee::County.of(&member), Some(at("513424000000")));
        assert_eq!(Addressee::Village.of(&at("513424101000")), None);
        assert_eq!(Addressee::at(&at("513424101203")), Some(Addressee::Village));
        assert_eq!(Addressee::at(&at("513424000000")), Some(Addressee::County));
        for between in ["513424101000", "51342410120301", "51342410120301001"] {
            assert_eq!(Addressee::at(&at(between)), None, "{between}");
        }
    }
}
