//! Photos after the records: what to ask, send or fetch next, and what an answer means.
//!
//! A round of its own beside the exchange of records, so that neither waits for the other. One
//! request at a time; after each answer what came is durable. A link that breaks ends the round:
//! the next one asks the server where it is and goes on from there.

use super::pace::backoff;
use crate::api::photos::PhotoReport;
use crate::api::{Code, Problem};
use crate::moment::Millis;
use crate::photo::{Photo, PhotoHash};
use crate::protocol::{
    MOST_PHOTOS_ASKED, NamedPhoto, PHOTO_PART, PhotoGetAnswer, PhotoGetRequest, PhotoHaveAnswer,
    PhotoHaveRequest, PhotoHeld, PhotoPutAnswer, PhotoPutRequest, decode, encode,
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};

/// A photo with a document that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// How it goes by in messages.
    pub name: NamedPhoto,
    /// As the entry names it.
    pub photo: Photo,
}

/// One transaction over the photos in the phone's file.
#[allow(clippy::missing_errors_doc, reason = "each fails as the file fails, with its Problem")]
pub trait PhotoGround {
    /// Whole here, named by an entry, and not known to be whole in the village; oldest first.
    fn unsent_photos(&self) -> Result<Vec<Named>, Problem>;
    /// Asked for by a person and not here; oldest first.
    fn wished_photos(&self) -> Result<Vec<Named>, Problem>;
    /// Named by entries, not here, and not asked for since `since`; newest first.
    fn unasked_photos(&self, since: Millis, most: usize) -> Result<Vec<NamedPhoto>, Problem>;
    /// Bytes of a photo here, from an offset on.
    fn photo_bytes(&self, hash: &PhotoHash, offset: u32, most: usize) -> Result<Vec<u8>, Problem>;
    /// How many of its first bytes have been fetched.
    fn fetched(&self, hash: &PhotoHash) -> Result<u32, Problem>;
    /// Keeps a part that was fetched.
    fn keep_part(&self, photo: &Photo, offset: u32, bytes: &[u8]) -> Result<(), Problem>;
    /// All of it was fetched: keeps it when the bytes are those of its name. False when they were
    /// others; then they are dropped.
    fn keep_whole(&self, photo: &Photo, now: Millis) -> Result<bool, Problem>;
    /// The village said what it has: `None` for all of it.
    fn note_village(&self, hash: &PhotoHash, reach: Option<u32>, now: Millis) -> Result<(), Problem>;
    /// The person's wish is met, or can't be.
    fn drop_wish(&self, hash: &PhotoHash) -> Result<(), Problem>;
}

/// What the village said it lacks is asked for again after so long.
const ASK_AGAIN: i64 = 15 * 60 * 1000;

#[derive(Clone, Debug)]
enum Step {
    Have(Vec<NamedPhoto>),
    Put { named: Named, bytes: u32 },
    Get { named: Named, offset: u32 },
}

/// A request to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoPost {
    /// The path behind the server's address.
    pub path: &'static str,
    /// The body.
    pub frame: Vec<u8>,
}

/// One phone's round of photos.
#[derive(Clone, Debug, Default)]
pub struct Carrier {
    running: bool,
    may_send: bool,
    step: Option<Step>,
    report: PhotoReport,
    /// Where the server is with what is to be sent.
    reach: BTreeMap<PhotoHash, u32>,
    /// Was whole and wrong once in this round.
    wrong: BTreeSet<PhotoHash>,
    /// Nothing more can be done about these in this round.
    passed: BTreeSet<PhotoHash>,
    failures: u32,
}

impl Carrier {
    /// A round is running.
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Begins a round, unless one runs: that one then does what this would have. `may_send`: the
    /// link is one that photos may go up by themselves.
    pub fn begin(&mut self, may_send: bool) {
        if !self.running {
            *self = Carrier { running: true, failures: self.failures, ..Carrier::default() };
        }
        self.may_send = may_send;
    }

