//! Telling consoles at once: who watches holds a seat; one task of the process looks at the logs' lengths
//! while anybody does, and wakes them; each then reads by itself what is new, and is told what it may see
//! as the store stands in that moment. Nothing is kept for who is slow but how far they were told.

use super::{CaseNews, is_urgent, part};
use crate::act::session;
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::scope;
use crate::store::{self, ReadTx, StoreError};
use serde::Serialize;
use shared_model::api::Code;
use shared_model::casework::EventKind;
use shared_model::ids::{AccountId, CaseId};
use shared_model::people::{Account, Role};
use shared_model::place::{Level, PlaceCode};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Most who watch through one process, and through one account (each tab of a browser is one).
pub const SEATS: (usize, usize) = (400, 8);
/// How often the logs' lengths are looked at while somebody watches.
const TICK: Duration = Duration::from_secs(1);
/// Who hears nothing for so long is sent a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Changes of one village's log that are told one by one; behind more it is said that much is new.
const MOST: usize = 200;

/// Who watches, and how they are woken.
pub struct Hub {
    seats: Mutex<Seats>,
    pulse: watch::Sender<u64>,
}

#[derive(Default)]
struct Seats {
    /// Where each looks, and who they are.
    taken: BTreeMap<u64, (PlaceCode, AccountId)>,
    next: u64,
    looking: bool,
    stopped: bool,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { seats: Mutex::default(), pulse: watch::Sender::new(0) }
    }
}

impl Hub {
    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all watching: the server stops.
    pub fn stop(&self) {
        self.seats().stopped = true;
        self.wake();
    }

    fn is_stopped(&self) -> bool {
        self.seats().stopped
    }

    /// Has all who watch look again.
    pub fn wake(&self) {
        self.pulse.send_modify(|pulse| *pulse = pulse.wrapping_add(1));
    }

    /// How many watch.
    pub fn watching(&self) -> usize {
        self.seats().taken.len()
    }
}

/// A place among those who watch; it is free again when it is dropped.
struct Seat {
    app: Arc<App>,
    number: u64,
}

impl Seat {
    fn take(app: &Arc<App>, me: &Account) -> Outcome<Seat> {
        let mut seats = app.hub.seats();
        if seats.stopped {
            return Err(Failed::problem(Code::ServerDown, "the server stops"));
        }
        let own = seats.taken.values().filter(|(_, account)| *account == me.id).count();
        if seats.taken.len() >= SEATS.0 || own >= SEATS.1 {
            return Err(Failed::problem(Code::TooManyTries, "too many watch already: close a tab"));
        }
        let number = seats.next;
        seats.next += 1;
        seats.taken.insert(number, (around(&me.place), me.id.clone()));
        let begin = !std::mem::replace(&mut seats.looking, true);
        drop(seats);
        if begin {
            tokio::spawn(look_out(app.clone()));
        }
        Ok(Seat { app: app.clone(), number })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.app.hub.seats().taken.remove(&self.number);
    }
}

/// Where the cases lie that somebody may have a part in: those of a village may name households of
/// another one of its township. What comes from farther away is seen when the page asks again.
fn around(place: &PlaceCode) -> PlaceCode {
    place.at(Level::Township).unwrap_or_else(|| place.clone())
}

/// Looks at the logs' lengths while anybody watches, and wakes all when one has grown.
async fn look_out(app: Arc<App>) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut known: BTreeMap<PlaceCode, u64> = BTreeMap::new();
    loop {
        tick.tick().await;
        let places: Vec<PlaceCode> = {
            let mut seats = app.hub.seats();
            if seats.stopped || seats.taken.is_empty() {
                seats.looking = false;
                return;
            }
            seats.taken.values().map(|(place, _)| place.clone()).collect()
        };
        let of = app.clone();
        let lengths = tokio::task::spawn_blocking(move || lengths(&of, places)).await;
        match lengths {
            Ok(Ok(now)) if now != known => {
                known = now;
                app.hub.wake();
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the logs could not be looked at"),
            Err(_) => tracing::warn!("looking at the logs was lost"),
        }
    }
}

fn lengths(app: &App, mut places: Vec<PlaceCode>) -> Result<BTreeMap<PlaceCode, u64>, StoreError> {
    places.sort();
    places.dedup();
    store::read(&*app.store, |tx| {
        places.into_iter().map(|place| tx.log_length(&place).map(|length| (place, length))).collect()
    })
}

/// One message to a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where one goes on after it; none for a sign of life.
    pub id: Option<String>,
    /// What it is: `begun`, `case`, `much`, `over`, or a sign of life (empty).
    pub word: &'static str,
    /// What it says, as JSON.
    pub data: String,
}

/// What a console is told of an event: never its content. Who may see the case asks for it.
#[derive(Serialize)]
struct Told<'a> {
    case: &'a CaseId,
    kind: EventKind,
    /// As what its author wrote it; the level follows from it.
    role: Role,
    level: &'static str,
    urgent: bool,
    /// The asker wrote it.
    mine: bool,
}

/// A console that watches.
pub struct Watching {
    seat: Seat,
    secret: String,
    as_who: Account,
    pulse: watch::Receiver<u64>,
    read: Cursor,
    waiting: VecDeque<Message>,
    /// When it was last sent anything.
    spoke: Instant,
    over: bool,
}

/// How far each village's log was read.
type Cursor = BTreeMap<PlaceCode, u64>;

