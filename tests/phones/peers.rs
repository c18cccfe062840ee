//! Two phones that meet without a server; and one that carries what it can't read.

use super::*;
use shared_model::api::view::MeetReport;
use shared_model::document::{Doc, DocId, Put, actor_bytes, hash_of};
use shared_model::exchange::peer::{Bearer, Home, Meeting, Offer, Other, Turn};
use shared_model::ids::{CaseId, DeviceId, EventId};
use shared_model::protocol::{CarriedChange, DocHeads, Gift, SyncAnswer, Taken};
use shared_model::surroundings::Surroundings;
use shared_model::trust::{SealKey, SigningKey, open_parcel, sign_change};
use system_tests::pocket::{meet, meet_over, village};

fn given(report: &MeetReport) -> (u32, u32, u32, u32) {
    (report.given, report.received, report.held_back, report.not_received)
}

#[test]
fn what_both_may_see_goes_from_phone_to_phone_and_counts_once_whoever_brings_it() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    a.save(visit(&home, "没有网的走访")).unwrap();
    let raised = a.save(raise(1, None, "水渠")).unwrap();
    leader.save(edit(&home, "note", "网格员记的")).unwrap();
    let (by_a, by_leader) = meet(&mut a, &mut leader, false).unwrap();
    assert_eq!((given(&by_a), by_a.name.as_str()), ((2, 1, 0, 0), "leader"));
    assert_eq!((given(&by_leader), by_leader.name.as_str()), ((1, 2, 0, 0), "A"));
    let seen = on_phone(&mut leader, &home);
    assert_eq!((notes(&seen), &seen.visits[0].delivery), (vec!["没有网的走访"], &Delivery::Heard));
    assert_eq!(seen.visits[0].author.account, village.person("A").id);
    assert_eq!(on_phone(&mut a, &home).household.note, "网格员记的");
    let waiting = sync_view(&mut a);
    assert!(waiting.items.iter().all(|item| item.carried_by == ["leader"]), "{waiting:?}");
    assert_eq!(waiting.heard, 1);
    // The leader goes on where A has begun, and they meet again.
    leader.save(progress(&raised, "去看过了")).unwrap();
    let (_, by_leader) = meet(&mut a, &mut leader, false).unwrap();
    assert_eq!(given(&by_leader), (1, 0, 0, 0));
    assert_eq!(case_on(&mut a, &raised).timeline.len(), 2);
    // Nothing new: nothing goes over.
    assert_eq!(given(&meet(&mut leader, &mut a, false).unwrap().0), (0, 0, 0, 0));

    let report = leader.sync(&village).unwrap();
    assert!(report.agreed && report.sent == 2 && report.carried == 2, "{report:?}");
    assert_eq!(on_server(&village, &home).visits[0].author.account, village.person("A").id);
    let report = a.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0 && report.refused == 0, "{report:?}");
    assert_eq!(on_server(&village, &home).visits.len(), 1);
    let on_server = case(village.ask(&Query::Case { id: CaseId::parse(&raised).unwrap() }).unwrap());
    assert_eq!(on_server.timeline.len(), 2);
    for phone in [&mut a, &mut leader] {
        assert!(matches!(on_phone(phone, &home).visits[0].delivery, Delivery::Received { .. }));
        assert_eq!((sync_view(phone).heard, case_on(phone, &raised).timeline.len()), (0, 2));
        let before = phone.replica().dump_rows().unwrap();
        phone.replica().rebuild().unwrap();
        assert_eq!(phone.replica().dump_rows().unwrap(), before);
    }
}

#[test]
fn news_travels_on_by_a_third_phone_under_its_authors_signature() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two, three) = (dir(), dir(), dir());
    let mut first = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let mut second = village.phone("A", three.path()).unwrap();
    first.save(visit(&home, "第一部手机")).unwrap();
    meet(&mut first, &mut leader, false).unwrap();
    leader.restart().unwrap();
    meet(&mut leader, &mut second, false).unwrap();
    assert_eq!(notes(&on_phone(&mut second, &home)), ["第一部手机"]);
    assert_eq!(second.sync(&village).unwrap().carried, 1);
    assert_eq!(notes(&on_server(&village, &home)), ["第一部手机"]);
}

