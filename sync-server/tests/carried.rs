//! What phones bring for others: signed changes and sealed parcels count as their author's, and
//! only as their author's.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use serde_json::json;
use shared_model::document::{DocId, hash_of};
use shared_model::people::Author;
use shared_model::protocol::*;
use shared_model::trust::{SigningKey, check_pass, pack_parcel, sign_change};
use sync_server::clock::{self, Machine};
use sync_server::store::memory::MemoryStore;
use sync_server::store::{self, Store};
use sync_server::{check, copy};

/// A phone whose device key the server knows.
async fn keyed(world: &World, name: &str, seed: u8) -> (Phone, SigningKey, SyncAnswer) {
    let key = SigningKey::from_bytes([seed; 32]);
    let mut phone = world.phone(name).await;
    let answer = send(&phone, request_with_key(&phone, &key)).await;
    phone.take(&answer);
    (phone, key, answer)
}

fn request_with_key(phone: &Phone, key: &SigningKey) -> SyncRequest {
    SyncRequest { device_key: Some(key.public().to_vec().into()), ..phone.request() }
}

async fn send(phone: &Phone, request: SyncRequest) -> SyncAnswer {
    phone.post(encode(&request, false).unwrap()).await.unwrap()
}

/// What a phone has not sent, under its signature.
fn signed(phone: &Phone, key: &SigningKey) -> Vec<CarriedChange> {
    let sign = |change: &SentChange| CarriedChange {
        doc: change.doc.clone(),
        bytes: change.bytes.clone(),
        device: phone.enrolled.device,
        signature: sign_change(key, &change.doc, &hash_of(&change.bytes)).to_vec().into(),
    };
    phone.unsent.iter().map(sign).collect()
}

fn packed(phone: &Phone, key: &SigningKey, number: u64, seal: &[u8]) -> Parcel {
    let changes = signed(phone, key);
    pack_parcel(key, phone.enrolled.device, number, seal, &changes, &Machine).unwrap().0
}

async fn brings(carrier: &Phone, carried: Vec<CarriedChange>) -> SyncAnswer {
    send(carrier, SyncRequest { carried, ..carrier.request() }).await
}

async fn delivers(carrier: &Phone, parcels: Vec<Parcel>) -> Vec<Receipt> {
    send(carrier, SyncRequest { parcels, ..carrier.request() }).await.receipts
}

fn words(verdicts: &[Verdict]) -> Vec<&str> {
    verdicts.iter().map(word).collect()
}

fn author(world: &World, name: &str) -> Author {
    Author::of(world.person(name))
}

