//! The link between phone and server as a thing of its own: a proxy that counts bytes, requests,
//! connections and turns, is as slow as told, and breaks where told. [`post`] handles whole requests
//! instead: twice, late, out of order.

mod counting;
pub mod post;
mod pump;

pub use counting::Counts;

use crate::world::Outcome;
use counting::Sniffer;
use pump::{Lane, pump};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How slow the link is. Each direction's rate is shared by all connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// One way.
    pub delay: Duration,
    /// Bits a second each way; 0 for no limit.
    pub bits_per_second: u64,
}

/// A village behind a hill: 150 ms each way, 256 kbit/s each way.
pub const VILLAGE: Weather = Weather { delay: Duration::from_millis(150), bits_per_second: 256_000 };

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the phone.
    Up,
    /// To the phone.
    Down,
}

/// Where the link breaks next: behind so many more bytes in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Which direction is counted.
    pub way: Way,
    /// So many bytes still pass.
    pub after: usize,
}

/// What all connections share.
#[derive(Default)]
struct Shared {
    counts: Counts,
    last: Option<Way>,
    weather: Weather,
    /// When each direction is idle again.
    free: [Option<Instant>; 2],
    cut: Option<Cut>,
    /// Stays broken after the cut: nothing passes until it is mended.
    stays_down: bool,
    down: bool,
    connections: Vec<Arc<Both>>,
}

/// The two ends of a connection, to end both; and whether it was cut: then nothing more passes in
/// either direction.
struct Both(TcpStream, TcpStream, AtomicBool);

impl Both {
    fn is_cut(&self) -> bool {
        self.2.load(Ordering::SeqCst)
    }

    fn cut(&self) {
        self.2.store(true, Ordering::SeqCst);
    }

    fn end(&self) {
        self.cut();
        let _ = self.0.shutdown(Shutdown::Both);
        let _ = self.1.shutdown(Shutdown::Both);
    }
}

/// A link to one server.
#[derive(Clone)]
pub struct Link {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

impl Link {
    /// Listens on a free port and passes on to the server.
    ///
    /// # Errors
    /// When no port is free or the server's address is none.
    pub fn to(server: &str) -> Outcome<Link> {
        let target: SocketAddr =
            server.trim_start_matches("http://").parse().map_err(|e| format!("{server}: {e}"))?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let link = Link { address, shared: Arc::default() };
        let shared = link.shared.clone();
        // Ends with the program: a test has few links.
        std::thread::spawn(move || {
            for phone in listener.incoming().filter_map(Result::ok) {
                let _ = join(phone, target, &shared);
            }
        });
        Ok(link)
    }

    /// `http://127.0.0.1:…`: what a phone is told as its server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        locked(&self.shared)
    }

    /// What passed since the last [`Link::forget`].
    pub fn counts(&self) -> Counts {
        self.shared().counts
    }

    /// Counts from zero.
    pub fn forget(&self) {
        let mut shared = self.shared();
        shared.counts = Counts::default();
        shared.last = None;
    }

    /// As slow as this from now on.
    pub fn set_weather(&self, weather: Weather) {
        let mut shared = self.shared();
        shared.weather = weather;
        shared.free = [None; 2];
    }

    /// Breaks once, there; what comes after it passes.
    pub fn cut_once(&self, cut: Cut) {
        let mut shared = self.shared();
        (shared.cut, shared.stays_down) = (Some(cut), false);
    }

    /// Breaks there and stays broken until [`Link::mend`].
    pub fn cut_for_good(&self, cut: Cut) {
        let mut shared = self.shared();
        (shared.cut, shared.stays_down) = (Some(cut), true);
    }

    /// Whether a cut still waits for its byte.
    pub fn cut_waits(&self) -> bool {
        self.shared().cut.is_some()
    }

    /// Works again; a cut that waits is forgotten.
    pub fn mend(&self) {
        let mut shared = self.shared();
        (shared.cut, shared.down) = (None, false);
    }

    /// Ends all connections that are open, so that the next request needs a new one.
    pub fn hang_up(&self) {
        self.shared().connections.drain(..).for_each(|both| both.end());
    }
}

fn locked(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Joins a phone's connection with one of its own to the server.
fn join(phone: TcpStream, target: SocketAddr, shared: &Arc<Mutex<Shared>>) -> std::io::Result<()> {
    let weather = {
        let mut all = locked(shared);
        if all.down {
            return phone.shutdown(Shutdown::Both);
        }
        all.counts.connections += 1;
        all.weather
    };
    let server = TcpStream::connect(target)?;
    phone.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let both = Arc::new(Both(phone.try_clone()?, server.try_clone()?, AtomicBool::new(false)));
    locked(shared).connections.push(both.clone());
    // A new connection's handshake costs one round trip before its first byte.
    let ready = Instant::now() + weather.delay * 2;
    let up = Lane { way: Way::Up, from: phone.try_clone()?, to: server.try_clone()?, ready };
    let down = Lane { way: Way::Down, from: server, to: phone, ready: Instant::now() };
    for lane in [up, down] {
        let (shared, both) = (shared.clone(), both.clone());
        std::thread::spawn(move || pump(lane, &shared, &both, Sniffer::default()));
    }
    Ok(())
}
