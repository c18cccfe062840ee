//! The state machine of syncing, one rule a test: no network, no file, no clock.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::view::SyncReport;
use shared_model::api::{Code, Problem};
use shared_model::exchange::machine::{MOST_REPAIRS, MOST_REQUESTS};
use shared_model::exchange::{Effect, Event, Findings, Machine, Wish};
use shared_model::moment::Millis;

const MINUTE: i64 = 60_000;

/// A machine with a clock that moves when a test says so.
struct Bench {
    machine: Machine,
    now: i64,
}

impl Bench {
    fn new() -> Bench {
        Bench { machine: Machine::default(), now: 1_000_000 }
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.machine.step(event, Millis(self.now), 0)
    }

    /// Says that a request of so many changes is ready; it must be posted then.
    fn planned(&mut self, changes: usize, full: bool) {
        assert_eq!(self.tell(Event::Planned { changes, full, bytes: 100 }), [Effect::Post]);
    }

    /// Plans and has the answer taken in.
    fn round(&mut self, findings: Findings) -> Vec<Effect> {
        self.planned(0, false);
        self.tell(Event::Taken { findings, bytes: 200 })
    }

    fn waits(effects: &[Effect]) -> Option<i64> {
        effects.iter().find_map(|e| if let Effect::WaitUntil(then) = e { Some(then.0) } else { None })
    }

    fn outcome(effects: &[Effect]) -> Option<Result<SyncReport, Code>> {
        effects.iter().find_map(|effect| match effect {
            Effect::Finish { outcome, .. } => Some(outcome.clone().map_err(|problem| problem.code)),
            _ => None,
        })
    }

    fn wish(effects: &[Effect]) -> Option<Wish> {
        effects.iter().find_map(|e| if let Effect::Plan(wish) = e { Some(*wish) } else { None })
    }
}

fn no_link() -> Event {
    Event::Broke(Problem::new(Code::NoLink, "no link"))
}

fn refused(code: Code) -> Event {
    Event::Refused(Problem::new(code, "no"))
}

fn agreed() -> Findings {
    Findings { agreed: Some(true), ..Findings::default() }
}

#[test]
fn the_normal_case_is_one_request() {
    let mut bench = Bench::new();
    assert_eq!(Bench::wish(&bench.tell(Event::Begin)), Some(Wish::default()));
    bench.planned(3, false);
    let findings = Findings { sent: 3, received: 2, ..agreed() };
    let report = Bench::outcome(&bench.tell(Event::Taken { findings, bytes: 200 })).unwrap().unwrap();
    assert_eq!((report.requests, report.bytes_up, report.bytes_down), (1, 100, 200));
    assert_eq!((report.sent, report.received, report.agreed), (3, 2, true));
    assert!(!bench.machine.progress().running);
}

#[test]
fn a_link_that_breaks_costs_the_request_it_broke_and_is_tried_twice_more() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    // One page came; the link breaks in the middle of the second.
    assert!(Bench::wish(&bench.round(Findings { more: true, received: 9, ..Findings::default() })).is_some());
    bench.planned(0, false);
    for pause in [500, 2000] {
        let effects = bench.tell(no_link());
        assert_eq!(Bench::waits(&effects), Some(bench.now + pause));
        assert_eq!(
            bench.tell(Event::TimePassed),
            [Effect::WaitUntil(Millis(bench.now + pause))],
            "too early"
        );
        bench.now += pause;
        assert_eq!(bench.tell(Event::TimePassed), [Effect::Post], "the same request again");
    }
    assert_eq!(Bench::outcome(&bench.tell(no_link())), Some(Err(Code::NoLink)));
    // The next exchange has its three tries again.
    bench.tell(Event::Begin);
    bench.planned(0, false);
    assert!(Bench::outcome(&bench.tell(no_link())).is_none());
}

#[test]
fn an_answer_that_comes_after_it_was_given_up_ends_the_pause() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    bench.planned(1, false);
    assert!(Bench::waits(&bench.tell(no_link())).is_some());
    let findings = Findings { sent: 1, ..agreed() };
    let effects = bench.tell(Event::Taken { findings, bytes: 200 });
    assert_eq!(Bench::outcome(&effects).unwrap().unwrap().sent, 1);
    // Taking it in can fail as well.
    bench.tell(Event::Begin);
    bench.planned(1, false);
    bench.tell(no_link());
    let effects = bench.tell(Event::Failed(Problem::new(Code::DiskFull, "full")));
    assert_eq!(Bench::outcome(&effects), Some(Err(Code::DiskFull)));
}

