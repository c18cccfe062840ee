//! Who may ask and do what in the console: one table, and nothing else decides it.
//!
//! A right to a deed is a right within one's own place (or to what was given to one): that second
//! half is checked where the deed is done.

use crate::error::{Failed, Outcome};
use shared_model::api::{Code, Command, Query};
use shared_model::people::{Account, Role};

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Also who isn't logged in.
    Anyone,
    /// Whoever is logged in.
    AnyRole,
    /// These.
    Roles(&'static [Role]),
    /// Nobody here: it belongs to the phone.
    PhoneOnly,
}

use Role::{Administrator, County, Department, GridLeader, Mediator, Member, Secretary, Township};
use Who::{AnyRole, Anyone, PhoneOnly, Roles};

/// Those who keep the register of a place.
const KEEPERS: &[Role] = &[Member, GridLeader, Secretary];
/// Those who work on cases.
const CASEWORKERS: &[Role] = &[Member, GridLeader, Secretary, Mediator, Department, Township, County];
/// Those who are given papers with names, each on the cases they have a part in.
const NAMED: &[Role] = &[GridLeader, Secretary, Mediator, Department, Township];

/// Those who read and answer what was written to their village or county. The township has no part in it.
const ANSWERERS: &[Role] = &[Secretary, County, Administrator];

/// Every query and command by its word in JSON, and every paper by its own.
pub const TABLE: [(&str, Who); 76] = [
    ("session", Anyone),
    ("leaflet", PhoneOnly),
    ("today", PhoneOnly),
    ("replicas", PhoneOnly),
    ("take_replica", PhoneOnly),
    ("new_replica", PhoneOnly),
    ("train", PhoneOnly),
    ("remove_replica", PhoneOnly),
    ("news", PhoneOnly),
    ("read_news", PhoneOnly),
    ("reminders", PhoneOnly),
    ("households", Roles(KEEPERS)),
    // The township on need; each look is logged.
    ("household", Roles(&[Member, GridLeader, Secretary, Township])),
    ("household_history", Roles(KEEPERS)),
    ("cases", Roles(CASEWORKERS)),
    ("queue", Roles(CASEWORKERS)),
    ("case", Roles(CASEWORKERS)),
    ("near_cases", Roles(&[Secretary, Township])),
    ("suggest_colour", Roles(KEEPERS)),
    ("draft", AnyRole),
    ("reference", AnyRole),
    // Of what is new in one's cases: no more than that there is something.
    ("events", Roles(CASEWORKERS)),
    ("service_items", Roles(CASEWORKERS)),
    // Phones of people who hold no account: the village alone.
    ("directory", Roles(&[Member, GridLeader, Secretary, Mediator])),
    ("members", Roles(&[Secretary, Administrator])),
    // Who looked at the village's detail is the village's to know.
    ("looks", Roles(&[Secretary])),
    // A query of the phone too, of its own.
    ("feedback", Roles(ANSWERERS)),
    ("answer_feedback", Roles(ANSWERERS)),
    ("write_feedback", PhoneOnly),
    ("numbers", Roles(&[GridLeader, Secretary, Township, County])),
    ("paper_months", Roles(&[GridLeader, Secretary, Mediator, Department, Township, County])),
    ("enrol", PhoneOnly),
    ("unlock", PhoneOnly),
    ("lock", PhoneOnly),
    // A query and a command of the phone.
    ("sync", PhoneOnly),
    ("add_household", PhoneOnly),
    ("like_households", PhoneOnly),
    ("edit_household", Roles(KEEPERS)),
    ("move_resident", Roles(KEEPERS)),
    ("merge_household", Roles(KEEPERS)),
    ("record_visit", Roles(KEEPERS)),
    ("correct_visit", Roles(KEEPERS)),
    ("raise_case", Roles(&[Member, GridLeader, Secretary])),
    ("add_to_case", Roles(CASEWORKERS)),
    ("save_draft", AnyRole),
    ("put_aside", PhoneOnly),
    ("photo_storage", PhoneOnly),
    ("storage", PhoneOnly),
    ("set_storage_budget", PhoneOnly),
    // The console's own way to a photo is a GET: `crate::photos::serve`.
    ("photo", PhoneOnly),
    // A photo that goes with a step: a POST of `crate::http::routes`.
    ("add_photo", Roles(&[Member, GridLeader, Secretary, Mediator, Department, Township])),
    ("fetch_years", PhoneOnly),
    ("meet_peer", PhoneOnly),
    ("kept_aside", PhoneOnly),
    ("set_photos_on", PhoneOnly),
    ("send_photos", PhoneOnly),
    ("fetch_photo", PhoneOnly),
    ("let_photos_go", PhoneOnly),
    ("let_go_now", PhoneOnly),
    ("drop_photo", PhoneOnly),
    ("log_in", Anyone),
    ("log_out", Anyone),
    ("enrol_member", Roles(&[Secretary, Administrator])),
    ("new_code", Roles(&[Secretary, Administrator])),
    ("revoke_devices", Roles(&[Secretary, Administrator])),
    ("move_member", Roles(&[Secretary, Administrator])),
    ("set_post", Roles(&[Secretary, Administrator])),
    ("drop_person", Roles(&[Secretary])),
    // Papers: each is a GET of `crate::http::routes`. Names go to who works on the case, numbers up.
    ("statistics", Roles(&[GridLeader, Secretary, Township, County])),
    ("helping", Roles(&[GridLeader, Secretary, Township, County])),
    ("register", Roles(NAMED)),
    ("case_file", Roles(NAMED)),
    ("agreement", Roles(NAMED)),
    // A table of open cases, and the empty one to fill in.
    ("import_cases", Roles(&[Secretary])),
    // The lists of one's own place.
    ("import_items", Roles(&[Secretary, Township, County])),
    ("import_people", Roles(&[Secretary])),
];

