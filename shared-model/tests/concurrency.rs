//! What becomes of a case into which two people write at once: the table in
//! `tests/concurrency/pairs.toml`, pair by pair, played in real documents that fork and are merged
//! in both orders; and the same table in docs/casework.md.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

#[path = "concurrency/play.rs"]
mod play;
mod support;
#[path = "concurrency/table.rs"]
mod table;
#[path = "concurrency/told.rs"]
mod told;

use play::Played;
use shared_model::casework::EventKind;
use table::{Row, Side, Table};

fn pairs(table: &Table) -> Vec<[EventKind; 2]> {
    let all = table.all();
    (0..all.len()).flat_map(|i| all[i..].iter().map(|other| [all[i], *other]).collect::<Vec<_>>()).collect()
}

/// The pair played, whichever side is received first and whichever has the higher identity.
fn outcomes(table: &Table, row: &Row) -> Vec<(Side, Played)> {
    let mut all = Vec::new();
    for first in [Side::One, Side::Other] {
        for higher in [Side::One, Side::Other] {
            all.push((first, play::play(table, row, first, higher)));
        }
    }
    all
}

#[test]
fn every_kind_of_event_stands_in_the_table_with_every_other() {
    let table = Table::read();
    for kind in EventKind::ALL {
        let known = table.kinds.iter().filter(|known| known.kind == kind).count();
        let left_out = table.left_out.iter().filter(|left| left.kind == kind && !left.why.is_empty()).count();
        assert_eq!(
            known + left_out,
            1,
            "{} belongs into [[kinds]] or [[left_out]] of {}, once",
            kind.word(),
            Table::PATH
        );
    }
    let covers = |row: &&Row, pair: &[EventKind; 2], first| row.of == *pair && row.fits(first);
    let mut missing = Vec::new();
    for pair in pairs(&table) {
        let covered = |first| table.pairs.iter().any(|row| covers(&row, &pair, first));
        if !(covered(Side::One) && covered(Side::Other)) {
            let row = Row::unwritten(pair);
            missing.extend(outcomes(&table, &row).iter().map(|(_, played)| played.as_row(pair)));
            missing.dedup();
        }
    }
    assert!(
        missing.is_empty(),
        "{} has no row for these pairs. This is what the fold makes of them now (a pair that stands \
         twice comes out differently by which was received first, or has the higher identity): look at \
         each, decide, and write it down.\n{}",
        Table::PATH,
        missing.join("\n")
    );
}

#[test]
fn what_two_people_write_at_once_comes_out_as_decided() {
    let table = Table::read();
    let mut wrong = Vec::new();
    for row in &table.pairs {
        for (first, played) in outcomes(&table, row).into_iter().filter(|(first, _)| row.fits(*first)) {
            if !played.fits(row) {
                let told = played.as_row(row.of);
                wrong.push(format!(
                    "{:?}, received first: {first:?}\n  it is    {told}\n  not      {row:?}",
                    row.of
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} outcomes differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What makes a pair worth a row: without the other, each of the two counts for its author.
#[test]
fn each_of_a_pair_counts_by_itself() {
    let table = Table::read();
    for row in &table.pairs {
        for side in [Side::One, Side::Other] {
            let void = play::alone(&table, row, side);
            assert!(void.is_empty(), "{:?}: {side:?} counts for nothing even by itself: {void:?}", row.of);
        }
        let [one, other] = play::authors(&table, row);
        assert_ne!(one, other, "{:?} is written by one and the same person", row.of);
    }
}

#[test]
fn the_document_tells_the_table() {
    told::check(&Table::read());
}
