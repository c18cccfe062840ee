//! Frames over HTTP: one request, one answer, or why none came.

use shared_model::api::{Code, Problem};
use shared_model::protocol::{FRAME_TYPE, MOST_FRAME};
use std::time::Duration;

/// On 2G a request may take minutes; a dead link is noticed sooner.
const CONNECT: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(300);

/// The client all requests go through.
pub(crate) fn client() -> Result<reqwest::Client, Problem> {
    trusting(reqwest::Client::builder())
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .build()
        .map_err(|e| Problem::new(Code::Internal, e.to_string()))
}

/// A desk asks its system whom to trust; an office may have listed an authority of its own there.
#[cfg(not(target_os = "android"))]
fn trusting(client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    client
}

/// Asking Android needs a part on its Java side and a call before the first request. The authorities that
/// browsers trust are built in instead; one that an office made for itself is not among them.
#[cfg(target_os = "android")]
fn trusting(client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    client.tls_certs_only(built_in())
}

#[cfg(any(target_os = "android", test))]
fn built_in() -> Vec<reqwest::Certificate> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    roots.filter_map(|root| reqwest::Certificate::from_der(root).ok()).collect()
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

/// Posts a frame; the answer's status and body.
///
/// # Errors
/// [`Code::NoLink`] when no whole answer came, [`Code::ServerDown`] when it was larger than a
/// frame may be.
pub(crate) async fn post(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    frame: Vec<u8>,
) -> Result<(u16, Vec<u8>), Problem> {
    let mut request = client.post(url).header("content-type", FRAME_TYPE).body(frame);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let mut response = request.send().await.map_err(no_link)?;
    let status = response.status().as_u16();
    let mut body: Vec<u8> = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_link)? {
        if body.len() + chunk.len() > MOST_FRAME {
            return Err(Problem::new(Code::ServerDown, "the answer is larger than a frame may be"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, body))
}

fn no_link(error: reqwest::Error) -> Problem {
    // The error's own text may hold the address; what a person needs is that there was no link.
    let what = if error.is_timeout() { "the link is too slow or broke off" } else { "no link to the server" };
    Problem::new(Code::NoLink, format!("{what}; everything stays saved here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorities_an_android_phone_trusts_are_built_in_and_make_a_client() {
        assert!(built_in().len() > 100, "{} of them", built_in().len());
        assert!(reqwest::Client::builder().tls_certs_only(built_in()).build().is_ok());
    }
}
