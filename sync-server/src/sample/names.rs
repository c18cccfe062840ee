//! Invented people: names in the ways of the county's Han, Yi and Lisu villages.

use super::dice::Dice;

/// Whose names are more frequent in a township.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Mostly Han names.
    Han,
    /// Mostly Yi names.
    Yi,
    /// Mostly Lisu names.
    Lisu,
}

impl Ways {
    /// Told by the township's name (金沙傈僳族乡).
    pub fn of_township(name: &str) -> Ways {
        if name.contains("傈僳") {
            Ways::Lisu
        } else if name.contains('彝') {
            Ways::Yi
        } else {
            Ways::Han
        }
    }
}

const HAN_FAMILY: [&str; 24] = [
    "杨", "李", "王", "张", "陈", "罗", "周", "何", "毛", "邱", "刘", "唐", "黄", "赵", "谢", "邓", "蒋",
    "曾", "彭", "吴", "苏", "胡", "钟", "廖",
];
const HAN_FEMALE: [&str; 20] = [
    "玉珍", "秀兰", "桂芳", "红梅", "小英", "启兰", "秀珍", "春燕", "丽华", "芳", "琼", "素清", "明秀",
    "天珍", "晓霞", "燕", "国芬", "淑华", "正芬", "雪梅",
];
const HAN_MALE: [&str; 20] = [
    "小军", "正华", "建平", "国强", "永明", "德富", "兴贵", "光荣", "文斌", "勇", "启明", "志刚", "应才",
    "世全", "海林", "军", "朝林", "绍云", "天顺", "少华",
];
const YI_FAMILY: [&str; 14] = [
    "沙马", "阿尔", "吉克", "马海", "曲比", "阿苦", "吉伍", "俄木", "的日", "阿说", "勒格", "瓦扎", "罗洪",
    "海来",
];
const YI_FEMALE: [&str; 10] =
    ["阿呷", "牛牛", "伍果", "拉则", "阿果", "史扎", "尔洗", "伍呷", "阿依", "木果"];
const YI_MALE: [&str; 10] = ["尔布", "木呷", "拉铁", "伍牛", "史布", "日哈", "有才", "阿木", "尔哈", "子伍"];
const LISU_FAMILY: [&str; 8] = ["谷", "熊", "兰", "贺", "余", "海", "杞", "麦"];
const LISU_FEMALE: [&str; 8] = ["阿妮", "娜玛", "阿花", "朵玛", "娜妞", "阿才妹", "四妹", "阿月"];
const LISU_MALE: [&str; 8] = ["阿普", "阿迪", "阿才", "邓仁", "阿扒", "朝加", "扒益", "阿恒"];

/// A family: its name and the given names its people get.
pub struct Family {
    name: &'static str,
    female: &'static [&'static str],
    male: &'static [&'static str],
}

impl Family {
    /// Draws a family of a township.
    pub fn draw(dice: &mut Dice, ways: Ways) -> Family {
        let (yi, lisu) = match ways {
            Ways::Han => (12, 3),
            Ways::Yi => (80, 2),
            Ways::Lisu => (20, 50),
        };
        let roll = dice.below(100);
        if roll < yi {
            Family { name: dice.pick::<&str>(&YI_FAMILY), female: &YI_FEMALE, male: &YI_MALE }
        } else if roll < yi + lisu {
            Family { name: dice.pick::<&str>(&LISU_FAMILY), female: &LISU_FEMALE, male: &LISU_MALE }
        } else {
            Family { name: dice.pick::<&str>(&HAN_FAMILY), female: &HAN_FEMALE, male: &HAN_MALE }
        }
    }

    /// A person of this family; `used` keeps a household's names apart.
    pub fn person(&self, dice: &mut Dice, female: bool, used: &mut Vec<String>) -> String {
        let given = if female { self.female } else { self.male };
        let start = dice.below(given.len());
        let names = (0..given.len()).map(|i| format!("{}{}", self.name, given[(start + i) % given.len()]));
        let name =
            names.into_iter().find(|name| !used.contains(name)).unwrap_or_else(|| self.name.to_owned());
        used.push(name.clone());
        name
    }
}

/// One invented person, of any family.
pub fn anybody(dice: &mut Dice, ways: Ways) -> String {
    let female = dice.percent(50);
    Family::draw(dice, ways).person(dice, female, &mut Vec::new())
}
