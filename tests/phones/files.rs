//! The phone's file: restored, copied, damaged, of an earlier schema.

use super::*;

#[test]
fn a_phone_from_a_backup_and_a_copy_of_it_go_on_side_by_side() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (first, yesterday, second) = (dir(), dir(), dir());
    let mut phone = village.phone("A", first.path()).unwrap();
    phone.save(visit(&home, "备份前没送出的")).unwrap();
    phone.off();
    copy(first.path(), yesterday.path());
    copy(first.path(), second.path());
    phone.restart().unwrap();
    phone.save(visit(&home, "备份后的")).unwrap();
    phone.save(edit(&home, "note", "备份后的备注")).unwrap();
    phone.sync(&village).unwrap();
    // The file of yesterday is put back; a copy of it runs on another phone at the same time.
    let at = |dir: &tempfile::TempDir, phone: &Phone| {
        let mut setting = phone.setting.clone();
        setting.file = dir.path().join("replica.db");
        Phone::open(setting, phone.clock.clone()).unwrap()
    };
    let (mut back, mut copied) = (at(&yesterday, &phone), at(&second, &phone));
    back.save(visit(&home, "换回后的")).unwrap();
    copied.save(visit(&home, "复制机上的")).unwrap();
    back.save(edit(&home, "joint_leader", "换回后的")).unwrap();
    copied.save(edit(&home, "party_contact", "复制机上的")).unwrap();
    for _ in 0..2 {
        for phone in [&mut back, &mut copied, &mut phone] {
            let report = phone.sync(&village).unwrap();
            assert_eq!((report.refused, report.unsent), (0, 0));
        }
    }
    let expected = ["备份前没送出的", "备份后的", "复制机上的", "换回后的"];
    for phone in [&mut back, &mut copied, &mut phone] {
        assert!(sync_view(phone).agreed);
        assert_eq!(notes(&on_phone(phone, &home)), expected);
    }
    let book = village.household_doc(0).book_of(village.app.now()).unwrap();
    assert_eq!(village.actors(&book).unwrap().len(), 4, "each opening of the file wrote under a new actor");
    let view = on_server(&village, &home);
    assert_eq!(notes(&view), expected, "nothing is lost and nothing counted twice");
    assert_eq!((&*view.household.joint_leader, &*view.household.party_contact), ("换回后的", "复制机上的"));
}

#[test]
fn whichever_page_of_the_file_is_damaged_the_phone_knows_who_it_is_and_agrees_again() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    for number in 0..12 {
        phone.save(visit(&home, &format!("送达的 {number} {}", "记".repeat(600)))).unwrap();
    }
    phone.sync(&village).unwrap();
    phone.save(visit(&home, "没送出的走访")).unwrap();
    phone.off();
    let whole = std::fs::read(&phone.setting.file).unwrap();
    let pages = whole.len() / 4096;
    assert!(pages > 20);
    let mut kept = 0;
    for page in 0..pages {
        let other = self::dir();
        copy(dir.path(), other.path());
        let mut damaged = whole.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0x5a);
        let mut setting = phone.setting.clone();
        setting.file = other.path().join("replica.db");
        std::fs::write(&setting.file, damaged).unwrap();
        let mut opened = Phone::open(setting, phone.clock.clone()).unwrap_or_else(|e| panic!("{page}: {e}"));
        // Each copy of the phone is synced with a copy of the server.
        let backup = village.back_up(&format!("page {page}")).unwrap();
        let copied = village.beside(&backup).unwrap();
        let report = opened.sync(&copied).unwrap_or_else(|e| panic!("{page}: {e}"));
        assert!(report.agreed && report.unsent == 0, "{page}: {report:?}");
        let there = on_server(&copied, &home).visits.len();
        assert_eq!(on_phone(&mut opened, &home).visits.len(), there, "{page}");
        kept += usize::from(there == 13);
    }
    assert!(kept >= pages - 2, "only the page that holds the unsent visit can lose it: {kept} of {pages}");
}

#[test]
fn a_file_of_the_first_schema_is_migrated_when_it_is_opened_and_syncs() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone_speaking("A", dir.path(), 1).unwrap();
    phone.save(visit(&home, "旧版写的")).unwrap();
    phone.off();
    as_the_first_version_left_it(&phone);
    phone.setting.protocol = shared_model::protocol::VERSION;
    phone.restart().unwrap();
    phone.save(edit(&home, "note", "新版改的")).unwrap();
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed && report.sent == 2, "{report:?}");
    assert_eq!(notes(&on_server(&village, &home)), ["旧版写的"]);
    phone.restart().unwrap();
    assert_eq!(on_phone(&mut phone, &home).household.note, "新版改的");
}

/// Takes out of the file what version 0.1 with its one migration didn't have.
fn as_the_first_version_left_it(phone: &Phone) {
    let first = include_str!("../../replica/migrations/001_replica.sql");
    let key: String = phone.setting.key.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = rusqlite::Connection::open(&phone.setting.file).unwrap();
    file.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA user_version = 1;")).unwrap();
    let mut names = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let is_later = |name: &&String| !name.starts_with("s") && !first.contains(&format!("TABLE {name} "));
    for name in names.iter().filter(is_later) {
        file.execute_batch(&format!("DROP TABLE {name}")).unwrap();
    }
    let later = "DROP INDEX change_heard; ALTER TABLE change DROP COLUMN signature;
        ALTER TABLE change DROP COLUMN heard_from;";
    file.execute_batch(later).unwrap();
    let profile: String =
        file.query_row("SELECT value FROM meta WHERE key = 'profile'", [], |row| row.get(0)).unwrap();
    let mut profile: serde_json::Value = serde_json::from_str(&profile).unwrap();
    profile.as_object_mut().unwrap().retain(|key, _| !["key", "former"].contains(&key.as_str()));
    file.execute("UPDATE meta SET value = ?1 WHERE key = 'profile'", [profile.to_string()]).unwrap();
    std::fs::remove_file(phone.setting.file.with_extension("identity")).unwrap();
}
