//! Header fields.

use super::{Expected, Row};
use crate::limits::{FIELDS_LIMIT, HEADERS_LIMIT};
use crate::status::Status;

pub(super) fn rows() -> Vec<Row> {
    [names(), lines(), values(), ends(), limits()].concat()
}

/// These behind a `Host`.
fn fields(name: &'static str, section: &'static str, fields: &[u8]) -> Row {
    let start = b"GET / HTTP/1.1\r\nHost: x\r\n".as_slice();
    let bytes = [start, fields, b"\r\n"].concat();
    Row::new(name, section, Expected::Refused(Status::BAD_REQUEST), bytes)
}

fn names() -> Vec<Row> {
    let row = |name, text: &[u8]| fields(name, "9112, 5.1", text);
    vec![
        row("a space before the colon", b"A : 1\r\n"),
        row("a tab before the colon", b"A\t: 1\r\n"),
        row(
            "Transfer-Encoding with a space",
            b"Transfer-Encoding : chunked\r\n",
        ),
        row("Content-Length with a space", b"Content-Length : 5\r\n"),
        row("no name", b": 1\r\n"),
        row("a colon alone", b":\r\n"),
        row("no colon", b"A\r\n"),
        row("no colon, but an equals sign", b"A=1\r\n"),
        row("a name with a space", b"A B: 1\r\n"),
        row("a name with a bracket", b"A(B): 1\r\n"),
        row("a name in quotes", b"\"A\": 1\r\n"),
        row("a name with a slash", b"A/B: 1\r\n"),
        row("a name not in ASCII", b"\xc3\x84: 1\r\n"),
        row("a name with a NUL", b"A\0: 1\r\n"),
        row("a name with a DEL", b"A\x7f: 1\r\n"),
    ]
}

fn lines() -> Vec<Row> {
    let folded = |name, text: &[u8]| fields(name, "9112, 5.2", text);
    let first = b"GET / HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n".as_slice();
    let refused = Expected::Refused(Status::BAD_REQUEST);
    vec![
        folded("a value on two lines", b"A: 1\r\n 2\r\n"),
        folded("a value on two lines, with a tab", b"A: 1\r\n\t2\r\n"),
        folded(
            "a coding on two lines",
            b"Transfer-Encoding:\r\n chunked\r\n",
        ),
        folded("a length on two lines", b"Content-Length: 1\r\n 0\r\n"),
        folded("a line with a space alone", b"A: 1\r\n \r\n"),
        Row::new(
            "a space before the first field",
            "9112, 2.2",
            refused,
            first,
        ),
    ]
}

fn values() -> Vec<Row> {
    let row = |name, text: &[u8]| fields(name, "9110, 5.5", text);
    vec![
        row("a value with a NUL", b"A: 1\x002\r\n"),
        row("a value with a backspace", b"A: 1\x082\r\n"),
        row("a value with a vertical tab", b"A: 1\x0b2\r\n"),
        row("a value with a form feed", b"A: 1\x0c2\r\n"),
        row("a value with an escape", b"A: \x1b[2J\r\n"),
        row("a value with a DEL", b"A: 1\x7f\r\n"),
        row("a value with a carriage return", b"A: 1\r2\r\n"),
        row("a value with a line feed", b"A: 1\nB: 2\r\n"),
        row("a value that begins with a NUL", b"A:\0 1\r\n"),
        row("a host with a NUL", b"Host: x\0\r\n"),
    ]
}

fn ends() -> Vec<Row> {
    let end = |name, text: &[u8]| {
        let bytes = [b"GET / HTTP/1.1\r\nHost: x", text].concat();
        let expected = Expected::Refused(Status::BAD_REQUEST);
        Row::new(name, "9112, 2.2", expected, bytes)
    };
    vec![
        end("a line feed behind a field", b"\nA: 1\r\n\r\n"),
        end("a carriage return behind a field", b"\rA: 1\r\n\r\n"),
        end("a carriage return too many", b"\r\r\n\r\n"),
        end("line feeds end the head", b"\n\n"),
        end("a line feed ends the head", b"\r\n\n"),
        end("two carriage returns end the head", b"\r\n\r\r\n"),
    ]
}

fn limits() -> Vec<Row> {
    let large = |name, text: &[u8]| Row {
        expected: Expected::Refused(Status::REQUEST_HEADER_FIELDS_TOO_LARGE),
        ..fields(name, "6585, 5", text)
    };
    let over = HEADERS_LIMIT.saturating_add(1);
    let value = [b"A: ", &*vec![b'a'; over], b"\r\n"].concat();
    let name = [&*vec![b'A'; over], b": 1\r\n"].concat();
    let line = [b"A: ", &*vec![b'a'; 1020], b"\r\n"].concat();
    vec![
        large("a value too long", &value),
        large("a name too long", &name),
        large("fields that are too long together", &line.repeat(16)),
        large("one field too many", &b"A: 1\r\n".repeat(FIELDS_LIMIT)),
    ]
}
