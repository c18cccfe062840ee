//! Search text: cuts Chinese text into pairs of characters, for writing and for asking alike.
//!
//! SQLite's trigram tokenizer finds nothing for names of one or two characters. Pairs do, over the
//! plain `unicode61` tokenizer; a single character is asked as a prefix.

/// The text as it goes into the index: each run of letters cut into overlapping pairs, plus its
/// last character alone so that a single character is found at the end of a name too.
pub fn index_text(text: &str) -> String {
    runs(text).iter().flat_map(|run| pairs(run, true)).collect::<Vec<_>>().join(" ")
}

/// The FTS5 query for what a person typed; `None` when there is nothing to look for.
pub fn query_text(text: &str) -> Option<String> {
    let terms: Vec<String> = runs(text)
        .iter()
        .map(|run| match run.len() {
            1 => format!("{}*", quote(&run.iter().collect::<String>())),
            _ => quote(&pairs(run, false).join(" ")),
        })
        .collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}

fn quote(text: &str) -> String {
    format!("\"{text}\"")
}

/// Runs of letters and digits, lower-cased.
fn runs(text: &str) -> Vec<Vec<char>> {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
        .map(|run| run.chars().collect())
        .collect()
}

fn pairs(run: &[char], with_last: bool) -> Vec<String> {
    let mut pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
    if with_last || pairs.is_empty() {
        pairs.extend(run.last().map(char::to_string));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_length_are_cut_alike_for_writing_and_asking() {
        assert_eq!(index_text("王芳 漏水严重"), "王芳 芳 漏水 水严 严重 重");
        assert_eq!(query_text("王芳").as_deref(), Some("\"王芳\""));
        assert_eq!(query_text("王").as_deref(), Some("\"王\"*"));
        assert_eq!(query_text("漏水严").as_deref(), Some("\"漏水 水严\""));
        assert_eq!(query_text("  ，\"*"), None);
    }
}
