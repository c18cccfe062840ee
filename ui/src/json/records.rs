//! How the model's views are read: a line for each record, a field for each of its own.

mod case;

use super::record::{Fault, Record, Value, parsed};
use crate::{record, words};
use shared_model::api::device::{Ability, Platform, Why};
use shared_model::api::leaflet::{Block, BlockKind, LeafletView};
use shared_model::api::photos::{LetGo, PhotoData, PhotoState, PhotoView, PhotosOn, StorageView};
use shared_model::api::view::*;
use shared_model::api::{Code, Problem};
use shared_model::casework::policy::SuggestReason;
use shared_model::casework::{
    Agreement, CaseKind, ClockKind, Colour, EventKind, Fact, Outcome, Source, Stage, Void, WentTo,
};
use shared_model::feedback::FeedbackReply;
use shared_model::homes::{Lives, Lodging, Merged};
use shared_model::household::{FieldConflict, Household, Resident};
use shared_model::ids::{AccountId, CaseId, EventId, HouseholdId, IntentId, ResidentId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Post, PostKind, Role};
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::position::Position;
use shared_model::services::{ServiceItem, ServiceItems, ServiceList};
use shared_model::visit::{Help, VisitKind};

words! {
    Agreement, BlockKind, PhotosOn, CaseKind, ClockKind, Code, Colour, EventKind, Fact, IntentKind, Level, Outcome, PostKind,
    Role, ServiceList, Source, Stage, SuggestReason, VisitKind, Void, Wait, WentTo, Why,
}

macro_rules! identities {
    ($($name:ident),*) => {$(
        impl Record for $name {
            fn read(value: &Value, fault: &Fault) -> $name {
                parsed(value, $name::parse, fault, stringify!($name), || $name::from_random([0; 10]))
            }
        }
    )*};
}

identities!(AccountId, CaseId, EventId, HouseholdId, IntentId, ResidentId);

impl Record for PlaceCode {
    fn read(value: &Value, fault: &Fault) -> PlaceCode {
        parsed(value, PlaceCode::parse, fault, "PlaceCode", PlaceCode::nowhere)
    }
}

impl Record for PhotoHash {
    fn read(value: &Value, fault: &Fault) -> PhotoHash {
        parsed(value, PhotoHash::parse, fault, "PhotoHash", || PhotoHash([0; 32]))
    }
}

impl Record for Millis {
    fn read(value: &Value, fault: &Fault) -> Millis {
        Millis(i64::read(value, fault))
    }
}

/// What the phone shows of a move: from where and where to.
impl Record for Lives {
    fn read(value: &Value, fault: &Fault) -> Lives {
        let home = |name: &str| Lodging::read(value.field(name), fault);
        Lives { n: 0, id: EventId::from_random([0; 10]), to: home("to"), from: home("from") }
    }
}

/// What the phone needs of a merge: into which household, and from which micro-grid the office took it.
impl Record for Merged {
    fn read(value: &Value, fault: &Fault) -> Merged {
        let (into, from_grid) =
            (Record::read(value.field("into"), fault), Record::read(value.field("from_grid"), fault));
        Merged { n: 0, id: EventId::from_random([0; 10]), into, from_grid }
    }
}

impl Record for Delivery {
    fn read(value: &Value, fault: &Fault) -> Delivery {
        if let Value::Fields(_) = value.field("received") {
            return Delivery::Received { at: Millis::read(value.field("received").field("at"), fault) };
        }
        if let Value::Fields(_) = value.field("returned") {
            return Delivery::Returned {
                reason: String::read(value.field("returned").field("reason"), fault),
            };
        }
        match value.text() {
            "sending" => Delivery::Sending,
            "heard" => Delivery::Heard,
            "saved_here" => Delivery::SavedHere,
            _ => {
                fault.found("Delivery");
                Delivery::SavedHere
            }
        }
    }
}

impl Record for PhotoState {
    fn read(value: &Value, fault: &Fault) -> PhotoState {
        if let Value::Fields(_) = value.field("on_the_way") {
            return PhotoState::OnTheWay { sent: u32::read(value.field("on_the_way").field("sent"), fault) };
        }
        match value.text() {
            "here" => PhotoState::Here,
            "at_village" => PhotoState::AtVillage,
            "not_asked" => PhotoState::NotAsked,
            "missing" => PhotoState::Missing,
            _ => {
                fault.found("PhotoState");
                PhotoState::Missing
            }
        }
    }
}

impl Record for Ability {
    fn read(value: &Value, fault: &Fault) -> Ability {
        match value.text() {
            "there" => Ability::There,
            _ => Ability::Absent(Why::read(value.field("absent"), fault)),
        }
    }
}

record! {
    LeafletView { title, blocks }
    Block { is, text }
    Problem { code, detail }
    Post { kind, name }
    Account { id, name, role, place, post }
    Place { code, name }
    AuthorView { account, name, role, me }
    SessionView { known, open, account, path, sample, training, server, version, now }
    ReplicaItem { id, name, in_hand, training }
    ServiceItem { key, list, name, desk, papers, days, note }
    ServiceItems { place, version, items }
    Photo { hash, bytes, width, height, mime }
    PhotoView { here, state; part photo }
    PhotoData { hash, state, url }
    LetGo { photos, years, bytes }
    StorageView { file, photos, photos_to_go, years_to_go, budget, years_from, photos_on }
    Lodging { id, house_no, name, held }
    Resident { id, name, sex, birth_year, relation, phone, gone, lives }
    FieldConflict { field, shown, others }
    Household {
        id, micro_grid, house_no, address, residents, tags, party_contact, joint_leader, note, gone, gone_why,
        lived_in, merged, conflicts
    }
    HouseholdItem {
        id, house_no, name, address, micro_grid, tags, residents, last_visit, visit_due, open_cases, hit, gone
    }
    HouseholdView { household, micro_grid_name, visits, cases, delivery, parts, older }
    OlderYears { from, before, asked }
    Help { who, minutes }
    VisitView {
        id, at, written_at, kind, author, checklist, note, problem, photos, helped, position, corrections, delivery,
        of
    }
    CorrectionView { author, written_at, note, delivery }
    HistoryEntry {
        field, from, to, stands, concurrent, author, written_at, delivery, heard_from, carried_by, of
    }
    TodayView { now, unsent, returned, tasks, news, cases, visits, last_sync }
    Reminder { at, key, take, settle, tasks, follow_ups, visits, unsent }
    Position { lat_e6, lon_e6, within_m }
    Platform { camera, position, qr, biometric, notifications, share, key_store, metered or Ability::Absent(Why::Desk) }
    NewsView { items, unread, upto }
    NewsItem { case, title, colour, event, kind, to_me, author, words, written_at, unread }
    OutboxItem { id, kind, subject, words, written_at, delivery, household, case, carried_by }
    SyncView {
        items, running, last_success, last_failure, agreed, years_from, years_wanted, heard, parcels, last_meeting,
        words or Moved::default(), photos or PhotosMoved::default(), waits, came
    }
    SyncFailure { at, code }
    Moved { sent, left }
    PhotosMoved { count, sent, left, running }
    CameView { kind, subject, count, by, household, case }
    MeetView { at, report }
    MeetReport { name, given, held_back, received, not_received, carried, carries }
    SuggestionView { colour, reason }
    FeedbackReply { words, by, at }
}

#[cfg(test)]
mod tests;
