//! A frame for a reader.

use std::io::{self, Write};

use super::dump::Rows;
use super::{Fault, Frame, Paint, header_length};
use crate::error::excerpt;
use crate::json::{self, Value};
use crate::{Error, Message, Part};

/// How many fields of a part are shown: more than any header of this book has.
const MOST_FIELDS: usize = 20;

impl Frame<'_> {
    /// Writes each part: what it is, where it stands, and what is in it.
    ///
    /// # Errors
    /// `out` can't be written.
    pub fn write(&self, paint: Paint, out: &mut impl Write) -> io::Result<()> {
        let fault = self.fault();
        let mut offset = self.offset;
        for part in [Part::Prefix, Part::Header, Part::Content] {
            let bytes = self.bytes(part);
            if let Some(label) = self.label(part) {
                writeln!(out, "{}", paint.part(part, label))?;
            }
            let fault = fault.as_ref().filter(|fault| fault.part == part);
            let rows = Rows {
                part,
                bytes,
                offset,
                mark: fault.and_then(|fault| fault.index),
            };
            rows.write(paint, out)?;
            if self.is_json(part) {
                write_fields(part, bytes, out)?;
            }
            if let Some(Fault { text, .. }) = fault {
                writeln!(out, "{}", paint.wrong(format_args!("wrong: {text}")))?;
            }
            offset = offset.saturating_add(bytes.len());
        }
        Ok(())
    }

    /// Whether a part says that it's JSON.
    fn is_json(&self, part: Part) -> bool {
        match part {
            Part::Prefix => false,
            Part::Header => true,
            Part::Content => self.decoded.as_ref().is_ok_and(Message::is_json),
        }
    }

    /// What a part is, unless nothing is there of it.
    fn label(&self, part: Part) -> Option<String> {
        let come = self.bytes(part).len();
        Some(match part {
            Part::Prefix => match header_length(self.prefix) {
                Some(length) => format!("prefix: the header has {}", bytes(length)),
                None => format!("prefix: {} of 2", bytes(come)),
            },
            Part::Header => match header_length(self.prefix)? {
                length if length == come => format!("header: {}", bytes(come)),
                _ if come == 0 => return None,
                length => format!("header: {} of {length}", bytes(come)),
            },
            Part::Content => match &self.decoded {
                Ok(_) if self.is_json(part) => {
                    format!("content: {} of JSON", bytes(come))
                }
                Ok(_) => format!("content: {}", bytes(come)),
                Err(_) if come == 0 => return None,
                Err(Error::Truncated { of, .. }) => {
                    format!("content: {} of {of}", bytes(come))
                }
                Err(_) => format!("what follows: {}", bytes(come)),
            },
        })
    }
}

/// The fields of a part that is a JSON object, in the order in which they stand there.
fn write_fields(part: Part, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    let Ok(Value::Object(fields)) = json::parse(bytes) else {
        return Ok(());
    };
    for (name, value) in fields.iter().take(MOST_FIELDS) {
        let meaning = match part {
            Part::Header => meaning(name),
            _ => "",
        };
        let (name, value) = (excerpt(name), excerpt(&value.to_string()));
        let line = format!("{name:<16}  {value:<11}  {meaning}");
        writeln!(out, "        {}", line.trim_end())?;
    }
    match fields.iter().len().saturating_sub(MOST_FIELDS) {
        0 => Ok(()),
        left_out => writeln!(out, "        … {left_out} more …"),
    }
}

/// What a field of the header says.
fn meaning(field: &str) -> &'static str {
    match field {
        "byteorder" => "of the sender's processor",
        "content-length" => "in bytes",
        "content-type" => "what the content is",
        "content-encoding" => "how text is written",
        _ => "kept, and not used here",
    }
}