#[test]
fn pages_are_fetched_until_there_are_no_more() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    for _ in 0..3 {
        let wish = Bench::wish(&bench.round(Findings { more: true, received: 5, ..Findings::default() }));
        assert_eq!(wish, Some(Wish::default()));
    }
    let report = Bench::outcome(&bench.round(agreed())).unwrap().unwrap();
    assert_eq!((report.requests, report.received), (4, 15));
}

#[test]
fn heads_are_compared_at_most_twice_when_nothing_comes_of_it() {
    for disagreement in [
        Findings { agreed: Some(false), ..Findings::default() },
        Findings { repair: true, ..Findings::default() },
    ] {
        let mut bench = Bench::new();
        bench.tell(Event::Begin);
        for _ in 0..MOST_REPAIRS {
            assert!(Bench::wish(&bench.round(disagreement.clone())).unwrap().repair);
        }
        let report = Bench::outcome(&bench.round(disagreement)).unwrap().unwrap();
        assert!(!report.agreed);
    }
}

#[test]
fn a_repair_in_many_parts_is_one_repair() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    bench.round(Findings { repair: true, ..Findings::default() });
    let part = || Findings { repair: true, more: true, ..Findings::default() };
    for part in [
        Findings { received: 1000, ..part() },
        Findings { sent: 500, ..part() },
        Findings { given_back: 500, ..part() },
    ] {
        for _ in 0..10 {
            assert!(Bench::wish(&bench.round(part.clone())).unwrap().repair);
        }
    }
    let last = Bench::outcome(&bench.round(agreed())).unwrap().unwrap();
    assert_eq!((last.received, last.agreed), (10_000, true));
}

#[test]
fn a_server_that_is_never_done_is_left_after_two_hundred_requests() {
    let mut bench = Bench::new();
    let mut effects = bench.tell(Event::Begin);
    let mut requests = 0;
    while Bench::wish(&effects).is_some() {
        requests += 1;
        effects = bench.round(Findings { more: true, ..Findings::default() });
    }
    assert_eq!((requests, Bench::outcome(&effects)), (MOST_REQUESTS, Some(Err(Code::ServerDown))));
}

#[test]
fn who_asks_while_an_exchange_runs_gets_the_one_after_it() {
    let mut bench = Bench::new();
    assert_eq!(bench.machine.next_exchange(), 1);
    bench.tell(Event::Begin);
    assert_eq!(bench.machine.next_exchange(), 2, "what the second caller wrote is not in the first");
    assert_eq!(bench.tell(Event::Begin), []);
    assert_eq!(bench.tell(Event::Begin), [], "a third caller shares the second exchange");
    let effects = bench.round(agreed());
    assert!(matches!(effects[..], [Effect::Finish { exchange: 1, .. }, Effect::Plan(_)]), "{effects:?}");
    let effects = bench.round(agreed());
    assert!(matches!(effects[..], [Effect::Finish { exchange: 2, .. }]), "{effects:?}");
}

#[test]
fn syncing_by_itself_begins_at_once_then_soon_after_an_entry_and_now_and_then() {
    let mut bench = Bench::new();
    assert!(Bench::wish(&bench.tell(Event::KeepSyncing)).is_some());
    let effects = bench.round(agreed());
    assert_eq!(Bench::waits(&effects), Some(bench.now + 15 * MINUTE));
    assert_eq!(Bench::waits(&bench.tell(Event::Wrote)), Some(bench.now + 3000), "gathers three seconds");
    bench.now += 1000;
    assert_eq!(bench.tell(Event::Wrote), [], "the second entry goes with the first");
    bench.now += 2000;
    assert!(Bench::wish(&bench.tell(Event::TimePassed)).is_some());
    // An entry made while the exchange runs may have missed it.
    assert_eq!(bench.tell(Event::Wrote), []);
    assert_eq!(Bench::waits(&bench.round(agreed())), Some(bench.now + 3000));
}

