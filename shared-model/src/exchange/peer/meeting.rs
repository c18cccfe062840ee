//! The machine of a meeting: who is there, and whose turn it is.
//!
//! Caller and listener speak in turns, each turn one frame, so a driver only ever writes one frame
//! and reads one. Nothing about anybody is said before the channel stands; nothing of the documents
//! before both have proved who they are.

use super::home::{Home, Offer, Other};
use crate::api::view::MeetReport;
use crate::api::{Code, Problem};
use crate::moment::Millis;
use crate::protocol::{
    Gift, MOST_CHANGES, MOST_GIFT_BYTES, MOST_GIVEN, MOST_PEER_DOCS, PEER_VERSION, Pass, PeerHave, PeerHello,
    PeerProof, PeerSaid, SignedPass, Taken, decode, encode,
};
use crate::surroundings::Surroundings;
use crate::trust::{
    Channel, Ephemeral, Side, SigningKey, TrustProblem, channel, check_pass, check_proof, read_pass,
    sign_proof,
};
use serde::Serialize;
use std::collections::VecDeque;

/// Who goes to a meeting.
#[derive(Clone)]
pub struct Bearer {
    /// The device's key.
    pub key: SigningKey,
    /// What the server says of it.
    pub pass: SignedPass,
    /// The server's key, by which others' passes are checked.
    pub server_key: Vec<u8>,
}

/// What comes of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Write this frame, then read the next.
    Say(Vec<u8>),
    /// Write this frame; the meeting is over.
    Last(Vec<u8>, MeetReport),
    /// The meeting is over.
    Over(MeetReport),
}

/// A meeting that ended before its end. What was taken in stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Why.
    pub problem: Problem,
    /// What the other is still told.
    pub say: Option<Vec<u8>>,
}

enum State {
    /// The listener, before anything.
    Silent,
    /// The hello is said: the caller's.
    Hello {
        own: Ephemeral,
        said: Vec<u8>,
    },
    /// The channel stands; the other's proof comes next.
    Unproven(Channel),
    /// Who the other is, is known; what it has comes next.
    Known(Channel),
    /// Gifts go over and back.
    Giving(Channel),
    Over,
}

/// One side of a meeting.
pub struct Meeting {
    side: Side,
    bearer: Bearer,
    own: Pass,
    now: Millis,
    courier: bool,
    state: State,
    other: Option<Other>,
    /// What is still to be given.
    gifts: VecDeque<Gift>,
    /// Given, not yet answered.
    given: Option<Gift>,
    frames: u32,
    report: MeetReport,
}

/// A meeting of more frames than this from one side has gone astray.
const MOST_FRAMES: u32 = 500;

impl Meeting {
    /// Calls another phone: the meeting and the first frame. `courier`: each shall carry a sealed
    /// parcel of the other to the server.
    ///
    /// # Errors
    /// When the own pass isn't one.
    pub fn call(
        bearer: Bearer,
        courier: bool,
        surroundings: &dyn Surroundings,
    ) -> Result<(Meeting, Vec<u8>), Problem> {
        let mut meeting = Meeting::new(Side::Caller, bearer, courier, surroundings)?;
        let own = Ephemeral::draw(surroundings);
        let said = hello(&own)?;
        meeting.state = State::Hello { own, said: said.clone() };
        Ok((meeting, said))
    }

    /// Waits for another phone's first frame.
    ///
    /// # Errors
    /// When the own pass isn't one.
    pub fn listen(bearer: Bearer, surroundings: &dyn Surroundings) -> Result<Meeting, Problem> {
        Meeting::new(Side::Listener, bearer, false, surroundings)
    }

    fn new(
        side: Side,
        bearer: Bearer,
        courier: bool,
        surroundings: &dyn Surroundings,
    ) -> Result<Meeting, Problem> {
        let own = read_pass(&bearer.server_key, &bearer.pass).map_err(|problem| refusal(problem.word()))?;
        // A clock that stands before the own pass was made is wrong.
        let now = surroundings.now().max(own.issued_at);
        let (gifts, report) = (VecDeque::new(), MeetReport::default());
        let (state, other, given, frames) = (State::Silent, None, None, 0);
        Ok(Meeting { side, bearer, own, now, courier, state, other, gifts, given, frames, report })
    }

