//! One replica at a meeting with another phone: frames in, frames out; whoever has a link between
//! them carries them ([`crate::Engine`] over TCP, the simulation over its own).

use crate::problems::StoreError;
use crate::replica::Replica;
use crate::store::{Store, Tx};
use shared_model::api::view::{MeetReport, MeetView};
use shared_model::api::{Code, Problem};
use shared_model::document::Hash;
use shared_model::exchange::peer::{Bearer, Broken, Home, Meeting, Offer, Other, Turn, courier, give, take};
use shared_model::exchange::{Me, ServerKeys, meta};
use shared_model::moment::Millis;
use shared_model::protocol::{DocHeads, Gift, SignedPass, Taken};
use shared_model::surroundings::Surroundings;
use std::sync::Arc;

/// The name under which the last meeting is kept.
pub(crate) const LAST_MEETING: &str = "last_meeting";

/// A meeting as a replica holds it.
pub struct Encounter {
    meeting: Meeting,
    /// The own changes in the parcel that was handed over.
    packed: Vec<Hash>,
    me: Me,
    now: Millis,
}

impl Replica {
    /// Begins a meeting with a phone that listens: the first frame to send. `courier`: each shall
    /// carry a sealed parcel of the other to the server.
    ///
    /// # Errors
    /// [`Code::Peer`] with `no_pass` before the server has given one.
    pub fn call(&mut self, courier: bool) -> Result<(Encounter, Vec<u8>), Problem> {
        let (bearer, around) = (self.bearer()?, self.surroundings());
        let (meeting, frame) = Meeting::call(bearer, courier, &*around)?;
        Ok((self.encounter(meeting)?, frame))
    }

    /// Begins a meeting with a phone that calls; its first frame is to be heard.
    ///
    /// # Errors
    /// As [`Replica::call`].
    pub fn receive(&mut self) -> Result<Encounter, Problem> {
        let meeting = Meeting::listen(self.bearer()?, &*self.surroundings())?;
        self.encounter(meeting)
    }

    fn encounter(&self, meeting: Meeting) -> Result<Encounter, Problem> {
        let (me, now) = (self.me()?, self.surroundings().now());
        Ok(Encounter { meeting, packed: Vec::new(), me, now })
    }

    fn bearer(&mut self) -> Result<Bearer, Problem> {
        let key = self.me()?.key;
        let (pass, keys) = self.store.read(|tx| {
            Ok::<_, StoreError>((
                tx.meta::<SignedPass>(meta::PASS)?,
                tx.meta::<ServerKeys>(meta::SERVER_KEYS)?,
            ))
        })?;
        let (Some(pass), Some(keys)) = (pass, keys) else {
            return Err(Problem::new(Code::Peer, "no_pass"));
        };
        Ok(Bearer { key, pass, server_key: keys.sign.into_vec() })
    }

    /// Hears a frame of a meeting; what is taken in is durable when this returns.
    ///
    /// # Errors
    /// [`Broken`]: the meeting is over; say what is still to be said.
    pub fn hear(&mut self, encounter: &mut Encounter, frame: &[u8]) -> Result<Turn, Broken> {
        let around = self.surroundings();
        let Encounter { meeting, packed, me, now } = encounter;
        let mut house = House { store: &mut self.store, me, packed, around: &around, now: *now };
        let turn = meeting.hear(frame, &mut house, &*around);
        if let Ok(Turn::Last(_, report) | Turn::Over(report)) = &turn {
            // Only what the sync page shows of it hangs on this.
            let _ = self.keep_meeting(report);
        }
        turn
    }

    fn keep_meeting(&mut self, report: &MeetReport) -> Result<(), StoreError> {
        let met = MeetView { at: self.surroundings().now(), report: report.clone() };
        self.store.write(|tx| tx.set_meta(LAST_MEETING, &met))
    }
}

/// The replica's file at a meeting.
struct House<'a> {
    store: &'a mut Store,
    me: &'a Me,
    packed: &'a mut Vec<Hash>,
    around: &'a Arc<dyn Surroundings>,
    now: Millis,
}

impl House<'_> {
    fn write<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        self.store.write(work)
    }
}

impl Home for House<'_> {
    fn have(&mut self, other: &Other) -> Result<Vec<DocHeads>, Problem> {
        self.store.read(|tx| give::have(tx, other))
    }

    fn offer(&mut self, other: &Other, theirs: &[DocHeads], parcel: bool) -> Result<Offer, Problem> {
        let (me, around) = (self.me, self.around.clone());
        let (offer, packed) = self.write(|tx| {
            let mut offer = give::offer(tx, me, other, theirs)?;
            let packed = if parcel { courier::pack(tx, me, other, &*around)? } else { None };
            let (parcel, packed) = packed.unzip();
            offer.parcel = parcel;
            Ok((offer, packed))
        })?;
        *self.packed = packed.unwrap_or_default();
        Ok(offer)
    }

    fn take(&mut self, other: &Other, gift: &Gift) -> Result<(u32, Taken), Problem> {
        let (me, now) = (self.me, self.now);
        self.write(|tx| {
            let before = tx.newest_change()?;
            let taken = take::take(tx, me, other, gift, now)?;
            tx.note_heard_from(before, &other.pass.account.name)?;
            Ok(taken)
        })
    }

    fn handed(&mut self, other: &Other, gift: &Gift, taken: &Taken) -> Result<(), Problem> {
        let (me, packed) = (self.me, std::mem::take(self.packed));
        self.write(|tx| courier::handed(tx, me, other, gift, taken, &packed))
    }
}
