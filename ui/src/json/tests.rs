//! What is read is what serde_json reads of the same text.

use super::*;
use serde::Deserialize;
use serde_json::Value;
use shared_model::api::view::{Delivery, SyncView};
use shared_model::casework::Step;

#[test]
fn values_are_read_as_serde_json_reads_them() {
    let texts = [
        r#"null"#,
        r#" [ 1 , -2, "a", true, false, null, [], {} ] "#,
        r#"{"a":{"b":[{"c":"d"}]},"e":-9007199254740993}"#,
        r#""a\"b\\c\/d\b\f\n\r\té\u738b\ud83d\ude00 ꆈ""#,
        r#""""#,
        r#""\n\n""#,
    ];
    for text in texts {
        assert_eq!(read::<Value>(text).ok(), serde_json::from_str(text).ok(), "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused_wherever_it_breaks() {
    let whole = r#"{"a":[1,{"b":"c\u738b\ud83d\ude00"},true,null],"d":"e"}"#;
    for end in 0..whole.len() {
        if let Some(part) = whole.get(..end) {
            assert_eq!(read::<Value>(part), Err(NOTHING), "{part}");
            assert!(read::<de::IgnoredAny>(part).is_err(), "{part}");
        }
    }
    for text in
        ["1 1", "[1 2]", "{1:2}", "{\"a\" 1}", "tru", "\"\\x\"", "\"\\ud83d\"", "\"\\ud83dx\"", "[1,]"]
    {
        assert!(read::<Value>(text).is_err(), "{text}");
    }
}

#[test]
fn brackets_without_end_are_refused_before_the_stack_is_full() {
    assert!(read::<Value>(&"[".repeat(1_000_000)).is_err());
    assert!(read::<de::IgnoredAny>(&"[".repeat(1_000_000)).is_err());
}

#[derive(Debug, PartialEq, Deserialize)]
struct Known {
    here: Option<u32>,
    #[serde(default)]
    absent: Vec<String>,
}

#[test]
fn what_a_later_version_adds_is_passed_over() {
    let text = r#"{"later":[{"x":1.5e3},"]"],"here":7,"more":{"y":[null,true,false]}}"#;
    assert_eq!(read(text), Ok(Known { here: Some(7), absent: vec![] }));
    let step = r#"{"later":1.5,"step":"progress","words":"ꆈꌠ"}"#;
    assert_eq!(read(step), Ok(Step::Progress { words: "ꆈꌠ".into() }));
}

#[test]
fn each_form_of_the_models_records_is_read() {
    let delivered = [
        (r#""saved_here""#, Delivery::SavedHere),
        (r#"{"received":{"at":5}}"#, Delivery::Received { at: shared_model::moment::Millis(5) }),
        (r#"{"returned":{"reason":"content"}}"#, Delivery::Returned { reason: "content".into() }),
    ];
    for (text, delivery) in delivered {
        assert_eq!(read(text), Ok(delivery));
    }
    assert!(read::<Delivery>(r#""nowhere""#).is_err());
    assert!(read::<Delivery>(r#"{"received":{"at":-1.5}}"#).is_err());
}

#[test]
fn a_missing_field_is_named() {
    assert_eq!(read::<SyncView>(r#"{"items":[]}"#), Err(Unreadable("running")));
}