    /// Hears a frame. `surroundings`: a listener draws its key here.
    ///
    /// # Errors
    /// [`Broken`]: say what is to be said, and end it.
    pub fn hear(
        &mut self,
        frame: &[u8],
        home: &mut impl Home,
        surroundings: &dyn Surroundings,
    ) -> Result<Turn, Broken> {
        self.frames += 1;
        match std::mem::replace(&mut self.state, State::Over) {
            _ if self.frames > MOST_FRAMES => Err(in_the_open("malformed")),
            State::Silent => self.answer_hello(frame, surroundings),
            State::Hello { own, said } => self.hear_hello(own, &said, frame),
            State::Unproven(mut channel) => {
                let said = listen(&mut channel, frame)?;
                self.hear_proof(channel, said, home)
            }
            State::Known(mut channel) => {
                let said = listen(&mut channel, frame)?;
                self.hear_have(channel, said, home)
            }
            State::Giving(mut channel) => {
                let said = listen(&mut channel, frame)?;
                self.hear_gift(channel, said, home)
            }
            State::Over => Err(broken(None, "malformed")),
        }
    }

    fn answer_hello(&mut self, frame: &[u8], surroundings: &dyn Surroundings) -> Result<Turn, Broken> {
        let theirs = read_hello(frame)?;
        let own = Ephemeral::draw(surroundings);
        let said = hello(&own).map_err(silent)?;
        let stands = channel(Side::Listener, own, &theirs.key, [frame, &said]);
        self.state = State::Unproven(stands.map_err(|_| in_the_open("channel"))?);
        Ok(Turn::Say(said))
    }

    fn hear_hello(&mut self, own: Ephemeral, said: &[u8], frame: &[u8]) -> Result<Turn, Broken> {
        let theirs = read_hello(frame)?;
        let stands = channel(Side::Caller, own, &theirs.key, [said, frame]);
        let mut channel = stands.map_err(|_| in_the_open("channel"))?;
        let said = self.prove(&mut channel)?;
        self.state = State::Unproven(channel);
        Ok(Turn::Say(said))
    }

    fn prove(&self, channel: &mut Channel) -> Result<Vec<u8>, Broken> {
        let signature = sign_proof(&self.bearer.key, self.side, channel.transcript()).to_vec().into();
        let proof = PeerProof { pass: self.bearer.pass.clone(), signature };
        say(channel, &PeerSaid::Proof(proof))
    }

    fn hear_proof(
        &mut self,
        mut channel: Channel,
        said: PeerSaid,
        home: &mut impl Home,
    ) -> Result<Turn, Broken> {
        let PeerSaid::Proof(proof) = said else { return Err(unexpected(&mut channel, said)) };
        let other = match self.check(&channel, &proof) {
            Ok(other) => other,
            // The listener has bound its keys to both passes already: it hears the caller only in
            // the open.
            Err(word) if self.side == Side::Caller => return Err(in_the_open(word)),
            Err(word) => return Err(broken(Some(&mut channel), word)),
        };
        self.report.name = other.account.name.clone();
        let other = Other { pass: other, signed: proof.pass.clone() };
        self.other = Some(other.clone());
        // The listener proves itself under the keys the caller still has.
        let own_proof = if self.side == Side::Listener { Some(self.prove(&mut channel)?) } else { None };
        let (ours, theirs) = (self.bearer.pass.pass.as_slice(), proof.pass.pass.as_slice());
        let passes = if self.side == Side::Caller { [ours, theirs] } else { [theirs, ours] };
        channel.bind(passes).map_err(|_| in_the_open("channel"))?;
        let turn = match own_proof {
            Some(proof) => proof,
            None => {
                let docs = home.have(&other).map_err(|problem| failed(&mut channel, problem))?;
                say(&mut channel, &PeerSaid::Have(PeerHave { docs, courier: self.courier }))?
            }
        };
        self.state = State::Known(channel);
        Ok(Turn::Say(turn))
    }

