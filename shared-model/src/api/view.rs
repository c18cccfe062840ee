//! Views: what is shown, ready to be shown. Texts in them are people's own words and names; all
//! other text is a key that the screen looks up.

pub use super::asked::{NewsItem, NewsView, Reminder, TaskItem, TaskView, TodayView};
pub use super::outbox::{IntentKind, OutboxItem};
use super::photos::PhotoView;
pub use super::sending::{CameView, Moved, PhotosMoved, SyncFailure, SyncView, Wait};
pub use super::session::{ReplicaItem, SessionView};
use crate::casework::policy::SuggestReason;
use crate::casework::{CaseKind, ClockKind, Colour, EventKind, Outcome, Party, Stage, Step, Void};
use crate::homes::Lodging;
use crate::household::Household;
use crate::ids::{AccountId, CaseId, EventId, HouseholdId};
use crate::moment::Millis;
use crate::people::{Account, Role};
use crate::place::{Level, Place, PlaceCode};
use crate::position::Position;
use crate::visit::{Help, VisitKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where an entry is. The four words of the product: 已存本机 · 发送中 · 村里已收到 · 被退回.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Durable on this phone, unsent.
    SavedHere,
    /// On the way.
    Sending,
    /// Another person's entry that came from a phone; the server hasn't received it yet.
    Heard,
    /// Durable on the server.
    Received {
        /// The server's time.
        at: Millis,
    },
    /// Refused by the server; the words stay readable.
    Returned {
        /// The reason's key.
        reason: String,
    },
}

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorView {
    /// The account.
    pub account: AccountId,
    /// Their name; empty when the holder doesn't meet it.
    pub name: String,
    /// Their role when it was received.
    pub role: Role,
    /// Whether it is the asker.
    pub me: bool,
}

/// A household in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdItem {
    /// Its identity.
    pub id: HouseholdId,
    /// House number.
    pub house_no: String,
    /// The head's name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Its micro-grid.
    pub micro_grid: PlaceCode,
    /// Service tags.
    pub tags: Vec<String>,
    /// How many people.
    pub residents: u32,
    /// When it was last visited.
    pub last_visit: Option<Millis>,
    /// When the next visit is due, by the policy.
    pub visit_due: Option<Millis>,
    /// Open cases.
    pub open_cases: u32,
    /// What the search found, when it is neither name nor house number.
    pub hit: Option<String>,
    /// They moved away; it is kept with all that was written about it.
    #[serde(default)]
    pub gone: bool,
}

/// One household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdView {
    /// Its fields.
    pub household: Household,
    /// The micro-grid's name.
    pub micro_grid_name: String,
    /// Visits, newest first.
    pub visits: Vec<VisitView>,
    /// Cases it is a party of, open ones first.
    pub cases: Vec<CaseItem>,
    /// Where the newest edit of its fields is.
    pub delivery: Delivery,
    /// Those that were merged into it: their people, visits and cases are among its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Lodging>,
    /// Phone: visits of earlier years that it let go of; the village has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<OlderYears>,
}

/// Years of visits that a phone let go of, and can have again ([`super::Command::FetchYears`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OlderYears {
    /// The first of them.
    pub from: i32,
    /// The year behind the last of them.
    pub before: i32,
    /// They were asked for and come with the next exchange.
    pub asked: bool,
}

/// One visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitView {
    /// Its identity.
    pub id: EventId,
    /// When it was.
    pub at: Millis,
    /// When it was written down.
    pub written_at: Millis,
    /// Why.
    pub kind: VisitKind,
    /// Who went.
    pub author: AuthorView,
    /// Checklist item → `ok` or `problem`.
    pub checklist: BTreeMap<String, String>,
    /// Words.
    pub note: String,
    /// Whether a problem was found.
    pub problem: bool,
    /// Its photos.
    #[serde(default)]
    pub photos: Vec<PhotoView>,
    /// A volunteer who helped.
    #[serde(default)]
    pub helped: Option<Help>,
    /// Where, where that was said.
    #[serde(default)]
    pub position: Option<Position>,
    /// Later corrections, oldest first.
    pub corrections: Vec<CorrectionView>,
    /// Where it is.
    pub delivery: Delivery,
    /// To which household it was paid, where that was merged into this one since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// One correction of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionView {
    /// Who corrected.
    pub author: AuthorView,
    /// When it was written down.
    pub written_at: Millis,
    /// What is right.
    pub note: String,
    /// Where it is.
    pub delivery: Delivery,
}

