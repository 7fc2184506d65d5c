//! First lines.

use super::{Expected, Row};
use crate::limits::REQUEST_LINE_LIMIT;
use crate::status::Status;

pub(super) fn rows() -> Vec<Row> {
    [wrong(), versions(), ends(), other_protocols(), limits()].concat()
}

fn bad(name: &'static str, section: &'static str, bytes: &[u8]) -> Row {
    Row::new(name, section, Expected::Refused(Status::BAD_REQUEST), bytes)
}

/// One with a `Host` behind it.
fn line(name: &'static str, section: &'static str, line: &[u8]) -> Row {
    bad(name, section, &[line, b"\r\nHost: x\r\n\r\n"].concat())
}

fn wrong() -> Vec<Row> {
    let part = |name, text: &[u8]| line(name, "9112, 3", text);
    let method = |name, text: &[u8]| line(name, "9110, 9.1", text);
    vec![
        part("no method", b" / HTTP/1.1"),
        part("a method alone", b"GET"),
        part("no version, as in HTTP/0.9", b"GET /"),
        part("no target", b"GET HTTP/1.1"),
        part("two spaces before the target", b"GET  / HTTP/1.1"),
        part("two spaces before the version", b"GET /  HTTP/1.1"),
        part("a tab before the target", b"GET\t/ HTTP/1.1"),
        part("a tab before the version", b"GET /\tHTTP/1.1"),
        part("a space before the method", b" GET / HTTP/1.1"),
        part("a space behind the version", b"GET / HTTP/1.1 "),
        part("a tab behind the version", b"GET / HTTP/1.1\t"),
        part("a space in the target", b"GET /a b HTTP/1.1"),
        method("a method with a bracket", b"GE(T / HTTP/1.1"),
        method("a method with a colon", b"GET: / HTTP/1.1"),
        method("a method with a comma", b"GET,POST / HTTP/1.1"),
        method("a method not in ASCII", b"GE\xcc / HTTP/1.1"),
        method("a method with a NUL", b"GE\0T / HTTP/1.1"),
        method(
            "a byte order mark before the method",
            b"\xef\xbb\xbfGET / HTTP/1.1",
        ),
    ]
}

fn versions() -> Vec<Row> {
    let version = |name, text: &[u8]| line(name, "9112, 2.3", text);
    let unknown = |name, text: &[u8]| Row {
        expected: Expected::Refused(Status::HTTP_VERSION_NOT_SUPPORTED),
        ..line(name, "9110, 15.6.6", text)
    };
    vec![
        version("http in small letters", b"GET / http/1.1"),
        version("one letter too few", b"GET / HTP/1.1"),
        version("one letter too many", b"GET / HTTPS/1.1"),
        version("a version without a slash", b"GET / HTTP1.1"),
        version("a version without a minor number", b"GET / HTTP/1."),
        version("a version with a major number alone", b"GET / HTTP/1"),
        version("a version with three numbers", b"GET / HTTP/1.1.1"),
        version("a minor number of two digits", b"GET / HTTP/1.10"),
        version("a major number of two digits", b"GET / HTTP/01.1"),
        version("a version with a comma", b"GET / HTTP/1,1"),
        version("a version with a sign", b"GET / HTTP/+1.1"),
        version("a version in letters", b"GET / HTTP/x.y"),
        version("a NUL behind the version", b"GET / HTTP/1.1\0"),
        version("another protocol's name", b"GET / ICE/1.0"),
        unknown("HTTP/2.0 in the form of 1.1", b"GET / HTTP/2.0"),
        unknown("HTTP/3.0 in the form of 1.1", b"GET / HTTP/3.0"),
        unknown("HTTP/0.9 in the form of 1.1", b"GET / HTTP/0.9"),
        unknown("HTTP/9.9", b"GET / HTTP/9.9"),
    ]
}

fn ends() -> Vec<Row> {
    let end = |name, bytes: &[u8]| bad(name, "9112, 2.2", bytes);
    vec![
        end("a line feed alone", b"GET / HTTP/1.1\nHost: x\r\n\r\n"),
        end(
            "line feeds alone throughout",
            b"GET / HTTP/1.1\nHost: x\n\n",
        ),
        end(
            "a carriage return alone",
            b"GET / HTTP/1.1\rHost: x\r\n\r\n",
        ),
        end(
            "two carriage returns",
            b"GET / HTTP/1.1\r\r\nHost: x\r\n\r\n",
        ),
        end(
            "a line feed before it",
            b"\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
        end(
            "two empty lines",
            b"\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
        end(
            "an empty line with a space",
            b" \r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
    ]
}

fn other_protocols() -> Vec<Row> {
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let expected = Expected::Refused(Status::HTTP_VERSION_NOT_SUPPORTED);
    vec![
        Row::new("the preface of HTTP/2", "9113, 3.4", expected, preface),
        bad(
            "a hello of TLS",
            "9112, 3",
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
        ),
        bad("a hello of SOCKS", "9112, 3", b"\x05\x01\x00"),
        bad("a mail server's client", "9112, 3", b"EHLO example.org\r\n"),
        bad("a response", "9112, 3", b"HTTP/1.1 200 OK\r\n\r\n"),
        bad("JSON", "9112, 3", b"{\"a\": 1}\r\n"),
    ]
}

fn limits() -> Vec<Row> {
    let over = REQUEST_LINE_LIMIT.saturating_add(1);
    let row = |name, status, [before, long, after]: [&[u8]; 3]| {
        let bytes = [before, long, after, b" HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
        Row::new(name, "9112, 3", Expected::Refused(status), bytes)
    };
    let target = |name, before| {
        row(name, Status::URI_TOO_LONG, [before, &vec![b'a'; over], b""])
    };
    let method = |name, length| {
        let long: &[u8] = &vec![b'A'; length];
        row(name, Status::NOT_IMPLEMENTED, [b"", long, b" /"])
    };
    vec![
        target("a path too long", b"GET /"),
        target("a query too long", b"GET /?"),
        method("a method of 33 letters", 33),
        method("a method too long for a line", over),
        row(
            "a line of spaces",
            Status::BAD_REQUEST,
            [b"", &vec![b' '; over], b""],
        ),
    ]
}