#[test]
fn another_member_gets_what_lies_with_them_too_and_nothing_else() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    a.save(visit(&home, "只有一网格的")).unwrap();
    let own = a.save(raise(1, None, "只在一网格")).unwrap();
    let both = a.save(raise(1, Some(2), "两边的水沟")).unwrap();
    let mut frames = Vec::new();
    let (by_a, by_b) = meet_over(&mut a, &mut b, false, |_, frame| {
        frames.push(frame.clone());
        true
    });
    assert_eq!(
        (given(&by_a.unwrap().unwrap()), given(&by_b.unwrap().unwrap())),
        ((1, 0, 0, 0), (0, 1, 0, 0))
    );
    assert_eq!(case_on(&mut b, &both).item.title, "两边的水沟");
    let hidden = b.ask(Query::Case { id: CaseId::parse(&own).unwrap() }).unwrap_err();
    assert_eq!(hidden.code, Code::NotFound);
    let on_the_air = frames.concat();
    for words in ["两边的水沟", "leader", "A"] {
        let heard = on_the_air.windows(words.len().max(4)).any(|part| part == words.as_bytes());
        assert!(!heard, "{words} is read on the air");
    }
    // B's pass still says micro-grid 2 when the reference data says 1, and the other way round: what
    // only one of them allows is not given.
    village.moves("B", micro_grid(1)).unwrap();
    a.sync(&village).unwrap();
    a.save(visit(&home, "搬动以后的")).unwrap();
    assert_eq!(given(&meet(&mut a, &mut b, false).unwrap().0), (0, 0, 0, 0));
    b.sync(&village).unwrap();
    assert_eq!(given(&meet(&mut a, &mut b, false).unwrap().0), (1, 0, 0, 0));
    assert_eq!(notes(&on_phone(&mut b, &home)), ["只有一网格的", "搬动以后的"]);
}

/// Reads a phone's last answer the way its server gave it.
fn answer(phone: &mut Phone, village: &Village, request: &SyncRequest) -> SyncAnswer {
    let frame = shared_model::protocol::encode(request, false).unwrap();
    decode(&phone.arrives(village, &frame).unwrap()).unwrap()
}

#[test]
fn a_courier_carries_what_it_cannot_read_and_the_server_counts_it_as_its_authors_once() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    a.save(visit(&home, "信使看不到的走访")).unwrap();
    let own = a.save(raise(1, None, "信使看不到的案件")).unwrap();
    let (by_a, by_b) = meet(&mut a, &mut b, true).unwrap();
    assert!(by_a.carried && !by_a.carries && by_b.carries && !by_b.carried, "{by_a:?} {by_b:?}");
    assert!(sync_view(&mut a).items.iter().all(|item| item.carried_by == ["B"]));
    assert_eq!(sync_view(&mut b).parcels, 1);
    assert_eq!(b.ask(Query::Household { id: home.clone() }).unwrap_err().code, Code::NotFound);
    // A later meeting takes the place of the first: the newer parcel holds all that waits.
    a.save(visit(&home, "信使看不到的第二次")).unwrap();
    meet(&mut b, &mut a, true).unwrap();
    assert_eq!(sync_view(&mut b).parcels, 1);
    b.restart().unwrap();

    let before = on_server(&village, &home).visits.len();
    b.sync(&village).unwrap();
    let carried = request(&b, 0);
    let [parcel] = carried.parcels.try_into().unwrap();
    for words in ["信使看不到的走访", "信使看不到的案件", home.as_str(), "accept"] {
        assert!(!parcel.sealed.windows(words.len()).any(|part| part == words.as_bytes()), "{words}");
    }
    let other = SealKey::from_bytes([5; 32]);
    assert!(open_parcel(&other, &parcel).is_err(), "only the server opens it");
    assert_eq!(open_parcel(&village.app.keys.seal, &parcel).unwrap().len(), 3);
    assert_eq!(sync_view(&mut b).parcels, 0, "the receipt came home");
    let seen = on_server(&village, &home);
    assert_eq!((before, notes(&seen)), (0, vec!["信使看不到的第二次", "信使看不到的走访"]));
    assert!(seen.visits.iter().all(|visit| visit.author.account == village.person("A").id));
    assert_eq!(b.ask(Query::Household { id: home.clone() }).unwrap_err().code, Code::NotFound);
    // Then the author has a link after all.
    let report = a.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    assert_eq!(on_server(&village, &home).visits.len(), 2);
    let id = CaseId::parse(&own).unwrap();
    assert_eq!(case(village.ask(&Query::Case { id }).unwrap()).timeline.len(), 1);
    assert!(sync_view(&mut a).items.iter().all(|item| matches!(item.delivery, Delivery::Received { .. })));
}

