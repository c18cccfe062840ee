//! Plans: what happens in a world, step by step, as data that can be saved and replayed.
//!
//! Numbers name things by their place among those there are, counted round: a step means something
//! in every world, also when the steps before it were dropped to make a failing plan shorter.

use super::dice::Dice;
use serde::{Deserialize, Serialize};

/// A whole plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is about, when it was kept for a reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Where all chance in its world comes from.
    pub seed: u64,
    /// How many phones: 2 to 8.
    pub phones: u8,
    /// How many server processes on the one store: 1 to 3.
    pub servers: u8,
    /// Which phones speak the oldest protocol: bit n for the nth.
    #[serde(default)]
    pub old: u8,
    /// What happens.
    pub steps: Vec<Step>,
}

/// What a phone's person or the office writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A visit of a household.
    Visit {
        /// Which household.
        household: u8,
    },
    /// A field of a household.
    Edit {
        /// Which household.
        household: u8,
        /// Which field.
        field: u8,
    },
    /// A new case between two households.
    Raise {
        /// Of which household.
        household: u8,
        /// With which other.
        other: u8,
    },
    /// A step of a case that its author sees.
    Add {
        /// Which case.
        case: u8,
        /// Which step.
        step: u8,
        /// Also when the policy doesn't allow it (phones only): it counts for nothing then.
        anyway: bool,
    },
}

/// What becomes of one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// It is answered.
    Good,
    /// The link breaks within the request.
    CutRequest {
        /// After so many thousandths of it.
        at: u16,
    },
    /// The link breaks within the answer.
    CutAnswer,
    /// Somebody between them hands on a part of the answer as if it were all.
    TornAnswer {
        /// So many thousandths of it.
        at: u16,
    },
    /// One bit of one change is turned over on the way: the server refuses that change.
    Spoiled {
        /// Which change of the request.
        change: u8,
        /// Which bit of it.
        bit: u16,
    },
    /// The request arrives twice.
    Twice,
    /// The answer arrives twice.
    AnswerTwice,
    /// The request is held up; the phone hears nothing. It arrives with [`Step::LateArrives`].
    Late,
    /// A page of the free network comes instead of an answer.
    Portal,
    /// A server process is killed at an operation of its disk.
    KillServer {
        /// Which one, 1 being the next.
        operation: u8,
    },
    /// The server's power goes at an operation of its disk.
    DarkServer {
        /// Which one, 1 being the next.
        operation: u8,
        /// What is left follows from it.
        seed: u64,
    },
    /// The phone's process is killed at an operation of its disk while it takes the answer in.
    KillPhone {
        /// Which one, 1 being the next.
        operation: u8,
    },
    /// The phone's battery is taken out then.
    DarkPhone {
        /// Which one, 1 being the next.
        operation: u8,
        /// What is left follows from it.
        seed: u64,
    },
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(missing_docs, reason = "phone, process, household and entry say what they are")]
pub enum Step {
    /// Somebody writes on a phone.
    Write { phone: u8, entry: Entry },
    /// Somebody writes on a phone, whose process is killed, or whose battery is taken out, at an
    /// operation of its disk.
    WriteAndDie { phone: u8, entry: Entry, operation: u8, dark: Option<u64> },
    /// The secretary writes in the console.
    Office { process: u8, entry: Entry },
    /// One exchange to its end; each request meets the next link, and good ones after the last.
    Sync { phone: u8, links: Vec<Link> },
    /// An exchange begins, or goes on by one request.
    SyncSlowly { phone: u8, link: Link },
    /// A request that was held up arrives, in no order.
    LateArrives { which: u8 },
    /// An old request arrives once more.
    Replay { which: u8 },
    /// A phone's process is killed.
    KillPhone { phone: u8 },
    /// A phone's battery is taken out.
    DarkPhone { phone: u8, seed: u64 },
    /// A server process is killed and started again.
    KillServer { process: u8 },
    /// The server's power goes and comes back.
    DarkServer { seed: u64 },
    /// A backup of the server is made.
    Backup { process: u8 },
    /// The newest backup is put in the server's place.
    RestoreServer,
    /// A copy of a phone's file is put aside.
    CopyPhone { phone: u8 },
    /// The copy is put in the file's place.
    RestorePhone { phone: u8 },
    /// The file is copied to another phone, and both go on.
    ClonePhone { phone: u8 },
    /// A phone's clock jumps.
    PhoneClock { phone: u8, minutes: i32 },
    /// The server's clock jumps.
    ServerClock { minutes: i32 },
    /// Time passes.
    Pass { minutes: u16 },
    /// The office puts a household into another micro-grid.
    MoveHousehold { process: u8, household: u8, to: u8 },
    /// The office puts a person into another micro-grid.
    MoveMember { process: u8, phone: u8, to: u8 },
    /// A phone's disk has so many bytes left; none: as many as it likes.
    PhoneRoom { phone: u8, left: Option<u32> },
    /// The server's disk has so many bytes left; none: as many as it likes.
    ServerRoom { left: Option<u32> },
}

impl Plan {
    /// Whether the phone of this number, from 0, speaks the oldest protocol.
    pub fn is_old(&self, phone: usize) -> bool {
        phone < 8 && (self.old >> phone) & 1 == 1
    }

