//! Carrying an exchange over HTTP: what the replica puts out is posted, waited for, or told to
//! those who asked.

use crate::engine::Engine;
use crate::http;
use crate::step::{Input, Output};
use shared_model::api::photos::PhotoReport;
use shared_model::api::view::SyncReport;
use shared_model::api::{Code, Problem};
use shared_model::exchange::photos::Finish;
use shared_model::moment::Millis;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// Who waits for an exchange to end, and the one alarm.
#[derive(Default)]
pub(crate) struct Desk {
    waiting: Vec<(u64, oneshot::Sender<Result<SyncReport, Problem>>)>,
    alarm: Option<AbortHandle>,
    photos: Vec<oneshot::Sender<PhotoReport>>,
    photo_alarm: Option<AbortHandle>,
}

impl Desk {
    /// The replica was closed: nothing will come of what it was doing.
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.photos.clear();
        for alarm in [self.alarm.take(), self.photo_alarm.take()].into_iter().flatten() {
            alarm.abort();
        }
    }
}

impl Engine {
    /// Delivers and fetches until both sides have what the other had. Who asks while an exchange
    /// runs gets the one after it: what they just wrote may not be in the running one.
    pub(crate) async fn exchange(&self) -> Result<SyncReport, Problem> {
        let (tell, told) = oneshot::channel();
        let exchange = self.with_open(|replica| {
            replica.is_sent()?;
            Ok(replica.next_exchange())
        })?;
        self.desk().waiting.push((exchange, tell));
        self.give(Input::Begin);
        told.await.unwrap_or_else(|_| Err(Problem::new(Code::Locked, "the phone was locked meanwhile")))
    }

    /// Sends and fetches photos until nothing more can be done about them now.
    pub(crate) async fn carry_photos(&self) -> Result<PhotoReport, Problem> {
        self.with_open(|replica| replica.is_sent())?;
        let (tell, told) = oneshot::channel();
        self.desk().photos.push(tell);
        self.give(Input::Photos);
        told.await.map_err(|_| Problem::new(Code::Locked, "the phone was locked meanwhile"))
    }

    fn photos_over(&self, finish: Finish) {
        for tell in std::mem::take(&mut self.desk().photos) {
            // Who no longer listens needs no answer.
            let _ = tell.send(finish.report.clone());
        }
        let Some(then) = finish.again.filter(|_| self.keeps_syncing()) else { return };
        let (engine, wait) = (self.clone(), until(self.inner.surroundings.now(), then));
        let alarm = tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            engine.desk().photo_alarm = None;
            engine.give(Input::Photos);
        });
        if let Some(earlier) = self.desk().photo_alarm.replace(alarm.abort_handle()) {
            earlier.abort();
        }
    }

    /// Gives the open replica an input and sees to what it puts out. Nothing happens when it is
    /// closed.
    pub(crate) fn give(&self, input: Input) {
        let stepped = self.with_open(|replica| {
            replica.is_sent()?;
            let outputs = replica.step(input);
            self.inner.progress.send_replace(replica.progress());
            Ok(outputs)
        });
        for output in stepped.unwrap_or_default() {
            self.carry(output);
        }
    }

    fn carry(&self, output: Output) {
        let engine = self.clone();
        match output {
            Output::Post { post, url, token, frame } => {
                tokio::spawn(async move {
                    let answer =
                        http::post(&engine.inner.http, &url, Some(&token), frame.as_ref().clone()).await;
                    engine.give(match answer {
                        Ok((status, body)) => Input::Answered { post, status, body },
                        Err(problem) => Input::NoAnswer { post, problem },
                    });
                });
            }
            Output::WaitUntil(then) => {
                let wait = until(self.inner.surroundings.now(), then);
                let alarm = tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    engine.desk().alarm = None;
                    engine.give(Input::TimePassed);
                });
                if let Some(earlier) = self.desk().alarm.replace(alarm.abort_handle()) {
                    earlier.abort();
                }
            }
            Output::PhotosOver(finish) => self.photos_over(finish),
            Output::Finished { exchange, outcome } => {
                let waiting = std::mem::take(&mut self.desk().waiting);
                let (done, still): (Vec<_>, Vec<_>) =
                    waiting.into_iter().partition(|(number, _)| *number <= exchange);
                self.desk().waiting.extend(still);
                for (_, tell) in done {
                    // Who no longer listens needs no answer.
                    let _ = tell.send(outcome.clone());
                }
            }
        }
    }

    /// From now on, while the replica is open: delivers soon after each entry, fetches now and then,
    /// backs off while it fails.
    pub(crate) fn begin_to_keep_syncing(&self) {
        self.desk_keeps_syncing();
        self.give(Input::KeepSyncing);
    }
}

/// At least a millisecond: an alarm that comes too early is set again.
fn until(now: Millis, then: Millis) -> Duration {
    Duration::from_millis(u64::try_from(then.0.saturating_sub(now.0)).unwrap_or(0).max(1))
}