#[test]
fn an_altered_parcel_is_refused_with_a_reason_and_its_author_still_delivers() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    a.save(visit(&home, "要带走的")).unwrap();
    meet(&mut a, &mut b, true).unwrap();
    b.sync_over(&village, |_| Way::Lost).unwrap_err();
    assert_eq!(sync_view(&mut b).parcels, 1, "without a link it stays");
    let kept = request(&b, 0);
    for at in [0, 31, 40, kept.parcels[0].sealed.len() - 1] {
        let mut altered = kept.clone();
        altered.parcels[0].sealed[at] ^= 1;
        let receipt = answer(&mut b, &village, &altered).receipts.remove(0);
        assert_eq!((receipt.opened, receipt.reason.as_deref()), (false, Some("signature")));
    }
    let mut renumbered = kept.clone();
    renumbered.parcels[0].number += 1;
    assert!(!answer(&mut b, &village, &renumbered).receipts[0].opened);
    assert_eq!(on_server(&village, &home).visits.len(), 0);
    assert_eq!(a.sync(&village).unwrap().sent, 1);
    // The parcel that was left behind says nothing new.
    b.sync(&village).unwrap();
    assert_eq!((on_server(&village, &home).visits.len(), sync_view(&mut b).parcels), (1, 0));
}

#[test]
fn a_link_that_breaks_at_any_frame_loses_nothing_and_the_next_meeting_goes_on() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    a.save(visit(&home, "甲")).unwrap();
    leader.save(visit(&home, "乙")).unwrap();
    let mut frames = 0;
    meet_over(&mut a, &mut leader, true, |number, _| number < 4);
    for cut in 0..12 {
        a.save(visit(&home, &format!("甲 {cut}"))).unwrap();
        let (by_a, _) = meet_over(&mut a, &mut leader, true, |number, _| {
            frames = frames.max(number + 1);
            number < cut
        });
        if by_a.is_none() {
            a.restart().unwrap();
        }
    }
    assert!(frames > 8, "a meeting has {frames} frames");
    meet(&mut leader, &mut a, true).unwrap();
    let mut written: Vec<String> = (0..12).map(|cut| format!("甲 {cut}")).collect();
    written.extend(["甲".to_owned(), "乙".to_owned()]);
    written.sort();
    for phone in [&mut a, &mut leader] {
        assert_eq!(notes(&on_phone(phone, &home)), written);
        assert!(phone.sync(&village).unwrap().unsent == 0);
    }
    assert_eq!(notes(&on_server(&village, &home)), written);
}

