//! Invented cases: what they are about, in the mix of one county's 5,935 disputes, and how far
//! each has come.

use super::dice::Dice;
use shared_model::casework::{CaseKind, Colour};

/// What a case is about.
pub struct Story {
    /// What kind.
    pub kind: CaseKind,
    /// The category's key.
    pub category: &'static str,
    /// A few words; `{a}` and `{b}` are the parties.
    pub title: &'static str,
    /// What was found.
    pub words: &'static str,
    /// How grave.
    pub colour: Colour,
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Raised today.
    Fresh,
    /// Raised long ago, and nobody took it.
    Forgotten,
    /// Accepted by the village.
    Accepted,
    /// Dispatched to the mediator.
    Dispatched,
    /// The mediator works on it.
    Taken,
    /// Sent back with a question.
    Returned,
    /// Given up to the township.
    Escalated,
    /// Settled, not yet asked after.
    Settled,
    /// Settled and asked after: ready to be struck off.
    FollowedUp,
    /// Struck off.
    StruckOff,
    /// Settled by one while another escalated it.
    Contested,
    /// Somebody tried to strike off their own work.
    OwnStrikeOff,
}

/// Disputes by weight: the counts of one county.
const DISPUTES: [(&str, usize); 13] = [
    ("neighbours", 1_670),
    ("forest_land", 1_408),
    ("marriage_family", 646),
    ("damages", 446),
    ("land_acquisition", 317),
    ("house_homestead", 224),
    ("contract", 122),
    ("traffic", 48),
    ("wages", 45),
    ("medical", 28),
    ("pollution", 18),
    ("property_management", 2),
    ("other_dispute", 961),
];

const COURSES: [(Course, usize); 12] = [
    (Course::Fresh, 14),
    (Course::Forgotten, 6),
    (Course::Accepted, 8),
    (Course::Dispatched, 10),
    (Course::Taken, 12),
    (Course::Returned, 6),
    (Course::Escalated, 5),
    (Course::Settled, 8),
    (Course::FollowedUp, 9),
    (Course::StruckOff, 18),
    (Course::Contested, 2),
    (Course::OwnStrikeOff, 2),
];

/// Title and words by category.
const WORDS: [(&str, &[(&str, &str)]); 13] = [
    (
        "neighbours",
        &[
            ("{a}与{b}排水沟纠纷", "{b}家新砌院坝，雨水改道流进{a}家后墙，两家争执过两次，没有动手。"),
            ("{a}与{b}因果树遮光争执", "{b}家核桃树枝伸过院墙，{a}家要求修枝，{b}家不同意。"),
            ("{a}与{b}因养殖气味争执", "{b}家猪圈离{a}家灶房近，夏天气味大，两家商量过一次没有结果。"),
        ],
    ),
    (
        "forest_land",
        &[
            ("{a}与{b}林地边界争议", "两家自留山以老桩为界，老桩被冲走，去年砍柴时发生争执，要找老证对照。"),
            ("{a}与{b}承包地田埂争议", "{a}家说田埂被往里挖了半米，{b}家说是雨水冲的。"),
        ],
    ),
    (
        "marriage_family",
        &[
            ("{a}家赡养老人商量不下", "三个子女对老人轮流照料的时间说不拢，老人现在由{a}家照顾。"),
            ("{a}夫妻因外出务工争吵", "男方想去外地打工，女方不同意，孩子没人接送，请调解员去说一说。"),
        ],
    ),
    ("damages", &[("{a}家烟苗被{b}家牛踩坏", "约两分地烟苗被踩，{a}家要求赔三百元，{b}家认为太多。")]),
    (
        "land_acquisition",
        &[("{a}家对征地补偿面积有疑问", "便道占地面积与丈量单差八平方米，{a}家要求重新丈量。")],
    ),
    ("house_homestead", &[("{a}与{b}宅基地滴水争议", "{a}家翻建房屋，屋檐滴水落在{b}家地界。")]),
    ("contract", &[("{a}与收购商桑果收购价争议", "约定每斤三块五，收购时只给三块，{a}家有聊天记录。")]),
    ("traffic", &[("{a}与{b}村道摩托车剐蹭", "弯道会车剐蹭，后视镜损坏，人没有受伤，修理费谈不拢。")]),
    ("wages", &[("{a}反映工钱拖欠", "在邻镇工地做工两个月，欠四千二百元，包工头电话不接。")]),
    ("medical", &[("{a}对卫生所收费有疑问", "输液收费与公示牌不一致，要求说明。")]),
    ("pollution", &[("{a}反映小作坊污水", "加工作坊污水流到{a}家田边，水发黑。")]),
    ("property_management", &[("{a}反映安置点路灯不亮", "安置点三盏路灯坏了两个月。")]),
    ("other_dispute", &[("{a}对集体用水轮次有意见", "旱季放水轮次没有公示，{a}家轮了两次夜里。")]),
];

