//! Bytes, round trips and seconds of a first replica, a day and nothing: real phones over a link that
//! counts, and over one as slow as a village's. Bytes are TCP payload with HTTP headers, no TLS.

use super::county::Enrolled;
use super::load::round;
use super::seeds::{Placed, Seed};
use super::serving;
use super::words::Telling;
use super::workload::{Op, Workload};
use crate::link::{Counts, Link, VILLAGE, Weather};
use crate::world::{Outcome, Phone, Server};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::{Value, json};
use shared_model::api::Command;
use shared_model::moment::{HOUR, Millis};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use sync_server::store::records::EnrolCodeRow;
use sync_server::store::{self, StoreError};
use sync_server::{clock, secret};

/// Measures on a copy of the seed.
///
/// # Errors
/// One sentence.
pub fn measure(seed: &Seed, workload: &Workload, folder: &Path) -> Outcome<Value> {
    let placed = seed.place(folder)?;
    let server = Server::start(folder)?;
    let world = World { seed, workload, placed, server, folder: folder.to_owned() };
    Ok(json!({
        "loopback": world.exchanges(0, Weather::default())?,
        "slow_link": world.exchanges(1, VILLAGE)?,
        "slow_link_is": { "one_way_ms": 150, "kbit_per_second_each_way": 256 },
    }))
}

struct World<'a> {
    seed: &'a Seed,
    workload: &'a Workload,
    placed: Placed,
    server: Server,
    folder: PathBuf,
}

impl World<'_> {
    /// One phone's first replica, its day, and nothing; and the day as its grid's leader reads it.
    fn exchanges(&self, number: usize, weather: Weather) -> Outcome<Value> {
        let link = Link::to(&self.server.url)?;
        link.set_weather(weather);
        let member = serving::member(self.seed, number)?;
        let (mut phone, first) = self.first_replica(member, &format!("phone-{number}"), &link)?;
        let leader = self.seed.phones.leaders.first().ok_or("the county has no grid leader")?;
        let (mut reader, _) = self.first_replica(leader, &format!("leader-{number}"), &link)?;
        let ops = self.workload.ops(number, 0);
        for command in self.commands(member, number, ops)? {
            phone.command(command).map_err(|p| p.to_string())?;
        }
        let day = passed(&link, || phone.sync().map(drop).map_err(|p| p.to_string()))?;
        let nothing = passed(&link, || phone.sync().map(drop).map_err(|p| p.to_string()))?;
        let pull = passed(&link, || reader.sync().map(drop).map_err(|p| p.to_string()))?;
        let state = Packed::of(self.workload.state(number))?;
        let same = Packed::of(&ops)?;
        Ok(json!({
            "first_replica": first.told(weather), "first_replica_as_json": state.told(first.counts.down),
            "day_push": day.told(weather), "day_as_json": same.told(day.counts.up),
            "day_entries": ops.len(), "day_pull_of_a_reader": pull.told(weather),
            "nothing_new": nothing.told(weather),
        }))
    }

    /// Enrols a phone; what passed, enrolment and first replica together.
    fn first_replica(&self, whose: &Enrolled, name: &str, link: &Link) -> Outcome<(Phone, Passed)> {
        let code = code_for(&self.placed, whose, name)?;
        let mut phone = Phone::on(&self.folder.join(name))?;
        let passed = passed(link, || phone.enrol(&link.url(), &code).map(drop))?;
        Ok((phone, passed))
    }

    fn commands(&self, member: &Enrolled, number: usize, ops: &[Op]) -> Outcome<Vec<Command>> {
        let shift = self.seed.phones.shift;
        let telling = Telling { micro_grid: member.account.place.clone(), round: 0, shift };
        let state = self.workload.state(number);
        let mut colours: BTreeMap<&str, &str> =
            state.disputes.iter().map(|dispute| (dispute.id.as_str(), dispute.colour.as_str())).collect();
        let mut commands = Vec::new();
        for op in ops {
            let before = match op {
                Op::DisputeUpdate { dispute, colour, .. } => {
                    colours.insert(dispute, colour).unwrap_or_default()
                }
                _ => "",
            };
            commands.push(now(telling.command(op, before)?));
        }
        Ok(commands)
    }
}

