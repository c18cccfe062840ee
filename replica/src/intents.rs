//! Writing: a command becomes puts, the puts one change, and change, outbox item and rows one
//! transaction.

mod households;

use crate::homes::Around;
use crate::problems::StoreError;
use crate::replica::{Replica, no_reference, reference};
use crate::storage::YEARS_WISHED;
use crate::store::{OutboxRow, Tx};
use shared_model::api::view::{Delivery, IntentKind, OutboxItem};
use shared_model::api::{Code, Command, Done, Problem};
use shared_model::casework::{CaseEvent, CaseKind, Fact, Policies, Policy, Step, as_seen, fold};
use shared_model::document::{ActorBytes, DocId, Put};
use shared_model::exchange::{NewChange, years};
use shared_model::ids::{CaseId, EventId, HouseholdId, IntentId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author};
use shared_model::photo::{self, Photo, PhotoHash};
use shared_model::surroundings::{Surroundings, random};
use shared_model::visit::{Correction, Visit, VisitEntry};

/// What a command wants written.
struct Intent {
    doc: DocId,
    puts: Vec<Put>,
    kind: IntentKind,
    subject: String,
    words: String,
    id: String,
}

/// Who writes, and as which actor.
pub(crate) struct Writer {
    pub account: Account,
    pub actor: ActorBytes,
}

impl Writer {
    fn author(&self) -> Author {
        Author::of(&self.account)
    }
}

/// Applies a writing command.
pub(crate) fn apply(open: &mut Replica, command: Command, dice: &dyn Surroundings) -> Result<Done, Problem> {
    let writer = Writer { account: open.profile.account.clone(), actor: open.actor };
    open.store.write(|tx| apply_as(tx, &writer, command, dice))
}

/// Applies a writing command as somebody, within a transaction.
pub(crate) fn apply_as(
    tx: &Tx<'_>,
    writer: &Writer,
    command: Command,
    dice: &dyn Surroundings,
) -> Result<Done, Problem> {
    let now = dice.now();
    let intents = match command {
        Command::SaveDraft { form, body } => return save_draft(tx, &form, &body),
        Command::FetchYears { from } => {
            years::ask(tx, from, now)?;
            tx.set_meta(YEARS_WISHED, &now)?;
            return Ok(Done::Nothing);
        }
        Command::PutAside { intent } => {
            let found = tx.put_intent_aside(&intent)?;
            return if found { Ok(Done::Nothing) } else { Err(not_found("returned item")) };
        }
        Command::AddHousehold { micro_grid, house_no, name } => {
            vec![households::add(&writer.account, micro_grid, house_no, name, dice)?]
        }
        Command::EditHousehold { household, edits } => households::edit(tx, &household, &edits, dice)?,
        Command::MoveResident { household, resident, to, relation } => {
            households::move_resident(tx, &household, &resident, &to, &relation, dice)?
        }
        Command::MergeHousehold { household, into } => {
            households::merge(tx, &household, into.as_ref(), dice)?
        }
        Command::RecordVisit { household, kind, at, checklist, note, problem, photos, helped, position } => {
            let at = at.unwrap_or(now);
            let photos = named(tx, &photos)?;
            let entry =
                Visit { at, written_at: now, kind, checklist, note, problem, photos, helped, position };
            vec![visit(tx, &household, entry, dice)?]
        }
        Command::CorrectVisit { household, visit, note } => {
            vec![correct(tx, &household, visit, note, dice)?]
        }
        Command::RaiseCase { step, photos } => {
            let policy = reference(tx)?.ok_or_else(no_reference)?.policy;
            vec![raise(&policy, step, named(tx, &photos)?, dice)?]
        }
        Command::AddToCase { case, step, seen, anyway, photos } => {
            let photos = named(tx, &photos)?;
            vec![add_to_case(tx, &case, Words { step, photos }, seen, anyway, &writer.author(), dice)?]
        }
        _ => return Err(Problem::new(Code::NotHere, "the phone does not offer this")),
    };
    let policies = reference(tx)?.ok_or_else(no_reference)?.policies();
    let id = intents.first().map(|intent| intent.id.clone()).unwrap_or_default();
    for intent in intents.into_iter().filter(|intent| !intent.puts.is_empty()) {
        store(tx, intent, writer, &policies, dice)?;
    }
    Ok(Done::Saved { id })
}

fn not_found(what: &str) -> Problem {
    Problem::new(Code::NotFound, format!("no such {what} on this phone"))
}

fn invalid(problem: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Invalid, problem.to_string())
}

fn save_draft(tx: &Tx<'_>, form: &str, body: &str) -> Result<Done, Problem> {
    if form.len() > 100 || body.len() > 100_000 {
        return Err(Problem::new(Code::TooLarge, "a draft holds 100 000 bytes and its name 100"));
    }
    tx.set_draft(form, body)?;
    Ok(Done::Nothing)
}

fn store(
    tx: &Tx<'_>,
    intent: Intent,
    writer: &Writer,
    policies: &Policies,
    dice: &dyn Surroundings,
) -> Result<(), Problem> {
    let now = dice.now();
    let mut document = tx.load(&intent.doc)?;
    let Some((hash, bytes)) = document.write(writer.actor, now, &intent.puts).map_err(StoreError::from)?
    else {
        return Ok(());
    };
    tx.append(&NewChange {
        hash,
        doc: &intent.doc,
        bytes: &bytes,
        author: &writer.author(),
        received_at: None,
    })?;
    let item = OutboxItem {
        id: IntentId::from_random(random(dice)),
        kind: intent.kind,
        subject: intent.subject,
        words: intent.words,
        written_at: now,
        delivery: Delivery::SavedHere,
        household: None,
        case: None,
        carried_by: Vec::new(),
    };
    let doc = intent.doc;
    tx.add_intent(&OutboxRow { item, doc: doc.clone(), hash, puts: intent.puts })?;
    tx.reproject(&doc, policies)?;
    tx.claim_photos(&doc)?;
    Ok(())
}

