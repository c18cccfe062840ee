//! Reads records by their fields, out of JSON that was taken apart once: what the phone shows and
//! keeps.
//!
//! serde writes a reader of its own for each record, with a way out behind each field: it was a fifth
//! of the phone's program. Here a record is one line for each field, and what is wrong is remembered
//! beside it: whoever reads a whole text is told, and throws away what was read.
//!
//! What is absent or `null` is empty: no text, no list, none, no, zero. An identity, a word out of a
//! list and a record with one of them can't be absent.

use super::{Members, NOTHING, Reader, Unreadable};
use std::cell::Cell;
use std::collections::BTreeMap;

/// JSON, taken apart.
#[derive(Debug)]
pub enum Value {
    /// `null`, what is absent, and numbers that no type of the model holds.
    Nothing,
    /// Yes or no.
    Is(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A record's fields in the order they stand.
    Fields(Vec<(String, Value)>),
}

static ABSENT: Value = Value::Nothing;

impl Value {
    /// Takes a whole text apart.
    fn parse(text: &str) -> Result<Value, Unreadable> {
        let mut reader = Reader { text, at: 0, deep: 0 };
        let value = value(&mut reader)?;
        reader.space();
        if reader.at == text.len() { Ok(value) } else { Err(NOTHING) }
    }

    /// A field of a record.
    pub fn field(&self, name: &str) -> &Value {
        let Value::Fields(fields) = self else { return &ABSENT };
        fields.iter().find(|(key, _)| key == name).map_or(&ABSENT, |(_, value)| value)
    }

    /// The text; none for anything else.
    pub fn text(&self) -> &str {
        if let Value::Text(text) = self { text } else { "" }
    }
}

fn value(reader: &mut Reader<'_>) -> Result<Value, Unreadable> {
    Ok(match reader.next()? {
        b'{' => reader.between(b'{', b'}', |reader| {
            let mut fields = Vec::new();
            let mut members = Members { reader, close: b'}', begun: false };
            while members.more()? {
                let name = members.reader.string()?.into_owned();
                members.reader.must_pass(b':')?;
                fields.push((name, value(members.reader)?));
            }
            Ok(Value::Fields(fields))
        })?,
        b'[' => reader.between(b'[', b']', |reader| {
            let mut list = Vec::new();
            let mut members = Members { reader, close: b']', begun: false };
            while members.more()? {
                list.push(value(members.reader)?);
            }
            Ok(Value::List(list))
        })?,
        b'"' => Value::Text(reader.string()?.into_owned()),
        b't' => reader.word("true").map(|()| Value::Is(true))?,
        b'f' => reader.word("false").map(|()| Value::Is(false))?,
        b'n' => reader.word("null").map(|()| Value::Nothing)?,
        _ => reader.number()?.parse().map_or(Value::Nothing, Value::Number),
    })
}

/// What went wrong while something was read: the type that could not be.
#[derive(Debug, Default)]
pub struct Fault(Cell<Option<&'static str>>);

impl Fault {
    /// Remembers that a value was no `what`.
    pub fn found(&self, what: &'static str) {
        self.0.set(Some(what));
    }
}

/// What can be read out of JSON.
pub trait Record: Sized {
    /// Reads it. Where it can't be, `fault` is told and anything is given.
    fn read(value: &Value, fault: &Fault) -> Self;
}

/// Reads a whole text.
///
/// # Errors
/// When it is no JSON, or not what `T` wants.
pub fn read<T: Record>(text: &str) -> Result<T, Unreadable> {
    whole(&Value::parse(text)?)
}

/// Reads the view `name` of an answer: `{"household": …}`.
///
/// # Errors
/// When it is no JSON, holds another view, or not what `T` wants.
pub fn named<T: Record>(name: &'static str, answer: &str) -> Result<T, Unreadable> {
    match Value::parse(answer)? {
        Value::Fields(fields) if fields.iter().any(|(key, _)| key == name) => {
            whole(Value::Fields(fields).field(name))
        }
        _ => Err(Unreadable(name)),
    }
}

fn whole<T: Record>(value: &Value) -> Result<T, Unreadable> {
    let fault = Fault::default();
    let read = T::read(value, &fault);
    fault.0.get().map_or(Ok(read), |what| Err(Unreadable(what)))
}

/// Says how a record is read: field by field under the field's own name, with what stands in place of
/// one that is absent where that isn't empty. `part` are fields that stand among the record's own.
#[macro_export]
macro_rules! record {
    ($($name:ident { $($field:ident $(or $absent:expr)?),* $(; part $part:ident)? $(,)? })*) => {$(
        impl $crate::json::record::Record for $name {
            fn read(
                value: &$crate::json::record::Value,
                fault: &$crate::json::record::Fault,
            ) -> $name {
                $name {
                    $($field: $crate::field!(value, fault, $field $(, $absent)?),)*
                    $($part: $crate::json::record::Record::read(value, fault),)?
                }
            }
        }
    )*};
}

/// One field of a [`record!`].
#[macro_export]
macro_rules! field {
    ($value:ident, $fault:ident, $field:ident) => {
        $crate::json::record::Record::read($value.field(stringify!($field)), $fault)
    };
    ($value:ident, $fault:ident, $field:ident, $absent:expr) => {
        $crate::json::record::or($value.field(stringify!($field)), $fault, $absent)
    };
}

/// Says how a word out of a list is read: the type lists them as `ALL` and says each as `word`.
#[macro_export]
macro_rules! words {
    ($($name:ident),* $(,)?) => {$(
        impl $crate::json::record::Record for $name {
            fn read(
                value: &$crate::json::record::Value,
                fault: &$crate::json::record::Fault,
            ) -> $name {
                $crate::json::record::one_of(value, &$name::ALL, $name::word, fault, stringify!($name))
            }
        }
    )*};
}

/// A value, or what stands for one that is absent.
pub fn or<T: Record>(value: &Value, fault: &Fault, absent: T) -> T {
    Option::read(value, fault).unwrap_or(absent)
}

/// The one of a list whose word stands there.
pub fn one_of<T: Copy>(
    value: &Value,
    all: &[T],
    word: fn(T) -> &'static str,
    fault: &Fault,
    name: &'static str,
) -> T {
    let said = value.text();
    all.iter().copied().find(|one| word(*one) == said).unwrap_or_else(|| {
        fault.found(name);
        all[0]
    })
}

/// What a text stands for: an identity, a place, a hash.
pub fn parsed<T, E>(
    value: &Value,
    parse: fn(&str) -> Result<T, E>,
    fault: &Fault,
    name: &'static str,
    none: fn() -> T,
) -> T {
    parse(value.text()).unwrap_or_else(|_| {
        fault.found(name);
        none()
    })
}

impl<T: Record> Record for Option<T> {
    fn read(value: &Value, fault: &Fault) -> Option<T> {
        if let Value::Nothing = value { None } else { Some(T::read(value, fault)) }
    }
}

impl<T: Record> Record for Vec<T> {
    fn read(value: &Value, fault: &Fault) -> Vec<T> {
        match value {
            Value::List(list) => list.iter().map(|one| T::read(one, fault)).collect(),
            Value::Nothing => Vec::new(),
            _ => {
                fault.found("list");
                Vec::new()
            }
        }
    }
}

impl<T: Record, const N: usize> Record for [T; N] {
    fn read(value: &Value, fault: &Fault) -> [T; N] {
        let list: &[Value] = if let Value::List(list) = value { list } else { &[] };
        std::array::from_fn(|at| T::read(list.get(at).unwrap_or(&ABSENT), fault))
    }
}

impl<T: Record> Record for BTreeMap<String, T> {
    fn read(value: &Value, fault: &Fault) -> BTreeMap<String, T> {
        // One after the other: collecting would bring a sort of its own for each type.
        let mut map = BTreeMap::new();
        match value {
            Value::Fields(fields) => {
                for (key, value) in fields {
                    map.insert(key.clone(), T::read(value, fault));
                }
            }
            Value::Nothing => {}
            _ => fault.found("fields"),
        }
        map
    }
}

impl Record for String {
    fn read(value: &Value, fault: &Fault) -> String {
        if !matches!(value, Value::Text(_) | Value::Nothing) {
            fault.found("text");
        }
        value.text().to_owned()
    }
}

impl Record for bool {
    fn read(value: &Value, fault: &Fault) -> bool {
        if !matches!(value, Value::Is(_) | Value::Nothing) {
            fault.found("yes or no");
        }
        matches!(value, Value::Is(true))
    }
}

impl Record for i64 {
    fn read(value: &Value, fault: &Fault) -> i64 {
        match value {
            Value::Number(number) => *number,
            Value::Nothing => 0,
            _ => {
                fault.found("number");
                0
            }
        }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Record for $number {
            fn read(value: &Value, fault: &Fault) -> $number {
                i64::read(value, fault).try_into().unwrap_or_else(|_| {
                    fault.found("number");
                    0
                })
            }
        }
    )*};
}

numbers!(u32, u64, i32);

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Known {
        here: Option<u32>,
        words: String,
        many: Vec<bool>,
        pair: [i64; 2],
        by_key: BTreeMap<String, String>,
        size: u32,
    }

