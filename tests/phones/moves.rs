//! People who move and households that are merged, on phones without a network: what each shows before and
//! after they met the village.

use super::*;
use shared_model::api::view::HistoryEntry;
use shared_model::household::Resident;
use shared_model::ids::ResidentId;

fn moves(from: &HouseholdId, who: &ResidentId, to: &HouseholdId) -> Command {
    let relation = "儿媳".into();
    Command::MoveResident { household: from.clone(), resident: who.clone(), to: to.clone(), relation }
}

fn merge(one: &HouseholdId, into: Option<&HouseholdId>) -> Command {
    Command::MergeHousehold { household: one.clone(), into: into.cloned() }
}

/// Adds somebody; their identity.
fn added(phone: &mut Phone, home: &HouseholdId, name: &str) -> ResidentId {
    phone.save(edit(home, "resident.new.name", name)).unwrap();
    person(&on_phone(phone, home), name).unwrap().id
}

fn person(view: &HouseholdView, name: &str) -> Option<Resident> {
    view.household.residents.iter().find(|one| one.name == name).cloned()
}

fn lives_in(view: &HouseholdView, name: &str) -> bool {
    person(view, name).is_some_and(|one| one.gone.is_empty())
}

fn merged_into(view: &HouseholdView) -> Option<HouseholdId> {
    view.household.merged.clone()?.into.map(|into| into.id)
}

fn history(phone: &mut Phone, id: &HouseholdId) -> Vec<HistoryEntry> {
    let Answer::History(all) = phone.ask(Query::HouseholdHistory { id: id.clone() }).unwrap() else {
        panic!("history")
    };
    all
}

#[test]
fn who_marries_moves_offline_and_cases_and_both_households_lead_to_them() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let (from, to) = (village.households[0].clone(), village.households[1].clone());
    let who = added(&mut a, &from, "杨小梅");
    let party = Party {
        household: Some(from.clone()),
        micro_grid: Some(micro_grid(1)),
        name: "杨小梅".into(),
        house_no: "12".into(),
    };
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Green,
        title: "工钱".into(),
        words: "x".into(),
        micro_grid: micro_grid(1),
        parties: vec![party],
        facts: Default::default(),
    };
    let case = a.save(Command::RaiseCase { step, photos: vec![] }).unwrap();
    a.save(moves(&from, &who, &to)).unwrap();
    let check = |phone: &mut Phone| {
        let (here, there) = (on_phone(phone, &from), on_phone(phone, &to));
        let (left, came) = (person(&here, "杨小梅").unwrap(), person(&there, "杨小梅").unwrap());
        assert_eq!((left.gone.as_str(), left.lives.unwrap().to.id), ("moved", to.clone()));
        assert_eq!((came.id, came.relation.as_str(), came.gone.as_str()), (who.clone(), "儿媳", ""));
        assert_eq!(came.lives.unwrap().from.id, from);
        assert_eq!(case_on(phone, &case).parties[0].household.as_ref(), Some(&to));
        for id in [&from, &to] {
            let told = history(phone, id).into_iter().find(|one| one.field.ends_with(".lives")).unwrap();
            assert_eq!((told.author.name.as_str(), told.from.len()), ("A", 1));
        }
    };
    check(&mut a);
    a.restart().unwrap();
    let report = a.sync(&village).unwrap();
    assert_eq!((report.refused, report.unsent, report.agreed), (0, 0, true), "{report:?}");
    leader.sync(&village).unwrap();
    check(&mut leader);
    assert!(
        lives_in(&on_server(&village, &to), "杨小梅") && !lives_in(&on_server(&village, &from), "杨小梅")
    );
    // What is written of them now stands where they live.
    leader.save(edit(&to, &format!("resident.{who}.phone"), "100 0000 0009")).unwrap();
    leader.sync(&village).unwrap();
    a.sync(&village).unwrap();
    assert_eq!(person(&on_phone(&mut a, &to), "杨小梅").unwrap().phone, "100 0000 0009");
}

#[test]
fn a_household_that_was_divided_offline_arrives_with_who_moved_into_it() {
    let village = Village::new().unwrap();
    let one = dir();
    let mut a = village.phone("A", one.path()).unwrap();
    let who = added(&mut a, &village.households[0], "杨小军");
    let new = Command::AddHousehold { micro_grid: None, house_no: "40".into(), name: "杨大".into() };
    let new = HouseholdId::parse(&a.save(new).unwrap()).unwrap();
    a.save(moves(&village.households[0], &who, &new)).unwrap();
    let report = a.sync(&village).unwrap();
    assert_eq!((report.refused, report.unsent, report.agreed), (0, 0, true), "{report:?}");
    assert!(lives_in(&on_server(&village, &new), "杨小军"));
}

