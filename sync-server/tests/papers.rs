//! Papers through HTTP: what is written is opened again and compared with the cases counted one by
//! one; who is given what; and what those above the village never see.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared_model::moment::{DAY, Day, HOUR, Millis};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use sync_server::store;

/// Noon of a day of 2026 in China.
fn noon(month: u8, day: u8) -> Millis {
    Day { year: 2026, month, day, weekday: 1 }.start().unwrap().plus(12 * HOUR)
}

/// The cells of the first sheet.
fn sheet(bytes: &[u8]) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let first = book.sheet_names()[0].clone();
    book.worksheet_range(&first).unwrap()
}

/// Every text in a docx, one line a paragraph.
fn document(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert_eq!(xml.matches("<w:tbl>").count(), xml.matches("</w:tbl>").count());
    let mut text = String::new();
    for (index, part) in xml.replace("</w:p>", "\n").split('<').enumerate() {
        text.push_str(if index == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) });
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The table by name of row and of column, as CSV says it.
fn by_name(csv_text: &str) -> BTreeMap<(String, String), String> {
    let plain = csv_text.strip_prefix('\u{feff}').expect("Excel is told that it is UTF-8");
    let mut reader = csv::Reader::from_reader(plain.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut cells = BTreeMap::new();
    for record in reader.records().map(Result::unwrap) {
        for (name, cell) in head.iter().zip(record.iter()).skip(1) {
            cells.insert((record[0].to_owned(), name.to_owned()), cell.to_owned());
        }
    }
    cells
}

/// How a dispute of the test goes on.
#[derive(Clone, Copy, PartialEq)]
enum Course {
    Open,
    Agreed(Millis),
    StruckOff(Millis),
    Failed(Millis),
    Reopened(Millis),
    Withdrawn(Millis),
}

struct Plan {
    category: &'static str,
    source: Option<&'static str>,
    people: Option<u64>,
    amount: Option<u64>,
    raised: Millis,
    course: Course,
    agreement: Option<&'static str>,
    settled_amount: Option<u64>,
    difficult: bool,
    went_to: Option<&'static str>,
}

/// Sixty disputes in which every value of every field comes up, some in October, some before or after.
fn plans() -> Vec<Plan> {
    let pick = |list: &[Option<&'static str>], n: usize| list[n % list.len()];
    (0..60)
        .map(|n: usize| {
            let raised = [noon(10, 3), noon(9, 28), noon(10, 31), noon(10, 15), noon(11, 2)][n % 5];
            let ended = raised.plus((n as i64 % 7) * 3 * DAY);
            let course = match n % 8 {
                0 => Course::Open,
                1 | 2 => Course::Agreed(ended),
                3 => Course::StruckOff(ended),
                4 | 5 => Course::Failed(ended),
                6 => Course::Reopened(ended),
                _ => Course::Withdrawn(ended),
            };
            Plan {
                category: ["neighbours", "forest_land", "wages", "other_dispute"][n % 4],
                source: pick(
                    &[
                        Some("found"),
                        Some("on_application"),
                        Some("court"),
                        Some("procuratorate"),
                        Some("police"),
                        Some("petition"),
                        Some("other_office"),
                        None,
                    ],
                    n / 2,
                ),
                people: (!n.is_multiple_of(3)).then_some(n as u64 + 1),
                amount: (n % 4 > 1).then_some(100 * n as u64),
                raised,
                course,
                agreement: pick(&[Some("oral"), Some("written"), None], n / 3),
                settled_amount: n.is_multiple_of(5).then_some(7),
                difficult: n % 6 == 2,
                went_to: pick(
                    &[
                        Some("court"),
                        Some("arbitration"),
                        Some("administrative"),
                        Some("petition"),
                        Some("other"),
                        None,
                    ],
                    n / 3,
                ),
            }
        })
        .collect()
}

fn put(step: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        step[key] = value.into();
    }
}

fn play(world: &World, plan: &Plan) {
    let mut raised = json!({"category": plan.category, "parties": [{"name": "甲"}, {"name": "乙"}]});
    put(&mut raised, "source", plan.source);
    put(&mut raised, "people", plan.people);
    put(&mut raised, "amount", plan.amount);
    let mut told = Told::begin(world, "A", raised, plan.raised);
    let settle = |told: &mut Told, at: Millis, outcome: &str| {
        let mut step = json!({"step": "settled", "outcome": outcome, "words": "说好了"});
        put(&mut step, "amount", plan.settled_amount);
        put(&mut step, "difficult", plan.difficult.then_some(true));
        if outcome == "failed" {
            put(&mut step, "went_to", plan.went_to);
        } else {
            put(&mut step, "agreement", plan.agreement);
        }
        told.add(world, "A", step, at);
    };
    match plan.course {
        Course::Open => {}
        Course::Agreed(at) => settle(&mut told, at, "agreement_reached"),
        Course::Failed(at) => settle(&mut told, at, "failed"),
        Course::StruckOff(at) => {
            settle(&mut told, at, "agreement_reached");
            told.add(world, "A", json!({"step": "followed_up", "satisfied": true}), at.plus(DAY));
            told.add(world, "township", json!({"step": "struck_off"}), at.plus(2 * DAY));
        }
        Course::Reopened(at) => {
            settle(&mut told, at, "agreement_reached");
            told.add(world, "secretary", json!({"step": "reopened", "words": "又吵了"}), at.plus(DAY));
        }
        Course::Withdrawn(at) => {
            told.add(world, "A", json!({"step": "withdrawn", "words": "弄错了"}), at);
        }
    }
}

/// What October's table must say, counted from the plans without looking at any case.
fn counted_by_hand(plans: &[Plan]) -> BTreeMap<(String, String), u64> {
    let within = |at: Millis| at >= noon(10, 1).plus(-12 * HOUR) && at < noon(11, 1).plus(-12 * HOUR);
    let names = BTreeMap::from([
        ("neighbours", "邻里"),
        ("forest_land", "山林土地"),
        ("wages", "拖欠农民工工资"),
        ("other_dispute", "其他纠纷"),
    ]);
    let mut cells: BTreeMap<(String, String), u64> = BTreeMap::new();
    for plan in plans {
        let mut add = |column: &str, number: u64| {
            for row in [names[plan.category], "合计"] {
                *cells.entry((row.to_owned(), column.to_owned())).or_default() += number;
            }
        };
        if within(plan.raised) && !matches!(plan.course, Course::Withdrawn(_)) {
            add("受理", 1);
        }
        let (at, failed) = match plan.course {
            Course::Agreed(at) | Course::StruckOff(at) => (at, false),
            Course::Failed(at) => (at, true),
            _ => continue,
        };
        if !within(at) {
            continue;
        }
        add("调解", 1);
        if plan.difficult {
            add("疑难复杂", 1);
        }
        add(
            match plan.source {
                Some("found") => "案件来源·主动排查",
                Some("on_application") => "案件来源·依申请",
                Some("court") => "案件来源·法院移交",
                Some("procuratorate") => "案件来源·检察院移交",
                Some("police") => "案件来源·公安移交",
                Some("petition") => "案件来源·信访移交",
                Some(_) => "案件来源·其他移交",
                None => "案件来源·没写",
            },
            1,
        );
        if failed {
            add("调解不成功", 1);
            add(
                match plan.went_to {
                    Some("court") => "不成功去向·诉讼",
                    Some("arbitration") => "不成功去向·仲裁",
                    Some("administrative") => "不成功去向·行政处理",
                    Some("petition") => "不成功去向·信访",
                    Some(_) => "不成功去向·其他",
                    None => "不成功去向·没写",
                },
                1,
            );
        } else {
            add("调解成功", 1);
            add(
                match plan.agreement {
                    Some("oral") => "协议形式·口头",
                    Some(_) => "协议形式·书面",
                    None => "协议形式·没写",
                },
                1,
            );
        }
        add("涉及人数", plan.people.unwrap_or(2));
        add("涉及金额（元）", plan.settled_amount.or(plan.amount).unwrap_or(0));
    }
    cells
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_statistics_table_says_what_the_cases_counted_one_by_one_say() {
    let world = World::new().await;
    let plans = plans();
    plans.iter().for_each(|plan| play(&world, plan));
    // Of another kind, and so in no row.
    Told::begin(&world, "A", json!({"kind": "hazard", "category": "geology"}), noon(10, 5));
    let expected = counted_by_hand(&plans);
    assert!(expected.len() > 40, "the plans touch most columns: {expected:?}");
    let secretary = world.console("secretary").await;
    let csv = secretary.fetch("/v1/papers/statistics?period=2026-10&form=csv").await;
    assert_eq!((csv.status, csv.kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let cells = by_name(&csv.text());
    assert_eq!(cells.len(), 19 * 24, "eighteen categories and the sum");
    for ((row, column), cell) in &cells {
        let number = expected.get(&(row.clone(), column.clone())).copied().unwrap_or(0);
        assert_eq!(*cell, number.to_string(), "{row} {column}");
    }
    let xlsx = secretary.fetch("/v1/papers/statistics?period=2026-10&form=xlsx").await;
    assert!(xlsx.disposition.starts_with("attachment; filename*=UTF-8''%"), "{}", xlsx.disposition);
    let range = sheet(&xlsx.bytes);
    let text =
        |row: u32, column: u32| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(text(0, 0), "人民调解案件统计表");
    assert!(text(1, 0).contains("阿月村") && text(1, 0).contains("2026 年 10 月"));
    // The head takes lines 4 and 5; a column's group stands over its name.
    let (mut group, mut compared) = (String::new(), 0);
    for column in 1..=24 {
        let (above, below) = (text(3, column), text(4, column));
        if !above.is_empty() {
            group.clone_from(&above);
        }
        let name = if below.is_empty() { above } else { format!("{group}·{below}") };
        for row in 5..24 {
            assert_eq!(text(row, column), cells[&(text(row, 0), name.clone())], "{} {name}", text(row, 0));
            assert!(matches!(range.get_value((row, column)), Some(Data::Float(_) | Data::Int(_))));
            compared += 1;
        }
    }
    assert_eq!(compared, cells.len());
    // A quarter is its months, and days from-to are cut where they say.
    let quarter = secretary.fetch("/v1/papers/statistics?period=2026-Q4&form=csv").await.text();
    let half = secretary.fetch("/v1/papers/statistics?period=2026-10-01..2026-10-15&form=csv").await.text();
    let sum = |text: &str| by_name(text)[&("合计".to_owned(), "受理".to_owned())].parse::<u64>().unwrap();
    assert!(sum(&half) < sum(&csv.text()) && sum(&csv.text()) < sum(&quarter));
    let page = secretary.fetch("/v1/papers/statistics?period=2026-10&form=html").await;
    assert!(page.text().contains("拖欠农民工工资") && page.disposition.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_past_periods_table_says_what_changed_after_the_period() {
    let world = World::new().await;
    let settled = || json!({"step": "settled", "outcome": "agreement_reached", "words": "谈好了"});
    let mut first = Told::begin(&world, "A", json!({}), noon(9, 1));
    first.add(&world, "A", settled(), noon(9, 2));
    let mut second = Told::begin(&world, "A", json!({}), noon(9, 3));
    second.add(&world, "A", settled(), noon(9, 4));
    let secretary = world.console("secretary").await;
    let under = async |period: &str| {
        let path = format!("/v1/papers/statistics?period={period}&form=xlsx");
        sheet(&secretary.fetch(&path).await.bytes).get_value((2, 0)).unwrap().to_string()
    };
    assert!(under("2026-09").await.contains("统计期结束后没有变动"), "{}", under("2026-09").await);
    // What comes later and leaves the settlement as it is changes no number.
    second.add(&world, "secretary", json!({"step": "followed_up", "satisfied": true}), noon(10, 1));
    assert!(under("2026-09").await.contains("统计期结束后没有变动"));
    first.add(&world, "secretary", json!({"step": "reopened", "words": "又吵了"}), noon(10, 2));
    Told::begin(&world, "A", json!({}), noon(10, 3));
    let changed = "统计期结束后有 1 件变动：“调解”合计期末 2 件、现在 1 件";
    assert!(under("2026-09").await.contains(changed), "{}", under("2026-09").await);
    assert!(!under("2030-01").await.contains("统计期结束后"), "a period that goes on has no end yet");
    // Where small numbers are hidden it is not told.
    let county = world.console("county").await.fetch("/v1/papers/statistics?period=2026-09&form=xlsx").await;
    assert!(!sheet(&county.bytes).get_value((2, 0)).unwrap().to_string().contains("统计期结束后"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_county_is_given_no_small_number_and_no_names_and_no_days() {
    let world = World::new().await;
    for n in 0..7 {
        let mut told = Told::begin(&world, "A", json!({"people": 50 + n, "amount": 1000}), noon(10, 1));
        if n < 3 {
            told.add(
                &world,
                "A",
                json!({"step": "settled", "outcome": "failed", "words": "不成"}),
                noon(10, 2),
            );
        }
    }
    let county = world.console("county").await;
    let csv = county.fetch("/v1/papers/statistics?period=2026-10&form=csv").await;
    let cells = by_name(&csv.text());
    let cell = |column: &str| cells[&("邻里".to_owned(), column.to_owned())].as_str();
    assert_eq!((cell("受理"), cell("调解"), cell("调解不成功")), ("7", "<5", "<5"));
    assert_eq!((cell("涉及人数"), cell("涉及金额（元）")), ("遮", "遮"));
    assert!(county.fetch("/v1/papers/statistics?period=2026-10&form=xlsx").await.status.is_success());
    for (path, code) in [
        ("/v1/papers/statistics?period=2026-10-01..2026-10-02&form=csv", "invalid"),
        ("/v1/papers/statistics?place=513424101203&period=2026-10&form=csv", "invalid"),
        ("/v1/papers/register?period=2026-10&form=csv", "forbidden"),
        ("/v1/papers/case?id=0000000000000001&form=docx", "forbidden"),
        ("/v1/papers/agreement?id=0000000000000001&form=docx", "forbidden"),
    ] {
        assert_eq!(county.fetch(path).await.json()["code"], code, "{path}");
    }
    // The township fills in its own table: all of it.
    let township =
        world.console("township").await.fetch("/v1/papers/statistics?period=2026-10&form=csv").await;
    assert_eq!(by_name(&township.text())[&("邻里".to_owned(), "调解".to_owned())], "3");
    let neighbour = world.console("neighbour").await;
    let elsewhere = neighbour.fetch("/v1/papers/statistics?place=513424101203&period=2026-10&form=csv").await;
    assert_eq!(elsewhere.json()["code"], "forbidden");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_has_one_row_a_case_and_names_go_only_to_who_works_on_it() {
    let world = World::new().await;
    let parties = json!([{"name": "=HYPERLINK(\"http://x\")"}, {"name": "李玉珍", "house_no": "12"}]);
    let raised =
        json!({"title": "水费", "words": "分摊不均", "parties": parties, "source": "police", "people": 5});
    let mut first = Told::begin(&world, "A", raised, noon(10, 3));
    let mediator = &world.person("mediator").id;
    first.add(&world, "secretary", json!({"step": "dispatched", "to": mediator}), noon(10, 4));
    let settled = json!({"step": "settled", "outcome": "agreement_reached", "words": "各半", "agreement": "written", "difficult": true});
    first.add(&world, "mediator", settled, noon(10, 6));
    first.add(&world, "A", json!({"step": "followed_up", "satisfied": true}), noon(10, 7));
    first.add(&world, "secretary", json!({"step": "struck_off"}), noon(10, 8));
    let red = Told::begin(
        &world,
        "B",
        json!({"title": "打架", "colour": "red", "micro_grid": micro_grid(2)}),
        noon(10, 5),
    );
    Told::begin(&world, "A", json!({"title": "上月的"}), noon(9, 5));
    let path = "/v1/papers/register?period=2026-10&form=";
    let secretary = world.console("secretary").await;
    let cells = by_name(&secretary.fetch(&format!("{path}csv")).await.text());
    let cell = |row: &str, column: &str| cells[&(row.to_owned(), column.to_owned())].clone();
    let number = "阿月村〔2026〕2 号";
    for (column, told) in [
        ("地点", "阿月村一网格 01"),
        ("当事人", "'=HYPERLINK(\"http://x\")、李玉珍"),
        ("类别", "邻里"),
        ("颜色", "绿"),
        ("来源", "公安移交"),
        ("标题", "水费"),
        ("涉及人数", "5"),
        ("承办人", "mediator"),
        ("状态", "已销项"),
        ("办结·结果", "达成协议"),
        ("办结·收到办结", "2026-10-06 12:00"),
        ("办结·协议", "书面协议"),
        ("办结·疑难复杂", "是"),
        ("回访", "满意"),
        ("收到销项", "2026-10-08 12:00"),
    ] {
        assert_eq!(cell(number, column), told, "{column}");
    }
    assert_eq!(cell("阿月村〔2026〕3 号", "状态"), "待受理");
    assert_eq!(cells.len(), 2 * 20, "the one of September is not in it");
    let range = sheet(&secretary.fetch(&format!("{path}xlsx")).await.bytes);
    assert_eq!(range.get_value((5, 3)), Some(&Data::String("=HYPERLINK(\"http://x\")、李玉珍".into())));
    // Each of the others sees the cases they have a part in.
    let rows = |text: &str| text.lines().count() - 1;
    let mediator = world.console("mediator").await.fetch(&format!("{path}csv")).await.text();
    assert!(rows(&mediator) == 1 && mediator.contains("李玉珍"));
    let township = world.console("township").await;
    let theirs = township.fetch(&format!("{path}csv")).await.text();
    assert!(rows(&theirs) == 1 && theirs.contains("打架") && !theirs.contains("李玉珍"));
    let looks = store::read(&*world.app.store, |tx| tx.looks(&village(), 9)).unwrap();
    assert_eq!(
        looks.iter().map(|look| look.subject.clone()).collect::<Vec<_>>(),
        [format!("register {}", red.case())]
    );
    let neighbour = world.console("neighbour").await.fetch(&format!("{path}csv")).await.text();
    assert_eq!(rows(&neighbour), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_file_and_an_agreement_say_all_that_was_written() {
    let world = World::new().await;
    let parties = json!([{"name": "陈德贵", "house_no": "12"}, {"name": "沙马木呷"}]);
    let words = "雨水流进后墙。\n<b>有推搡</b>\u{b}，无人受伤。";
    let mut told = Told::begin(
        &world,
        "A",
        json!({"words": words, "parties": parties, "source": "found", "people": 5, "amount": 600}),
        noon(10, 3),
    );
    let secretary = world.console("secretary").await;
    let agreement = format!("/v1/papers/agreement?id={}&form=docx", told.case());
    assert_eq!(secretary.fetch(&agreement).await.json()["code"], "invalid");
    told.add(&world, "A", json!({"step": "struck_off"}), noon(10, 4));
    told.add(
        &world,
        "secretary",
        json!({"step": "dispatched", "to": world.person("mediator").id}),
        noon(10, 4),
    );
    let settled = json!({"step": "settled", "outcome": "agreement_reached", "words": "一、单日归陈家，双日归沙马家。\n二、误工各担 300 元。", "agreement": "written", "amount": 500});
    told.add(&world, "mediator", settled, noon(10, 6));
    let file = format!("/v1/papers/case?id={}&form=", told.case());
    let docx = secretary.fetch(&format!("{file}docx")).await;
    assert_eq!(docx.status, StatusCode::OK, "{:?}", docx.json());
    let text = document(&docx.bytes);
    for part in [
        "人民调解卷宗",
        "阿月村人民调解委员会",
        "编号：阿月村〔2026〕1 号",
        "主动排查发现",
        "● 绿",
        "5 人",
        "500 元",
        "当事人甲\n陈德贵，12 号\n当事人乙\n沙马木呷",
        "雨水流进后墙。\n<b>有推搡</b>，无人受伤。",
        "2026-10-03 12:00\n2026-10-03 12:00\n上报问题\nA（优网格员）\n主动排查发现，涉及 5 人，金额 600 元。",
        "派单\nsecretary（书记）\n给mediator。",
        "不计入：",
        "办结\nmediator（调解员）\n达成协议，书面协议，金额 500 元。一、单日归陈家",
        "办理结果\n一、单日归陈家，双日归沙马家。\n二、误工各担 300 元。",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let page = secretary.fetch(&format!("{file}html")).await;
    assert_eq!(page.kind, "text/html; charset=utf-8");
    assert!(page.text().contains("&lt;b&gt;有推搡&lt;/b&gt;，") && !page.text().contains("<b>"));
    let text = document(&secretary.fetch(&agreement).await.bytes);
    for part in [
        "人民调解协议书",
        "陈德贵，12 号",
        "纠纷主要事实、争议事项\n雨水流进后墙。",
        "经调解，自愿达成如下协议\n一、单日归陈家，双日归沙马家。\n二、误工各担 300 元。",
        "当事人甲（签名、盖章或按指印）：",
        "当事人乙（签名、盖章或按指印）：",
        "人民调解员（签名）：",
        "人民调解委员会（盖章）：",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    // The mediator prints their own; nobody without a part in it, and the township only what came up.
    assert!(world.console("mediator").await.fetch(&agreement).await.status.is_success());
    for login in ["neighbour", "township"] {
        assert_eq!(world.console(login).await.fetch(&agreement).await.json()["code"], "not_found", "{login}");
    }
    told.add(&world, "secretary", json!({"step": "reopened", "words": "又吵了"}), noon(10, 8));
    told.add(&world, "secretary", json!({"step": "escalated", "words": "请镇里来"}), noon(10, 9));
    let township = world.console("township").await;
    assert!(township.fetch(&format!("{file}docx")).await.status.is_success());
    let looks = store::read(&*world.app.store, |tx| tx.looks(&village(), 9)).unwrap();
    assert_eq!(looks.len(), 1, "a look from above is noted");
    assert_eq!(secretary.fetch(&agreement).await.json()["code"], "invalid", "it isn't settled any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oral_agreement_has_a_record_without_signatures_and_parties_are_as_the_register_knows_them() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let home = &world.households[0];
    let edits = json!([{"field": format!("resident.{home}.sex"), "value": "f"},
        {"field": format!("resident.{home}.birth_year"), "value": "1962"}]);
    secretary.does(json!({"cmd": "edit_household", "household": home, "edits": edits})).await;
    let known = json!({"household": home, "micro_grid": micro_grid(1), "name": "李玉珍", "house_no": "12"});
    let begin = || Told::begin(&world, "A", json!({"parties": [known, {"name": "收桑果的"}]}), noon(10, 3));
    let settle = |told: &mut Told, form: &str| {
        let step = json!({"step": "settled", "outcome": "agreement_reached", "words": "各清各的沟", "agreement": form});
        told.add(&world, "mediator", step, noon(10, 6));
    };
    let to = json!({"step": "dispatched", "to": world.person("mediator").id});
    let mut texts = vec![];
    for form in ["oral", "written"] {
        let mut told = begin();
        told.add(&world, "secretary", to.clone(), noon(10, 4));
        settle(&mut told, form);
        let path = format!("/v1/papers/agreement?id={}&form=docx", told.case());
        texts.push(document(&secretary.fetch(&path).await.bytes));
    }
    let (oral, written) = (&texts[0], &texts[1]);
    for part in [
        "口头协议登记",
        "当事人甲\n李玉珍，12 号\n性别：女　出生年：1962\n",
        "口头达成的协议\n各清各的沟",
        "调解员\nmediator\n写于\n2026-10-06 12:00",
    ] {
        assert!(oral.contains(part), "{part:?} is not in\n{oral}");
    }
    assert!(!oral.contains("签名") && !oral.contains("收桑果的\n性别"), "{oral}");
    for part in [
        "人民调解协议书",
        "李玉珍，12 号\n性别：女　出生年：1962　电话：",
        "收桑果的\n性别：　　　　　出生年：",
        "签名",
    ] {
        assert!(written.contains(part), "{part:?} is not in\n{written}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_told_in_which_months_papers_have_anything() {
    let world = World::new().await;
    let mut told = Told::begin(&world, "A", json!({}), noon(8, 31));
    told.add(
        &world,
        "A",
        json!({"step": "helped", "who": "吉木", "minutes": 30, "words": "抬水"}),
        noon(9, 5),
    );
    let settled = json!({"step": "settled", "outcome": "agreement_reached", "words": "谈好了"});
    told.add(&world, "A", settled, noon(10, 2));
    let told = async |login: &str, place: Value| {
        world.console(login).await.query(json!({"ask": "paper_months", "place": place})).await.1
    };
    let months = |statistics: Value, register: Value, helping: Value| json!({"paper_months": {"statistics": statistics, "register": register, "helping": helping}});
    let (counted, helped) = (json!(["2026-10", "2026-08"]), json!(["2026-09"]));
    let secretary = told("secretary", json!(null)).await;
    assert_eq!(secretary, months(counted.clone(), json!(["2026-08"]), helped.clone()));
    let second = told("secretary", json!("51342410120302")).await;
    assert_eq!(second, months(json!([]), json!([]), json!([])), "another grid has none");
    // Nothing was brought up: the register of those above is empty, and the county is given none.
    for login in ["township", "county"] {
        assert_eq!(
            told(login, json!(null)).await,
            months(counted.clone(), json!([]), helped.clone()),
            "{login}"
        );
    }
    // Where the county's table may hide that a township has none, its months don't tell it either.
    assert_eq!(told("county", json!("513424101000")).await, told("county", json!(null)).await);
    assert_eq!(told("mediator", json!(null)).await, months(json!([]), json!([]), json!([])), "given nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_address_gets_wrong_is_said() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    for (path, code) in [
        ("/v1/papers/statistics?period=2026-13&form=csv", "malformed"),
        ("/v1/papers/statistics?period=2026-10&form=pdf", "malformed"),
        ("/v1/papers/statistics?form=csv", "malformed"),
        ("/v1/papers/statistics?place=1&period=2026-10&form=csv", "malformed"),
        ("/v1/papers/statistics?period=2026-10&form=docx", "invalid"),
        ("/v1/papers/case?id=1&form=docx", "malformed"),
        ("/v1/papers/case?id=0000000000000001&form=docx", "not_found"),
    ] {
        assert_eq!(secretary.fetch(path).await.json()["code"], code, "{path}");
    }
}