#[test]
fn a_flipped_bit_anywhere_on_the_air_ends_the_meeting_with_a_word_and_costs_nothing() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    a.save(visit(&home, "甲")).unwrap();
    let mut tried = 0;
    for frame_number in 0..7 {
        let mut at = 0;
        loop {
            let mut length = 0;
            let (by_a, by_leader) = meet_over(&mut a, &mut leader, true, |number, frame| {
                if number == frame_number {
                    length = frame.len();
                    if let Some(byte) = frame.get_mut(at) {
                        *byte ^= 1 << (at % 8);
                    }
                }
                true
            });
            if at >= length {
                break;
            }
            let ended = [by_a, by_leader].into_iter().flatten().collect::<Vec<_>>();
            assert!(ended.iter().any(Result::is_err), "frame {frame_number}, byte {at}: {ended:?}");
            let known = [Code::Peer];
            assert!(
                ended.iter().filter_map(|e| e.as_ref().err()).all(|e| known.contains(&e.code)),
                "{ended:?}"
            );
            tried += 1;
            // Every byte of the open frames, a sample of the sealed ones.
            at += if frame_number < 2 { 1 } else { 61 };
        }
    }
    assert!(tried > 60, "{tried} were tried");
    meet(&mut a, &mut leader, false).unwrap();
    assert_eq!(notes(&on_phone(&mut leader, &home)), ["甲"]);
    assert_eq!(a.sync(&village).unwrap().unsent, 0);
}

#[test]
fn who_may_not_meet_is_told_why() {
    let (village, stranger) = (Village::new().unwrap(), Village::new().unwrap());
    let (one, two, three) = (dir(), dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let word = |problem: Problem| (problem.code, problem.detail);
    // No server has ever said who this phone is.
    let mut fresh = village.enrolled("A", two.path(), VERSION, 0).unwrap();
    assert_eq!(word(meet(&mut fresh, &mut a, false).unwrap_err()), (Code::Peer, "no_pass".into()));
    // Of another county.
    let mut other = stranger.phone("A", three.path()).unwrap();
    let (by_a, by_other) = meet_over(&mut a, &mut other, false, |_, _| true);
    assert_eq!(word(by_other.unwrap().unwrap_err()), (Code::Peer, "other_server".into()));
    assert_eq!(word(by_a.unwrap().unwrap_err()), (Code::Peer, "told:other_server".into()));
    // The same phone twice, as of a copied file.
    let four = dir();
    a.off();
    copy(one.path(), four.path());
    let setting = replica::Setting { file: four.path().join("replica.db"), ..a.setting.clone() };
    let mut twin = Phone::open(setting, a.clock.clone()).unwrap();
    a.restart().unwrap();
    let (_, by_twin) = meet_over(&mut a, &mut twin, false, |_, _| true);
    assert_eq!(word(by_twin.unwrap().unwrap_err()), (Code::Peer, "same_device".into()));
}

#[test]
fn a_pass_that_ran_out_is_not_taken_until_its_phone_has_synced_again() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    for (days, ended) in [(119, None), (2, Some("expired"))] {
        a.clock.pass(days * DAY);
        leader.clock.pass(days * DAY);
        village.clock.pass(days * DAY);
        let (_, by_leader) = meet_over(&mut a, &mut leader, false, |_, _| true);
        let word = by_leader.unwrap().err().map(|problem| problem.detail);
        assert_eq!(word.as_deref(), ended);
    }
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    meet(&mut a, &mut leader, false).unwrap();
}

/// A phone that says what it likes, under a real pass of B.
struct Evil {
    bearer: Bearer,
    device: DeviceId,
    offer: Offer,
    /// A document it claims to know more of than there is.
    about: DocId,
}

impl Evil {
    fn of(village: &Village) -> Evil {
        let (device, key) = (DeviceId([7; 8]), SigningKey::from_bytes([7; 32]));
        let keys = &village.app.keys;
        let pass = keys.pass(device, &key.public(), village.person("B"), village.app.now()).unwrap();
        let bearer = Bearer { key, pass, server_key: keys.sign.public().to_vec() };
        Evil { bearer, device, offer: Offer::default(), about: case_doc(9) }
    }

    fn give(&mut self, doc: &DocId, bytes: Vec<u8>) {
        self.give_as(self.device, doc, bytes);
    }

    fn give_as(&mut self, device: DeviceId, doc: &DocId, bytes: Vec<u8>) {
        let signature = sign_change(&self.bearer.key, doc, &hash_of(&bytes)).to_vec().into();
        self.offer.changes.push(CarriedChange { doc: doc.clone(), bytes, device, signature });
    }

