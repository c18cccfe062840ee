//! Telephone numbers as a screen shows them before anybody asked to see them.

/// The number with its middle covered; a short or empty one is covered but for its end.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let end = |count: usize| digits[digits.len() - count..].iter().collect::<String>();
    match digits.len() {
        0 => number.trim().to_owned(),
        1..=4 => "****".to_owned(),
        5..=8 => format!("**** {}", end(2)),
        _ => format!("{} **** {}", digits[..3].iter().collect::<String>(), end(4)),
    }
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn the_middle_is_covered_and_nothing_breaks_on_odd_input() {
        assert_eq!(phone("138 0000 0207"), "138 **** 0207");
        assert_eq!(phone("2831234"), "**** 34");
        assert_eq!(phone("110"), "****");
        assert_eq!(phone(""), "");
    }
}
