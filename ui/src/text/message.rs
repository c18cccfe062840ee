//! Messages of a Fluent file, as much of Fluent as the screens use: texts, `{ $variables }`,
//! `{ "literal texts" }`, and one choice by a number for the whole message.
//!
//! The libraries for all of Fluent were an eighth of the phone's program (docs/dependencies.md); they
//! read the same files in `tests/texts.rs`, which holds that both say the same.

use std::collections::BTreeMap;

/// What is put in place of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number; it also chooses the form.
    Number(i64),
    /// A text, as it is.
    Text(String),
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Value {
                Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, usize, i32, i64);

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

/// The messages of a file by their keys, each as it is written behind its `=`.
pub fn all(words: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    for line in words.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            messages.extend(open.take());
            open = line.split_once('=').map(|(key, text)| (key.trim().to_owned(), text.trim().to_owned()));
        } else if let Some((_, text)) = open.as_mut().filter(|_| !line.trim().is_empty()) {
            text.push('\n');
            text.push_str(line.trim());
        }
    }
    messages.extend(open);
    messages
}

/// What a message says with its variables. `plural` gives the form that a number takes.
pub fn say(message: &str, variables: &[(&str, Value)], plural: impl Fn(i64) -> String) -> String {
    let text = match choice(message) {
        Some((variable, forms)) => match value(variables, variable) {
            Some(Value::Number(number)) => chosen(forms, &plural(*number)),
            _ => chosen(forms, ""),
        },
        None => message,
    };
    fill(text, variables)
}

/// The variable of a message that chooses by it, and its forms, a line each.
fn choice(message: &str) -> Option<(&str, &str)> {
    let (head, forms) = message.split_once("->")?;
    let variable = head.strip_prefix('{')?.trim().strip_prefix('$')?;
    Some((variable, forms.trim_end().strip_suffix('}')?))
}

/// The text of a form, else that of the one marked by a star.
fn chosen<'a>(forms: &'a str, wanted: &str) -> &'a str {
    let mut marked = "";
    for line in forms.lines() {
        let is_marked = line.starts_with('*');
        let Some((form, text)) =
            line.trim_start_matches('*').strip_prefix('[').and_then(|l| l.split_once(']'))
        else {
            continue;
        };
        if form == wanted {
            return text.trim_start();
        }
        if is_marked {
            marked = text.trim_start();
        }
    }
    marked
}

fn value<'a>(variables: &'a [(&str, Value)], name: &str) -> Option<&'a Value> {
    variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| value)
}

/// The text with what its braces stand for; a variable that wasn't given shows its name.
fn fill(text: &str, variables: &[(&str, Value)]) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        said.push_str(before);
        let (inner, after) = within(behind);
        rest = after;
        match inner.strip_prefix('$').map(|name| value(variables, name)) {
            Some(Some(Value::Number(number))) => said.push_str(&number.to_string()),
            Some(Some(Value::Text(text))) => said.push_str(text),
            Some(None) => said.push_str(inner),
            None => said.push_str(inner.trim_matches('"')),
        }
    }
    said.push_str(rest);
    said
}

/// What stands in a brace that was opened, and what comes behind it. A literal text may hold braces.
fn within(behind: &str) -> (&str, &str) {
    let begun = behind.trim_start();
    if let Some((literal, after)) = begun.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return (literal, after.split_once('}').map_or("", |(_, after)| after));
    }
    let (inner, after) = behind.split_once('}').unwrap_or((behind, ""));
    (inner.trim(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_or_other(number: i64) -> String {
        if number == 1 { "one".into() } else { "other".into() }
    }

    #[test]
    fn variables_and_literal_texts_take_their_place() {
        let said = |text: &str| say(text, &[("n", 3.into()), ("who", "王芳".into())], one_or_other);
        assert_eq!(said("{ $who }：{$n} 户"), "王芳：3 户");
        assert_eq!(said("{ \", \" }{ $who }{ \"{}\" }"), ", 王芳{}");
        assert_eq!(said("{ $gone }"), "$gone");
        assert_eq!(said("{ $n"), "3");
    }

    #[test]
    fn a_number_chooses_the_form() {
        let words =
            "days = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n}\n# remark\n\nsave = Save\n";
        let messages = all(words);
        let said = |n: i64| say(&messages["days"], &[("n", n.into())], one_or_other);
        assert_eq!((said(1), said(2)), ("1 day".into(), "2 days".into()));
        assert_eq!(say(&messages["days"], &[], one_or_other), "$n days");
        assert_eq!(messages["save"], "Save");
        assert_eq!(messages.len(), 2);
    }
}
