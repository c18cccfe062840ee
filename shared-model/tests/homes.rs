//! Whoever moves people and merges households, and however it is delivered: everybody lives in one
//! household and nobody in none, and all replicas and the server say the same.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::api::view::Delivery;
use shared_model::document::{Doc, DocId, Hash, Put, Refusal, accept};
use shared_model::homes::{self, Homes};
use shared_model::household::Household;
use shared_model::ids::{HouseholdId, ResidentId};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::projection::{Logged, household_history, project_household};
use std::collections::{BTreeMap, BTreeSet};
use support::*;

const HOUSEHOLDS: u64 = 4;
const PEOPLE: u64 = 6;
/// The server's place among the replicas.
const SERVER: usize = 3;
/// A phone that holds one household alone, and which.
const PARTIAL: usize = 4;
const ITS_OWN: u64 = 2;

fn home(number: u64) -> HouseholdId {
    household_id(number % HOUSEHOLDS + 1)
}
fn doc_of(id: &HouseholdId) -> DocId {
    DocId::Household(village(), id.clone())
}

#[derive(Default)]
struct Replica {
    number: u8,
    written: u64,
    docs: BTreeMap<HouseholdId, Doc>,
    /// What the server had carried edits from.
    looked_at: BTreeSet<Hash>,
}

impl Replica {
    fn log(doc: &Doc) -> Vec<Logged> {
        let delivery = Delivery::Received { at: Millis(1) };
        let author = person(1, Role::Member);
        let changes = doc.changes().into_iter();
        changes
            .map(|(_, bytes)| Logged { bytes, author: author.clone(), delivery: delivery.clone() })
            .collect()
    }

    fn households(&self) -> Vec<Household> {
        let each = |(id, doc): (&HouseholdId, &Doc)| project_household(id, &Self::log(doc)).unwrap();
        self.docs.iter().filter_map(each).map(|one| one.household).collect()
    }

    fn put(&mut self, id: &HouseholdId, puts: &[Put]) {
        self.written += 1;
        let at = Millis(1_773_800_000_000 + self.written as i64 * 1_000);
        self.docs.entry(id.clone()).or_default().write(actor(self.number, 1), at, puts).unwrap();
    }

    fn write(&mut self, written: Option<homes::Written>) {
        for (id, puts) in written.unwrap_or_default() {
            self.put(&id, &puts);
        }
    }

    fn next_id(&self) -> shared_model::ids::EventId {
        event((self.written + 1) << 8 | u64::from(self.number))
    }

    fn changes(&self) -> Vec<(HouseholdId, Hash, Vec<u8>)> {
        let each = |(id, doc): (&HouseholdId, &Doc)| {
            doc.changes().into_iter().map(|(hash, bytes)| (id.clone(), hash, bytes)).collect::<Vec<_>>()
        };
        self.docs.iter().flat_map(each).collect()
    }

    /// Takes what has its ancestors here, until nothing more fits.
    fn take(&mut self, changes: &[(HouseholdId, Hash, Vec<u8>)]) {
        let mut waiting: Vec<_> = changes.iter().collect();
        loop {
            let before = waiting.len();
            waiting.retain(|(id, _, bytes)| {
                let doc = self.docs.entry(id.clone()).or_default();
                match accept(&doc_of(id), doc, bytes, None, true) {
                    Ok(_) => false,
                    Err(Refusal::Missing(_)) => true,
                    Err(refused) => panic!("an honest change was refused: {refused}"),
                }
            });
            if waiting.len() == before {
                return;
            }
        }
    }

    /// What the server does after it took something in.
    fn settle(&mut self) {
        loop {
            let households = self.households();
            let homes = Homes::of(&households);
            let mut puts = homes::settle(&homes);
            if puts.is_empty() {
                for (id, doc) in &self.docs {
                    let log = Self::log(doc);
                    let mut edits = household_history(&log).unwrap();
                    edits.retain(|edit| !self.looked_at.contains(&edit.change));
                    for (home, put) in homes::carried(id, &edits, &homes) {
                        puts.entry(home).or_default().push(put);
                    }
                }
                let all = self.changes().into_iter().map(|(_, hash, _)| hash);
                self.looked_at.extend(all.collect::<Vec<_>>());
            }
            if puts.is_empty() {
                return;
            }
            for (id, puts) in puts {
                self.put(&id, &puts);
            }
        }
    }

    /// Who lives where, as the pages of the households say it.
    fn shown(&self) -> BTreeMap<ResidentId, Vec<HouseholdId>> {
        let households = self.households();
        let homes = Homes::of(&households);
        let mut shown: BTreeMap<ResidentId, Vec<HouseholdId>> = BTreeMap::new();
        for one in &households {
            if homes.survivor(&one.id) != &one.id {
                continue;
            }
            for person in homes.household(&one.id).unwrap().residents {
                let here = person.lives.as_ref().is_none_or(|lives| lives.to.id == one.id);
                if here {
                    shown.entry(person.id.clone()).or_default().push(one.id.clone());
                }
            }
        }
        shown
    }

