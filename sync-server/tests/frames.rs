//! Every value of every byte of a phone's request, and of the frame around it: the server answers
//! each, and is afterwards what it was.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use shared_model::api::Code;
use shared_model::protocol::{MOST_FRAME, Outcome, SyncAnswer, Verdict, decode, encode};
use std::collections::HashMap;
use sync_server::error::Failed;
use sync_server::{check, sync};

/// What became of a request: the code of the problem, or that it was answered. A fault of the
/// server's own is none of these.
fn told(world: &World, token: &str, frame: &[u8]) -> Option<Code> {
    match sync::framed(&world.app, token, frame) {
        Ok(answer) => {
            decode::<SyncAnswer>(&answer).unwrap();
            None
        }
        Err(Failed::Problem(problem)) => Some(problem.code),
        Err(fault) => panic!("{fault:?}"),
    }
}

fn is_whole(world: &World) {
    assert_eq!(check::log(&*world.app.store).unwrap().faults, Vec::<String>::new());
    let differs = check::rebuilt_differs(&*world.app.store, &world.app.policies_now().unwrap()).unwrap();
    assert_eq!(differs, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_value_of_every_byte_of_a_request_is_answered_and_harms_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let frame = encode(&a.request(), false).unwrap();
    let body = zstd::bulk::decompress(&frame[4..], MOST_FRAME).unwrap();
    // The change's own bytes are looked at by the tests of the door, which are much faster.
    let change = &a.unsent[0].bytes;
    let within = body.windows(change.len()).position(|window| window == &change[..]).unwrap();
    let own = within + 8..within + change.len();
    let mut became: HashMap<Option<Code>, usize> = HashMap::new();
    for place in (0..body.len()).filter(|place| !own.contains(place)) {
        let mut mutated = body.clone();
        for value in 0..=u8::MAX {
            mutated[place] = value;
            let packed = zstd::bulk::compress(&mutated, 1).unwrap();
            let answer = told(&world, &a.enrolled.token, &[&frame[..4], &packed].concat());
            *became.entry(answer).or_default() += 1;
        }
    }
    assert!(became[&None] > 1000 && became[&Some(Code::Malformed)] > 1000, "{became:?}");
    is_whole(&world);
    // Both phones of A end up with the same, and the visit is there.
    a.sync().await;
    a.sync().await;
    let mut other = world.phone("A").await;
    other.sync().await;
    assert_eq!(a.digest(), other.digest());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_value_of_every_byte_of_a_packed_request_is_answered_and_harms_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    a.write(&world.household_doc(0), &[("note", "门前有水")]);
    let mut request = a.request();
    request.pack();
    let frame = encode(&request, false).unwrap();
    let body = zstd::bulk::decompress(&frame[4..], MOST_FRAME).unwrap();
    let mut became: HashMap<Option<Code>, usize> = HashMap::new();
    for place in 0..body.len() {
        let mut mutated = body.clone();
        for value in 0..=u8::MAX {
            mutated[place] = value;
            let packed = zstd::bulk::compress(&mutated, 1).unwrap();
            let answer = told(&world, &a.enrolled.token, &[&frame[..4], &packed].concat());
            *became.entry(answer).or_default() += 1;
        }
    }
    assert!(became[&None] > 1000 && became[&Some(Code::Malformed)] > 1000, "{became:?}");
    is_whole(&world);
    // No changed byte became another entry: what the phone wrote is there, as it wrote it.
    let verdicts = a.sync().await.verdicts;
    let had = |verdict: &Verdict| matches!(verdict.outcome, Outcome::Had { .. });
    assert!(verdicts.len() == 2 && verdicts.iter().all(had), "{verdicts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_value_of_every_byte_of_a_frame_is_answered_and_harms_nothing() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.visit(&world.household_doc(0), "在家");
    let frame = encode(&a.request(), false).unwrap();
    let mut became: HashMap<Option<Code>, usize> = HashMap::new();
    for place in 0..frame.len() {
        let mut mutated = frame.clone();
        for value in 0..=u8::MAX {
            mutated[place] = value;
            *became.entry(told(&world, &a.enrolled.token, &mutated)).or_default() += 1;
        }
        assert!(told(&world, &a.enrolled.token, &frame[..place]).is_some(), "cut at {place}");
    }
    assert!(became[&Some(Code::Malformed)] > 1000 && became[&Some(Code::UpdateNeeded)] > 200, "{became:?}");
    is_whole(&world);
}
