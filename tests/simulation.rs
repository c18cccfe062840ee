//! Convergence is proved, not hoped for: random plans over phones, server processes, disks, links and
//! clocks, each held against the reference model; and every plan that ever failed.
//!
//! `cargo xtask soak --minutes N` runs new plans for longer.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use system_tests::sim::plan::{Entry, Link, Plan, Step};
use system_tests::sim::run::{kept, run, run_many};
use system_tests::sim::world::World;

/// The seeds that every run of the tests tries.
const SEEDS: u64 = 320;
/// How long a failing plan is made shorter before it is told.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn random_plans_converge_and_nothing_acknowledged_is_lost() {
    let (tried, failed) = run_many(0, 2, PATIENCE, |seed| seed < SEEDS);
    let told: Vec<String> = failed
        .iter()
        .map(|failure| format!("{}\n{}", failure.why, serde_json::to_string(&failure.plan).unwrap()))
        .collect();
    assert!(failed.is_empty(), "keep these under tests/plans:\n{}", told.join("\n"));
    println!("{}", serde_json::to_string(&tried).unwrap());
    let faults = [
        tried.server_kills,
        tried.server_power_cuts,
        tried.phone_kills,
        tried.phone_power_cuts,
        tried.server_restores,
        tried.phone_restores,
        tried.phone_clones,
        tried.clock_jumps,
        tried.moves,
        tried.replays,
        tried.late,
        tried.returned,
        tried.refused_for_room as u32,
    ];
    assert!(faults.iter().all(|count| *count > 5), "some fault hardly happened: {tried:?}");
}

#[test]
fn every_plan_that_once_failed_holds() {
    let plans = kept(&Path::new(env!("CARGO_MANIFEST_DIR")).join("plans")).unwrap();
    assert!(!plans.is_empty());
    for (name, plan) in plans {
        if let Err(why) = run(&plan) {
            panic!("{name} ({}): {why}", plan.about);
        }
    }
}

#[test]
fn the_same_seed_is_the_same_run_to_the_last_byte_on_every_link() {
    let mut traces = BTreeSet::new();
    for seed in 3..9 {
        let plan = Plan::of(seed);
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        let ran = run(&plan).unwrap();
        assert_eq!(ran, run(&plan).unwrap(), "seed {seed}");
        traces.insert(ran.trace);
    }
    assert_eq!(traces.len(), 6, "another seed is another run");
}

fn a_plan(phones: u8, steps: Vec<Step>) -> Plan {
    Plan { about: String::new(), seed: 1, phones, servers: 2, old: 0, steps }
}

fn visit(phone: u8) -> Step {
    Step::Write { phone, entry: Entry::Visit { household: 0 } }
}

#[test]
fn a_server_killed_at_any_operation_loses_nothing_it_answered_for() {
    for operation in 1..40 {
        let kill = Link::KillServer { operation };
        let dark = Link::DarkServer { operation, seed: u64::from(operation) };
        for link in [kill, dark] {
            let steps = vec![visit(0), visit(0), Step::Sync { phone: 0, links: vec![link] }];
            run(&a_plan(2, steps)).unwrap();
        }
    }
}

#[test]
fn a_phone_killed_at_any_operation_loses_nothing_it_said_was_saved() {
    for operation in 1..40 {
        let entry = Entry::Visit { household: 0 };
        let dies = |dark| Step::WriteAndDie { phone: 0, entry: entry.clone(), operation, dark };
        let link = Link::DarkPhone { operation, seed: u64::from(operation) };
        let sync = Step::Sync { phone: 0, links: vec![link, Link::KillPhone { operation }] };
        run(&a_plan(2, vec![visit(0), dies(None), dies(Some(9)), sync])).unwrap();
    }
}

#[test]
fn a_link_cut_anywhere_in_the_request_or_the_answer_costs_a_request_and_nothing_else() {
    for at in (0..1000).step_by(20) {
        let links = vec![Link::CutRequest { at }, Link::TornAnswer { at }, Link::CutAnswer];
        run(&a_plan(2, vec![visit(0), Step::Sync { phone: 0, links }])).unwrap();
    }
}

#[test]
fn the_model_sees_what_is_lost() {
    // Something that was told as received and is in no log must be missed.
    let mut world = World::new(&a_plan(2, vec![])).unwrap();
    world.claim_received();
    assert!(world.carry_out(&Step::Pass { minutes: 1 }).unwrap_err().contains("told as received"));
    let mut world = World::new(&a_plan(2, vec![])).unwrap();
    world.claim_saved(0);
    assert!(world.carry_out(&Step::Pass { minutes: 1 }).unwrap_err().contains("told as saved"));
}
