//! People who write: roles, accounts, and the authorship the server attests.

use crate::casework::policy::PolicyV1;
use crate::casework::{Earlier, Policies, Policy};
use crate::ids::AccountId;
use crate::moment::Millis;
use crate::place::{Level, Place, PlaceCode};
use crate::services::ServiceItems;
use serde::{Deserialize, Serialize};

/// What somebody is in the work of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 优网格员: looks after one micro-grid.
    Member,
    /// 网格员: leads a standard grid.
    GridLeader,
    /// 书记: reviews a village's cases.
    Secretary,
    /// 调解员: settles what was dispatched to them.
    Mediator,
    /// 部门: a department or service desk that handles a case.
    Department,
    /// 乡镇值班室
    Township,
    /// 县治理办
    County,
    /// 管理员: accounts and devices, no content.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 8] = [
        Role::Member,
        Role::GridLeader,
        Role::Secretary,
        Role::Mediator,
        Role::Department,
        Role::Township,
        Role::County,
        Role::Administrator,
    ];

    /// The level of the place at which the role is held.
    pub fn level(self) -> Level {
        match self {
            Role::Member => Level::MicroGrid,
            Role::GridLeader => Level::Grid,
            Role::Secretary | Role::Mediator => Level::Village,
            Role::Department | Role::Township => Level::Township,
            Role::County | Role::Administrator => Level::County,
        }
    }

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::GridLeader => "grid_leader",
            Role::Secretary => "secretary",
            Role::Mediator => "mediator",
            Role::Department => "department",
            Role::Township => "township",
            Role::County => "county",
            Role::Administrator => "administrator",
        }
    }

    /// Reads [`Role::word`].
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The account under which the server writes what happens by itself: no person's, and no device's.
pub fn the_server() -> AccountId {
    AccountId::from_random([0xff; 10])
}

impl Author {
    /// As whom an account writes now.
    pub fn of(account: &Account) -> Author {
        let Account { id, role, place, .. } = account;
        Author { account: id.clone(), role: *role, place: place.clone() }
    }

    /// Whether the server wrote it by itself. Who an author is, the server attests: nobody else can be.
    pub fn is_the_server(&self) -> bool {
        self.role == Role::Administrator && self.account == the_server()
    }
}

/// What somebody's account is for beside the role (岗位): dispatching tells people apart by it. It
/// gives no right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Which.
    pub kind: PostKind,
    /// Of which room or desk: 凤鸣; up to [`POST_NAME_MOST`] characters, empty when there is but one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Longest name of a room or desk, in characters.
pub const POST_NAME_MOST: usize = 20;

/// A kind of post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// 调解室
    MediationRoom,
    /// 法律顾问
    LegalAdviser,
    /// 辅警
    PoliceAide,
    /// 服务窗口
    ServiceDesk,
}

impl PostKind {
    /// All of them.
    pub const ALL: [PostKind; 4] =
        [PostKind::MediationRoom, PostKind::LegalAdviser, PostKind::PoliceAide, PostKind::ServiceDesk];

    /// The word used in files, on the command line and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            PostKind::MediationRoom => "mediation_room",
            PostKind::LegalAdviser => "legal_adviser",
            PostKind::PoliceAide => "police_aide",
            PostKind::ServiceDesk => "service_desk",
        }
    }

    /// Reads [`PostKind::word`].
    pub fn parse(word: &str) -> Option<PostKind> {
        PostKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A person's account as reference data carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its identity.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Where they are it.
    pub place: PlaceCode,
    /// What they are there for beside the role; none as an earlier version knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
}

impl Account {
    /// Whether a case of a village, or a task in it, can be given to them: to people of the village, or
    /// to an office above it.
    pub fn can_be_given(&self, village: &PlaceCode) -> bool {
        let near = village.is_within(&self.place) || self.place.is_within(village);
        near && !matches!(self.role, Role::County | Role::Administrator)
    }
}

/// Who wrote a change, as the server saw it when the change came in. On a phone, a change of its
/// own that is still unsent carries the phone's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub account: AccountId,
    /// The role it held then.
    pub role: Role,
    /// The place it held it at.
    pub place: PlaceCode,
}

/// What belongs to the server and is only sent: the tree, the people and the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ReferenceRead", into = "ReferenceSent")]
pub struct Reference {
    /// Grows with every change of the data below.
    pub version: u64,
    /// The places of the holder's village and the way up to the county.
    pub places: Vec<Place>,
    /// The people whose names the holder meets.
    pub people: Vec<Account>,
    /// The rules in force.
    pub policy: Policy,
    /// Those that were in force before, oldest first: what was received then is judged by them.
    pub earlier: Vec<Earlier>,
    /// What people of the holder's village can ask for; none known to an earlier version.
    pub services: ServiceItems,
}

/// How reference data travels: under `policy` as replicas of version 1 understand it, who read no
/// word they don't know there; the whole of it under `policies`.
#[derive(Serialize)]
struct ReferenceSent {
    version: u64,
    places: Vec<Place>,
    people: Vec<Account>,
    policy: PolicyV1,
    policies: Vec<Version>,
    #[serde(skip_serializing_if = "ServiceItems::is_empty")]
    services: ServiceItems,
}

/// Reference data as it is read: of a server of version 1 without `policies`.
#[derive(Deserialize)]
struct ReferenceRead {
    version: u64,
    places: Vec<Place>,
    people: Vec<Account>,
    policy: Policy,
    #[serde(default)]
    policies: Vec<Version>,
    #[serde(default)]
    services: ServiceItems,
}

/// A version of the policy as it travels.
#[derive(Serialize, Deserialize)]
struct Version {
    /// None for the one in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Millis>,
    policy: Policy,
}

impl From<Reference> for ReferenceSent {
    fn from(reference: Reference) -> ReferenceSent {
        let Reference { version, places, people, policy, earlier, services } = reference;
        let earlier = earlier.into_iter().map(|one| Version { until: Some(one.until), policy: one.policy });
        let known = PolicyV1::from(&policy);
        let policies = earlier.chain([Version { until: None, policy }]).collect();
        ReferenceSent { version, places, people, policy: known, policies, services }
    }
}

impl From<ReferenceRead> for Reference {
    fn from(read: ReferenceRead) -> Reference {
        let ReferenceRead { version, places, people, policy, policies, services } = read;
        let (mut in_force, mut earlier) = (policy, Vec::new());
        for Version { until, policy } in policies {
            match until {
                Some(until) => earlier.push(Earlier { until, policy }),
                None => in_force = policy,
            }
        }
        Reference { version, places, people, policy: in_force, earlier, services }
    }
}

impl Reference {
    /// The versions of the policy, to judge by.
    pub fn policies(&self) -> Policies {
        Policies::with_earlier(self.policy.clone(), self.earlier.clone())
    }

    /// The person behind an account.
    pub fn person(&self, account: &AccountId) -> Option<&Account> {
        self.people.iter().find(|person| person.id == *account)
    }

    /// The name of a place.
    pub fn place_name(&self, code: &PlaceCode) -> Option<&str> {
        self.places.iter().find(|place| place.code == *code).map(|place| place.name.as_str())
    }
}