fn name(tx: &Tx<'_>, id: &HouseholdId) -> Result<String, Problem> {
    Ok(tx.household(id)?.map(|p| p.household.name().to_owned()).unwrap_or_default())
}

fn entry(
    tx: &Tx<'_>,
    household: &HouseholdId,
    at: Millis,
    entry: &VisitEntry,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    entry.check().map_err(invalid)?;
    let home = tx.household_doc(household)?.ok_or_else(|| not_found("household"))?;
    let doc = home.book_of(at).ok_or_else(|| not_found("household"))?;
    let id = EventId::from_random(random(dice));
    let (kind, words) = match entry {
        VisitEntry::Visit(visit) => (IntentKind::Visit, visit.note.clone()),
        VisitEntry::Correction(correction) => (IntentKind::Correction, correction.note.clone()),
    };
    let puts = vec![put_json(&id, entry)?];
    Ok(Intent { doc, puts, kind, subject: name(tx, household)?, words, id: id.to_string() })
}

fn put_json(id: &EventId, value: &impl serde::Serialize) -> Result<Put, Problem> {
    let value = serde_json::to_string(value).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
    Ok(Put { key: id.to_string(), value })
}

fn visit(
    tx: &Tx<'_>,
    household: &HouseholdId,
    visit: Visit,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    entry(tx, household, visit.at, &VisitEntry::Visit(visit.clone()), dice)
}

fn correct(
    tx: &Tx<'_>,
    household: &HouseholdId,
    corrects: EventId,
    note: String,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    let mut visits = Vec::new();
    for part in Around::with(tx, &[household])?.homes().group(household) {
        visits.extend(tx.visits(&part)?);
    }
    let visit = visits.iter().find(|v| v.id == corrects).ok_or_else(|| not_found("visit"))?;
    // A correction lies in the book of the visit it corrects.
    entry(
        tx,
        &visit.household,
        visit.visit.at,
        &VisitEntry::Correction(Correction { corrects, written_at: dice.now(), note }),
        dice,
    )
}

/// What the policy requires of a step in a kind of case.
fn said_enough(policy: &Policy, kind: CaseKind, step: &Step) -> Result<(), Problem> {
    let lacks = |fact: Fact| invalid(format!("the policy asks for {}", fact.word()));
    policy.lacks(kind, step).map_or(Ok(()), |fact| Err(lacks(fact)))
}

fn raise(
    policy: &Policy,
    step: Step,
    photos: Vec<Photo>,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    let Step::Raised { title, words, micro_grid, kind, .. } = &step else {
        return Err(invalid("a case begins with the step raised"));
    };
    step.check().map_err(invalid)?;
    said_enough(policy, *kind, &step)?;
    let village = micro_grid.village().ok_or_else(|| invalid("a case is raised in a micro-grid"))?;
    let case = CaseId::from_random(random(dice));
    let doc = DocId::Case(village, case.clone());
    let (subject, words) = (title.clone(), words.clone());
    let id = EventId::from_random(random(dice));
    let event = CaseEvent { written_at: dice.now(), after: Vec::new(), photos, step };
    let puts = vec![put_json(&id, &event)?];
    Ok(Intent { doc, puts, kind: IntentKind::Raise, subject, words, id: case.to_string() })
}

/// A step with the photos that go with its words.
struct Words {
    step: Step,
    photos: Vec<Photo>,
}

/// Photos by name; each must have been taken in before.
fn named(tx: &Tx<'_>, photos: &[PhotoHash]) -> Result<Vec<Photo>, Problem> {
    let photos = photos.iter().map(|hash| tx.photo(hash)?.ok_or_else(|| not_found("photo")));
    let photos = photos.collect::<Result<Vec<Photo>, Problem>>()?;
    photo::check(&photos).map_err(invalid)?;
    Ok(photos)
}

fn add_to_case(
    tx: &Tx<'_>,
    case: &CaseId,
    Words { step, photos }: Words,
    seen: Option<Vec<EventId>>,
    anyway: bool,
    author: &Author,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    step.check().map_err(invalid)?;
    if step.wants_a_past_day(dice.now()) {
        return Err(Problem::new(Code::DayPast, "an answer is wanted today or later"));
    }
    let doc = tx.case_doc(case)?.ok_or_else(|| not_found("case"))?;
    let projection = tx.case(case)?.ok_or_else(|| not_found("case"))?;
    let policies = reference(tx)?.ok_or_else(no_reference)?.policies();
    let policy = policies.newest();
    let after = seen.unwrap_or_else(|| projection.state.frontier.clone());
    let shown = as_seen(&projection.state, &after, &policies)
        .ok_or_else(|| invalid("seen names an event that is not in the case"))?;
    if !anyway {
        said_enough(policy, projection.kind, &step)?;
        fold::may_add(&step, author, &shown, policy)
            .map_err(|rule| Problem::new(Code::Policy, rule.word()))?;
    }
    let words = step.words().to_owned();
    let id = EventId::from_random(random(dice));
    let puts = vec![put_json(&id, &CaseEvent { written_at: dice.now(), after, photos, step })?];
    Ok(Intent { doc, puts, kind: IntentKind::CaseStep, subject: projection.title, words, id: id.to_string() })
}
