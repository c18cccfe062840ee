//! Photos over HTTP: taken in parts, checked, given to whom the records are shown, and to nobody else.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared_model::document::DocId;
use shared_model::ids::EventId;
use shared_model::photo::PhotoHash;
use shared_model::protocol::*;
use std::sync::Arc;
use sync_server::app::App;
use sync_server::photos::room::PhotoRoom;
use sync_server::{check, clock};

/// Bytes of no picture: the server never looks inside.
fn bytes(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 31 % 251) as u8 ^ (at >> 8) as u8).collect()
}

fn hash(bytes: &[u8]) -> PhotoHash {
    PhotoHash(Sha256::digest(bytes).into())
}

/// A visit that names a photo, unsent.
fn visit(phone: &mut Phone, household: &DocId, bytes: &[u8]) -> NamedPhoto {
    let (now, hash) = (clock::now(), hash(bytes));
    let photo = json!({"hash": hash, "bytes": bytes.len(), "width": 8, "height": 6, "mime": "image/jpeg"});
    let entry = json!({"entry": "visit", "at": now, "written_at": now, "kind": "routine", "photos": [photo]});
    let book = household.book_of(now).unwrap();
    let id = EventId::from_random(clock::random());
    phone.write(&book, &[(id.as_str(), &entry.to_string())]);
    NamedPhoto::new(book, hash)
}

async fn have(phone: &Phone, photo: &NamedPhoto) -> PhotoHeld {
    let request = PhotoHaveRequest { protocol: VERSION, photos: vec![photo.clone()] };
    let answer: PhotoHaveAnswer = phone.photo("have", &request).await.unwrap();
    answer.held[0]
}

async fn put(
    phone: &Phone,
    photo: &NamedPhoto,
    offset: usize,
    bytes: &[u8],
) -> Result<PhotoHeld, (StatusCode, Value)> {
    let upto = bytes.len().min(offset + PHOTO_PART);
    let request = PhotoPutRequest {
        protocol: VERSION,
        photo: photo.clone(),
        offset: offset as u32,
        bytes: bytes[offset.min(upto)..upto].to_vec(),
    };
    let answer: Result<PhotoPutAnswer, _> = phone.photo("put", &request).await;
    answer.map(|answer| answer.held)
}

/// Sends all that is missing.
async fn send(phone: &Phone, photo: &NamedPhoto, bytes: &[u8]) -> PhotoHeld {
    let mut held = have(phone, photo).await;
    while let PhotoHeld::Part { bytes: reach } = held {
        held = put(phone, photo, reach as usize, bytes).await.unwrap();
    }
    held
}

async fn get(phone: &Phone, photo: &NamedPhoto, offset: usize) -> Result<Vec<u8>, Value> {
    let request = PhotoGetRequest { protocol: VERSION, photo: photo.clone(), offset: offset as u32 };
    let answer: Result<PhotoGetAnswer, _> = phone.photo("get", &request).await;
    answer.map(|answer| answer.bytes).map_err(|(_, problem)| problem["code"].clone())
}