/// How often a household was visited, as its village sees it.
async fn visits(world: &World, household: usize) -> usize {
    let asked = json!({"ask": "household", "id": world.households[household]});
    let seen = world.console("secretary").await.ask(asked).await;
    seen["household"]["visits"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_phone_that_names_its_key_gets_a_pass_for_it_and_for_no_other_later() {
    let world = World::new().await;
    let (a, key, answer) = keyed(&world, "A", 1).await;
    let server_key = answer.server_key.unwrap();
    let pass = check_pass(&server_key, &answer.pass.unwrap(), clock::now()).unwrap();
    assert_eq!((pass.device, &pass.account), (a.enrolled.device, world.person("A")));
    assert_eq!(pass.key.to_vec(), key.public());
    assert_eq!(a.enrolled.server_key.as_ref(), Some(&server_key));
    let other = send(&a, request_with_key(&a, &SigningKey::from_bytes([9; 32]))).await;
    assert!(other.pass.is_none());
    assert!(send(&a, request_with_key(&a, &key)).await.pass.is_some());
}

#[tokio::test]
async fn passes_and_parcels_outlive_a_restart_of_the_server() {
    let world = World::new().await;
    let (_, _, answer) = keyed(&world, "A", 1).await;
    let again = open(world.folder.path());
    assert_eq!(answer.server_key.unwrap().to_vec(), again.keys.sign.public());
    assert_eq!(answer.seal_key.unwrap().to_vec(), again.keys.seal.public());
}

#[tokio::test]
async fn a_carried_change_counts_under_its_authors_name_and_rights_and_once() {
    let world = World::new().await;
    let (mut a, key, _) = keyed(&world, "A", 1).await;
    let (b, ..) = keyed(&world, "B", 2).await;
    // B could not write about A's households, and does not see them.
    a.visit(&world.household_doc(0), "在家");
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(2));
    let answer = brings(&b, signed(&a, &key)).await;
    assert_eq!(words(&answer.carried), ["accepted", "accepted"]);
    assert_eq!(answer.authors, [author(&world, "A")]);
    assert_eq!(answer.news.iter().map(|news| &news.doc).collect::<Vec<_>>(), [&case]);
    let length = world.log_length();
    assert_eq!(words(&brings(&b, signed(&a, &key)).await.carried), ["had", "had"]);
    assert_eq!(words(&a.sync().await.verdicts), ["had", "had"]);
    assert_eq!((world.log_length(), visits(&world, 0).await), (length, 1));
}

#[tokio::test]
async fn the_author_has_no_more_rights_by_other_hands() {
    let world = World::new().await;
    let (mut b, key, _) = keyed(&world, "B", 2).await;
    let (a, ..) = keyed(&world, "A", 1).await;
    b.visit(&world.household_doc(0), "A's household");
    let answer = brings(&a, signed(&b, &key)).await;
    assert_eq!(words(&answer.carried), ["out_of_scope"]);
}

#[tokio::test]
async fn every_flipped_byte_and_every_other_signer_is_refused() {
    let world = World::new().await;
    let (mut a, key, _) = keyed(&world, "A", 1).await;
    let (b, other_key, _) = keyed(&world, "B", 2).await;
    a.visit(&world.household_doc(0), "在家");
    let length = world.log_length();
    let [whole] = signed(&a, &key).try_into().unwrap();
    let mut spoilt: Vec<CarriedChange> = Vec::new();
    for at in 0..whole.bytes.len() {
        let mut change = whole.clone();
        change.bytes[at] ^= 1;
        spoilt.push(change);
    }
    for at in 0..whole.signature.len() {
        let mut change = whole.clone();
        change.signature[at] ^= 1;
        spoilt.push(change);
    }
    let other_doc = DocId::parse(&whole.doc.to_string().replace(".2", ".1")).unwrap();
    spoilt.push(CarriedChange { doc: other_doc, ..whole.clone() });
    spoilt.push(CarriedChange { device: b.enrolled.device, ..whole.clone() });
    spoilt.push(CarriedChange { signature: signed(&a, &other_key)[0].signature.clone(), ..whole.clone() });
    for part in spoilt.chunks(MOST_CHANGES) {
        for verdict in brings(&b, part.to_vec()).await.carried {
            // The first bytes are no part of what a change is called: there the door finds it.
            assert!(matches!(word(&verdict), "signature" | "damaged"), "{verdict:?}");
        }
    }
    // Signed by B in B's own name, about B's household: A's actor is still A's.
    a.unsent.clear();
    a.visit(&world.household_doc(2), "在家");
    let stolen = CarriedChange { device: b.enrolled.device, ..signed(&a, &other_key).remove(0) };
    assert_eq!(words(&brings(&b, vec![stolen]).await.carried), ["foreign_actor"]);
    assert_eq!(world.log_length(), length);
    assert_eq!(words(&brings(&b, vec![whole]).await.carried), ["accepted"]);
}

#[tokio::test]
async fn a_device_without_a_key_is_not_spoken_for() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let (b, ..) = keyed(&world, "B", 2).await;
    let answer = brings(&b, signed(&a, &SigningKey::from_bytes([1; 32]))).await;
    assert_eq!(words(&answer.carried), ["unknown_device"]);
    assert_eq!(words(&a.sync().await.verdicts), ["accepted"]);
}