    record! { Known { here, words, many, pair, by_key, size or 7 } }

    #[test]
    fn what_is_absent_is_empty_and_what_a_later_version_adds_is_passed_over() {
        let blank = Known {
            here: None,
            words: String::new(),
            many: vec![],
            pair: [0, 0],
            by_key: BTreeMap::new(),
            size: 7,
        };
        for text in ["{}", "null", r#"{"later":{"x":[1.5e3,"]"]},"here":null}"#] {
            assert_eq!(read(text).as_ref(), Ok(&blank), "{text}");
        }
        let text =
            r#"{"here":3,"words":"ꆈ\n","many":[true,false],"pair":[1,-2],"by_key":{"a":"b"},"size":9}"#;
        let full = Known {
            here: Some(3),
            words: "ꆈ\n".into(),
            many: vec![true, false],
            pair: [1, -2],
            by_key: BTreeMap::from([("a".into(), "b".into())]),
            size: 9,
        };
        assert_eq!(read(text), Ok(full));
    }

    #[test]
    fn what_is_of_another_kind_is_refused() {
        for field in
            [r#""here":-1"#, r#""here":4294967296"#, r#""words":1"#, r#""many":{}"#, r#""by_key":[]"#]
        {
            assert!(read::<Known>(&format!("{{{field}}}")).is_err(), "{field}");
        }
        assert!(read::<bool>("\"true\"").is_err() && read::<i64>("true").is_err());
        assert!(read::<Known>("{\"here\":3").is_err() && read::<Known>("{}{}").is_err());
        assert!(read::<Vec<bool>>(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn a_view_is_found_by_its_name() {
        assert_eq!(named::<Vec<i64>>("b", r#"{"a":[],"b":[1]}"#), Ok(vec![1]));
        assert_eq!(named::<Option<i64>>("b", r#"{"b":null}"#), Ok(None));
        assert_eq!(named::<Option<i64>>("b", r#"{"a":null}"#), Err(Unreadable("b")));
    }
}
