//! A workload of the peers' shape with our own words, for a run without a file: everybody and
//! everything in it is invented.

use super::workload::{Dispute, Event, Household, Op, Person, State, Visit, Workload};
use std::collections::BTreeMap;

const FAMILY: [&str; 16] =
    ["吉", "阿", "马", "杨", "沙", "罗", "何", "李", "曲", "王", "黄", "毛", "龙", "贾", "安", "蒋"];
const GIVEN: [&str; 20] = [
    "国", "英", "木", "春", "莲", "强", "兰", "日", "明", "芳", "贵", "云", "乌", "才", "珍", "牛", "慧",
    "福", "霞", "山",
];
const KINDS: [&str; 4] = ["日常", "关爱", "排查", "宣传"];
const RELATIONS: [&str; 6] = ["配偶", "儿子", "女儿", "父亲", "母亲", "孙女"];
const TAGS: [&str; 8] = ["独居", "高龄", "残疾", "低保", "留守", "退役", "外出", "慢病"];
const WHERE: [&str; 12] = [
    "堂屋",
    "灶房",
    "院子里",
    "菜地边",
    "水沟边",
    "猪圈",
    "烤烟房",
    "路口",
    "后山坡",
    "卫生室",
    "小卖部门口",
    "桥头",
];
const WHAT: [&str; 16] = [
    "电线皮老化",
    "柴火堆得太近",
    "血压药快吃完",
    "屋檐漏雨",
    "水管冻裂",
    "孩子在外打工没信",
    "低保材料还差一份",
    "路灯不亮",
    "田埂塌了一段",
    "沟里堵了沙",
    "老人摔过一跤",
    "羊吃了邻家的苗",
    "界石挪了位置",
    "承包款没结清",
    "蓄水池见底",
    "广播听不清",
];
const DONE: [&str; 12] = [
    "当面讲了道理",
    "约好周五再来",
    "帮着搬开了",
    "拍了照报上去",
    "叫了电工",
    "记下等村里答复",
    "劝两家先停手",
    "教会用手机查",
    "陪着去量了地",
    "提醒天黑前收好",
    "请组长一起看过",
    "说好各出一半",
];
const CATEGORIES: [&str; 5] = ["地界", "水源", "邻里", "牲畜", "工钱"];
const COLOURS: [&str; 3] = ["green", "yellow", "red"];
const STATUSES: [&str; 4] = ["受理", "调解中", "待回访", "已结案"];

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn id(&mut self) -> String {
        format!("{:016x}", self.next())
    }

    fn name(&mut self) -> String {
        [self.pick(&FAMILY), self.pick(&GIVEN), self.pick(&GIVEN)].concat()
    }

    fn words(&mut self, least: usize) -> String {
        let mut text = String::new();
        while text.chars().count() < least {
            text += &format!(
                "{}{}，{}{}；",
                self.pick(&WHERE),
                self.pick(&WHAT),
                self.pick(&DONE),
                self.below(90)
            );
        }
        text
    }
}

/// A moment so many hours from the first working day, which is 2025-03-03.
fn moment(hours: i64, dice: &mut Dice) -> String {
    let first = time::Date::from_calendar_date(2025, time::Month::March, 3);
    let at = first
        .map(|day| day.midnight() + time::Duration::hours(hours))
        .unwrap_or(time::PrimitiveDateTime::MIN);
    let (minute, second) = (dice.below(60), dice.below(60));
    format!("{}-{:02}-{:02}T{:02}:{minute:02}:{second:02}Z", at.year(), at.month() as u8, at.day(), at.hour())
}

/// So many phones with 30 households, 24 visits each, 6 disputes, and so many days of 18 entries.
pub fn workload(phones: usize, days: usize) -> Workload {
    workload_of(phones, 30, days)
}

/// The same with so many households.
pub fn workload_of(phones: usize, households: usize, days: usize) -> Workload {
    let states: Vec<State> = (0..phones).map(|phone| state(phone, households)).collect();
    let day = |day: usize| states.iter().map(|state| ops(state, day)).collect();
    Workload { days: (0..days).map(day).collect(), states }
}

