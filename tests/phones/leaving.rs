//! A phone that leaves tells the village, at once or later; one that is only put down tells nothing.

use super::*;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use replica::{Options, Shelf};
use shared_model::api::Done;
use shared_model::api::view::MemberView;
use shared_model::ids::DeviceId;
use shared_model::protocol::LeaveRequest;
use shared_model::trust::{SigningKey, sign_leave};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

const WHOLE: u8 = 0;
const ANSWER_LOST: u8 = 1;
const NO_LINK: u8 = 2;
const KEY: [u8; 32] = [7; 32];

/// A village, a phone of A's that is enrolled over HTTP, and what becomes of its requests.
struct Leaver {
    village: Village,
    dir: tempfile::TempDir,
    shelf: Shelf,
    runtime: tokio::runtime::Runtime,
    way: Arc<AtomicU8>,
    server: String,
}

async fn pass(State(way): State<Arc<AtomicU8>>, request: Request, next: Next) -> Response {
    let lost = || StatusCode::BAD_GATEWAY.into_response();
    if way.load(Ordering::Relaxed) == NO_LINK {
        return lost();
    }
    let answer = next.run(request).await;
    if way.load(Ordering::Relaxed) == ANSWER_LOST { lost() } else { answer }
}

impl Leaver {
    fn new() -> Leaver {
        let village = Village::new().unwrap();
        let (runtime, way) = (tokio::runtime::Runtime::new().unwrap(), Arc::new(AtomicU8::new(WHOLE)));
        let router = sync_server::http::router(village.app.clone(), None);
        let router = router.layer(from_fn_with_state(way.clone(), pass));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await });
        let dir = dir();
        let shelf = Shelf::open(Options::new(dir.path()));
        let phone = Leaver { village, dir, shelf, runtime, way, server };
        phone.enrols("A");
        phone
    }

    fn over(&self, way: u8) {
        self.way.store(way, Ordering::Relaxed);
    }

    fn does(&self, command: Command) -> Result<Done, Problem> {
        self.runtime.block_on(self.shelf.command(command))
    }

    fn enrols(&self, name: &str) {
        let (server, code) = (self.server.clone(), self.village.code(name).unwrap());
        self.does(Command::Enrol { server, code, pin: None }).unwrap();
    }

    /// How A stands in the village's list of phones.
    fn listed(&self) -> MemberView {
        let Answer::Members(members) = self.village.ask(&Query::Members).unwrap() else { panic!("members") };
        members.into_iter().find(|member| member.account.name == "A").unwrap()
    }

    fn home(&self) -> HouseholdId {
        self.village.households[0].clone()
    }

    /// What of leaving the phone still keeps.
    fn kept(&self) -> Option<String> {
        std::fs::read_to_string(self.dir.path().join("leaving.json")).ok()
    }
}

#[test]
fn who_leaves_tells_the_village_at_once_and_its_access_ends() {
    let phone = Leaver::new();
    // Somebody copied the whole phone before.
    let copied = dir();
    copy(phone.dir.path(), copied.path());
    assert_eq!((phone.listed().devices, phone.listed().left_at), (1, None));
    let before = phone.village.app.now();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap(), Done::Left { told: true });
    let left = phone.listed();
    assert_eq!(left.devices, 0);
    assert!(left.left_at.is_some_and(|at| at >= before && at <= phone.village.app.now()), "{left:?}");
    assert_eq!(phone.kept(), None, "nothing is left to say");
    let twin = Shelf::open(Options::new(copied.path()));
    let refused = phone.runtime.block_on(twin.command(Command::Sync)).unwrap_err();
    assert_eq!(refused.code, Code::TokenInvalid);
    // The same phone, and the same person, begin anew.
    phone.enrols("A");
    assert_eq!((phone.listed().devices, phone.listed().left_at), (1, None));
    phone.does(visit(&phone.home(), "又回来了")).unwrap();
    assert!(matches!(phone.does(Command::Sync), Ok(Done::Synced(report)) if report.agreed));
    assert_eq!(notes(&on_server(&phone.village, &phone.home())), ["又回来了"]);
}

#[test]
fn without_a_link_it_is_told_with_the_next_contact_and_what_is_kept_until_then_opens_nothing() {
    let mut phone = Leaver::new();
    phone.over(NO_LINK);
    assert_eq!(phone.does(Command::RemoveReplica).unwrap(), Done::Left { told: false });
    assert_eq!(phone.listed().devices, 1, "the village can't know yet");
    let kept = phone.kept().unwrap();
    for secret in ["token", "key", "name", "A\""] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    assert!(phone.shelf.diagnostics().contains("left and not told: 1"));
    // Somebody else takes the phone meanwhile.
    phone.over(WHOLE);
    phone.village.clock.pass(3 * DAY);
    phone.enrols("B");
    phone.shelf = Shelf::open(Options::new(phone.dir.path()));
    assert_eq!(phone.listed().devices, 1);
    phone.does(Command::Sync).unwrap();
    let left = phone.listed();
    assert_eq!(left.devices, 0);
    let days = left.left_at.map(|at| at.days_until(phone.village.app.now()));
    assert_eq!(days, Some(3), "it left when it left, not when the village heard of it");
    assert_eq!(phone.kept(), None);
}