    /// Whether the other is whom its pass names, and one this phone may speak with.
    fn check(&self, channel: &Channel, proof: &PeerProof) -> Result<Pass, &'static str> {
        let pass =
            check_pass(&self.bearer.server_key, &proof.pass, self.now).map_err(|problem| match problem {
                TrustProblem::Expired | TrustProblem::NotYet => problem.word(),
                _ => "other_server",
            })?;
        check_proof(&pass.key, self.side.other(), channel.transcript(), &proof.signature)
            .map_err(|_| "proof")?;
        if pass.device == self.own.device { Err("same_device") } else { Ok(pass) }
    }

    fn hear_have(
        &mut self,
        mut channel: Channel,
        said: PeerSaid,
        home: &mut impl Home,
    ) -> Result<Turn, Broken> {
        let PeerSaid::Have(have) = said else { return Err(unexpected(&mut channel, said)) };
        let Some(other) = self.other.clone().filter(|_| have.docs.len() <= MOST_PEER_DOCS) else {
            return Err(broken(Some(&mut channel), "malformed"));
        };
        // The caller says for both whether parcels go along.
        self.courier |= have.courier && self.side == Side::Listener;
        let offer = home.offer(&other, &have.docs, self.courier);
        self.gifts = parts(offer.map_err(|problem| failed(&mut channel, problem))?);
        let said = match self.side {
            Side::Listener => {
                let docs = home.have(&other).map_err(|problem| failed(&mut channel, problem))?;
                say(&mut channel, &PeerSaid::Have(PeerHave { docs, courier: false }))?
            }
            Side::Caller => self.give(&mut channel, Taken::default())?,
        };
        self.state = State::Giving(channel);
        Ok(Turn::Say(said))
    }

    /// Says the next gift, with what became of the other's last.
    fn give(&mut self, channel: &mut Channel, taken: Taken) -> Result<Vec<u8>, Broken> {
        let gift = Gift { taken, ..self.gifts.pop_front().unwrap_or_default() };
        let said = say(channel, &PeerSaid::Gift(gift.clone()))?;
        self.given = Some(gift);
        Ok(said)
    }

    fn hear_gift(
        &mut self,
        mut channel: Channel,
        said: PeerSaid,
        home: &mut impl Home,
    ) -> Result<Turn, Broken> {
        let Some(other) = self.other.clone() else { return Err(in_the_open("malformed")) };
        let gift = match said {
            PeerSaid::Bye(taken) if self.side == Side::Listener => {
                self.answered(&other, &taken, home).map_err(silent)?;
                return Ok(Turn::Over(self.report.clone()));
            }
            PeerSaid::Gift(gift) if fits(&gift) => gift,
            said => return Err(unexpected(&mut channel, said)),
        };
        let taken = self.take(&other, &gift, home).map_err(|problem| failed(&mut channel, problem))?;
        if self.side == Side::Caller && !gift.more && self.gifts.is_empty() {
            let said = say(&mut channel, &PeerSaid::Bye(taken))?;
            return Ok(Turn::Last(said, self.report.clone()));
        }
        let said = self.give(&mut channel, taken)?;
        self.state = State::Giving(channel);
        Ok(Turn::Say(said))
    }

    fn take(&mut self, other: &Other, gift: &Gift, home: &mut impl Home) -> Result<Taken, Problem> {
        self.answered(other, &gift.taken, home)?;
        let (new, taken) = home.take(other, gift)?;
        self.report.received += new;
        self.report.not_received += (taken.held.len() + taken.refused.len()) as u32;
        self.report.carries |= taken.parcel.is_some();
        Ok(taken)
    }

    /// The other says what became of the last gift.
    fn answered(&mut self, other: &Other, taken: &Taken, home: &mut impl Home) -> Result<(), Problem> {
        let Some(gift) = self.given.take() else { return Ok(()) };
        home.handed(other, &gift, taken)?;
        let not_taken = (taken.held.len() + taken.refused.len()).min(gift.changes.len()) as u32;
        self.report.held_back += not_taken;
        self.report.given += gift.changes.len() as u32 - not_taken;
        self.report.carried |= gift.parcel.is_some_and(|parcel| taken.parcel == Some(parcel.number));
        Ok(())
    }
}

