//! The table of pairs as docs/casework.md tells it, between two marks.

use crate::play;
use crate::table::{Row, Side, Table};
use shared_model::casework::EventKind;
use std::path::Path;

const BEGIN: &str = "<!-- the table of pairs: written by `cargo xtask tables` -->";
const END: &str = "<!-- the table of pairs ends -->";

/// The document holds the table; it is written anew when `WEIGE_WRITE_TABLES` is set.
pub fn check(table: &Table) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/casework.md"));
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("docs/casework.md has the mark");
    let (stands, after) = rest.split_once(END).expect("docs/casework.md has the mark of the end");
    let told = format!("\n{}\n{}\n", matrix(table), list(table));
    if std::env::var_os("WEIGE_WRITE_TABLES").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{told}{END}{after}")).unwrap();
    } else {
        assert!(stands == told, "docs/casework.md tells another table: run `cargo xtask tables`");
    }
}

fn rows(table: &Table, pair: [EventKind; 2]) -> impl Iterator<Item = &Row> {
    let same = move |row: &&Row| row.of == pair || row.of == [pair[1], pair[0]];
    table.pairs.iter().filter(same)
}

/// All pairs at a glance.
fn matrix(table: &Table) -> String {
    let all = table.all();
    let columns: Vec<String> = (1..=all.len()).map(|n| n.to_string()).collect();
    let mut text = format!("| | {} |\n|{}\n", columns.join(" | "), " --- |".repeat(all.len() + 1));
    for (number, kind) in all.iter().enumerate() {
        let cells: Vec<&str> = all.iter().map(|other| cell(table, [*kind, *other])).collect();
        let name = format!("{} {} {}", number + 1, table.kind(*kind).zh, kind.word());
        text += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    for left in &table.left_out {
        text += &format!("\n{} stands in no pair: {}.\n", left.kind.word(), left.why);
    }
    text + "\n争: contested, somebody decides · 开: not contested, goes on open · 结: not contested, settled or closed · 无: one of the two counts for nothing. Two signs: it depends on what the two say, below.\n"
}

fn cell(table: &Table, pair: [EventKind; 2]) -> &'static str {
    let sign = |row: &Row| {
        let ended = matches!(row.stage.word(), "settled" | "struck_off" | "withdrawn" | "merged");
        match (row.contested, row.void.is_empty(), ended) {
            (true, _, _) => "争",
            (_, false, _) => "无",
            (_, _, true) => "结",
            (_, _, false) => "开",
        }
    };
    let mut signs: Vec<&str> = Vec::new();
    for sign in rows(table, pair).map(sign) {
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    match signs.as_slice() {
        [] => "?",
        [one] => one,
        ["结", "争"] => "结 争",
        ["开", "争"] => "开 争",
        _ => "争 …",
    }
}

/// Each pair with what it comes to.
fn list(table: &Table) -> String {
    let mut text = String::from("| one | beside | stage | contested | colour | handler | remarks |\n");
    text += "| --- | --- | --- | --- | --- | --- | --- |\n";
    for row in &table.pairs {
        let [one, other] = play::told(table, row);
        let contested = if row.contested { "yes" } else { "" };
        let (stage, colour) = (row.stage.word(), row.colour.word());
        let remarks = remarks(row).join("; ");
        text += &format!(
            "| {one} | {other} | {stage} | {contested} | {colour} | {} | {remarks} |\n",
            row.handler
        );
    }
    text
}

fn remarks(row: &Row) -> Vec<String> {
    let mut remarks = Vec::new();
    match row.first {
        Some(Side::One) => remarks.push("the first was received first".to_owned()),
        Some(Side::Other) => remarks.push("the second was received first".to_owned()),
        None => {}
    }
    match row.satisfied {
        Some(true) => remarks.push("the household is satisfied".to_owned()),
        Some(false) => remarks.push("the household isn't satisfied".to_owned()),
        None => {}
    }
    let void =
        |told: &String| told.split_once(' ').map(|(kind, why)| format!("{kind} counts for nothing: `{why}`"));
    remarks.extend(row.void.iter().filter_map(void));
    remarks.extend(row.why.clone());
    remarks
}
