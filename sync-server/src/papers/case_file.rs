//! A case as a file (卷宗): what it is and who has a part in it on the first page, everything that was
//! written into it on the next. What counts for nothing is printed too, with why.

use super::agreement::PartyFacts;
use super::facts::CaseFacts;
use super::paper::{Block, Grid, GridRow, Paper};
use super::words;
use shared_model::api::view::{AuthorView, CaseView, Delivery, TimelineEntry};
use shared_model::casework::{CaseKind, Party, RaisedFacts, SettledFacts, Step};
use shared_model::moment::Millis;

/// What a paper on a case is made of.
pub struct Filed<'a> {
    /// The case as the asker sees it.
    pub view: &'a CaseView,
    /// What papers ask of it.
    pub facts: CaseFacts<'a>,
    /// What the register knows of its parties, in their order.
    pub people: Vec<PartyFacts>,
    /// Its number.
    pub number: String,
    /// The village's name.
    pub village: String,
    /// Who prints it.
    pub printed_by: &'a str,
    /// When.
    pub printed_at: Millis,
    /// The data is invented.
    pub sample: bool,
}

impl Filed<'_> {
    /// What stands at the foot of each page.
    pub fn foot(&self) -> String {
        let sample = if self.sample { "　示例，人名与事情均为虚构" } else { "" };
        let at = words::moment(self.printed_at);
        format!("{}{sample}　打印：{} {at}", self.number, self.printed_by)
    }

    /// The committee of the village, or the village.
    pub fn committee(&self) -> String {
        if self.is_dispute() {
            format!("{}人民调解委员会", self.village)
        } else {
            self.village.clone()
        }
    }

    fn is_dispute(&self) -> bool {
        self.view.item.kind == CaseKind::Dispute
    }
}

