//! Sample lists: a handful of invented service items of the county, each saying so, and a few invented
//! people of each village's directory. No official list is imitated.

use super::dice::Dice;
use super::names::{Ways, anybody};
use super::plan::VillagePlan;
use crate::error::Outcome;
use crate::store::WriteTx;
use crate::store::records::{ListedRow, ServiceListRow};
use shared_model::directory::{ListedPerson, PersonKind};
use shared_model::ids::{AccountId, PersonId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::services::{ServiceItem, ServiceList};

use ServiceList::{Power, Service};

/// Key, list, name, desk, papers, days.
const ITEMS: [(&str, ServiceList, &str, &str, &str, u32); 9] = [
    ("yl-1", Service, "高龄津贴代办", "民政窗口", "身份证、户口簿、存折", 10),
    ("yl-2", Service, "养老待遇认证代办", "社保窗口", "本人到场，或上门拍照", 1),
    ("yl-3", Service, "医保缴费代办", "社保窗口", "身份证", 0),
    ("yl-4", Service, "困难群众临时救助申请", "民政窗口", "身份证、户口簿、情况说明", 7),
    ("yl-5", Service, "居住情况证明", "村便民服务室", "身份证、户口簿", 0),
    ("yl-6", Service, "行动不便人员上门照料", "村便民服务室", "", 2),
    ("ql-1", Power, "村务印章使用", "村便民服务室", "用章申请", 0),
    ("ql-2", Power, "临时救助名额评议", "村民小组", "申请书、公示照片", 15),
    ("ql-3", Power, "集体物资借用", "村便民服务室", "借条", 1),
];

const SAMPLE: &str = "样例，不是正式清单";

/// Gives the county its sample lists, unless somebody has imported some.
pub fn items(tx: &dyn WriteTx, county: &PlaceCode, now: Millis) -> Outcome<()> {
    if tx.service_list(county)?.is_some() {
        return Ok(());
    }
    let item = |(key, list, name, desk, papers, days): (&str, _, &str, &str, &str, u32)| ServiceItem {
        key: key.to_owned(),
        list,
        name: name.to_owned(),
        desk: desk.to_owned(),
        papers: papers.to_owned(),
        days: Some(days),
        note: SAMPLE.to_owned(),
    };
    let list = ServiceListRow {
        place: county.clone(),
        version: 1,
        at: now,
        account: AccountId::from_random([0; 10]),
        items: ITEMS.map(item).to_vec(),
    };
    Ok(tx.put_service_list(&list)?)
}

/// Gives a village's directory a few invented people, unless it has some: the same for the same seed.
pub fn people(tx: &dyn WriteTx, seed: u64, plan: &VillagePlan, ways: Ways) -> Outcome<()> {
    if !tx.directory(&plan.village)?.is_empty() {
        return Ok(());
    }
    const SKILLS: [(PersonKind, &[&str]); 5] = [
        (PersonKind::LegalVillager, &["邻里", "山林土地"]),
        (PersonKind::LegalVillager, &["婚姻家庭"]),
        (PersonKind::LegalAdviser, &["合同", "损害赔偿"]),
        (PersonKind::MediationStaff, &["征地拆迁", "房屋宅基地"]),
        (PersonKind::Volunteer, &["照料", "代办"]),
    ];
    let mut dice = Dice::new(seed, &format!("directory/{}", plan.village));
    let micro_grids: Vec<&PlaceCode> =
        plan.grids.iter().flat_map(|grid| &grid.micro_grids).map(|(code, _)| code).collect();
    for (number, (kind, skills)) in SKILLS.into_iter().enumerate() {
        let near = matches!(kind, PersonKind::LegalVillager | PersonKind::Volunteer);
        let place = match micro_grids.get(number % micro_grids.len().max(1)) {
            Some(place) if near => (*place).clone(),
            _ => plan.village.clone(),
        };
        let person = ListedPerson {
            id: PersonId::from_random(dice.id()),
            name: anybody(&mut dice, ways),
            kind,
            place,
            // Begins with 100: no telephone's number does.
            phone: format!("100 {:04} {:04}", dice.between(0, 9999), dice.between(0, 9999)),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
        };
        tx.put_listed(&ListedRow { village: plan.village.clone(), person })?;
    }
    Ok(())
}
