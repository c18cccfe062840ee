//! What an answer says that is no success.

use crate::api::{Code, Problem};
use serde_json::Value;

/// Reads the problem in an answer with an HTTP status other than 200. A code that isn't known here
/// is taken by its status; without a readable problem (a portal's page, a proxy's) the server is
/// down, whatever the status says.
pub fn read_problem(status: u16, body: &[u8]) -> Problem {
    if let Ok(problem) = serde_json::from_slice::<Problem>(body) {
        return problem;
    }
    let told = serde_json::from_slice::<Value>(body).ok();
    let word = told.as_ref().and_then(|value| value.get("code")).and_then(Value::as_str);
    let code = match (word, status) {
        (None, _) => Code::ServerDown,
        (_, 400 | 405) => Code::Malformed,
        (_, 401) => Code::TokenInvalid,
        (_, 403) => Code::Forbidden,
        (_, 404) => Code::NotFound,
        (_, 413) => Code::TooLarge,
        (_, 422) => Code::Invalid,
        (_, 426) => Code::UpdateNeeded,
        (_, 429) => Code::TooManyTries,
        _ => Code::ServerDown,
    };
    let word = word.map(|word| word.chars().take(40).collect::<String>()).unwrap_or_default();
    Problem::new(code, format!("the server answered {status} {word}").trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_taken_by_its_status_and_a_strange_page_as_a_server_that_is_down() {
        let code = |status, body: &str| read_problem(status, body.as_bytes()).code;
        assert_eq!(code(426, r#"{"code":"update_needed","detail":""}"#), Code::UpdateNeeded);
        assert_eq!(code(426, r#"{"code":"too_young","detail":""}"#), Code::UpdateNeeded);
        assert_eq!(code(599, r#"{"code":"tea"}"#), Code::ServerDown);
        assert_eq!(code(401, "<html>log in to the free network</html>"), Code::ServerDown);
    }
}