fn state(phone: usize, households: usize) -> State {
    let mut dice = Dice(phone as u64 * 7919 + 1);
    let households: Vec<Household> = (0..households).map(|_| household(&mut dice)).collect();
    let mut visits = BTreeMap::new();
    for (index, household) in households.iter().enumerate() {
        // On another day each, so that some are due.
        let last = 24 * (index as i64 % 20);
        let of_one = (0..24).map(|n| visit(&mut dice, (n - 24) * 15 * 24 + 8 - last)).collect();
        visits.insert(household.id.clone(), of_one);
    }
    let disputes = (0..6).map(|n| dispute(&mut dice, &households, -24 * (20 + n * 10), 5)).collect();
    State { phone, households, visits, disputes }
}

fn household(dice: &mut Dice) -> Household {
    let person = |dice: &mut Dice| Person {
        name: dice.name(),
        birth_year: 1938 + dice.below(80) as u16,
        relation: dice.pick(&RELATIONS).into(),
    };
    Household {
        id: dice.id(),
        head: dice.name(),
        address: format!("{}组{}号", dice.below(12) + 1, dice.below(180) + 1),
        phone: format!("139{:08}", dice.below(100_000_000)),
        members: (0..4).map(|_| person(dice)).collect(),
        tags: (0..3).map(|n| TAGS[(dice.below(2) + n * 2) % 8].to_owned()).collect(),
        note: dice.words(20),
    }
}

fn visit(dice: &mut Dice, hours: i64) -> Visit {
    Visit {
        id: dice.id(),
        at: moment(hours, dice),
        kind: dice.pick(&KINDS).into(),
        notes: dice.words(45),
        meter_ok: dice.below(5) > 0,
        safety_ok: dice.below(10) > 2,
    }
}

fn event(dice: &mut Dice, hours: i64) -> Event {
    Event { at: moment(hours, dice), by: dice.name(), kind: dice.pick(&KINDS).into(), text: dice.words(16) }
}

fn dispute(dice: &mut Dice, households: &[Household], hours: i64, events: i64) -> Dispute {
    let first = dice.below(households.len());
    let parties = [first, (first + 1) % households.len()].map(|n| households[n].id.clone());
    Dispute {
        id: dice.id(),
        category: dice.pick(&CATEGORIES).into(),
        colour: dice.pick(&COLOURS).into(),
        status: dice.pick(&STATUSES).into(),
        parties: parties.to_vec(),
        description: dice.words(90),
        timeline: (0..events).map(|n| event(dice, hours + n * 24)).collect(),
    }
}

fn ops(state: &State, day: usize) -> Vec<Op> {
    let mut dice = Dice((state.phone * 1000 + day) as u64 * 104_729 + 5);
    let hours = |n: usize| (day * 24 + 1 + n / 3) as i64;
    let home = |n: usize| state.households[(day * 7 + n) % state.households.len()].id.clone();
    let mut ops: Vec<Op> =
        (0..12).map(|n| Op::Visit { household: home(n), visit: visit(&mut dice, hours(n)) }).collect();
    for n in 0..2 {
        ops.push(Op::DisputeUpdate {
            dispute: state.disputes[(day + n) % 6].id.clone(),
            status: dice.pick(&STATUSES).into(),
            colour: dice.pick(&COLOURS).into(),
            event: event(&mut dice, hours(12 + n)),
        });
    }
    ops.push(Op::DisputeNew { dispute: dispute(&mut dice, &state.households, hours(14), 1) });
    for (n, field) in ["phone", "note", "address"].into_iter().enumerate() {
        let value = match field {
            "phone" => format!("138{:08}", dice.below(100_000_000)),
            _ => dice.words(20),
        };
        ops.push(Op::Field {
            household: home(n + 13),
            field: field.into(),
            value,
            at: moment(hours(15 + n), &mut dice),
        });
    }
    ops
}