    /// Calls a phone; what that phone reports.
    fn calls(&mut self, phone: &mut Phone, clock: &dyn Surroundings) -> Result<MeetReport, Problem> {
        let (mut meeting, hello) = Meeting::call(self.bearer.clone(), true, clock).unwrap();
        let mut listens = phone.replica().receive().unwrap();
        let mut frame = hello;
        loop {
            match phone.replica().hear(&mut listens, &frame) {
                Ok(Turn::Say(answer)) => match meeting.hear(&answer, self, clock).unwrap() {
                    Turn::Say(said) | Turn::Last(said, _) => frame = said,
                    Turn::Over(_) => panic!("the caller ends it"),
                },
                Ok(Turn::Last(_, report) | Turn::Over(report)) => return Ok(report),
                Err(broken) => return Err(broken.problem),
            }
        }
    }
}

impl Home for Evil {
    fn have(&mut self, _: &Other) -> Result<Vec<DocHeads>, Problem> {
        let heads = vec![vec![1; 7].into(), vec![1; 32].into()];
        let there = DocHeads { doc: self.about.clone(), heads };
        let nowhere = DocHeads { doc: case_doc(9), heads: vec![] };
        Ok(vec![there, nowhere.clone(), nowhere])
    }

    fn offer(&mut self, _: &Other, _: &[DocHeads], _: bool) -> Result<Offer, Problem> {
        Ok(self.offer.clone())
    }

    fn take(&mut self, _: &Other, _: &Gift) -> Result<(u32, Taken), Problem> {
        let lie = Taken { held: vec![vec![1; 3].into()], refused: vec![], parcel: Some(u64::MAX) };
        Ok((0, lie))
    }

    fn handed(&mut self, _: &Other, _: &Gift, _: &Taken) -> Result<(), Problem> {
        Ok(())
    }
}

fn written(device: DeviceId, entry: &str) -> Vec<u8> {
    let id = EventId::from_random([3; 10]);
    let puts = [Put { key: id.as_str().to_owned(), value: entry.to_owned() }];
    Doc::default().write(actor_bytes(device, [1; 8]), Millis(1_795_000_000_000), &puts).unwrap().unwrap().1
}

fn case_doc(number: u8) -> DocId {
    DocId::Case(village(), CaseId::from_random([number; 10]))
}

fn raised_at(number: u16) -> String {
    let at = micro_grid(number);
    format!(
        r#"{{"step":"raised","written_at":1795000000000,"after":[],"kind":"dispute","category":"neighbours","colour":"green","title":"x","words":"x","micro_grid":"{at}","parties":[]}}"#,
        at = at.as_str()
    )
}

#[test]
fn a_phone_that_gives_what_it_may_not_is_let_in_with_nothing_of_it() {
    let village_ = Village::new().unwrap();
    let one = dir();
    let mut a = village_.phone("A", one.path()).unwrap();
    a.save(visit(&village_.households[0], "甲的")).unwrap();
    let both = a.save(raise(1, Some(2), "两边的水沟")).unwrap();
    let book = village_.household_doc(0).book_of(Millis(1_795_000_000_000)).unwrap();
    let entry =
        r#"{"entry":"visit","at":1795000000000,"written_at":1795000000000,"kind":"routine","note":"x"}"#;
    let mut evil = Evil::of(&village_);
    let me = evil.device;
    evil.about = DocId::Case(village(), CaseId::parse(&both).unwrap());
    evil.give(&book, written(me, entry)); // not B's household
    evil.give(&village_.household_doc(2), written(me, "x")); // B's, but not A's
    evil.give(&book, vec![0; 40]); // no change at all
    evil.give(&book, vec![]);
    evil.give(&case_doc(1), written(me, &raised_at(1))); // where B doesn't work
    evil.give(&case_doc(2), written(me, &raised_at(2))); // no part of A's
    evil.give(&case_doc(3), written(me, "no event"));
    evil.give_as(DeviceId([8; 8]), &case_doc(4), written(DeviceId([8; 8]), &raised_at(1)));
    // In the name of the leader, who may write there, but did not sign it.
    let (other, key) = (DeviceId([9; 8]), SigningKey::from_bytes([9; 32]));
    let keys = &village_.app.keys;
    let pass = keys.pass(other, &key.public(), village_.person("leader"), village_.app.now());
    evil.offer.passes.push(pass.unwrap());
    evil.give_as(other, &book, written(other, entry));
    let before = a.replica().dump_rows().unwrap();
    let report = evil.calls(&mut a, &*village_.clock).unwrap();
    assert_eq!((report.received, report.not_received), (0, 9), "{report:?}");
    assert_eq!(a.replica().dump_rows().unwrap(), before);
    assert_eq!(sync_view(&mut a).heard, 0);
    let report = a.sync(&village_).unwrap();
    assert!(report.agreed && report.sent == 2, "{report:?}");
}

