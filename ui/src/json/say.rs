//! Writes JSON: what serde says of a type, into a text.
//!
//! `serde_json` writes into anything, and that may fail at every comma; a text can't. Behind each field
//! there is then no way out, which halves what commands, queries and drafts cost the phone's program.

use serde::Serialize;
use serde::ser::{self, Serializer};
use std::fmt::{self, Display, Formatter, Write};

/// What can't go wrong.
#[derive(Debug)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    /// No type of the model refuses to be written.
    fn custom<T: Display>(_: T) -> Never {
        std::process::abort()
    }
}

type Said = Result<(), Never>;

/// The text of `what`.
pub fn say<T: Serialize + ?Sized>(what: &T) -> String {
    let mut out = String::new();
    let Ok(()) = what.serialize(Text(&mut out));
    out
}

struct Text<'a>(&'a mut String);

/// A list or a record that has begun.
struct Open<'a> {
    out: &'a mut String,
    close: &'static str,
}

#[inline(never)]
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for one in text.chars() {
        match one {
            '"' | '\\' => {
                out.push('\\');
                out.push(one);
            }
            '\n' => out.push_str("\\n"),
            '\0'..' ' => {
                out.push_str("\\u00");
                out.push(if one < '\u{10}' { '0' } else { '1' });
                out.push(char::from_digit(one as u32 % 16, 16).unwrap_or('0'));
            }
            _ => out.push(one),
        }
    }
    out.push('"');
}

#[inline(never)]
fn plain(out: &mut String, text: &str) {
    out.push_str(text);
}

/// A comma, unless something was just opened.
#[inline(never)]
fn next(out: &mut String) {
    if !out.ends_with(['{', '[']) {
        out.push(',');
    }
}

#[inline(never)]
fn named(out: &mut String, name: &str) {
    next(out);
    quoted(out, name);
    out.push(':');
}

#[inline(never)]
fn number(out: &mut String, number: i64) {
    // A text takes everything that is written into it.
    let _ = write!(out, "{number}");
}

impl<'a> Text<'a> {
    fn open(self, open: &str, close: &'static str) -> Open<'a> {
        plain(self.0, open);
        Open { out: self.0, close }
    }

    /// `{"variant":` and what opens its content.
    fn open_variant(self, variant: &str, open: &str, close: &'static str) -> Open<'a> {
        let inside = self.open("{", close);
        named(inside.out, variant);
        plain(inside.out, open);
        inside
    }
}

macro_rules! numbers {
    ($($says:ident $number:ty),*) => {$(
        fn $says(self, value: $number) -> Said {
            number(self.0, value.into());
            Ok(())
        }
    )*};
}

impl<'a> Serializer for Text<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    numbers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64);
    numbers!(serialize_u8 u8, serialize_u16 u16, serialize_u32 u32);

    fn serialize_u64(self, value: u64) -> Said {
        let _ = write!(self.0, "{value}");
        Ok(())
    }

    fn serialize_bool(self, value: bool) -> Said {
        plain(self.0, if value { "true" } else { "false" });
        Ok(())
    }

    /// The model has no broken numbers: as what JSON can't say.
    fn serialize_f32(self, _: f32) -> Said {
        self.serialize_unit()
    }

    fn serialize_f64(self, _: f64) -> Said {
        self.serialize_unit()
    }

    fn serialize_char(self, value: char) -> Said {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Said {
        quoted(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Said {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Said {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Said {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Said {
        plain(self.0, "null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Said {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Said {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Said {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Said {
        let open = self.open_variant(variant, "", "}");
        value.serialize(Text(open.out))?;
        open.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        Ok(self.open_variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        Ok(self.open_variant(variant, "{", "}}"))
    }
}

impl Open<'_> {
    fn close(self) -> Said {
        plain(self.out, self.close);
        Ok(())
    }
}

macro_rules! lists {
    ($($part:ident $says:ident),*) => {$(
        impl ser::$part for Open<'_> {
            type Ok = ();
            type Error = Never;
            fn $says<T: Serialize + ?Sized>(&mut self, value: &T) -> Said {
                next(self.out);
                value.serialize(Text(self.out))
            }
            fn end(self) -> Said {
                self.close()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! records {
    ($($part:ident),*) => {$(
        impl ser::$part for Open<'_> {
            type Ok = ();
            type Error = Never;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Said {
                named(self.out, name);
                value.serialize(Text(self.out))
            }
            fn end(self) -> Said {
                self.close()
            }
        }
    )*};
}

records!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Said {
        next(self.out);
        // The model's keys are texts, and words that are written as such.
        key.serialize(Text(self.out))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Said {
        plain(self.out, ":");
        value.serialize(Text(self.out))
    }

    fn end(self) -> Said {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

    use super::*;
    use serde_json::Value;
    use std::collections::BTreeMap;

    /// What is said is what `serde_json` says.
    fn same<T: Serialize + ?Sized>(what: &T) {
        let read: Value = serde_json::from_str(&say(what)).unwrap();
        assert_eq!(read, serde_json::to_value(what).unwrap(), "{}", say(what));
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Each {
        Word,
        One(u64),
        Two(i8, String),
        Fields { a: Option<bool>, b: () },
    }

    #[derive(Serialize)]
    struct Flat {
        before: [i32; 2],
        #[serde(flatten)]
        middle: Option<Inner>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        none: Vec<u8>,
    }

    #[derive(Serialize)]
    struct Inner {
        kept: Vec<Each>,
        by_name: BTreeMap<String, (u32, char)>,
    }

    #[test]
    fn every_shape_is_said() {
        let kept = vec![
            Each::Word,
            Each::One(u64::MAX),
            Each::Two(-7, "{[".into()),
            Each::Fields { a: Some(true), b: () },
            Each::Fields { a: None, b: () },
        ];
        let by_name = [("a".to_owned(), (1, '格')), ("\"".to_owned(), (0, '{'))].into();
        same(&Flat { before: [i32::MIN, 3], middle: Some(Inner { kept, by_name }), none: vec![] });
        same(&Flat { before: [0, 0], middle: None, none: vec![1, 2] });
        same(&Inner { kept: vec![], by_name: BTreeMap::new() });
    }

    #[test]
    fn every_sign_of_a_text_comes_back() {
        let signs: String = ('\0'..'\u{80}').chain("微格 \u{2028}\u{10FFFF}".chars()).collect();
        same(&signs);
    }
}