#[test]
fn nothing_begins_by_itself_before_it_was_told_to() {
    let mut bench = Bench::new();
    assert_eq!(bench.tell(Event::Wrote), []);
    assert_eq!(bench.tell(Event::TimePassed), []);
    bench.tell(Event::Begin);
    assert_eq!(Bench::waits(&bench.round(agreed())), None);
}

#[test]
fn while_it_fails_the_pauses_grow_and_an_entry_does_not_hurry_them() {
    let mut bench = Bench::new();
    bench.tell(Event::KeepSyncing);
    let mut pauses = vec![];
    for _ in 0..9 {
        bench.planned(1, false);
        let effects = bench.tell(refused(Code::ServerDown));
        let then = Bench::waits(&effects).unwrap();
        pauses.push((then - bench.now) / 1000);
        assert_eq!(bench.tell(Event::Wrote), []);
        bench.now = then;
        assert!(Bench::wish(&bench.tell(Event::TimePassed)).is_some());
    }
    assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 960, 1800, 1800]);
    bench.round(agreed());
    bench.tell(Event::Begin);
    bench.planned(1, false);
    let effects = bench.tell(refused(Code::ServerDown));
    assert_eq!(Bench::waits(&effects), Some(bench.now + 15_000), "a success forgets the failures");
}

#[test]
fn what_only_people_can_mend_is_told_at_once_and_not_asked_again_for_hours() {
    for code in [Code::UpdateNeeded, Code::TokenInvalid, Code::Malformed] {
        let mut bench = Bench::new();
        bench.tell(Event::KeepSyncing);
        bench.planned(1, false);
        let effects = bench.tell(refused(code));
        assert_eq!(Bench::outcome(&effects), Some(Err(code)), "no second try");
        assert_eq!(Bench::waits(&effects), Some(bench.now + 6 * 60 * MINUTE));
        assert_eq!(bench.tell(Event::Wrote), []);
        assert!(Bench::wish(&bench.tell(Event::Begin)).is_some(), "a person may try at any time");
    }
}

#[test]
fn a_request_that_is_too_large_is_halved_until_it_fits() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    for (changes, most) in [(500, 250), (250, 125), (3, 1)] {
        bench.planned(changes, true);
        assert_eq!(Bench::wish(&bench.tell(refused(Code::TooLarge))).unwrap().most, most);
    }
    bench.planned(1, true);
    assert_eq!(Bench::outcome(&bench.tell(refused(Code::TooLarge))), Some(Err(Code::TooLarge)));
}

#[test]
fn changes_that_cannot_be_delivered_yet_do_not_hold_up_those_behind_them() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    bench.planned(500, true);
    let findings = Findings { sent: 200, unsent: 700, ..Findings::default() };
    let wish = Bench::wish(&bench.tell(Event::Taken { findings, bytes: 1 })).unwrap();
    assert_eq!((wish.skip, wish.repair), (300, false));
    bench.planned(400, false);
    let findings = Findings { sent: 400, unsent: 300, ..Findings::default() };
    let report = Bench::outcome(&bench.tell(Event::Taken { findings, bytes: 1 })).unwrap().unwrap();
    assert_eq!((report.sent, report.unsent, report.requests), (600, 300, 2));
}

#[test]
fn a_full_disk_ends_the_exchange_and_is_told() {
    let mut bench = Bench::new();
    bench.tell(Event::Begin);
    bench.planned(1, false);
    let effects = bench.tell(Event::Failed(Problem::new(Code::DiskFull, "full")));
    assert_eq!(Bench::outcome(&effects), Some(Err(Code::DiskFull)));
}

#[test]
fn events_out_of_place_have_no_effects() {
    let mut bench = Bench::new();
    let taken = Event::Taken { findings: agreed(), bytes: 1 };
    for event in [no_link(), refused(Code::ServerDown), taken.clone(), Event::TimePassed] {
        assert_eq!(bench.tell(event), []);
    }
    bench.tell(Event::Begin);
    assert_eq!(bench.tell(taken.clone()), [], "nothing was posted yet");
    bench.planned(0, false);
    assert!(Bench::outcome(&bench.tell(taken.clone())).is_some());
    assert_eq!(bench.tell(taken), [], "the answer came twice");
}
