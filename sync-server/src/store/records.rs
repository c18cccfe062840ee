//! What the store keeps, in the words of the domain: one type a table.

use shared_model::directory::ListedPerson;
use shared_model::document::{DocId, Hash};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::photo::PhotoHash;
use shared_model::place::{Place, PlaceCode};
use shared_model::protocol::Feedback;
use shared_model::services::ServiceItem;

/// First 8 bytes of a SHA-256: a link of a village's chain.
pub type Chain = [u8; 8];
/// SHA-256 of a token, a code or a session: what is kept of a secret.
pub type SecretHash = [u8; 32];

/// An account with what only the server knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// What others see of it.
    pub account: Account,
    /// The name it logs in by; none for who only has a phone.
    pub login: Option<String>,
    /// Argon2id hash as PHC text.
    pub password: Option<String>,
    /// The server's own hand for it: the actor prefix of what it writes in the console.
    pub hand: DeviceId,
}

/// An enrolled phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its identity: the actor prefix of all it writes.
    pub id: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// Hash of its bearer token.
    pub token_hash: SecretHash,
    /// When it was enrolled.
    pub enrolled_at: Millis,
    /// When it was revoked: it may still deliver, but fetches nothing.
    pub revoked_at: Option<Millis>,
    /// When it left, as it said itself; then it is revoked too.
    pub left_at: Option<Millis>,
    /// When it was last heard of.
    pub last_seen: Option<Millis>,
    /// The public half of its Ed25519 key; none from a phone of protocol 1.
    pub key: Option<[u8; 32]>,
    /// The one-time code it was enrolled by, so that the same device may ask again when the answer
    /// was lost.
    pub enrolled_by: Option<SecretHash>,
}

/// A place an account worked at before: work that was written there may still arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenureRow {
    /// The account.
    pub account: AccountId,
    /// The role it held there.
    pub role: Role,
    /// The place.
    pub place: PlaceCode,
    /// Until when.
    pub until: Millis,
}

/// A one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolCodeRow {
    /// Hash of the code.
    pub code_hash: SecretHash,
    /// Whose phone it enrols.
    pub account: AccountId,
    /// Until when.
    pub expires_at: Millis,
    /// When it was used.
    pub used_at: Option<Millis>,
}

/// A console session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Hash of the cookie's value.
    pub token_hash: SecretHash,
    /// Whose.
    pub account: AccountId,
    /// Until when.
    pub expires_at: Millis,
}

/// The end of a village's log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogHead {
    /// The last sequence given; 0 for an empty log.
    pub seq: u64,
    /// The chain there.
    pub chain: Chain,
}

/// One accepted change, with what the server attests of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its place in the village's log, from 1.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// Its document; the village in it names the log.
    pub doc: DocId,
    /// The actor it was written under.
    pub actor: Vec<u8>,
    /// Who delivered it, as they were then.
    pub author: Author,
    /// When.
    pub received_at: Millis,
    /// First 8 bytes of SHA-256 over the chain before it and its hash.
    pub chain: Chain,
    /// The change itself.
    pub bytes: Vec<u8>,
    /// Whose phone brought it, when it was none of its author's own.
    pub carrier: Option<AccountId>,
}

/// A document as the rows know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its name.
    pub doc: DocId,
    /// Its newest changes, sorted.
    pub heads: Vec<Hash>,
    /// The sequence of its last change.
    pub last_seq: u64,
}

/// Somebody whose replica holds a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grantee {
    /// Whoever works at a micro-grid, or above it.
    Place(PlaceCode),
    /// One account.
    Account(AccountId),
}

/// A document in somebody's scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeRow {
    /// Who.
    pub grantee: Grantee,
    /// The log's end when the document entered: a cursor before it hasn't seen the document whole.
    pub since_seq: u64,
}

/// A household's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdRow {
    /// The village it lies in.
    pub village: PlaceCode,
    /// Its identity.
    pub id: HouseholdId,
    /// Its micro-grid.
    pub micro_grid: PlaceCode,
    /// Its house number.
    pub house_no: String,
    /// It is counted: neither archived nor merged into another.
    pub stands: bool,
    /// What is shown of it, as JSON.
    pub row: String,
    /// The newest visit; kept up from the visit books.
    pub last_visit: Option<Millis>,
}

/// A visit's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// The village whose log it lies in.
    pub village: PlaceCode,
    /// The household.
    pub household: HouseholdId,
    /// Its identity.
    pub id: EventId,
    /// When it was; never later than it was received.
    pub at: Millis,
    /// What is shown of it, as JSON.
    pub row: String,
}

