//! A position (位置): where a visit was paid or a case was found, as a phone said it when it was asked.

use serde::{Deserialize, Serialize};

/// Largest radius, in metres: a phone that knows no better says nothing.
pub const WITHIN_MOST: u32 = 100_000;

/// A point on the WGS-84 globe with the radius in which the phone believed to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude in millionths of a degree, south negative: -90 000 000 to 90 000 000.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree, west negative: -180 000 000 to 180 000 000.
    pub lon_e6: i32,
    /// The radius in metres, 1 to [`WITHIN_MOST`].
    pub within_m: u32,
}

impl Position {
    /// A position from degrees and metres, as a device says them; none of what is no place.
    pub fn of_degrees(lat: f64, lon: f64, within: f64) -> Option<Position> {
        let fits =
            lat.abs() <= 90.0 && lon.abs() <= 180.0 && (0.0..=f64::from(WITHIN_MOST)).contains(&within);
        fits.then(|| Position {
            lat_e6: (lat * 1e6).round() as i32,
            lon_e6: (lon * 1e6).round() as i32,
            within_m: (within.ceil() as u32).max(1),
        })
    }

    /// Whether there can be such a place.
    pub fn is_sensible(&self) -> bool {
        self.lat_e6.unsigned_abs() <= 90_000_000
            && self.lon_e6.unsigned_abs() <= 180_000_000
            && (1..=WITHIN_MOST).contains(&self.within_m)
    }

    /// About how many metres apart two points are; exact enough for some kilometres.
    pub fn metres_to(&self, other: &Position) -> u32 {
        const METRES_OF_A_DEGREE: f64 = 111_195.0;
        let degrees = |one: i32, other: i32| f64::from(one) / 1e6 - f64::from(other) / 1e6;
        let middle = (f64::from(self.lat_e6) + f64::from(other.lat_e6)) / 2e6;
        let north = degrees(self.lat_e6, other.lat_e6);
        // The shorter way round.
        let east = (degrees(self.lon_e6, other.lon_e6) + 540.0).rem_euclid(360.0) - 180.0;
        (north.hypot(east * middle.to_radians().cos()) * METRES_OF_A_DEGREE) as u32
    }

    /// Degrees as they are shown: six places without a sign.
    pub fn shown(millionths: i32) -> String {
        let size = millionths.unsigned_abs();
        format!("{}.{:06}", size / 1_000_000, size % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat_e6: i32, lon_e6: i32, within_m: u32) -> Position {
        Position { lat_e6, lon_e6, within_m }
    }

    #[test]
    fn what_is_no_place_is_none() {
        assert!(at(27_400_000, 102_180_000, 20).is_sensible());
        assert!(at(-90_000_000, 180_000_000, WITHIN_MOST).is_sensible());
        for wrong in [
            at(90_000_001, 0, 20),
            at(i32::MIN, 0, 20),
            at(0, -180_000_001, 20),
            at(0, 0, 0),
            at(0, 0, WITHIN_MOST + 1),
        ] {
            assert!(!wrong.is_sensible(), "{wrong:?}");
        }
    }

    #[test]
    fn a_device_speaks_in_degrees_and_what_makes_no_sense_is_nothing() {
        assert_eq!(Position::of_degrees(27.400_000_4, 102.18, 19.2), Some(at(27_400_000, 102_180_000, 20)));
        assert_eq!(Position::of_degrees(-27.4, -102.18, 0.0), Some(at(-27_400_000, -102_180_000, 1)));
        let (nan, far) = (f64::NAN, f64::INFINITY);
        for (lat, lon, within) in [
            (90.1, 0.0, 1.0),
            (0.0, 181.0, 1.0),
            (nan, 0.0, 1.0),
            (0.0, 0.0, nan),
            (0.0, 0.0, far),
            (0.0, 0.0, -1.0),
        ] {
            assert_eq!(Position::of_degrees(lat, lon, within), None, "{lat} {lon} {within}");
        }
    }

    #[test]
    fn distances_are_right_within_a_village_and_across_the_date_line() {
        let here = at(27_400_000, 102_180_000, 20);
        assert_eq!(here.metres_to(&here), 0);
        assert_eq!(here.metres_to(&at(27_401_000, 102_180_000, 20)), 111);
        assert_eq!(here.metres_to(&at(27_400_000, 102_181_000, 20)), 98);
        assert_eq!(at(0, 180_000_000, 1).metres_to(&at(0, -179_999_000, 1)), 111);
    }

    #[test]
    fn degrees_are_shown_to_six_places() {
        assert_eq!(Position::shown(27_400_012), "27.400012");
        assert_eq!(Position::shown(-5_000), "0.005000");
    }
}
