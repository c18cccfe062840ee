//! The policy's file as an office may write it, right and wrong; its calendar; what it asks.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::casework::event::{CaseKind, Colour, EventKind, Outcome, Step};
use shared_model::casework::policy::{Calendar, Clock, Policy, Term};
use shared_model::casework::{Agreement, Fact, SettledFacts};
use shared_model::moment::{DAY, Day, HOUR, Millis};
use shared_model::place::Level;
use support::*;

const SHIPPED: &str = include_str!("../../assets/policy.toml");

/// The line, from 1, on which a text first stands in the shipped file.
fn line_of(text: &str) -> usize {
    let found = SHIPPED.lines().position(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{text:?} stands in the file")) + 1
}

/// What is said of the shipped file with one text changed for another.
fn fault(from: &str, to: &str) -> (usize, String) {
    assert!(SHIPPED.contains(from), "{from:?} stands in the file");
    let problem = Policy::from_toml(&SHIPPED.replacen(from, to, 1)).expect_err(to);
    (problem.line, problem.to_string())
}

#[test]
fn a_wrong_file_is_refused_with_the_line_and_what_is_wrong_there() {
    let neighbours = r#"{ key = "neighbours", name = "邻里", kind = "dispute" }"#;
    let green = r#"green = { settle = "7 working days" }"#;
    let raised = r#"raised = ["member", "grid_leader", "secretary", "township"]"#;
    // What is changed, into what, on which line that is told, and a part of what is told.
    let wrong: &[(&str, &str, usize, &str)] = &[
        ("version = 4", "version = 0", line_of("version = 4"), "begins at 1"),
        ("version = 4", "version = \"3\"", line_of("version = 4"), "invalid type"),
        ("version = 4", "version 3", line_of("version = 4"), "="),
        ("[clocks]", "[clocks]\npink = { settle = \"1 day\" }", line_of("[clocks]") + 1, "pink"),
        (green, r#"green = { settle = "seven days" }"#, line_of(green), "no term"),
        (green, r#"green = { settle = "0 days" }"#, line_of(green), "no term"),
        (green, r#"green = { take = "1 day" }"#, line_of(green), "until when a case is settled"),
        (green, r#"green = { settle = "1 day", settle_hours = 24 }"#, line_of(green), "said once"),
        (green, r#"green = { settel = "1 day" }"#, line_of(green), "settel"),
        (green, "", line_of("[clocks]"), "no entry for green"),
        (
            r#"{ handles = "township", tells = ["county"] }"#,
            r#"{ handles = "township", tells = ["village"] }"#,
            line_of("tells = [\"county\"]"),
            "village is not above township",
        ),
        (r#"handles = "village""#, r#"handles = "hamlet""#, line_of("handles = \"village\""), "hamlet"),
        (r#"green = { handles = "micro_grid" }"#, "", line_of("[routes]"), "no entry for green"),
        (
            neighbours,
            r#"{ key = "Neighbours", name = "邻里", kind = "dispute" }"#,
            line_of(neighbours),
            "no key",
        ),
        (
            neighbours,
            r#"{ key = "neighbours", name = " ", kind = "dispute" }"#,
            line_of(neighbours),
            "no name",
        ),
        (r#"key = "forest_land""#, r#"key = "neighbours""#, line_of("key = \"forest_land\""), "stands twice"),
        (
            neighbours,
            r#"{ key = "neighbours", name = "邻里", kind = "quarrel" }"#,
            line_of(neighbours),
            "quarrel",
        ),
        (
            r#"name = "议题", kind = "agenda_topic""#,
            r#"name = "议题", kind = "dispute""#,
            line_of("categories = ["),
            "no category is of the kind \"agenda_topic\"",
        ),
        (raised, "raised = []", line_of(raised), "gives raised to nobody"),
        (raised, "", line_of("[rights]"), "gives raised to nobody"),
        (raised, r#"raised = ["member", "member"]"#, line_of(raised), "stands here twice"),
        (raised, r#"raised = ["administrator"]"#, line_of(raised), "administrator"),
        (raised, "raised = [\n \"member\",\n \"mayor\"]", line_of(raised) + 2, "mayor"),
        (raised, r#"raised = ["mayor"]"#, line_of(raised), "mayor"),
        ("urged = ", "nudged = ", line_of("urged = "), "nudged"),
        (
            r#"required = ["agreement"]"#,
            r#"required = ["source"]"#,
            line_of("required = [\"agreement\"]"),
            "settled doesn't say \"source\"",
        ),
        (
            r#"required = ["agreement"]"#,
            r#"required = ["amount"]"#,
            line_of("required = [\"agreement\"]"),
            "stands here twice",
        ),
        (
            r#"required = ["agreement"]"#,
            r#"required = ["handshake"]"#,
            line_of("required = [\"agreement\"]"),
            "handshake",
        ),
        (r#"["09:00 to 12:00", "14:00 to 18:00"]"#, "[]", line_of("working_hours = "), "somebody must work"),
        (r#""14:00 to 18:00""#, r#""11:00 to 18:00""#, line_of("working_hours = "), "begin before"),
        (r#""14:00 to 18:00""#, r#""18:00 to 14:00""#, line_of("working_hours = "), "no working hours"),
        ("2026-01-01 to 2026-01-03", "2026-01-03 to 2026-01-01", line_of("2026-01-01"), "are no days"),
        ("2026-04-04 to 2026-04-06", "2026-02-30", line_of("2026-04-04"), "are no days"),
        ("2026-04-04 to 2026-04-06", "2026-02-20", line_of("2026-04-04"), "stands in an entry before it"),
        ("\"2026-01-04\"", "\"2026-01-03\"", line_of("\"2026-01-04\""), "either off or worked"),
        ("\"2026-01-04\"", "\"2026-01-05\"", line_of("\"2026-01-04\""), "only a Saturday or Sunday"),
        ("visit_due_days = 30", "visit_due_days = 0", line_of("visit_due_days = 30"), "1 to 3650"),
        ("care_visit_due_days = 14", "care_visit_due_days = 31", line_of("care_visit_due_days"), "no later"),
        ("\"elderly\"", "\"living_alone\"", line_of("care_tags"), "stands here twice"),
        ("red_parties = 8", "red_parties = 0", line_of("red_parties"), "every case red"),
        ("duplicate_days = 30", "duplicate_days = 0", line_of("duplicate_days"), "1 to 365 days"),
        ("duplicate_days = 30", "duplicate_days = 366", line_of("duplicate_days"), "1 to 365 days"),
        ("\"堵路\"", "\" \"", line_of("\"堵路\""), "every case red"),
        (r#"["forest_land", "land"#, r#"["forest", "land"#, line_of("yellow_categories"), "no category"),
        (r#"{ key = "fire", name"#, r#"{ key = "house", name"#, line_of("key = \"house\""), "stands twice"),
        ("[suggest]", "[suggestions]", line_of("[suggest]"), "suggest"),
        (
            "[\"dispute\"]",
            "[\"dispute\", \"dispute\"]",
            line_of("follow_up_before_strike_off = "),
            "stands here twice",
        ),
    ];
    for (from, to, line, part) in wrong {
        let (told_line, told) = fault(from, to);
        assert!(told.contains(part), "{to}: {told}");
        assert_eq!(told_line, *line, "{to}: {told}");
        assert!(told.starts_with(&format!("line {line}: ")) && !told.contains('\n'), "{told}");
    }
}

#[test]
fn a_file_that_lacks_a_part_says_so() {
    for part in ["version = 4\n", "visit_due_days = 30\n"] {
        let problem = Policy::from_toml(&SHIPPED.replacen(part, "", 1)).unwrap_err();
        let key = part.split(' ').next().unwrap();
        assert!(problem.what.contains(key), "{problem}");
    }
}

#[test]
fn a_file_of_the_first_release_is_read_as_it_was_meant() {
    let mut old = String::new();
    let mut skip = false;
    for line in SHIPPED.lines() {
        if line.starts_with('[') {
            skip = line == "[calendar]" || line == "[routes]" || line.starts_with("[asks");
        }
        if !skip {
            old.push_str(line);
            old.push('\n');
        }
    }
    let old = old
        .replace(r#"{ take = "24 hours", settle = "30 days" }"#, "{ take_hours = 24, settle_hours = 720 }")
        .replace(
            r#"{ take = "2 working days", settle = "15 days" }"#,
            "{ take_hours = 48, settle_hours = 360 }",
        )
        .replace(r#"{ settle = "7 working days" }"#, "{ settle_hours = 168 }");
    let policy = Policy::from_toml(&old).unwrap();
    assert_eq!(policy.clocks[&Colour::Red], Clock { take: Some(Term::Hours(24)), settle: Term::Hours(720) });
    assert_eq!(policy.clocks[&Colour::Green], Clock { take: None, settle: Term::Hours(168) });
    assert_eq!(
        (policy.handles(Colour::Red), policy.handles(Colour::Green)),
        (Level::Township, Level::MicroGrid)
    );
    assert_eq!(policy.lacks(CaseKind::Dispute, &settled(Outcome::AgreementReached, None)), None);
}

#[test]
fn what_is_sent_is_read_as_the_same_and_unknown_words_are_passed_over() {
    let policy = policy();
    let mut sent = serde_json::to_value(&policy).unwrap();
    assert_eq!(serde_json::from_value::<Policy>(sent.clone()).unwrap(), policy);
    sent["later"] = 1.into();
    sent["rights"]["telephoned"] = serde_json::json!(["member"]);
    sent["rights"]["raised"].as_array_mut().unwrap().push("mayor".into());
    sent["asks"]["dispute"]["settled"]["asked"].as_array_mut().unwrap().push("weather".into());
    sent["asks"]["inspection"] = serde_json::json!({});
    sent["clocks"]["red"]["warn"] = "1 hour".into();
    assert_eq!(serde_json::from_value::<Policy>(sent).unwrap(), policy);
}

fn settled(outcome: Outcome, agreement: Option<Agreement>) -> Step {
    let facts = SettledFacts { agreement, ..SettledFacts::default() };
    Step::Settled { outcome, words: "说好了".into(), facts }
}

#[test]
fn a_settled_dispute_says_the_form_of_its_agreement() {
    let policy = policy();
    let lacks = |kind, outcome, agreement| policy.lacks(kind, &settled(outcome, agreement));
    assert_eq!(lacks(CaseKind::Dispute, Outcome::AgreementReached, None), Some(Fact::Agreement));
    assert_eq!(lacks(CaseKind::Dispute, Outcome::AgreementReached, Some(Agreement::Oral)), None);
    assert_eq!(lacks(CaseKind::Dispute, Outcome::Failed, None), None);
    assert_eq!(lacks(CaseKind::AgendaTopic, Outcome::AgreementReached, None), None);
    let asked = &policy.ask(CaseKind::Dispute, EventKind::Raised).unwrap().asked;
    assert_eq!(asked, &[Fact::Source, Fact::People, Fact::Amount]);
}

/// A moment in China.
fn at(month: u8, day: u8, hour: i64, minute: i64) -> Millis {
    let day = Day { year: 2026, month, day, weekday: 1 };
    day.start().unwrap().plus(hour * HOUR + minute * (HOUR / 60))
}

#[test]
fn a_term_ends_when_people_would_say_so() {
    let calendar = policy().calendar;
    let ends = |term: &str, began| calendar.end(Term::parse(term).unwrap(), began);
    // By the clock on the wall, holidays or not.
    assert_eq!(ends("24 hours", at(2, 14, 17, 0)), at(2, 15, 17, 0));
    assert_eq!(ends("30 days", at(1, 1, 8, 0)), at(1, 31, 8, 0));
    // A Wednesday: the next day's end of work, whatever hour it began.
    assert_eq!(ends("1 working day", at(3, 18, 0, 30)), at(3, 19, 18, 0));
    assert_eq!(ends("1 working day", at(3, 18, 23, 59)), at(3, 19, 18, 0));
    // Over a weekend, and begun on one.
    assert_eq!(ends("3 working days", at(3, 18, 9, 0)), at(3, 23, 18, 0));
    assert_eq!(ends("1 working day", at(3, 21, 9, 0)), at(3, 23, 18, 0));
    // Over Spring Festival: Saturday the 14th is worked, the 15th to the 23rd is off.
    assert_eq!(ends("1 working day", at(2, 13, 10, 0)), at(2, 14, 18, 0));
    assert_eq!(ends("2 working days", at(2, 13, 10, 0)), at(2, 24, 18, 0));
    // Over National Day: Saturday the 10th is worked again.
    assert_eq!(ends("7 working days", at(9, 29, 10, 0)), at(10, 14, 18, 0));
    // Hours of work stop for noon, night, weekend.
    assert_eq!(ends("4 working hours", at(3, 18, 10, 30)), at(3, 18, 16, 30));
    assert_eq!(ends("4 working hours", at(3, 20, 16, 0)), at(3, 23, 11, 0));
    assert_eq!(ends("7 working hours", at(3, 18, 9, 0)), at(3, 18, 18, 0));
    assert_eq!(ends("1 working hour", at(2, 14, 18, 0)), at(2, 24, 10, 0));
}

#[test]
fn a_mad_clock_or_a_calendar_without_work_harms_nothing() {
    let calendar = policy().calendar;
    for began in [i64::MIN, -1, 0, i64::MAX] {
        for term in
            [Term::Hours(10_000), Term::Days(10_000), Term::WorkingHours(10_000), Term::WorkingDays(10_000)]
        {
            let _ = calendar.end(term, Millis(began));
        }
    }
    let idle = Calendar { working_hours: vec![], ..Calendar::default() };
    let _ = (idle.end(Term::WorkingHours(1), at(1, 1, 0, 0)), idle.end(Term::WorkingDays(1), at(1, 1, 0, 0)));
}

#[test]
fn terms_are_said_as_they_are_read() {
    for words in
        ["1 hour", "24 hours", "1 day", "30 days", "1 working hour", "4 working hours", "7 working days"]
    {
        assert_eq!(Term::parse(words).unwrap().to_string(), words);
    }
    for words in
        ["", "7", "days", "7 weeks", "-1 days", "1.5 days", "10001 hours", "7 working", "7 working weeks"]
    {
        assert!(Term::parse(words).is_err(), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_begins_later_never_ends_earlier_and_nobody_ends_before_they_began(
        began in 0..730 * 24 * 60i64, later in 0..20 * 24 * 60i64, n in 1..60u32, unit in 0..4usize,
    ) {
        let calendar = policy().calendar;
        let term = [Term::Hours(n), Term::Days(n), Term::WorkingHours(n), Term::WorkingDays(n)][unit];
        let began = at(1, 1, 0, 0).plus(began * (HOUR / 60));
        let ends = calendar.end(term, began);
        prop_assert!(ends > began);
        prop_assert!(calendar.end(term, began.plus(later * (HOUR / 60))) >= ends);
        prop_assert!(ends.0 - began.0 < i64::from(n) * 5 * DAY + 30 * DAY);
    }
}
