//! The ten journeys: what stands before each, how its form is filled, found again, saved and shown, and
//! what the village has of it in the end.

use crate::walk::Walk;
use shared_model::api::{Answer, Query};
use shared_model::casework::{EventKind, Step};
use shared_model::moment::Millis;
use system_tests::world::Outcome;

/// A journey. Each part begins where the one before it ended, but for `goes_on`, which finds its way by
/// the address: the app may have been killed before it.
pub struct Journey {
    /// What one says of it.
    pub name: &'static str,
    /// What others do first, with a network.
    pub before: fn(&mut Walk) -> Outcome<()>,
    /// The form, half filled.
    pub begins: fn(&mut Walk) -> Outcome<()>,
    /// The form again, with what was filled in, and filled to its end.
    pub goes_on: fn(&mut Walk) -> Outcome<()>,
    /// The button that saves.
    pub save: &'static str,
    /// What is seen then.
    pub shows: fn(&mut Walk) -> Outcome<()>,
    /// Whether the village has it in the end.
    pub arrived: fn(&Walk) -> Outcome<()>,
}

/// All ten, in the order of a phone's life.
pub const JOURNEYS: [Journey; 10] =
    [ENROL, VISIT, CORRECT, EDIT, RAISE, PROGRESS, ANSWER_A_QUESTION, DO_A_TASK, SETTLE, FOLLOW_UP];

const NOTE: &str = "灶边电线老化，已经断电。";
const CORRECTION: &str = "是厨房那一间，不是灶边。";
const HOUSE_NOTE: &str = "腿脚不便，白天多在家。";
const WORDS: &str = "两家为排水沟争了起来。";
const PROGRESS_WORDS: &str = "两家都去看过沟。";
const ANSWERED: &str = "沟在两家中间，长十二米。";
const TASK_WORDS: &str = "把沟量一量";
const TASK_DONE: &str = "量好了，报给了书记。";
const SETTLED: &str = "说好各清一半。";
const FOLLOWED_UP: &str = "两家都说清了。";

const NOTHING: fn(&mut Walk) -> Outcome<()> = |_| Ok(());

fn visit_page(walk: &Walk) -> String {
    format!("household/{}/visit", walk.home)
}

fn expect(there: bool, what: &str) -> Outcome<()> {
    if there { Ok(()) } else { Err(format!("{what} is not there")) }
}

/// A draft of the field, as long as it is not kept.
fn keeps(walk: &Walk, field: &str) -> Outcome<()> {
    walk.screen()?.sees_css(&format!("[data-test=\"{field}\"][data-kept=\"true\"]"))
}

/// The field holds what was typed before.
fn holds(walk: &Walk, field: &str, text: &str) -> Outcome<()> {
    let found =
        walk.screen()?.runs(&format!("return document.querySelector('[data-test=\"{field}\"]').value;"))?;
    let found = found.as_str().unwrap_or_default();
    if found == text { Ok(()) } else { Err(format!("{field} holds {found:?}, not {text:?}")) }
}

const ENROL: Journey = Journey {
    name: "enrolling",
    before: NOTHING,
    begins: |walk| {
        let screen = walk.screen()?;
        if walk.lacks_a_network() {
            walk.loses_signal();
            screen.types("enrol-server", &walk.server())?;
            screen.types("enrol-code", &walk.code()?)?;
            screen.click("enrol-next")?;
            screen.sees("page-enrol-pin")?;
            walk.chooses_a_pin()?;
            screen.sees_css("[data-test=\"enrol-problem\"][data-code=\"no_link\"]")?;
            walk.has_signal();
            return Ok(());
        }
        screen.types("enrol-server", &walk.server())?;
        screen.types("enrol-code", &walk.code()?)
    },
    goes_on: |walk| {
        let screen = walk.screen()?;
        screen.sets("enrol-server", &walk.server())?;
        screen.sets("enrol-code", &walk.code()?)
    },
    save: "enrol-next",
    shows: |walk| {
        walk.screen()?.sees("page-enrol-pin")?;
        walk.chooses_a_pin()?;
        walk.screen()?.sees("page-today")
    },
    arrived: |walk| {
        let asked = walk.village.secretary.query(Query::Members).map_err(|p| p.to_string())?;
        let Answer::Members(members) = asked else { return Err("no members came".into()) };
        expect(members.iter().filter(|member| member.devices > 0).count() == 1, "one phone")
    },
};

