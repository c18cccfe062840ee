//! What may stand in a document of each kind: the domain's validation, at the door.

use super::{DocId, Put};
use crate::casework::{CaseEvent, EventKind};
use crate::household::FieldEdit;
use crate::ids::EventId;
use crate::place::{Level, PlaceCode};
use crate::visit::VisitEntry;

/// Why a put can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentProblem {
    /// The key is no event id.
    #[error("an entry's key is an event id")]
    Key,
    /// An entry is written once.
    #[error("an entry is written once and never again")]
    WrittenOnce,
    /// The value is not the JSON of an entry.
    #[error("the entry is not readable: {0}")]
    Entry(String),
    /// It names an event as seen that the document doesn't hold.
    #[error("the entry names an event as seen that is not in the document")]
    Unseen,
    /// A field's value has the wrong form.
    #[error("{0}")]
    Field(String),
    /// Longer than any value may be.
    #[error("a key holds 80 bytes and a value 16384")]
    TooLong,
    /// Only the server's own hand writes this field.
    #[error("only the office writes {0}")]
    OfficeOnly(&'static str),
}

/// Longest value of a put, in bytes.
const VALUE_MOST: usize = 16_384;

/// Checks one put against the document before it. `has` tells whether a key stands there.
///
/// Words of a later version (an unknown step, an unknown field) pass, so that an old server or
/// phone carries them; known words must be well-formed.
///
/// # Errors
/// A [`ContentProblem`].
pub fn check_entry(
    doc: &DocId,
    put: &Put,
    by_office: bool,
    has: impl Fn(&str) -> bool,
) -> Result<(), ContentProblem> {
    if put.key.is_empty() || put.key.len() > 80 || put.value.len() > VALUE_MOST {
        return Err(ContentProblem::TooLong);
    }
    if let DocId::Household(village, _) = doc {
        return check_field(village, put, by_office, has);
    }
    EventId::parse(&put.key).map_err(|_| ContentProblem::Key)?;
    if has(&put.key) {
        return Err(ContentProblem::WrittenOnce);
    }
    let json: serde_json::Value = parse(&put.value)?;
    match doc {
        DocId::VisitBook(..) => check_visit(&json),
        _ => check_event(doc.village(), &json, has),
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ContentProblem> {
    serde_json::from_str(text).map_err(|e| ContentProblem::Entry(e.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(json: &serde_json::Value) -> Result<T, ContentProblem> {
    serde_json::from_value(json.clone()).map_err(|e| ContentProblem::Entry(e.to_string()))
}

fn word<'a>(json: &'a serde_json::Value, key: &str) -> Result<&'a str, ContentProblem> {
    json.get(key).and_then(|w| w.as_str()).ok_or_else(|| ContentProblem::Entry(format!("it has no {key}")))
}

fn check_visit(json: &serde_json::Value) -> Result<(), ContentProblem> {
    if !matches!(word(json, "entry")?, "visit" | "correction") {
        return Ok(());
    }
    let entry: VisitEntry = read(json)?;
    entry.check().map_err(|e| ContentProblem::Entry(e.to_string()))
}

fn check_event(
    village: &PlaceCode,
    json: &serde_json::Value,
    has: impl Fn(&str) -> bool,
) -> Result<(), ContentProblem> {
    let step = word(json, "step")?;
    if !EventKind::ALL.iter().any(|kind| kind.word() == step) {
        return Ok(());
    }
    let event: CaseEvent = read(json)?;
    event.step.check().map_err(|e| ContentProblem::Entry(e.to_string()))?;
    crate::photo::check(&event.photos).map_err(|e| ContentProblem::Entry(e.to_string()))?;
    if let crate::casework::Step::Raised { micro_grid, .. } = &event.step
        && (micro_grid.level() != Level::MicroGrid || micro_grid.village().as_ref() != Some(village))
    {
        return Err(ContentProblem::Entry(
            "a case is raised in a micro-grid of its document's village".into(),
        ));
    }
    let all_seen = event.after.iter().all(|id| has(id.as_str()));
    if all_seen { Ok(()) } else { Err(ContentProblem::Unseen) }
}

fn check_field(
    village: &PlaceCode,
    put: &Put,
    by_office: bool,
    has: impl Fn(&str) -> bool,
) -> Result<(), ContentProblem> {
    if put.key == "micro_grid" {
        // Who adds a household says where it lies; from then on it is for the office to move it.
        if !by_office && has("micro_grid") {
            return Err(ContentProblem::OfficeOnly("micro_grid"));
        }
        let place = PlaceCode::parse(&put.value).ok();
        let fits = place.is_some_and(|p| p.level() == Level::MicroGrid && p.is_within(village));
        return if fits {
            Ok(())
        } else {
            Err(ContentProblem::Field("micro_grid lies in another village".into()))
        };
    }
    if let Some(claim) = crate::homes::check(&put.key, &put.value) {
        return claim.map_err(|fits| ContentProblem::Field(format!("{}: {fits}", put.key)));
    }
    let edit = FieldEdit { field: put.key.clone(), value: put.value.clone() };
    match edit.check() {
        Err(crate::household::FieldProblem::NoSuchField(_)) | Ok(()) => Ok(()),
        Err(problem) => Err(ContentProblem::Field(problem.to_string())),
    }
}