    /// The next request; none when the round is over.
    ///
    /// # Errors
    /// Of the file.
    pub fn next(
        &mut self,
        ground: &impl PhotoGround,
        now: Millis,
        protocol: u16,
    ) -> Result<Option<PhotoPost>, Problem> {
        self.step = self.choose(ground, now)?;
        match &self.step {
            None => Ok(None),
            Some(Step::Have(photos)) => {
                let request = PhotoHaveRequest { protocol, photos: photos.clone() };
                post("/v1/photo/have", &request).map(Some)
            }
            Some(Step::Put { named, .. }) => {
                let offset = self.reach.get(&named.photo.hash).copied().unwrap_or(0);
                let bytes = ground.photo_bytes(&named.photo.hash, offset, PHOTO_PART)?;
                let photo = named.name.clone();
                post("/v1/photo/put", &PhotoPutRequest { protocol, photo, offset, bytes }).map(Some)
            }
            Some(Step::Get { named, offset }) => {
                let request = PhotoGetRequest { protocol, photo: named.name.clone(), offset: *offset };
                post("/v1/photo/get", &request).map(Some)
            }
        }
    }

    /// First what a person waits for, then what is to be sent, then what is only to be known.
    fn choose(&self, ground: &impl PhotoGround, now: Millis) -> Result<Option<Step>, Problem> {
        let open = |named: &Named| !self.passed.contains(&named.photo.hash);
        if let Some(named) = ground.wished_photos()?.into_iter().find(open) {
            let offset = ground.fetched(&named.photo.hash)?;
            return Ok(Some(Step::Get { named, offset }));
        }
        if !self.may_send {
            return Ok(None);
        }
        let unsent: Vec<Named> = ground.unsent_photos()?.into_iter().filter(open).collect();
        let known = |named: &&Named| self.reach.contains_key(&named.photo.hash);
        let mut ask: Vec<NamedPhoto> = unsent
            .iter()
            .filter(|named| !known(named))
            .map(|named| named.name.clone())
            .take(MOST_PHOTOS_ASKED)
            .collect();
        let room = MOST_PHOTOS_ASKED - ask.len();
        let unknown = ground.unasked_photos(now.plus(-ASK_AGAIN), room)?;
        ask.extend(unknown.into_iter().filter(|name| !self.passed.contains(&PhotoHash(name.hash))));
        if !ask.is_empty() {
            return Ok(Some(Step::Have(ask)));
        }
        let next = unsent.into_iter().next();
        Ok(next.map(|named| Step::Put { bytes: named.photo.bytes, named }))
    }

    /// Takes an answer in.
    ///
    /// # Errors
    /// When it can't be read, or of the file.
    pub fn take(&mut self, ground: &impl PhotoGround, body: &[u8], now: Millis) -> Result<(), Problem> {
        self.failures = 0;
        match self.step.take() {
            Some(Step::Have(asked)) => {
                let answer: PhotoHaveAnswer = read(body)?;
                for (name, held) in asked.iter().zip(&answer.held) {
                    self.held(ground, PhotoHash(name.hash), *held, now)?;
                }
                // What isn't answered isn't asked again at once.
                self.passed.extend(asked.iter().skip(answer.held.len()).map(|name| PhotoHash(name.hash)));
                Ok(())
            }
            Some(Step::Put { named, bytes }) => {
                let answer: PhotoPutAnswer = read(body)?;
                let before = self.reach.get(&named.photo.hash).copied().unwrap_or(0);
                self.held(ground, named.photo.hash, answer.held, now)?;
                let after = match answer.held {
                    PhotoHeld::Whole => {
                        self.report.sent += 1;
                        bytes
                    }
                    PhotoHeld::Part { bytes } => bytes,
                    PhotoHeld::Wrong | PhotoHeld::NotNamed => 0,
                };
                self.report.bytes_up += u64::from(after.saturating_sub(before));
                let stuck = answer.held == PhotoHeld::Part { bytes: before };
                if stuck {
                    self.passed.insert(named.photo.hash);
                }
                Ok(())
            }
            Some(Step::Get { named, offset }) => {
                let answer: PhotoGetAnswer = read(body)?;
                self.came(ground, &named.photo, offset, &answer, now)
            }
            None => Ok(()),
        }
    }

