//! From what is new in the logs to notices that wait: each event makes one notice to each system that
//! is told of such, however often and by how many processes it is looked at.

use super::targets::{Occasion, Targets};
use crate::app::App;
use crate::error::Outcome;
use crate::news::part;
use crate::papers::number::{numbers, short_name};
use crate::store::records::{Grantee, NoticeRow};
use crate::store::{self, ReadTx, WriteTx};
use serde::Serialize;
use shared_model::casework::{Colour, JudgedEvent, Stage, Step};
use shared_model::ids::CaseId;
use shared_model::moment::{DAY, Millis};
use shared_model::place::{Level, PlaceCode};
use shared_model::projection::CaseProjection;
use std::collections::BTreeMap;

/// Changes that are read at once, in one short transaction.
const AT_ONCE: usize = 200;
/// What is older when it is noticed is no news any more: a server was long without targets.
const OLDEST: i64 = 3 * DAY;
/// In the store's settings: from when on there have been targets.
const BEGUN: &str = "notices_since";

/// What is sent: no name, no word of what was written.
#[derive(Serialize)]
struct Body<'a> {
    /// Of this notice: one that comes twice is the same.
    id: &'a str,
    event: &'static str,
    /// When the server received it, in milliseconds since 1970.
    at: Millis,
    case: &'a CaseId,
    /// As offices write it; empty when the case has none.
    number: &'a str,
    colour: Colour,
    stage: Stage,
    /// The level that answers for it now.
    level: Level,
    village: Village<'a>,
    link: String,
    /// The data is invented.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sample: bool,
}

#[derive(Serialize)]
struct Village<'a> {
    code: &'a PlaceCode,
    name: &'a str,
}

/// Reads on in every log, and keeps the notices that come of it. The first time it begins at the ends of
/// the logs.
///
/// # Errors
/// Of the store; what was kept by then stays, and the next run goes on from there.
pub fn gather(app: &App, targets: &Targets) -> Outcome<u64> {
    begin(app)?;
    let mut made = 0;
    for village in store::read(&*app.store, |tx| tx.villages())? {
        while let Some(more) = store::write(&*app.store, |tx| read_on(app, targets, tx, &village))? {
            made += more;
        }
    }
    Ok(made)
}

fn begin(app: &App) -> Outcome<()> {
    if store::read(&*app.store, |tx| tx.meta(BEGUN))?.is_some() {
        return Ok(());
    }
    store::write(&*app.store, |tx| {
        if tx.meta(BEGUN)?.is_none() {
            for village in tx.villages()? {
                let head = tx.log_head(&village)?.seq;
                tx.set_notice_cursor(&village, head)?;
            }
            tx.set_meta(BEGUN, &app.now().0.to_string())?;
        }
        Ok(())
    })
}

/// Reads one piece of a village's log; how many notices came of it, none at its end.
fn read_on(app: &App, targets: &Targets, tx: &dyn WriteTx, village: &PlaceCode) -> Outcome<Option<u64>> {
    let (head, read) = (tx.log_head(village)?.seq, tx.notice_cursor(village)?.unwrap_or(0));
    if head == read {
        return Ok(None);
    }
    if head < read {
        // Another history: a backup was put in place. What it holds was told before.
        tx.set_notice_cursor(village, head)?;
        return Ok(None);
    }
    let part = part(tx, village, read, AT_ONCE)?;
    let mut made = 0;
    let mut known = None;
    for news in &part.cases {
        for event in news.counting() {
            let (Some(occasion), Some(at)) = (occasion(event), event.written.received_at) else { continue };
            if at < app.now().plus(-OLDEST) {
                continue;
            }
            for target in targets.all.iter().filter(|t| t.is_told_of(occasion, &news.case.micro_grid)) {
                if known.is_none() {
                    known = Some(Known::of(app, targets, tx, village)?);
                }
                let Some(known) = &known else { continue };
                let id = format!("{}.{}", event.written.id, target.name);
                let body = known.body(&id, occasion, at, &news.case)?;
                let (target, made_at) = (target.name.clone(), app.now());
                let village = village.clone();
                tx.put_notice(&NoticeRow {
                    village,
                    id,
                    target,
                    body,
                    made_at,
                    tries: 0,
                    next_at: made_at,
                    dead: false,
                })?;
                made += 1;
            }
        }
    }
    tx.set_notice_cursor(village, part.seq)?;
    Ok(Some(made))
}

/// What an event is to those who are told; none for most.
fn occasion(event: &JudgedEvent) -> Option<Occasion> {
    match &event.written.event.step {
        Step::Raised { colour, .. } if *colour == Colour::Red => Some(Occasion::RedRaised),
        Step::Recoloured { colour, .. } if *colour == Colour::Red => {
            (event.colour_before != Some(Colour::Red)).then_some(Occasion::RedRaised)
        }
        Step::PassedUp { .. } => Some(Occasion::PassedUp),
        Step::Escalated { .. } => Some(Occasion::Escalated),
        Step::Urged { .. } => Some(Occasion::Urged),
        _ => None,
    }
}

/// What is said of every case of a village.
struct Known {
    village: PlaceCode,
    name: String,
    numbers: BTreeMap<CaseId, String>,
    link: String,
    sample: bool,
}

impl Known {
    fn of(app: &App, targets: &Targets, tx: &dyn ReadTx, village: &PlaceCode) -> Outcome<Known> {
        let name = tx.place(village)?.map(|place| place.name).unwrap_or_default();
        let rows = tx.cases(&Grantee::Place(village.clone()))?;
        Ok(Known {
            village: village.clone(),
            numbers: numbers(village, &name, &rows),
            name: short_name(&name).to_owned(),
            link: targets.link.clone().unwrap_or_else(|| app.public_url.clone()),
            sample: crate::app::is_sample(tx)?,
        })
    }

    fn body(&self, id: &str, occasion: Occasion, at: Millis, case: &CaseProjection) -> Outcome<String> {
        let body = Body {
            id,
            event: occasion.word(),
            at,
            case: &case.id,
            number: self.numbers.get(&case.id).map_or("", String::as_str),
            colour: case.state.colour,
            stage: case.state.stage,
            level: case.state.level,
            village: Village { code: &self.village, name: &self.name },
            link: format!("{}/#/case/{}", self.link, case.id),
            sample: self.sample,
        };
        Ok(serde_json::to_string(&body)?)
    }
}
