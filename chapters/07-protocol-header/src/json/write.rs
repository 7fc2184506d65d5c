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
                    write_string(name, text);
                    text.push(b':');
                    value.write_to(text);
                }
                text.push(b'}');
            }
        }
    }
}

/// RFC 8259, section 7: a quote, a backslash and control characters are escaped.
fn write_string(string: &str, text: &mut Vec<u8>) {
    let mut rest = string.as_bytes();
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