    fn heads(&self) -> BTreeMap<HouseholdId, Vec<Hash>> {
        self.docs.iter().map(|(id, doc)| (id.clone(), doc.heads())).collect()
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Move(u64, u64),
    Merge(u64, u64),
    Part(u64),
    Archive(u64, bool),
    Edit(u64, u8),
    /// Takes a part of what another has.
    Hear(usize, u64),
    /// Sends all to the server and takes all from it.
    Sync,
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let deed = prop_oneof![
        6 => (0..PEOPLE, 0..HOUSEHOLDS).prop_map(|(who, to)| Deed::Move(who, to)),
        4 => (0..HOUSEHOLDS, 0..HOUSEHOLDS).prop_map(|(one, into)| Deed::Merge(one, into)),
        2 => (0..HOUSEHOLDS).prop_map(Deed::Part),
        2 => (0..HOUSEHOLDS, any::<bool>()).prop_map(|(one, gone)| Deed::Archive(one, gone)),
        2 => (0..PEOPLE, any::<u8>()).prop_map(|(who, value)| Deed::Edit(who, value)),
        3 => (0..3usize, any::<u64>()).prop_map(|(from, part)| Deed::Hear(from, part)),
        3 => Just(Deed::Sync),
    ];
    prop::collection::vec((0..3usize, deed), 1..40)
}

/// The household whose page shows somebody as living there.
fn page_of(homes: &Homes<'_>, who: &ResidentId) -> Option<HouseholdId> {
    let all: Vec<&Household> = homes.recorded_all().collect();
    let recorded = all.iter().find(|one| one.residents.iter().any(|one| one.id == *who))?;
    Some(homes.home(who, &recorded.id).clone())
}

fn exchange(all: &mut [Replica], who: usize) {
    let up = all[who].changes();
    all[SERVER].take(&up);
    all[SERVER].settle();
    let mut down = all[SERVER].changes();
    if who == PARTIAL {
        down.retain(|(id, ..)| *id == home(ITS_OWN));
    }
    all[who].take(&down);
}

fn play(deeds: &[(usize, Deed)]) -> Vec<Replica> {
    let new = |number: u8| Replica { number, ..Replica::default() };
    let mut all: Vec<Replica> = (0..5).map(new).collect();
    let put = |key: String, value: &str| Put { key, value: value.into() };
    for number in 0..HOUSEHOLDS {
        let mut puts =
            vec![put("micro_grid".into(), MICRO_GRID), put("house_no".into(), &number.to_string())];
        for who in (0..PEOPLE).filter(|who| who % HOUSEHOLDS == number) {
            puts.push(put(format!("resident.{}.name", resident_id(who)), &format!("人{who}")));
        }
        all[SERVER].put(&home(number), &puts);
    }
    (0..5).filter(|who| *who != SERVER).for_each(|who| exchange(&mut all, who));
    for (who, deed) in deeds {
        if let Deed::Hear(from, part) = deed {
            let mut heard = all[*from].changes();
            let mut place = 0;
            heard.retain(|_| {
                place += 1;
                part >> (place % 64) & 1 == 1
            });
            all[*who].take(&heard);
            continue;
        }
        if matches!(deed, Deed::Sync) {
            exchange(&mut all, *who);
            continue;
        }
        let me = &mut all[*who];
        let households = me.households();
        let homes = Homes::of(&households);
        let id = me.next_id();
        match deed {
            Deed::Move(who, to) => {
                let (who, to) = (resident_id(*who), home(*to));
                let from = page_of(&homes, &who).unwrap();
                let written = homes::move_resident(&homes, &from, &who, &to, "", id).ok();
                me.write(written);
            }
            Deed::Merge(one, into) => {
                me.write(homes::merge(&homes, &home(*one), &home(*into), false, id).ok());
            }
            Deed::Part(one) => me.write(homes::part(&homes, &home(*one), false, id).ok()),
            Deed::Archive(one, gone) => {
                let word = if *gone { "moved" } else { "" };
                me.put(&home(*one), &[put("gone".into(), word)]);
            }
            Deed::Edit(who, value) => {
                let who = resident_id(*who);
                let from = page_of(&homes, &who).unwrap();
                let recorded = homes.record_of(&who, &from).map(|(one, _)| one.id.clone());
                let key = format!("resident.{who}.phone");
                me.put(&recorded.unwrap_or(from), &[put(key, &format!("{value}"))]);
            }
            Deed::Hear(..) | Deed::Sync => {}
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_lives_in_one_household_and_all_say_in_which(deeds in deeds()) {
        let mut all = play(&deeds);
        // Before anybody syncs, nobody is shown twice or not at all on a phone that holds them.
        for phone in &all[..SERVER] {
            prop_assert_eq!(phone.shown().len() as u64, PEOPLE);
            for (who, homes) in phone.shown() {
                prop_assert_eq!(homes.len(), 1, "{:?} lives in {:?}", who, homes);
            }
        }
        for _ in 0..2 {
            (0..5).filter(|who| *who != SERVER).for_each(|who| exchange(&mut all, who));
        }
        let server = &all[SERVER];
        let shown = server.shown();
        prop_assert_eq!(shown.len() as u64, PEOPLE);
        prop_assert!(shown.values().all(|homes| homes.len() == 1), "{:?}", shown);
        let households = server.households();
        let homes = Homes::of(&households);
        prop_assert!(homes::settle(&homes).is_empty());
        prop_assert!(households.iter().all(|one| !one.lived_in));
        for phone in &all[..SERVER] {
            prop_assert_eq!(phone.heads(), server.heads());
            prop_assert_eq!(&phone.shown(), &shown);
        }
        // Who holds one household alone sees of each of its people whether they live there.
        let its_own = home(ITS_OWN);
        let partial = all[PARTIAL].households();
        prop_assert_eq!(partial.len(), 1);
        let alone = Homes::of(&partial);
        for person in &partial[0].residents {
            let there = |homes: &Homes<'_>| {
                homes.claim(&person.id).is_none_or(|claim| claim.to.id == its_own)
            };
            prop_assert_eq!(there(&alone), there(&homes), "{}", person.name);
        }
    }
}

/// The server and two phones that know the same.
fn three() -> Vec<Replica> {
    let mut all = play(&[]);
    all.truncate(SERVER + 1);
    all
}

fn settled(all: &mut [Replica]) -> Vec<Household> {
    for _ in 0..2 {
        (0..2).for_each(|who| exchange(all, who));
    }
    assert_eq!(all[0].heads(), all[1].heads());
    let households = all[SERVER].households();
    let homes = Homes::of(&households);
    households.iter().map(|one| homes.household(&one.id).unwrap()).collect()
}

fn merges(all: &mut [Replica], who: usize, one: u64, into: Option<u64>, id: u64) {
    let households = all[who].households();
    let homes = Homes::of(&households);
    let written = match into {
        Some(into) => homes::merge(&homes, &home(one), &home(into), false, event(id)),
        None => homes::part(&homes, &home(one), false, event(id)),
    };
    all[who].write(Some(written.unwrap()));
}

fn into(all: &[Household], one: u64) -> Option<HouseholdId> {
    all[one as usize].merged.clone()?.into.map(|into| into.id)
}

#[test]
fn a_merge_taken_back_and_made_anew_at_once_ends_as_the_higher_claim_says() {
    for (undo, again) in [(8, 9), (9, 8)] {
        let mut all = three();
        merges(&mut all, 0, 0, Some(1), 1);
        (0..2).for_each(|who| exchange(&mut all, who));
        (0..2).for_each(|who| exchange(&mut all, who));
        merges(&mut all, 0, 0, None, undo);
        // The other takes it back too, and merges it into a third.
        merges(&mut all, 1, 0, None, 3);
        merges(&mut all, 1, 0, Some(2), again);
        assert_eq!(into(&settled(&mut all), 0), Some(home(2)), "two steps on are higher than one");
        merges(&mut all, 0, 0, None, undo);
        merges(&mut all, 1, 1, Some(2), again);
        let end = settled(&mut all);
        assert_eq!((into(&end, 0), into(&end, 1)), (None, Some(home(2))), "of two households each");
    }
}

#[test]
fn an_edit_goes_with_who_was_moved_unless_the_value_was_changed_where_they_live() {
    for changed in [false, true] {
        let mut all = three();
        let (who, key) = (resident_id(0), format!("resident.{}.phone", resident_id(0)));
        let households = all[0].households();
        let written =
            homes::move_resident(&Homes::of(&households), &home(0), &who, &home(1), "儿媳", event(1))
                .unwrap();
        all[0].write(Some(written));
        let put = |value: &str| [Put { key: key.clone(), value: value.into() }];
        if changed {
            all[0].put(&home(1), &put("100 0000 0001"));
        }
        all[1].put(&home(0), &put("100 0000 0002"));
        let end = settled(&mut all);
        let there = end[1].residents.iter().find(|one| one.id == who).unwrap();
        let expected = if changed { "100 0000 0001" } else { "100 0000 0002" };
        assert_eq!((there.phone.as_str(), there.relation.as_str()), (expected, "儿媳"));
        let left = end[0].residents.iter().find(|one| one.id == who).unwrap();
        assert_eq!((left.gone.as_str(), &left.lives.as_ref().unwrap().to.id), ("moved", &home(1)));
    }
}
