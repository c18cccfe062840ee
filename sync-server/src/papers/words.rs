//! The Chinese words of papers: what the screens call a thing, papers call it too, so they are read
//! from the same file.

use shared_model::casework::{
    Agreement, CaseKind, ClockKind, Colour, EventKind, Outcome, Source, Stage, Void, WentTo,
};
use shared_model::moment::Millis;
use shared_model::people::Role;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const COMMON: &str = include_str!("../../../assets/locales/zh-CN/common.ftl");

/// The plain texts of the file: those that stand in one line and name no variable.
static WORDS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let texts = COMMON.lines().filter_map(|line| line.split_once(" = "));
    texts.filter(|(key, text)| !key.starts_with('#') && !text.contains('{')).collect()
});

/// The word of a family: `word("stage", "raised")`. One that no text is for stays as it is.
fn word(family: &str, word: &str) -> String {
    let key = format!("{family}-{word}");
    WORDS.get(key.as_str()).map_or(word, |text| text.trim()).to_owned()
}

/// 矛盾纠纷
pub fn kind(kind: CaseKind) -> String {
    word("kind", kind.word())
}

/// ▲ 黄: shape and word, so that it can be read from a black and white print.
pub fn colour(colour: Colour) -> String {
    let shape = match colour {
        Colour::Red => "■",
        Colour::Yellow => "▲",
        Colour::Green => "●",
    };
    format!("{shape} {}", word("colour", colour.word()))
}

/// 红
pub fn colour_word(colour: Colour) -> String {
    word("colour", colour.word())
}

/// 待复核
pub fn stage(stage: Stage) -> String {
    word("stage", stage.word())
}

/// 办结: what a deadline is for.
pub fn clock(clock: ClockKind) -> String {
    word("clock", clock.word())
}

/// 派单
pub fn event(kind: EventKind) -> String {
    word("event", kind.word())
}

/// 达成协议
pub fn outcome(outcome: Outcome) -> String {
    let key = match outcome {
        Outcome::AgreementReached => "agreement_reached",
        Outcome::Rectified => "rectified",
        Outcome::Served => "served",
        Outcome::Failed => "failed",
    };
    word("outcome", key)
}

/// 满意
pub fn satisfied(yes: bool) -> String {
    word("satisfied", if yes { "yes" } else { "no" })
}

/// 主动排查发现
pub fn source(source: Source) -> String {
    word("source", source.word())
}

/// 书面协议
pub fn agreement(agreement: Agreement) -> String {
    word("agreement", agreement.word())
}

/// 引导去诉讼
pub fn went_to(to: WentTo) -> String {
    word("went-to", to.word())
}

/// 是
pub fn yes(yes: bool) -> String {
    if yes { "是" } else { "否" }.to_owned()
}

/// Why an event counts for nothing.
pub fn void(void: Void) -> String {
    word("void", void.word())
}

/// 女: of the word a record holds.
pub fn sex(sex: &str) -> String {
    word("sex", sex)
}

/// 调解员
pub fn role(role: Role) -> String {
    word("role", role.word())
}

/// 2026-11-05
pub fn date(at: Millis) -> String {
    let day = at.day();
    format!("{}-{:02}-{:02}", day.year, day.month, day.day)
}

/// 2026-11-05 14:05
pub fn moment(at: Millis) -> String {
    let (hour, minute) = at.clock();
    format!("{} {hour:02}:{minute:02}", date(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_a_paper_needs_has_its_text() {
        let chinese = |text: String| text.chars().any(|c| c > '\u{2e80}');
        assert!(CaseKind::ALL.into_iter().map(kind).all(chinese));
        assert!(Colour::ALL.into_iter().map(colour_word).all(chinese));
        assert!(Stage::ALL.into_iter().map(stage).all(chinese));
        assert!(EventKind::ALL.into_iter().map(event).all(chinese));
        assert!(Role::ALL.into_iter().map(role).all(chinese));
        let outcomes = [Outcome::AgreementReached, Outcome::Rectified, Outcome::Served, Outcome::Failed];
        assert!(outcomes.into_iter().map(outcome).all(chinese));
        assert!(Source::ALL.into_iter().map(source).all(chinese));
        assert!(Agreement::ALL.into_iter().map(agreement).all(chinese));
        assert!(WentTo::ALL.into_iter().map(went_to).all(chinese));
        assert!([true, false].map(satisfied).into_iter().all(chinese));
        assert_eq!(clock(ClockKind::Settle), "办结");
        assert_eq!(void(Void::OwnWork), "自己办的案件不能自己销项");
        assert_eq!(moment(Millis(1_773_793_800_000)), "2026-03-18 08:30");
    }
}
