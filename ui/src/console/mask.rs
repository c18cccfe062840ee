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

/// A text whose telephone numbers are covered: what looks like one is a run of seven digits or
/// more, perhaps with spaces or dashes between them.
pub fn in_text(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for character in text.chars().chain(['\0']) {
        let goes_on = character.is_ascii_digit() || (!run.is_empty() && matches!(character, ' ' | '-'));
        if goes_on {
            run.push(character);
            continue;
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if digits >= 7 {
            out.push_str(&phone(&run));
            let end = run.trim_end_matches([' ', '-']).len();
            out.push_str(&run[end..]);
        } else {
            out.push_str(&run);
        }
        run.clear();
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{in_text, phone};

    #[test]
    fn the_middle_is_covered_and_nothing_breaks_on_odd_input() {
        assert_eq!(phone("138 0000 0207"), "138 **** 0207");
        assert_eq!(phone("2831234"), "**** 34");
        assert_eq!(phone("110"), "****");
        assert_eq!(phone(""), "");
    }

    #[test]
    fn a_number_in_a_text_is_covered_and_house_numbers_are_left() {
        assert_eq!(in_text("李建平 100 1508 9139"), "李建平 100 **** 9139");
        assert_eq!(in_text("一组 34-3 号"), "一组 34-3 号");
        assert_eq!(in_text("13900000207 晚上打"), "139 **** 0207 晚上打");
    }
}