/// The word of a query.
pub fn query_word(query: &Query) -> &'static str {
    match query {
        Query::Leaflet { .. } => "leaflet",
        Query::Session => "session",
        Query::Replicas => "replicas",
        Query::Today => "today",
        Query::News => "news",
        Query::Reminders => "reminders",
        Query::Households { .. } => "households",
        Query::LikeHouseholds { .. } => "like_households",
        Query::Household { .. } => "household",
        Query::HouseholdHistory { .. } => "household_history",
        Query::Cases { .. } => "cases",
        Query::Queue { .. } => "queue",
        Query::Case { .. } => "case",
        Query::NearCases { .. } => "near_cases",
        Query::SuggestColour { .. } => "suggest_colour",
        Query::Sync => "sync",
        Query::KeptAside => "kept_aside",
        Query::Draft { .. } => "draft",
        Query::PhotoStorage => "photo_storage",
        Query::Storage => "storage",
        Query::Photo { .. } => "photo",
        Query::Reference => "reference",
        Query::ServiceItems => "service_items",
        Query::Directory { .. } => "directory",
        Query::Members => "members",
        Query::Looks => "looks",
        Query::Feedback => "feedback",
        Query::Numbers { .. } => "numbers",
        Query::PaperMonths { .. } => "paper_months",
    }
}