/// A day of the workload may lie some hours ahead: a visit is written as made now.
fn now(mut command: Command) -> Command {
    if let Command::RecordVisit { at, .. } = &mut command {
        *at = at.map(|at| Millis(at.0.min(clock::now().0)));
    }
    command
}

/// A code that enrols one more phone of an account.
///
/// # Errors
/// Of the store.
pub fn code_for(placed: &Placed, whose: &Enrolled, name: &str) -> Outcome<String> {
    let code = secret::typed(&format!("bench{name}"));
    let row = EnrolCodeRow {
        code_hash: secret::hash(&code),
        account: whose.account.id.clone(),
        expires_at: clock::now().plus(HOUR),
        used_at: None,
    };
    store::write(&*placed.open()?, |tx| tx.put_enrol_code(&row)).map_err(|e: StoreError| e.to_string())?;
    Ok(code)
}

/// What passed over a link, and in how many seconds.
pub struct Passed {
    counts: Counts,
    seconds: f64,
}

/// Lets something happen over a link and counts.
///
/// # Errors
/// Of what happened.
pub fn passed(link: &Link, work: impl FnOnce() -> Outcome<()>) -> Outcome<Passed> {
    link.forget();
    let begun = Instant::now();
    work()?;
    Ok(Passed { seconds: begun.elapsed().as_secs_f64(), counts: link.counts() })
}

impl Passed {
    /// Bytes down, in KB.
    pub fn down_kb(&self) -> f64 {
        round(self.counts.down as f64 / 1000.0)
    }

    /// Bytes both ways, in KB.
    pub fn both_kb(&self) -> f64 {
        ((self.counts.up + self.counts.down) as f64 / 10.0).round() / 100.0
    }

    fn told(&self, weather: Weather) -> Value {
        let Counts { up, down, requests, connections, turns } = self.counts;
        let mut told = json!({
            "bytes_up": up, "bytes_down": down, "requests": requests, "round_trips": turns,
            "new_connections": connections, "seconds": (self.seconds * 1000.0).round() / 1000.0,
        });
        if weather.bits_per_second > 0 {
            // The bytes at full rate, and one journey there and back for each round trip and each
            // new connection.
            let bytes = (up + down) as f64 * 8.0 / weather.bits_per_second as f64;
            let journeys = (turns + connections) as f64 * 2.0 * weather.delay.as_secs_f64();
            told["lower_bound_seconds"] = json!(((bytes + journeys) * 1000.0).round() / 1000.0);
            told["times_the_bound"] = json!((self.seconds / (bytes + journeys) * 100.0).round() / 100.0);
        }
        told
    }
}

/// The same as JSON in the workload's own words, packed as others pack it.
struct Packed {
    json: usize,
    gzip: usize,
    zstd_3: usize,
    zstd_9: usize,
}

impl Packed {
    fn of(value: &impl Serialize) -> Outcome<Packed> {
        let json = serde_json::to_vec(value).map_err(|e| e.to_string())?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = gzip.write_all(&json).and_then(|()| gzip.finish()).map_err(|e| e.to_string())?;
        let zstd = |level| zstd::bulk::compress(&json, level).map_err(|e| e.to_string());
        let (zstd_3, zstd_9) = (zstd(3)?.len(), zstd(9)?.len());
        Ok(Packed { json: json.len(), gzip: gzip.len(), zstd_3, zstd_9 })
    }

    /// `ours`: bytes with headers.
    fn told(&self, ours: usize) -> Value {
        let times = |theirs: usize| round(ours as f64 / theirs as f64 * 10.0) / 10.0;
        json!({
            "json": self.json, "gzip_9": self.gzip, "zstd_3": self.zstd_3, "zstd_9": self.zstd_9,
            "ours_to_zstd_3": times(self.zstd_3), "ours_to_zstd_9": times(self.zstd_9),
        })
    }
}
