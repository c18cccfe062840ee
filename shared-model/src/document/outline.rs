//! A document's outline: what the door must know of it to let a further change in, and nothing of
//! what it says. Loading a document from its changes costs Automerge about half a millisecond; its
//! outline is read in some microseconds, which is what lets one server take in a county's morning.
//!
//! An outline is derived: it can be made from the changes at any time ([`Outline::of`]).

use super::doc::{DocError, ReadChange, read_change};
use super::{Hash, Known};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Why stored bytes are no outline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored outline is not readable: make the rows anew with `rebuild`")]
pub struct BadOutline;

/// One change, without its words. Numbers of other changes are their places in the outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    hash: Hash,
    /// Place in [`Body::actors`].
    actor: u32,
    seq: u64,
    max_op: u64,
    deps: Vec<u32>,
}

/// One put of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    /// The change it came in.
    line: u32,
    /// The operation's counter.
    counter: u64,
    /// Counter and actor of what it replaced.
    pred: Vec<(u64, u32)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Body {
    actors: Vec<[u8; 16]>,
    /// Each after those it stands on.
    lines: Vec<Line>,
    keys: BTreeMap<String, Vec<Written>>,
    heads: Vec<u32>,
    mark: bool,
}

/// What the door must know of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    body: Body,
    places: HashMap<Hash, u32>,
}

impl Outline {
    /// The outline of changes that passed the door before, each after those it stands on.
    ///
    /// # Errors
    /// When a change is damaged or stands on one that isn't there.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Result<Outline, DocError> {
        let mut outline = Outline::default();
        for bytes in changes {
            let read = read_change(bytes)?;
            if outline.max_op(&read.hash).is_none() {
                outline.add(&read).map_err(|_| DocError::Orphans(1))?;
            }
        }
        Ok(outline)
    }

    /// Reads what [`Outline::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Outline, BadOutline> {
        let body: Body = postcard::from_bytes(bytes).map_err(|_| BadOutline)?;
        let fits = |line: &u32| (*line as usize) < body.lines.len();
        let sound = body.heads.iter().all(fits)
            && body.lines.iter().all(|l| l.deps.iter().all(fits) && (l.actor as usize) < body.actors.len())
            && body.keys.values().flatten().all(|w| fits(&w.line));
        if !sound {
            return Err(BadOutline);
        }
        let places = body.lines.iter().enumerate().map(|(at, line)| (line.hash, at as u32)).collect();
        Ok(Outline { body, places })
    }

    /// The outline as it is stored.
    ///
    /// # Errors
    /// Never for an outline of this program.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BadOutline> {
        postcard::to_allocvec(&self.body).map_err(|_| BadOutline)
    }

    /// The newest changes, sorted.
    pub fn heads(&self) -> Vec<Hash> {
        let mut heads: Vec<Hash> =
            self.body.heads.iter().filter_map(|at| self.line(*at)).map(|line| line.hash).collect();
        heads.sort_unstable();
        heads
    }

    /// How many changes the document has.
    pub fn len(&self) -> usize {
        self.body.lines.len()
    }

    /// Whether the document has no change.
    pub fn is_empty(&self) -> bool {
        self.body.lines.is_empty()
    }

    /// A mark for whoever derives rows from the document: set once, it stays.
    pub fn is_marked(&self) -> bool {
        self.body.mark
    }

    /// Sets the mark.
    pub fn mark(&mut self) {
        self.body.mark = true;
    }

    fn line(&self, at: u32) -> Option<&Line> {
        self.body.lines.get(at as usize)
    }

    fn actor(&self, actor: &[u8]) -> Option<u32> {
        self.body.actors.iter().position(|known| known[..] == *actor).map(|at| at as u32)
    }

    /// The actor's place; a new one gets the next.
    fn actor_or_new(&mut self, actor: &[u8]) -> Option<u32> {
        self.actor(actor).or_else(|| {
            self.body.actors.push(actor.try_into().ok()?);
            Some(self.body.actors.len() as u32 - 1)
        })
    }

    /// Whether somebody who has seen `deps` has seen everything: the usual case, and cheap.
    fn all_seen(&self, deps: &[Hash]) -> bool {
        self.heads().iter().all(|head| deps.contains(head))
    }

    /// Which changes somebody has seen who has seen `deps`: one flag a line.
    fn seen(&self, deps: &[Hash]) -> Vec<bool> {
        let mut seen = vec![false; self.body.lines.len()];
        let mut todo: Vec<u32> = deps.iter().filter_map(|dep| self.places.get(dep).copied()).collect();
        while let Some(at) = todo.pop() {
            if !std::mem::replace(&mut seen[at as usize], true) {
                todo.extend(&self.body.lines[at as usize].deps);
            }
        }
        seen
    }

    fn id(&self, written: &Written) -> (u64, u32) {
        (written.counter, self.line(written.line).map_or(0, |line| line.actor))
    }

    fn add(&mut self, read: &ReadChange) -> Result<(), &'static str> {
        let place = |dep: &Hash| self.places.get(dep).copied().ok_or("it stands on what is not here");
        let deps = read.deps.iter().map(place).collect::<Result<Vec<u32>, _>>()?;
        let actor = self.actor_or_new(&read.actor).ok_or("its actor is not 16 bytes")?;
        let at = self.body.lines.len() as u32;
        for op in &read.puts {
            let pred = op
                .pred
                .iter()
                .map(|(counter, actor)| Some((*counter, self.actor_or_new(actor)?)))
                .collect::<Option<Vec<_>>>()
                .ok_or("its actor is not 16 bytes")?;
            let written = Written { line: at, counter: op.id.0, pred };
            self.body.keys.entry(op.put.key.clone()).or_default().push(written);
        }
        self.body.heads.retain(|head| !deps.contains(head));
        self.body.heads.push(at);
        self.body.lines.push(Line { hash: read.hash, actor, seq: read.seq, max_op: read.max_op(), deps });
        self.places.insert(read.hash, at);
        Ok(())
    }
}

