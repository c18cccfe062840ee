//! The console's files, as they lie in the folder it was built to.

use super::answer::problem;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use shared_model::api::{Code, Problem};
use std::path::Path;

/// Scripts of our own alone, none inline; the wasm module may be compiled. Styles may stand on
/// elements, because widths of bars are computed.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Serves a file, or the page for a path that is one of the console's own addresses.
pub async fn serve(folder: Option<&std::path::PathBuf>, method: &Method, path: &str) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return super::answer::method_not_allowed();
    }
    let not_found = || problem(Problem::new(Code::NotFound, "there is nothing at this address"));
    let Some(folder) = folder else { return not_found() };
    if path.starts_with("/v1/") || !is_plain(path) {
        return not_found();
    }
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let file = if is_page { "index.html" } else { path.trim_start_matches('/') };
    let wanted = folder.join(file);
    match tokio::task::spawn_blocking(move || std::fs::read(wanted)).await {
        Ok(Ok(bytes)) => respond(bytes, kind_of(Path::new(file))),
        _ => not_found(),
    }
}

/// Letters, digits and a few marks, no hidden files, no way out of the folder.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    path.bytes().all(plain) && !path.contains("/.") && !path.contains("//")
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn respond(bytes: Vec<u8>, kind: &'static str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // Another build has the same names: the browser asks each time.
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for bad in ["/../etc/passwd", "/.git/config", "/a//b", "/%2e%2e/x", "/a\\b", "/a/../b"] {
            assert!(!is_plain(bad), "{bad}");
        }
        assert!(is_plain("/assets/console_bg-1.wasm"));
        assert_eq!(kind_of(Path::new("console_bg.wasm")), "application/wasm");
    }
}
