//! Notices to the county's own systems: that something red, brought up or urged is there, without
//! anybody's name or words.
//!
//! [`targets`] reads the file that says where to; [`gather`] reads what is new in the logs and keeps the
//! notices it makes in the store, each once; [`send`] delivers them, tries again with growing waits, and
//! gives up in the end; [`undelivered`] is what an operator sees of that, and tries again. Nothing of it stands in the way of a phone or a console, and a restart loses
//! nothing.

pub mod gather;
pub mod send;
pub mod targets;
pub mod undelivered;

use crate::app::App;
use crate::error::Outcome;
use std::sync::Arc;
use targets::Targets;

/// One round: what is new is kept, what is due is tried. How many were delivered.
///
/// # Errors
/// Of the store; a system that doesn't answer is none.
pub async fn round(app: &Arc<App>, targets: &Arc<Targets>, client: &reqwest::Client) -> Outcome<u64> {
    let (of, to) = (app.clone(), targets.clone());
    let gathered = tokio::task::spawn_blocking(move || gather::gather(&of, &to)).await;
    gathered.map_err(|_| crate::error::Failed::Fault(crate::error::Fault::Lost))??;
    send::send(app, targets, client).await
}
