//! The pages, each asked fifty times over HTTP one after the other: how long until the whole answer
//! is here.

use super::county::County;
use crate::bench::load::round;
use crate::world::{Outcome, SAMPLE_PASSWORD};
use serde_json::{Value, json};
use std::time::Instant;

/// Times each page is asked, after it was asked once.
const TIMES: usize = 50;

/// Asks all pages.
///
/// # Errors
/// One sentence.
pub fn measure(url: &str, county: &County) -> Outcome<Value> {
    let cases = json!({ "ask": "queue" });
    let closed = json!({ "ask": "queue", "closed": true });
    let case = |id: &str| json!({ "ask": "case", "id": id });
    let pages = [
        ("secretary_queue", &county.secretary, cases.clone()),
        ("secretary_queue_with_closed", &county.secretary, closed),
        ("case_page", &county.secretary, case(&county.case)),
        ("perhaps_the_same", &county.secretary, json!({ "ask": "near_cases", "id": county.case })),
        ("case_page_of_500_events", &county.secretary, case(&county.long_case)),
        ("township_overdue", &county.township, cases.clone()),
        ("county_escalated", &county.county, cases),
        ("county_overview", &county.county, json!({ "ask": "numbers" })),
        ("households_of_a_village", &county.secretary, json!({ "ask": "households" })),
    ];
    let mut measured = json!({});
    for (name, login, query) in pages {
        measured[name] = page(url, login, &query).map_err(|problem| format!("{name}: {problem}"))?;
    }
    Ok(measured)
}

fn page(url: &str, login: &str, query: &Value) -> Outcome<Value> {
    let client =
        reqwest::blocking::Client::builder().cookie_store(true).build().map_err(|e| e.to_string())?;
    let post = |path: &str, message: &Value| -> Outcome<Vec<u8>> {
        let request = client.post(format!("{url}{path}")).header("x-weige", "1").body(message.to_string());
        let response = request.send().map_err(|e| e.to_string())?;
        let fine = response.status().is_success();
        let bytes = response.bytes().map_err(|e| e.to_string())?.to_vec();
        if fine { Ok(bytes) } else { Err(String::from_utf8_lossy(&bytes).into_owned()) }
    };
    post("/v1/command", &json!({ "cmd": "log_in", "login": login, "password": SAMPLE_PASSWORD }))?;
    let answer = post("/v1/query", query)?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        post("/v1/query", query)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let mut measured = spread(&mut times);
    measured["bytes"] = json!(answer.len());
    let read: Value = serde_json::from_slice(&answer).map_err(|e| e.to_string())?;
    let listed = read.as_object().and_then(|all| all.values().next()).and_then(Value::as_array);
    if let Some(listed) = listed {
        measured["rows"] = json!(listed.len());
    }
    Ok(measured)
}

/// Median, 95th of a hundred, least and most, in milliseconds.
pub fn spread(times: &mut [f64]) -> Value {
    times.sort_by(f64::total_cmp);
    let fine = |ms: f64| if ms < 10.0 { (ms * 1000.0).round() / 1000.0 } else { round(ms) };
    let at = |share: f64| times.get(((times.len() - 1) as f64 * share).round() as usize).map(|ms| fine(*ms));
    json!({ "median_ms": at(0.5), "p95_ms": at(0.95), "least_ms": at(0.0), "most_ms": at(1.0) })
}