const VISIT: Journey = Journey {
    name: "a visit",
    before: NOTHING,
    begins: |walk| {
        walk.goes(&visit_page(walk))?;
        let screen = walk.screen()?;
        screen.types("visit-note", NOTE)?;
        screen.sees("draft-kept")
    },
    goes_on: |walk| {
        walk.goes(&visit_page(walk))?;
        let screen = walk.screen()?;
        screen.sees("visit-note")?;
        holds(walk, "visit-note", NOTE)?;
        screen.click("visit-kind-hazard_check")
    },
    save: "visit-save",
    shows: |walk| {
        // The form goes back by itself; whoever goes elsewhere before that is taken along.
        walk.screen()?.misses("visit-save")?;
        walk.goes(&format!("household/{}", walk.home))?;
        opens_all_visits(walk)?;
        walk.screen()?.says(NOTE)
    },
    arrived: |walk| expect(walk.village.notes(&walk.home)?.iter().any(|note| note == NOTE), "the visit"),
};

/// By a clock that is behind, a visit stands among those of long ago.
fn opens_all_visits(walk: &Walk) -> Outcome<()> {
    let screen = walk.screen()?;
    screen.sees_css("[data-test=\"household-visits\"] li")?;
    if screen.has("visits-all") { screen.click("visits-all") } else { Ok(()) }
}

fn opens_the_correction(walk: &Walk) -> Outcome<()> {
    walk.goes(&format!("household/{}", walk.home))?;
    let screen = walk.screen()?;
    opens_all_visits(walk)?;
    let button = screen.names("visit-correct-")?.into_iter().next().ok_or("no visit of one's own")?;
    screen.click(&button)?;
    screen.sees("correct-note")
}

const CORRECT: Journey = Journey {
    name: "correcting a visit",
    before: NOTHING,
    begins: |walk| {
        opens_the_correction(walk)?;
        walk.screen()?.types("correct-note", CORRECTION)?;
        keeps(walk, "correct-note")
    },
    goes_on: |walk| {
        if !walk.screen()?.has("correct-note") {
            opens_the_correction(walk)?;
        }
        keeps(walk, "correct-note")?;
        holds(walk, "correct-note", CORRECTION)
    },
    save: "correct-save",
    shows: |walk| {
        walk.screen()?.misses("correct-save")?;
        walk.screen()?.says(CORRECTION)
    },
    arrived: |walk| {
        let view = walk.home_at_the_village()?;
        let mut corrections = view.visits.iter().flat_map(|visit| &visit.corrections);
        expect(corrections.any(|correction| correction.note == CORRECTION), "the correction")
    },
};

const EDIT: Journey = Journey {
    name: "editing a household",
    before: NOTHING,
    begins: |walk| {
        walk.goes(&format!("household/{}/edit", walk.home))?;
        let screen = walk.screen()?;
        screen.sets("edit-note", HOUSE_NOTE)?;
        screen.sees("draft-kept")
    },
    goes_on: |walk| {
        walk.goes(&format!("household/{}/edit", walk.home))?;
        walk.screen()?.sees("edit-note")?;
        holds(walk, "edit-note", HOUSE_NOTE)
    },
    save: "edit-save",
    shows: |walk| {
        walk.screen()?.misses("edit-save")?;
        walk.goes(&format!("household/{}", walk.home))?;
        walk.screen()?.sees("household-note")?;
        walk.screen()?.says(HOUSE_NOTE)
    },
    arrived: |walk| {
        let view = walk.home_at_the_village()?;
        expect(view.household.note == HOUSE_NOTE, "the note")
    },
};

const RAISE: Journey = Journey {
    name: "raising a quarrel with a photo",
    before: NOTHING,
    begins: |walk| {
        walk.goes("raise")?;
        let screen = walk.screen()?;
        screen.click("raise-kind-dispute")?;
        screen.click("raise-category-neighbours")?;
        screen.click("colour-yellow")?;
        screen.click("raise-next")?;
        screen.types("raise-title", "水沟")?;
        screen.types("raise-words", WORDS)?;
        screen.attaches("photo-choose", &walk.picture())?;
        screen.sees("photo-0")?;
        screen.sees("draft-kept")
    },
    goes_on: |walk| {
        walk.goes("raise")?;
        let screen = walk.screen()?;
        screen.sees_css("[data-test^=\"page-raise-\"]")?;
        if screen.has("page-raise-1") {
            screen.click("raise-next")?;
        }
        screen.sees("photo-0")?;
        holds(walk, "raise-words", WORDS)?;
        screen.click("party-outsider")?;
        screen.types("outsider-name", "邻村杨某")?;
        screen.click("outsider-add")?;
        screen.sees("party-0")
    },
    save: "raise-save",
    shows: |walk| {
        walk.screen()?.sees("page-case")?;
        let address = walk.screen()?.address()?;
        let id = address.rsplit("case/").next().unwrap_or_default();
        walk.case = Some(shared_model::ids::CaseId::parse(id).map_err(|e| e.to_string())?);
        Ok(())
    },
    arrived: |walk| expect(walk.case_at_the_village()?.words == WORDS, "the case"),
};

