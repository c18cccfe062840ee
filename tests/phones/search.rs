//! Finding a household: by name, part of a name, house number, phone number and first letters.

use super::*;

fn found(phone: &mut Phone, search: &str) -> Vec<(String, Option<String>)> {
    let query = Query::Households { search: search.into(), micro_grid: None };
    let Answer::Households(items) = phone.ask(query).unwrap() else { panic!("households") };
    items.into_iter().map(|item| (item.name, item.hit)).collect()
}

fn names(phone: &mut Phone, search: &str) -> Vec<String> {
    found(phone, search).into_iter().map(|(name, _)| name).collect()
}

/// A phone with two households: 王芳 with 单小军, and 曾志明.
fn a_phone(village: &Village, dir: &Path) -> Phone {
    let mut phone = village.phone("A", dir).unwrap();
    let [first, second] = [&village.households[0], &village.households[1]];
    let head = |household: &HouseholdId| format!("resident.{}.name", household.as_str());
    phone.save(edit(first, &head(first), "王芳")).unwrap();
    let other = "resident.bbbbbbbbbbbbbbbb";
    phone.save(edit(first, &format!("{other}.name"), "单小军")).unwrap();
    phone.save(edit(first, &format!("{other}.phone"), "138 0000-1234")).unwrap();
    phone.save(edit(second, &head(second), "曾志明")).unwrap();
    phone.save(edit(second, "house_no", "207")).unwrap();
    phone
}

#[test]
fn a_household_is_found_by_whatever_its_member_thinks_of_first() {
    let (village, dir) = (Village::new().unwrap(), dir());
    let mut phone = a_phone(&village, dir.path());
    for search in ["王芳", "芳", "wf", "WF", "w", "13800001234"] {
        assert_eq!(names(&mut phone, search), ["王芳"], "{search}");
    }
    for search in ["曾志明", "志明", "zzm", "czm", "zm", "207"] {
        assert_eq!(names(&mut phone, search), ["曾志明"], "{search}");
    }
    assert!(names(&mut phone, "fw").is_empty());
}

#[test]
fn first_letters_of_another_resident_say_whom_they_found() {
    let (village, dir) = (Village::new().unwrap(), dir());
    let mut phone = a_phone(&village, dir.path());
    let hit = |who: &str| vec![("王芳".to_owned(), Some(who.to_owned()))];
    assert_eq!(found(&mut phone, "sxj"), hit("单小军"));
    assert_eq!(found(&mut phone, "dxj"), hit("单小军"), "by the reading that is no surname too");
    assert_eq!(found(&mut phone, "wf"), [("王芳".to_owned(), None)]);
}

#[test]
fn a_file_of_a_version_that_knew_no_first_letters_finds_by_them_once_it_is_opened() {
    let (village, dir) = (Village::new().unwrap(), dir());
    let mut phone = a_phone(&village, dir.path());
    let rows = phone.replica().dump_rows().unwrap();
    phone.off();
    let key: String = phone.setting.key.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = rusqlite::Connection::open(&phone.setting.file).unwrap();
    file.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).unwrap();
    file.execute_batch("DELETE FROM meta WHERE key = 'rows_made_by'; UPDATE search SET text = '王芳 芳';")
        .unwrap();
    drop(file);
    phone.restart().unwrap();
    assert_eq!(names(&mut phone, "wf"), ["王芳"]);
    assert_eq!(phone.replica().dump_rows().unwrap(), rows);
}
