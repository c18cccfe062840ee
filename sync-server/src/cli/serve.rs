//! `serve`: listens until it is told to stop.

use super::{CliError, Data, Rules};
use crate::app::App;
use crate::clock::Later;
use crate::http;
use crate::notices::targets::Targets;
use crate::notices::{self, send};
use crate::photos::PARTS_KEPT_DAYS;
use crate::photos::room::PhotoRoom;
use crate::reconcile::reconcile;
use clap::Args;
use shared_model::moment::DAY;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The address phones are told, which `enrol-code` remembers; where it listens when none is named
    #[arg(long, value_name = "URL", env = "WEIGE_PUBLIC_URL", value_parser = super::public_url)]
    public_url: Option<String>,
    /// Where photos lie: a folder (`<data folder>/photos` when none is named; with neither, no photos
    /// are taken), or s3://bucket/prefix
    /// with endpoint and credentials in the environment (AWS_ENDPOINT, AWS_ACCESS_KEY_ID,
    /// AWS_SECRET_ACCESS_KEY, AWS_REGION; AWS_ALLOW_HTTP=true for one without TLS)
    #[arg(long, value_name = "FOLDER or s3://BUCKET/PREFIX")]
    photos: Option<String>,
    /// Most GiB of photos of one village
    #[arg(long, value_name = "GIB", default_value_t = 20)]
    photos_most: u64,
    /// A file of the county's own systems that are told of red, overdue, escalated and urged cases
    /// (docs/notices.md)
    #[arg(long, value_name = "FILE")]
    notify: Option<PathBuf>,
    /// The folder the console was built to
    #[arg(long, value_name = "DIST_DIR")]
    console: Option<PathBuf>,
    /// Let the clock be so many seconds ahead: to try on a copy what is overdue in a month
    #[arg(long, value_name = "SECONDS", default_value_t = 0, hide = true)]
    clock_offset: u32,
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
        let around = Arc::new(Later(i64::from(self.clock_offset) * 1000));
        let targets = self.notify.as_deref().map(Targets::read).transpose().map_err(CliError::Unfit)?;
        let client = send::client(send::PATIENCE).map_err(CliError::Unfit)?;
        let mut app = self.rules.app_within(around, &self.data, true, &public_url)?;
        match &self.public_url {
            Some(url) => crate::app::remember_public_url(&*app.store, url)?,
            None => tracing::warn!(
                address,
                "phones are told where this listens: name the address they reach with --public-url"
            ),
        }
        app.photos = self.room()?.map(Arc::new);
        let app = Arc::new(app);
        if let Some(room) = app.photos.clone() {
            tokio::spawn(sweep(app.clone(), room));
        }
        tokio::spawn(send_up(app.clone()));
        if let Some(targets) = targets {
            tokio::spawn(notify(app.clone(), targets, client));
        }
        let router = http::router(app.clone(), self.console.clone());
        // One line that a script can read; the log goes to the other stream.
        println!("{}", serde_json::json!({ "listening": address }));
        axum::serve(listener, router).with_graceful_shutdown(stopping(app)).await.map_err(failed)
    }
}

impl Serve {
    fn room(&self) -> Result<Option<PhotoRoom>, CliError> {
        let quota = self.photos_most << 30;
        let beside = self.data.data.as_ref().map(|data| data.join("photos"));
        Ok(match (self.photos.as_deref(), beside) {
            (Some(url), _) if url.starts_with("s3://") => Some(PhotoRoom::bucket(url, quota)?),
            (Some(folder), _) => Some(PhotoRoom::folder(std::path::Path::new(folder), quota)?),
            (None, Some(folder)) => Some(PhotoRoom::folder(&folder, quota)?),
            (None, None) => None,
        })
    }
}

/// Drops parts that nobody went on with, once a day.
async fn sweep(app: Arc<App>, room: Arc<PhotoRoom>) {
    let mut day = tokio::time::interval(Duration::from_secs(24 * 3600));
    loop {
        day.tick().await;
        let (room, before) = (room.clone(), app.now().plus(-PARTS_KEPT_DAYS * DAY));
        match tokio::task::spawn_blocking(move || room.drop_stale_parts(before)).await {
            Ok(Ok(dropped)) => tracing::debug!(dropped, "stale parts of photos"),
            Ok(Err(error)) => tracing::warn!(%error, "stale parts of photos could not be dropped"),
            Err(_) => return,
        }
    }
}

/// Tells the county's own systems what is new. Several processes may do it at once.
async fn notify(app: Arc<App>, targets: Targets, client: reqwest::Client) {
    let targets = Arc::new(targets);
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match notices::round(&app, &targets, &client).await {
            Ok(0) => {}
            Ok(delivered) => tracing::info!(delivered, "notices were delivered"),
            Err(error) => tracing::warn!(%error, "notices could not be sent"),
        }
    }
}

/// Sends overdue cases up. Several processes may do it at once.
async fn send_up(app: Arc<App>) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        minute.tick().await;
        let app = app.clone();
        match tokio::task::spawn_blocking(move || reconcile(&app)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(written)) => tracing::info!(written, "overdue cases went up"),
            Ok(Err(error)) => tracing::warn!(%error, "overdue cases could not go up"),
            Err(_) => return,
        }
    }
}

fn log_to_stderr() {
    // Automerge opens a span for every change it reads: a twentieth of the server's work.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,automerge=off"));
    let set =
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if set.is_err() {
        eprintln!("a log was set up before; it is kept");
    }
}

/// When it is told to stop, those who watch are let go: their answers have no end of their own.
async fn stopping(app: Arc<App>) {
    told_to_stop().await;
    app.hub.stop();
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
