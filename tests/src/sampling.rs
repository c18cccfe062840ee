//! Which of thousands of places an ordinary run tries: always the same ones, spread by a fixed seed.
//! With `WEIGE_ALL_FAULTS=1` it tries all.

/// Whether this place is tried; `one_in`: one place in so many is.
pub fn is_tried(place: usize, one_in: u64) -> bool {
    all() || mixed(place as u64).is_multiple_of(one_in)
}

/// Whether every place is tried.
pub fn all() -> bool {
    std::env::var_os("WEIGE_ALL_FAULTS").is_some()
}

/// Steele and others' mixing function: neighbours have nothing in common.
fn mixed(place: u64) -> u64 {
    let mut mixed = place.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_run_tries_about_one_place_in_so_many() {
        let tried = (0..8000).filter(|place| is_tried(*place, 8)).count();
        assert!(all() || (900..1100).contains(&tried), "{tried}");
    }
}
