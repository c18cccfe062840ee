//! The sample county's accounts: who works where, and by which name they log in.

use super::dice::Dice;
use super::names::{Ways, anybody};
use super::plan::VillagePlan;
use crate::error::Outcome;
use crate::store::WriteTx;
use crate::store::records::AccountRow;
use shared_model::ids::{AccountId, DeviceId};
use shared_model::people::{Account, Post, PostKind, Role};
use shared_model::place::{Level, PlaceCode};

/// The password of every sample account.
pub const SAMPLE_PASSWORD: &str = "weige-sample";

/// The people of one village.
pub struct VillagePeople {
    /// The village.
    pub village: PlaceCode,
    /// 书记
    pub secretary: AccountRow,
    /// 调解员
    pub mediator: AccountRow,
    members: Vec<AccountRow>,
}

impl VillagePeople {
    /// Who looks after a micro-grid.
    pub fn member(&self, micro_grid: &PlaceCode) -> Option<&AccountRow> {
        self.members.iter().find(|row| row.account.place == *micro_grid)
    }
}

/// Makes accounts: the same for the same seed, role and place.
pub struct Staff<'a> {
    /// The seed of the county.
    pub seed: u64,
    /// The hash of [`SAMPLE_PASSWORD`], made once: 2,000 times Argon2 would take minutes.
    pub password: &'a str,
    /// Where the accounts go.
    pub tx: &'a dyn WriteTx,
}

impl Staff<'_> {
    /// The account of a role at a place.
    pub fn account(&self, role: Role, place: &PlaceCode, ways: Ways) -> Outcome<AccountRow> {
        let mut dice = Dice::new(self.seed, &format!("account/{}/{place}", role.word()));
        let id = AccountId::from_random(dice.id());
        let hand = DeviceId(dice.hand());
        let name = anybody(&mut dice, ways);
        let login = (role != Role::Member).then(|| login(role, place));
        let password = login.as_ref().map(|_| self.password.to_owned());
        let row = AccountRow {
            account: Account { id, name, role, place: place.clone(), post: post(role) },
            login,
            password,
            hand,
        };
        // An office may have changed a sample account since: what is there stays.
        match self.tx.account(&row.account.id)? {
            Some(there) => Ok(there),
            None => self.tx.put_account(&row).map(|()| row).map_err(Into::into),
        }
    }

    /// The people of a village, its grids and micro-grids.
    pub fn village(&self, plan: &VillagePlan, ways: Ways) -> Outcome<VillagePeople> {
        let secretary = self.account(Role::Secretary, &plan.village, ways)?;
        let mediator = self.account(Role::Mediator, &plan.village, ways)?;
        let mut members = Vec::new();
        for grid in &plan.grids {
            self.account(Role::GridLeader, &grid.code, ways)?;
            for (micro_grid, _) in &grid.micro_grids {
                members.push(self.account(Role::Member, micro_grid, ways)?);
            }
        }
        Ok(VillagePeople { village: plan.village.clone(), secretary, mediator, members })
    }
}

/// What a sample account is there for beside its role.
fn post(role: Role) -> Option<Post> {
    match role {
        Role::Mediator => Some(Post { kind: PostKind::MediationRoom, name: "凤鸣".to_owned() }),
        Role::Department => Some(Post { kind: PostKind::ServiceDesk, name: "民政窗口".to_owned() }),
        _ => None,
    }
}

/// `secretary-101203`, `township-101`, `county`: the role and the digits that tell the place.
pub fn login(role: Role, place: &PlaceCode) -> String {
    match (role, place.level()) {
        (Role::Administrator, _) => "admin".to_owned(),
        (_, Level::County) => role.word().to_owned(),
        _ => format!("{}-{}", role.word(), &place.prefix()[6..]),
    }
}
