//! Complaints and suggestions on real screens: a member writes one on the phone and reads the answer there; the
//! secretary answers what was written to the village, the county what was written to the county, and each sees
//! its own alone.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::feedback::FeedbackView;
use shared_model::api::{Answer, Command, Query};
use shared_model::feedback::{Addressee, FeedbackKind};
use std::collections::BTreeMap;
use system_tests::screen::{PhonePage, Screen};
use system_tests::world::{Console, Outcome, Phone, Village};

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
    looks(screen, "desk-feedback-form")?;
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
    county.sizes((360, 640))?;
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

/// The form by thumb: not sent before all is said, kept when the app is ended, gone when it is saved.
fn by_thumb(screen: &Screen) -> Outcome<()> {
    screen.click("tab-me")?;
    screen.click("me-feedback")?;
    screen.sees("page-feedback")?;
    screen.chooses("feedback-kind", "complaint")?;
    screen.types("feedback-words", "书记收了钱不开收据。")?;
    screen.sees_css("[data-test=feedback-save]:disabled")?;
    screen.chooses("feedback-to", "county")?;
    looks(screen, "phone-feedback")?;
    // Away from the page the words are kept; so they are when the page is loaded anew.
    screen.runs("location.hash = '#/today'; return null;")?;
    screen.sees("page-today")?;
    screen.runs("location.hash = '#/feedback'; location.reload(); return null;")?;
    screen.sees_css("[data-test=feedback-save]:not(:disabled)")?;
    screen.click("feedback-save")?;
    screen.sees("page-me")?;
    let line = screen.reads("sync-line")?;
    assert!(line.contains("1 条"), "{line}");
    screen.click("me-feedback")?;
    screen.sees_css("[data-test=feedback-one][data-state=here]")?;
    screen.sees_css("[data-test=feedback-save]:disabled")?;
    screen.runs("location.hash = '#/sync'; return null;")?;
    screen.sees_css("[data-test=sync-state][data-state=waiting]")
}

fn from_the_phone(village: &Village) -> Outcome<()> {
    let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
    let page = PhonePage::serve(dir.path(), BTreeMap::new())?;
    let told = |problem: shared_model::api::Problem| problem.to_string();
    let code = village.code(&village.members()?.remove(0))?;
    page.command(Command::Enrol { server: village.server.url.clone(), code, pin: None }).map_err(told)?;
    let screen = Screen::web_view(&page.url, (360, 640))?;
    by_thumb(&screen)?;
    page.command(Command::Sync).map_err(told)?;
    screen.runs("location.hash = '#/feedback'; return null;")?;
    screen.sees_css("[data-test=feedback-one][data-state=received]")?;

    let county = Console::log_in(&village.server.url, "county")?;
    let Answer::Feedback(all) = county.query(Query::Feedback).map_err(told)? else {
        return Err("feedback was asked and something else answered".into());
    };
    let one = all.first().ok_or("the county was handed nothing")?;
    let author = one.author.clone().ok_or("nobody wrote it")?;
    let words = "县里已经派人来查。".to_owned();
    county
        .command(Command::AnswerFeedback { account: author.account, id: one.id.clone(), words })
        .map_err(told)?;
    page.command(Command::Sync).map_err(told)?;
    screen.runs("location.hash = '#/me'; return null;")?;
    screen.click("me-feedback")?;
    screen.sees_css("[data-test=feedback-one][data-state=answered]")?;
    assert!(screen.reads("feedback-reply")?.contains("县里已经派人来查。"));
    looks(&screen, "phone-feedback-answered")?;
    screen.close()
}

#[test]
fn a_member_writes_it_on_the_phone_sees_where_it_is_and_reads_the_answer_there() {
    let village = Village::of_sample().unwrap();
    if let Err(sentence) = from_the_phone(&village) {
        panic!("{sentence}");
    }
}