    fn held(
        &mut self,
        ground: &impl PhotoGround,
        hash: PhotoHash,
        held: PhotoHeld,
        now: Millis,
    ) -> Result<(), Problem> {
        match held {
            PhotoHeld::Whole => ground.note_village(&hash, None, now)?,
            PhotoHeld::Part { bytes } => {
                self.reach.insert(hash, bytes);
                ground.note_village(&hash, Some(bytes), now)?;
            }
            PhotoHeld::Wrong => {
                self.reach.insert(hash, 0);
                ground.note_village(&hash, Some(0), now)?;
                if !self.wrong.insert(hash) {
                    self.passed.insert(hash);
                }
            }
            PhotoHeld::NotNamed => {
                self.passed.insert(hash);
            }
        }
        Ok(())
    }

    fn came(
        &mut self,
        ground: &impl PhotoGround,
        photo: &Photo,
        offset: u32,
        answer: &PhotoGetAnswer,
        now: Millis,
    ) -> Result<(), Problem> {
        let left = (photo.bytes - offset.min(photo.bytes)) as usize;
        let fits = answer.size == photo.bytes && answer.bytes.len() == left.min(PHOTO_PART);
        if !fits {
            self.passed.insert(photo.hash);
            return ground.drop_wish(&photo.hash);
        }
        if left > 0 {
            ground.keep_part(photo, offset, &answer.bytes)?;
            self.report.bytes_down += answer.bytes.len() as u64;
        }
        if left > PHOTO_PART {
            return Ok(());
        }
        if ground.keep_whole(photo, now)? {
            self.report.fetched += 1;
            ground.note_village(&photo.hash, None, now)?;
            return ground.drop_wish(&photo.hash);
        }
        // A wrong byte: dropped, and fetched once more from the beginning.
        if !self.wrong.insert(photo.hash) {
            self.passed.insert(photo.hash);
            ground.drop_wish(&photo.hash)?;
        }
        Ok(())
    }

    /// The server refused a request. True when the round goes on with what else there is.
    ///
    /// # Errors
    /// Of the file.
    pub fn refused(
        &mut self,
        ground: &impl PhotoGround,
        problem: &Problem,
        now: Millis,
    ) -> Result<bool, Problem> {
        match (self.step.take(), problem.code) {
            (Some(Step::Get { named, .. }), Code::NotFound) => {
                let hash = named.photo.hash;
                self.passed.insert(hash);
                ground.note_village(&hash, Some(0), now)?;
                ground.drop_wish(&hash)?;
                Ok(true)
            }
            (Some(Step::Put { .. }), Code::PhotosFull) => {
                self.report.failure = Some(Code::PhotosFull);
                self.may_send = false;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Ends the round: what came of it, and when to begin another by itself.
    pub fn finish(&mut self, waiting: u32, failure: Option<Code>, now: Millis, dice: u8) -> Finish {
        self.running = false;
        self.step = None;
        self.report.waiting = waiting;
        self.report.failure = failure.or(self.report.failure);
        let again = failure.map(|_| {
            self.failures += 1;
            now.plus(backoff(self.failures, dice))
        });
        Finish { report: self.report.clone(), again }
    }
}

/// How a round ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// What came of it.
    pub report: PhotoReport,
    /// After a link that broke: when to try again.
    pub again: Option<Millis>,
}

fn post(path: &'static str, request: &impl Serialize) -> Result<PhotoPost, Problem> {
    let frame = encode(request, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
    Ok(PhotoPost { path, frame })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    decode(body).map_err(|e| Problem::new(Code::ServerDown, format!("the answer: {e}")))
}