#[test]
fn a_phone_that_holds_one_end_alone_says_where_they_went_by_name() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let (from, to) = (village.households[0].clone(), village.households[2].clone());
    let who = added(&mut a, &from, "杨小梅");
    a.sync(&village).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    assert_eq!(
        a.save(moves(&from, &who, &to)).unwrap_err().code,
        Code::NotFound,
        "A holds no such household"
    );
    village.office(moves(&from, &who, &to)).unwrap();
    a.sync(&village).unwrap();
    b.sync(&village).unwrap();
    let left = person(&on_phone(&mut a, &from), "杨小梅").unwrap();
    let went = left.lives.unwrap().to;
    assert_eq!((left.gone.as_str(), went.id, went.held), ("moved", to.clone(), false));
    assert!(!went.name.is_empty() && !went.house_no.is_empty());
    let came = person(&on_phone(&mut b, &to), "杨小梅").unwrap().lives.unwrap().from;
    assert_eq!((came.id, came.held), (from.clone(), false));
    // And A can't bring back whom it doesn't keep any more.
    assert!(a.save(moves(&from, &who, &village.households[1])).is_err());
    let item = |phone: &mut Phone, id: &HouseholdId| {
        let asked = Query::Households { search: String::new(), micro_grid: None };
        let Answer::Households(all) = phone.ask(asked).unwrap() else { panic!("households") };
        all.into_iter().find(|item| item.id == *id).unwrap().residents
    };
    assert_eq!((item(&mut a, &from), item(&mut b, &to)), (1, 2));
}

#[test]
fn one_person_moved_by_two_phones_and_one_household_merged_both_ways_end_alike_everywhere() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let homes = village.households.clone();
    let who = added(&mut a, &homes[0], "杨小梅");
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    a.save(moves(&homes[0], &who, &homes[1])).unwrap();
    leader.save(moves(&homes[0], &who, &homes[2])).unwrap();
    a.save(merge(&homes[0], Some(&homes[1]))).unwrap();
    leader.save(merge(&homes[1], Some(&homes[0]))).unwrap();
    for _ in 0..2 {
        a.sync(&village).unwrap();
        leader.sync(&village).unwrap();
    }
    let report = a.sync(&village).unwrap();
    assert!(report.agreed, "{report:?}");
    let homes_of = |ask: &mut dyn FnMut(&HouseholdId) -> HouseholdView| -> Vec<usize> {
        (0..4)
            .filter(|at| {
                let view = ask(&homes[*at]);
                merged_into(&view).is_none() && lives_in(&view, "杨小梅")
            })
            .collect()
    };
    let on_leader = homes_of(&mut |id| on_phone(&mut leader, id));
    assert_eq!(on_leader.len(), 1);
    assert_eq!(homes_of(&mut |id| on_server(&village, id)), on_leader);
    let merged: Vec<bool> =
        homes[..2].iter().map(|id| merged_into(&on_phone(&mut leader, id)).is_some()).collect();
    let on_a: Vec<bool> = homes[..2].iter().map(|id| merged_into(&on_phone(&mut a, id)).is_some()).collect();
    assert_eq!(merged, on_a);
    assert_eq!(merged.iter().filter(|merged| **merged).count(), 1, "one of the two stands");
}

#[test]
fn a_merge_offline_shows_people_visits_and_record_of_both_and_is_visited_once_and_taken_back() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let homes = village.households.clone();
    added(&mut a, &homes[0], "杨小梅");
    a.save(visit(&homes[0], "老屋")).unwrap();
    a.save(merge(&homes[0], Some(&homes[1]))).unwrap();
    let elsewhere = leader.save(merge(&homes[1], Some(&homes[2]))).unwrap_err();
    assert_eq!(elsewhere.code, Code::Invalid, "two micro-grids are for the office");
    let check = |phone: &mut Phone| {
        let view = on_phone(phone, &homes[1]);
        assert!(lives_in(&view, "杨小梅"));
        assert_eq!((notes(&view), view.visits[0].of.is_some()), (vec!["老屋"], true));
        assert_eq!(view.parts.iter().map(|part| &part.id).collect::<Vec<_>>(), [&homes[0]]);
        assert_eq!(merged_into(&on_phone(phone, &homes[0])).unwrap(), homes[1]);
        assert!(history(phone, &homes[1]).iter().any(|entry| entry.of.is_some() && entry.field == "merged"));
        assert!(today(phone).visits.iter().all(|item| !homes[..2].contains(&item.id)), "visited as a whole");
    };
    check(&mut a);
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    check(&mut leader);
    // A word about that visit goes into its own book.
    let first = on_phone(&mut a, &homes[1]).visits[0].id.clone();
    a.save(Command::CorrectVisit { household: homes[1].clone(), visit: first, note: "新屋".into() }).unwrap();
    a.save(merge(&homes[0], None)).unwrap();
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    for phone in [&mut a, &mut leader] {
        let (parted, other) = (on_phone(phone, &homes[0]), on_phone(phone, &homes[1]));
        assert!(merged_into(&parted).is_none() && lives_in(&parted, "杨小梅"));
        assert_eq!(parted.visits[0].corrections.len(), 1);
        assert!(other.parts.is_empty() && other.visits.is_empty() && !lives_in(&other, "杨小梅"));
        assert!(today(phone).visits.iter().any(|item| item.id == homes[1]), "due again by itself");
    }
}
