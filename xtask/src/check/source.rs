//! Rust source as the rules read it: without comments and without what is compiled for tests only.

/// The code with every comment and every `#[cfg(test)]` item blanked out; lines keep their numbers.
pub fn code(text: &str) -> String {
    without_tests(&without_comments(text))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            let length = rest.find('\n').unwrap_or(rest.len());
            rest = &rest[length..];
            continue;
        } else if rest.starts_with("/*") {
            let length = block_comment(rest);
            out.extend(rest[..length].chars().filter(|c| *c == '\n'));
            rest = &rest[length..];
            continue;
        } else {
            literal(rest, out.chars().next_back()).unwrap_or(first.len_utf8())
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of the comment that begins here; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of the string or character literal that begins here; none when it is something else.
fn literal(text: &str, before: Option<char>) -> Option<usize> {
    if text.starts_with('"') {
        return Some(quoted(text, 1, '"'));
    }
    if text.starts_with('r') && !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        let hashes = text[1..].chars().take_while(|c| *c == '#').count();
        if text[1 + hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            return Some(text[body..].find(&close).map_or(text.len(), |end| body + end + close.len()));
        }
    }
    if let Some(inner) = text.strip_prefix('\'') {
        let first = inner.chars().next()?;
        // `'a` is a lifetime, `'a'` and `'\n'` are characters.
        let is_character = first == '\\' || inner[first.len_utf8()..].starts_with('\'');
        return is_character.then(|| quoted(text, 1, '\''));
    }
    None
}

/// The length up to and with the closing quote, stepping over escapes.
fn quoted(text: &str, from: usize, close: char) -> usize {
    let mut escaped = false;
    for (at, c) in text[from..].char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == close {
            return from + at + close.len_utf8();
        }
    }
    text.len()
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        let item = at + MARK.len();
        let end = item + item_length(&rest[item..]);
        out.extend(rest[at..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The length of the item that begins here: to its semicolon, or to the brace that closes it.
fn item_length(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(length) = literal(&text[at..], text[..at].chars().next_back()) {
            at += length;
            continue;
        }
        at += c.len_utf8();
        match c {
            ';' if depth == 0 => return at,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Whether `name` stands in `line` as a word of its own, or as the beginning of a path when it
/// ends in `::` or `(`.
pub fn names(line: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let open_end = name.ends_with(|c: char| !is_word(c));
        !before.is_some_and(is_word) && (open_end || !after.is_some_and(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        let text = "let a = \"// no comment\"; // a comment\n/* two\nlines /* nested */ */ let b = 'x';\n";
        assert_eq!(code(text), "let a = \"// no comment\"; \n\n let b = 'x';\n");
    }

    #[test]
    fn raw_strings_characters_and_lifetimes_are_told_apart() {
        let text = "fn f<'a>(s: &'a str) { let q = '\"'; let r = r#\"a \" // b\"#; } // end";
        assert_eq!(code(text), "fn f<'a>(s: &'a str) { let q = '\"'; let r = r#\"a \" // b\"#; } ");
    }

    #[test]
    fn what_is_for_tests_only_goes_and_lines_keep_their_numbers() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { let s = \"}\"; }\n}\nfn c() {}\n";
        assert_eq!(code(text), "fn a() {}\n\n\n\n\nfn c() {}\n");
    }

    #[test]
    fn a_name_is_a_whole_word() {
        assert!(names("fetch(url)", "fetch") && names("window.fetch(url)", "fetch"));
        assert!(!names("prefetch(url)", "fetch") && !names("fetched", "fetch"));
        assert!(names("use std::fs::File", "std::fs") && names("rand::random()", "rand::"));
        assert!(!names("operand::x", "rand::"));
    }
}
