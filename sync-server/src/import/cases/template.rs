//! An empty table of cases to fill in.

use super::columns::{FIELDS, Field};
use super::known::{self, Known};
use crate::error::Outcome;
use crate::import::blank::{self, Blank};

/// Makes the table.
///
/// # Errors
/// None that the names of places could bring about.
pub fn make(known: &Known<'_>) -> Outcome<Vec<u8>> {
    let blank = |(field, names, must): (Field, &'static [&'static str], bool)| Blank {
        heading: names[0],
        must,
        words: words(field, known),
        hint: hint(field),
        wide: matches!(field, Field::Title | Field::Words | Field::Parties),
        text: field == Field::Number,
    };
    blank::make("案件", &FIELDS.map(blank))
}

/// The words that can stand under a heading, where only certain ones can.
fn words(field: Field, known: &Known<'_>) -> Vec<String> {
    match field {
        Field::Kind => known::kinds(),
        Field::Category => known.categories(None),
        Field::Colour => known::colours(),
        Field::Source => known::sources(),
        Field::Place => known.micro_grids.iter().map(|place| place.name.clone()).collect(),
        _ => vec![],
    }
}

/// What may help to fill a column in, as a line under the pointer.
fn hint(field: Field) -> &'static str {
    match field {
        Field::Number => "原来的编号。同一个编号再导入一次，不会变成两件。可以不填",
        Field::Written => "如 2026-11-05。可以不填",
        Field::Colour => "不填，按规则建议",
        Field::Parties => "几个人用、隔开；本村的户可以写门牌：陈德贵（12）",
        Field::Amount => "整数，元",
        _ => "",
    }
}
