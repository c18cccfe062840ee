//! Two phones that meet, joined by function calls.

use super::{Phone, internal};
use replica::Encounter;
use shared_model::api::Problem;
use shared_model::api::view::MeetReport;
use shared_model::exchange::peer::{Broken, Turn};

/// What a side says of a meeting: nothing where it waits for ever, because the link was cut.
pub type Ended = Option<Result<MeetReport, Problem>>;

/// Two phones meet, the first one calls: what each says of it.
///
/// # Errors
/// Of the first side that failed.
pub fn meet(
    caller: &mut Phone,
    listener: &mut Phone,
    courier: bool,
) -> Result<(MeetReport, MeetReport), Problem> {
    let cut = || internal("the meeting has not ended");
    let (caller, listener) = meet_over(caller, listener, courier, |_, _| true);
    Ok((caller.ok_or_else(cut)??, listener.ok_or_else(cut)??))
}

/// The same over a bad link: `way` gets each frame with its number, from 0, and may change it; when
/// it answers no, the link is cut there.
pub fn meet_over(
    caller: &mut Phone,
    listener: &mut Phone,
    courier: bool,
    mut way: impl FnMut(usize, &mut Vec<u8>) -> bool,
) -> (Ended, Ended) {
    let (calls, hello) = match caller.replica().call(courier) {
        Ok(begun) => begun,
        Err(problem) => return (Some(Err(problem)), None),
    };
    let listens = match listener.replica().receive() {
        Ok(begun) => begun,
        Err(problem) => return (None, Some(Err(problem))),
    };
    let mut sides = [(caller, calls, None), (listener, listens, None)];
    let (mut frame, mut number) = (Some(hello), 0);
    while let Some(mut said) = frame.take().filter(|_| sides.iter().any(|side| side.2.is_none())) {
        if !way(number, &mut said) {
            break;
        }
        number += 1;
        let (phone, encounter, ended) = &mut sides[number % 2];
        if ended.is_some() {
            break;
        }
        frame = hear(phone, encounter, &said, ended);
    }
    let [(.., caller), (.., listener)] = sides;
    (caller, listener)
}

fn hear(phone: &mut Phone, encounter: &mut Encounter, frame: &[u8], ended: &mut Ended) -> Option<Vec<u8>> {
    match phone.replica().hear(encounter, frame) {
        Ok(Turn::Say(frame)) => Some(frame),
        Ok(Turn::Last(frame, report)) => {
            *ended = Some(Ok(report));
            Some(frame)
        }
        Ok(Turn::Over(report)) => {
            *ended = Some(Ok(report));
            None
        }
        Err(Broken { problem, say }) => {
            *ended = Some(Err(problem));
            say
        }
    }
}
