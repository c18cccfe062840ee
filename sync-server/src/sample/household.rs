//! One invented household: the fields its document begins with.

use super::dice::Dice;
use super::names::{Family, Ways, anybody};
use shared_model::document::Put;
use shared_model::ids::{HouseholdId, ResidentId};
use shared_model::place::PlaceCode;

/// An invented household.
pub struct SampleHousehold {
    /// Its identity.
    pub id: HouseholdId,
    /// The head's name.
    pub head: String,
    /// Its house number.
    pub house_no: String,
    /// What its document begins with.
    pub puts: Vec<Put>,
}

const NOTES: [&str; 8] = [
    "老人耳背，敲门要久一点。",
    "子女在成都务工，春节回来。",
    "院里有狗，进门先喊。",
    "愿意帮忙通知本组开会。",
    "灶房电线有些老化，提醒过。",
    "正在申请低保，材料已交村里。",
    "种烟叶，白天多在地里。",
    "家门口的路下雨积水。",
];
const TAGS: [(&str, usize); 6] = [
    ("living_alone", 6),
    ("disabled", 5),
    ("subsistence", 8),
    ("left_behind_child", 7),
    ("veteran", 3),
    ("migrant_worker", 22),
];

fn put(key: impl Into<String>, value: impl Into<String>) -> Put {
    Put { key: key.into(), value: value.into() }
}

/// Draws the `number`th household of a micro-grid.
pub fn draw(seed: u64, micro_grid: &PlaceCode, number: usize, ways: Ways, address: &str) -> SampleHousehold {
    let mut dice = Dice::new(seed, &format!("{micro_grid}/{number}"));
    let id = HouseholdId::from_random(dice.id());
    let family = Family::draw(&mut dice, ways);
    let house_no =
        if dice.percent(12) { format!("{number}-{}", dice.between(1, 3)) } else { number.to_string() };
    let mut puts = vec![
        put("micro_grid", micro_grid.as_str()),
        put("house_no", &*house_no),
        put("address", format!("{address} {house_no} 号")),
    ];
    let mut used = Vec::new();
    let size = *dice.weighted(&[(1, 10), (2, 22), (3, 24), (4, 24), (5, 14), (6, 6)]);
    let head_born = dice.between(1938, 1992);
    for place in 0..size {
        let female = if place == 1 { !head_is_female(&puts) } else { dice.percent(48) };
        let name = family.person(&mut dice, female, &mut used);
        let (relation, born) = kin(&mut dice, place, female, head_born);
        let resident = ResidentId::from_random(dice.id());
        let key = |part: &str| format!("resident.{resident}.{part}");
        puts.push(put(key("name"), name));
        puts.push(put(key("sex"), if female { "f" } else { "m" }));
        puts.push(put(key("birth_year"), born.to_string()));
        puts.push(put(key("relation"), relation));
        if place < 2 && dice.percent(80) {
            // no mobile number begins with 100: these ring nowhere.
            puts.push(put(key("phone"), format!("100 {:04} {:04}", dice.below(10_000), dice.below(10_000))));
        }
    }
    let elderly = head_born <= 1956;
    if elderly {
        puts.push(put("tag.elderly", "1"));
    }
    for (tag, percent) in TAGS {
        let fits = tag != "living_alone" || size == 1;
        if fits && dice.percent(if tag == "living_alone" { 90 } else { percent }) {
            puts.push(put(format!("tag.{tag}"), "1"));
        }
    }
    if dice.percent(70) {
        puts.push(put("party_contact", anybody(&mut dice, ways)));
    }
    if dice.percent(60) {
        puts.push(put("joint_leader", anybody(&mut dice, ways)));
    }
    if dice.percent(18) {
        puts.push(put("note", *dice.pick(&NOTES)));
    }
    SampleHousehold { id, head: used.swap_remove(0), house_no, puts }
}

fn head_is_female(puts: &[Put]) -> bool {
    puts.iter().find(|p| p.key.ends_with(".sex")).is_some_and(|p| p.value == "f")
}

/// Relation to the head and year of birth of the person at this place in the household.
fn kin(dice: &mut Dice, place: usize, female: bool, head_born: usize) -> (&'static str, usize) {
    match place {
        0 => ("head", head_born),
        1 if female => ("妻子", head_born + dice.below(6)),
        1 => ("丈夫", head_born.saturating_sub(dice.below(6))),
        2 | 3 => (if female { "女儿" } else { "儿子" }, (head_born + dice.between(21, 32)).min(2024)),
        4 if head_born > 1965 => (if female { "母亲" } else { "父亲" }, head_born - dice.between(20, 28)),
        _ => (if female { "孙女" } else { "孙子" }, (head_born + dice.between(44, 58)).min(2025)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::document::{DocId, check_entry};
    use shared_model::place::Level;

    #[test]
    fn every_field_passes_the_door_and_the_same_seed_gives_the_same() {
        let micro = PlaceCode::parse("51342410120301001").unwrap();
        let village = micro.at(Level::Village).unwrap();
        for number in 1..=200 {
            let drawn = draw(1, &micro, number, Ways::Yi, "阿月村一组");
            let doc = DocId::Household(village.clone(), drawn.id.clone());
            for put in &drawn.puts {
                check_entry(&doc, put, true, |_| false).unwrap();
            }
            assert_eq!(draw(1, &micro, number, Ways::Yi, "阿月村一组").puts, drawn.puts);
        }
    }
}
