//! Messages as Python programs send them, kept as bytes, so that the format can't
//! drift where there is no Python.

use std::collections::BTreeMap;

use app_protocol::{ByteOrder, Decoder, Limits, Message, json};

use crate::program;

/// A name and the bytes in hex, a message a line, made by `messages.py`.
const HEX: &str = include_str!("../golden/messages.hex");

/// What makes them.
const PYTHON: &str = include_str!("../golden/messages.py");

/// What a line of `messages.hex` decodes to.
struct Golden {
    name: &'static str,
    content_type: &'static str,
    content_encoding: &'static str,
    content: &'static [u8],
}

const TEXT: (&str, &str) = ("text/json", "utf-8");
const CLIENT: (&str, &str) = ("binary/custom-client-binary-type", "binary");
const SERVER: (&str, &str) = ("binary/custom-server-binary-type", "binary");
const OCTETS: (&str, &str) = ("application/octet-stream", "binary");
const ANY: (&str, &str) = ("any", "binary");

const fn golden(
    name: &'static str,
    (content_type, content_encoding): (&'static str, &'static str),
    content: &'static [u8],
) -> Golden {
    Golden {
        name,
        content_type,
        content_encoding,
        content,
    }
}

const RING: &[u8] = br#"{"action": "search", "value": "ring"}"#;
const MORPHEUS: &[u8] = br#"{"action": "search", "value": "morpheus"}"#;

#[rustfmt::skip] // a message a line
const MESSAGES: &[Golden] = &[
    golden("search", TEXT, MORPHEUS),
    golden("search-emoji", TEXT, r#"{"action": "search", "value": "🐶"}"#.as_bytes()),
    golden("search-escaped", TEXT, br#"{"action": "search", "value": "\ud83d\udc36"}"#),
    golden("search-nothing", TEXT, br#"{"action": "search", "value": ""}"#),
    golden("hit", TEXT, r#"{"result": "Asks whether you are ready. 🐰"}"#.as_bytes()),
    golden("miss", TEXT, br#"{"result": "No match for 'x'."}"#),
    golden("compact", TEXT, RING),
    golden("sorted", TEXT, RING),
    golden("indented", TEXT, RING),
    golden("binary", CLIENT, b"\x01\x02\xff\x00"),
    golden("binary-answer", SERVER, b"First 10 bytes of request: \x01\x02\xff\x00"),
    golden("every-byte", OCTETS, &every_byte()),
    golden("no-content", OCTETS, b""),
    golden("big-endian", ANY, b"\x00\x01"),
    golden("latin-1", ("text/plain", "latin-1"), b"gr\xfc\xdfe"),
    golden("more-fields", ANY, b"x"),
    golden("escaped-name", ("a/b🐶", "binary"), b""),
    golden("two-at-once", TEXT, MORPHEUS),
    golden("two-at-once", ANY, b"\x00"),
];

const fn every_byte() -> [u8; 256] {
    let mut bytes = [0; 256];
    let mut byte: u8 = 0;
    while byte < 255 {
        byte += 1;
        bytes[byte as usize] = byte;
    }
    bytes
}

/// Every golden message's name and bytes.
pub fn messages() -> BTreeMap<&'static str, Vec<u8>> {
    let lines = HEX.lines().map(|line| line.split_once(' ').unwrap());
    lines.map(|(name, hex)| (name, from_hex(hex))).collect()
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|two| str::from_utf8(two).unwrap())
        .map(|two| u8::from_str_radix(two, 16).unwrap())
        .collect()
}

fn decode(mut bytes: &[u8]) -> Vec<Message> {
    let mut decoder = Decoder::new(Limits::default());
    let messages =
        std::iter::from_fn(|| decoder.feed(&mut bytes).unwrap()).collect();
    decoder.finish().unwrap();
    messages
}

#[test]
fn what_python_programs_send_is_understood() {
    let mut expected = MESSAGES.iter();
    for line in HEX.lines() {
        let (name, hex) = line.split_once(' ').unwrap();
        for message in decode(&from_hex(hex)) {
            let golden = expected.next().unwrap();
            assert_eq!(golden.name, name);
            let header = &message.header;
            assert_eq!(header.content_type, golden.content_type, "{name}");
            assert_eq!(header.content_encoding, golden.content_encoding, "{name}");
            assert_eq!(message.content, golden.content, "{name}");
            let is_big = header.byte_order == ByteOrder::Big;
            assert_eq!(is_big, name == "big-endian", "{name}");
            let has_others = !header.others.is_empty();
            assert_eq!(has_others, name == "more-fields", "{name}");
        }
    }
    assert!(expected.next().is_none());
}

#[test]
fn fields_that_nobody_knows_are_kept_as_they_are() {
    let messages = decode(&messages()["more-fields"]);
    let others = &messages[0].header.others;
    let written = others
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    assert_eq!(
        written.collect::<Vec<_>>(),
        [
            "request-id: 17",
            r#"tags: ["a","🐶",null,true,{"deep":-2.5}]"#
        ]
    );
}

#[test]
fn a_message_that_is_written_again_is_the_same() {
    for (name, bytes) in messages() {
        let first = decode(&bytes);
        let mut again = Vec::new();
        for message in &first {
            message.encode(&mut again).unwrap();
        }
        assert_eq!(decode(&again), first, "{name}");
    }
}

/// The only bytes of ours that are compared as such.
#[test]
fn what_we_write_has_one_form() {
    let mut message = Message::json(&json::parse(RING).unwrap());
    message.header.byte_order = ByteOrder::Little;
    let mut bytes = Vec::new();
    message.encode(&mut bytes).unwrap();
    let header = r#"{"byteorder":"little","content-type":"text/json","content-encoding":"utf-8","content-length":34}"#;
    let content = r#"{"action":"search","value":"ring"}"#;
    let expected = format!("\0{}{header}{content}", '\u{60}');
    assert_eq!(
        bytes.escape_ascii().to_string(),
        expected.as_bytes().escape_ascii().to_string()
    );
}

#[test]
fn python_still_sends_these_bytes() {
    if let Some(python) = program::python(PYTHON) {
        let output = program::run(python);
        assert_eq!(program::stderr(&output), "");
        assert_eq!(program::stdout(&output).replace('\r', ""), HEX);
    }
}

#[test]
fn a_message_tells_the_byte_order_of_this_machine() {
    let expected = match 1_u16.to_ne_bytes() {
        [1, 0] => ByteOrder::Little,
        _ => ByteOrder::Big,
    };
    for message in [
        Message::binary("any", Vec::new()),
        Message::json(&json::Value::Null),
    ] {
        assert_eq!(message.header.byte_order, expected);
    }
}