/// Lays the file out.
pub fn lay_out(filed: &Filed<'_>) -> Paper {
    let mut blocks = vec![Block::Facts(facts(filed))];
    if let Some(settled) = &filed.facts.settlement {
        blocks.push(Block::Heading("办理结果".to_owned()));
        blocks.push(Block::Words(settled.words.to_owned()));
    }
    blocks.push(Block::NewPage);
    blocks.push(Block::Heading("办理经过".to_owned()));
    blocks.push(Block::Words(
        "“写于”是手机或电脑上的时间，“收到”是服务器收到的时间；离线写的会晚到。不计入的记录也照列。"
            .to_owned(),
    ));
    blocks.push(Block::Table(timeline(filed.view)));
    let photos: usize = filed.view.timeline.iter().map(|entry| entry.photos.len()).sum();
    let pictures = if photos > 0 {
        format!("照片 {photos} 张存在系统里，不随卷宗打印。")
    } else {
        String::new()
    };
    blocks.push(Block::Words(format!("按规则第 {} 版判断。{pictures}", filed.view.policy_version)));
    let title = if filed.is_dispute() { "人民调解卷宗" } else { "案件卷宗" };
    let ends = (filed.committee(), format!("编号：{}", filed.number));
    Paper { title: title.to_owned(), ends, blocks, foot: filed.foot() }
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn facts(filed: &Filed<'_>) -> Vec<Vec<(String, String)>> {
    let (view, facts) = (filed.view, &filed.facts);
    let item = &view.item;
    let told = |text: Option<String>| text.unwrap_or_else(|| "没写".to_owned());
    let settled = facts.settlement.as_ref();
    let of_settled = |text: Option<String>| if settled.is_some() { told(text) } else { "—".to_owned() };
    let handler = item.handler.as_ref().map(|handler| handler.name.clone());
    let people = facts.raised.people.map(|people| format!("{people} 人"));
    let outcome = settled.map_or_else(|| "—".to_owned(), |settled| words::outcome(settled.outcome));
    let mut rows = vec![
        vec![
            pair("类别", format!("{}（{}）", item.category_name, words::kind(item.kind))),
            pair("来源", told(facts.raised.source.map(words::source))),
            pair("颜色", words::colour(item.colour)),
        ],
        vec![
            pair("收到上报", words::moment(facts.raised_at)),
            pair("涉及人数", told(people)),
            pair("涉及金额", told(facts.amount().map(|yuan| format!("{yuan} 元")))),
        ],
        vec![
            pair("状态", words::stage(item.stage)),
            pair("承办人", handler.unwrap_or_else(|| "—".to_owned())),
            pair(&format!("{}期限", words::clock(item.due.clock)), words::moment(item.due.at)),
        ],
        vec![
            pair("结果", outcome),
            pair("协议形式", of_settled(settled.and_then(|s| s.facts.agreement).map(words::agreement))),
            pair("疑难复杂", of_settled(settled.and_then(|s| s.facts.difficult).map(words::yes))),
        ],
        vec![
            pair("收到办结", settled.map_or_else(|| "—".to_owned(), |settled| words::moment(settled.at))),
            pair(
                "去向",
                settled.and_then(|s| s.facts.went_to).map_or_else(|| "—".to_owned(), words::went_to),
            ),
            pair("回访", view.satisfied.map_or_else(|| "—".to_owned(), words::satisfied)),
        ],
    ];
    rows.extend(parties(&view.parties));
    rows.push(vec![pair("地点", &item.micro_grid_name)]);
    rows.push(vec![pair("标题", &item.title)]);
    rows.push(vec![pair("事情", &view.words)]);
    rows
}

/// 当事人甲, 当事人乙, …: one row each.
pub fn parties(parties: &[Party]) -> Vec<Vec<(String, String)>> {
    const NAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    let one = |(index, party): (usize, &Party)| {
        let name = NAMES.get(index).map_or_else(|| (index + 1).to_string(), |name| (*name).to_owned());
        let house =
            if party.house_no.is_empty() { String::new() } else { format!("，{} 号", party.house_no) };
        vec![(format!("当事人{name}"), format!("{}{house}", party.name))]
    };
    parties.iter().enumerate().map(one).collect()
}

fn timeline(view: &CaseView) -> Grid {
    let row = |entry: &TimelineEntry| {
        let received = match &entry.delivery {
            Delivery::Received { at } => words::moment(*at),
            _ => String::new(),
        };
        let void = entry.void.map(|void| format!("不计入：{}", words::void(void)));
        let lines: Vec<String> =
            std::iter::once(told(entry)).chain(void).filter(|line| !line.is_empty()).collect();
        let cells = vec![
            words::moment(entry.written_at),
            received,
            words::event(entry.step.kind()),
            who(&entry.author),
            lines.join("\n"),
        ];
        GridRow { cells, faint: entry.void.is_some() }
    };
    Grid {
        head: ["写于", "收到", "事项", "谁", "内容"].map(str::to_owned).to_vec(),
        widths: vec![14, 14, 12, 16, 44],
        rows: view.timeline.iter().map(row).collect(),
    }
}

fn who(author: &AuthorView) -> String {
    let role = words::role(author.role);
    if author.name.is_empty() { role } else { format!("{}（{role}）", author.name) }
}

/// What an event says, in words.
fn told(entry: &TimelineEntry) -> String {
    let mut parts: Vec<String> = Vec::new();
    match &entry.step {
        Step::Raised { facts, .. } => parts.extend(raised(facts)),
        Step::Recoloured { colour, .. } => {
            let before = entry.colour_before.map(|before| format!("{} 改 ", words::colour(before)));
            parts.push(format!("{}{}", before.unwrap_or_default(), words::colour(*colour)));
        }
        Step::Dispatched { .. } | Step::Tasked { .. } => {
            parts.extend(
                entry.to_name.as_ref().filter(|name| !name.is_empty()).map(|name| format!("给{name}")),
            );
        }
        Step::Settled { outcome, facts, .. } => {
            parts.push(words::outcome(*outcome));
            parts.extend(settled(facts));
        }
        Step::FollowedUp { satisfied, .. } => parts.push(words::satisfied(*satisfied)),
        Step::Discussed { took_part, .. } => parts.push(format!("参加：{}", took_part.join("、"))),
        Step::Helped { who, minutes, .. } => parts.push(format!("{who}，{minutes} 分钟")),
        _ => {}
    }
    match &entry.step {
        Step::Urged { by: Some(by), .. } | Step::Tasked { by: Some(by), .. } => {
            parts.push(format!("{} 前答复", words::date(*by)));
        }
        _ => {}
    }
    let said = entry.step.words().trim();
    let parts = parts.join("，");
    match (parts.is_empty(), said.is_empty()) {
        (true, _) => said.to_owned(),
        (false, true) => format!("{parts}。"),
        (false, false) => format!("{parts}。{said}"),
    }
}

fn raised(facts: &RaisedFacts) -> Vec<String> {
    let people = facts.people.map(|people| format!("涉及 {people} 人"));
    let amount = facts.amount.map(|yuan| format!("金额 {yuan} 元"));
    facts.source.map(words::source).into_iter().chain(people).chain(amount).collect()
}

fn settled(facts: &SettledFacts) -> Vec<String> {
    let amount = facts.amount.map(|yuan| format!("金额 {yuan} 元"));
    let difficult = facts.difficult.filter(|difficult| *difficult).map(|_| "疑难复杂".to_owned());
    let form = facts.agreement.map(words::agreement);
    form.into_iter().chain(amount).chain(difficult).chain(facts.went_to.map(words::went_to)).collect()
}
