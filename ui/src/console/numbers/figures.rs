//! Figures as they may be shown: protected counts stay protected, shares need a whole.

use shared_model::api::view::{Count, NumbersRow};
use shared_model::place::{Level, PlaceCode};

/// How a count reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Digits in groups of three.
    Digits(String),
    /// 1 to 4.
    Few,
    /// Hidden to protect another.
    Hidden,
}

/// Reads a count.
pub fn shown(count: Count) -> Shown {
    match count {
        Count::Is(number) => Shown::Digits(grouped(u64::from(number))),
        Count::Few => Shown::Few,
        Count::Hidden => Shown::Hidden,
    }
}

/// 1284551 → 1,284,551
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Visited households in tenths of a percent; none where there are no households.
pub fn coverage(row: &NumbersRow) -> Option<u32> {
    let visited = u64::from(row.visited_30_days.min(row.households));
    let share = (visited * 1000).checked_div(u64::from(row.households))?;
    u32::try_from(share).ok()
}

/// 917 → 91.7
pub fn percent(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How long a bar is in percent beside the longest; a protected count has no length.
pub fn bar(count: Count, of: &[Count]) -> Option<u32> {
    let number = |count: &Count| if let Count::Is(number) = count { Some(*number) } else { None };
    let most = of.iter().filter_map(number).max()?;
    let length = u64::from(number(&count)?) * 100;
    length.checked_div(u64::from(most)).and_then(|length| u32::try_from(length).ok())
}

/// Whether a row can be opened: a township lists its villages, and a village, for the township,
/// its grids. Below that numbers would speak of single people.
pub fn opens(row: &NumbersRow, own: &PlaceCode) -> bool {
    match own.level() {
        Level::County => row.level == Level::Township,
        Level::Township => row.level == Level::Village,
        _ => false,
    }
}

/// The row that stands open for an address: the named place, or the child it lies in.
pub fn opened<'a>(rows: &'a [NumbersRow], named: Option<&PlaceCode>) -> Option<&'a PlaceCode> {
    let named = named?;
    rows.iter().map(|row| &row.place.code).find(|code| named.is_within(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::place::Place;

    fn row(code: &str, households: u32, visited: u32) -> NumbersRow {
        let code = PlaceCode::parse(code).unwrap();
        NumbersRow {
            level: code.level(),
            place: Place { code, name: String::new() },
            open: Count::Is(10),
            by_colour: [Count::Few, Count::Hidden, Count::Is(6)],
            overdue: Count::Is(0),
            settled: Count::Is(0),
            struck_off: Count::Is(0),
            contested: Count::Is(0),
            new_30_days: Count::Is(0),
            households,
            visited_30_days: visited,
        }
    }

    #[test]
    fn a_protected_count_is_never_shown_as_a_number_or_as_a_length() {
        assert_eq!(shown(Count::Is(1_284_551)), Shown::Digits("1,284,551".into()));
        assert_eq!(shown(Count::Is(0)), Shown::Digits("0".into()));
        assert_eq!((shown(Count::Few), shown(Count::Hidden)), (Shown::Few, Shown::Hidden));
        let all = [Count::Few, Count::Hidden, Count::Is(40), Count::Is(10)];
        assert_eq!(all.map(|count| bar(count, &all)), [None, None, Some(100), Some(25)]);
        assert_eq!(bar(Count::Is(0), &[Count::Is(0)]), None);
    }

    #[test]
    fn coverage_needs_households_and_never_passes_the_whole() {
        assert_eq!(coverage(&row("513424101000", 842, 771)).map(percent), Some("91.5".into()));
        assert_eq!(coverage(&row("513424101000", 10, 12)), Some(1000));
        assert_eq!(coverage(&row("513424101000", 0, 0)), None);
    }

    #[test]
    fn an_address_opens_the_row_it_names_or_lies_in() {
        let rows = [row("513424101000", 1, 1), row("513424102000", 1, 1)];
        let named = PlaceCode::parse("513424102203").unwrap();
        assert_eq!(opened(&rows, Some(&named)), Some(&rows[1].place.code));
        assert_eq!(opened(&rows, None), None);
        let county = PlaceCode::parse("513424000000").unwrap();
        assert!(opens(&rows[0], &county));
        assert!(!opens(&row("513424101203", 1, 1), &county));
    }
}
