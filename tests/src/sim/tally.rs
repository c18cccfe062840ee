//! How much was tried: plans, edits, exchanges, faults by kind.

use serde::Serialize;

/// Counts over one plan or many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each counts what it is called")]
pub struct Tally {
    pub plans: u32,
    pub steps: u32,
    /// Entries tried, on phones and in the console.
    pub edits: u32,
    /// Entries that were answered as saved.
    pub saved: u32,
    /// Entries that came back to their author with a reason.
    pub returned: u32,
    pub syncs: u32,
    pub requests: u32,
    /// Requests that met anything but a good link.
    pub faults_of_links: u32,
    /// Requests with a change that was damaged on the way.
    pub spoiled: u32,
    /// Requests that arrived after their phone had given them up.
    pub late: u32,
    /// Old requests that arrived once more.
    pub replays: u32,
    pub phone_kills: u32,
    pub phone_power_cuts: u32,
    pub server_kills: u32,
    pub server_power_cuts: u32,
    pub full_disks: u32,
    /// Writes that found no room.
    pub refused_for_room: u64,
    pub clock_jumps: u32,
    pub backups: u32,
    pub server_restores: u32,
    pub phone_restores: u32,
    pub phone_clones: u32,
    /// Cases with a party of another place, or given to somebody.
    pub grants: u32,
    /// Households and people put into another micro-grid.
    pub moves: u32,
    /// A hash over every byte that went over a link and every row there was in the end: the same
    /// plan leaves the same.
    pub trace: u64,
}

impl Tally {
    /// Adds another tally.
    pub fn add(&mut self, other: &Tally) {
        self.plans += other.plans;
        self.steps += other.steps;
        self.edits += other.edits;
        self.saved += other.saved;
        self.returned += other.returned;
        self.syncs += other.syncs;
        self.requests += other.requests;
        self.faults_of_links += other.faults_of_links;
        self.spoiled += other.spoiled;
        self.late += other.late;
        self.replays += other.replays;
        self.phone_kills += other.phone_kills;
        self.phone_power_cuts += other.phone_power_cuts;
        self.server_kills += other.server_kills;
        self.server_power_cuts += other.server_power_cuts;
        self.full_disks += other.full_disks;
        self.refused_for_room += other.refused_for_room;
        self.clock_jumps += other.clock_jumps;
        self.backups += other.backups;
        self.server_restores += other.server_restores;
        self.phone_restores += other.phone_restores;
        self.phone_clones += other.phone_clones;
        self.grants += other.grants;
        self.moves += other.moves;
        // In whatever order plans came to their end.
        self.trace ^= other.trace;
    }
}
