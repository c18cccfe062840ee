//! What a phone hands in for others: changes under their authors' device keys, and sealed parcels
//! of them. Whoever carries them, they are taken in as if their author's phone had sent them: under
//! its account, by its rights. What was changed on the way, or signed by somebody else, is not.

use crate::app::App;
use crate::error::Outcome;
use crate::ingest::{self, Given, Sender};
use crate::store::WriteTx;
use shared_model::document::hash_of;
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::people::Account;
use shared_model::protocol::{CarriedChange, Outcome as Became, Parcel, Receipt, SentChange, Verdict};
use shared_model::trust::{TrustProblem, check_change, check_parcel, open_parcel};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A word for changes and parcels of a device this server has no key of.
const UNKNOWN_DEVICE: &str = "unknown_device";

/// Changes of one sender, each with its place among all.
type Share<'a> = (Sender, Vec<(usize, Given<'a>)>);

/// Takes in a phone's own changes and those it carries. They may stand on each other in any order,
/// so each sender's are tried again as long as another's bring something new. A verdict for each of
/// the own, and for each that was carried. `bearer` is whose phone hands all of it in.
///
/// # Errors
/// Of the store.
pub fn take(
    tx: &dyn WriteTx,
    app: &App,
    own: Sender,
    bearer: &Account,
    changes: &[SentChange],
    carried: &[CarriedChange],
    now: Millis,
) -> Outcome<(Vec<Verdict>, Vec<Verdict>)> {
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    let sent = changes.iter().map(super::as_given).enumerate().collect();
    let mut shares: Vec<Share<'_>> = vec![(own, sent)];
    let mut by_device: BTreeMap<DeviceId, Share<'_>> = BTreeMap::new();
    let mut devices = Devices { tx, known: BTreeMap::new() };
    for (index, change) in carried.iter().enumerate().map(|(at, change)| (changes.len() + at, change)) {
        match devices.check(change)? {
            Ok(sender) => {
                let given = Given { doc: &change.doc, bytes: &change.bytes, attested: None };
                let share = by_device.entry(change.device);
                share.or_insert_with(|| (sender.brought_by(&bearer.id), Vec::new())).1.push((index, given));
            }
            Err(word) => {
                let outcome = Became::Refused { reason: word.to_owned() };
                verdicts.insert(index, Verdict { hash: hash_of(&change.bytes), outcome });
            }
        }
    }
    shares.extend(by_device.into_values());
    take_in_turns(tx, app, shares, now, &mut verdicts)?;
    let carried = verdicts.split_off(&changes.len());
    Ok((verdicts.into_values().collect(), carried.into_values().collect()))
}

fn take_in_turns(
    tx: &dyn WriteTx,
    app: &App,
    mut shares: Vec<Share<'_>>,
    now: Millis,
    verdicts: &mut BTreeMap<usize, Verdict>,
) -> Outcome<()> {
    let policies = app.policies(tx)?;
    let mut came = true;
    while came {
        came = false;
        for (sender, waiting) in shares.iter_mut().filter(|(_, waiting)| !waiting.is_empty()) {
            let given: Vec<Given<'_>> = waiting.iter().map(|(_, given)| given.clone()).collect();
            let taken = ingest::take(tx, &policies, sender, &given, now)?;
            let mut still = Vec::new();
            for ((index, given), (hash, outcome)) in waiting.drain(..).zip(taken) {
                came |= matches!(outcome, Became::Accepted { .. });
                if matches!(outcome, Became::Missing { .. }) {
                    still.push((index, given));
                }
                verdicts.insert(index, Verdict { hash, outcome });
            }
            *waiting = still;
        }
        came &= shares.iter().any(|(_, waiting)| !waiting.is_empty());
    }
    Ok(())
}

/// A device that signs, as this server knows it.
type Known = ([u8; 32], Sender);

/// The devices that signed, each asked for once.
struct Devices<'a> {
    tx: &'a dyn WriteTx,
    known: BTreeMap<DeviceId, Option<Known>>,
}

impl Devices<'_> {
    /// A device's key, and its account as sender. A revoked device's work is taken in, as when it
    /// brings it itself.
    fn of(&mut self, device: DeviceId) -> Outcome<Option<&Known>> {
        if let Entry::Vacant(vacant) = self.known.entry(device) {
            vacant.insert(known(self.tx, device)?);
        }
        Ok(self.known.get(&device).and_then(Option::as_ref))
    }

    /// As whom a change is taken in: as the device that signed it.
    fn check(&mut self, change: &CarriedChange) -> Outcome<Result<Sender, &'static str>> {
        let Some((key, sender)) = self.of(change.device)? else { return Ok(Err(UNKNOWN_DEVICE)) };
        let signed = check_change(key, &change.doc, &hash_of(&change.bytes), &change.signature);
        Ok(signed.map(|()| sender.clone()).map_err(TrustProblem::word))
    }
}

fn known(tx: &dyn WriteTx, device: DeviceId) -> Outcome<Option<Known>> {
    let Some(row) = tx.device(device)? else { return Ok(None) };
    let (Some(key), Some(account)) = (row.key, tx.account(&row.account)?) else { return Ok(None) };
    Ok(Some((key, Sender::phone(tx, device, &account.account)?)))
}

/// Opens parcels and takes in what they hold; a receipt for each.
///
/// # Errors
/// Of the store.
pub fn take_parcels(
    tx: &dyn WriteTx,
    app: &App,
    bearer: &Account,
    parcels: &[Parcel],
    now: Millis,
) -> Outcome<Vec<Receipt>> {
    parcels.iter().map(|parcel| take_parcel(tx, app, bearer, parcel, now)).collect()
}

fn take_parcel(
    tx: &dyn WriteTx,
    app: &App,
    bearer: &Account,
    parcel: &Parcel,
    now: Millis,
) -> Outcome<Receipt> {
    let (device, number) = (parcel.device, parcel.number);
    let receipt = |reason: Option<&str>| Receipt {
        device,
        number,
        opened: reason.is_none(),
        reason: reason.map(str::to_owned),
    };
    let mut devices = Devices { tx, known: BTreeMap::new() };
    let Some((key, sender)) = devices.of(device)?.cloned() else {
        return Ok(receipt(Some(UNKNOWN_DEVICE)));
    };
    let opened = check_parcel(&key, parcel).and_then(|()| open_parcel(&app.keys.seal, parcel));
    let carried = match opened {
        Ok(carried) => carried,
        Err(problem) => return Ok(receipt(Some(problem.word()))),
    };
    let (_, verdicts) = take(tx, app, sender, bearer, &[], &carried, now)?;
    // Refused or taken, a verdict is final; the author's own phone hears it when it syncs.
    let waits = verdicts.iter().any(|verdict| matches!(verdict.outcome, Became::Missing { .. }));
    Ok(receipt(waits.then_some(Receipt::MISSING)))
}
