//! Reads JSON into the types of the model: what both bundles show through [`record`], what the console
//! alone shows through serde.
//!
//! serde_json reads it too, but says in words what is wrong where, and can read each record in two
//! ways: that was a fifth of the phone's program (the sizes are in docs/dependencies.md). Here a
//! record is an object, and who can't read it learns at most which field was missing. It writes
//! nothing: that is serde_json's.

pub mod record;
mod records;
pub mod say;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;
use std::fmt::{Display, Formatter};

/// Deeper than any value of the model; foreign JSON must not exhaust the stack.
const DEEPEST: u8 = 64;

/// Why a text could not be read: the field that was missing, else nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(crate) &'static str);

const NOTHING: Unreadable = Unreadable("");

impl Display for Unreadable {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str("not readable; missing: ")?;
        out.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: Display>(_: T) -> Unreadable {
        NOTHING
    }

    fn missing_field(field: &'static str) -> Unreadable {
        Unreadable(field)
    }
}

/// Reads a whole text.
///
/// # Errors
/// When it is no JSON, or not what `T` wants.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader { text, at: 0, deep: 0 };
    let value = T::deserialize(&mut reader)?;
    reader.space();
    if reader.at == text.len() { Ok(value) } else { Err(NOTHING) }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    deep: u8,
}

type Read<T> = Result<T, Unreadable>;

impl<'de> Reader<'de> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// The first byte of what comes next.
    fn next(&mut self) -> Read<u8> {
        self.space();
        self.byte().ok_or(NOTHING)
    }

    /// Passes a sign when it comes next.
    fn passes(&mut self, sign: u8) -> Read<bool> {
        let there = self.next()? == sign;
        self.at += usize::from(there);
        Ok(there)
    }

    fn must_pass(&mut self, sign: u8) -> Read<()> {
        if self.passes(sign)? { Ok(()) } else { Err(NOTHING) }
    }

    fn word(&mut self, word: &str) -> Read<()> {
        self.space();
        let there = self.text[self.at..].starts_with(word);
        self.at += word.len();
        if there { Ok(()) } else { Err(NOTHING) }
    }

    fn string(&mut self) -> Read<Cow<'de, str>> {
        self.must_pass(b'"')?;
        let mut whole = Cow::Borrowed("");
        loop {
            let begun = self.at;
            while !matches!(self.byte().ok_or(NOTHING)?, b'"' | b'\\') {
                self.at += 1;
            }
            let piece = &self.text[begun..self.at];
            if whole.is_empty() {
                whole = Cow::Borrowed(piece)
            } else {
                whole.to_mut().push_str(piece)
            }
            self.at += 1;
            if self.text.as_bytes()[self.at - 1] == b'"' {
                return Ok(whole);
            }
            let meant = self.escaped()?;
            whole.to_mut().push(meant);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Read<char> {
        let sign = self.byte().ok_or(NOTHING)?;
        self.at += 1;
        Ok(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.four_digits()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or(NOTHING);
                }
                self.word("\\u")?;
                let second = self.four_digits()?.checked_sub(0xdc00).ok_or(NOTHING)?;
                char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second).ok_or(NOTHING)?
            }
            _ => return Err(NOTHING),
        })
    }

    fn four_digits(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(NOTHING)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| NOTHING)
    }

    /// The signs of a number.
    fn number(&mut self) -> Read<&'de str> {
        self.space();
        let begun = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        if begun == self.at { Err(NOTHING) } else { Ok(&self.text[begun..self.at]) }
    }

    /// What stands between two brackets, read by `inner`.
    fn between<T>(&mut self, open: u8, close: u8, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.must_pass(open)?;
        self.deep += 1;
        if self.deep > DEEPEST {
            return Err(NOTHING);
        }
        let value = inner(self)?;
        self.deep -= 1;
        self.must_pass(close)?;
        Ok(value)
    }

    fn map<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.between(b'{', b'}', |reader| visitor.visit_map(Members { reader, close: b'}', begun: false }))
    }

    fn seq<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.between(b'[', b']', |reader| visitor.visit_seq(Members { reader, close: b']', begun: false }))
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.next()? {
            b'{' => self.map(visitor),
            b'[' => self.seq(visitor),
            b'"' => visitor.visit_str(&self.string()?),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let number = self.number()?;
        match number.parse::<i64>() {
            Ok(number) => visitor.visit_i64(number),
            // No type of the model holds a fraction or a larger number: it can only be of a later
            // version, where it is passed over.
            Err(_) => visitor.visit_unit(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let is = self.next()? == b't';
        self.word(if is { "true" } else { "false" })?;
        visitor.visit_bool(is)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.next()? == b'n' {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.next()? == b'"' {
            return visitor.visit_enum((&*self.string()?).into_deserializer());
        }
        self.between(b'{', b'}', |reader| visitor.visit_enum(Variant { reader }))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let mut open = 0u32;
        loop {
            match self.next()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1).ok_or(NOTHING)?;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => self.at += 1,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => drop(self.number()?),
            }
            if open == 0 {
                return visitor.visit_unit();
            }
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! { i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit_struct tuple_struct }
}

/// The members of an object or a list.
struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    begun: bool,
}

impl Members<'_, '_> {
    /// Whether there is another one; its comma is passed.
    fn more(&mut self) -> Read<bool> {
        if self.reader.next()? == self.close {
            return Ok(false);
        }
        if self.begun {
            self.reader.must_pass(b',')?;
        }
        self.begun = true;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.reader.must_pass(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant with what it carries: `{"received": …}`.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        self.reader.must_pass(b':')?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        self.reader.word("null")
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.reader.seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.reader.map(visitor)
    }
}

#[cfg(test)]
mod tests;
