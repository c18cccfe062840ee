//! Commands: what a person can do.

use super::photos::PhotosOn;
use crate::casework::Step;
use crate::feedback::{Addressee, FeedbackKind};
use crate::household::FieldEdit;
use crate::ids::{AccountId, CaseId, EventId, FeedbackId, HouseholdId, IntentId, PersonId, ResidentId};
use crate::moment::Millis;
use crate::people::Post;
use crate::photo::PhotoHash;
use crate::place::PlaceCode;
use crate::position::Position;
use crate::visit::{Help, VisitKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person does. In JSON: `{"cmd": "record_visit", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cmd", rename_all = "snake_case")]
pub enum Command {
    /// Phone: become the device of an account by a one-time code. Answers [`Done::Enrolled`].
    Enrol {
        /// `https://…` or `http://127.0.0.1:…`.
        server: String,
        /// The code as shown, with or without dashes.
        code: String,
        /// Six digits that lock the phone's file; without one the key lies open in its store.
        #[serde(default)]
        pin: Option<String>,
    },
    /// Phone: open the replica. Answers [`Done::Nothing`].
    Unlock {
        /// The six digits.
        pin: String,
    },
    /// Phone: close the replica.
    Lock,
    /// Phone: deliver and fetch. Answers [`Done::Synced`] when the exchange is over.
    Sync,
    /// Phone: keep visits from this year on. Older years than those here are fetched: answers
    /// [`Done::Synced`] when they have come; without a link they come with a later exchange. With a
    /// later year older ones leave the phone, but for what isn't delivered; the last half year always
    /// stays.
    FetchYears {
        /// The first year.
        from: i32,
    },
    /// Phone: exchange with another phone that listens on the same Wi-Fi or hotspot what both may
    /// see; no server is needed. Answers [`Done::Met`].
    MeetPeer {
        /// Where it listens: `192.168.43.1:7411`.
        address: String,
        /// Each also carries a sealed parcel of what the other may not see to the server.
        #[serde(default)]
        courier: bool,
    },
    /// Phone: add a household that isn't there yet. Answers [`Done::Saved`] with its id.
    AddHousehold {
        /// Where: a micro-grid of the asker's place; absent: their own.
        #[serde(default)]
        micro_grid: Option<PlaceCode>,
        /// House number.
        house_no: String,
        /// The head's name.
        name: String,
    },
    /// Edit fields of a household. Answers [`Done::Saved`].
    EditHousehold {
        /// Which.
        household: HouseholdId,
        /// What; only fields whose value differs are written.
        edits: Vec<FieldEdit>,
    },
    /// Somebody moves from one household to another, both of which the asker keeps ([`crate::homes`]).
    /// Answers [`Done::Saved`] with the id of the household they live in now.
    MoveResident {
        /// Where they live.
        household: HouseholdId,
        /// Who.
        resident: ResidentId,
        /// Where to.
        to: HouseholdId,
        /// Their relation to the head there.
        #[serde(default)]
        relation: String,
    },
    /// A household is merged into another, which stands for both; or that is taken back. Answers
    /// [`Done::Saved`] with the id of the household that was merged.
    MergeHousehold {
        /// Which.
        household: HouseholdId,
        /// Into which; absent: it stands by itself again.
        #[serde(default)]
        into: Option<HouseholdId>,
    },
    /// Record a visit. Answers [`Done::Saved`] with the visit's id.
    RecordVisit {
        /// Which household.
        household: HouseholdId,
        /// Why.
        kind: VisitKind,
        /// When it was; now if absent.
        #[serde(default)]
        at: Option<Millis>,
        /// Checklist item → `ok` or `problem`.
        #[serde(default)]
        checklist: BTreeMap<String, String>,
        /// Words.
        #[serde(default)]
        note: String,
        /// Whether a problem was found.
        #[serde(default)]
        problem: bool,
        /// Photos taken in before, by name.
        #[serde(default)]
        photos: Vec<PhotoHash>,
        /// A volunteer who helped.
        #[serde(default)]
        helped: Option<Help>,
        /// Where, as [`super::device`] said it; none unless the author wants it.
        #[serde(default)]
        position: Option<Position>,
    },
    /// Correct a visit: the old words stay visible. Answers [`Done::Saved`].
    CorrectVisit {
        /// Which household.
        household: HouseholdId,
        /// Which visit.
        visit: EventId,
        /// What is right.
        note: String,
    },
    /// Raise a case. `step` is a [`Step::Raised`]. Answers [`Done::Saved`] with the case's id.
    RaiseCase {
        /// What is raised.
        step: Step,
        /// Photos taken in before, by name.
        #[serde(default)]
        photos: Vec<PhotoHash>,
    },
    /// Add an event to a case. Answers [`Done::Saved`] with the event's id. What the policy
    /// doesn't allow is refused with the rule, unless `anyway` is set (then it is recorded and
    /// counts for nothing: for tests of exactly that).
    AddToCase {
        /// Which case.
        case: CaseId,
        /// What happens.
        step: Step,
        /// The frontier of the case as the author's screen showed it ([`super::view::CaseView`]);
        /// absent: as it is now. A step is judged by what its author saw.
        #[serde(default)]
        seen: Option<Vec<EventId>>,
        /// Skip the phone's own look at the policy; the console never does.
        #[serde(default)]
        anyway: bool,
        /// Photos taken in before, by name.
        #[serde(default)]
        photos: Vec<PhotoHash>,
    },
    /// Keep a half-filled form. An empty body drops it.
    SaveDraft {
        /// Which form: `visit:<household>`, `raise`, `edit:<household>`, …
        form: String,
        /// Its content, as the screen wrote it.
        body: String,
    },
    /// Phone: write a complaint or a suggestion. It goes with the next contact, to whom it is addressed and
    /// to nobody else. Answers [`Done::Saved`] with its id.
    WriteFeedback {
        /// What it is.
        kind: FeedbackKind,
        /// Who is to read it.
        to: Addressee,
        /// 1 to 1,000 characters.
        words: String,
    },
    /// Phone: take note of a returned item, so that it leaves the list of what needs an answer.
    /// It stays in the phone's file.
    PutAside {
        /// Which.
        intent: IntentId,
    },
    /// Phone: the news up to here were looked at. Answers [`Done::Nothing`].
    ReadNews {
        /// [`super::view::NewsView::upto`].
        upto: u64,
    },
    /// Phone: over which links photos are sent by themselves. Answers [`Done::Nothing`].
    SetPhotosOn {
        /// Which.
        links: PhotosOn,
    },
    /// Phone: send the photos that wait, as far as the link is one they may use. Answers
    /// [`Done::Photos`] when it is over; every exchange begins it by itself.
    SendPhotos,
    /// Phone: fetch a photo that an entry names and that isn't here, over whatever link there is.
    /// What came of it before is not fetched again. Answers [`Done::Photos`]; `not_found` when the
    /// village doesn't have it.
    FetchPhoto {
        /// Which.
        hash: PhotoHash,
    },
    /// Phone: let go of the photos that the village has whole; they can be fetched again. Answers
    /// [`Done::LetGo`].
    LetPhotosGo,
    /// Phone: let go of all photos and older years that may go and that the village has, in the order in
    /// which a budget lets them go. They can be fetched again; the budget stays as it is. Answers
    /// [`Done::LetGo`].
    LetGoNow,
    /// Phone: the most that photos and older years may take together; what is over it and the village
    /// has is let go, the oldest first, now and after each exchange. It can be fetched again. Answers
    /// [`Done::LetGo`].
    SetStorageBudget {
        /// In bytes; none: as much as they need.
        #[serde(default)]
        bytes: Option<u64>,
    },
    /// Phone: drop a photo that no entry names (it was taken for a form and left out). Answers
    /// [`Done::Nothing`].
    DropPhoto {
        /// Which.
        hash: PhotoHash,
    },
    /// Phone: close the replica in hand and take another of this phone's replicas
    /// ([`super::Query::Replicas`]). Answers [`Done::Nothing`]; the one put down keeps all it holds.
    TakeReplica {
        /// [`super::view::ReplicaItem::id`].
        replica: String,
    },
    /// Phone: close the replica in hand and make room for another account's, which enrols then.
    /// Answers [`Done::Nothing`].
    NewReplica,
    /// Phone: close the replica in hand and take the one for practice, with invented households; it
    /// is made when there is none. Nothing of it is ever sent. Answers [`Done::Nothing`].
    Train,
    /// Phone: remove the open replica from this phone and take another. Refused with `unsent` while
    /// it holds anything that the village doesn't have. The village is told that this phone is no longer
    /// in use, at once or with a later start or contact: answers [`Done::Left`]. The one for practice goes
    /// as it is: answers [`Done::Nothing`].
    RemoveReplica,
    /// Console: log in. Answers [`Done::Nothing`]; the session is a cookie.
    LogIn {
        /// Account name.
        login: String,
        /// Password.
        password: String,
    },
    /// Console: log out.
    LogOut,
    /// Console: make a member's account and a one-time code for their phone.
    /// Answers [`Done::Code`].
    EnrolMember {
        /// The person's name.
        name: String,
        /// The micro-grid they look after.
        micro_grid: PlaceCode,
    },
    /// Console: a new one-time code for an account that exists. Answers [`Done::Code`].
    NewCode {
        /// Whose.
        account: AccountId,
    },
    /// Console: a device of the account may no longer fetch. Unsent work it still delivers is
    /// taken in.
    RevokeDevices {
        /// Whose.
        account: AccountId,
    },
    /// Console: a member looks after another micro-grid from now on. What they wrote for the old one
    /// and haven't delivered yet is still taken in. Answers [`Done::Nothing`].
    MoveMember {
        /// Who.
        account: AccountId,
        /// The micro-grid they look after now.
        micro_grid: PlaceCode,
    },
    /// Console: what an account is there for beside its role. Answers [`Done::Nothing`].
    SetPost {
        /// Whose.
        account: AccountId,
        /// What; none takes it away.
        post: Option<Post>,
    },
    /// Console: answer a complaint or a suggestion that is addressed to the asker's village or county, once.
    /// Answers [`Done::Nothing`].
    AnswerFeedback {
        /// Whose.
        account: AccountId,
        /// Which of theirs.
        id: FeedbackId,
        /// 1 to 1,000 characters.
        words: String,
    },
    /// Console: take somebody out of the directory. Nothing of them stays in the store. Answers
    /// [`Done::Nothing`].
    DropPerson {
        /// Who.
        person: PersonId,
    },
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It is done; there is nothing to tell.
    Nothing,
    /// It is durable here.
    Saved {
        /// The id of what was written (visit, case, event or household).
        id: String,
    },
    /// The phone is enrolled.
    Enrolled {
        /// The account's name.
        name: String,
        /// How many households arrived.
        households: u32,
    },
    /// The replica is removed.
    Left {
        /// The village knows that this phone is no longer in use; else it is told when there is a link.
        told: bool,
    },
    /// The exchange is over.
    Synced(super::view::SyncReport),
    /// A round of photos is over.
    Photos(super::photos::PhotoReport),
    /// Photos were let go.
    LetGo(super::photos::LetGo),
    /// The meeting is over.
    Met(super::view::MeetReport),
    /// A one-time code.
    Code(super::view::EnrolCodeView),
}