#[tokio::test]
async fn own_and_carried_changes_stand_on_each_other_in_any_order() {
    let world = World::new().await;
    let (mut a, a_key, _) = keyed(&world, "A", 1).await;
    let (mut b, ..) = keyed(&world, "B", 2).await;
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(2));
    // B heard the case from A's phone and goes on with it; then A on that.
    b.docs.insert(case.clone(), a.docs[&case].clone());
    let seen = b.event(&case, json!({"step": "progress", "words": "去看过了"}), &[&raised]);
    a.docs.insert(case.clone(), b.docs[&case].clone());
    a.event(&case, json!({"step": "progress", "words": "谢谢"}), &[&seen]);
    let mut carried = signed(&a, &a_key);
    carried.reverse();
    let answer = send(&b, SyncRequest { carried, ..b.request() }).await;
    assert_eq!(words(&answer.verdicts), ["accepted"]);
    assert_eq!(words(&answer.carried), ["accepted", "accepted"]);
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let seen = world.console("secretary").await.ask(json!({"ask": "case", "id": id})).await;
    let by: Vec<_> = seen["case"]["timeline"].as_array().unwrap().iter().map(|e| &e["author"]).collect();
    assert_eq!(by.len(), 3, "{seen}");
}

#[tokio::test]
async fn a_parcel_is_opened_by_the_server_and_a_second_time_counts_nothing_more() {
    let world = World::new().await;
    let (mut a, key, answer) = keyed(&world, "A", 1).await;
    let (b, ..) = keyed(&world, "B", 2).await;
    a.visit(&world.household_doc(0), "在家");
    let parcel = packed(&a, &key, 7, &answer.seal_key.unwrap());
    let receipt = Receipt { device: a.enrolled.device, number: 7, opened: true, reason: None };
    assert_eq!(delivers(&b, vec![parcel.clone()]).await, std::slice::from_ref(&receipt));
    let length = world.log_length();
    assert_eq!(delivers(&b, vec![parcel.clone(), parcel]).await, [receipt.clone(), receipt]);
    assert_eq!(words(&a.sync().await.verdicts), ["had"]);
    assert_eq!((world.log_length(), visits(&world, 0).await), (length, 1));
}

#[tokio::test]
async fn a_parcel_of_a_later_day_waits_for_what_it_stands_on() {
    let world = World::new().await;
    let (mut a, key, answer) = keyed(&world, "A", 1).await;
    let (b, ..) = keyed(&world, "B", 2).await;
    let seal = answer.seal_key.unwrap();
    a.visit(&world.household_doc(0), "一");
    let first = packed(&a, &key, 1, &seal);
    a.unsent.clear();
    a.visit(&world.household_doc(0), "二");
    let second = packed(&a, &key, 2, &seal);
    let receipts = delivers(&b, vec![second.clone()]).await;
    assert_eq!((receipts[0].opened, receipts[0].reason.as_deref()), (false, Some(Receipt::MISSING)));
    assert!(delivers(&b, vec![first, second]).await.iter().all(|receipt| receipt.opened));
    assert_eq!(visits(&world, 0).await, 2);
}

#[tokio::test]
async fn a_spoilt_parcel_is_not_opened_and_says_why() {
    let world = World::new().await;
    let (mut a, key, answer) = keyed(&world, "A", 1).await;
    let (b, b_key, _) = keyed(&world, "B", 2).await;
    let seal = answer.seal_key.unwrap();
    a.visit(&world.household_doc(0), "在家");
    let length = world.log_length();
    let whole = packed(&a, &key, 7, &seal);
    let mut flipped = whole.clone();
    *flipped.sealed.last_mut().unwrap() ^= 1;
    let other_key = SigningKey::from_bytes([3; 32]);
    let to_nobody = packed(&a, &key, 7, &b_key.public());
    let spoilt = vec![
        flipped,
        Parcel { number: 8, ..whole.clone() },
        Parcel { device: b.enrolled.device, ..whole.clone() },
        packed(&a, &other_key, 7, &seal),
        to_nobody,
        Parcel { device: shared_model::ids::DeviceId([9; 8]), ..whole.clone() },
    ];
    let reasons: Vec<_> = delivers(&b, spoilt).await.into_iter().map(|r| (r.opened, r.reason)).collect();
    let no = |word: &str| (false, Some(word.to_owned()));
    let expected =
        ["signature", "signature", "signature", "signature", "unreadable", "unknown_device"].map(no);
    assert_eq!(reasons, expected);
    assert_eq!(world.log_length(), length);
    assert!(delivers(&b, vec![whole]).await[0].opened);
}