impl Known for Outline {
    fn max_op(&self, hash: &Hash) -> Option<u64> {
        self.places.get(hash).and_then(|at| self.line(*at)).map(|line| line.max_op)
    }

    fn last_seq(&self, actor: &[u8]) -> u64 {
        let Some(actor) = self.actor(actor) else { return 0 };
        let own = self.body.lines.iter().filter(|line| line.actor == actor);
        own.map(|line| line.seq).max().unwrap_or(0)
    }

    fn has_beside(&self, actor: &[u8], deps: &[Hash]) -> bool {
        let Some(actor) = self.actor(actor) else { return false };
        if self.all_seen(deps) {
            return false;
        }
        let seen = self.seen(deps);
        self.body.lines.iter().zip(seen).any(|(line, seen)| line.actor == actor && !seen)
    }

    fn has_key(&self, key: &str) -> bool {
        self.body.keys.contains_key(key)
    }

    fn standing(&self, key: &str, deps: &[Hash]) -> Vec<(u64, Vec<u8>)> {
        let Some(written) = self.body.keys.get(key) else { return Vec::new() };
        let seen = if self.all_seen(deps) { vec![true; self.body.lines.len()] } else { self.seen(deps) };
        let seen: Vec<&Written> = written.iter().filter(|w| seen[w.line as usize]).collect();
        let stands = |w: &&&Written| !seen.iter().any(|later| later.pred.contains(&self.id(w)));
        let id = |w: &&Written| {
            let (counter, actor) = self.id(w);
            (counter, self.body.actors[actor as usize].to_vec())
        };
        seen.iter().filter(stands).map(id).collect()
    }

    fn take(&mut self, read: &ReadChange, _: &[u8]) -> Result<(), &'static str> {
        self.add(read)
    }
}