fn bytes(count: usize) -> String {
    let noun = if count == 1 { "byte" } else { "bytes" };
    format!("{count} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::dissect;

    /// What is written of each message of a stream.
    fn shown(stream: &[u8]) -> String {
        painted(Paint::Plain, stream)
    }

    fn painted(paint: Paint, stream: &[u8]) -> String {
        let mut out = Vec::new();
        for frame in dissect(stream) {
            frame.write(paint, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    /// A frame with this header and content, right or wrong.
    fn frame(header: &str, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(header.len()).unwrap().to_be_bytes();
        [&length, header.as_bytes(), content].concat()
    }

    #[test]
    fn a_message_is_shown_part_by_part() {
        let header = r#"{"id": 7, "content-length": 13, "byteorder": "big", "content-type": "text/json", "content-encoding": "utf-8"}"#;
        let content = r#"{"a": "🐶"}"#;
        let expected = r#"prefix: the header has 109 bytes
     0  00 6d                         |.m|
header: 109 bytes
     2  7b 22 69 64 22 3a 20 37 2c 20 |{"id": 7, |
    12  22 63 6f 6e 74 65 6e 74 2d 6c |"content-l|
    22  65 6e 67 74 68 22 3a 20 31 33 |ength": 13|
    32  2c 20 22 62 79 74 65 6f 72 64 |, "byteord|
    42  65 72 22 3a 20 22 62 69 67 22 |er": "big"|
    52  2c 20 22 63 6f 6e 74 65 6e 74 |, "content|
    62  2d 74 79 70 65 22 3a 20 22 74 |-type": "t|
    72  65 78 74 2f 6a 73 6f 6e 22 2c |ext/json",|
    82  20 22 63 6f 6e 74 65 6e 74 2d | "content-|
    92  65 6e 63 6f 64 69 6e 67 22 3a |encoding":|
   102  20 22 75 74 66 2d 38 22 7d    | "utf-8"}|
        id                7            kept, and not used here
        content-length    13           in bytes
        byteorder         "big"        of the sender's processor
        content-type      "text/json"  what the content is
        content-encoding  "utf-8"      how text is written
content: 13 bytes of JSON
   111  7b 22 61 22 3a 20 22 f0 9f 90 |{"a": "...|
   121  b6 22 7d                      |."}|
        a                 "🐶"
"#;
        assert_eq!(shown(&frame(header, content.as_bytes())), expected);
    }

    #[test]
    fn what_there_is_of_a_message_is_shown() {
        let lines = |stream: &[u8]| -> Vec<String> {
            let shown = shown(stream);
            let lines = shown.lines().filter(|line| !line.starts_with(' '));
            lines.map(str::to_owned).collect()
        };
        let cut = |part, got, of| {
            format!("wrong: {}", Error::Truncated { part, got, of })
        };
        assert!(lines(b"").is_empty());
        let wrong = cut(Part::Prefix, 1, 2);
        assert_eq!(lines(b"\0"), ["prefix: 1 byte of 2", &wrong]);
        let prefix = "prefix: the header has 5 bytes";
        let wrong = cut(Part::Header, 0, 5);
        assert_eq!(lines(b"\0\x05"), [prefix, &wrong]);
        let wrong = cut(Part::Header, 1, 5);
        assert_eq!(lines(b"\0\x05{"), [prefix, "header: 1 byte of 5", &wrong]);
        assert_eq!(
            lines(b"\0\x02[]z"),
            [
                "prefix: the header has 2 bytes",
                "header: 2 bytes",
                &format!("wrong: {}", Error::NotAnObject),
                "what follows: 1 byte"
            ]
        );
        let mut whole = Vec::new();
        let message = Message::binary("any", b"hello".to_vec());
        message.encode(&mut whole).unwrap();
        assert_eq!(lines(&whole)[2..], ["content: 5 bytes"]);
        let wrong = cut(Part::Content, 4, 5);
        whole.pop();
        assert_eq!(lines(&whole)[2..], ["content: 4 bytes of 5", &wrong]);
    }

    #[test]
    fn colours_change_nothing_else_and_end_within_their_line() {
        let stream = frame("{\"\u{9b}31m\": 1}", b"\x1b[31m");
        let coloured = painted(Paint::Colours, &stream);
        let mut plain = coloured.clone();
        for colour in ["[33m", "[36m", "[32m", "[31m", "[0m"] {
            plain = plain.replace(&format!("\x1b{colour}"), "");
        }
        assert_eq!(plain, shown(&stream));
        for line in coloured.lines() {
            let ends = line.matches("\x1b[0m").count();
            assert_eq!(line.matches("\x1b[").count(), 2 * ends, "{line:?}");
        }
    }

    #[test]
    fn fields_are_those_of_json_and_not_too_many() {
        let shown_of = |message: &Message| {
            let mut stream = Vec::new();
            message.encode(&mut stream).unwrap();
            shown(&stream)
        };
        let fields = |count: u64| {
            let fields = (0..count).map(|n| (format!("field {n}"), Value::from(n)));
            Value::Object(fields.collect())
        };
        let most = shown_of(&Message::json(&fields(20)));
        assert!(most.ends_with("        field 19          19\n"), "{most}");
        let more = shown_of(&Message::json(&fields(21)));
        assert!(more.ends_with("        … 1 more …\n"), "{more}");
        let binary = fields(1).to_string().into_bytes();
        let binary = shown_of(&Message::binary("any", binary));
        assert!(binary.ends_with("|:0}|\n"), "{binary}");
    }

    #[test]
    fn names_and_values_of_a_peer_are_shortened_and_printable() {
        let header = format!("{{\"\u{9b}31m\":\"{}\"}}", "a".repeat(100));
        let shown = shown(&frame(&header, b""));
        let value = format!("  \"{}…  kept", "a".repeat(39));
        assert!(shown.contains("        \\u{9b}31m  "), "{shown}");
        assert!(shown.contains(&value), "{shown}");
        assert!(!shown.contains('\u{9b}'));
    }
}
