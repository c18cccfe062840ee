//! One row of a table becomes the beginning of a case, or a list of what is wrong with it.

use super::columns::Field;
use super::known::{self, Known};
use crate::import::sheet::{Line, Value};
use crate::import::table::{Cells, Head};
use sha2::{Digest, Sha256};
use shared_model::api::import::{WrongCell, WrongWhy};
use shared_model::casework::facts::{AMOUNT_MOST, PEOPLE_MOST};
use shared_model::casework::limits::{PARTIES_MOST, TITLE_MOST, WORDS_MOST};
use shared_model::casework::policy::Category;
use shared_model::casework::{Party, RaisedFacts, Source, Step};
use shared_model::ids::CaseId;
use shared_model::moment::{Day, HOUR, Millis};
use shared_model::place::PlaceCode;

/// A case that a row tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The line it stands in.
    pub line: u32,
    /// Its identity: the same row is the same case, however often it is handed in.
    pub id: CaseId,
    /// The number the row gives it.
    pub number: Option<String>,
    /// The village it lies in.
    pub village: PlaceCode,
    /// When it was written down, as the row says; else now.
    pub written_at: Millis,
    /// The beginning.
    pub step: Step,
}

/// Reads the cells of one row and gathers what is wrong.
struct Reading<'a> {
    known: &'a Known<'a>,
    cells: Cells<'a, Field>,
}

/// Reads a row.
///
/// # Errors
/// All that is wrong with it.
pub fn read(known: &Known<'_>, head: &Head<Field>, line: &Line) -> Result<Draft, Vec<WrongCell>> {
    let mut reading = Reading { known, cells: Cells::of(head, line) };
    let draft = reading.draft();
    reading.cells.done(draft)
}

impl Reading<'_> {
    fn draft(&mut self) -> Option<Draft> {
        let number = self.cells.text(Field::Number);
        let written_at = self.written();
        let category = self.category();
        let title = self.cells.words(Field::Title, TITLE_MOST);
        let words = self.cells.words(Field::Words, WORDS_MOST);
        let place = self.place();
        let parties = self.parties(place.as_ref());
        let facts = RaisedFacts {
            source: self.source(),
            people: self
                .number(Field::People, u64::from(PEOPLE_MOST))
                .and_then(|people| u32::try_from(people).ok()),
            amount: self.number(Field::Amount, AMOUNT_MOST),
            service_item: None,
            position: None,
        };
        let colour = self.cells.one_of(Field::Colour, known::colour, known::colours);
        let (category, title, words, micro_grid) = (category?, title?, words?, place?);
        // What a row doesn't say the policy suggests, as it does for who raises a case by hand.
        let suggested =
            self.known.policy.suggest(&category.key, &format!("{title}{words}"), parties.len(), false).0;
        let step = Step::Raised {
            kind: category.kind,
            category: category.key,
            colour: colour.unwrap_or(suggested),
            title,
            words,
            micro_grid: micro_grid.clone(),
            parties,
            facts,
        };
        let village = micro_grid.village()?;
        let id = identity(&village, number.as_deref(), written_at, &step);
        let written_at = written_at.unwrap_or(self.known.now);
        Some(Draft { line: self.cells.line.number, id, number, village, written_at, step })
    }

    fn category(&mut self) -> Option<Category> {
        let kind = self.cells.one_of(Field::Kind, known::kind, known::kinds);
        let Some(text) = self.cells.text(Field::Category) else {
            self.cells.wrong(Field::Category, WrongWhy::Missing, self.known.categories(kind));
            return None;
        };
        let found = self.known.category(&text, kind).cloned();
        if found.is_none() {
            self.cells.wrong(Field::Category, WrongWhy::UnknownWord, self.known.categories(kind));
        }
        found
    }

    fn place(&mut self) -> Option<PlaceCode> {
        let names = |known: &Known<'_>| known.micro_grids.iter().map(|place| place.name.clone()).collect();
        let Some(text) = self.cells.text(Field::Place) else {
            self.cells.wrong(Field::Place, WrongWhy::Missing, names(self.known));
            return None;
        };
        match self.known.places(&text).as_slice() {
            [place] => Some(place.code.clone()),
            [] => {
                self.cells.wrong(Field::Place, WrongWhy::UnknownPlace, names(self.known));
                None
            }
            several => {
                let codes = several.iter().map(|place| place.code.to_string()).collect();
                self.cells.wrong(Field::Place, WrongWhy::SeveralPlaces, codes);
                None
            }
        }
    }

    fn source(&mut self) -> Option<Source> {
        self.cells.one_of(Field::Source, known::source, known::sources)
    }

    /// A whole number that may be left out.
    fn number(&mut self, field: Field, most: u64) -> Option<u64> {
        let number = match self.cells.head.cell(field, self.cells.line)? {
            Value::Number(number) if number.fract() == 0.0 && (0.0..=most as f64).contains(number) => {
                Some(*number as u64)
            }
            Value::Text(words) => whole(words),
            Value::Number(_) | Value::Moment(_) => None,
        };
        let fits = number.filter(|number| *number <= most && (*number > 0 || field != Field::People));
        if fits.is_none() {
            self.cells.wrong(field, WrongWhy::NotANumber, vec![]);
        }
        fits
    }

    fn written(&mut self) -> Option<Millis> {
        let at = match self.cells.head.cell(Field::Written, self.cells.line)? {
            Value::Moment(at) => Some(*at),
            Value::Text(words) => day(words),
            Value::Number(_) => None,
        };
        let Some(at) = at else {
            self.cells.wrong(Field::Written, WrongWhy::NotADay, vec![]);
            return None;
        };
        if at > self.known.now {
            self.cells.wrong(Field::Written, WrongWhy::InFuture, vec![]);
        }
        Some(at)
    }

    fn parties(&mut self, micro_grid: Option<&PlaceCode>) -> Vec<Party> {
        let mut parties = Vec::new();
        for field in [Field::Parties, Field::PartyA, Field::PartyB] {
            let Some(text) = self.cells.text(field) else { continue };
            let before = parties.len();
            for written in text.split(['、', '；', ';', '\n']).filter(|part| !part.trim().is_empty()) {
                let (name, house_no) = name_and_house(written);
                if name.is_empty() || name.chars().count() > 40 || house_no.chars().count() > 20 {
                    self.cells.wrong(field, WrongWhy::Parties, vec![]);
                    continue;
                }
                let household = micro_grid.and_then(|at| self.known.household(&name, &house_no, at));
                if household.is_none() && !house_no.is_empty() && micro_grid.is_some() {
                    self.cells.wrong(field, WrongWhy::UnknownHousehold, vec![]);
                }
                parties.push(Party {
                    household: household.map(|household| household.id.clone()),
                    micro_grid: household.map(|household| household.micro_grid.clone()),
                    name,
                    house_no,
                });
            }
            if parties.len() > PARTIES_MOST && before <= PARTIES_MOST {
                self.cells.wrong(field, WrongWhy::Parties, vec![]);
            }
        }
        parties
    }
}

