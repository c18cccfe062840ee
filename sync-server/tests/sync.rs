//! The sync endpoint: what a phone says and hears, and what bad requests do (nothing).

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared_model::document::{Doc, DocId};
use shared_model::protocol::*;
use sync_server::check;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_member_gets_their_own_households_and_no_others() {
    let world = World::new().await;
    let (mut a, mut b) = (world.phone("A").await, world.phone("B").await);
    let answer = a.sync().await;
    assert_eq!(a.docs.keys().cloned().collect::<Vec<_>>(), [world.household_doc(0), world.household_doc(1)]);
    assert_eq!(answer.digest.unwrap().to_vec(), a.digest());
    assert!(answer.reference.is_some());
    b.sync().await;
    assert_eq!(b.docs.len(), 2);
    assert!(!b.docs.contains_key(&world.household_doc(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_needs_one_request_and_reaches_who_has_a_part_in_it() {
    let world = World::new().await;
    let (mut a, mut b) = (world.phone("A").await, world.phone("B").await);
    a.sync().await;
    b.sync().await;
    a.visit(&world.household_doc(0), "灶边电线老化");
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(2));
    let answer = a.sync().await;
    assert_eq!(answer.verdicts.iter().map(word).collect::<Vec<_>>(), ["accepted", "accepted"]);
    assert!(answer.news.is_empty(), "what was just sent does not come back");
    assert_eq!(answer.digest.unwrap().to_vec(), a.digest());
    let answer = b.sync().await;
    assert_eq!(answer.news.iter().map(|news| &news.doc).collect::<Vec<_>>(), [&case]);
    assert_eq!(answer.authors[0].account, world.person("A").id);
    assert_eq!(answer.digest.unwrap().to_vec(), b.digest());
    let secretary = world.console("secretary").await;
    let cases = secretary.ask(json!({"ask": "cases"})).await;
    assert_eq!(cases["cases"][0]["title"], "排水沟");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_twice_is_answered_alike_and_changes_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let body = encode(&a.request(), false).unwrap();
    let first = a.post(body.clone()).await.unwrap();
    let length = world.log_length();
    let second = a.post(body).await.unwrap();
    let Outcome::Accepted { seq, at } = first.verdicts[0].outcome else { panic!("{:?}", first.verdicts) };
    assert_eq!(second.verdicts[0].outcome, Outcome::Had { seq, at });
    assert_eq!(world.log_length(), length);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_before_its_parent_is_taken_and_an_orphan_is_asked_for_its_parent() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "一");
    a.visit(&world.household_doc(0), "二");
    a.unsent.reverse();
    let child_alone = SyncRequest { changes: a.unsent[..1].to_vec(), ..a.request() };
    let answer = a.post(encode(&child_alone, false).unwrap()).await.unwrap();
    assert_eq!(word(&answer.verdicts[0]), "missing");
    let answer = a.sync().await;
    assert_eq!(answer.verdicts.iter().map(word).collect::<Vec<_>>(), ["accepted", "accepted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_holds_back_no_other_document() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.write(&world.household_doc(0), &[("resident.0000000000000001.phone", "don't know")]);
    a.write(&world.household_doc(0), &[("note", "stands on the refused one")]);
    // Not A's household, and one that nobody registered.
    a.docs.insert(world.household_doc(3), Doc::default());
    a.write(&world.household_doc(3), &[("note", "x")]);
    let nobodys = DocId::parse("h.513424101203.zzzzzzzzzzzzzzzz").unwrap();
    a.write(&nobodys, &[("note", "x")]);
    a.visit(&world.household_doc(1), "在家");
    let length = world.log_length();
    let answer = a.sync().await;
    let words: Vec<_> = answer.verdicts.iter().map(word).collect();
    assert_eq!(words, ["content", "stands_on_refused", "out_of_scope", "unknown_document", "accepted"]);
    assert_eq!(world.log_length(), length + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_event_without_the_right_is_kept_and_counts_for_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(2));
    a.event(&case, json!({"step": "struck_off"}), &[&raised]);
    let answer = a.sync().await;
    assert_eq!(answer.verdicts.iter().map(word).collect::<Vec<_>>(), ["accepted", "accepted"]);
    let secretary = world.console("secretary").await;
    let cases = secretary.ask(json!({"ask": "cases"})).await;
    assert_eq!(cases["cases"][0]["stage"], "raised");
    let id = &cases["cases"][0]["id"];
    let seen = secretary.ask(json!({"ask": "case", "id": id})).await;
    assert_eq!(seen["case"]["timeline"][1]["void"], "not_your_role");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_begun_only_where_its_author_works() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.raise(&micro_grid(2), &micro_grid(1));
    let length = world.log_length();
    assert_eq!(word(&a.sync().await.verdicts[0]), "out_of_scope");
    assert_eq!(world.log_length(), length);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_enters_the_scope_late_comes_whole() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(1));
    a.sync().await;
    let mut b = world.phone("B").await;
    b.sync().await;
    a.visit(&world.household_doc(0), "other things happen");
    a.sync().await;
    b.sync().await;
    assert!(!b.docs.contains_key(&case));
    let secretary = world.console("secretary").await;
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": {"step": "accepted"}})).await;
    let to = &world.person("B").id;
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": {"step": "dispatched", "to": to}})).await;
    let answer = b.sync().await;
    assert_eq!(b.docs[&case].changes().len(), 3);
    assert_eq!(answer.digest.unwrap().to_vec(), b.digest());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_history_comes_in_pages_and_nothing_is_skipped() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let note = "长".repeat(2000);
    for _ in 0..3 {
        for _ in 0..60 {
            a.visit(&world.household_doc(0), &note);
            a.visit(&world.household_doc(1), &note);
        }
        a.sync().await;
    }
    let mut fresh = world.phone("A").await;
    let mut pages = 1;
    while fresh.sync().await.more {
        pages += 1;
    }
    assert!(pages > 2, "{pages}");
    assert_eq!(fresh.digest(), a.digest());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cursors_of_another_history_lead_to_comparing_heads() {
    let world = World::new().await;
    let (mut a, mut other) = (world.phone("A").await, world.phone("A").await);
    a.sync().await;
    other.sync().await;
    other.visit(&world.household_doc(0), "from the other phone");
    other.sync().await;
    a.cursors[0].chain = [7; 8];
    let answer = a.sync().await;
    assert!(answer.repair && answer.news.is_empty() && answer.digest.is_none());
    // A document the server never saw, and one the phone lost.
    a.docs.remove(&world.household_doc(1));
    a.visit(&world.household_doc(0), "unsent");
    a.unsent.clear();
    let request = SyncRequest { have: Some(a.have()), ..a.request() };
    let answer = a.post(encode(&request, false).unwrap()).await.unwrap();
    a.take(&answer);
    assert!(!answer.repair);
    assert!(answer.news.iter().any(|news| news.doc == world.household_doc(1) && news.saved.is_some()));
    let book = world.household_doc(0).book_of(answer.now).unwrap();
    assert_eq!(answer.wanted.iter().map(|wanted| &wanted.doc).collect::<Vec<_>>(), [&book]);
    assert_eq!(a.docs[&book].heads().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_phone_delivers_but_fetches_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "walked before it was lost");
    let secretary = world.console("secretary").await;
    secretary.does(json!({"cmd": "revoke_devices", "account": world.person("A").id})).await;
    a.cursors.clear();
    let answer = a.sync().await;
    assert_eq!(word(&answer.verdicts[0]), "accepted");
    assert!(answer.news.is_empty() && answer.reference.is_none() && answer.digest.is_none());
    let (status, problem) = a.post(encode(&a.request(), false).unwrap()).await.unwrap_err();
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("token_invalid")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_requests_get_a_code_and_change_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let good = encode(&a.request(), false).unwrap();
    let later = SyncRequest { protocol: 99, ..a.request() };
    let many = SyncRequest { changes: vec![a.unsent[0].clone(); MOST_CHANGES + 1], ..a.request() };
    let mut other_frame = good.clone();
    other_frame[2] = 9;
    let bomb = zstd::bulk::compress(&vec![0u8; MOST_INFLATED + 1], 3).unwrap();
    let length = world.log_length();
    for (what, body, status, code) in [
        ("truncated", good[..good.len() - 5].to_vec(), 400, "malformed"),
        ("empty", vec![], 400, "malformed"),
        ("not a frame", b"{\"changes\":[]}".to_vec(), 400, "malformed"),
        ("another frame version", other_frame, 426, "update_needed"),
        ("a later protocol", encode(&later, false).unwrap(), 426, "update_needed"),
        ("not a request", encode(&"hi", false).unwrap(), 400, "malformed"),
        ("too many changes", encode(&many, false).unwrap(), 413, "too_large"),
        ("a bomb", [&good[..4], &bomb].concat(), 413, "too_large"),
        ("oversized", vec![0; MOST_FRAME + 1], 413, "too_large"),
    ] {
        let (got, problem) = a.post(body).await.expect_err(what);
        assert_eq!((got.as_u16(), problem["code"].as_str().unwrap()), (status, code), "{what}");
    }
    for token in ["", "0123", &a.enrolled.token[1..]] {
        let (got, problem) = a.post_as(token, good.clone()).await.unwrap_err();
        assert_eq!((got.as_u16(), problem["code"].as_str().unwrap()), (401, "token_invalid"));
    }
    assert_eq!(world.log_length(), length);
    assert_eq!(word(&a.sync().await.verdicts[0]), "accepted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flipped_and_crafted_changes_are_refused_and_harm_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let good = a.unsent[0].bytes.clone();
    let mut stranger = world.phone("B").await;
    stranger.visit(&world.household_doc(0), "under another actor");
    let mut flipped = vec![vec![], stranger.unsent[0].bytes.clone()];
    let mut checksum_fits = vec![];
    for place in 0..good.len() {
        let mut bytes = good.clone();
        bytes[place] ^= 1 << (place % 8);
        flipped.push(bytes.clone());
        if place > 9 {
            let digest = Sha256::digest(&bytes[8..]);
            bytes[4..8].copy_from_slice(&digest[..4]);
            checksum_fits.push(bytes);
        }
    }
    let length = world.log_length();
    // Each goes into a book of its own, so that one doesn't hide another.
    let request = |changes: &[Vec<u8>], first_year: usize| {
        let book = |(number, bytes): (usize, &Vec<u8>)| {
            let name = format!("v.513424101203.{}.{:04}", world.households[0], first_year + number);
            SentChange { doc: DocId::parse(&name).unwrap(), bytes: bytes.clone() }
        };
        SyncRequest { changes: changes.iter().enumerate().map(book).collect(), ..a.request() }
    };
    let answer = a.post(encode(&request(&flipped, 1000), false).unwrap()).await.unwrap();
    assert_eq!(answer.verdicts.len(), flipped.len());
    for verdict in &answer.verdicts {
        assert!(matches!(word(verdict), "damaged" | "foreign_actor"), "{}", word(verdict));
    }
    assert_eq!(world.log_length(), length);
    // A flipped bit may give other words that are well-formed; whatever was let in can be loaded.
    let answer = a.post(encode(&request(&checksum_fits, 3000), false).unwrap()).await.unwrap();
    let refused = answer.verdicts.iter().filter(|verdict| word(verdict) != "accepted").count();
    assert!(refused > checksum_fits.len() / 3, "{refused} of {}", checksum_fits.len());
    assert_eq!(check::log(&*world.app.store).unwrap().faults, Vec::<String>::new());
    assert_eq!(
        check::rebuilt_differs(&*world.app.store, &world.app.policies_now().unwrap()).unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(word(&a.sync().await.verdicts[0]), "accepted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_change_in_two_documents_is_refused_in_the_second_and_holds_nothing_up() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let book = a.visit(&world.household_doc(0), "在家");
    let twin = |year: &str| {
        let name = book.to_string();
        let name = format!("{}{year}", &name[..name.len() - 4]);
        SentChange { doc: DocId::parse(&name).unwrap(), bytes: a.unsent[0].bytes.clone() }
    };
    let twins = [twin("2001"), twin("2002")];
    // Both in one request, and then again beside the first one, which stands already.
    a.unsent.extend(twins.clone());
    let together = a.post(encode(&a.request(), false).unwrap()).await.unwrap();
    let words: Vec<&str> = together.verdicts.iter().map(word).collect();
    assert_eq!(words.iter().filter(|word| **word == "accepted").count(), 1, "{words:?}");
    assert_eq!(words.iter().filter(|word| **word == "unappliable").count(), 2, "{words:?}");
    let length = world.log_length();
    let again = a.post(encode(&a.request(), false).unwrap()).await.unwrap();
    let words: Vec<&str> = again.verdicts.iter().map(word).collect();
    assert_eq!(words.iter().filter(|word| **word == "had").count(), 1, "{words:?}");
    assert_eq!(words.iter().filter(|word| **word == "unappliable").count(), 2, "{words:?}");
    assert_eq!(world.log_length(), length);
    assert_eq!(check::log(&*world.app.store).unwrap().faults, Vec::<String>::new());
}
