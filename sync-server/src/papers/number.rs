//! The number of a case as offices write it: 阿月村〔2026〕112 号. It is stored nowhere: it counts the
//! cases of the village whose beginning the server received in that year (China's), in that order.

use crate::store::records::CaseRow;
use shared_model::ids::CaseId;
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;

/// A village as people call it: 阿月村, where the state's register of places says 阿月村村民委员会.
pub fn short_name(name: &str) -> &str {
    let short = name.strip_suffix("村民委员会").or_else(|| name.strip_suffix("居民委员会"));
    short.filter(|short| !short.is_empty()).unwrap_or(name)
}

/// The numbers of a village's cases. `rows` may hold others: those that were raised elsewhere and only
/// have a party here.
pub fn numbers(village: &PlaceCode, name: &str, rows: &[CaseRow]) -> BTreeMap<CaseId, String> {
    let name = short_name(name);
    let mut own: Vec<&CaseRow> = rows.iter().filter(|row| row.village == *village).collect();
    own.sort_by(|a, b| (a.received_at, &a.id).cmp(&(b.received_at, &b.id)));
    let mut last: BTreeMap<i32, u32> = BTreeMap::new();
    let number = |row: &CaseRow| {
        let year = row.received_at.day().year;
        let number = last.entry(year).or_default();
        *number += 1;
        (row.id.clone(), format!("{name}〔{year}〕{number} 号"))
    };
    own.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_called_as_people_call_it() {
        for (name, short) in [
            ("阿月村村民委员会", "阿月村"),
            ("凤凰社区居民委员会", "凤凰社区"),
            ("阿月村", "阿月村"),
            ("村民委员会", "村民委员会"),
        ] {
            assert_eq!(short_name(name), short);
        }
    }
}
