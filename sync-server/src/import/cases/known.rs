//! What the rows of a table of cases are compared with: the policy's words, the importer's micro-grids
//! and the households of the register.

use crate::import::table::{among, offered};
use shared_model::casework::policy::Category;
use shared_model::casework::{CaseKind, Colour, Policy, Source};
use shared_model::ids::HouseholdId;
use shared_model::moment::Millis;
use shared_model::place::{Place, PlaceCode};

/// What is known when a table is read.
pub struct Known<'a> {
    /// The rules in force.
    pub policy: &'a Policy,
    /// The micro-grids a case may lie in.
    pub micro_grids: Vec<Place>,
    /// The households of the place.
    pub households: Vec<KnownHousehold>,
    /// The server's time.
    pub now: Millis,
}

/// A household as far as a party is found by it.
pub struct KnownHousehold {
    /// Its identity.
    pub id: HouseholdId,
    /// Where it lies.
    pub micro_grid: PlaceCode,
    /// Its number.
    pub house_no: String,
    /// Its people.
    pub names: Vec<String>,
}

const KINDS: [(CaseKind, &[&str]); 4] = [
    (CaseKind::Dispute, &["矛盾纠纷", "纠纷"]),
    (CaseKind::Hazard, &["安全隐患", "隐患"]),
    (CaseKind::ServiceRequest, &["群众诉求", "群众点单", "诉求"]),
    (CaseKind::AgendaTopic, &["议题", "有事来协商"]),
];

const COLOURS: [(Colour, &[&str]); 3] =
    [(Colour::Red, &["红", "红色"]), (Colour::Yellow, &["黄", "黄色"]), (Colour::Green, &["绿", "绿色"])];

const SOURCES: [(Source, &[&str]); 7] = [
    (Source::Found, &["主动排查发现", "主动排查", "主动调解", "自行发现"]),
    (Source::OnApplication, &["当事人申请", "依申请", "申请"]),
    (Source::Court, &["法院移交", "法院移送", "法院"]),
    (Source::Procuratorate, &["检察院移交", "检察院移送", "检察院"]),
    (Source::Police, &["公安移交", "公安移送", "公安"]),
    (Source::Petition, &["信访移交", "信访移送", "信访"]),
    (Source::OtherOffice, &["其他部门移交", "其他移交", "其他"]),
];

/// The kind of a word.
pub fn kind(written: &str) -> Option<CaseKind> {
    among(&KINDS, written)
}

/// The kinds, by word.
pub fn kinds() -> Vec<String> {
    offered(&KINDS)
}

/// The colour of a word.
pub fn colour(written: &str) -> Option<Colour> {
    among(&COLOURS, written)
}

/// The colours, by word.
pub fn colours() -> Vec<String> {
    offered(&COLOURS)
}

/// The source of a word.
pub fn source(written: &str) -> Option<Source> {
    among(&SOURCES, written)
}

/// The sources, by word.
pub fn sources() -> Vec<String> {
    offered(&SOURCES)
}

impl Known<'_> {
    /// The category of a name, of one kind when that is told. 邻里纠纷 is 邻里, 其他 is 其他纠纷.
    pub fn category(&self, written: &str, kind: Option<CaseKind>) -> Option<&Category> {
        let short = |name: &str| name.strip_suffix("纠纷").unwrap_or(name).to_owned();
        let mut of_kind = self.policy.categories.iter().filter(|c| kind.is_none_or(|kind| c.kind == kind));
        let exactly = of_kind.clone().find(|category| category.name == written);
        exactly.or_else(|| {
            of_kind.find(|category| {
                category.kind == CaseKind::Dispute && short(&category.name) == short(written)
            })
        })
    }

    /// The names of categories.
    pub fn categories(&self, kind: Option<CaseKind>) -> Vec<String> {
        let of_kind = self.policy.categories.iter().filter(|c| kind.is_none_or(|kind| c.kind == kind));
        of_kind.map(|category| category.name.clone()).collect()
    }

    /// The micro-grids of a name or code; a name may begin with a village's.
    pub fn places(&self, written: &str) -> Vec<&Place> {
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let wanted = plain(written);
        let same = |place: &&Place| plain(&place.name) == wanted || place.code.as_str() == wanted;
        let found: Vec<&Place> = self.micro_grids.iter().filter(same).collect();
        if !found.is_empty() {
            return found;
        }
        // As the register writes it, with the village before it; 十一网格 01 isn't 一网格 01.
        let fits = |place: &Place| match plain(&place.name) {
            name if !name.is_empty() && wanted.ends_with(&name) => name.len(),
            _ => 0,
        };
        let longest = self.micro_grids.iter().map(fits).max().filter(|length| *length > 0);
        self.micro_grids.iter().filter(|place| Some(fits(place)) == longest).collect()
    }

    /// The one household of a number in which somebody of that name lives; the row's own micro-grid
    /// goes before the others.
    pub fn household(&self, name: &str, house_no: &str, micro_grid: &PlaceCode) -> Option<&KnownHousehold> {
        let fits = |household: &&KnownHousehold| {
            household.house_no == house_no && household.names.iter().any(|resident| resident == name)
        };
        let all: Vec<&KnownHousehold> = self.households.iter().filter(fits).collect();
        let near: Vec<&KnownHousehold> =
            all.iter().copied().filter(|household| household.micro_grid == *micro_grid).collect();
        match (near.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(one),
            _ => None,
        }
    }
}
