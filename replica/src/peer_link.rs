//! Meetings over TCP: each frame behind its length, four bytes, the highest first. Nothing on the
//! link is trusted: who is there, and everything they say, the frames themselves prove.

use crate::encounter::Encounter;
use crate::engine::Engine;
use crate::step::Input;
use shared_model::api::view::MeetReport;
use shared_model::api::{Code, Problem};
use shared_model::exchange::peer::{Broken, Turn};
use shared_model::protocol::MOST_FRAME;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// A phone beside this one answers within this, or is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many may call at once.
const MOST_CALLERS: usize = 4;
/// A sealed frame: the cipher's tag is 16 bytes.
const MOST_SEALED: usize = MOST_FRAME + 16;

impl Engine {
    /// Meets the phone that listens at an address: `192.168.43.1:7411`.
    ///
    /// # Errors
    /// [`Code::NoLink`] when nobody is there or the link broke, [`Code::Peer`] when the two may not
    /// meet. What was taken in before stays.
    pub(crate) async fn meet(&self, address: &str, courier: bool) -> Result<MeetReport, Problem> {
        let invalid = |_| Problem::new(Code::Invalid, "an address is like 192.168.43.1:7411");
        let address: SocketAddr = address.trim().parse().map_err(invalid)?;
        let (encounter, hello) = self.with_open(|replica| replica.call(courier))?;
        let mut link = within(TcpStream::connect(address)).await?;
        write(&mut link, &hello).await?;
        self.converse(link, encounter).await
    }

    /// Lets other phones call at an address (port 0: one the system chooses), until the program
    /// ends. Answers where.
    ///
    /// # Errors
    /// When the address can't be listened at.
    pub async fn listen_for_peers(&self, address: SocketAddr) -> Result<SocketAddr, Problem> {
        let failed = |e: std::io::Error| Problem::new(Code::Invalid, format!("{address}: {e}"));
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let (engine, callers) = (self.clone(), Arc::new(Semaphore::new(MOST_CALLERS)));
        tokio::spawn(async move {
            while let Ok(place) = callers.clone().acquire_owned().await {
                let Ok((link, _)) = listener.accept().await else {
                    // Too many files are open, say: it passes.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let engine = engine.clone();
                tokio::spawn(async move {
                    // What went wrong the caller is told; here nobody asked.
                    if let Ok(encounter) = engine.with_open(|replica| replica.receive()) {
                        let _ = engine.converse(link, encounter).await;
                    }
                    drop(place);
                });
            }
        });
        Ok(bound)
    }

    async fn converse(&self, mut link: TcpStream, mut encounter: Encounter) -> Result<MeetReport, Problem> {
        loop {
            let frame = read(&mut link).await?;
            let turn = self.with_open(|replica| Ok(replica.hear(&mut encounter, &frame)))?;
            let (say, report) = match turn {
                Ok(Turn::Say(frame)) => (Some(frame), None),
                Ok(Turn::Last(frame, report)) => (Some(frame), Some(Ok(report))),
                Ok(Turn::Over(report)) => (None, Some(Ok(report))),
                Err(Broken { problem, say }) => (say, Some(Err(problem))),
            };
            if let Some(frame) = say {
                let said = write(&mut link, &frame).await;
                if report.is_none() {
                    said?;
                }
            }
            if let Some(report) = report {
                // The other reads to the end before the link goes.
                let _ = link.shutdown().await;
                self.give(Input::Wrote);
                return report;
            }
        }
    }
}

async fn within<T>(work: impl Future<Output = std::io::Result<T>>) -> Result<T, Problem> {
    let gone = || Problem::new(Code::NoLink, "the other phone does not answer; what came is kept");
    timeout(PATIENCE, work).await.map_err(|_| gone())?.map_err(|_| gone())
}

async fn read(link: &mut TcpStream) -> Result<Vec<u8>, Problem> {
    let length = within(link.read_u32()).await? as usize;
    if length > MOST_SEALED {
        return Err(Problem::new(Code::Peer, "malformed"));
    }
    let mut frame = Vec::new();
    // Read as it comes: a length alone must not cost memory.
    within(link.take(length as u64).read_to_end(&mut frame)).await?;
    if frame.len() < length {
        return Err(Problem::new(Code::NoLink, "the link to the other phone broke; what came is kept"));
    }
    Ok(frame)
}

async fn write(link: &mut TcpStream, frame: &[u8]) -> Result<(), Problem> {
    let length = u32::try_from(frame.len()).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
    within(async {
        link.write_u32(length).await?;
        link.write_all(frame).await?;
        link.flush().await
    })
    .await
}