#[tokio::test]
async fn a_revoked_devices_work_is_taken_in_by_other_hands_as_by_its_own() {
    let world = World::new().await;
    let (mut a, key, _) = keyed(&world, "A", 1).await;
    let (b, ..) = keyed(&world, "B", 2).await;
    a.visit(&world.household_doc(0), "before it was lost");
    a.visit(&world.household_doc(1), "and this");
    let revoke = json!({"cmd": "revoke_devices", "account": world.person("A").id});
    world.console("secretary").await.does(revoke).await;
    assert_eq!(words(&brings(&b, signed(&a, &key)[..1].to_vec()).await.carried), ["accepted"]);
    assert_eq!(words(&a.sync().await.verdicts), ["had", "accepted"]);
}

#[tokio::test]
async fn more_than_a_request_holds_is_refused_as_a_whole() {
    let world = World::new().await;
    let (mut a, key, answer) = keyed(&world, "A", 1).await;
    a.visit(&world.household_doc(0), "在家");
    let parcel = packed(&a, &key, 7, &answer.seal_key.unwrap());
    let many = SyncRequest { parcels: vec![parcel; MOST_PARCELS + 1], ..a.request() };
    assert_eq!(a.post(encode(&many, false).unwrap()).await.unwrap_err().1["code"], "too_large");
    let change = signed(&a, &key).remove(0);
    let many = SyncRequest { carried: vec![change; MOST_CHANGES], ..a.request() };
    assert_eq!(a.post(encode(&many, false).unwrap()).await.unwrap_err().1["code"], "too_large");
}

/// Through whose phone each event of a case came, as somebody sees it in the console.
async fn through(console: &Console, case: &DocId) -> Vec<String> {
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let seen = console.ask(json!({"ask": "case", "id": id})).await;
    let entries = seen["case"]["timeline"].as_array().unwrap().iter();
    entries.map(|entry| entry["heard_from"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn through_whose_phone_a_change_came_is_kept_and_told_to_the_village_alone() {
    let world = World::new().await;
    let (mut a, key, _) = keyed(&world, "A", 1).await;
    let (b, ..) = keyed(&world, "B", 2).await;
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(1));
    assert_eq!(words(&brings(&b, signed(&a, &key)).await.carried), ["accepted"]);
    a.sync().await;
    let up = a.event(&case, json!({"step": "escalated", "words": "请镇里来"}), &[&raised]);
    a.sync().await;
    let secretary = world.console("secretary").await;
    assert_eq!(through(&secretary, &case).await, ["B", ""]);
    assert_eq!(through(&world.console("township").await, &case).await, ["", ""]);
    // A parcel counts as brought by whose phone hands it in, the author's own other phone is nobody else's.
    let (mut other, ..) = keyed(&world, "A", 3).await;
    other.sync().await;
    let went = a.event(&case, json!({"step": "progress", "words": "又去了"}), &[&up]);
    let parcel = packed(&a, &key, 1, &world.app.keys.seal.public());
    assert!(delivers(&b, vec![parcel]).await[0].opened);
    a.event(&case, json!({"step": "progress", "words": "再去"}), &[&went]);
    assert_eq!(words(&brings(&other, signed(&a, &key)).await.carried), ["had", "accepted"]);
    assert_eq!(through(&secretary, &case).await, ["B", "", "B", ""]);

    let copy = MemoryStore::default();
    copy::copy(&*world.app.store, &copy, world.app.policies_now().unwrap().newest()).unwrap();
    let carried = |store: &dyn Store| store::read(store, |tx| tx.carried(&village(), None)).unwrap();
    assert_eq!((carried(&copy).len(), carried(&copy)), (2, carried(&*world.app.store)));
    assert_eq!(copy::compare(&*world.app.store, &copy).unwrap().differences, Vec::<String>::new());
    assert_eq!(check::log(&copy).unwrap().faults, Vec::<String>::new());
}