/// A case's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The village whose log it lies in.
    pub village: PlaceCode,
    /// Its identity.
    pub id: CaseId,
    /// Where it was raised.
    pub micro_grid: PlaceCode,
    /// Word of the colour.
    pub colour: String,
    /// Word of the stage.
    pub stage: String,
    /// Two opposite things happened at once.
    pub contested: bool,
    /// When it must be settled.
    pub due_at: Millis,
    /// When somebody must have taken it; none once it is taken.
    pub take_due_at: Option<Millis>,
    /// Word of the level that answers for it.
    pub level: Option<String>,
    /// When it goes up one level by itself; none for one that doesn't.
    pub pass_up_at: Option<Millis>,
    /// The clocks have stopped.
    pub stopped: bool,
    /// When its beginning was received.
    pub received_at: Millis,
    /// The folded case, as JSON.
    pub row: String,
    /// The registered households it names.
    pub parties: Vec<HouseholdId>,
}

/// Cases counted by place, stage and colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseCount {
    /// The leading digits of the place.
    pub digits: String,
    /// Word of the stage.
    pub stage: String,
    /// Word of the colour.
    pub colour: String,
    /// How many.
    pub cases: u32,
    /// How many of them should be settled, or taken, by now.
    pub overdue: u32,
    /// How many of them are contested.
    pub contested: u32,
    /// How many of them were received since the moment asked for.
    pub new: u32,
}

/// Households counted by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdCount {
    /// The leading digits of the place.
    pub digits: String,
    /// How many.
    pub households: u32,
    /// How many were visited since the moment asked for.
    pub visited: u32,
}

/// A look at personal detail from above the village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// The village of what was looked at.
    pub village: PlaceCode,
    /// When.
    pub at: Millis,
    /// Who, as they were then.
    pub author: Author,
    /// The document's name.
    pub subject: String,
}

/// What the one-window service of a place offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceListRow {
    /// The place.
    pub place: PlaceCode,
    /// Grows with each replacement, from 1.
    pub version: u32,
    /// When it was replaced.
    pub at: Millis,
    /// By whom.
    pub account: AccountId,
    /// The items of both lists, in the order of the table they came in.
    pub items: Vec<ServiceItem>,
}

/// Somebody of a village's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// The village that keeps them.
    pub village: PlaceCode,
    /// Who.
    pub person: ListedPerson,
}

/// A notice to one of the county's own systems, as it waits to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// The village whose case it is about.
    pub village: PlaceCode,
    /// Of the event and the target: the same event makes one notice to each.
    pub id: String,
    /// The name of the system.
    pub target: String,
    /// What is sent, as JSON.
    pub body: String,
    /// When it was made.
    pub made_at: Millis,
    /// How often it was tried.
    pub tries: u32,
    /// It is not tried before.
    pub next_at: Millis,
    /// It was tried often enough: it stays, and is told by `sync-server check`.
    pub dead: bool,
}

/// A complaint or a suggestion, with what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackRow {
    /// Who wrote it.
    pub account: AccountId,
    /// As what.
    pub role: Role,
    /// Where they worked when it was received.
    pub from: PlaceCode,
    /// As they wrote it; its identity is the author's own.
    pub written: Feedback,
    /// When it was received.
    pub received_at: Millis,
    /// What was answered.
    pub reply: Option<ReplyRow>,
}

/// An answer to a complaint or a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyRow {
    /// Who answered.
    pub account: AccountId,
    /// When.
    pub at: Millis,
    /// The words.
    pub words: String,
}

/// A row that is neither in a log nor derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroundRow {
    /// A setting and its value.
    Meta(String, String),
    /// A place.
    Place(Place),
    /// An account.
    Account(AccountRow),
    /// A former place of an account.
    Tenure(TenureRow),
    /// A phone.
    Device(DeviceRow),
    /// A one-time code.
    EnrolCode(EnrolCodeRow),
    /// A session.
    Session(SessionRow),
    /// Whose half-filled form, which, and its body.
    Draft(AccountId, String, String),
    /// A look; those of a village in the order of writing.
    Look(LookRow),
    /// Service lists of a place.
    ServiceList(ServiceListRow),
    /// Somebody of a directory.
    Listed(ListedRow),
    /// A complaint or a suggestion.
    Feedback(FeedbackRow),
    /// How far a village's log was read for notices.
    NoticeCursor(PlaceCode, u64),
    /// A notice that is not delivered.
    Notice(NoticeRow),
    /// A photo that is whole in the room for photos: its village, its bytes, since when.
    Photo(PlaceCode, PhotoHash, u32, Millis),
}
