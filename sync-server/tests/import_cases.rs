//! Cases from a spreadsheet: wrong rows are named cell by cell and nothing is taken, the same table
//! makes no case twice, and what is taken is a case like any other.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use sync_server::clock;

const TRIAL: &str = "/v1/import/cases?form=csv&trial=1";
const WRITE: &str = "/v1/import/cases?form=csv";
const HEAD: &str = "编号,上报时间,类别,颜色,标题,内容,微网格,当事人,来源,涉及人数,涉及金额,身份证号\n";

/// Line, column, what is wrong: as the report says it.
fn wrong(report: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let cell = |cell: &Value| (cell["line"].as_u64().unwrap(), text(&cell["column"]), text(&cell["why"]));
    report["wrong"].as_array().unwrap().iter().map(cell).collect()
}

async fn report(console: &Console, path: &str, table: &str) -> Value {
    let handed = console.hand_in(path, table.as_bytes().to_vec()).await;
    assert!(handed.status.is_success(), "{}", handed.text());
    handed.json()
}

async fn titles(console: &Console) -> BTreeSet<String> {
    let cases = console.ask(json!({"ask": "cases"})).await;
    cases["cases"].as_array().unwrap().iter().map(|case| case["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_table_becomes_cases_once() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let table = format!(
        "{HEAD}\
         甲-1,2026-01-05,邻里,黄,排水沟,雨水改道,一网格 01,李玉珍（3-7 号）、外来的人,法院移交,5,\"1,200元\",510\n\
         甲-2,,山林土地,,界桩,老桩不见了,51342410120301002,,,,,\n\
         ,2026/1/6,其他,绿,水轮,夜里放水,阿月村一网格02,杨光友,,,,\n"
    );
    // Two households have number 12, and of both 李玉珍 is the head: only another number tells them apart.
    let number = json!([{"field": "house_no", "value": "3-7"}]);
    secretary.does(json!({"cmd": "edit_household", "household": world.households[0], "edits": number})).await;
    let before = world.log_length();
    let tried = report(&secretary, TRIAL, &table).await;
    assert_eq!(
        (&tried["rows"], &tried["ready"], &tried["taken"]),
        (&json!(3), &json!(3), &json!(0)),
        "{tried}"
    );
    assert_eq!((wrong(&tried).len(), &tried["unused"]), (0, &json!(["身份证号"])));
    assert_eq!(world.log_length(), before, "a trial writes nothing");
    let taken = report(&secretary, WRITE, &table).await;
    assert_eq!((&taken["taken"], world.log_length()), (&json!(3), before + 3));
    // Handed in again, with a row more: only that is new, and what stands under a number stays.
    let more = format!("{}甲-3,,合同,绿,桑果,价钱,一网格 01,,,,,\n", table.replace("雨水改道", "雨水改道。"));
    let again = report(&secretary, WRITE, &more).await;
    assert_eq!((&again["already"], &again["taken"]), (&json!([2, 3, 4]), &json!(1)), "{again}");
    assert_eq!(world.log_length(), before + 4);
    let register =
        secretary.fetch(&format!("/v1/papers/register?period={}&form=csv", clock::now().day().year)).await;
    let register = report(&secretary, WRITE, &register.text()).await;
    assert_eq!((&register["already"], &register["taken"]), (&json!([2, 3, 4, 5]), &json!(0)), "{register}");
    let expected = ["排水沟", "界桩", "水轮", "桑果"].map(str::to_owned);
    assert_eq!(titles(&secretary).await, BTreeSet::from(expected));
    let cases = secretary.ask(json!({"ask": "cases", "search": "排水沟"})).await;
    let case = secretary.ask(json!({"ask": "case", "id": cases["cases"][0]["id"]})).await["case"].clone();
    let begun = &case["timeline"][0];
    assert_eq!((&begun["author"]["name"], &case["item"]["stage"]), (&json!("secretary"), &json!("raised")));
    assert_eq!(begun["written_at"], json!(1_767_542_400_000_i64), "midnight of 5 January in China");
    let step = &begun["step"];
    assert_eq!(
        (&step["category"], &step["colour"], &step["source"], &step["people"], &step["amount"]),
        (&json!("neighbours"), &json!("yellow"), &json!("court"), &json!(5), &json!(1200))
    );
    let parties = &step["parties"];
    assert_eq!(parties[0]["household"], json!(world.households[0]), "found by number and name");
    assert_eq!((&parties[1]["name"], parties[1].get("household")), (&json!("外来的人"), None));
    let suggested = secretary.ask(json!({"ask": "cases", "search": "界桩"})).await;
    assert_eq!(suggested["cases"][0]["colour"], "yellow", "what a row leaves out the policy suggests");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_while_a_row_is_wrong_unless_asked() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let long = "长".repeat(61);
    let table = format!(
        "{HEAD}\
         1,,邻里,绿,好的一行,内容,一网格 01,,,,,\n\
         2,,邻居,橙,没有类别,内容,三网格 09,,派出所,零,六百,\n\
         ,,,,,,,,,,,\n\
         3,昨天,,绿,,,,,,,,\n\
         4,2999-01-01,邻里,绿,{long},内容,一网格 01,王芳（12）,,-1,1.5,\n\
         1,,合同,绿,同一个编号,内容,一网格 01,,,,,\n\
         5,2026-02-30,邻里,绿,日子,内容,一网格 01,（12）,,0,,\n"
    );
    let before = world.log_length();
    let told = report(&secretary, WRITE, &table).await;
    let expected: Vec<(u64, &str, &str)> = vec![
        (3, "类别", "unknown_word"),
        (3, "颜色", "unknown_word"),
        (3, "微网格", "unknown_place"),
        (3, "来源", "unknown_word"),
        (3, "涉及人数", "not_a_number"),
        (3, "涉及金额", "not_a_number"),
        (5, "上报时间", "not_a_day"),
        (5, "类别", "missing"),
        (5, "标题", "missing"),
        (5, "内容", "missing"),
        (5, "微网格", "missing"),
        (6, "上报时间", "in_future"),
        (6, "标题", "too_long"),
        (6, "当事人", "unknown_household"),
        (6, "涉及人数", "not_a_number"),
        (6, "涉及金额", "not_a_number"),
        (7, "", "twice"),
        (8, "上报时间", "not_a_day"),
        (8, "当事人", "parties"),
        (8, "涉及人数", "not_a_number"),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(line, column, why)| (line, column.to_owned(), why.to_owned())).collect();
    assert_eq!(wrong(&told), expected, "by row, then by column as the sheet has them");
    assert_eq!((&told["ready"], &told["taken"], world.log_length()), (&json!(1), &json!(0), before));
    let offers = &told["wrong"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cell| cell["why"] == "unknown_place")
        .unwrap()["offers"];
    assert_eq!(offers, &json!(["一网格 01", "一网格 02"]), "it says what could stand there");
    let partly = report(&secretary, "/v1/import/cases?form=csv&partial=1", &table).await;
    assert_eq!((&partly["taken"], world.log_length()), (&json!(1), before + 1));
    assert_eq!(titles(&secretary).await, BTreeSet::from(["好的一行".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_table_is_said_to_be_none() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let why =
        |told: &Value| wrong(told).into_iter().map(|(_, column, why)| (column, why)).collect::<Vec<_>>();
    let pair = |column: &str, why: &str| (column.to_owned(), why.to_owned());
    let no_head = report(&secretary, WRITE, "今天,天气\n很,好\n").await;
    assert_eq!(why(&no_head), [pair("", "no_head")]);
    let lacking = report(&secretary, WRITE, "类别,标题\n邻里,排水\n").await;
    assert_eq!(why(&lacking), [pair("内容", "column_missing"), pair("微网格", "column_missing")]);
    let unreadable = report(&secretary, "/v1/import/cases?form=xlsx", HEAD).await;
    assert_eq!(why(&unreadable), [pair("", "unreadable")]);
    for (form, bytes) in [("csv", ""), ("csv", "\u{feff}\n \n"), ("xlsx", ""), ("csv", HEAD)] {
        let empty = report(&secretary, &format!("/v1/import/cases?form={form}"), bytes).await;
        assert_eq!(why(&empty), [pair("", "empty")], "{bytes:?} as {form}");
    }
    let row = "x,,邻里,绿,标题,内容,一网格 01,,,,,\n";
    let many = report(&secretary, WRITE, &format!("{HEAD}{}", row.repeat(2_001))).await;
    assert_eq!(why(&many), [pair("", "too_many_rows")]);
    let malformed = secretary.hand_in("/v1/import/cases?form=ods", vec![]).await;
    assert_eq!(malformed.json()["code"], "malformed");
    for login in ["mediator", "township", "county", "admin"] {
        let refused = world.console(login).await.hand_in(WRITE, HEAD.into()).await;
        assert_eq!(refused.json()["code"], "forbidden", "{login}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_xlsx_is_read_like_text_and_the_empty_table_can_be_filled_in() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let template = secretary.fetch("/v1/import/template").await;
    assert!(template.status.is_success() && template.disposition.ends_with(".xlsx"));
    use calamine::{Reader, Xlsx, open_workbook_from_rs};
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(template.bytes.clone())).unwrap();
    let head = book.worksheet_range("案件").unwrap();
    let headings: Vec<String> = head.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert!(headings.contains(&"类别*".to_owned()), "{headings:?}");
    let words = book.worksheet_range("词表").unwrap();
    assert!(words.cells().any(|(_, _, cell)| *cell == "一网格 02"), "the village's own micro-grids");
    let empty = secretary.hand_in("/v1/import/cases?form=xlsx&trial=1", template.bytes).await.json();
    assert_eq!(wrong(&empty), [(0, String::new(), "empty".to_owned())], "handed back as it was");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "我村在办的事").unwrap();
    for (column, heading) in headings.iter().enumerate() {
        sheet.write_string(1, column as u16, heading).unwrap();
    }
    let at = |heading: &str| headings.iter().position(|h| h.trim_end_matches('*') == heading).unwrap() as u16;
    let day = ExcelDateTime::from_ymd(2026, 1, 5).unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_datetime_with_format(3, at("上报时间"), day, &date).unwrap();
    for (heading, text) in [
        ("类别", "邻里纠纷"),
        ("标题", "界沟"),
        ("内容", "沟被填了"),
        ("微网格", "一网格01"),
        ("当事人甲", "甲"),
        ("当事人乙", "乙"),
    ] {
        sheet.write_string(3, at(heading), text).unwrap();
    }
    sheet.write_number(3, at("涉及金额"), 600.0).unwrap();
    sheet.write_number(3, at("编号"), 17.0).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let told = secretary.hand_in("/v1/import/cases?form=xlsx", bytes.clone()).await.json();
    assert_eq!((&told["rows"], &told["taken"]), (&json!(1), &json!(1)), "{told}");
    let again = secretary.hand_in("/v1/import/cases?form=xlsx", bytes).await.json();
    assert_eq!((&again["taken"], &again["already"]), (&json!(0), &json!([4])), "{again}");
    let cases = secretary.ask(json!({"ask": "cases"})).await;
    let id = &cases["cases"][0]["id"];
    let step = secretary.ask(json!({"ask": "case", "id": id})).await["case"]["timeline"][0]["step"].clone();
    assert_eq!((&step["amount"], step["parties"].as_array().unwrap().len()), (&json!(600), 2));
}
