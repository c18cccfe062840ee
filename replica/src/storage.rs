//! The room a phone may take: how much there is, and what is let go of when it is more. Only what the
//! village has goes, and each of it can be fetched again.

use crate::photos::PHOTOS_ON;
use crate::problems::StoreError;
use crate::replica::Replica;
use crate::store::Tx;
use shared_model::api::photos::{LetGo, PhotoState, StorageView};
use shared_model::api::{Answer, Done, Problem};
use shared_model::exchange::meta;
use shared_model::exchange::years::{self, default_year};
use shared_model::moment::{DAY, Millis};

/// The name under which the budget is kept.
const BUDGET: &str = "storage_budget";
/// The name under which it is kept when older years were asked for last.
pub(crate) const YEARS_WISHED: &str = "years_wished";
/// By itself a phone lets go of no photo that came or was taken within a day, and of no year that was
/// asked for within a week: somebody is looking at it.
const PHOTO_STAYS: i64 = DAY;
const YEAR_STAYS: i64 = 7 * DAY;

impl Replica {
    /// Sets the budget, and lets go at once of what is over it.
    pub(crate) fn set_storage_budget(&mut self, bytes: Option<u64>) -> Result<Done, Problem> {
        let (now, training) = (self.setting.surroundings.now(), self.profile.training);
        let gone = self.store.write(|tx| {
            tx.set_meta(BUDGET, &bytes)?;
            if training { Ok(LetGo::default()) } else { keep_to_budget(tx, now, None) }
        })?;
        self.give_room_back(gone);
        Ok(Done::LetGo(gone))
    }

    /// Lets go of all that may go, whatever the budget.
    pub(crate) fn let_go_now(&mut self) -> Result<Done, Problem> {
        // Practice has no village to fetch it from again.
        self.is_sent()?;
        let now = self.setting.surroundings.now();
        let gone = self.store.write(|tx| let_go(tx, 0, now, None))?;
        self.give_room_back(gone);
        Ok(Done::LetGo(gone))
    }

    /// What was let go of becomes room on the disk, when there is room enough to do it.
    pub(crate) fn give_room_back(&mut self, gone: LetGo) {
        if gone != LetGo::default() {
            self.store.shrink();
        }
    }

    /// After an exchange and after a round of photos. What can't be let go now goes after the next.
    pub(crate) fn stay_within_budget(&mut self) {
        let now = self.setting.surroundings.now();
        let _ = self.store.write(|tx| keep_to_budget(tx, now, Some(now)));
    }

    /// How much room there is and what of it could go.
    pub(crate) fn storage(&mut self) -> Result<Answer, Problem> {
        let size = |kind: &str| {
            std::fs::metadata(self.setting.file.with_extension(kind)).map_or(0, |file| file.len())
        };
        let (file, now) = (size("db") + size("db-wal"), self.setting.surroundings.now());
        let training = self.profile.training;
        self.store.read(|tx| {
            let (asked, wanted): (Option<i32>, Option<i32>) =
                (tx.meta(meta::YEARS_ASKED)?, tx.meta(meta::FROM_YEAR)?);
            let photos = tx.stored_photos()?;
            let bytes = |which: fn(PhotoState) -> bool| {
                photos
                    .iter()
                    .filter(|one| which(one.view.state))
                    .map(|one| u64::from(one.view.photo.bytes))
                    .sum()
            };
            Ok(Answer::Storage(StorageView {
                file,
                photos: bytes(|_| true),
                photos_to_go: bytes(|state| state == PhotoState::Here),
                years_to_go: if training { 0 } else { tx.books_bytes_before(default_year(now))? },
                budget: tx.meta::<Option<u64>>(BUDGET)?.flatten(),
                years_from: wanted.or(asked),
                photos_on: tx.meta(PHOTOS_ON)?.unwrap_or_default(),
            }))
        })
    }
}

fn keep_to_budget(tx: &Tx<'_>, now: Millis, spare: Option<Millis>) -> Result<LetGo, Problem> {
    match tx.meta::<Option<u64>>(BUDGET)?.flatten() {
        Some(budget) => let_go(tx, budget, now, spare),
        None => Ok(LetGo::default()),
    }
}

/// Lets go of the oldest photos that the village has whole, then of the oldest years whose books it has,
/// until no more than the budget is here. `spare`: the time by which what is looked at stays.
fn let_go(tx: &Tx<'_>, budget: u64, now: Millis, spare: Option<Millis>) -> Result<LetGo, Problem> {
    let mut gone = LetGo::default();
    let until = default_year(now);
    let mut photos = tx.stored_photos()?;
    let of_photos: u64 = photos.iter().map(|one| u64::from(one.view.photo.bytes)).sum();
    let mut used = of_photos + tx.books_bytes_before(until)?;
    photos.sort_by_key(|one| one.since);
    for one in photos {
        if used <= budget {
            return Ok(gone);
        }
        let stays = spare.is_some_and(|now| one.since > now.plus(-PHOTO_STAYS));
        if one.view.state == PhotoState::Here && !stays {
            let bytes = u64::from(one.view.photo.bytes);
            tx.drop_photo(&one.view.photo.hash)?;
            used -= bytes;
            gone.photos += 1;
            gone.bytes += bytes;
        }
    }
    let wished: Option<Millis> = tx.meta(YEARS_WISHED)?;
    if spare.is_some_and(|now| wished.is_some_and(|at| at > now.plus(-YEAR_STAYS))) {
        return Ok(gone);
    }
    while used > budget {
        let Some(oldest) = oldest_year_to_go(tx, until)? else { break };
        let before = tx.books_bytes_before(until)?;
        years::ask(tx, oldest + 1, now)?;
        let freed = before - tx.books_bytes_before(until)?;
        if freed == 0 {
            break;
        }
        used -= freed;
        gone.years += 1;
        gone.bytes += freed;
    }
    Ok(gone)
}

/// The oldest year with books here, before the years that always stay.
fn oldest_year_to_go(tx: &Tx<'_>, until: i32) -> Result<Option<i32>, StoreError> {
    let years = tx.documents()?.into_iter().filter_map(|(doc, _)| doc.year());
    Ok(years.min().filter(|year| *year < until))
}
