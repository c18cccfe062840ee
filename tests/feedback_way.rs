//! A member's complaint from a phone without a network to the county's office and back, with real programs:
//! through kills of both sides, a move to PostgreSQL, a backup and the checks.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use serde_json::json;
use shared_model::api::feedback::FeedbackView;
use shared_model::api::{Answer, Command, Problem, Query};
use system_tests::world::{Console, Phone, Postgres, Village, administer};

fn listed(answer: Result<Answer, Problem>) -> Vec<FeedbackView> {
    let Answer::Feedback(all) = answer.unwrap() else { panic!("feedback was asked") };
    all
}

fn words(all: &[FeedbackView]) -> Vec<&str> {
    all.iter().map(|one| one.words.as_str()).collect()
}

/// Writes as docs/phone-cli.md says it.
fn writes(phone: &mut Phone, to: &str, words: &str) {
    let line = json!({"cmd": "write_feedback", "kind": "complaint", "to": to, "words": words});
    let answer = phone.line(&line.to_string()).unwrap();
    assert_eq!(answer["ok"]["saved"]["id"].as_str().map(str::len), Some(16), "{answer}");
}

#[test]
fn a_complaint_about_the_secretary_reaches_the_county_alone_once_and_its_answer_comes_back() {
    let (mut village, dir) = (Village::of_sample().unwrap(), tempfile::tempdir().unwrap());
    let member = village.members().unwrap().remove(0);
    let mut phone = Phone::on(dir.path()).unwrap();
    phone.enrol(&village.server.url, &village.code(&member).unwrap()).unwrap();
    let url = village.server.url.clone();

    village.server.kill();
    writes(&mut phone, "county", "书记收了钱不开收据");
    writes(&mut phone, "village", "路灯坏了");
    assert!(phone.sync().is_err());
    phone.kill();
    phone.restart().unwrap();
    let kept = listed(phone.query(Query::Feedback));
    assert_eq!(words(&kept), ["路灯坏了", "书记收了钱不开收据"]);
    assert!(kept.iter().all(|one| one.received_at.is_none() && one.reply.is_none()));
    let left = phone.command(Command::RemoveReplica).unwrap_err();
    assert_eq!(left.code.word(), "unsent", "nobody leaves the phone without a word of it");

    village.server.start_again().unwrap();
    phone.sync().unwrap();
    assert!(listed(phone.query(Query::Feedback)).iter().all(|one| one.received_at.is_some()));
    let secretary = Console::log_in(&url, "secretary-103209").unwrap();
    let county = Console::log_in(&url, "county").unwrap();
    assert_eq!(words(&listed(secretary.query(Query::Feedback))), ["路灯坏了"]);
    let there = listed(county.query(Query::Feedback));
    assert_eq!(words(&there), ["书记收了钱不开收据"]);
    let author = there[0].author.clone().unwrap();
    assert_eq!((&author.account, &author.name), (&member.id, &member.name));
    let reply = Command::AnswerFeedback {
        account: author.account,
        id: there[0].id.clone(),
        words: "县里已经派人来查".into(),
    };
    county.command(reply).unwrap();

    // What the office answered goes along when the county moves, and what the phone writes meanwhile waits.
    let backup = dir.path().join("backup.sqlite");
    village.server.back_up(&backup).unwrap();
    village.server.is_sound().unwrap();
    writes(&mut phone, "village", "井盖松了");
    let postgres = Postgres::start().unwrap();
    let database = postgres.database().unwrap();
    let data = village.server.data().display().to_string();
    village.server.kill();
    administer(&["migrate", "--from", &data, "--to", &database]).unwrap();
    village.server.move_to(&database).unwrap();
    phone.sync().unwrap();
    let own = listed(phone.query(Query::Feedback));
    assert_eq!(words(&own), ["井盖松了", "路灯坏了", "书记收了钱不开收据"]);
    let reply = own[2].reply.clone().unwrap();
    assert_eq!(reply.words, "县里已经派人来查");
    assert!(!reply.by.is_empty() && own[0].received_at.is_some());
    let secretary = Console::log_in(&url, "secretary-103209").unwrap();
    assert_eq!(words(&listed(secretary.query(Query::Feedback))), ["井盖松了", "路灯坏了"]);
    administer(&["check", "--database-url", &database]).unwrap();

    // From the backup into an empty database: all that it held is there.
    let other = postgres.database().unwrap();
    let from = backup.display().to_string();
    administer(&["restore", &from, "--database-url", &other]).unwrap();
    village.server.move_to(&other).unwrap();
    let county = Console::log_in(&url, "county").unwrap();
    let there = listed(county.query(Query::Feedback));
    assert_eq!(there[0].reply.as_ref().map(|reply| reply.words.as_str()), Some("县里已经派人来查"));
    phone.sync().unwrap();
    phone.sync().unwrap();
    let secretary = Console::log_in(&url, "secretary-103209").unwrap();
    let again = listed(secretary.query(Query::Feedback));
    assert_eq!(words(&again), ["井盖松了", "路灯坏了"], "what came after the backup is handed in again");
}
