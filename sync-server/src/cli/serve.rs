//! `serve`: listens until it is told to stop.

use super::{CliError, Data, Rules};
use crate::http;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The address phones are told; where it listens when none is named
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The folder the console was built to
    #[arg(long, value_name = "DIST_DIR")]
    console: Option<PathBuf>,
}

impl Serve {
    pub fn run(self) -> Result<(), CliError> {
        log_to_stderr();
        if let Some(folder) = self.console.as_ref().filter(|folder| !folder.join("index.html").is_file()) {
            return Err(CliError::Unfit(format!(
                "there is no index.html in {}: build the console first",
                folder.display()
            )));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| CliError::File("threads".into(), error))?;
        runtime.block_on(self.listen())
    }

    async fn listen(self) -> Result<(), CliError> {
        let failed = |error| CliError::File(format!("can't listen on {}", self.listen), error);
        let listener = tokio::net::TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = format!("http://{}", listener.local_addr().map_err(failed)?);
        let public_url = self.public_url.clone().unwrap_or_else(|| address.clone());
        let app = Arc::new(self.rules.app(&self.data, true, &public_url)?);
        let router = http::router(app, self.console.clone());
        // One line that a script can read; the log goes to the other stream.
        println!("{}", serde_json::json!({ "listening": address }));
        axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await.map_err(failed)
    }
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let set =
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if set.is_err() {
        eprintln!("a log was set up before; it is kept");
    }
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