/// `陈德贵（12 号）` is 陈德贵 of number 12.
fn name_and_house(written: &str) -> (String, String) {
    let written = written.trim();
    let Some(at) = written.find(['（', '(']) else { return (written.to_owned(), String::new()) };
    let inner = written[at..].trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
    let house_no = inner.trim().trim_end_matches('号').trim_end_matches('户').trim();
    (written[..at].trim().to_owned(), house_no.to_owned())
}

/// 600, 1,200, 600 元, 600.00
fn whole(written: &str) -> Option<u64> {
    let plain: String =
        written.trim().trim_end_matches(['元', '人']).chars().filter(|c| !" ,，".contains(*c)).collect();
    let digits = plain
        .split_once('.')
        .map_or(Some(plain.as_str()), |(whole, rest)| rest.bytes().all(|b| b == b'0').then_some(whole))?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// 2026-11-05, 2026/11/5, 2026.11.5, 2026年11月5日, each also with a time behind it: 14:05.
fn day(written: &str) -> Option<Millis> {
    let mut numbers: Vec<i64> = Vec::new();
    let parts = written.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    for part in parts {
        numbers.push(part.parse().ok().filter(|_| part.len() <= 4)?);
    }
    let allowed = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-/.:年月日时分秒：T".contains(c);
    if !written.chars().all(allowed) {
        return None;
    }
    let (date, time) = numbers.split_at_checked(3)?;
    let [year, month, day] = date else { return None };
    let start = Day {
        year: i32::try_from(*year).ok().filter(|year| (1949..9999).contains(year))?,
        month: u8::try_from(*month).ok()?,
        day: u8::try_from(*day).ok()?,
        weekday: 1,
    };
    let (hour, minute) = match time {
        [] => (0, 0),
        [hour, minute] | [hour, minute, _] if *hour < 24 && *minute < 60 => (*hour, *minute),
        _ => return None,
    };
    Some(start.start()?.plus(hour * HOUR + minute * 60_000))
}

/// Of the number, when the row has one; else of all that the row says.
fn identity(village: &PlaceCode, number: Option<&str>, written_at: Option<Millis>, step: &Step) -> CaseId {
    let mut digest = Sha256::new();
    let mut take = |part: &str| {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    };
    take("weige case of a table");
    take(village.as_str());
    match (number, step) {
        (Some(number), _) => {
            take("number");
            take(number);
        }
        (None, Step::Raised { category, title, words, micro_grid, parties, .. }) => {
            take("row");
            take(&written_at.map_or_else(String::new, |at| at.0.to_string()));
            [category, title, words].into_iter().for_each(|part| take(part));
            take(micro_grid.as_str());
            parties.iter().for_each(|party| {
                take(&party.name);
                take(&party.house_no);
            });
        }
        (None, _) => {}
    }
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&digest.finalize()[..10]);
    CaseId::from_random(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        let noon = day("2026-11-05 12:30").unwrap();
        assert_eq!((noon.day().month, noon.day().day, noon.clock()), (11, 5, (12, 30)));
        let start = day("2026-11-05").unwrap();
        for same in
            ["2026/11/5", "2026.11.5", "2026年11月5日", "2026-11-05 00:00:00", "2026年11月05日 0时0分"]
        {
            assert_eq!(day(same), Some(start), "{same}");
        }
        for bad in [
            "",
            "昨天",
            "2026-11",
            "2026-13-01",
            "2026-02-30",
            "11月5日",
            "2026-11-05 25:00",
            "20261105",
            "约2026-11-05",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn amounts_are_whole_yuan() {
        for (written, number) in
            [("600", 600), ("600元", 600), ("1,200", 1_200), ("1，200.00 元", 1_200), ("0", 0)]
        {
            assert_eq!(whole(written), Some(number), "{written}");
        }
        for bad in ["", "元", "六百", "6.5", "-6", "6万", "+6"] {
            assert_eq!(whole(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_party_may_carry_a_house_number() {
        let pair = |name: &str, house: &str| (name.to_owned(), house.to_owned());
        assert_eq!(name_and_house("陈德贵（3-12 号）"), pair("陈德贵", "3-12"));
        assert_eq!(name_and_house(" 陈德贵 (12)"), pair("陈德贵", "12"));
        assert_eq!(name_and_house("桑果收购商"), pair("桑果收购商", ""));
    }
}