/// One change of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The field's key, as in [`crate::household::FieldEdit`].
    pub field: String,
    /// What stood there when the author wrote; several when two values stood; empty for nothing.
    pub from: Vec<String>,
    /// What was written.
    pub to: String,
    /// Whether this value stands today.
    pub stands: bool,
    /// Whether somebody else wrote the same field without having seen this.
    pub concurrent: bool,
    /// Who.
    pub author: AuthorView,
    /// When it was written (device clock).
    pub written_at: Millis,
    /// Where it is.
    pub delivery: Delivery,
    /// Whose phone brought it here, where it came from phone to phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_from: Option<String>,
    /// Whose phones have it too and deliver it when they sync: only while it isn't received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried_by: Vec<String>,
    /// In which household's record it stands, where that was merged into this one since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// The deadline of a case: how late, never how grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// When it must be taken or settled, whichever comes first.
    pub at: Millis,
    /// Which of the two.
    pub clock: ClockKind,
    /// The clock has stopped: settled or closed.
    pub stopped: bool,
    /// `at` has passed and the clock runs.
    pub overdue: bool,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseItem {
    /// Its identity.
    pub id: CaseId,
    /// A few words.
    pub title: String,
    /// What kind.
    pub kind: CaseKind,
    /// The category's key.
    pub category: String,
    /// The category's name in the policy.
    pub category_name: String,
    /// How grave.
    pub colour: Colour,
    /// Where it stands.
    pub stage: Stage,
    /// The level that answers for it.
    pub level: Level,
    /// Two opposite things happened at once.
    pub contested: bool,
    /// The deadline.
    pub due: Due,
    /// The parties' names.
    pub parties: Vec<String>,
    /// Where it was raised.
    pub micro_grid: PlaceCode,
    /// That place's name.
    pub micro_grid_name: String,
    /// Who is to handle it.
    pub handler: Option<AuthorView>,
    /// The newest event that counts.
    pub last_step: LastStep,
    /// When the server received the beginning; none while unsent.
    pub received_at: Option<Millis>,
    /// The next step is the asker's.
    pub mine: bool,
    /// It is settled, and the household is to be asked before it can be struck off.
    #[serde(default)]
    pub to_follow_up: bool,
}

/// The newest event of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStep {
    /// What.
    pub kind: EventKind,
    /// Who.
    pub author: AuthorView,
    /// When it was written.
    pub written_at: Millis,
    /// Its words.
    pub words: String,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// What a list shows of it.
    pub item: CaseItem,
    /// The sides, as they were named: each with the household in which who is named lives now, where the
    /// asker may look at it.
    pub parties: Vec<Party>,
    /// The words of its beginning.
    pub words: String,
    /// How it was settled, when it is.
    pub outcome: Option<Outcome>,
    /// Whether the household was satisfied when asked.
    pub satisfied: Option<bool>,
    /// All events, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The concurrent events of a contested case.
    pub contested: Vec<EventId>,
    /// The newest events that count: what a step written on this view has seen.
    pub frontier: Vec<EventId>,
    /// What the asker could do next, in the order of a case's life.
    pub next: Vec<NextStep>,
    /// The newest version of the policy that judged one of its events.
    pub policy_version: u32,
    /// What was asked of whom, oldest first.
    #[serde(default)]
    pub tasks: Vec<TaskView>,
}

/// One event of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Its identity.
    pub id: EventId,
    /// What happened.
    pub step: Step,
    /// Who wrote it.
    pub author: AuthorView,
    /// When it was written (device clock).
    pub written_at: Millis,
    /// Where it is.
    pub delivery: Delivery,
    /// Why it counts for nothing; none when it counts.
    pub void: Option<Void>,
    /// The version of the policy it was judged by.
    pub policy_version: u32,
    /// For a change of colour: the colour before.
    pub colour_before: Option<Colour>,
    /// For a dispatch: the name of whom it was given to.
    pub to_name: Option<String>,
    /// The newest events its author had seen.
    pub after: Vec<EventId>,
    /// Its photos.
    #[serde(default)]
    pub photos: Vec<PhotoView>,
    /// Whose phone brought it here, where it came from phone to phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_from: Option<String>,
    /// Whose phones have it too and deliver it when they sync: only while it isn't received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried_by: Vec<String>,
}

