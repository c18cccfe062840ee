//! Service lists and the directory: handed in as tables, seen by whom they are for, and a request from
//! its beginning at an item to the desk's answer.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sync_server::{reference, store};

const ITEMS: &str = "/v1/import/items?form=csv";
const PEOPLE: &str = "/v1/import/people?form=csv";
const HEAD: &str = "编号,清单,事项,办理窗口,所需材料,办理时限,备注,多的一列\n";

fn table(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

async fn report(console: &Console, path: &str, table: &str) -> Value {
    let handed = console.hand_in(path, table.as_bytes().to_vec()).await;
    assert!(handed.status.is_success(), "{}", handed.text());
    handed.json()
}

fn wrong(report: &Value) -> Vec<(u64, &str, &str)> {
    let cell = |cell: &'static Value| {
        (cell["line"].as_u64().unwrap(), cell["column"].as_str().unwrap(), cell["why"].as_str().unwrap())
    };
    let cells: &'static Value = Box::leak(Box::new(report["wrong"].clone()));
    cells.as_array().unwrap().iter().map(cell).collect()
}

fn names(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

async fn items(console: &Console) -> Value {
    console.ask(json!({"ask": "service_items"})).await["service_items"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_countys_list_holds_until_a_village_has_its_own() {
    let world = World::new().await;
    let (county, secretary) = (world.console("county").await, world.console("secretary").await);
    let neighbour = world.console("neighbour").await;
    assert_eq!(items(&secretary).await, json!({"version": 0, "items": []}));
    let whole = table(
        "b1,便民服务事项,生育登记,卫健窗口,身份证、户口簿,3 个工作日,,x\nq1,小微权力,印章使用,,,即办,,\n",
    );
    let tried = report(&county, &format!("{ITEMS}&trial=1"), &whole).await;
    assert_eq!(
        (&tried["rows"], &tried["ready"], &tried["unused"]),
        (&json!(2), &json!(2), &json!(["多的一列"]))
    );
    assert_eq!(items(&secretary).await["version"], 0, "a trial writes nothing");
    assert_eq!(report(&county, ITEMS, &whole).await["taken"], 2);
    let seen = items(&secretary).await;
    assert_eq!((&seen["place"], &seen["version"]), (&json!("513424000000"), &json!(1)));
    assert_eq!(names(&seen["items"]), ["生育登记", "印章使用"]);
    assert_eq!(
        seen["items"][0],
        json!({"key": "b1", "list": "service", "name": "生育登记", "desk": "卫健窗口", "papers": "身份证、户口簿", "days": 3})
    );
    assert_eq!(seen["items"][1]["days"], 0, "at once");
    // The same table says nothing new: no version comes of it.
    let again = report(&county, ITEMS, &whole).await;
    assert_eq!((&again["already"], &again["taken"]), (&json!([2, 3]), &json!(0)));
    assert_eq!(items(&secretary).await["version"], 1);
    let own = table("v1,便民服务事项,通山路钥匙,村部,,1,,\n");
    assert_eq!(report(&secretary, ITEMS, &own).await["taken"], 1);
    assert_eq!(names(&items(&secretary).await["items"]), ["通山路钥匙"]);
    assert_eq!(names(&items(&neighbour).await["items"]), ["生育登记", "印章使用"], "only the one village");
    assert_eq!(names(&items(&county).await["items"]), ["生育登记", "印章使用"]);
    // What a table leaves out is withdrawn, and said to be.
    let less = table("b1,便民服务事项,生育登记,卫健窗口,身份证,3,,\n");
    let tried = report(&county, &format!("{ITEMS}&trial=1"), &less).await;
    assert_eq!((&tried["gone"], &tried["ready"]), (&json!(["印章使用"]), &json!(1)));
    report(&county, ITEMS, &less).await;
    let seen = items(&neighbour).await;
    assert_eq!((&seen["version"], seen["items"].as_array().unwrap().len()), (&json!(2), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_row_of_a_list_is_wrong_the_old_list_stays_also_when_only_the_right_ones_are_wanted() {
    let world = World::new().await;
    let county = world.console("county").await;
    report(&county, ITEMS, &table("b1,便民服务事项,生育登记,,,,,\n")).await;
    let (long, key) = ("长".repeat(51), "键".repeat(21));
    let bad = table(&format!(
        "b1,便民服务事项,老年证,,,,,\n,便民服务事项,没有编号,,,,,\nb2,别的清单,名字,,,三天,,\nb1,便民服务事项,重号,,,,,\nb3,便民服务事项,{long},,,400,,\n{key},便民服务事项,键太长,,,,,\n"
    ));
    let told = report(&county, &format!("{ITEMS}&partial=1"), &bad).await;
    let expected = [
        (3, "编号", "missing"),
        (4, "清单", "unknown_word"),
        (4, "办理时限", "not_a_number"),
        (5, "", "twice"),
        (6, "事项", "too_long"),
        (6, "办理时限", "not_a_number"),
        (7, "编号", "too_long"),
    ];
    assert_eq!(wrong(&told), expected);
    assert_eq!(told["taken"], 0);
    assert_eq!(names(&items(&county).await["items"]), ["生育登记"]);
    let head_alone = report(&county, ITEMS, &table("")).await;
    assert_eq!((wrong(&head_alone), &head_alone["taken"]), (vec![(0, "", "empty")], &json!(0)));
    assert_eq!(names(&items(&county).await["items"]), ["生育登记"], "an empty table withdraws nothing");
    let no_head = report(&county, ITEMS, "事项\n生育登记\n").await;
    assert_eq!(wrong(&no_head), [(0, "", "no_head")]);
    let lacks = report(&county, ITEMS, "事项,备注\n生育登记,\n").await;
    assert_eq!(wrong(&lacks), [(1, "编号", "column_missing"), (1, "清单", "column_missing")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_table_can_be_filled_in_and_handed_back() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    for (template, path, lacks) in [
        ("/v1/import/items/template", "/v1/import/items?form=xlsx", "编号*"),
        ("/v1/import/people/template", "/v1/import/people?form=xlsx", "姓名*"),
    ] {
        let handed = secretary.fetch(template).await;
        assert!(handed.status.is_success() && handed.disposition.contains("xlsx"), "{lacks}");
        let told = secretary.hand_in(path, handed.bytes).await.json();
        assert_eq!(wrong(&told), [(0, "", "empty")], "handed back as it was");
        let nothing = secretary.hand_in(path, vec![]).await.json();
        assert_eq!(wrong(&nothing), [(0, "", "empty")], "a file without a byte");
    }
    let mediator = world.console("mediator").await;
    assert_eq!(mediator.fetch("/v1/import/items/template").await.status, StatusCode::FORBIDDEN);
    assert_eq!(mediator.fetch("/v1/import/people/template").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_gets_the_list_with_the_reference_data() {
    let world = World::new().await;
    let county = world.console("county").await;
    let version = || store::read(&*world.app.store, |tx| reference::version(tx)).unwrap();
    let before = version();
    report(&county, ITEMS, &table("b1,便民服务事项,生育登记,,,,,\n")).await;
    assert!(version() > before, "a phone's copy is old now");
    let member = world.person("A").clone();
    let sent =
        store::read(&*world.app.store, |tx| reference::of(tx, &member, &*world.app.policies(tx)?)).unwrap();
    assert_eq!(sent.services.item("b1").unwrap().name, "生育登记");
    let sent = serde_json::to_value(&sent).unwrap();
    assert_eq!(sent["services"]["items"][0]["key"], "b1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_goes_from_an_item_to_the_desk_and_comes_back_served() {
    let world = World::new().await;
    let (secretary, mediator) = (world.console("secretary").await, world.console("mediator").await);
    let raised = json!({"step": "raised", "kind": "service_request", "category": "allowance", "colour": "green",
        "title": "高龄津贴", "words": "腿脚不便，请代办", "micro_grid": micro_grid(1), "service_item": "b7",
        "parties": [{"household": world.households[0], "micro_grid": micro_grid(1), "name": "李玉珍", "house_no": "12"}]});
    let case = secretary.does(json!({"cmd": "raise_case", "step": raised})).await;
    let step = |step: Value| json!({"cmd": "add_to_case", "case": case, "step": step});
    secretary.does(step(json!({"step": "accepted"}))).await;
    // The desk is an account like any other; here the mediator sits at it.
    let desk = json!({"cmd": "set_post", "account": world.person("mediator").id, "post": {"kind": "service_desk", "name": "一号"}});
    secretary.does(desk).await;
    secretary.does(step(json!({"step": "dispatched", "to": world.person("mediator").id}))).await;
    let people = secretary.ask(json!({"ask": "reference"})).await["reference"]["people"].clone();
    let desk = people.as_array().unwrap().iter().find(|one| one["name"] == "mediator").unwrap();
    assert_eq!(desk["post"], json!({"kind": "service_desk", "name": "一号"}));
    mediator.does(step(json!({"step": "taken"}))).await;
    mediator.does(step(json!({"step": "settled", "outcome": "served", "words": "已办好，存折送到家"}))).await;
    let seen = secretary.ask(json!({"ask": "case", "id": case})).await["case"].clone();
    assert_eq!((&seen["item"]["stage"], &seen["outcome"]), (&json!("settled"), &json!("served")));
    assert_eq!(seen["timeline"][0]["step"]["service_item"], "b7");
    let of_household = secretary.ask(json!({"ask": "household", "id": world.households[0]})).await;
    assert_eq!(of_household["household"]["cases"][0]["title"], "高龄津贴");
}

const ROWS: &str = "姓名,身份,微网格,电话,擅长\n\
    木呷,法律明白人,一网格 01,100 0000 0077,邻里、山林土地\n\
    阿牛,志愿者,,100 0000 0078,\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_directory_is_the_villages_alone_and_who_is_taken_out_is_gone() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let told = report(&secretary, PEOPLE, ROWS).await;
    assert_eq!((&told["taken"], wrong(&told).len()), (&json!(2), 0), "{told}");
    let all = |query: Value| {
        let mut asked = json!({"ask": "directory"});
        asked.as_object_mut().unwrap().extend(query.as_object().unwrap().clone());
        asked
    };
    let seen = secretary.ask(all(json!({}))).await["directory"].clone();
    assert_eq!(names(&seen), ["阿牛", "木呷"]);
    assert_eq!(
        (&seen[1]["place"], &seen[1]["skills"]),
        (&json!(micro_grid(1)), &json!(["邻里", "山林土地"]))
    );
    assert_eq!(seen[0]["place"], json!(village()), "no place is the whole village");
    let of = |query| async { names(&secretary.ask(all(query)).await["directory"]).join(",") };
    assert_eq!(of(json!({"kind": "volunteer"})).await, "阿牛");
    assert_eq!(of(json!({"place": micro_grid(1)})).await, "木呷");
    assert_eq!(of(json!({"place": micro_grid(2)})).await, "");
    // Handed in again with another number: the same person.
    let again = report(&secretary, PEOPLE, &ROWS.replace("0077", "0099")).await;
    assert_eq!((&again["already"], &again["taken"]), (&json!([3]), &json!(1)));
    let seen = secretary.ask(all(json!({"kind": "legal_villager"}))).await["directory"].clone();
    assert_eq!((names(&seen), &seen[0]["phone"]), (vec!["木呷"], &json!("100 0000 0099")));
    // Nobody else's.
    let neighbour = world.console("neighbour").await;
    assert_eq!(neighbour.ask(all(json!({}))).await["directory"], json!([]));
    assert_eq!(neighbour.query(all(json!({"place": village()}))).await.1["code"], "not_found");
    for above in ["township", "county", "admin"] {
        assert_eq!(world.console(above).await.query(all(json!({}))).await.1["code"], "forbidden", "{above}");
    }
    let person = json!({"cmd": "drop_person", "person": seen[0]["id"]});
    assert_eq!(neighbour.command(person.clone()).await.1["code"], "not_found");
    secretary.does(person).await;
    assert_eq!(names(&secretary.ask(all(json!({}))).await["directory"]), ["阿牛"]);
    let left = store::read(&*world.app.store, |tx| {
        let mut found = String::new();
        tx.ground(&mut |row| {
            found += &format!("{row:?}");
            Ok(())
        })?;
        Ok::<_, store::StoreError>(found)
    })
    .unwrap();
    assert!(!left.contains("木呷") && left.contains("阿牛"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_rows_of_the_directory_are_named_and_the_right_ones_taken_when_asked() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let bad = "姓名,身份,微网格,电话,擅长\n甲,志愿者,一网格 01,1,\n,志愿者,,,\n乙,村长,九网格,,\n甲,志愿者,一网格 01,2,\n丙,志愿者,一网格01,,一个很长很长很长很长很长很长很长很长很长的词\n";
    let told = report(&secretary, PEOPLE, bad).await;
    let expected = [
        (3, "姓名", "missing"),
        (4, "身份", "unknown_word"),
        (4, "微网格", "unknown_place"),
        (5, "", "twice"),
        (6, "擅长", "too_long"),
    ];
    assert_eq!((wrong(&told), &told["taken"]), (expected.to_vec(), &json!(0)));
    let taken = report(&secretary, &format!("{PEOPLE}&partial=1"), bad).await;
    assert_eq!(taken["taken"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_set_in_ones_own_place_and_changes_no_right() {
    let world = World::new().await;
    let (secretary, neighbour) = (world.console("secretary").await, world.console("neighbour").await);
    let set = |post: Value| json!({"cmd": "set_post", "account": world.person("mediator").id, "post": post});
    let room = json!({"kind": "mediation_room", "name": "凤鸣"});
    assert_eq!(neighbour.command(set(room.clone())).await.1["code"], "not_found");
    let long = json!({"kind": "mediation_room", "name": "长".repeat(21)});
    assert_eq!(secretary.command(set(long)).await.1["code"], "invalid");
    let mediator = world.console("mediator").await;
    let before = mediator.query(json!({"ask": "members"})).await;
    secretary.does(set(room.clone())).await;
    assert_eq!(mediator.query(json!({"ask": "members"})).await, before);
    let session = mediator.ask(json!({"ask": "session"})).await["session"].clone();
    assert_eq!(session["account"]["post"], room);
    secretary.does(set(Value::Null)).await;
    let session = mediator.ask(json!({"ask": "session"})).await["session"].clone();
    assert!(session["account"].get("post").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn volunteers_hours_are_summed_by_village_and_month_and_name_nobody() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let raised = json!({"step": "raised", "kind": "service_request", "category": "care", "colour": "green",
        "title": "收玉米", "words": "家里没有劳力", "micro_grid": micro_grid(1), "parties": []});
    let case = secretary.does(json!({"cmd": "raise_case", "step": raised})).await;
    for minutes in [90, 47] {
        let helped = json!({"step": "helped", "who": "木呷", "minutes": minutes, "words": "收玉米"});
        secretary.does(json!({"cmd": "add_to_case", "case": case, "step": helped})).await;
    }
    for (household, minutes) in [(0, Some(30)), (2, Some(3)), (3, None)] {
        let helped = minutes.map(|minutes| json!({"who": "木呷", "minutes": minutes}));
        let visit = json!({"cmd": "record_visit", "household": world.households[household], "kind": "care", "helped": helped});
        secretary.does(visit).await;
    }
    let day = sync_server::clock::now().day();
    let path = |period: &str| format!("/v1/papers/helping?period={period}&form=csv");
    let now = format!("{}-{:02}", day.year, day.month);
    let table = secretary.fetch(&path(&now)).await;
    assert!(table.status.is_success(), "{}", table.text());
    let expected = format!("阿月村,{} 年 {} 月,4,170,2.8", day.year, day.month);
    assert!(table.text().contains(&expected) && table.text().contains("合计,,4,170,2.8"), "{}", table.text());
    assert!(!table.text().contains("木呷"));
    let county = world.console("county").await.fetch(&path(&now)).await;
    assert!(county.text().contains(&expected));
    let before = secretary.fetch(&path(&(day.year - 1).to_string())).await;
    assert!(before.text().contains("合计,,0,0,0.0"), "{}", before.text());
    assert_eq!(world.console("mediator").await.fetch(&path(&now)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_is_found_by_its_party_member_and_its_joint_leader() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let edits =
        json!([{"field": "party_contact", "value": "阿牛"}, {"field": "joint_leader", "value": "杨光友"}]);
    secretary.does(json!({"cmd": "edit_household", "household": world.households[2], "edits": edits})).await;
    for name in ["阿牛", "杨光友"] {
        let found = secretary.ask(json!({"ask": "households", "search": name})).await["households"].clone();
        let all = found.as_array().unwrap();
        assert_eq!(
            (all.len(), &all[0]["id"], &all[0]["hit"]),
            (1, &json!(world.households[2]), &json!(name))
        );
    }
}