fn fits(gift: &Gift) -> bool {
    gift.changes.len() <= MOST_CHANGES && gift.passes.len() <= MOST_GIVEN
}

/// An offer in parts that fit a frame; at least one, which may be empty.
fn parts(offer: Offer) -> VecDeque<Gift> {
    let mut gifts = VecDeque::from([Gift { passes: offer.passes, parcel: offer.parcel, ..Gift::default() }]);
    let mut bytes = 0;
    for change in offer.changes {
        bytes += change.bytes.len();
        let full = |gift: &Gift| {
            !gift.changes.is_empty() && (gift.changes.len() >= MOST_CHANGES || bytes > MOST_GIFT_BYTES)
        };
        if gifts.back().is_none_or(full) {
            bytes = change.bytes.len();
            gifts.push_back(Gift::default());
        }
        if let Some(gift) = gifts.back_mut() {
            gift.changes.push(change);
        }
    }
    let last = gifts.len() - 1;
    gifts.iter_mut().take(last).for_each(|gift| gift.more = true);
    gifts
}

fn hello(own: &Ephemeral) -> Result<Vec<u8>, Problem> {
    frame(&PeerHello { peer: PEER_VERSION, key: own.public().to_vec().into() })
}

fn read_hello(bytes: &[u8]) -> Result<PeerHello, Broken> {
    if let Ok(PeerSaid::No { reason }) = decode(bytes) {
        return Err(told(&reason));
    }
    let hello: PeerHello = decode(bytes).map_err(|_| in_the_open("malformed"))?;
    if hello.peer == PEER_VERSION { Ok(hello) } else { Err(in_the_open("update_needed")) }
}

fn frame(message: &impl Serialize) -> Result<Vec<u8>, Problem> {
    encode(message, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))
}

fn say(channel: &mut Channel, said: &PeerSaid) -> Result<Vec<u8>, Broken> {
    let frame = frame(said).map_err(silent)?;
    channel.send(&frame).map_err(|_| in_the_open("channel"))
}

/// Opens what the other said; a refusal in the open may come at any time.
fn listen(channel: &mut Channel, sealed: &[u8]) -> Result<PeerSaid, Broken> {
    let Ok(plain) = channel.hear(sealed) else {
        return Err(match decode(sealed) {
            Ok(PeerSaid::No { reason }) => told(&reason),
            _ => in_the_open("channel"),
        });
    };
    decode(&plain).map_err(|_| broken(Some(channel), "malformed"))
}

/// The other said something that doesn't belong here.
fn unexpected(channel: &mut Channel, said: PeerSaid) -> Broken {
    match said {
        PeerSaid::No { reason } => told(&reason),
        _ => broken(Some(channel), "malformed"),
    }
}

fn refusal(word: &str) -> Problem {
    Problem::new(Code::Peer, word)
}

/// The other ended it, with a word.
fn told(reason: &str) -> Broken {
    let word = reason.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect::<String>();
    Broken { problem: refusal(&format!("told:{word}")), say: None }
}

fn broken(channel: Option<&mut Channel>, word: &str) -> Broken {
    let no = PeerSaid::No { reason: word.to_owned() };
    let said = match channel {
        Some(channel) => say(channel, &no).ok(),
        None => frame(&no).ok(),
    };
    Broken { problem: refusal(word), say: said }
}

fn in_the_open(word: &str) -> Broken {
    broken(None, word)
}

/// This phone can't go on: the other is told so, and the owner why.
fn failed(channel: &mut Channel, problem: Problem) -> Broken {
    Broken { problem, ..broken(Some(channel), "failed") }
}

fn silent(problem: Problem) -> Broken {
    Broken { problem, say: None }
}
