//! Photos from thumb to village and back, with real phones, a real server and a link that is cut.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use serde_json::{Value, json};
use shared_model::api::photos::{LetGo, LinkKind, PhotoReport, PhotoState, PhotoStorageView, PhotosOn};
use shared_model::api::view::{Delivery, PhotosMoved, SyncView, Wait};
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::ids::HouseholdId;
use shared_model::people::Role;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::visit::VisitKind;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use system_tests::world::{Console, Phone, Server, sample};

/// A link to the server that carries so many bytes up and then breaks.
struct Link {
    url: String,
    left: Arc<AtomicI64>,
}

impl Link {
    fn to(server: &str) -> Link {
        let upstream = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let budget = left.clone();
        std::thread::spawn(move || {
            for phone in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&upstream) else { continue };
                let budget = budget.clone();
                std::thread::spawn(move || carry(phone, server, &budget));
            }
        });
        Link { url, left }
    }

    fn breaks_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }
}

fn carry(mut phone: TcpStream, mut server: TcpStream, left: &AtomicI64) {
    let (mut down, mut to_phone) = (server.try_clone().unwrap(), phone.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut down, &mut to_phone));
    let mut buffer = [0; 1024];
    loop {
        let came = phone.read(&mut buffer).unwrap_or(0);
        let allowed = left.fetch_sub(came as i64, Ordering::SeqCst) >= came as i64;
        if came == 0 || !allowed || server.write_all(&buffer[..came]).is_err() {
            let _ = phone.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
            return;
        }
    }
}

struct Village {
    data: tempfile::TempDir,
    server: Server,
    secretary: Console,
}

fn village() -> Village {
    let data = tempfile::tempdir().unwrap();
    sample(data.path(), 7, 2).unwrap();
    let server = Server::start(data.path()).unwrap();
    let secretary = Console::log_in(&server.url, "secretary-103209").unwrap();
    Village { data, server, secretary }
}

impl Village {
    fn code(&self) -> String {
        let Answer::Members(members) = self.secretary.query(Query::Members).unwrap() else { panic!() };
        let members = members.iter().filter(|member| member.account.role == Role::Member);
        let account = members.min_by_key(|member| member.account.place.clone()).unwrap().account.id.clone();
        let Done::Code(code) = self.secretary.command(Command::NewCode { account }).unwrap() else {
            panic!()
        };
        code.code
    }

    fn phone(&self, dir: &Path, url: &str) -> Phone {
        let mut phone = Phone::on(dir).unwrap();
        phone.enrol(url, &self.code()).unwrap();
        phone
    }

    /// What the secretary sees of the newest visit with photos.
    fn seen(&self, household: &HouseholdId) -> (Vec<PhotoState>, String) {
        photos_in(self.secretary.query(Query::Household { id: household.clone() }).unwrap())
    }

    fn whole_files(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.data.path().join("photos/whole")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }
}

fn photos_in(answer: Answer) -> (Vec<PhotoState>, String) {
    let Answer::Household(view) = answer else { panic!("household") };
    let visit = view.visits.into_iter().find(|visit| !visit.photos.is_empty());
    visit.map(|visit| (visit.photos.iter().map(|p| p.state).collect(), visit.note)).unwrap_or_default()
}

fn seen_on(phone: &mut Phone, household: &HouseholdId) -> Vec<PhotoState> {
    photos_in(phone.query(Query::Household { id: household.clone() }).unwrap()).0
}

fn first_household(phone: &mut Phone) -> HouseholdId {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
    items[0].id.clone()
}

/// A picture that doesn't compress well, as a camera's: some 300 KB when it is taken in.
fn camera_file(dir: &Path) -> PathBuf {
    let mut dice = 1u32;
    let image = image::RgbImage::from_fn(2000, 1500, |x, y| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (dice >> 27) as u8;
        image::Rgb([(x / 9) as u8 ^ noise, (y / 7) as u8 ^ noise, 90 + noise])
    });
    let file = dir.join("camera.jpg");
    image.save(&file).unwrap();
    file
}

fn shell(phone: &mut Phone, line: Value) -> Value {
    phone.line(&line.to_string()).unwrap()
}

fn take(phone: &mut Phone, file: &Path) -> Photo {
    let mut taken = shell(phone, json!({"cmd": "take_photo", "file": file}));
    serde_json::from_value(taken["ok"]["photo"].take()).unwrap()
}

fn visit(household: &HouseholdId, photos: Vec<PhotoHash>) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::HazardCheck,
        at: None,
        checklist: Default::default(),
        note: "灶边电线老化，拍了照。".into(),
        problem: true,
        photos,
        helped: None,
        position: None,
    }
}

fn send(phone: &mut Phone) -> PhotoReport {
    round(phone.command(Command::SendPhotos)).unwrap()
}

