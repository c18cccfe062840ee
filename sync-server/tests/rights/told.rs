//! The table of rights as docs/rights.md tells it, between two marks.

use crate::table::{ByRole, Table};
use shared_model::people::Role;
use std::path::Path;

const BEGIN: &str = "<!-- the tables of rights: written by `cargo xtask tables` -->";
const END: &str = "<!-- the tables of rights end -->";

/// The document holds the tables; they are written anew when `WEIGE_WRITE_TABLES` is set.
pub fn check(table: &Table) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rights.md"));
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("docs/rights.md has the mark");
    let (stands, after) = rest.split_once(END).expect("docs/rights.md has the mark of the end");
    let told = format!(
        "\n{}\n{}\n{}\n{}\n{}\n{}",
        routes(table),
        calls(table),
        sent(table),
        writes(table),
        gives(table),
        events(table)
    );
    if std::env::var_os("WEIGE_WRITE_TABLES").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{told}{END}{after}")).unwrap();
    } else {
        assert!(stands == told, "docs/rights.md tells other tables: run `cargo xtask tables`");
    }
}

fn head(first: &str, columns: &[&str]) -> String {
    format!("| {first} | {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len() + 1))
}

fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.word()).collect()
}

/// A cell as people read it.
fn shown(cell: &str) -> String {
    match cell {
        "yes" | "counts" => "✓".to_owned(),
        "no" | "" => "–".to_owned(),
        other => other.replace('_', " "),
    }
}

fn line<T>(first: &str, cells: &ByRole<T>, tell: impl Fn(Option<&T>) -> String) -> String {
    let cells: Vec<String> = Role::ALL.iter().map(|role| tell(cells.get(role))).collect();
    format!("| {first} | {} |\n", cells.join(" | "))
}

fn routes(table: &Table) -> String {
    let mut text =
        "## Routes\n\n".to_owned() + &head("route", &["nobody", "phone's token", "console's cookie"]);
    for route in &table.routes {
        let cells = [&route.nobody, &route.phone, &route.console].map(|cell| shown(cell));
        text += &format!("| `{}` | {} |\n", route.path, cells.join(" | "));
    }
    text
}

fn calls(table: &Table) -> String {
    let mut columns = vec!["nobody"];
    columns.extend(roles());
    let mut text = "## Queries and commands in the console\n\n".to_owned() + &head("word", &columns);
    let on_phones: Vec<&str> =
        table.calls.iter().filter(|call| call.nobody == "not_here").map(|call| call.word.as_str()).collect();
    for call in table.calls.iter().filter(|call| call.nobody != "not_here") {
        let cells = line("", &call.roles, |cell| shown(cell.map_or("no", String::as_str)));
        text += &format!("| {} | {}{}", call.word, shown(&call.nobody), &cells[3..]);
    }
    text + &format!("\nOnly on phones: {}.\n", on_phones.join(", "))
}

fn sent(table: &Table) -> String {
    let mut text = "## What a phone is sent\n\n".to_owned() + &head("", &roles());
    for sent in &table.sent {
        let cells: ByRole<()> = sent.to.iter().map(|role| (*role, ())).collect();
        text += &line(&shown(&sent.what), &cells, |cell| shown(cell.map_or("no", |()| "yes")));
    }
    text
}

fn writes(table: &Table) -> String {
    let mut text =
        "## What a phone writes into households and visit books\n\n".to_owned() + &head("", &roles());
    for write in &table.writes {
        text += &line(&write.what, &write.roles, |cell| shown(cell.map_or("", String::as_str)));
    }
    text
}

fn gives(table: &Table) -> String {
    let mut text = "## To whom a case, or a task in it, is given\n\n".to_owned()
        + &head("to", &["of the village or above it", "elsewhere"]);
    for given in &table.gives {
        text += &format!("| {} | {} | {} |\n", given.to.word(), shown(&given.near), shown(&given.elsewhere));
    }
    text
}

fn events(table: &Table) -> String {
    let ways =
        ["Own place, in the console", "Given, in the console", "Own place, by a phone", "Given, by a phone"];
    let mut text = String::from("## Case events\n");
    for (way, name) in ways.into_iter().enumerate() {
        text += &format!("\n### {name}\n\n{}", head("event (on a case that is)", &roles()));
        for event in &table.events {
            let first = format!("{} ({})", event.kind.word(), event.at.word());
            text += &line(&first, &event.roles, |cells| shown(cells.map_or("", |cells| cells[way].as_str())));
        }
    }
    text
}
