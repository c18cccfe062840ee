//! Tries every query and command of the console, as every role, on what lies in the own place,
//! elsewhere, and on what was given.

use crate::common::Console;
use crate::town::{self, Laid, Lies, Town, code, raised};
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared_model::casework::EventKind;
use shared_model::ids::{AccountId, EventId, HouseholdId};
use shared_model::people::Role;
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;

/// What a query or command is asked about.
struct Target {
    /// At the level of the role's own place.
    place: PlaceCode,
    micro_grid: PlaceCode,
    household: HouseholdId,
    visit: EventId,
    account: AccountId,
    case: Option<String>,
}

/// A household in every micro-grid.
pub struct Places {
    households: BTreeMap<PlaceCode, (HouseholdId, EventId)>,
}

/// What a word is tried on.
#[derive(PartialEq, Eq)]
enum About {
    Nothing,
    Place,
    Case,
}

impl Places {
    pub fn new(town: &Town) -> Places {
        let mut grids: Vec<PlaceCode> = Role::ALL.into_iter().filter_map(town::elsewhere).collect();
        grids.push(town::own());
        Places { households: grids.into_iter().map(|grid| (grid.clone(), town.household(&grid))).collect() }
    }

    fn target(&self, role: Role, micro_grid: PlaceCode, case: Option<&Laid>) -> Target {
        let (household, visit) = self.households[&micro_grid].clone();
        let account = town::helper(Role::Member, &micro_grid).id;
        let place = micro_grid.at(role.level()).unwrap();
        Target { place, household, visit, account, case: case.map(|laid| laid.id.to_string()), micro_grid }
    }

    pub async fn called_by_nobody(&self, town: &Town, word: &str) -> String {
        let target = self.target(Role::Member, town::own(), None);
        match code(&sent(&town.world.stranger(), &request(word, &target)).await) {
            word @ ("not_logged_in" | "not_here") => word.to_owned(),
            _ => "yes".to_owned(),
        }
    }

    /// What a role may: the word for the cell of the table.
    pub async fn called(&self, town: &mut Town, word: &str, role: Role) -> String {
        let own = match try_on(town, role, word, &self.target(role, town::own(), None)).await {
            Tried::Forbidden => return "no".to_owned(),
            Tried::NotHere => return "not_here".to_owned(),
            Tried::Answered => true,
            Tried::NotFound => false,
        };
        match about(word) {
            About::Nothing => "yes".to_owned(),
            About::Place => {
                let Some(grid) = town::elsewhere(role) else { return told(own, &[own]) };
                let there = try_on(town, role, word, &self.target(role, grid, None)).await;
                told(own, &[own, there == Tried::Answered])
            }
            About::Case => self.called_on_cases(town, word, role).await,
        }
    }

