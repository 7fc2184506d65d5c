//! What tells where a body ends.

use super::{Expected, Row};
use crate::status::Status;

pub(super) fn rows() -> Vec<Row> {
    [lengths(), both(), codings()].concat()
}

/// These fields, and a body of which readers may think one thing or the other.
fn fields(name: &'static str, section: &'static str, fields: &[u8]) -> Row {
    let start = b"POST / HTTP/1.1\r\nHost: x\r\n".as_slice();
    let bytes = [start, fields, b"\r\n0\r\n\r\n"].concat();
    Row::new(name, section, Expected::Refused(Status::BAD_REQUEST), bytes)
}

fn lengths() -> Vec<Row> {
    let row = |name, value: &[u8]| {
        let line = [b"Content-Length: ", value, b"\r\n"].concat();
        fields(name, "9110, 8.6", &line)
    };
    let two = |name, values: [&str; 2]| {
        let [one, other] = values;
        let lines = format!("Content-Length: {one}\r\nContent-length: {other}\r\n");
        fields(name, "9112, 6.3", lines.as_bytes())
    };
    vec![
        row("a length with a plus", b"+5"),
        row("a length below zero", b"-1"),
        row("a length of minus zero", b"-0"),
        row("no length", b""),
        row("a length with two numbers", b"5 5"),
        row("the same length twice in a field", b"5, 5"),
        row("two lengths in a field", b"5, 6"),
        row("a length with a comma", b"5,"),
        row("a length in hexadecimal", b"0x5"),
        row("a length with hexadecimal digits", b"5a"),
        row("a length with a fraction", b"5.0"),
        row("a length with an exponent", b"5e0"),
        row("a length in words", b"five"),
        row("a length in quotes", b"\"5\""),
        row("a length with a semicolon", b"5;"),
        row("a length with an underscore", b"1_0"),
        row("a length in Arabic digits", b"\xd9\xa5"),
        row("a length with a vertical tab", b"\x0b5"),
        row("a length with a space of HTML", b"\xa05"),
        row("a length of 2^63", b"9223372036854775808"),
        row("a length of 2^64", b"18446744073709551616"),
        row("a length of 2^64 + 5", b"18446744073709551621"),
        row(
            "a length of 10^40",
            &[b"1".as_slice(), &[b'0'; 40]].concat(),
        ),
        two("the same length twice", ["5", "5"]),
        two("two lengths", ["5", "6"]),
        two("two lengths, one of them 0", ["0", "5"]),
        two("a length, and none", ["5", ""]),
    ]
}

fn both() -> Vec<Row> {
    let row = |name, lines: &[u8]| fields(name, "9112, 6.1", lines);
    let old = b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let expected = Expected::Refused(Status::BAD_REQUEST);
    vec![
        row(
            "a length, and a coding",
            b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        ),
        row(
            "a coding, and a length",
            b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        ),
        row(
            "a length of 0, and a coding",
            b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        ),
        row(
            "a length, and a coding that nobody has",
            b"Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n",
        ),
        row(
            "a length, and no coding",
            b"Content-Length: 5\r\nTransfer-Encoding:\r\n",
        ),
        row(
            "a bad length, and a coding",
            b"Content-Length: x\r\nTransfer-Encoding: chunked\r\n",
        ),
        Row::new("a coding in HTTP/1.0", "9112, 6.1", expected, old),
    ]
}

fn codings() -> Vec<Row> {
    let row = |name, section, value: &[u8]| {
        let line = [b"Transfer-Encoding: ", value, b"\r\n"].concat();
        fields(name, section, &line)
    };
    let last = |name, value: &[u8]| row(name, "9112, 6.3", value);
    let known = |name, value: &[u8]| Row {
        expected: Expected::Refused(Status::NOT_IMPLEMENTED),
        ..row(name, "9112, 6.1", value)
    };
    let twice = b"chunked\r\nTransfer-Encoding: chunked";
    let identity = b"chunked\r\nTransfer-Encoding: identity";
    let gzip = b"gzip\r\nTransfer-Encoding: chunked";
    vec![
        last("no coding", b""),
        last("a coding that nobody has", b"xchunked"),
        last("a coding with a letter too many", b"chunkedx"),
        last("identity", b"identity"),
        last("gzip", b"gzip"),
        last("chunked, and then gzip", b"chunked, gzip"),
        last("chunked, and then identity", b"chunked, identity"),
        last("chunked, and then identity, in two fields", identity),
        row("chunked twice", "9112, 7.1", b"chunked, chunked"),
        row("chunked in two fields", "9112, 7.1", twice),
        row(
            "chunked, gzip, chunked",
            "9112, 7.1",
            b"chunked, gzip, chunked",
        ),
        row("chunked with a parameter", "9112, 7.1", b"chunked;a=1"),
        last("chunked in quotes", b"\"chunked\""),
        last("a comma before chunked", b", chunked"),
        last("a comma behind chunked", b"chunked,"),
        last("a space in chunked", b"chun ked"),
        last("a vertical tab before chunked", b"\x0bchunked"),
        last("a NUL behind chunked", b"chunked\0"),
        last("a space of HTML before chunked", b"\xa0chunked"),
        last("a colon before chunked", b": chunked"),
        last("a letter that looks like one", b"\xd1\x81hunked"),
        known("gzip before chunked", b"gzip, chunked"),
        known("identity before chunked", b"identity, chunked"),
        known("what nobody has before chunked", b"cow, chunked"),
        known("gzip before chunked, in two fields", gzip),
    ]
}