/// The sheet of a step is opened, and its words are typed.
fn writes(walk: &Walk, and: &str, words: &str) -> Outcome<()> {
    walk.goes_to_case(and)?;
    let screen = walk.screen()?;
    screen.types("step-words", words)?;
    keeps(walk, "step-words")
}

/// It is opened again, with its words.
fn finds(walk: &Walk, and: &str, words: &str) -> Outcome<()> {
    if !walk.screen()?.has("step-words") {
        walk.goes_to_case(and)?;
    }
    walk.screen()?.sees("step-words")?;
    keeps(walk, "step-words")?;
    holds(walk, "step-words", words)
}

/// The sheet is closed, and the step stands in the case.
fn stands(walk: &Walk, kind: EventKind) -> Outcome<()> {
    let screen = walk.screen()?;
    screen.misses("step-save")?;
    screen.sees(&format!("event-{}", kind.word()))
}

fn village_has(walk: &Walk, words: &str) -> Outcome<()> {
    let view = walk.case_at_the_village()?;
    let found = view.timeline.iter().find(|entry| entry.step.words() == words);
    let entry = found.ok_or(format!("{words} is not there"))?;
    expect(entry.void.is_none(), "its effect")
}

const PROGRESS: Journey = Journey {
    name: "writing how it goes",
    before: NOTHING,
    begins: |walk| writes(walk, "/do/progress", PROGRESS_WORDS),
    goes_on: |walk| finds(walk, "/do/progress", PROGRESS_WORDS),
    save: "step-save",
    shows: |walk| stands(walk, EventKind::Progress),
    arrived: |walk| village_has(walk, PROGRESS_WORDS),
};

const ANSWER_A_QUESTION: Journey = Journey {
    name: "answering what came back with a question",
    before: |walk| {
        walk.meets_the_village(|walk| {
            walk.secretary_does(Step::Returned { words: "沟在哪里，多长？".into() })
        })
    },
    begins: |walk| writes(walk, "/do/progress", ANSWERED),
    goes_on: |walk| finds(walk, "/do/progress", ANSWERED),
    save: "step-save",
    shows: |walk| {
        walk.screen()?.misses("step-save")?;
        walk.screen()?.says(ANSWERED)
    },
    arrived: |walk| village_has(walk, ANSWERED),
};

const DO_A_TASK: Journey = Journey {
    name: "doing what was asked",
    before: |walk| {
        let to = walk.member().clone();
        walk.meets_the_village(|walk| {
            walk.secretary_does(Step::Accepted { words: String::new() })?;
            walk.secretary_does(Step::Tasked { to, words: TASK_WORDS.into(), by: None::<Millis> })
        })
    },
    begins: |walk| {
        let task = task(walk)?;
        writes(walk, &task, TASK_DONE)
    },
    goes_on: |walk| {
        let task = task(walk)?;
        finds(walk, &task, TASK_DONE)
    },
    save: "step-save",
    shows: |walk| stands(walk, EventKind::TaskDone),
    arrived: |walk| village_has(walk, TASK_DONE),
};

/// The way to the answer of the task.
fn task(walk: &Walk) -> Outcome<String> {
    let view = walk.case_at_the_village()?;
    let task = view.tasks.iter().find(|task| task.words == TASK_WORDS).ok_or("no task was given")?;
    Ok(format!("/task/{}", task.event))
}

const SETTLE: Journey = Journey {
    name: "settling",
    before: NOTHING,
    begins: |walk| writes(walk, "/do/settled", SETTLED),
    goes_on: |walk| {
        finds(walk, "/do/settled", SETTLED)?;
        let screen = walk.screen()?;
        screen.click("outcome-agreement_reached")?;
        screen.click("agreement-oral")
    },
    save: "step-save",
    shows: |walk| stands(walk, EventKind::Settled),
    arrived: |walk| village_has(walk, SETTLED),
};

const FOLLOW_UP: Journey = Journey {
    name: "asking whether it holds",
    before: NOTHING,
    begins: |walk| writes(walk, "/do/followed_up", FOLLOWED_UP),
    goes_on: |walk| {
        finds(walk, "/do/followed_up", FOLLOWED_UP)?;
        walk.screen()?.click("satisfied-yes")
    },
    save: "step-save",
    shows: |walk| stands(walk, EventKind::FollowedUp),
    arrived: |walk| village_has(walk, FOLLOWED_UP),
};
