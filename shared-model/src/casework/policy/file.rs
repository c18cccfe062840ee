//! The policy's file: read strictly, checked for what its form alone doesn't tell, and every fault
//! told with its line.

use super::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// What is wrong with a policy file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct PolicyProblem {
    /// The line, from 1.
    pub line: usize,
    /// One sentence that names the entry.
    pub what: String,
}

impl From<PolicyProblem> for String {
    fn from(problem: PolicyProblem) -> String {
        problem.to_string()
    }
}

/// A fault, and where in the text it stands.
type Fault = (Range<usize>, String);
type Checked = Result<(), Fault>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: Spanned<u32>,
    follow_up_before_strike_off: Vec<Spanned<CaseKind>>,
    visit_due_days: Spanned<u32>,
    care_visit_due_days: Spanned<u32>,
    care_tags: Vec<Spanned<String>>,
    categories: Spanned<Vec<Spanned<CategoryLine>>>,
    checklist: Vec<Spanned<ChecklistLine>>,
    calendar: Option<CalendarPart>,
    clocks: Spanned<BTreeMap<Colour, Spanned<ClockLine>>>,
    routes: Option<Spanned<BTreeMap<Colour, Spanned<RouteLine>>>>,
    #[serde(default)]
    overdue_goes_up: bool,
    rights: Spanned<BTreeMap<EventKind, Spanned<Vec<Spanned<Role>>>>>,
    #[serde(default)]
    asks: BTreeMap<CaseKind, BTreeMap<EventKind, AskLine>>,
    suggest: SuggestPart,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryLine {
    key: String,
    name: String,
    kind: CaseKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecklistLine {
    key: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarPart {
    working_hours: Spanned<Vec<Spanned<Shift>>>,
    #[serde(default)]
    holidays: Vec<Spanned<Days>>,
    #[serde(default)]
    working_days: Vec<Spanned<Days>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockLine {
    take: Option<Term>,
    settle: Option<Term>,
    // As files of the first release say it.
    take_hours: Option<u32>,
    settle_hours: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteLine {
    handles: Level,
    #[serde(default)]
    tells: Vec<Spanned<Level>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskLine {
    #[serde(default)]
    asked: Vec<Spanned<Fact>>,
    #[serde(default)]
    required: Vec<Spanned<Fact>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuggestPart {
    red_words: Vec<Spanned<String>>,
    red_parties: Spanned<u32>,
    yellow_categories: Vec<Spanned<String>>,
    repeat_days: u32,
    duplicate_days: Option<Spanned<u32>>,
}

/// Reads and checks a file.
pub(super) fn read(text: &str) -> Result<Policy, PolicyProblem> {
    let at = |(span, what): Fault| {
        let before = text.get(..span.start.min(text.len())).unwrap_or(text);
        PolicyProblem { line: before.matches('\n').count() + 1, what }
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        at((narrowed(text, error.span().unwrap_or(0..0), &what), what))
    })?;
    file.check().map_err(at)?;
    Ok(file.into_policy())
}

/// A fault inside a list is told of the whole list: what is quoted of it says where in it.
fn narrowed(text: &str, span: Range<usize>, what: &str) -> Range<usize> {
    let whole = text.get(span.clone()).unwrap_or_default();
    let found = what.split(['`', '"']).skip(1).step_by(2).filter(|quoted| !quoted.is_empty());
    let first = found.filter_map(|quoted| whole.find(quoted)).next();
    first.map_or(span.clone(), |at| span.start + at..span.end)
}

fn fault(span: Range<usize>, what: impl Into<String>) -> Checked {
    Err((span, what.into()))
}

/// That nothing stands twice in a list.
fn once<T: Ord + Clone>(list: &[Spanned<T>], word: impl Fn(&T) -> String) -> Checked {
    let mut seen = BTreeSet::new();
    match list.iter().find(|one| !seen.insert(one.get_ref().clone())) {
        Some(twice) => fault(twice.span(), format!("{:?} stands here twice", word(twice.get_ref()))),
        None => Ok(()),
    }
}

/// A key stands in what people write: small letters, digits and underscores, as in `other_request`.
fn check_key(span: Range<usize>, key: &str) -> Checked {
    let fits = (1..=40).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fits { Ok(()) } else { fault(span, format!("{key:?} is no key: write 1 to 40 of a-z, 0-9 and _")) }
}

/// Entries with a key and a name, each key once.
fn check_named<'a>(entries: impl Iterator<Item = (Range<usize>, &'a str, &'a str)>) -> Checked {
    let mut seen = BTreeSet::new();
    for (span, key, name) in entries {
        check_key(span.clone(), key)?;
        if name.trim().is_empty() {
            return fault(span, format!("{key:?} has no name"));
        }
        if !seen.insert(key) {
            return fault(span, format!("the key {key:?} stands twice"));
        }
    }
    Ok(())
}

impl File {
    fn check(&self) -> Checked {
        if *self.version.get_ref() == 0 {
            return fault(self.version.span(), "version begins at 1 and is raised with every change");
        }
        once(&self.follow_up_before_strike_off, |kind| kind.word().to_owned())?;
        self.check_visits()?;
        self.check_categories()?;
        let items = self.checklist.iter();
        check_named(
            items.map(|item| (item.span(), item.get_ref().key.as_str(), item.get_ref().name.as_str())),
        )?;
        self.calendar.as_ref().map_or(Ok(()), CalendarPart::check)?;
        self.check_clocks()?;
        self.check_routes()?;
        self.check_rights()?;
        self.check_asks()?;
        self.check_suggest()
    }

    fn check_visits(&self) -> Checked {
        let (due, care) = (&self.visit_due_days, &self.care_visit_due_days);
        if let Some(none) = [due, care].into_iter().find(|days| !(1..=3_650).contains(days.get_ref())) {
            return fault(none.span(), "a household is due for a visit after 1 to 3650 days");
        }
        if care.get_ref() > due.get_ref() {
            return fault(care.span(), "who needs more care is visited no later than the others");
        }
        self.care_tags.iter().try_for_each(|tag| check_key(tag.span(), tag.get_ref()))?;
        once(&self.care_tags, String::clone)
    }

    fn check_categories(&self) -> Checked {
        let all = self.categories.get_ref();
        check_named(all.iter().map(|one| {
            let CategoryLine { key, name, .. } = one.get_ref();
            (one.span(), key.as_str(), name.as_str())
        }))?;
        let lacking = |kind: &CaseKind| !all.iter().any(|one| one.get_ref().kind == *kind);
        match CaseKind::ALL.into_iter().find(lacking) {
            Some(kind) => {
                fault(self.categories.span(), format!("no category is of the kind {:?}", kind.word()))
            }
            None => Ok(()),
        }
    }

    fn check_clocks(&self) -> Checked {
        let clocks = self.clocks.get_ref();
        if let Some(colour) = Colour::ALL.into_iter().find(|colour| !clocks.contains_key(colour)) {
            return fault(self.clocks.span(), format!("clocks has no entry for {}", colour.word()));
        }
        for clock in clocks.values() {
            let said = clock.get_ref();
            let (settle, take) = ((said.settle, said.settle_hours), (said.take, said.take_hours));
            if matches!(settle, (None, None)) {
                return fault(
                    clock.span(),
                    "a clock says until when a case is settled: settle = \"7 working days\"",
                );
            }
            if matches!(settle, (Some(_), Some(_))) || matches!(take, (Some(_), Some(_))) {
                return fault(
                    clock.span(),
                    "a clock is said once: take and settle replace take_hours and settle_hours",
                );
            }
            if settle.1 == Some(0) || take.1 == Some(0) {
                return fault(clock.span(), "a clock runs for at least an hour");
            }
        }
        Ok(())
    }

    fn check_routes(&self) -> Checked {
        let Some(routes) = &self.routes else { return Ok(()) };
        let lacking = |colour: &Colour| !routes.get_ref().contains_key(colour);
        if let Some(colour) = Colour::ALL.into_iter().find(lacking) {
            return fault(routes.span(), format!("routes has no entry for {}", colour.word()));
        }
        for route in routes.get_ref().values() {
            let RouteLine { handles, tells } = route.get_ref();
            once(tells, |level| level.word().to_owned())?;
            if let Some(below) = tells.iter().find(|level| level.get_ref() >= handles) {
                let (told, at) = (below.get_ref().word(), handles.word());
                return fault(
                    below.span(),
                    format!("{told} is not above {at}: only who is above is told besides"),
                );
            }
        }
        Ok(())
    }

    fn check_rights(&self) -> Checked {
        let rights = self.rights.get_ref();
        for kind in [EventKind::Raised, EventKind::StruckOff] {
            match rights.get(&kind) {
                None => return fault(self.rights.span(), format!("rights gives {} to nobody", kind.word())),
                Some(roles) if roles.get_ref().is_empty() => {
                    return fault(roles.span(), format!("rights gives {} to nobody", kind.word()));
                }
                Some(_) => {}
            }
        }
        if let Some(roles) = rights.get(&EventKind::PassedUp) {
            return fault(roles.span(), "passed_up is written by the server alone, see overdue_goes_up");
        }
        for roles in rights.values() {
            once(roles.get_ref(), |role| role.word().to_owned())?;
            let administrator = |role: &&Spanned<Role>| *role.get_ref() == Role::Administrator;
            if let Some(wrong) = roles.get_ref().iter().find(administrator) {
                return fault(
                    wrong.span(),
                    "an administrator keeps accounts and devices and writes into no case",
                );
            }
        }
        Ok(())
    }

    fn check_asks(&self) -> Checked {
        for (step, ask) in self.asks.values().flatten() {
            let all: Vec<Spanned<Fact>> = ask.asked.iter().chain(&ask.required).cloned().collect();
            once(&all, |fact| fact.word().to_owned())?;
            if let Some(wrong) = all.iter().find(|fact| !fact.get_ref().is_of(*step)) {
                let (fact, step) = (wrong.get_ref().word(), step.word());
                return fault(wrong.span(), format!("{step} doesn't say {fact:?}"));
            }
        }
        Ok(())
    }

    fn check_suggest(&self) -> Checked {
        let SuggestPart { red_words, red_parties, yellow_categories, .. } = &self.suggest;
        if let Some(empty) = red_words.iter().find(|word| word.get_ref().trim().is_empty()) {
            return fault(empty.span(), "an empty word would make every case red");
        }
        if *red_parties.get_ref() == 0 {
            return fault(red_parties.span(), "red_parties = 0 would make every case red");
        }
        if let Some(days) = &self.suggest.duplicate_days
            && !(1..=365).contains(days.get_ref())
        {
            return fault(days.span(), "two cases may be one when they were raised within 1 to 365 days");
        }
        let known = |key: &str| self.categories.get_ref().iter().any(|one| one.get_ref().key == key);
        match yellow_categories.iter().find(|key| !known(key.get_ref())) {
            Some(key) => fault(
                key.span(),
                format!("yellow_categories names {:?}, which is no category", key.get_ref()),
            ),
            None => once(yellow_categories, String::clone),
        }
    }

    fn into_policy(self) -> Policy {
        let bare = |kinds: Vec<Spanned<Fact>>| kinds.into_iter().map(Spanned::into_inner).collect();
        let ask = |ask: AskLine| Ask { asked: bare(ask.asked), required: bare(ask.required) };
        let asks = |(case, steps): (CaseKind, BTreeMap<EventKind, AskLine>)| {
            (case, steps.into_iter().map(|(step, line)| (step, ask(line))).collect())
        };
        let route = |line: RouteLine| Route { handles: line.handles, tells: inner(line.tells) };
        let routes = |said: Spanned<BTreeMap<Colour, Spanned<RouteLine>>>| {
            let each = said.into_inner().into_iter();
            each.map(|(colour, line)| (colour, route(line.into_inner()))).collect()
        };
        let rights = self.rights.into_inner().into_iter();
        let clocks = self.clocks.into_inner().into_iter();
        Policy {
            version: self.version.into_inner(),
            categories: inner(self.categories.into_inner())
                .into_iter()
                .map(CategoryLine::into_entry)
                .collect(),
            clocks: clocks.map(|(colour, line)| (colour, line.into_inner().into_clock())).collect(),
            calendar: self.calendar.map(CalendarPart::into_calendar).unwrap_or_default(),
            routes: self.routes.map_or_else(super::routes, routes),
            overdue_goes_up: self.overdue_goes_up,
            rights: rights.map(|(kind, roles)| (kind, inner(roles.into_inner()))).collect(),
            asks: self.asks.into_iter().map(asks).collect(),
            follow_up_before_strike_off: inner(self.follow_up_before_strike_off),
            suggest: Suggest {
                red_words: inner(self.suggest.red_words),
                red_parties: self.suggest.red_parties.into_inner(),
                yellow_categories: inner(self.suggest.yellow_categories),
                repeat_days: self.suggest.repeat_days,
                duplicate_days: self
                    .suggest
                    .duplicate_days
                    .map_or_else(super::duplicate_days, Spanned::into_inner),
            },
            checklist: inner(self.checklist).into_iter().map(ChecklistLine::into_entry).collect(),
            visit_due_days: self.visit_due_days.into_inner(),
            care_visit_due_days: self.care_visit_due_days.into_inner(),
            care_tags: inner(self.care_tags),
        }
    }
}

fn inner<T>(list: Vec<Spanned<T>>) -> Vec<T> {
    list.into_iter().map(Spanned::into_inner).collect()
}

impl CategoryLine {
    fn into_entry(self) -> Category {
        Category { key: self.key, name: self.name, kind: self.kind }
    }
}

impl ChecklistLine {
    fn into_entry(self) -> ChecklistItem {
        ChecklistItem { key: self.key, name: self.name }
    }
}

impl ClockLine {
    fn into_clock(self) -> Clock {
        let hours = |said: Option<u32>| said.map(Term::Hours);
        // Checked before: one of the two is there.
        let settle = self.settle.or(hours(self.settle_hours)).unwrap_or(Term::Days(30));
        Clock { take: self.take.or(hours(self.take_hours)), settle }
    }
}

impl CalendarPart {
    fn check(&self) -> Checked {
        let shifts = self.working_hours.get_ref();
        if shifts.is_empty() {
            return fault(self.working_hours.span(), "somebody must work at some hour of a working day");
        }
        let late = shifts.windows(2).find(|pair| !pair[0].get_ref().is_before(pair[1].get_ref()));
        if let Some(pair) = late {
            return fault(pair[1].span(), "these working hours begin before the ones before them end");
        }
        apart(&self.holidays)?;
        apart(&self.working_days)?;
        for days in &self.working_days {
            if self.holidays.iter().any(|off| off.get_ref().overlaps(days.get_ref())) {
                return fault(
                    days.span(),
                    "a day is either off or worked: this one stands under holidays too",
                );
            }
            if !days.get_ref().are_weekend() {
                return fault(days.span(), "only a Saturday or Sunday is worked instead of another day");
            }
        }
        Ok(())
    }

    fn into_calendar(self) -> Calendar {
        Calendar {
            working_hours: inner(self.working_hours.into_inner()),
            holidays: inner(self.holidays),
            working_days: inner(self.working_days),
        }
    }
}

/// That no day stands in two entries.
fn apart(list: &[Spanned<Days>]) -> Checked {
    for (index, days) in list.iter().enumerate() {
        if list[..index].iter().any(|before| before.get_ref().overlaps(days.get_ref())) {
            return fault(days.span(), "a day of this entry stands in an entry before it");
        }
    }
    Ok(())
}