    /// The plan of a seed.
    pub fn of(seed: u64) -> Plan {
        let mut dice = Dice::new(seed).apart(1);
        let phones = 2 + dice.below(3).min(dice.below(7)) as u8 + dice.below(2) as u8 * dice.below(4) as u8;
        let servers = 1 + dice.below(3) as u8;
        let old = if dice.one_in(4) { byte(&mut dice) & byte(&mut dice) } else { 0 };
        let length = 12 + dice.below(30);
        let mut steps: Vec<Step> = (0..length).map(|_| Step::thrown(&mut dice)).collect();
        let phone = byte(&mut dice);
        if dice.one_in(4) {
            both(&mut steps, &mut dice, Step::CopyPhone { phone }, Step::RestorePhone { phone });
        }
        if dice.one_in(4) {
            both(&mut steps, &mut dice, Step::Backup { process: phone }, Step::RestoreServer);
        }
        Plan { about: String::new(), seed, phones: phones.min(8), servers, old, steps }
    }
}

/// Puts two steps among the others, one somewhere before the other.
fn both(steps: &mut Vec<Step>, dice: &mut Dice, first: Step, then: Step) {
    let at = dice.below(steps.len() as u64) as usize;
    let later = at + dice.below((steps.len() - at) as u64) as usize;
    steps.insert(later, then);
    steps.insert(at, first);
}

fn byte(dice: &mut Dice) -> u8 {
    dice.below(256) as u8
}

/// Early operations are where most happens.
fn operation(dice: &mut Dice) -> u8 {
    1 + dice.below(40).min(dice.below(120)) as u8
}

impl Entry {
    fn thrown(dice: &mut Dice) -> Entry {
        match dice.below(10) {
            0..4 => Entry::Visit { household: byte(dice) },
            4..7 => Entry::Edit { household: byte(dice), field: byte(dice) },
            7 => Entry::Raise { household: byte(dice), other: byte(dice) },
            _ => Entry::Add { case: byte(dice), step: byte(dice), anyway: dice.one_in(4) },
        }
    }
}

impl Link {
    fn thrown(dice: &mut Dice) -> Link {
        match dice.below(18) {
            0 | 1 => Link::CutRequest { at: dice.below(1000) as u16 },
            2 | 3 => Link::CutAnswer,
            4 => Link::TornAnswer { at: dice.below(1000) as u16 },
            5 => Link::Twice,
            6 => Link::AnswerTwice,
            7 | 14 => Link::Late,
            8 => Link::Portal,
            13 => Link::Spoiled { change: byte(dice), bit: dice.below(1 << 14) as u16 },
            9 => Link::KillServer { operation: operation(dice) },
            10 => Link::DarkServer { operation: operation(dice), seed: dice.draw() },
            11 => Link::KillPhone { operation: operation(dice) },
            12 => Link::DarkPhone { operation: operation(dice), seed: dice.draw() },
            _ => Link::Good,
        }
    }
}

impl Step {
    fn thrown(dice: &mut Dice) -> Step {
        let phone = byte(dice);
        let process = byte(dice);
        match dice.below(100) {
            0..32 => Step::Write { phone, entry: Entry::thrown(dice) },
            32..37 => {
                let dark = if dice.one_in(2) { Some(dice.draw()) } else { None };
                let operation = 1 + dice.below(30) as u8;
                Step::WriteAndDie { phone, entry: Entry::thrown(dice), operation, dark }
            }
            37..45 => Step::Office { process, entry: Entry::thrown(dice) },
            45..65 => {
                let many = dice.below(4);
                Step::Sync { phone, links: (0..many).map(|_| Link::thrown(dice)).collect() }
            }
            65..71 => Step::SyncSlowly { phone, link: Link::thrown(dice) },
            71..74 => Step::LateArrives { which: byte(dice) },
            74 => Step::Replay { which: byte(dice) },
            75 => Step::KillPhone { phone },
            76 => Step::DarkPhone { phone, seed: dice.draw() },
            77 => Step::KillServer { process },
            78 => Step::DarkServer { seed: dice.draw() },
            79..81 => Step::Backup { process },
            81 => Step::RestoreServer,
            82 => Step::CopyPhone { phone: phone % 3 },
            83 => Step::RestorePhone { phone: phone % 3 },
            84 => Step::ClonePhone { phone },
            85 => Step::PhoneClock { phone, minutes: dice.below(1_200_000) as i32 - 600_000 },
            86 => Step::ServerClock { minutes: dice.below(6_000) as i32 - 3_000 },
            87..90 => Step::Pass { minutes: dice.below(3_000) as u16 },
            90..92 => Step::MoveHousehold { process, household: byte(dice), to: byte(dice) },
            92 => Step::MoveMember { process, phone, to: byte(dice) },
            93..95 => Step::PhoneRoom { phone, left: room(dice) },
            95..97 => Step::ServerRoom { left: room(dice) },
            _ => Step::Sync { phone, links: vec![] },
        }
    }
}

fn room(dice: &mut Dice) -> Option<u32> {
    if dice.one_in(2) { None } else { Some(dice.below(30_000) as u32) }
}