/// A step the asker might take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// Which.
    pub kind: EventKind,
    /// Why not now; none when it is allowed.
    pub not_now: Option<Void>,
}

/// A suggested colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionView {
    /// The colour.
    pub colour: Colour,
    /// Why.
    pub reason: SuggestReason,
}

/// What an exchange did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReport {
    /// Requests made.
    pub requests: u32,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of response bodies.
    pub bytes_down: u64,
    /// Changes the server took.
    pub sent: u32,
    /// Changes that came.
    pub received: u32,
    /// Changes the server refused.
    pub refused: u32,
    /// Changes of others, heard from their phones, that the server has now.
    #[serde(default)]
    pub carried: u32,
    /// Changes that still wait.
    pub unsent: u32,
    /// Both sides agree by digest.
    pub agreed: bool,
}

/// What came of a meeting with another phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetReport {
    /// Whose phone it was.
    pub name: String,
    /// Changes it has now from here.
    pub given: u32,
    /// Changes it could not take: they stand on others that it lacks and that only the server can
    /// give.
    pub held_back: u32,
    /// Changes that came and were new.
    pub received: u32,
    /// Changes that came and could not be taken.
    pub not_received: u32,
    /// It carries a parcel of this phone to the server.
    pub carried: bool,
    /// This phone carries one of it.
    pub carries: bool,
}

/// The last meeting with another phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetView {
    /// When it ended (phone clock).
    pub at: Millis,
    /// What came of it.
    pub report: MeetReport,
}

/// A member in the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// The account.
    pub account: Account,
    /// Name of the place.
    pub place_name: String,
    /// Devices that are enrolled and not revoked.
    pub devices: u32,
    /// When one of them left, as it said itself; none when another was enrolled since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Millis>,
    /// When one of them was last heard of.
    pub last_seen: Option<Millis>,
    /// Households looked after.
    pub households: u32,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum LookedAt {
    /// A household with its people.
    Household {
        /// Which.
        id: HouseholdId,
        /// Its number and head's name as they are now; empty when it is gone.
        name: String,
    },
    /// A case with the names in it.
    Case {
        /// Which.
        id: CaseId,
        /// Its title as it is now; empty when it is gone.
        title: String,
    },
}

/// A look from above at personal detail of the village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookView {
    /// When, by the server's clock.
    pub at: Millis,
    /// Who, with the role they had then.
    pub author: AuthorView,
    /// The name of the place they work at now.
    pub place_name: String,
    /// What they looked at.
    pub what: LookedAt,
    /// It was a photo of it.
    pub photo: bool,
    /// It was sent to their phone.
    pub on_phone: bool,
    /// It stood in a register they saved or printed, and wasn't opened.
    #[serde(default)]
    pub in_register: bool,
}

/// A one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolCodeView {
    /// For whom.
    pub account: Account,
    /// The code in groups: `7KQM-2X4P`.
    pub code: String,
    /// What the QR holds: `weige://enrol?server=…&code=…`.
    pub link: String,
    /// The QR as an SVG image.
    pub qr_svg: String,
    /// Until when it can be used.
    pub expires_at: Millis,
}

/// A count as the asker may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The number.
    Is(u32),
    /// 1 to 4: shown as `<5`.
    Few,
    /// Hidden so that a small count beside it can't be worked out: shown as 遮.
    Hidden,
}

/// Numbers of one place. Every number is defined in words in `docs/numbers.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersRow {
    /// The place.
    pub place: Place,
    /// Its level.
    pub level: Level,
    /// Cases not yet settled.
    pub open: Count,
    /// Open cases by colour, gravest first: red, yellow, green.
    pub by_colour: [Count; 3],
    /// Open cases past their deadline.
    pub overdue: Count,
    /// Cases settled and waiting to be struck off.
    pub settled: Count,
    /// Cases struck off.
    pub struck_off: Count,
    /// Contested cases.
    pub contested: Count,
    /// Cases raised in the last 30 days, by the server's receive time.
    pub new_30_days: Count,
    /// Households.
    pub households: u32,
    /// Households visited in the last 30 days.
    pub visited_30_days: u32,
}

/// Numbers by place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersView {
    /// The place that is summed up.
    pub total: NumbersRow,
    /// Its children, by code.
    pub rows: Vec<NumbersRow>,
    /// The server's time the numbers were made.
    pub as_of: Millis,
    /// How many changes the log held then.
    pub log_length: u64,
    /// Small counts are protected.
    pub protected: bool,
}