fn round(done: Result<Done, Problem>) -> Result<PhotoReport, Problem> {
    match done? {
        Done::Photos(report) => Ok(report),
        other => panic!("{other:?}"),
    }
}

fn sync_view(phone: &mut Phone) -> SyncView {
    let Answer::Sync(view) = phone.query(Query::Sync).unwrap() else { panic!() };
    view
}

fn storage(phone: &mut Phone) -> PhotoStorageView {
    let Answer::PhotoStorage(view) = phone.query(Query::PhotoStorage).unwrap() else { panic!() };
    view
}

#[test]
fn records_go_first_and_a_photo_cut_in_its_middle_goes_on_where_it_was() {
    let mut village = village();
    let link = Link::to(&village.server.url);
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), &link.url);
    let household = first_household(&mut phone);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Never }).unwrap();
    let photo = take(&mut phone, &camera_file(dir.path()));
    assert!(photo.width == 1600 && (200_000..1_500_000).contains(&photo.bytes), "{photo:?}");
    phone.save(visit(&household, vec![photo.hash])).unwrap();

    assert_eq!(phone.sync().unwrap().sent, 1);
    let (states, note) = village.seen(&household);
    assert_eq!((states, note.as_str()), (vec![PhotoState::Missing], "灶边电线老化，拍了照。"));
    assert_eq!(seen_on(&mut phone, &household), [PhotoState::OnTheWay { sent: 0 }]);

    link.breaks_after(100_000);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Any }).unwrap();
    let report = send(&mut phone);
    assert_eq!((report.sent, report.waiting, report.failure), (0, 1, Some(Code::NoLink)));
    assert_eq!(village.seen(&household).0, [PhotoState::OnTheWay { sent: 65_536 }]);
    let moved = PhotosMoved { count: 1, sent: 65_536, left: u64::from(photo.bytes) - 65_536, running: false };
    assert_eq!(sync_view(&mut phone).photos, moved);

    // Both are killed; what either had said stays true.
    phone.kill();
    village.server.start_again().unwrap();
    link.breaks_after(i64::MAX);
    phone.restart().unwrap();
    let report = send(&mut phone);
    assert_eq!((report.sent, report.waiting, report.failure), (1, 0, None));
    assert_eq!(report.bytes_up, u64::from(photo.bytes) - 65_536, "not a byte twice");
    assert_eq!(village.seen(&household).0, [PhotoState::Here]);
    assert_eq!(seen_on(&mut phone, &household), [PhotoState::Here]);
    let kept = std::fs::read(&village.whole_files()[0]).unwrap();
    let saved = dir.path().join("saved.jpg");
    shell(&mut phone, json!({"cmd": "save_photo", "hash": photo.hash, "file": saved}));
    assert!(kept == std::fs::read(saved).unwrap());
    assert!(phone.rebuilds_the_same().unwrap());
}

#[test]
fn on_a_mobile_link_with_photos_on_wifi_only_the_records_go() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Wifi }).unwrap();
    shell(&mut phone, json!({"cmd": "set_link", "link": "mobile"}));
    let photo = take(&mut phone, &camera_file(dir.path()));
    phone.save(visit(&household, vec![photo.hash])).unwrap();
    assert_eq!(phone.sync().unwrap().sent, 1);
    let report = send(&mut phone);
    assert_eq!((report.sent, report.bytes_up, report.waiting), (0, 0, 1));
    assert_eq!(village.seen(&household).0, [PhotoState::Missing]);
    let view = storage(&mut phone);
    assert_eq!((view.link, view.bytes_unsent), (LinkKind::Mobile, u64::from(photo.bytes)));
    let waiting = sync_view(&mut phone);
    assert_eq!((waiting.waits, waiting.photos.count), (vec![Wait::Wifi], 1));
    phone.command(Command::SetPhotosOn { links: PhotosOn::Never }).unwrap();
    assert_eq!(sync_view(&mut phone).waits, [Wait::Photos]);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Wifi }).unwrap();
    // Nothing unsent is let go.
    phone.command(Command::LetPhotosGo).unwrap();
    assert_eq!(phone.command(Command::LetGoNow).unwrap(), Done::LetGo(LetGo::default()));
    assert_eq!(storage(&mut phone).photos.len(), 1);

    shell(&mut phone, json!({"cmd": "set_link", "link": "wifi"}));
    assert_eq!(send(&mut phone).sent, 1);
    assert_eq!(village.seen(&household).0, [PhotoState::Here]);
    let done = sync_view(&mut phone);
    assert_eq!((done.waits, done.photos), (vec![], PhotosMoved::default()));
}

