//! A link that handles whole requests: it may deliver one twice, keep one back until a later one
//! was answered, or lose an answer.

use super::counting::content_length;
use crate::world::Outcome;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Delivered, its answer passed on.
    Pass,
    /// Delivered twice at the same moment; the phone hears the answer that comes second.
    Twice,
    /// Delivered only after so many later requests were answered.
    Behind(usize),
    /// Delivered, and its answer lost; once more after so many later requests were answered.
    LostAndAgainBehind(usize),
    /// Delivered; when all of its answer is there, [`Postman::answered`] hears of it before the
    /// phone does, and lets go by [`Postman::let_go`].
    Hold,
}

#[derive(Default)]
struct Desk {
    planned: VecDeque<Treatment>,
    answered: usize,
    held: usize,
    let_go: usize,
}

/// Handles requests to one server.
#[derive(Clone)]
pub struct Postman {
    address: SocketAddr,
    server: SocketAddr,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

impl Postman {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When no port is free or the server's address is none.
    pub fn to(server: &str) -> Outcome<Postman> {
        let server = server.trim_start_matches("http://").parse().map_err(|e| format!("{server}: {e}"))?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let postman = Postman { address, server, desk: Arc::default() };
        let working = postman.clone();
        std::thread::spawn(move || {
            for phone in listener.incoming().filter_map(Result::ok) {
                let postman = working.clone();
                std::thread::spawn(move || postman.serve(phone));
            }
        });
        Ok(postman)
    }

    /// What a phone is told as its server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What is done with the next requests, in the order in which they come; those behind them pass.
    pub fn plan(&self, treatments: &[Treatment]) {
        self.with(|desk| desk.planned = treatments.iter().copied().collect());
    }

    /// Waits until the answer of a held request is there.
    pub fn answered(&self) {
        self.wait(|desk| desk.held > desk.let_go);
    }

    /// Lets the phone have a held answer.
    pub fn let_go(&self) {
        self.with(|desk| desk.let_go += 1);
    }

    fn with<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        let done = work(&mut self.desk.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.desk.1.notify_all();
        done
    }

    fn wait(&self, until: impl Fn(&Desk) -> bool) {
        let desk = self.desk.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _woken = self.desk.1.wait_while(desk, |desk| !until(desk));
    }

    /// Handles the requests of one connection, one after the other.
    fn serve(&self, mut phone: TcpStream) {
        while let Ok(request) = message(&mut phone) {
            let Some(answer) = self.treat(&request) else { return };
            if phone.write_all(&answer).is_err() {
                return;
            }
        }
    }

    /// The answer for the phone; none when it is lost.
    fn treat(&self, request: &[u8]) -> Option<Vec<u8>> {
        match self.with(|desk| desk.planned.pop_front()).unwrap_or(Treatment::Pass) {
            Treatment::Pass => self.deliver(request),
            Treatment::Twice => {
                let (again, copy) = (self.clone(), request.to_vec());
                let other = std::thread::spawn(move || again.deliver(&copy));
                let first = self.deliver(request);
                other.join().ok().flatten().or(first)
            }
            Treatment::Behind(later) => {
                self.behind(later);
                self.deliver(request)
            }
            Treatment::LostAndAgainBehind(later) => {
                self.deliver(request)?;
                let (again, copy) = (self.clone(), request.to_vec());
                let from = self.with(|desk| desk.answered);
                std::thread::spawn(move || {
                    again.wait(|desk| desk.answered >= from + later);
                    again.deliver(&copy);
                });
                None
            }
            Treatment::Hold => {
                let answer = self.deliver(request)?;
                let turn = self.with(|desk| {
                    desk.held += 1;
                    desk.held
                });
                self.wait(|desk| desk.let_go >= turn);
                Some(answer)
            }
        }
    }

    fn behind(&self, later: usize) {
        let from = self.with(|desk| desk.answered);
        self.wait(|desk| desk.answered >= from + later);
    }

    /// Waits until everything planned has begun.
    pub fn wait_for_plan(&self) {
        self.wait(|desk| desk.planned.is_empty());
    }

    /// Requests that were answered so far.
    pub fn answers(&self) -> usize {
        self.with(|desk| desk.answered)
    }

    /// Waits until so many requests were answered in all.
    pub fn wait_for_answers(&self, count: usize) {
        self.wait(|desk| desk.answered >= count);
    }

    /// One request on a connection of its own.
    fn deliver(&self, request: &[u8]) -> Option<Vec<u8>> {
        let mut server = TcpStream::connect(self.server).ok()?;
        server.write_all(request).ok()?;
        let answer = message(&mut server).ok()?;
        self.with(|desk| desk.answered += 1);
        Some(answer)
    }
}

/// Reads one request or answer: a head and a body of the length it tells.
fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut one)?;
        bytes.push(one[0]);
    }
    let head = bytes.len();
    bytes.resize(head + content_length(&bytes), 0);
    stream.read_exact(&mut bytes[head..])?;
    Ok(bytes)
}
