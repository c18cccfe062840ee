//! Frames over HTTP: one request, one answer, and what goes wrong on the way.

use serde::{Serialize, de::DeserializeOwned};
use shared_model::api::{Code, Problem};
use shared_model::protocol::{FRAME_TYPE, MOST_FRAME, decode, encode};
use std::time::Duration;

/// Bytes of one request and its answer, bodies only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    /// Request.
    pub up: u64,
    /// Answer.
    pub down: u64,
}

/// On 2G a request may take minutes; a dead link is noticed sooner.
const CONNECT: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(300);
/// Waits before the second and the third try of one request.
const RETRIES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// The client all requests go through.
pub(crate) fn client() -> Result<reqwest::Client, Problem> {
    reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .build()
        .map_err(|e| Problem::new(Code::Internal, e.to_string()))
}

/// The server's address without a slash at the end. Plain HTTP only to this machine: a token must
/// not travel readable.
pub(crate) fn base_url(text: &str) -> Result<String, Problem> {
    let wrong = || {
        Problem::new(
            Code::Invalid,
            "the server's address begins with https:// (http:// only for this machine)",
        )
    };
    let url = reqwest::Url::parse(text.trim()).map_err(|_| wrong())?;
    let local = url.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        _ => return Err(wrong()),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Posts a message and reads the answer.
///
/// # Errors
/// [`Code::NoLink`] when no answer came, the server's own problem when it sent one.
pub(crate) async fn post<Q: Serialize, A: DeserializeOwned>(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    message: &Q,
) -> Result<(A, Traffic), Problem> {
    let body = encode(message, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
    let up = body.len() as u64;
    let mut request = client.post(url).header("content-type", FRAME_TYPE).body(body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let mut response = request.send().await.map_err(no_link)?;
    let status = response.status();
    let mut bytes: Vec<u8> = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_link)? {
        if bytes.len() + chunk.len() > MOST_FRAME {
            return Err(Problem::new(Code::TooLarge, "the answer is larger than a frame may be"));
        }
        bytes.extend_from_slice(&chunk);
    }
    let traffic = Traffic { up, down: bytes.len() as u64 };
    if status.is_success() {
        let answer =
            decode(&bytes).map_err(|e| Problem::new(Code::ServerDown, format!("the answer: {e}")))?;
        return Ok((answer, traffic));
    }
    let told = serde_json::from_slice::<Problem>(&bytes);
    Err(told.unwrap_or_else(|_| Problem::new(Code::ServerDown, format!("the server answered {status}"))))
}

/// Posts a message, again after a short while when the link broke. Every request may be repeated:
/// the server knows each change by its hash.
pub(crate) async fn post_with_retries<Q: Serialize, A: DeserializeOwned>(
    client: &reqwest::Client,
    url: &str,
    token: &str,
    message: &Q,
) -> Result<(A, Traffic), Problem> {
    for wait in RETRIES {
        match post(client, url, Some(token), message).await {
            Err(problem) if matches!(problem.code, Code::NoLink) => tokio::time::sleep(wait).await,
            other => return other,
        }
    }
    post(client, url, Some(token), message).await
}

fn no_link(error: reqwest::Error) -> Problem {
    // The error's own text may hold the address; what a person needs is that there was no link.
    let what = if error.is_timeout() { "the link is too slow or broke off" } else { "no link to the server" };
    Problem::new(Code::NoLink, format!("{what}; everything stays saved here"))
}
