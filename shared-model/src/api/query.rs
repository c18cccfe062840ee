//! Queries: what a person can ask, and the answers.

use super::desk::{NearCase, PaperMonths, QueueItem};
use super::feedback::FeedbackView;
use super::leaflet::LeafletView;
use super::photos::{PhotoData, PhotoStorageView, StorageView};
use super::view::*;
use crate::casework::{CaseKind, Party};
use crate::directory::{ListedPerson, PersonKind};
use crate::ids::{CaseId, HouseholdId};
use crate::people::Reference;
use crate::photo::PhotoHash;
use crate::place::PlaceCode;
use crate::services::ServiceItems;
use serde::{Deserialize, Serialize};

/// What a person asks. In JSON: `{"ask": "household", "id": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Query {
    /// Phone: a page of text that its window holds. → [`Answer::Leaflet`]. Works locked and before
    /// enrolment; an engine without a window holds none.
    Leaflet {
        /// `help/<screen>`, `privacy`, `licences`, `diagnostics`.
        about: String,
        /// The language's tag; Chinese where the page isn't there in it.
        language: String,
    },
    /// Who am I, and is the phone open. → [`Answer::Session`]. Works locked and logged out.
    Session,
    /// Phone: the replicas it holds. → [`Answer::Replicas`]. Works locked and before enrolment.
    Replicas,
    /// Phone: what is due and what is unsent. → [`Answer::Today`]
    Today,
    /// Phone: what others wrote that concerns the asker, since the phone was first filled.
    /// → [`Answer::News`]
    News,
    /// Phone: when to remind its person of what is asked of them, in the coming week.
    /// → [`Answer::Reminders`]
    Reminders,
    /// Households, all or those a text fits (name, house number, address, phone, note,
    /// linked party member, joint-household leader).
    /// → [`Answer::Households`]
    Households {
        /// What to look for; empty for all.
        #[serde(default)]
        search: String,
        /// Only those of one micro-grid (console).
        #[serde(default)]
        micro_grid: Option<PlaceCode>,
    },
    /// Phone: households that may be the one somebody is about to add ([`Household::may_be`]).
    /// → [`Answer::Households`]
    ///
    /// [`Household::may_be`]: crate::household::Household::may_be
    LikeHouseholds {
        /// Where it would be added; absent: the asker's own micro-grid.
        #[serde(default)]
        micro_grid: Option<PlaceCode>,
        /// House number.
        house_no: String,
        /// The head's name.
        name: String,
    },
    /// One household with its visits and cases. → [`Answer::Household`]
    Household {
        /// Which.
        id: HouseholdId,
    },
    /// Who changed what in a household. → [`Answer::History`]
    HouseholdHistory {
        /// Which.
        id: HouseholdId,
    },
    /// Cases. → [`Answer::Cases`]
    Cases {
        /// Words in title, parties or text; empty for all.
        #[serde(default)]
        search: String,
        /// Closed ones too.
        #[serde(default)]
        closed: bool,
    },
    /// Console: cases as those who review them see them. → [`Answer::Queue`]
    Queue {
        /// Words in title, parties or text; empty for all.
        #[serde(default)]
        search: String,
        /// Closed ones too.
        #[serde(default)]
        closed: bool,
    },
    /// Console: open cases that may be one and the same with a case. → [`Answer::NearCases`]
    NearCases {
        /// Which.
        id: CaseId,
    },
    /// One case with its timeline. → [`Answer::Case`]
    Case {
        /// Which.
        id: CaseId,
    },
    /// The colour that is suggested for a case about to be raised. → [`Answer::Suggestion`]
    SuggestColour {
        /// What kind.
        kind: CaseKind,
        /// The category's key.
        category: String,
        /// The words so far.
        #[serde(default)]
        words: String,
        /// The parties so far.
        #[serde(default)]
        parties: Vec<Party>,
    },
    /// Phone: what waits, what was received, what came back. → [`Answer::Sync`]
    Sync,
    /// Phone: returned items that were put aside, newest first: each with its words and the reason.
    /// → [`Answer::KeptAside`]
    KeptAside,
    /// A half-filled form. → [`Answer::Draft`]
    Draft {
        /// Which form.
        form: String,
    },
    /// Phone: the photos here and the room they take. → [`Answer::PhotoStorage`]
    PhotoStorage,
    /// Phone: the room it takes, and what of it can be let go. → [`Answer::Storage`]
    Storage,
    /// Phone: one photo to be shown. → [`Answer::Photo`]
    Photo {
        /// Which.
        hash: PhotoHash,
    },
    /// Places, people and policy. → [`Answer::Reference`]
    Reference,
    /// What people of the asker's village can ask the one-window service for. → [`Answer::ServiceItems`]
    ServiceItems,
    /// Console: people without an account who can be asked. → [`Answer::Directory`]
    Directory {
        /// Only those of a place and within.
        #[serde(default)]
        place: Option<PlaceCode>,
        /// Only those of a kind.
        #[serde(default)]
        kind: Option<PersonKind>,
    },
    /// Console: members of the village and their devices. → [`Answer::Members`]
    Members,
    /// Phone: one's own complaints and suggestions, newest first. Console: those addressed to the asker's
    /// village or county, open ones first, then newest first. → [`Answer::Feedback`]
    Feedback,
    /// Console: who above the village looked at its people's detail, newest first.
    /// → [`Answer::Looks`]
    Looks,
    /// Console: in which months papers have anything, for the asker's place or one within it.
    /// → [`Answer::PaperMonths`]
    PaperMonths {
        /// The place; the asker's own if absent.
        #[serde(default)]
        place: Option<PlaceCode>,
    },
    /// Console: numbers by place, for the asker's place or one within it. → [`Answer::Numbers`]
    Numbers {
        /// The place whose children are listed; the asker's own if absent.
        #[serde(default)]
        place: Option<PlaceCode>,
    },
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each carries the view of the same name")]
#[allow(clippy::large_enum_variant, reason = "answers are short-lived")]
pub enum Answer {
    Leaflet(LeafletView),
    Session(SessionView),
    Replicas(Vec<ReplicaItem>),
    Today(TodayView),
    News(NewsView),
    Reminders(Vec<Reminder>),
    Households(Vec<HouseholdItem>),
    Household(HouseholdView),
    History(Vec<HistoryEntry>),
    Cases(Vec<CaseItem>),
    Queue(Vec<QueueItem>),
    NearCases(Vec<NearCase>),
    Case(CaseView),
    Suggestion(SuggestionView),
    Sync(SyncView),
    KeptAside(Vec<OutboxItem>),
    Draft(Option<String>),
    PhotoStorage(PhotoStorageView),
    Storage(StorageView),
    Photo(PhotoData),
    Reference(Reference),
    ServiceItems(ServiceItems),
    Directory(Vec<ListedPerson>),
    Members(Vec<MemberView>),
    Feedback(Vec<FeedbackView>),
    Looks(Vec<LookView>),
    Numbers(NumbersView),
    PaperMonths(PaperMonths),
}
