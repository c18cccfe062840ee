//! The directory of a village from a spreadsheet: each row is somebody who is added or changed.

use super::blank::{self, Blank};
use super::sheet::{Line, SheetForm};
use super::table::{Cells, Column, Head, Table, among, offered, twice};
use crate::error::Outcome;
use sha2::{Digest, Sha256};
use shared_model::api::import::{ImportReport, WrongCell, WrongWhy};
use shared_model::directory::*;
use shared_model::ids::PersonId;
use shared_model::place::{Place, PlaceCode};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Name,
    Kind,
    Place,
    Phone,
    Skills,
}

const FIELDS: [Column<Field>; 5] = [
    (Field::Name, &["姓名", "名字"], true),
    (Field::Kind, &["身份", "类别", "类型"], true),
    (Field::Place, &["微网格", "优网格", "网格", "地点"], false),
    (Field::Phone, &["电话", "联系电话", "手机"], false),
    (Field::Skills, &["擅长", "特长", "专长"], false),
];

const KINDS: [(PersonKind, &[&str]); 4] = [
    (PersonKind::LegalVillager, &["法律明白人"]),
    (PersonKind::LegalAdviser, &["法律顾问", "律师"]),
    (PersonKind::Volunteer, &["志愿者"]),
    (PersonKind::MediationStaff, &["调解室人员", "调解员", "调解室"]),
];

/// Where people of a directory may be: a village with its grids and micro-grids.
pub struct Around {
    /// The village: where somebody is whose row names no place.
    pub village: PlaceCode,
    /// It and all within.
    pub places: Vec<Place>,
}

/// Reads a table: its people, and what is wrong with it. Nothing is counted as ready yet.
pub fn read(around: &Around, form: SheetForm, bytes: &[u8]) -> (Vec<(u32, ListedPerson)>, ImportReport) {
    let Table { head, rows, mut report } = match Table::read(&FIELDS, form, bytes) {
        Ok(table) => table,
        Err(report) => return (vec![], report),
    };
    let (mut people, mut lines_of): (Vec<(u32, ListedPerson)>, BTreeMap<PersonId, u32>) = Default::default();
    for line in &rows {
        match person(around, &head, line) {
            Err(wrong) => report.wrong.extend(wrong),
            Ok(person) => match lines_of.get(&person.id) {
                Some(first) => report.wrong.push(twice(line.number, *first)),
                None => {
                    lines_of.insert(person.id.clone(), line.number);
                    people.push((line.number, person));
                }
            },
        }
    }
    head.in_order(&mut report.wrong);
    (people, report)
}

fn person(around: &Around, head: &Head<Field>, line: &Line) -> Result<ListedPerson, Vec<WrongCell>> {
    let mut cells = Cells::of(head, line);
    let name = cells.words(Field::Name, PERSON_NAME_MOST);
    let kind = cells.must_be_one_of(Field::Kind, |written| among(&KINDS, written), || offered(&KINDS));
    let place = place(around, &mut cells);
    let phone = cells.maybe_words(Field::Phone, PHONE_MOST).unwrap_or_default();
    let skills = skills(&mut cells);
    let person = name.zip(kind).zip(place).map(|((name, kind), place)| ListedPerson {
        id: identity(&place, kind, &name),
        name,
        kind,
        place,
        phone,
        skills,
    });
    cells.done(person)
}

fn place(around: &Around, cells: &mut Cells<'_, Field>) -> Option<PlaceCode> {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let Some(written) = cells.text(Field::Place) else { return Some(around.village.clone()) };
    let wanted = plain(&written);
    let same = |place: &&Place| plain(&place.name) == wanted || place.code.as_str() == wanted;
    let found: Vec<&Place> = around.places.iter().filter(same).collect();
    match found.as_slice() {
        [place] => Some(place.code.clone()),
        [] => {
            let names = around.places.iter().map(|place| place.name.clone()).collect();
            cells.wrong(Field::Place, WrongWhy::UnknownPlace, names);
            None
        }
        several => {
            let codes = several.iter().map(|place| place.code.to_string()).collect();
            cells.wrong(Field::Place, WrongWhy::SeveralPlaces, codes);
            None
        }
    }
}

/// 婚姻家庭、邻里 are two.
fn skills(cells: &mut Cells<'_, Field>) -> Vec<String> {
    let Some(written) = cells.text(Field::Skills) else { return vec![] };
    let words = written.split(['、', '，', ',', '；', ';', '\n']).map(str::trim);
    let skills: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let (most, longest) = SKILLS_MOST;
    if skills.len() > most || skills.iter().any(|skill| skill.chars().count() > longest) {
        cells.wrong(Field::Skills, WrongWhy::TooLong, vec![longest.to_string()]);
    }
    skills
}

fn identity(place: &PlaceCode, kind: PersonKind, name: &str) -> PersonId {
    let mut digest = Sha256::new();
    for part in ["weige person of a directory", place.as_str(), kind.word(), name] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&digest.finalize()[..10]);
    PersonId::from_random(bytes)
}

/// An empty table to fill in.
///
/// # Errors
/// None that the names of places could bring about.
pub fn template(around: &Around) -> Outcome<Vec<u8>> {
    let blank = |(field, names, must): Column<Field>| Blank {
        heading: names[0],
        must,
        words: match field {
            Field::Kind => offered(&KINDS),
            Field::Place => around.places.iter().map(|place| place.name.clone()).collect(),
            _ => vec![],
        },
        hint: match field {
            Field::Place => "不填就是全村",
            Field::Skills => "几个词用、隔开：邻里、山林土地",
            _ => "",
        },
        wide: field == Field::Skills,
        text: field == Field::Phone,
    };
    blank::make("人员名册", &FIELDS.map(blank))
}