/// The word of a command.
pub fn command_word(command: &Command) -> &'static str {
    match command {
        Command::Enrol { .. } => "enrol",
        Command::Unlock { .. } => "unlock",
        Command::Lock => "lock",
        Command::Sync => "sync",
        Command::FetchYears { .. } => "fetch_years",
        Command::MeetPeer { .. } => "meet_peer",
        Command::AddHousehold { .. } => "add_household",
        Command::EditHousehold { .. } => "edit_household",
        Command::MoveResident { .. } => "move_resident",
        Command::MergeHousehold { .. } => "merge_household",
        Command::RecordVisit { .. } => "record_visit",
        Command::CorrectVisit { .. } => "correct_visit",
        Command::RaiseCase { .. } => "raise_case",
        Command::AddToCase { .. } => "add_to_case",
        Command::SaveDraft { .. } => "save_draft",
        Command::PutAside { .. } => "put_aside",
        Command::WriteFeedback { .. } => "write_feedback",
        Command::AnswerFeedback { .. } => "answer_feedback",
        Command::ReadNews { .. } => "read_news",
        Command::SetPhotosOn { .. } => "set_photos_on",
        Command::SendPhotos => "send_photos",
        Command::FetchPhoto { .. } => "fetch_photo",
        Command::LetPhotosGo => "let_photos_go",
        Command::LetGoNow => "let_go_now",
        Command::SetStorageBudget { .. } => "set_storage_budget",
        Command::DropPhoto { .. } => "drop_photo",
        Command::TakeReplica { .. } => "take_replica",
        Command::NewReplica => "new_replica",
        Command::Train => "train",
        Command::RemoveReplica => "remove_replica",
        Command::LogIn { .. } => "log_in",
        Command::LogOut => "log_out",
        Command::EnrolMember { .. } => "enrol_member",
        Command::NewCode { .. } => "new_code",
        Command::RevokeDevices { .. } => "revoke_devices",
        Command::MoveMember { .. } => "move_member",
        Command::SetPost { .. } => "set_post",
        Command::DropPerson { .. } => "drop_person",
    }
}

/// Who may do what the word says; what is not in the table nobody may.
pub fn who_may(word: &str) -> Who {
    TABLE.iter().find(|(listed, _)| *listed == word).map_or(Roles(&[]), |(_, who)| *who)
}

/// Lets through who may.
///
/// # Errors
/// `not_here`, `not_logged_in` or `forbidden`.
pub fn check(word: &str, asker: Option<&Account>) -> Outcome<()> {
    let forbidden = || Failed::problem(Code::Forbidden, format!("your role may not do this: {word}"));
    match (who_may(word), asker) {
        (Anyone, _) | (AnyRole, Some(_)) => Ok(()),
        (PhoneOnly, _) => Err(Failed::problem(Code::NotHere, format!("{word} belongs to the phone"))),
        (_, None) => Err(Failed::problem(Code::NotLoggedIn, "log in first")),
        (Roles(roles), Some(asker)) => roles.contains(&asker.role).then_some(()).ok_or_else(forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::ids::AccountId;
    use shared_model::place::PlaceCode;

    fn somebody(role: Role) -> Account {
        let place = PlaceCode::parse("513424000000").unwrap();
        Account { id: AccountId::from_random([1; 10]), name: String::new(), role, place, post: None }
    }

    fn allowed(word: &str) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| check(word, Some(&somebody(*role))).is_ok()).collect()
    }

    #[test]
    fn who_may_do_what_is_what_the_domain_says() {
        assert_eq!(allowed("households"), [Member, GridLeader, Secretary]);
        assert_eq!(allowed("household"), [Member, GridLeader, Secretary, Township]);
        assert_eq!(allowed("numbers"), [GridLeader, Secretary, Township, County]);
        for word in ["enrol_member", "new_code", "revoke_devices", "move_member"] {
            assert_eq!(allowed(word), [Secretary, Administrator], "{word}");
        }
        assert_eq!(allowed("directory"), [Member, GridLeader, Secretary, Mediator], "none above the village");
        assert_eq!(allowed("today"), []);
        for word in [
            "households",
            "household",
            "household_history",
            "cases",
            "case",
            "numbers",
            "edit_household",
            "raise_case",
        ] {
            assert!(!allowed(word).contains(&Administrator), "the administrator sees no content: {word}");
        }
        for word in ["households", "household", "household_history", "edit_household"] {
            assert!(!allowed(word).contains(&County), "the county sees no household: {word}");
            assert!(!allowed(word).contains(&Mediator), "a mediator sees what the case names: {word}");
        }
    }

    #[test]
    fn without_a_session_only_the_session_query_and_logging_in_and_out_work() {
        let open: Vec<&str> =
            TABLE.iter().map(|(word, _)| *word).filter(|word| check(word, None).is_ok()).collect();
        assert_eq!(open, ["session", "log_in", "log_out"]);
        assert!(check("no such word", Some(&somebody(Secretary))).is_err());
    }

    #[test]
    fn every_word_stands_once() {
        let mut words: Vec<&str> = TABLE.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), TABLE.len());
    }
}
