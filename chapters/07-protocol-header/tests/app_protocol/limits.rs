//! What a decoder refuses, and when: as soon as it can be known, and before any memory
//! is taken for it.

use app_protocol::json::ErrorKind;
use app_protocol::{Decoder, Error, HEADER_LIMIT, Limits, Message};

const LIMITS: Limits = Limits {
    header: HEADER_LIMIT,
    content: 1000,
};

/// A header of which `field` has another value, or none.
fn header(field: &str, value: &str) -> String {
    let fields = [
        ("byteorder", r#""little""#),
        ("content-type", r#""text/json""#),
        ("content-encoding", r#""utf-8""#),
        ("content-length", "0"),
    ];
    let written = fields
        .iter()
        .map(|&(name, usual)| (name, if name == field { value } else { usual }))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("\"{name}\": {value}"));
    format!("{{{}}}", written.collect::<Vec<_>>().join(", "))
}

/// What comes of a header, before any content.
fn decode(header: &[u8]) -> Result<Option<Message>, Error> {
    let prefix = u16::try_from(header.len()).unwrap().to_be_bytes();
    Decoder::new(LIMITS).feed(&mut [&prefix, header].concat().as_slice())
}

fn length(value: &str) -> Result<Option<Message>, Error> {
    decode(header("content-length", value).as_bytes())
}

#[test]
fn a_length_is_digits() {
    assert!(
        length("0")
            .unwrap()
            .is_some_and(|message| message.content.is_empty())
    );
    for wanted in ["1", "999", "1000"] {
        assert_eq!(length(wanted), Ok(None), "{wanted}");
    }
    for wrong in [
        "-1",
        "-2",
        "-0",
        "true",
        "null",
        "\"5\"",
        "1.0",
        "1e3",
        "1E+3",
        "[5]",
        "{}",
        "18446744073709551616", // 2^64
    ] {
        let got = wrong.to_owned();
        assert_eq!(length(wrong), Err(Error::NotALength { got }));
    }
}

#[test]
fn a_length_over_the_limit_is_refused_before_its_content() {
    for over in [
        1001,
        1 << 32,
        (1 << 32) + 1, // which is 1 to a program that keeps 32 bits
        1_000_000_000_000,
        1 << 63,
        u64::MAX,
    ] {
        assert_eq!(
            length(&over.to_string()),
            Err(Error::ContentTooLong {
                limit: 1000,
                got: over
            })
        );
    }
}

#[test]
fn a_length_that_isnt_json_is_no_header() {
    for wrong in ["05", "+5", "0x5", "NaN", "Infinity", "5,", "."] {
        let error = length(wrong).unwrap_err();
        assert!(matches!(error, Error::Json(_)), "{wrong}: {error:?}");
    }
}

#[test]
fn a_header_over_the_limit_is_refused_by_its_prefix() {
    for (length, is_taken) in [(0, false), (1, true), (4096, true)] {
        let decoded =
            Decoder::new(LIMITS).feed(&mut u16::to_be_bytes(length).as_slice());
        // Of nothing there is nothing to wait for.
        assert_eq!(decoded.is_ok(), is_taken, "{length}");
    }
    for length in [4097, 0x7fff, 0x8000, 65_535] {
        let decoded =
            Decoder::new(LIMITS).feed(&mut u16::to_be_bytes(length).as_slice());
        assert_eq!(
            decoded,
            Err(Error::HeaderTooLong {
                limit: 4096,
                got: length.into()
            })
        );
    }
    // At the limit it is a header like others, here with spaces.
    let usual = header("content-length", "0");
    let padded = format!("{usual}{}", " ".repeat(4096 - usual.len()));
    assert!(decode(padded.as_bytes()).unwrap().is_some());
}

#[test]
fn each_field_has_to_be_there_and_of_its_type() {
    for field in [
        "byteorder",
        "content-type",
        "content-encoding",
        "content-length",
    ] {
        let missing = decode(header(field, "").as_bytes());
        assert_eq!(missing, Err(Error::Missing { field }));
        if field != "content-length" {
            for wrong in ["5", "null", "true", "[]", "{}"] {
                let decoded = decode(header(field, wrong).as_bytes());
                assert_eq!(decoded, Err(Error::NotText { field }));
            }
        }
    }
}

#[test]
fn the_byte_order_is_one_of_two() {
    for known in [r#""little""#, r#""big""#] {
        assert!(decode(header("byteorder", known).as_bytes()).is_ok());
    }
    for got in ["", "Little", "middle"] {
        let decoded = decode(header("byteorder", &format!("{got:?}")).as_bytes());
        let got = got.to_owned();
        assert_eq!(decoded, Err(Error::UnknownByteOrder { got }));
    }
}

#[test]
fn text_is_utf_8_and_binary_is_anything() {
    for got in ["utf-16", "UTF-8", "utf8", "binary", ""] {
        let text = header("content-encoding", &format!("{got:?}"));
        let decoded = decode(text.as_bytes());
        let got = got.to_owned();
        assert_eq!(decoded, Err(Error::UnknownEncoding { got }));
        for other in ["text/plain", "Text/JSON", "text/json; charset=utf-8"] {
            let other = text.replace("text/json", other);
            let message = decode(other.as_bytes()).unwrap().unwrap();
            assert!(!message.is_json(), "{other}");
        }
    }
}

#[test]
fn a_header_is_one_strict_object() {
    let usual = header("content-length", "0");
    let not_json = [
        (
            usual.replace("\"byteorder\"", "\"content-type\""),
            ErrorKind::DuplicateName,
        ),
        (
            usual.replace("\"byteorder\"", r#""content\u002dtype""#),
            ErrorKind::DuplicateName,
        ),
        (format!("{usual}{usual}"), ErrorKind::Trailing),
        ("[".repeat(4096), ErrorKind::TooDeep),
        (usual.replace("little", r"\xlittle"), ErrorKind::NotAnEscape),
        (String::new(), ErrorKind::Ended),
    ];
    for (text, kind) in not_json {
        let error = decode(text.as_bytes()).unwrap_err();
        assert!(
            matches!(&error, Error::Json(json) if json.kind() == kind),
            "{text}: {error:?}"
        );
    }
    for other in ["[]", "null", "0", "\"{}\"", " true "] {
        assert_eq!(decode(other.as_bytes()), Err(Error::NotAnObject), "{other}");
    }
    for not_text in [
        &b"{\"a\xff\":1}"[..],
        b"\xef\xbb\xbf{}",
        b"{\"\xed\xa0\x80\":1}",
    ] {
        let error = decode(not_text).unwrap_err();
        assert!(matches!(error, Error::Json(_)), "{error:?}");
    }
}

#[test]
fn what_is_refused_is_told_in_short_and_harms_no_terminal() {
    let long = format!("\"\\u001b[2J{}\"", "x".repeat(2000));
    let error = decode(header("byteorder", &long).as_bytes()).unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with(r#"byteorder is "\u{1b}[2Jxxx"#), "{told}");
    assert!(told.len() < 150, "{told}");

    let field = "\u{1b}[2J".to_owned();
    let told = Error::Twice { field }.to_string();
    assert_eq!(told, r"the header has \u{1b}[2J twice");
}

#[test]
fn what_would_be_refused_is_not_written() {
    let mut bytes = b"before".to_vec();
    let usual = || Message::binary("any", Vec::new());

    let mut message = usual();
    let twice = ["a", "a"].map(|name| (name.to_owned(), "x".into()));
    message.header.others = twice.into();
    let field = "a".to_owned();
    assert_eq!(message.encode(&mut bytes), Err(Error::Twice { field }));

    let mut message = usual();
    let field = "content-length".to_owned();
    message.header.others.push((field.clone(), 5.into()));
    assert_eq!(message.encode(&mut bytes), Err(Error::Twice { field }));

    let mut message = usual();
    message.header.content_type = "text/json".to_owned();
    let got = "binary".to_owned();
    assert_eq!(
        message.encode(&mut bytes),
        Err(Error::UnknownEncoding { got })
    );

    let mut message = usual();
    message.header.content_type = "x".repeat(65_536);
    let error = message.encode(&mut bytes).unwrap_err();
    let is_too_long = matches!(error, Error::HeaderTooLong { limit: 65_535, got } if got > 65_535);
    assert!(is_too_long, "{error:?}");

    assert_eq!(bytes, b"before");
}

#[test]
fn a_content_of_64_mib_is_taken_by_whoever_wants_it() {
    let length = 64 * 1024 * 1024;
    let message = Message::binary("any", vec![7; length]);
    let mut bytes = Vec::new();
    message.encode(&mut bytes).unwrap();
    let got = length as u64;
    let refused = Decoder::new(Limits::default()).feed(&mut bytes.as_slice());
    let limit = Limits::default().content;
    assert_eq!(refused, Err(Error::ContentTooLong { limit, got }));

    let mut decoder = Decoder::new(Limits {
        content: length,
        ..Limits::default()
    });
    let mut pieces = bytes.chunks(16 * 1024);
    let decoded = pieces.find_map(|mut piece| decoder.feed(&mut piece).unwrap());
    assert!(decoded == Some(message));
    assert!(pieces.next().is_none());
}
