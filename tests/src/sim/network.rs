//! The links of a world: what becomes of each request and its answer.

use super::disk::Failure;
use super::phone::Posted;
use super::plan::Link;
use super::server::Reply;
use super::world::{Outcome, World};
use replica::Input;
use shared_model::api::{Code, Problem};
use shared_model::protocol::{SyncRequest, decode, encode};
use std::collections::VecDeque;
use std::hash::Hash;

/// Old requests that are kept to be sent again.
const KEPT_REQUESTS: usize = 8;
/// An exchange that wants to go on for longer has gone astray.
const MOST_ROUNDS: u32 = 300;

/// A request that is held up somewhere, and whose it was.
pub(super) struct HeldUp {
    phone: usize,
    posted: Posted,
}

impl World {
    /// One exchange to its end. `links` are met by its requests in turn; then all is good.
    pub(super) fn exchange(&mut self, at: usize, links: &[Link]) -> Outcome<()> {
        self.tally.syncs += 1;
        let mut links: VecDeque<&Link> = links.iter().collect();
        if !self.phones[at].exchanging() {
            self.phones[at].step(Input::Begin);
        }
        for _ in 0..MOST_ROUNDS {
            if !self.phones[at].exchanging() {
                return Ok(());
            }
            let link = links.pop_front().unwrap_or(&Link::Good);
            self.once(at, link);
        }
        Err(format!("phone {at}: the exchange does not come to an end"))
    }

    /// One request over one link, or one pause.
    pub(super) fn once(&mut self, at: usize, link: &Link) {
        let Some(posted) = self.phones[at].posted.take() else {
            self.clock.pass(self.phones[at].wait().unwrap_or(1));
            self.phones[at].step(Input::TimePassed);
            return;
        };
        self.old.push_back(posted.clone());
        if self.old.len() > KEPT_REQUESTS {
            self.old.pop_front();
        }
        self.tally.requests += 1;
        self.tally.faults_of_links += u32::from(*link != Link::Good);
        self.over(at, &posted, link);
        self.note_received(at);
    }

    fn over(&mut self, at: usize, posted: &Posted, link: &Link) {
        let process = self.dice.below(3) as u8;
        match link {
            Link::Good => {
                let reply = self.post(process, &posted.token, &posted.frame);
                self.hear(at, posted, reply);
            }
            Link::CutRequest { at: part } => {
                let part = &posted.frame[..posted.frame.len() * usize::from(*part) / 1000];
                self.post(process, &posted.token, part);
                self.hear(at, posted, None);
            }
            Link::CutAnswer => {
                self.post(process, &posted.token, &posted.frame);
                self.hear(at, posted, None);
            }
            Link::TornAnswer { at: part } => {
                let reply = self.post(process, &posted.token, &posted.frame);
                let torn = reply.map(|(status, mut body)| {
                    body.truncate(body.len() * usize::from(*part) / 1000);
                    (status, body)
                });
                self.hear(at, posted, torn);
            }
            Link::Spoiled { change, bit } => {
                let spoiled = spoil(&posted.frame, *change, *bit);
                self.tally.spoiled += u32::from(spoiled.is_some());
                let frame = spoiled.unwrap_or_else(|| posted.frame.to_vec());
                let reply = self.post(process, &posted.token, &frame);
                self.hear(at, posted, reply);
            }
            Link::Twice => {
                self.post(process, &posted.token, &posted.frame);
                let second = self.post(process + 1, &posted.token, &posted.frame);
                self.hear(at, posted, second);
            }
            Link::AnswerTwice => {
                let reply = self.post(process, &posted.token, &posted.frame);
                self.hear(at, posted, reply.clone());
                self.hear(at, posted, reply);
            }
            Link::Late => {
                self.late.push(HeldUp { phone: at, posted: posted.clone() });
                self.hear(at, posted, None);
            }
            Link::Portal => {
                self.hear(at, posted, Some((200, b"<html>log in to the free network</html>".to_vec())));
            }
            Link::KillServer { operation } => {
                self.server.fail_after(*operation, Failure::Kill);
                self.struck_server(at, process, posted, false);
            }
            Link::DarkServer { operation, seed } => {
                self.server.fail_after(*operation, Failure::PowerCut { seed: *seed });
                self.struck_server(at, process, posted, true);
            }
            Link::KillPhone { operation } => {
                let reply = self.post(process, &posted.token, &posted.frame);
                self.phones[at].disk.fail_after(u64::from(*operation), Failure::Kill);
                self.hear(at, posted, reply);
                self.settle_phone(at, false);
            }
            Link::DarkPhone { operation, seed } => {
                let reply = self.post(process, &posted.token, &posted.frame);
                self.phones[at].disk.fail_after(u64::from(*operation), Failure::PowerCut { seed: *seed });
                self.hear(at, posted, reply);
                self.settle_phone(at, true);
            }
        }
    }

    /// Posts a frame, and keeps a trace of what went there and back.
    fn post(&mut self, process: u8, token: &str, frame: &[u8]) -> Reply {
        let reply = self.server.post(process, token, frame);
        (process, token, frame, &reply).hash(&mut self.trace);
        reply
    }

    fn struck_server(&mut self, at: usize, process: u8, posted: &Posted, dark: bool) {
        let reply = self.post(process, &posted.token, &posted.frame);
        let struck = !self.server.disk.never_mind();
        self.tally.server_power_cuts += u32::from(struck && dark);
        self.tally.server_kills += u32::from(struck && !dark);
        self.server.revive();
        self.hear(at, posted, reply);
    }

    fn hear(&mut self, at: usize, posted: &Posted, reply: Reply) {
        let post = posted.post;
        self.phones[at].step(match reply {
            Some((status, body)) => Input::Answered { post, status, body },
            None => Input::NoAnswer { post, problem: Problem::new(Code::NoLink, "the link broke") },
        });
    }

    pub(super) fn late_arrives(&mut self, which: u8) {
        if self.late.is_empty() {
            return;
        }
        let held_up = self.late.swap_remove(usize::from(which) % self.late.len());
        let process = self.dice.below(3) as u8;
        let reply = self.post(process, &held_up.posted.token, &held_up.posted.frame);
        self.tally.late += 1;
        // The phone gave that request up; the answer to it comes all the same.
        self.hear(held_up.phone, &held_up.posted, reply);
    }

    pub(super) fn replay(&mut self, which: u8) {
        let Some(old) = self.old.get(usize::from(which) % self.old.len().max(1)).cloned() else { return };
        let process = self.dice.below(3) as u8;
        self.post(process, &old.token, &old.frame);
        self.tally.replays += 1;
    }
}

/// The frame with one bit of one of its changes turned over; none when it carries no change.
fn spoil(frame: &[u8], change: u8, bit: u16) -> Option<Vec<u8>> {
    let mut request: SyncRequest = decode(frame).ok()?;
    let many = request.changes.len().max(1);
    let bytes = &mut request.changes.get_mut(usize::from(change) % many)?.bytes;
    let bits = bytes.len().max(1) * 8;
    let bit = usize::from(bit) % bits;
    *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
    encode(&request, false).ok()
}