#[test]
fn a_photo_is_let_go_fetched_again_checked_and_shown_as_missing_where_nobody_has_it() {
    let village = village();
    let (dir, other_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut phone = village.phone(dir.path(), &village.server.url);
    let mut other = village.phone(other_dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Never }).unwrap();
    let photo = take(&mut phone, &camera_file(dir.path()));
    phone.save(visit(&household, vec![photo.hash])).unwrap();
    phone.sync().unwrap();

    // The record is there, the photo still on the phone that took it.
    other.sync().unwrap();
    send(&mut other);
    assert_eq!(seen_on(&mut other, &household), [PhotoState::Missing]);
    let told = round(other.command(Command::FetchPhoto { hash: photo.hash })).unwrap_err();
    assert_eq!(told.code, Code::NotFound);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Any }).unwrap();
    send(&mut phone);

    // A byte turned in the server's folder is noticed where the photo arrives.
    let file = village.whole_files().remove(0);
    let good = std::fs::read(&file).unwrap();
    let mut bad = good.clone();
    bad[100_000] ^= 1;
    std::fs::write(&file, bad).unwrap();
    assert!(round(other.command(Command::FetchPhoto { hash: photo.hash })).is_err());
    assert!(storage(&mut other).photos.is_empty());
    std::fs::write(&file, &good).unwrap();
    let fetched = round(other.command(Command::FetchPhoto { hash: photo.hash })).unwrap();
    assert_eq!((fetched.fetched, fetched.bytes_down), (1, u64::from(photo.bytes)));
    assert_eq!(seen_on(&mut other, &household), [PhotoState::Here]);

    let gone = phone.command(Command::LetPhotosGo).unwrap();
    assert!(matches!(gone, Done::LetGo(gone) if gone.photos == 1 && gone.bytes == u64::from(photo.bytes)));
    assert_eq!(seen_on(&mut phone, &household), [PhotoState::AtVillage]);
    round(phone.command(Command::FetchPhoto { hash: photo.hash })).unwrap();
    let Answer::Photo(shown) = phone.query(Query::Photo { hash: photo.hash }).unwrap() else { panic!() };
    assert!(shown.url.unwrap().starts_with("data:image/jpeg;base64,/9j/"));
    let gone = LetGo { photos: 1, bytes: u64::from(photo.bytes), years: 0 };
    assert_eq!(phone.command(Command::LetGoNow).unwrap(), Done::LetGo(gone));
    assert_eq!(seen_on(&mut phone, &household), [PhotoState::AtVillage]);
}