    async fn called_on_cases(&self, town: &mut Town, word: &str, role: Role) -> String {
        let mut open = Vec::new();
        for lies in [Lies::Own, Lies::Quiet, Lies::Given, Lies::Elsewhere] {
            let Some(laid) = town.case(role, lies, EventKind::Raised) else { continue };
            let target = self.target(role, town::own(), Some(&laid));
            let answered = match word {
                // A list is asked whether the case stands in it.
                "cases" | "queue" => {
                    let (_, answer) = town.console(role).await.query(json!({"ask": word})).await;
                    let row =
                        |row: &Value| row["id"] == json!(laid.id) || row["item"]["id"] == json!(laid.id);
                    answer[word].as_array().is_some_and(|rows| rows.iter().any(row))
                }
                _ => try_on(town, role, word, &target).await == Tried::Answered,
            };
            if answered {
                open.push(lies);
            }
        }
        match open.as_slice() {
            [Lies::Own, Lies::Quiet, Lies::Given] => "own".to_owned(),
            [Lies::Own, Lies::Given] => "brought_up".to_owned(),
            [Lies::Given] => "given".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

fn told(own: bool, tried: &[bool]) -> String {
    match tried {
        [true] | [true, false] => "own".to_owned(),
        _ => format!("own: {own}, elsewhere: {:?}", tried.get(1)),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Tried {
    Answered,
    NotFound,
    Forbidden,
    NotHere,
}

async fn try_on(town: &mut Town, role: Role, word: &str, target: &Target) -> Tried {
    let request = request(word, target);
    let length = town.log_length();
    let console = match word {
        // These end or begin a session: not the one that goes on.
        "log_in" | "log_out" => &town.world.stranger(),
        _ => town.console(role).await,
    };
    let answer = sent(console, &request).await;
    let tried = match code(&answer) {
        "forbidden" => Tried::Forbidden,
        "not_here" => Tried::NotHere,
        "not_found" => Tried::NotFound,
        "malformed" | "internal" => panic!("{word}: {answer:?}"),
        _ => Tried::Answered,
    };
    assert!(tried == Tried::Answered || town.log_length() == length, "{word}: refused and written");
    tried
}

fn about(word: &str) -> About {
    match word {
        "households" | "household" | "household_history" | "numbers" | "edit_household" | "move_resident"
        | "merge_household" | "record_visit" | "correct_visit" | "raise_case" | "enrol_member"
        | "new_code" | "revoke_devices" | "move_member" | "set_post" | "statistics" | "helping"
        | "register" | "paper_months" => About::Place,
        "cases" | "queue" | "near_cases" | "case" | "add_to_case" | "add_photo" | "case_file"
        | "agreement" => About::Case,
        _ => About::Nothing,
    }
}

/// A request as a browser makes it.
enum Request {
    /// A query or command.
    Message(&'static str, Value),
    /// A paper.
    Paper(String),
    /// A file that is handed in.
    File(String, &'static str),
    /// What is new, as it happens: an answer without an end.
    Events,
}

/// The status, and what was answered where that is JSON.
async fn sent(console: &Console, request: &Request) -> (StatusCode, Value) {
    let handed = match request {
        Request::Message(path, message) => {
            return console.post(&format!("/v1/{path}"), message.to_string()).await;
        }
        Request::Events => {
            let response = console.listen(None).await;
            let status = response.status();
            let body = if status.is_success() { Value::Null } else { response.json().await.unwrap() };
            return (status, body);
        }
        Request::Paper(path) => console.fetch(path).await,
        Request::File(path, text) => console.hand_in(path, text.as_bytes().to_vec()).await,
    };
    (handed.status, serde_json::from_slice(&handed.bytes).unwrap_or_default())
}

/// A well-formed request for a word, about a target.
fn request(word: &str, target: &Target) -> Request {
    let of_place = |paper: &str| format!("/v1/papers/{paper}?place={}&period=2026-10&form=csv", target.place);
    let case = target.case.as_deref().unwrap_or(NO_CASE);
    match word {
        "statistics" | "helping" | "register" => Request::Paper(of_place(word)),
        "case_file" => Request::Paper(format!("/v1/papers/case?id={case}&form=html")),
        "agreement" => Request::Paper(format!("/v1/papers/agreement?id={case}&form=html")),
        "import_cases" => Request::File("/v1/import/cases?form=csv&trial=1".to_owned(), "编号,类别,标题\n"),
        "import_items" => Request::File("/v1/import/items?form=csv&trial=1".to_owned(), "编号,清单,事项\n"),
        "import_people" => Request::File("/v1/import/people?form=csv&trial=1".to_owned(), "姓名,身份\n"),
        "events" => Request::Events,
        "add_photo" => Request::File(format!("/v1/photo/add?case={case}"), "no picture"),
        _ => {
            let (path, message) = message(word, target);
            Request::Message(path, message)
        }
    }
}

const NO_CASE: &str = "0000000000000001";

/// A well-formed message for a word, about a target.
fn message(word: &str, target: &Target) -> (&'static str, Value) {
    let Target { place, micro_grid, household, visit, account, case } = target;
    let case = case.as_deref().unwrap_or(NO_CASE);
    let photo = "5e".repeat(32);
    let (path, mut message) = match word {
        "households" => ("query", json!({"micro_grid": micro_grid})),
        "household" | "household_history" => ("query", json!({"id": household})),
        "case" | "near_cases" => ("query", json!({"id": case})),
        "suggest_colour" => ("query", json!({"kind": "dispute", "category": "neighbours"})),
        "draft" => ("query", json!({"form": "raise"})),
        "leaflet" => ("query", json!({"about": "privacy", "language": "en"})),
        "photo" => ("query", json!({"hash": photo})),
        "numbers" | "paper_months" => ("query", json!({"place": place})),
        "session" | "replicas" | "today" | "news" | "reminders" | "cases" | "queue" | "sync"
        | "kept_aside" | "photo_storage" | "storage" | "reference" | "members" | "looks"
        | "service_items" | "directory" | "feedback" => ("query", json!({})),
        "enrol" => ("command", json!({"server": "https://x", "code": "x"})),
        "unlock" => ("command", json!({"pin": "1"})),
        "fetch_years" => ("command", json!({"from": 2020})),
        "meet_peer" => ("command", json!({"address": "127.0.0.1:1"})),
        "add_household" => ("command", json!({"house_no": "1", "name": "阿依"})),
        "like_households" => ("query", json!({"house_no": "1", "name": "阿依"})),
        "edit_household" => ("command", json!({"household": household, "edits": []})),
        "move_resident" => {
            ("command", json!({"household": household, "resident": household, "to": household}))
        }
        "merge_household" => ("command", json!({"household": household, "into": household})),
        "record_visit" => ("command", json!({"household": household, "kind": "routine"})),
        "correct_visit" => ("command", json!({"household": household, "visit": visit, "note": "x"})),
        "raise_case" => ("command", json!({"step": raised(micro_grid)})),
        "add_to_case" => ("command", json!({"case": case, "step": {"step": "progress", "words": "x"}})),
        "save_draft" => ("command", json!({"form": "raise", "body": "x"})),
        "write_feedback" => ("command", json!({"kind": "complaint", "to": "county", "words": "x"})),
        "answer_feedback" => ("command", json!({"account": account, "id": case, "words": "x"})),
        "put_aside" => ("command", json!({"intent": case})),
        "read_news" => ("command", json!({"upto": 1})),
        "set_photos_on" => ("command", json!({"links": "wifi"})),
        "fetch_photo" | "drop_photo" => ("command", json!({"hash": photo})),
        "take_replica" => ("command", json!({"replica": "first"})),
        "new_replica" | "train" | "remove_replica" => ("command", json!({})),
        "set_storage_budget" => ("command", json!({"bytes": 1})),
        "lock" | "send_photos" | "let_photos_go" | "let_go_now" | "log_out" => ("command", json!({})),
        "log_in" => ("command", json!({"login": "x", "password": "x"})),
        "enrol_member" => ("command", json!({"name": "阿依", "micro_grid": micro_grid})),
        "set_post" => ("command", json!({"account": account, "post": {"kind": "service_desk"}})),
        "drop_person" => ("command", json!({"person": case})),
        "new_code" | "revoke_devices" => ("command", json!({"account": account})),
        "move_member" => ("command", json!({"account": account, "micro_grid": micro_grid})),
        other => panic!("no message is known for {other}: add one here"),
    };
    message[if path == "query" { "ask" } else { "cmd" }] = json!(word);
    (path, message)
}
