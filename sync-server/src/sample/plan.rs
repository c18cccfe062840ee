//! The sample county's plan: how many grids, micro-grids and households each real village gets.
//!
//! Decided for the whole county first, so that loading two villages loads a part of the same county.

use super::dice::Dice;
use shared_model::place::PlaceCode;

/// Dechang's own figures: grids and micro-grids for 73 villages.
const DECHANG: (usize, usize, usize) = (73, 138, 2_218);
/// Households of a micro-grid.
pub const HOUSEHOLDS: (usize, usize) = (10, 50);

/// What one village gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VillagePlan {
    /// The village.
    pub village: PlaceCode,
    /// Its grids.
    pub grids: Vec<GridPlan>,
}

/// What one grid gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridPlan {
    /// The grid.
    pub code: PlaceCode,
    /// Its micro-grids, each with its number of households.
    pub micro_grids: Vec<(PlaceCode, usize)>,
}

/// Plans a county over its villages (sorted by code).
pub fn plan(seed: u64, villages: &[PlaceCode]) -> Vec<VillagePlan> {
    let count = villages.len();
    let scaled = |figure: usize| (figure * count).div_ceil(DECHANG.0).max(count);
    let mut dice = Dice::new(seed, "plan");
    let grids = share_out(&mut dice, scaled(DECHANG.1), count, 1, 5);
    let grid_count = grids.iter().sum();
    let mut micro_grids =
        share_out(&mut dice, scaled(DECHANG.2).max(grid_count), grid_count, 4, 60).into_iter();
    let village = |(village, grids): (&PlaceCode, usize)| {
        let grids = (1..=grids as u16).filter_map(|number| village.child(number)).map(|code| {
            let number = micro_grids.next().unwrap_or(1) as u16;
            let micro_grids = (1..=number).filter_map(|n| code.child(n)).map(|micro| {
                let households = Dice::new(seed, micro.as_str()).between(HOUSEHOLDS.0, HOUSEHOLDS.1);
                (micro, households)
            });
            GridPlan { micro_grids: micro_grids.collect(), code }
        });
        VillagePlan { village: village.clone(), grids: grids.collect() }
    };
    villages.iter().zip(grids).map(village).collect()
}

/// Shares a total out over so many, each between `least` and `most` as far as the total allows.
fn share_out(dice: &mut Dice, total: usize, over: usize, least: usize, most: usize) -> Vec<usize> {
    let least = least.min(total / over.max(1));
    let mut shares = vec![least; over];
    for _ in 0..total.saturating_sub(least * over) {
        let mut at = dice.below(over);
        for _ in 0..over {
            if shares[at] < most {
                break;
            }
            at = (at + 1) % over;
        }
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn villages() -> Vec<PlaceCode> {
        let file = include_bytes!("../../../assets/dechang-divisions.csv");
        let places = crate::import::read_divisions(file, |_| false).unwrap();
        places
            .into_iter()
            .map(|p| p.code)
            .filter(|c| c.level() == shared_model::place::Level::Village)
            .collect()
    }

    #[test]
    fn the_county_has_the_figures_of_dechang_and_the_same_seed_gives_the_same() {
        let villages = villages();
        let county = plan(7, &villages);
        assert_eq!(county.len(), 73);
        assert_eq!(county.iter().map(|v| v.grids.len()).sum::<usize>(), 138);
        let micro_grids: Vec<_> = county.iter().flat_map(|v| &v.grids).flat_map(|g| &g.micro_grids).collect();
        assert_eq!(micro_grids.len(), 2_218);
        assert!(micro_grids.iter().all(|(_, households)| (10..=50).contains(households)));
        assert_eq!(county, plan(7, &villages));
        assert_ne!(county, plan(8, &villages));
    }
}
