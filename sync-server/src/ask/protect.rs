//! Protects small counts: 1 to 4 are shown as few, and whatever a few could be worked out from by
//! adding and taking away is hidden too.
//!
//! Two kinds of sums tie the cells together: a place is the sum of its children, and what is open
//! is red plus yellow plus green. As long as a sum has exactly one cell that isn't shown, that cell
//! can be worked out; so a second one of the same sum is hidden, the smallest, until no such sum is
//! left. This stops working out by one sum after another. It doesn't claim to stop what several
//! sums solved together, or what is known from elsewhere, could tell.

use shared_model::api::view::Count;
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;

/// Open, red, yellow, green, overdue, settled, struck off, contested, new.
pub type Cells = [u32; 9];

const COLUMNS: usize = 9;
const OPEN_AND_COLOURS: [usize; 4] = [0, 1, 2, 3];
/// The largest count that is shown as few.
const FEW: u64 = 4;

/// Whether a count is shown as few.
pub fn is_few(count: u64) -> bool {
    (1..=FEW).contains(&count)
}

/// Hides further cells until no sum has exactly one that isn't open. A sum names its cells; of those
/// that could be hidden the smallest is, and of two alike the one that comes first.
pub fn complete(exact: &[u64], open: &mut [bool], sums: &[Vec<usize>]) {
    loop {
        let mut hidden_more = false;
        for sum in sums {
            if sum.iter().filter(|cell| !open[**cell]).count() != 1 {
                continue;
            }
            // A zero gives least away when it stays; it is hidden when nothing else is left.
            let smallest = sum.iter().filter(|cell| open[**cell]);
            if let Some(cell) = smallest.min_by_key(|cell| (exact[**cell] == 0, exact[**cell], **cell)) {
                open[*cell] = false;
                hidden_more = true;
            }
        }
        if !hidden_more {
            return;
        }
    }
}

/// Protects the cells of a tree of places.
pub fn protect(places: &[&PlaceCode], exact: &[Cells]) -> Vec<[Count; COLUMNS]> {
    let flat: Vec<u64> = exact.iter().flatten().map(|count| u64::from(*count)).collect();
    let mut open: Vec<bool> = flat.iter().map(|count| !is_few(*count)).collect();
    let cell = |(row, column): (usize, usize)| row * COLUMNS + column;
    let sums: Vec<Vec<usize>> =
        sums(places).into_iter().map(|sum| sum.into_iter().map(cell).collect()).collect();
    complete(&flat, &mut open, &sums);
    let shown = |row: usize, column: usize| {
        let (at, count) = (cell((row, column)), exact[row][column]);
        match (open[at], is_few(flat[at])) {
            (true, _) => Count::Is(count),
            (false, true) => Count::Few,
            (false, false) => Count::Hidden,
        }
    };
    (0..exact.len()).map(|row| std::array::from_fn(|column| shown(row, column))).collect()
}

/// The cells of each sum: the whole first, then its parts.
fn sums(places: &[&PlaceCode]) -> Vec<Vec<(usize, usize)>> {
    let mut parts: BTreeMap<PlaceCode, Vec<usize>> = BTreeMap::new();
    for (row, parent) in places.iter().enumerate().filter_map(|(row, part)| Some((row, part.parent()?))) {
        parts.entry(parent).or_default().push(row);
    }
    let mut sums = Vec::new();
    for (row, place) in places.iter().enumerate() {
        let parts = parts.get(place).into_iter().flatten().copied();
        let rows: Vec<usize> = std::iter::once(row).chain(parts).collect();
        if rows.len() > 1 {
            sums.extend((0..COLUMNS).map(|column| rows.iter().map(|row| (*row, column)).collect()));
        }
        sums.push(OPEN_AND_COLOURS.map(|column| (row, column)).to_vec());
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn county() -> Vec<PlaceCode> {
        [
            "513424000000",
            "513424101000",
            "513424101201",
            "513424101202",
            "513424102000",
            "513424102201",
            "513424103000",
        ]
        .map(|code| PlaceCode::parse(code).unwrap())
        .to_vec()
    }

    fn cells(open: [u32; 3], rest: u32) -> Cells {
        [open.iter().sum(), open[0], open[1], open[2], rest, rest, rest, rest, rest]
    }

    /// A county whose sums are right: villages and a township without villages carry the numbers.
    fn counts(leaves: [Cells; 4]) -> Vec<Cells> {
        let add = |parts: &[Cells]| std::array::from_fn(|i| parts.iter().map(|part| part[i]).sum());
        let [a, b, c, d] = leaves;
        let (first, second) = (add(&[a, b]), add(&[c]));
        vec![add(&[first, second, d]), first, a, b, second, c, d]
    }

    /// Works out what can be worked out by one sum after another.
    fn attack(places: &[&PlaceCode], exact: &[Cells], shown: &[[Count; 9]]) -> usize {
        let mut known: Vec<[bool; 9]> =
            shown.iter().map(|row| row.map(|c| matches!(c, Count::Is(_)))).collect();
        let mut found = 0;
        loop {
            let mut more = false;
            for sum in sums(places) {
                let open: Vec<_> = sum.iter().filter(|(r, c)| !known[*r][*c]).collect();
                if let [(row, column)] = open[..] {
                    known[*row][*column] = true;
                    found += usize::from(is_few(u64::from(exact[*row][*column])));
                    more = true;
                }
            }
            if !more {
                return found;
            }
        }
    }

    #[test]
    fn no_small_count_is_shown_or_worked_out() {
        let county = county();
        let places: Vec<&PlaceCode> = county.iter().collect();
        for leaves in [
            [cells([2, 10, 20], 3), cells([9, 11, 8], 30), cells([0, 7, 6], 5), cells([0, 0, 0], 0)],
            [cells([0, 0, 2], 0), cells([0, 0, 0], 0), cells([0, 0, 0], 0), cells([0, 0, 0], 1)],
            [cells([6, 6, 6], 6), cells([6, 6, 6], 6), cells([6, 1, 6], 6), cells([50, 60, 70], 9)],
        ] {
            let exact = counts(leaves);
            let shown = protect(&places, &exact);
            for (cells, row) in exact.iter().zip(&shown) {
                for (n, count) in cells.iter().zip(row) {
                    assert!(!is_few(u64::from(*n)) || *count == Count::Few, "{n} is shown as {count:?}");
                }
            }
            assert_eq!(attack(&places, &exact, &shown), 0);
        }
    }

    #[test]
    fn what_is_not_small_stays_as_it_is_where_nothing_small_is_near() {
        let county = county();
        let places: Vec<&PlaceCode> = county.iter().collect();
        let exact = counts([cells([6, 7, 8], 9); 4]);
        assert!(protect(&places, &exact).iter().flatten().all(|count| matches!(count, Count::Is(_))));
    }
}