impl Watching {
    /// Begins at the end of the logs, or behind the message that was heard last.
    ///
    /// # Errors
    /// `too_many_tries` when too many watch, or of the store.
    pub fn begin(app: &Arc<App>, me: &Account, secret: &str, last: Option<&str>) -> Outcome<Watching> {
        let seat = Seat::take(app, me)?;
        // Subscribed before the logs are read: what comes in between wakes.
        let mut pulse = app.hub.pulse.subscribe();
        let now = store::read(&*app.store, |tx| heads(tx, me))?;
        let read = match last.and_then(parse_cursor) {
            Some(last) => now.keys().map(|at| (at.clone(), last.get(at).copied().unwrap_or(0))).collect(),
            None => now,
        };
        pulse.mark_changed();
        let begun = Message { id: Some(write_cursor(&read)), word: "begun", data: "{}".to_owned() };
        Ok(Watching {
            seat,
            secret: secret.to_owned(),
            as_who: me.clone(),
            pulse,
            read,
            waiting: VecDeque::from([begun]),
            spoke: Instant::now(),
            over: false,
        })
    }

    /// The next message, when there is one; none when it is over.
    pub async fn next(mut self) -> Option<(Message, Watching)> {
        loop {
            if self.seat.app.hub.is_stopped() {
                return None;
            }
            if let Some(message) = self.waiting.pop_front() {
                self.spoke = Instant::now();
                return Some((message, self));
            }
            if self.over {
                return None;
            }
            // Woken or not, it is looked whether the session still stands.
            let _ = tokio::time::timeout(HEARTBEAT, self.pulse.changed()).await;
            if self.seat.app.hub.is_stopped() {
                return None;
            }
            let looked = tokio::task::spawn_blocking(move || {
                let looked = self.look();
                (self, looked)
            });
            let Ok((after, looked)) = looked.await else { return None };
            self = after;
            if let Err(error) = looked {
                // The console tries again from where it was.
                tracing::warn!(%error, "a console could not be told");
                return None;
            }
            if self.waiting.is_empty() && self.spoke.elapsed() >= HEARTBEAT {
                self.spoke = Instant::now();
                return Some((Message { id: None, word: "", data: String::new() }, self));
            }
        }
    }

    /// Reads what is new, as whoever holds the session now.
    fn look(&mut self) -> Outcome<()> {
        let app = self.seat.app.clone();
        let account = session::of_cookie(&app, &self.secret)?.map(|row| row.account);
        let same = |now: &Account| {
            (&now.id, now.role, &now.place) == (&self.as_who.id, self.as_who.role, &self.as_who.place)
        };
        let Some(me) = account.filter(same) else {
            self.over = true;
            self.waiting.push_back(Message { id: None, word: "over", data: "{}".to_owned() });
            return Ok(());
        };
        store::read(&*app.store, |tx| {
            for (village, head) in heads(tx, &me)? {
                let read = self.read.get(&village).copied().unwrap_or(0);
                // A shorter log is another history: a backup was put in place.
                if head < read || head - read > MOST as u64 {
                    self.read.insert(village, head);
                    self.say("much", "{}".to_owned());
                } else if head > read {
                    let part = part(tx, &village, read, MOST)?;
                    self.read.insert(village, part.seq);
                    self.tell(tx, &me, &part.cases)?;
                }
            }
            Ok(())
        })
    }

    fn tell(&mut self, tx: &dyn ReadTx, me: &Account, news: &[CaseNews]) -> Outcome<()> {
        let now = self.seat.app.now();
        for one in news {
            match scope::case(tx, me, &one.case.id, now) {
                Ok(_) => {}
                // Not theirs, or not any more.
                Err(Failed::Problem(_)) => continue,
                Err(fault) => return Err(fault),
            }
            for event in one.counting() {
                let author = &event.written.author;
                let told = Told {
                    case: &one.case.id,
                    kind: event.written.event.step.kind(),
                    role: author.role,
                    level: author.role.level().word(),
                    urgent: is_urgent(event),
                    mine: author.account == me.id,
                };
                self.say("case", serde_json::to_string(&told)?);
            }
        }
        Ok(())
    }

    fn say(&mut self, word: &'static str, data: String) {
        self.waiting.push_back(Message { id: Some(write_cursor(&self.read)), word, data });
    }
}

/// The ends of the logs around somebody.
fn heads(tx: &dyn ReadTx, me: &Account) -> Outcome<Cursor> {
    let villages = tx.places_within(&around(&me.place))?.into_iter().map(|place| place.code);
    let mut heads = Cursor::new();
    for village in villages.filter(|code| code.level() == Level::Village) {
        let seq = tx.log_head(&village)?.seq;
        heads.insert(village, seq);
    }
    Ok(heads)
}

/// `<village>-<sequence>` of each log that holds anything, with `_` between them.
fn write_cursor(read: &Cursor) -> String {
    let told = read.iter().filter(|(_, seq)| **seq > 0).map(|(village, seq)| format!("{village}-{seq}"));
    told.collect::<Vec<_>>().join("_")
}

fn parse_cursor(text: &str) -> Option<Cursor> {
    if text.is_empty() || text.len() > 16 << 10 {
        return None;
    }
    let one = |part: &str| {
        let (village, seq) = part.split_once('-')?;
        Some((PlaceCode::parse(village).ok()?, seq.parse().ok()?))
    };
    text.split('_').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        let read: Cursor = [("513424101203", 57), ("513424101204", 0), ("513424101205", 3)]
            .into_iter()
            .map(|(village, seq)| (PlaceCode::parse(village).unwrap(), seq))
            .collect();
        let written = write_cursor(&read);
        assert_eq!(written, "513424101203-57_513424101205-3");
        let without = read.into_iter().filter(|(_, seq)| *seq > 0).collect();
        assert_eq!(parse_cursor(&written), Some(without));
        for bad in ["", "7", "513424101203", "513424101203-x", "x-1", "513424101203-1_"] {
            assert_eq!(parse_cursor(bad), None, "{bad}");
        }
    }
}
