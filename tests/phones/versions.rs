//! A phone a version behind, and one that is too far behind.

use super::*;

#[test]
fn a_phone_of_the_protocol_before_syncs_as_ever_and_keeps_fields_it_does_not_know() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 1);
    let home = village.households[0].clone();
    village.write_field(0, "future.field", "明年的字段").unwrap();
    let dir = dir();
    let mut phone = village.phone_speaking("A", dir.path(), 1).unwrap();
    let sent = request(&phone, 0);
    assert_eq!((sent.protocol, sent.from_year, sent.device_key), (1, None, None));
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 3, "of all years");
    phone.save(edit(&home, "note", "旧手机改的")).unwrap();
    phone.save(visit(&home, "旧手机的走访")).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(village.field(0, "future.field").unwrap().as_deref(), Some("明年的字段"));
    assert_eq!(on_server(&village, &home).household.note, "旧手机改的");
    // The app is updated: the same file speaks the new protocol and lets go of nothing.
    phone.setting.protocol = shared_model::protocol::VERSION;
    phone.restart().unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    let sent = request(&phone, 0);
    assert_eq!((sent.protocol, sent.from_year), (2, Some(this_year - 3)));
    assert!(sent.device_key.is_some(), "a key is made at the first opening");
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 4);
}

#[test]
fn a_phone_that_must_be_updated_is_told_in_a_word_and_keeps_everything() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.setting.protocol = 99;
    phone.restart().unwrap();
    phone.save(visit(&home, "等着更新的走访")).unwrap();
    assert_eq!(phone.sync(&village).unwrap_err().code, Code::UpdateNeeded);
    assert_eq!(phone.posts.len(), 1, "it is not asked again at once");
    let view = sync_view(&mut phone);
    assert_eq!(view.last_failure.unwrap().code, Code::UpdateNeeded);
    assert_eq!(view.items[0].delivery, Delivery::SavedHere);
    phone.setting.protocol = shared_model::protocol::VERSION;
    phone.restart().unwrap();
    assert_eq!(phone.sync(&village).unwrap().sent, 1);
}
