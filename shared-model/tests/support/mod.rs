//! The cast and the places that the tests share.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod frozen;
pub mod story;

use shared_model::casework::{Policies, Policy};
use shared_model::document::{ActorBytes, actor_bytes};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId, ResidentId};
use shared_model::moment::Millis;
use shared_model::people::{Author, Role};
use shared_model::place::PlaceCode;
use shared_model::surroundings::Surroundings;
use std::sync::OnceLock;

pub const VILLAGE: &str = "513424101203";
pub const MICRO_GRID: &str = "51342410120301001";

/// The policy that is shipped.
pub fn policy() -> Policy {
    static READ: OnceLock<Policy> = OnceLock::new();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/policy.toml");
    READ.get_or_init(|| Policy::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()).clone()
}

/// The same, in force from the beginning.
pub fn policies() -> Policies {
    Policies::only(policy())
}

pub fn village() -> PlaceCode {
    PlaceCode::parse(VILLAGE).unwrap()
}

pub fn micro_grid() -> PlaceCode {
    PlaceCode::parse(MICRO_GRID).unwrap()
}

/// Somebody who writes, told apart by a number.
pub fn person(number: u8, role: Role) -> Author {
    let place = match role {
        Role::Member => MICRO_GRID,
        Role::Township => "513424101000",
        _ => VILLAGE,
    };
    Author { account: account(number), role, place: PlaceCode::parse(place).unwrap() }
}

pub fn account(number: u8) -> AccountId {
    AccountId::from_random([number; 10])
}

pub fn event(number: u64) -> EventId {
    EventId::from_random(ten(number))
}

pub fn case_id(number: u64) -> CaseId {
    CaseId::from_random(ten(number))
}

pub fn household_id(number: u64) -> HouseholdId {
    HouseholdId::from_random(ten(number))
}

pub fn resident_id(number: u64) -> ResidentId {
    ResidentId::from_random(ten(number))
}

fn ten(number: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub fn device(number: u8) -> DeviceId {
    DeviceId([number; 8])
}

/// Dice that always fall alike, and a clock that stands still.
pub struct Fixed(pub u8);

impl Surroundings for Fixed {
    fn now(&self) -> Millis {
        Millis(0)
    }
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// The actor of a device in its `start`th process.
pub fn actor(number: u8, start: u8) -> ActorBytes {
    actor_bytes(device(number), [start; 8])
}