fn part(bytes: u32) -> PhotoHeld {
    PhotoHeld::Part { bytes }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_taken_after_its_record_in_parts_and_goes_on_where_it_was() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let image = bytes(150_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    assert_eq!(have(&phone, &photo).await, PhotoHeld::NotNamed, "the record isn't there yet");
    assert_eq!(put(&phone, &photo, 0, &image).await.unwrap(), PhotoHeld::NotNamed);
    phone.sync().await;

    assert_eq!(have(&phone, &photo).await, part(0));
    assert_eq!(put(&phone, &photo, 0, &image).await.unwrap(), part(65_536));
    assert_eq!(put(&phone, &photo, 0, &image).await.unwrap(), part(65_536), "the same part again");
    assert_eq!(put(&phone, &photo, 131_072, &image).await.unwrap(), part(65_536), "a part too far on");
    let short = put(&phone, &photo, 65_536, &image[..70_000]).await.unwrap_err();
    assert_eq!(short.1["code"], "malformed");

    // The server goes away and comes back: what was answered is there.
    let again = open(world.folder.path());
    phone.url = serve(again).await;
    assert_eq!(have(&phone, &photo).await, part(65_536));
    assert_eq!(put(&phone, &photo, 65_536, &image).await.unwrap(), part(131_072));
    assert_eq!(put(&phone, &photo, 131_072, &image).await.unwrap(), PhotoHeld::Whole);
    assert_eq!(put(&phone, &photo, 131_072, &image).await.unwrap(), PhotoHeld::Whole);
    assert_eq!(have(&phone, &photo).await, PhotoHeld::Whole);

    let mut came = get(&phone, &photo, 0).await.unwrap();
    assert_eq!(came.len(), PHOTO_PART);
    came.extend(get(&phone, &photo, came.len()).await.unwrap());
    came.extend(get(&phone, &photo, came.len()).await.unwrap());
    assert!(came == image);
    assert!(get(&phone, &photo, 150_000).await.unwrap().is_empty());
    let parts = world.folder.path().join("photos/parts");
    let left = walk(&parts);
    assert!(left.is_empty(), "{left:?}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_with_one_wrong_byte_is_dropped_and_asked_for_again() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let image = bytes(100_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    phone.sync().await;
    let mut wrong = image.clone();
    wrong[70_000] ^= 1;
    assert_eq!(send(&phone, &photo, &wrong).await, PhotoHeld::Wrong);
    assert_eq!(get(&phone, &photo, 0).await.unwrap_err(), "not_found");
    assert_eq!(have(&phone, &photo).await, part(0));
    assert_eq!(send(&phone, &photo, &image).await, PhotoHeld::Whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_one_device_are_not_mixed_with_those_of_another() {
    let world = World::new().await;
    let (mut one, mut two) = (world.phone("A").await, world.phone("A").await);
    let image = bytes(100_000);
    let photo = visit(&mut one, &world.household_doc(0), &image);
    one.sync().await;
    two.sync().await;
    let wrong = vec![7; 100_000];
    assert_eq!(put(&two, &photo, 0, &wrong).await.unwrap(), part(65_536));
    assert_eq!(have(&one, &photo).await, part(0));
    assert_eq!(send(&one, &photo, &image).await, PhotoHeld::Whole);
    assert_eq!(send(&two, &photo, &wrong).await, PhotoHeld::Whole);
    assert_eq!(get(&two, &photo, 0).await.unwrap(), image[..PHOTO_PART]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_shown_to_whom_the_record_is_shown() {
    let world = World::new().await;
    let (mut a, b) = (world.phone("A").await, world.phone("B").await);
    let image = bytes(3_000);
    let photo = visit(&mut a, &world.household_doc(0), &image);
    a.sync().await;
    // B looks after another micro-grid: neither the name nor the bytes are theirs.
    assert_eq!(have(&b, &photo).await, PhotoHeld::NotNamed);
    assert_eq!(put(&b, &photo, 0, &image).await.unwrap(), PhotoHeld::NotNamed);
    assert_eq!(send(&a, &photo, &image).await, PhotoHeld::Whole);
    assert_eq!(have(&b, &photo).await, PhotoHeld::NotNamed);
    assert_eq!(get(&b, &photo, 0).await.unwrap_err(), "not_found");
    // Saying that another document names it doesn't help.
    let other = NamedPhoto { doc: world.household_doc(2).book_of(clock::now()).unwrap(), ..photo.clone() };
    assert_eq!(get(&b, &other, 0).await.unwrap_err(), "not_found");

    let (doc, hash) = (&photo.doc, PhotoHash(photo.hash).to_string());
    let (status, kind, seen) = world.console("secretary").await.look(doc, &hash).await;
    assert_eq!((status, kind.as_str(), seen == image), (StatusCode::OK, "image/jpeg", true));
    let (status, ..) = world.console("township").await.look(doc, &hash).await;
    assert_eq!(status, StatusCode::OK);
    let village = village();
    let looks = sync_server::store::read(&*world.app.store, |tx| tx.looks(&village, 9)).unwrap();
    assert!(looks.iter().any(|look| look.subject.starts_with("photo ")), "the township's look is noted");
    let listed = world.console("secretary").await.ask(serde_json::json!({"ask": "looks"})).await;
    assert_eq!(listed["looks"][0]["photo"], serde_json::json!(true), "{listed}");
    for (who, expected) in [
        ("neighbour", StatusCode::NOT_FOUND),
        ("mediator", StatusCode::FORBIDDEN),
        ("county", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(world.console(who).await.look(doc, &hash).await.0, expected, "{who}");
    }
    assert_eq!(world.stranger().look(doc, &hash).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_a_departments_phone_fetches_is_noted_once_for_all_its_parts() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    let image = bytes(2 * PHOTO_PART);
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(1));
    let named =
        json!({"hash": hash(&image), "bytes": image.len(), "width": 8, "height": 6, "mime": "image/jpeg"});
    a.event(&case, json!({"step": "progress", "words": "水渠", "photos": [named]}), &[]);
    a.sync().await;
    let photo = NamedPhoto::new(case.clone(), hash(&image));
    assert_eq!(send(&a, &photo, &image).await, PhotoHeld::Whole);
    let department = world.department();
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let dispatched = json!({"step": "dispatched", "to": department.id});
    let secretary = world.console("secretary").await;
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": dispatched})).await;
    let phone = world.phone_of(&department).await;
    for part in 0..2 {
        assert_eq!(get(&phone, &photo, part * PHOTO_PART).await.unwrap().len(), PHOTO_PART);
    }
    let listed = secretary.ask(json!({"ask": "looks"})).await["looks"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert_eq!((&listed[0]["photo"], &listed[0]["author"]["role"]), (&json!(true), &json!("department")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_says_of_each_photo_whether_it_is_here_on_the_way_or_missing() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let images = [bytes(70_000), bytes(70_001), bytes(70_002)];
    let household = world.household_doc(0);
    let photos: Vec<NamedPhoto> = images.iter().map(|image| visit(&mut phone, &household, image)).collect();
    phone.sync().await;
    assert_eq!(send(&phone, &photos[0], &images[0]).await, PhotoHeld::Whole);
    put(&phone, &photos[1], 0, &images[1]).await.unwrap();
    let secretary = world.console("secretary").await;
    let view = secretary.ask(json!({"ask": "household", "id": world.households[0]})).await;
    let state = |image: &[u8]| {
        let name = json!(hash(image));
        let visits = view["household"]["visits"].as_array().unwrap();
        let found = visits.iter().map(|visit| &visit["photos"][0]).find(|photo| photo["hash"] == name);
        (found.unwrap()["state"].clone(), found.unwrap()["here"].clone())
    };
    assert_eq!(state(&images[0]), (json!("here"), json!(true)));
    assert_eq!(state(&images[1]), (json!({"on_the_way": {"sent": 65_536}}), json!(false)));
    assert_eq!(state(&images[2]), (json!("missing"), json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_room_is_full_photos_wait_and_records_don_t() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let household = world.household_doc(0);
    let (first, second) = (bytes(700_000), bytes(700_001));
    let photos = [visit(&mut phone, &household, &first), visit(&mut phone, &household, &second)];
    phone.sync().await;
    assert_eq!(send(&phone, &photos[0], &first).await, PhotoHeld::Whole);
    let (status, problem) = put(&phone, &photos[1], 0, &second).await.unwrap_err();
    assert_eq!((status, &problem["code"]), (StatusCode::INSUFFICIENT_STORAGE, &json!("photos_full")));
    visit(&mut phone, &household, &bytes(10));
    assert_eq!(word(&phone.sync().await.verdicts[0]), "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_phone_still_delivers_its_photos_and_fetches_none() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let image = bytes(9_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    phone.sync().await;
    let secretary = world.console("secretary").await;
    secretary.does(json!({"cmd": "revoke_devices", "account": world.person("A").id})).await;
    assert_eq!(send(&phone, &photo, &image).await, PhotoHeld::Whole);
    assert_eq!(get(&phone, &photo, 0).await.unwrap_err(), "token_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_photos_rebuilt_equal_those_kept_along_the_way() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    for size in [10, 20, 10] {
        visit(&mut phone, &world.household_doc(0), &bytes(size));
        phone.sync().await;
    }
    let differing = check::rebuilt_differs(&*world.app.store, &world.app.policies_now().unwrap()).unwrap();
    assert!(differing.is_empty(), "{differing:?}");
    let derived = sync_server::store::read(&*world.app.store, |tx| tx.derived()).unwrap();
    assert_eq!(derived.iter().filter(|row| row.starts_with("photo_name ")).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_room_has_is_found_again_and_what_it_lost_is_asked_for_again() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let image = bytes(80_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    phone.sync().await;
    assert_eq!(send(&phone, &photo, &image).await, PhotoHeld::Whole);
    let name = PhotoHash(photo.hash);
    // The store went back to a backup of before the photo; its room didn't.
    sync_server::store::write(&*world.app.store, |tx| tx.lose_photo(&village(), &name)).unwrap();
    assert_eq!(have(&phone, &photo).await, PhotoHeld::Whole);
    // The room lost it.
    for file in walk(&world.folder.path().join("photos")) {
        std::fs::remove_file(file).unwrap();
    }
    assert_eq!(get(&phone, &photo, 0).await.unwrap_err(), "not_found");
    assert_eq!(have(&phone, &photo).await, part(0));
    assert_eq!(send(&phone, &photo, &image).await, PhotoHeld::Whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_nobody_went_on_with_are_dropped_and_younger_ones_are_not() {
    let world = World::new().await;
    let mut phone = world.phone("A").await;
    let image = bytes(80_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    phone.sync().await;
    put(&phone, &photo, 0, &image).await.unwrap();
    let sweep = |days: i64| {
        let (room, before) = (world.app.photos.clone().unwrap(), clock::now().plus(days * 86_400_000));
        tokio::task::spawn_blocking(move || room.drop_stale_parts(before).unwrap())
    };
    assert_eq!(sweep(-30).await.unwrap(), 0);
    assert_eq!(have(&phone, &photo).await, part(65_536));
    assert_eq!(sweep(1).await.unwrap(), 1);
    assert_eq!(have(&phone, &photo).await, part(0));
}

/// Against a real S3-compatible server, when one is named:
/// `WEIGE_TEST_S3=s3://bucket/prefix AWS_ENDPOINT=http://127.0.0.1:5000 AWS_ALLOW_HTTP=true
/// AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… AWS_REGION=us-east-1`.
#[tokio::test(flavor = "multi_thread")]
async fn an_s3_compatible_store_keeps_photos_as_a_folder_does() {
    let Ok(bucket) = std::env::var("WEIGE_TEST_S3") else {
        eprintln!("WEIGE_TEST_S3 names no bucket: not tried");
        return;
    };
    let world = World::new().await;
    let mut app = App::new(
        Box::new(sync_server::store::sqlite::SqliteStore::open(world.folder.path()).unwrap()),
        world.app.policies_now().unwrap().newest().clone(),
        "https://weige.example".to_owned(),
    )
    .unwrap();
    let room = PhotoRoom::bucket(&format!("{bucket}/{}", hex::encode(clock::random::<8>())), PHOTOS_MOST);
    app.photos = Some(Arc::new(room.unwrap()));
    let url = serve(Arc::new(app)).await;
    let mut phone = world.phone("A").await;
    phone.url = url;
    let image = bytes(150_000);
    let photo = visit(&mut phone, &world.household_doc(0), &image);
    phone.sync().await;
    assert_eq!(have(&phone, &photo).await, part(0));
    assert_eq!(put(&phone, &photo, 0, &image).await.unwrap(), part(65_536));
    assert_eq!(have(&phone, &photo).await, part(65_536));
    let mut wrong = image.clone();
    wrong[149_999] ^= 1;
    assert_eq!(send(&phone, &photo, &wrong).await, PhotoHeld::Wrong);
    assert_eq!(have(&phone, &photo).await, part(0));
    assert_eq!(send(&phone, &photo, &image).await, PhotoHeld::Whole);
    let mut came = Vec::new();
    while came.len() < image.len() {
        came.extend(get(&phone, &photo, came.len()).await.unwrap());
    }
    assert!(came == image);
}
