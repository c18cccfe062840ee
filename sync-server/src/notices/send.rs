//! Delivering notices: each system by itself, so that one that hangs holds up no other; a notice is put
//! off before it is tried, so that of several processes one tries it, and one that dies in the middle
//! is tried again.

use super::targets::{Target, Targets};
use crate::app::App;
use crate::error::{Failed, Fault, Outcome};
use crate::store;
use crate::store::records::NoticeRow;
use futures_util::future::join_all;
use shared_model::moment::{HOUR, Millis};
use std::sync::Arc;
use std::time::Duration;

/// How long a system may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// While it is tried, no other process tries it.
const CLAIMED: i64 = 5 * 60_000;
/// Tries after which a notice is given up: within some two days.
pub const TRIES: u32 = 10;
/// Notices looked at in one round.
const AT_ONCE: usize = 500;

/// A client as notices are sent with: it waits so long, and follows no one elsewhere.
///
/// # Errors
/// When it can't be made.
pub fn client(patience: Duration) -> Result<reqwest::Client, String> {
    let built = reqwest::Client::builder()
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("weige/", env!("CARGO_PKG_VERSION")))
        .build();
    built.map_err(|error| error.to_string())
}

/// Before the next try, after so many: half a minute, then four times as long each time, at most 8 hours.
fn wait_after(tries: u32) -> i64 {
    30_000_i64.saturating_mul(4_i64.saturating_pow(tries.saturating_sub(1))).min(8 * HOUR)
}

/// Tries what is due; how many were delivered. Of each system one after the other, and no more in this
/// round once it has not taken one.
///
/// # Errors
/// Of the store.
pub async fn send(app: &Arc<App>, targets: &Arc<Targets>, client: &reqwest::Client) -> Outcome<u64> {
    let of = app.clone();
    let now = app.now();
    let due = in_background(move || Ok(store::read(&*of.store, |tx| tx.notices_due(now, AT_ONCE))?)).await?;
    let each = targets.all.iter().map(|target| {
        let own: Vec<NoticeRow> = due.iter().filter(|row| row.target == target.name).cloned().collect();
        to_one(app, target, client, own)
    });
    join_all(each).await.into_iter().sum()
}

async fn to_one(
    app: &Arc<App>,
    target: &Target,
    client: &reqwest::Client,
    due: Vec<NoticeRow>,
) -> Outcome<u64> {
    let mut delivered = 0;
    for row in due {
        let (of, claimed) = (app.clone(), row.clone());
        let until = app.now().plus(CLAIMED);
        let is_ours =
            in_background(move || Ok(store::write(&*of.store, |tx| tx.claim_notice(&claimed, until))?));
        if !is_ours.await? {
            continue;
        }
        match post(target, client, &row, app.now()).await {
            Ok(()) => {
                let of = app.clone();
                in_background(move || {
                    Ok(store::write(&*of.store, |tx| tx.drop_notice(&row.village, &row.id))?)
                })
                .await?;
                delivered += 1;
            }
            Err(why) => {
                put_off(app, target, row, &why).await?;
                break;
            }
        }
    }
    Ok(delivered)
}

async fn put_off(app: &Arc<App>, target: &Target, row: NoticeRow, why: &str) -> Outcome<()> {
    let tries = row.tries + 1;
    let dead = tries >= TRIES;
    if dead {
        tracing::error!(target_name = target.name, notice = row.id, tries, why, "a notice is given up");
    } else {
        tracing::warn!(target_name = target.name, notice = row.id, tries, why, "a notice was not taken");
    }
    let next_at = app.now().plus(wait_after(tries));
    let of = app.clone();
    let after = NoticeRow { tries, next_at, dead, ..row };
    in_background(move || Ok(store::write(&*of.store, |tx| tx.put_notice(&after))?)).await
}

/// Taken is what is answered with 2xx.
async fn post(target: &Target, client: &reqwest::Client, row: &NoticeRow, now: Millis) -> Result<(), String> {
    let at = (now.0 / 1000).to_string();
    let request = client
        .post(&target.url)
        .header("content-type", "application/json")
        .header("x-weige-notice", &row.id)
        .header("x-weige-time", &at)
        .header("x-weige-signature", format!("sha256={}", target.sign(&at, &row.body)))
        .body(row.body.clone());
    // What went wrong is told without the address: it may hold a key.
    let response = request.send().await.map_err(|error| error.without_url().to_string())?;
    let status = response.status();
    if status.is_success() { Ok(()) } else { Err(format!("answered {status}")) }
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Failed::Fault(Fault::Lost))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_within_two_days() {
        assert_eq!((wait_after(1), wait_after(2), wait_after(3)), (30_000, 120_000, 480_000));
        assert_eq!(wait_after(9), 8 * HOUR);
        assert!((1..TRIES).map(wait_after).sum::<i64>() < 48 * HOUR);
    }
}
