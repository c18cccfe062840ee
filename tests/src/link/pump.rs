//! One direction of one connection: reads, counts, cuts, and writes when the weather lets it.

use super::counting::Sniffer;
use super::{Both, Shared, Way, locked};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// A slow link passes packets, not streams.
const PACKET: usize = 1400;
/// Packets on their way: behind them the sender has to wait.
const ON_THE_WAY: usize = 48;

/// One direction of a connection.
pub(super) struct Lane {
    pub way: Way,
    pub from: TcpStream,
    pub to: TcpStream,
    /// Nothing passes before.
    pub ready: Instant,
}

/// What may be done with the bytes that were read.
struct Leave {
    pass: usize,
    ends: bool,
}

/// Runs until the connection ends.
pub(super) fn pump(mut lane: Lane, shared: &Mutex<Shared>, both: &Both, mut sniffer: Sniffer) {
    let (sender, receiver) = sync_channel(ON_THE_WAY);
    let to = lane.to;
    let writer = std::thread::spawn(move || deliver(&receiver, to));
    let mut buffer = [0; 16 * 1024];
    while let Ok(read) = lane.from.read(&mut buffer) {
        if read == 0 {
            break;
        }
        if both.is_cut() {
            break;
        }
        let Leave { pass, ends } = admit(shared, lane.way, &buffer[..read], &mut sniffer);
        if ends {
            both.cut();
        }
        if schedule(shared, lane.way, lane.ready, &buffer[..pass], &sender).is_err() {
            break;
        }
        if ends {
            drop(sender);
            let _ = writer.join();
            both.end();
            return;
        }
    }
    drop(sender);
    let _ = writer.join();
}

/// Counts what was read, and looks where the link breaks.
fn admit(shared: &Mutex<Shared>, way: Way, bytes: &[u8], sniffer: &mut Sniffer) -> Leave {
    let mut all = locked(shared);
    if all.down {
        return Leave { pass: 0, ends: true };
    }
    let mut leave = Leave { pass: bytes.len(), ends: false };
    if let Some(cut) = all.cut.as_mut().filter(|cut| cut.way == way) {
        if cut.after <= bytes.len() {
            leave = Leave { pass: cut.after, ends: true };
            all.cut = None;
            all.down = all.stays_down;
        } else {
            cut.after -= bytes.len();
        }
    }
    match way {
        Way::Up => {
            all.counts.up += leave.pass;
            all.counts.requests += sniffer.feed(&bytes[..leave.pass]);
            all.counts.turns += usize::from(all.last != Some(Way::Up));
        }
        Way::Down => all.counts.down += leave.pass,
    }
    all.last = Some(way);
    leave
}

type Packet = (Option<Instant>, Vec<u8>);

/// Gives packets the moment at which they arrive.
fn schedule(
    shared: &Mutex<Shared>,
    way: Way,
    ready: Instant,
    bytes: &[u8],
    sender: &SyncSender<Packet>,
) -> Result<(), ()> {
    let weather = locked(shared).weather;
    if weather.delay.is_zero() && weather.bits_per_second == 0 {
        return sender.send((None, bytes.to_vec())).map_err(drop);
    }
    for packet in bytes.chunks(PACKET) {
        let mut all = locked(shared);
        let free = &mut all.free[way as usize];
        let begins = free.unwrap_or(ready).max(ready).max(Instant::now());
        let bits = packet.len() as u64 * 8_000_000;
        let takes = bits.checked_div(weather.bits_per_second).unwrap_or(0);
        let through = begins + Duration::from_micros(takes);
        *free = Some(through);
        drop(all);
        sender.send((Some(through + weather.delay), packet.to_vec())).map_err(drop)?;
    }
    Ok(())
}

/// Writes each packet when it arrives.
fn deliver(receiver: &Receiver<Packet>, mut to: TcpStream) {
    while let Ok((at, packet)) = receiver.recv() {
        if let Some(at) = at {
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
        }
        if to.write_all(&packet).is_err() {
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