const OTHERS: [Story; 7] = [
    Story {
        kind: CaseKind::Hazard,
        category: "fire_electric",
        title: "{a}家灶边电线老化",
        colour: Colour::Green,
        words: "灶房电线外皮开裂，离柴堆不到一米，已提醒先断开。",
    },
    Story {
        kind: CaseKind::Hazard,
        category: "geology",
        title: "{a}家屋后坡面裂缝",
        colour: Colour::Yellow,
        words: "连续下雨后屋后坡面出现一条约三米长的裂缝，已请{a}家夜里住到亲戚家。",
    },
    Story {
        kind: CaseKind::Hazard,
        category: "road_water",
        title: "{a}家门前堰沟盖板缺失",
        colour: Colour::Green,
        words: "堰沟盖板缺两块，老人和学生晚上经过容易踩空。",
    },
    Story {
        kind: CaseKind::Hazard,
        category: "house_safety",
        title: "{a}家老屋墙体倾斜",
        colour: Colour::Yellow,
        words: "土墙外倾，屋里还堆着粮食，人已不住。",
    },
    Story {
        kind: CaseKind::ServiceRequest,
        category: "allowance",
        title: "{a}申请临时救助",
        colour: Colour::Green,
        words: "家里老人住院，想问临时救助怎么办，材料差一份证明。",
    },
    Story {
        kind: CaseKind::ServiceRequest,
        category: "care",
        title: "请人帮{a}家背药",
        colour: Colour::Green,
        words: "老人独居，腿脚不便，每月要到镇上取一次药。",
    },
    Story {
        kind: CaseKind::AgendaTopic,
        category: "topic",
        title: "组里路灯装在哪里",
        colour: Colour::Green,
        words: "{a}提议商量：五盏路灯装在学校路口还是水井边，下次院坝会议一议。",
    },
];

/// Draws what a case is about.
pub fn draw(dice: &mut Dice) -> Story {
    if dice.percent(30) {
        let Story { kind, category, title, words, colour } = dice.pick(&OTHERS);
        return Story { kind: *kind, category, title, words, colour: *colour };
    }
    let category = *dice.weighted(&DISPUTES);
    let texts = WORDS.iter().find(|(key, _)| *key == category).map_or(WORDS[0].1, |(_, texts)| texts);
    let (title, words) = *dice.pick(texts);
    let colour = *dice.weighted(&[(Colour::Green, 60), (Colour::Yellow, 34), (Colour::Red, 6)]);
    Story { kind: CaseKind::Dispute, category, title, words, colour }
}

/// Draws how far it has come.
pub fn course(dice: &mut Dice) -> Course {
    *dice.weighted(&COURSES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::casework::Policy;

    #[test]
    fn every_story_is_of_a_category_the_policy_knows() {
        let policy = Policy::from_toml(crate::app::SHIPPED_POLICY).unwrap();
        let known = |key: &str, kind| policy.categories.iter().any(|c| c.key == key && c.kind == kind);
        assert!(DISPUTES.iter().all(|(key, _)| known(key, CaseKind::Dispute)));
        assert!(WORDS.iter().all(|(key, _)| DISPUTES.iter().any(|(d, _)| d == key)));
        assert!(OTHERS.iter().all(|story| known(story.category, story.kind)));
    }
}