#[test]
fn what_the_server_refuses_of_a_heard_change_leaves_the_phone_that_heard_it() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    a.save(visit(&home, "户要划走的走访")).unwrap();
    meet(&mut a, &mut leader, false).unwrap();
    leader.save(visit(&home, "组长在上面写的")).unwrap();
    // The household is struck off to micro-grid 2 before either syncs: it was not A's any more.
    village.strike_off(&home).unwrap();
    let report = leader.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    assert_eq!(sync_view(&mut leader).heard, 0);
    assert_eq!(notes(&on_phone(&mut leader, &home)), notes(&on_server(&village, &home)));
    assert!(notes(&on_server(&village, &home)).contains(&"组长在上面写的"));
    // Its author hears of it from the server, and keeps the words.
    a.sync(&village).unwrap();
    let returned = sync_view(&mut a).items.into_iter().find(|item| item.words == "户要划走的走访").unwrap();
    assert!(matches!(returned.delivery, Delivery::Returned { .. }), "{returned:?}");
}

#[test]
fn a_restored_server_gets_a_heard_change_back_from_the_phone_that_heard_it() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    a.save(visit(&home, "带过一次的")).unwrap();
    meet(&mut a, &mut leader, false).unwrap();
    leader.sync(&village).unwrap();
    village.restore(&backup).unwrap();
    assert_eq!(on_server(&village, &home).visits.len(), 0);
    let report = leader.sync(&village).unwrap();
    assert!(report.agreed, "{report:?}");
    let visits = on_server(&village, &home).visits;
    assert_eq!((visits.len(), &visits[0].author.account), (1, &village.person("A").id));
    assert!(a.sync(&village).unwrap().agreed);
}

#[test]
fn a_parcel_that_stands_on_what_a_restored_server_lost_waits_with_the_courier() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    a.save(visit(&home, "一")).unwrap();
    a.sync(&village).unwrap();
    village.restore(&backup).unwrap();
    a.save(visit(&home, "二")).unwrap();
    meet(&mut a, &mut b, true).unwrap();
    b.sync(&village).unwrap();
    assert_eq!((sync_view(&mut b).parcels, on_server(&village, &home).visits.len()), (1, 0));
    assert!(a.sync(&village).unwrap().agreed);
    b.sync(&village).unwrap();
    assert_eq!((sync_view(&mut b).parcels, on_server(&village, &home).visits.len()), (0, 2));
}

#[test]
fn more_parcels_than_a_request_holds_go_in_the_same_exchange() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let two = dir();
    let mut b = village.phone("B", two.path()).unwrap();
    for number in 0..18 {
        let one = dir();
        let mut a = village.phone("A", one.path()).unwrap();
        a.save(visit(&home, &format!("第 {number} 部手机"))).unwrap();
        meet(&mut a, &mut b, true).unwrap();
    }
    assert_eq!(sync_view(&mut b).parcels, 18);
    b.sync(&village).unwrap();
    assert_eq!((sync_view(&mut b).parcels, on_server(&village, &home).visits.len()), (0, 18));
    assert_eq!(request(&b, 0).parcels.len(), 16);
}
