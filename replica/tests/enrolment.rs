//! An enrolment that was cut off is none: nobody is shown a phone that can't be opened.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use replica::{Engine, Options};
use shared_model::api::{Answer, Code, Command, Query};

async fn known(engine: &Engine) -> bool {
    let Answer::Session(session) = engine.query(Query::Session).await.unwrap() else { panic!("session") };
    session.known
}

fn enrol() -> Command {
    Command::Enrol { server: "http://127.0.0.1:9".into(), code: "K7Q2-M9XA".into(), pin: None }
}

#[tokio::test]
async fn a_lost_answer_keeps_the_key_so_that_the_same_code_is_the_same_device() {
    let dir = tempfile::tempdir().unwrap();
    let kept = || std::fs::read_to_string(dir.path().join("enrolment.json")).unwrap();
    let engine = Engine::open(Options::new(dir.path())).unwrap();
    assert_eq!(engine.command(enrol()).await.unwrap_err().code, Code::NoLink);
    let first = kept();
    drop(engine);
    let engine = Engine::open(Options::new(dir.path())).unwrap();
    assert!(!known(&engine).await);
    assert_eq!(engine.command(enrol()).await.unwrap_err().code, Code::NoLink);
    assert_eq!(kept(), first, "the same code goes under the same key");
    let other = Command::Enrol { server: "http://127.0.0.1:9".into(), code: "AAAA-BBBB".into(), pin: None };
    assert_eq!(engine.command(other).await.unwrap_err().code, Code::NoLink);
    assert_ne!(kept(), first, "another code under another");
}

#[tokio::test]
async fn a_phone_killed_while_its_file_was_made_is_not_enrolled_and_can_be() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open(Options::new(dir.path())).unwrap();
    assert_eq!(engine.command(enrol()).await.unwrap_err().code, Code::NoLink);
    drop(engine);
    // The key was written, the file was begun, the answer's last step was not made.
    std::fs::write(dir.path().join("key.json"), r#"{"kind":"open","key":"00"}"#).unwrap();
    std::fs::write(dir.path().join("replica.db"), b"begun").unwrap();
    let engine = Engine::open(Options::new(dir.path())).unwrap();
    assert!(!known(&engine).await);
    assert_eq!(engine.query(Query::Today).await.unwrap_err().code, Code::NotEnrolled);
    assert_eq!(engine.command(enrol()).await.unwrap_err().code, Code::NoLink, "it may try again");
}
