//! The writer: from a value to a text.

use std::fmt;

use super::plain::plain_length;
use super::value::Value;

impl Value<'_> {
    /// Writes the value behind what `text` has already: without spaces, in UTF-8, and
    /// with no more escapes than it needs. `Display` writes the same.
    pub fn write_to(&self, text: &mut Vec<u8>) {
        match self {
            Value::Null => text.extend_from_slice(b"null"),
            Value::Bool(true) => text.extend_from_slice(b"true"),
            Value::Bool(false) => text.extend_from_slice(b"false"),
            Value::Number(number) => {
                text.extend_from_slice(number.as_str().as_bytes())
            }
            Value::String(string) => write_string(string, text),
            Value::Array(elements) => {
                text.push(b'[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        text.push(b',');
                    }
                    element.write_to(text);
                }
                text.push(b']');
            }
            Value::Object(object) => {
                text.push(b'{');
                for (index, (name, value)) in object.iter().enumerate() {
                    if index > 0 {
                        text.push(b',');
                    }
                    write_name(name, text);
                    value.write_to(text);
                }
                text.push(b'}');
            }
        }
    }
}

/// What stands before the value in an object.
pub(crate) fn write_name(name: &str, text: &mut Vec<u8>) {
    write_string(name, text);
    text.push(b':');
}

/// RFC 8259, section 7: a quote, a backslash and control characters are escaped.
pub(crate) fn write_string(string: &str, text: &mut Vec<u8>) {
    let mut rest = string.as_bytes();
    text.reserve(rest.len().saturating_add(2)); // with its quotes
    text.push(b'"');
    while let Some((plain, behind)) = rest.split_at_checked(plain_length(rest)) {
        text.extend_from_slice(plain);
        let Some((&special, behind)) = behind.split_first() else {
            break;
        };
        match special {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', special]),
            0x8 => text.extend_from_slice(br"\b"),
            0xc => text.extend_from_slice(br"\f"),
            b'\n' => text.extend_from_slice(br"\n"),
            b'\r' => text.extend_from_slice(br"\r"),
            b'\t' => text.extend_from_slice(br"\t"),
            _ => text.extend_from_slice(format!(r"\u{special:04x}").as_bytes()),
        }
        rest = behind;
    }
    text.push(b'"');
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        self.write_to(&mut text);
        formatter.write_str(&String::from_utf8_lossy(&text)) // and nothing is lost
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "numbers of a test, and not of a peer"
)]
mod tests {
    use tcp_vs_udp::random::Random;

    use super::super::{Object, Value, parse};

    #[test]
    fn nothing_is_escaped_that_neednt_be() {
        let text = "\u{0}\u{1f} \"\\/\u{7f}é\u{2028}😀\u{8}\u{c}\n\r\t";
        let expected = r#""\u0000\u001f \"\\/"#.to_owned()
            + "\u{7f}é\u{2028}😀"
            + r#"\b\f\n\r\t""#;
        assert_eq!(Value::from(text).to_string(), expected);
    }

    #[test]
    fn what_is_written_stands_behind_what_was_there() {
        let mut text = b"> ".to_vec();
        Value::from(7).write_to(&mut text);
        assert_eq!(text, b"> 7");
    }

    fn string(random: &mut Random) -> String {
        let length = random.next_number() % 20;
        let character = |_| {
            let range =
                [0x20, 0x80, 0x800, 0x11_0000][(random.next_number() % 4) as usize];
            char::from_u32((random.next_number() % range) as u32)
                .unwrap_or('\u{fffd}')
        };
        (0..length).map(character).collect()
    }

    fn value(random: &mut Random, levels: u32) -> Value<'static> {
        let count = random.next_number() % 5;
        match random.next_number() % if levels == 0 { 5 } else { 7 } {
            0 => Value::Null,
            1 => random.happens(50).into(),
            2 => random.next_number().into(),
            3 => {
                let digits = random.next_number() % 1_000;
                let text = format!("-{digits}.{digits:03}E+{digits}");
                parse(text.as_bytes()).unwrap().into_owned()
            }
            4 => string(random).into(),
            5 => (0..count)
                .map(|_| value(random, levels - 1))
                .collect::<Vec<_>>()
                .into(),
            _ => (0..count)
                .map(|_| (string(random), value(random, levels - 1)))
                .collect::<Object<'_>>()
                .into(),
        }
    }

    #[test]
    fn whatever_is_written_is_read_back() {
        let mut random = Random::new(8259);
        for _ in 0..if cfg!(miri) { 30 } else { 20_000 } {
            let value = value(&mut random, 4);
            let text = value.to_string();
            assert_eq!(parse(text.as_bytes()).as_ref(), Ok(&value), "{text}");
            assert_eq!(parse(text.as_bytes()).unwrap().into_owned(), value);
        }
    }
}
