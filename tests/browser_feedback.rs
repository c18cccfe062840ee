//! The page of complaints and suggestions in a real browser: the secretary answers what was written to the
//! village, the county what was written to the county, and each sees its own alone.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::feedback::FeedbackView;
use shared_model::api::{Answer, Command, Query};
use shared_model::feedback::{Addressee, FeedbackKind};
use system_tests::screen::Screen;
use system_tests::world::{Outcome, Phone, Village};

fn looks(screen: &Screen, name: &str) -> Outcome<()> {
    match std::env::var("WEIGE_PICTURES") {
        Ok(dir) => screen.picture(&std::path::Path::new(&dir).join(format!("{name}.png"))),
        Err(_) => Ok(()),
    }
}

fn writes(phone: &mut Phone, kind: FeedbackKind, to: Addressee, words: &str) -> Outcome<String> {
    phone.save(Command::WriteFeedback { kind, to, words: words.into() })
}

fn own(phone: &mut Phone) -> Outcome<Vec<FeedbackView>> {
    phone.sync().map_err(|problem| problem.to_string())?;
    match phone.query(Query::Feedback).map_err(|problem| problem.to_string())? {
        Answer::Feedback(all) => Ok(all),
        _ => Err("feedback was asked and something else answered".into()),
    }
}

/// The ids of the list, in its order.
fn listed(screen: &Screen) -> Outcome<Vec<String>> {
    screen.sees("feedback")?;
    let names = screen.names("feedback-")?.into_iter();
    Ok(names
        .filter_map(|name| Some(name.strip_prefix("feedback-")?.to_owned()))
        .filter(|id| id.len() == 16)
        .collect())
}

fn answers(screen: &Screen, id: &str, words: &str) -> Outcome<()> {
    screen.click(&format!("feedback-answer-{id}"))?;
    // Without words it isn't sent, and says so at the field.
    screen.click("feedback-submit")?;
    screen.sees("feedback-missing")?;
    screen.types("feedback-reply-words", words)?;
    screen.click("feedback-submit")?;
    screen.sees_css(&format!("[data-test=feedback-{id}][data-state=answered] [data-test=feedback-reply]"))
}

fn walks(village: &Village) -> Outcome<()> {
    let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
    let member = village.members()?.remove(0);
    let mut phone = Phone::on(dir.path())?;
    phone.enrol(&village.server.url, &village.code(&member)?)?;
    let lamp = writes(
        &mut phone,
        FeedbackKind::Suggestion,
        Addressee::Village,
        "村口路灯坏了三天，晚上走访看不清路。",
    )?;
    let money = writes(&mut phone, FeedbackKind::Complaint, Addressee::County, "书记收了钱不开收据。")?;
    let paper = writes(&mut phone, FeedbackKind::Suggestion, Addressee::Village, "表能不能少填一张？")?;
    own(&mut phone)?;

    let desk = Screen::console(&village.server.url, "secretary-103209")?;
    desk.click("nav-feedback")?;
    let open = listed(&desk)?;
    assert!(open.contains(&lamp) && open.contains(&paper) && open.len() == 2, "{open:?}");
    assert!(desk.reads("feedback")?.contains(&member.name));
    answers(&desk, &lamp, "已报供电所，周五前修好。")?;
    looks(&desk, "desk-feedback")?;
    desk.goes(&format!("{}/#/queue", village.server.url))?;
    desk.sees("queue")?;
    desk.click("nav-feedback")?;
    assert_eq!(listed(&desk)?, [paper.as_str(), lamp.as_str()], "what is open stands first");
    desk.close()?;

    let county = Screen::console(&village.server.url, "county")?;
    county.click("nav-feedback")?;
    assert_eq!(listed(&county)?, [money.as_str()]);
    looks(&county, "desk-feedback-county")?;
    answers(&county, &money, "县里已经派人来查。")?;
    county.close()?;

    let replies = own(&mut phone)?;
    let reply =
        |id: &str| replies.iter().find(|one| one.id.as_str() == id)?.reply.clone().map(|reply| reply.words);
    assert_eq!(reply(&lamp).as_deref(), Some("已报供电所，周五前修好。"));
    assert_eq!(reply(&money).as_deref(), Some("县里已经派人来查。"));
    assert_eq!(reply(&paper), None);
    Ok(())
}

#[test]
fn each_office_answers_what_was_written_to_it_and_sees_nothing_else() {
    let village = Village::of_sample().unwrap();
    if let Err(sentence) = walks(&village) {
        panic!("{sentence}");
    }
}