#[test]
fn a_photo_nobody_here_has_a_record_of_is_not_fetched() {
    let village = village();
    let (dir, far_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut phone = village.phone(dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    let photo = take(&mut phone, &camera_file(dir.path()));
    phone.save(visit(&household, vec![photo.hash])).unwrap();
    phone.sync().unwrap();
    assert_eq!(send(&mut phone).waiting, 0);

    let Answer::Members(members) = village.secretary.query(Query::Members).unwrap() else { panic!() };
    let far = members.iter().filter(|member| member.account.role == Role::Member);
    let account = far.max_by_key(|member| member.account.place.clone()).unwrap().account.id.clone();
    let Done::Code(code) = village.secretary.command(Command::NewCode { account }).unwrap() else { panic!() };
    let mut neighbour = Phone::on(far_dir.path()).unwrap();
    neighbour.enrol(&village.server.url, &code.code).unwrap();
    let told = round(neighbour.command(Command::FetchPhoto { hash: photo.hash })).unwrap_err();
    assert_eq!(told.code, Code::NotFound);
}

#[test]
fn a_picture_that_can_t_be_taken_costs_neither_the_form_nor_the_visit() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    let draft = Command::SaveDraft { form: format!("visit:{household}"), body: "半句话".into() };
    phone.command(draft).unwrap();
    // A JPEG's head that promises 65,535 by 65,535 pixels, a JPEG cut off, and no file at all.
    let bomb =
        [b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03".as_slice(), &[1, 34, 0, 2, 17, 1, 3, 17, 1]];
    let whole = std::fs::read(camera_file(dir.path())).unwrap();
    for (name, bytes, code) in [
        ("bomb.jpg", bomb.concat(), None),
        ("cut.jpg", whole[..300].to_vec(), Some("photo_unreadable")),
        ("none.jpg", b"not a picture".to_vec(), Some("photo_unreadable")),
    ] {
        let file = dir.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let told = shell(&mut phone, json!({"cmd": "take_photo", "file": file}));
        let word = told["error"]["code"].as_str().unwrap_or_default().to_owned();
        match code {
            Some(code) => assert_eq!(word, code, "{name}: {told}"),
            None => assert!(["too_large", "photo_unreadable"].contains(&word.as_str()), "{name}: {told}"),
        }
    }
    let never = PhotoHash([7; 32]);
    assert_eq!(phone.command(visit(&household, vec![never])).unwrap_err().code, Code::NotFound);
    phone.save(visit(&household, vec![])).unwrap();
    let Answer::Draft(draft) = phone.query(Query::Draft { form: format!("visit:{household}") }).unwrap()
    else {
        panic!()
    };
    assert_eq!(draft.as_deref(), Some("半句话"));
    phone.sync().unwrap();
    let Answer::Household(view) = phone.query(Query::Household { id: household }).unwrap() else { panic!() };
    assert!(view.visits.iter().any(|visit| matches!(visit.delivery, Delivery::Received { .. })));
    assert!(storage(&mut phone).photos.is_empty());
}

#[test]
fn a_server_restored_from_a_backup_gets_its_photos_again() {
    let mut village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    let backup = dir.path().join("backup.sqlite");
    village.server.back_up(&backup).unwrap();
    let photo = take(&mut phone, &camera_file(dir.path()));
    phone.save(visit(&household, vec![photo.hash])).unwrap();
    phone.sync().unwrap();
    assert_eq!(send(&mut phone).waiting, 0);

    village.server.restore(&backup).unwrap();
    std::fs::remove_dir_all(village.data.path().join("photos")).unwrap();
    village.server.start_again().unwrap();
    phone.sync().unwrap();
    let report = send(&mut phone);
    assert_eq!((report.waiting, report.failure), (0, None));
    assert_eq!(village.whole_files().len(), 1);
    assert_eq!(seen_on(&mut phone, &household), [PhotoState::Here]);
}

#[test]
fn over_the_budget_the_oldest_photos_go_only_when_the_village_has_them_and_come_back_when_looked_at() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), &village.server.url);
    let household = first_household(&mut phone);
    let sent = take(&mut phone, &camera_file(dir.path()));
    phone.save(visit(&household, vec![sent.hash])).unwrap();
    phone.sync().unwrap();
    assert_eq!(send(&mut phone).waiting, 0);
    phone.command(Command::SetPhotosOn { links: PhotosOn::Never }).unwrap();
    let file = dir.path().join("other.png");
    image::RgbImage::from_pixel(400, 300, image::Rgb([9, 90, 9])).save(&file).unwrap();
    let unsent = take(&mut phone, &file);
    phone.save(visit(&household, vec![unsent.hash])).unwrap();
    phone.sync().unwrap();

    let all = u64::from(sent.bytes) + u64::from(unsent.bytes);
    let within = phone.command(Command::SetStorageBudget { bytes: Some(all) }).unwrap();
    assert!(matches!(within, Done::LetGo(gone) if gone == LetGo::default()));
    let over = phone.command(Command::SetStorageBudget { bytes: Some(0) }).unwrap();
    assert!(matches!(over, Done::LetGo(gone) if gone.photos == 1 && gone.bytes == u64::from(sent.bytes)));
    let left: Vec<_> = storage(&mut phone).photos.into_iter().map(|one| one.view.photo.hash).collect();
    assert_eq!(left, [unsent.hash], "what the village lacks stays, whatever the budget");
    assert!(phone.sync().unwrap().agreed);
    let Answer::Household(view) = phone.query(Query::Household { id: household.clone() }).unwrap() else {
        panic!()
    };
    let states: Vec<_> =
        view.visits.iter().flat_map(|visit| &visit.photos).map(|photo| photo.state).collect();
    assert!(states.contains(&PhotoState::AtVillage) && view.visits[0].note.contains("电线"), "{states:?}");

    assert_eq!(round(phone.command(Command::FetchPhoto { hash: sent.hash })).unwrap().fetched, 1);
    phone.sync().unwrap();
    let Answer::Photo(shown) = phone.query(Query::Photo { hash: sent.hash }).unwrap() else { panic!() };
    assert!(shown.url.is_some(), "what was fetched to be looked at stays for a while");

    // Two days later nobody looks at it any more, and it goes by itself.
    drop(phone);
    let mut phone = Phone::with_clock(dir.path(), 2 * 86_400).unwrap();
    let here = |phone: &mut Phone| -> Vec<_> {
        storage(phone).photos.into_iter().map(|one| one.view.photo.hash).collect()
    };
    phone.sync().unwrap();
    send(&mut phone);
    assert_eq!(here(&mut phone), [unsent.hash]);

    // Of two that may go, the one that has been here longer goes first.
    phone.command(Command::SetStorageBudget { bytes: None }).unwrap();
    phone.command(Command::SetPhotosOn { links: PhotosOn::Any }).unwrap();
    assert_eq!(send(&mut phone).waiting, 0);
    assert_eq!(round(phone.command(Command::FetchPhoto { hash: sent.hash })).unwrap().fetched, 1);
    let room = Command::SetStorageBudget { bytes: Some(u64::from(sent.bytes)) };
    assert!(matches!(phone.command(room).unwrap(), Done::LetGo(gone) if gone.photos == 1));
    assert_eq!(here(&mut phone), [sent.hash]);
}
