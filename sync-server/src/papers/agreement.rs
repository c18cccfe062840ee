//! The mediation agreement (人民调解协议书) of a settled dispute: what the case says is filled in, and
//! what only the people can say, and their hands, is left blank.

use super::case_file::{Filed, parties};
use super::paper::{Block, Paper};
use shared_model::casework::Outcome;

/// A line to be written on by hand.
const BLANK: &str = "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿";

/// Lays the agreement out; none when there is none to be signed: the dispute isn't settled, or not by
/// an agreement.
pub fn lay_out(filed: &Filed<'_>) -> Option<Paper> {
    let agreed = filed
        .facts
        .settlement
        .as_ref()
        .filter(|settled| filed.facts.is_dispute() && settled.outcome == Outcome::AgreementReached)?;
    let view = filed.view;
    let mut people = parties(&view.parties);
    for party in &mut people {
        for (_, value) in party.iter_mut() {
            value.push_str("\n性别：　　　　出生年月：　　　　　　　　电话：　　　　　　　　　　住址：");
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
    let ends = (filed.committee(), format!("编号：{}", filed.number));
    Some(Paper { title: "人民调解协议书".to_owned(), ends, blocks, foot: filed.foot() })
}
