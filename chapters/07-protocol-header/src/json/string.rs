//! Strings: quotes, escapes, and the characters that JSON writes in two halves.

use std::borrow::Cow;

use super::error::{Error, ErrorKind};
use super::parse::Reader;
use super::plain::plain_length;

impl<'a> Reader<'a> {
    /// The string whose opening quote is next.
    // ANCHOR: string
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.advance(1);
        let plain = self.plain();
        if self.take(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while !self.take(b'"') {
            match self.peek() {
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.error(ErrorKind::ControlCharacter)),
                None => return Err(self.error(ErrorKind::Ended)),
            }
            text.push_str(self.plain());
        }
        Ok(Cow::Owned(text))
    }
    // ANCHOR_END: string

    /// Everything up to the next quote, backslash or control character.
    fn plain(&mut self) -> &'a str {
        let rest = self.rest();
        let length = plain_length(rest.as_bytes());
        self.advance(length);
        rest.get(..length).unwrap_or_default()
    }

    /// The character whose backslash is next.
    fn escape(&mut self) -> Result<char, Error> {
        let start = self.position();
        self.advance(1);
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let character = self.unicode()?;
                return character
                    .ok_or_else(|| Error::new(start, ErrorKind::LoneSurrogate));
            }
            Some(_) => return Err(Error::new(start, ErrorKind::NotAnEscape)),
            None => return Err(self.error(ErrorKind::Ended)),
        };
        self.advance(1);
        Ok(character)
    }

    /// The character whose `u` is next, and nothing for half of one.
    // ANCHOR: unicode
    fn unicode(&mut self) -> Result<Option<char>, Error> {
        let first = self.code_unit()?;
        let is_high_surrogate = (0xD800..0xDC00).contains(&first);
        let pair = if is_high_surrogate && self.rest().starts_with(r"\u") {
            self.advance(1);
            [first, self.code_unit()?]
        } else {
            [first, 0]
        };
        let character = char::decode_utf16(pair).next();
        Ok(character.and_then(Result::ok))
    }

    /// The four digits behind the `u` that is next.
    fn code_unit(&mut self) -> Result<u16, Error> {
        self.advance(1);
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().ok_or_else(|| self.error(ErrorKind::Ended))?;
            let digit = char::from(digit).to_digit(16);
            let digit = digit.ok_or_else(|| {
                self.error(ErrorKind::Expected("a hexadecimal digit"))
            })?;
            unit = (unit << 4) | digit as u16; // 15 at the most
            self.advance(1);
        }
        Ok(unit)
    }
    // ANCHOR_END: unicode
}

#[cfg(test)]
mod tests {
    use super::super::{Value, parse};
    use super::*;

    fn read(text: &str) -> Result<String, ErrorKind> {
        match parse(text.as_bytes()) {
            Ok(Value::String(text)) => Ok(text.into_owned()),
            Ok(other) => panic!("{other}"),
            Err(error) => Err(error.kind()),
        }
    }

    #[test]
    fn a_string_without_escapes_points_into_the_text() {
        let text = br#"{"name": "as it is", "other": "with \t one"}"#;
        let Ok(Value::Object(object)) = parse(text) else {
            panic!("not an object");
        };
        let within = |part: &str| text.as_ptr_range().contains(&part.as_ptr());
        for (name, value) in object {
            assert!(within(&name));
            let Value::String(value) = value else {
                panic!("not a string");
            };
            assert_eq!(matches!(value, Cow::Borrowed(_)), !value.contains('\t'));
            assert_eq!(matches!(value, Cow::Borrowed(_)), within(&value));
        }
    }

    #[test]
    fn each_character_may_be_written_in_digits() {
        let step = if cfg!(miri) { 4_099 } else { 1 };
        for character in ('\0'..=char::MAX).step_by(step) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            let escaped: String =
                units.iter().map(|unit| format!(r"\u{unit:04X}")).collect();
            assert_eq!(read(&format!("\"{escaped}\"")), Ok(character.to_string()));
        }
    }

    #[test]
    fn half_a_pair_is_no_character_wherever_it_stands() {
        let step = if cfg!(miri) { 251 } else { 1 };
        for half in (0xD800..0xE000).step_by(step) {
            let half = format!(r"\u{half:04x}");
            for text in [
                format!("\"{half}\""),
                format!("\"a{half}b\""),
                format!(r#""{half}\n""#),
                format!(r#""{half}\ud800""#),
                format!(r#""{half}\u0041""#),
                format!(r#""\ude00{half}""#),
            ] {
                assert_eq!(read(&text), Err(ErrorKind::LoneSurrogate), "{text}");
            }
        }
    }
}