#[test]
fn a_start_tells_it_too() {
    let mut phone = Leaver::new();
    phone.over(NO_LINK);
    phone.does(Command::RemoveReplica).unwrap();
    phone.over(WHOLE);
    phone.shelf = Shelf::open(Options::new(phone.dir.path()));
    let told = async {
        phone.shelf.keep_syncing();
        while phone.listed().left_at.is_none() {
            tokio::task::yield_now().await;
        }
    };
    let told = async { tokio::time::timeout(Duration::from_secs(20), told).await };
    assert!(phone.runtime.block_on(told).is_ok(), "the village never heard of it");
}

#[test]
fn a_lost_answer_does_no_harm() {
    let phone = Leaver::new();
    phone.over(ANSWER_LOST);
    assert_eq!(phone.does(Command::RemoveReplica).unwrap(), Done::Left { told: false });
    let first = phone.listed();
    assert_eq!(first.devices, 0, "the village heard it");
    phone.over(WHOLE);
    phone.village.clock.pass(DAY);
    assert_eq!(phone.does(Command::Sync).unwrap_err().code, Code::NotEnrolled, "there is nobody to sync");
    assert_eq!(phone.kept(), None);
    assert_eq!(phone.listed().left_at, first.left_at, "said twice, it left once");
}

#[test]
fn who_has_something_unsent_doesn_t_leave_and_who_is_put_down_comes_back() {
    let phone = Leaver::new();
    phone.does(visit(&phone.home(), "还没发")).unwrap();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap_err().code, Code::Unsent);
    phone.does(Command::NewReplica).unwrap();
    phone.enrols("B");
    phone.does(Command::Sync).unwrap();
    let listed = phone.listed();
    assert_eq!(
        (listed.devices, listed.left_at, phone.kept()),
        (1, None, None),
        "the village was told nothing"
    );
    phone.does(Command::TakeReplica { replica: "first".into() }).unwrap();
    assert!(matches!(phone.does(Command::Sync), Ok(Done::Synced(report)) if report.agreed));
    assert_eq!(notes(&on_server(&phone.village, &phone.home())), ["还没发"]);
}

#[test]
fn practice_leaves_without_a_word() {
    let phone = Leaver::new();
    phone.does(Command::Train).unwrap();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap(), Done::Nothing);
    assert_eq!((phone.listed().devices, phone.kept()), (1, None));
}

#[test]
fn a_removal_that_was_cut_off_before_the_key_was_gone_is_none() {
    let mut phone = Leaver::new();
    phone.over(NO_LINK);
    let before = dir();
    copy(phone.dir.path(), before.path());
    phone.does(Command::RemoveReplica).unwrap();
    // As the disk stands when the battery dies in between: it is written down, and nothing is removed yet.
    let kept = phone.kept().unwrap().replace("\"device\"", "\"removing\":\"first\",\"device\"");
    copy(before.path(), phone.dir.path());
    std::fs::write(phone.dir.path().join("leaving.json"), kept).unwrap();
    phone.over(WHOLE);
    phone.shelf = Shelf::open(Options::new(phone.dir.path()));
    assert!(matches!(phone.does(Command::Sync), Ok(Done::Synced(report)) if report.agreed));
    let listed = phone.listed();
    assert_eq!((listed.devices, listed.left_at, phone.kept()), (1, None, None), "it is in use");
}

fn leave(village: &Village, device: DeviceId, at: Millis, key: [u8; 32]) -> Result<Millis, Problem> {
    let signature = sign_leave(&SigningKey::from_bytes(key), device, at).to_vec().into();
    let request = LeaveRequest { device, at, signature };
    let answer = sync_server::act::session::leave(&village.app, &request);
    answer.map(|answer| answer.left_at).map_err(|failed| failed.told())
}

#[test]
fn nobody_says_it_for_another_and_no_clock_says_when_it_can_t_have_been() {
    let village = Village::new().unwrap();
    let device = village.redeem(&village.code("A").unwrap(), KEY, 2).unwrap().device;
    let now = village.app.now();
    let unknown = DeviceId([9; 8]);
    for (device, key) in [(device, [8; 32]), (unknown, KEY)] {
        assert_eq!(leave(&village, device, now, key).unwrap_err().code, Code::TokenInvalid);
    }
    let mut other_time = LeaveRequest { device, at: now, signature: vec![].into() };
    other_time.signature = sign_leave(&SigningKey::from_bytes(KEY), device, now.plus(1)).to_vec().into();
    assert!(sync_server::act::session::leave(&village.app, &other_time).is_err(), "another time was signed");
    let ahead = leave(&village, device, now.plus(400 * DAY), KEY).unwrap();
    assert!(ahead >= now && ahead <= village.app.now(), "not in the future");
    let old = village.redeem(&village.code("B").unwrap(), KEY, 1).unwrap().device;
    assert!(
        leave(&village, old, now, KEY).is_err(),
        "a phone of the protocol before has no key to say it by"
    );
    let second = village.redeem(&village.code("B").unwrap(), KEY, 2).unwrap().device;
    let behind = leave(&village, second, now.plus(-400 * DAY), KEY).unwrap();
    assert!(behind >= now, "not before it was heard of last");
}
