//! What of the statistics table is shown to whom: to a village and a township all of it, to the
//! county no small number, and none from which a small one could be worked out.

use super::statistics::{MEASURES, MEDIATED, Row, SUMS, WEIGHTS};
use super::table::Cell;
use crate::ask::protect::{complete, is_few};

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Is(u64),
    /// 1 to 4.
    Few,
    /// Hidden, so that no small number can be worked out from it.
    Hidden,
}

impl Shown {
    /// As it is printed.
    pub fn cell(self) -> Cell {
        match self {
            Shown::Is(number) => Cell::Number(number),
            Shown::Few => Cell::text("<5"),
            Shown::Hidden => Cell::text("遮"),
        }
    }
}

/// All of it.
pub fn exact(rows: &[Row]) -> Vec<Vec<Shown>> {
    rows.iter().map(|row| row.iter().map(|number| Shown::Is(*number)).collect()).collect()
}

/// The tables of a whole county: the first is the county's, the others its parts, which add up to it.
/// What is hidden is decided for all of them at once, so that it doesn't depend on which is asked for.
///
/// People and yuan are hidden wherever the number of cases they add up from isn't shown.
pub fn protected(tables: &[Vec<Row>]) -> Vec<Vec<Vec<Shown>>> {
    let rows = tables.first().map_or(0, Vec::len);
    let at = |table: usize, row: usize, column: usize| (table * rows + row) * MEASURES + column;
    let exact: Vec<u64> = tables.iter().flatten().flatten().copied().collect();
    let is_weight = |cell: usize| WEIGHTS.contains(&(cell % MEASURES));
    let mut open: Vec<bool> =
        exact.iter().enumerate().map(|(cell, number)| is_weight(cell) || !is_few(*number)).collect();
    let mut sums: Vec<Vec<usize>> = Vec::new();
    for table in 0..tables.len() {
        for row in 0..rows {
            sums.extend(SUMS.map(|sum| sum.iter().map(|column| at(table, row, *column)).collect()));
        }
        // The last row is the sum of the others.
        sums.extend((0..MEASURES).map(|column| (0..rows).rev().map(|row| at(table, row, column)).collect()));
    }
    for row in 0..rows {
        sums.extend(
            (0..MEASURES).map(|column| (0..tables.len()).map(|table| at(table, row, column)).collect()),
        );
    }
    loop {
        complete(&exact, &mut open, &sums);
        let before = open.clone();
        for table in 0..tables.len() {
            for row in 0..rows {
                let counted = open[at(table, row, MEDIATED)];
                WEIGHTS.for_each(|column| open[at(table, row, column)] &= counted);
            }
        }
        if open == before {
            break;
        }
    }
    let shown = |cell: usize| match (open[cell], is_few(exact[cell]) && !is_weight(cell)) {
        (true, _) => Shown::Is(exact[cell]),
        (false, true) => Shown::Few,
        (false, false) => Shown::Hidden,
    };
    let row = |table, row| (0..MEASURES).map(|column| shown(at(table, row, column))).collect();
    (0..tables.len()).map(|table| (0..rows).map(|index| row(table, index)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of so many mediated, all found by ourselves, all settled in writing.
    fn row(mediated: u64) -> Row {
        let mut row = [0; MEASURES];
        for column in [0, 1, 3, 11, 13] {
            row[column] = mediated;
        }
        row[22] = mediated * 3;
        row[23] = mediated * 1_000;
        row
    }

    fn table(leaves: &[u64]) -> Vec<Row> {
        let mut rows: Vec<Row> = leaves.iter().map(|n| row(*n)).collect();
        rows.push(row(leaves.iter().sum()));
        rows
    }

    #[test]
    fn no_small_number_is_shown_nor_what_it_weighs_nor_worked_out_by_one_sum() {
        let parts = [[9, 2, 0, 30], [8, 7, 0, 40], [0, 0, 0, 3]];
        let whole: Vec<u64> = (0..4).map(|i| parts.iter().map(|part| part[i]).sum()).collect();
        let tables: Vec<Vec<Row>> =
            std::iter::once(table(&whole)).chain(parts.iter().map(|part| table(part))).collect();
        let shown = protected(&tables);
        let mut hidden = 0;
        for (exact, shown) in tables.iter().flatten().zip(shown.iter().flatten()) {
            for (column, (number, cell)) in exact.iter().zip(shown).enumerate() {
                let small = (1..=4).contains(number) && !WEIGHTS.contains(&column);
                assert_eq!(small, *cell == Shown::Few, "{number} in column {column} is {cell:?}");
                hidden += usize::from(*cell == Shown::Hidden);
            }
            let counted = matches!(shown[MEDIATED], Shown::Is(_));
            assert!(counted || WEIGHTS.into_iter().all(|column| shown[column] == Shown::Hidden));
            assert_ne!(shown.iter().filter(|cell| !matches!(cell, Shown::Is(_))).count(), 1);
        }
        assert!(hidden > 0);
        // In every column of every table, and in every cell of the tables beside each other.
        let is_open =
            |table: usize, row: usize, column: usize| matches!(shown[table][row][column], Shown::Is(_));
        for column in 0..MEASURES {
            for table in 0..tables.len() {
                assert_ne!((0..5).filter(|row| !is_open(table, *row, column)).count(), 1);
            }
            for row in 0..5 {
                assert_ne!((0..tables.len()).filter(|table| !is_open(*table, row, column)).count(), 1);
            }
        }
    }

    #[test]
    fn where_nothing_is_small_nothing_is_hidden() {
        let tables = [table(&[20, 40]), table(&[10, 15]), table(&[10, 25])];
        let all = protected(&tables);
        assert!(all.iter().flatten().flatten().all(|cell| matches!(cell, Shown::Is(_))));
        assert_eq!(all[0], exact(&tables[0]));
    }
}
