//! The mediation agreement (人民调解协议书) of a settled dispute: what the case says is filled in, and
//! what only the people can say, and their hands, is left blank. Of an oral one, which nobody signs, the
//! short record that the mediator keeps (口头协议登记).

use super::case_file::{Filed, parties};
use super::facts::Settlement;
use super::paper::{Block, Paper};
use super::words;
use shared_model::casework::{Agreement, Outcome, Step};

/// A line to be written on by hand.
const BLANK: &str = "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿";

/// What the register knows of a party; empty where it doesn't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyFacts {
    /// `f` or `m`.
    pub sex: String,
    /// Four digits.
    pub birth_year: String,
}

impl PartyFacts {
    /// 性别：女　出生年：1962, with room to write where something isn't known.
    fn told(&self) -> String {
        let sex = if self.sex.is_empty() { "　　　　".to_owned() } else { words::sex(&self.sex) };
        let born = if self.birth_year.is_empty() { "　　　　　　" } else { &self.birth_year };
        format!("性别：{sex}　出生年：{born}")
    }

    fn is_known(&self) -> bool {
        !self.sex.is_empty() || !self.birth_year.is_empty()
    }
}

/// Lays the agreement out; none when there is none: the dispute isn't settled, or not by an agreement.
pub fn lay_out(filed: &Filed<'_>) -> Option<Paper> {
    let agreed = filed
        .facts
        .settlement
        .as_ref()
        .filter(|settled| filed.facts.is_dispute() && settled.outcome == Outcome::AgreementReached)?;
    Some(match agreed.facts.agreement {
        Some(Agreement::Oral) => oral(filed, agreed),
        Some(Agreement::Written) | None => written(filed, agreed),
    })
}

/// What the register knows of the party at this place among those of the case.
fn known<'a>(filed: &'a Filed<'_>, index: usize) -> Option<&'a PartyFacts> {
    filed.people.get(index)
}

fn ends(filed: &Filed<'_>) -> (String, String) {
    (filed.committee(), format!("编号：{}", filed.number))
}

/// What was agreed by word of mouth: between whom, what, when, and before whom.
fn oral(filed: &Filed<'_>, agreed: &Settlement<'_>) -> Paper {
    let view = filed.view;
    let mut rows = parties(&view.parties);
    for (index, party) in rows.iter_mut().enumerate() {
        let facts = known(filed, index).filter(|facts| facts.is_known());
        for ((_, value), facts) in party.iter_mut().zip(facts) {
            value.push_str(&format!("\n{}", facts.told()));
        }
    }
    let settled = view.timeline.iter().rev().find(|entry| {
        entry.void.is_none()
            && matches!(entry.step, Step::Settled { .. })
            && entry.author.account == *agreed.by
    });
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let written = settled.map_or_else(String::new, |entry| words::moment(entry.written_at));
    rows.push(vec![
        pair("调解员", settled.map_or_else(String::new, |entry| entry.author.name.clone())),
        pair("写于", written),
        pair("收到", words::moment(agreed.at)),
    ]);
    rows.push(vec![pair("类别", view.item.category_name.clone())]);
    let mut blocks = vec![Block::Facts(rows)];
    for (name, said) in [("纠纷事实", view.words.as_str()), ("口头达成的协议", agreed.words)] {
        blocks.push(Block::Heading(name.to_owned()));
        blocks.push(Block::Words(said.to_owned()));
    }
    blocks.push(Block::Words("口头协议自各方当事人达成协议之日起生效，由调解员记录。".to_owned()));
    Paper { title: "口头协议登记".to_owned(), ends: ends(filed), blocks, foot: filed.foot() }
}

/// The form that is signed.
fn written(filed: &Filed<'_>, agreed: &Settlement<'_>) -> Paper {
    let view = filed.view;
    let mut people = parties(&view.parties);
    for (index, party) in people.iter_mut().enumerate() {
        let facts = known(filed, index).cloned().unwrap_or_default().told();
        for (_, value) in party.iter_mut() {
            value.push_str(&format!("\n{facts}　电话：　　　　　　　　　　住址："));
        }
    }
    let mut blocks = vec![Block::Facts(people)];
    let mut part = |name: &str, words: &str| {
        blocks.push(Block::Heading(name.to_owned()));
        blocks.push(Block::Words(words.to_owned()));
    };
    part("纠纷主要事实、争议事项", &view.words);
    part("经调解，自愿达成如下协议", agreed.words);
    part("履行方式、地点、期限", &format!("{BLANK}\n{BLANK}"));
    blocks.push(Block::Words(
        "本协议自双方签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。本协议一式　　份，当事人各持一份，人民调解委员会留存一份。"
            .to_owned(),
    ));
    let sign = |name: &String| format!("{name}（签名、盖章或按指印）：");
    let mut signs: Vec<String> =
        parties(&view.parties).iter().flatten().map(|(name, _)| sign(name)).collect();
    if signs.is_empty() {
        signs = ["当事人甲", "当事人乙"].map(|name| sign(&name.to_owned())).to_vec();
    }
    signs.extend(
        [
            "人民调解员（签名）：",
            "记录人（签名）：",
            "人民调解委员会（盖章）：",
            "日期：　　　　年　　月　　日",
        ]
        .map(str::to_owned),
    );
    blocks.push(Block::Signs(signs));
    Paper { title: "人民调解协议书".to_owned(), ends: ends(filed), blocks, foot: filed.foot() }
}
