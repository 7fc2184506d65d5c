//! Bodies in chunks.

use super::{Expected, Row};
use crate::limits::{CHUNK_LINE_LIMIT, FIELDS_LIMIT, TRAILERS_LIMIT};
use crate::status::Status;

pub(super) fn rows() -> Vec<Row> {
    [sizes(), lines(), data(), trailers()].concat()
}

fn body(name: &'static str, section: &'static str, body: &[u8]) -> Row {
    let head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    let expected = Expected::RefusedInBody(Status::BAD_REQUEST);
    Row::new(name, section, expected, [head, body].concat())
}

fn sizes() -> Vec<Row> {
    let row = |name, size: &[u8]| {
        let chunk = [size, b"\r\nhello\r\n0\r\n\r\n"].concat();
        body(name, "9112, 7.1", &chunk)
    };
    vec![
        row("no size", b""),
        row("a size with a plus", b"+5"),
        row("a size below zero", b"-5"),
        row("a size with 0x", b"0x5"),
        row("a size with an h", b"5h"),
        row("a size with a fraction", b"5.0"),
        row("a size with an underscore", b"0_5"),
        row("a size in words", b"five"),
        row("a size not in ASCII", b"\xd9\xa5"),
        row("a space before a size", b" 5"),
        row("a space behind a size", b"5 "),
        row("a tab behind a size", b"5\t"),
        row("a space before an extension", b"5 ;a=1"),
        row("a size with a comma", b"5,5"),
        row("a size of 2^64", b"10000000000000000"),
        row("a size of 2^64 + 5", b"10000000000000005"),
        row("a size with 16 zeros", b"00000000000000005"),
        row("an extension without a size", b";a=1"),
    ]
}

fn lines() -> Vec<Row> {
    let row = |name, chunk: &[u8]| body(name, "9112, 7.1", chunk);
    let extension = |name, chunk: &[u8]| body(name, "9112, 7.1.1", chunk);
    let long = |length| [b"1;", &*vec![b'a'; length], b"\r\nx\r\n"].concat();
    vec![
        row("a line feed behind a size", b"5\nhello\r\n0\r\n\r\n"),
        row("a carriage return behind a size", b"5\rhello\r\n0\r\n\r\n"),
        row("a size with a NUL", b"5\0\r\nhello\r\n0\r\n\r\n"),
        extension("a line feed in an extension", b"5;a\nhello\r\n0\r\n\r\n"),
        extension(
            "a carriage return in an extension",
            b"5;\ra\r\nhello\r\n0\r\n\r\n",
        ),
        extension("a NUL in an extension", b"5;\0\r\nhello\r\n0\r\n\r\n"),
        extension("an extension too long", &long(CHUNK_LINE_LIMIT)),
        extension("extensions too long together", &long(250).repeat(70)),
        row("zeros without an end", &vec![b'0'; CHUNK_LINE_LIMIT + 2]),
    ]
}

fn data() -> Vec<Row> {
    let row = |name, chunks: &[u8]| body(name, "9112, 7.1", chunks);
    vec![
        row("no line end behind a chunk", b"5\r\nhello0\r\n\r\n"),
        row("a line feed behind a chunk", b"5\r\nhello\n0\r\n\r\n"),
        row("a carriage return behind a chunk", b"5\r\nhello\r0\r\n\r\n"),
        row(
            "two line ends behind a chunk",
            b"5\r\nhello\r\n\r\n0\r\n\r\n",
        ),
        row("a chunk longer than its size", b"4\r\nhello\r\n0\r\n\r\n"),
        row("a chunk shorter than its size", b"6\r\nhello\r\n0\r\n\r\n"),
        row("a last chunk below zero", b"5\r\nhello\r\n-0\r\n\r\n"),
        row(
            "a line feed behind the last chunk",
            b"5\r\nhello\r\n0\n\r\n",
        ),
        row("a line feed at the end", b"5\r\nhello\r\n0\r\n\n"),
        row(
            "something behind the last chunk",
            b"5\r\nhello\r\n0\r\nx\r\n\r\n",
        ),
    ]
}

fn trailers() -> Vec<Row> {
    let row = |name, section, fields: &[u8]| {
        let chunks = [b"0\r\n", fields, b"\r\n"].concat();
        body(name, section, &chunks)
    };
    let large = |name, fields: &[u8]| Row {
        expected: Expected::RefusedInBody(Status::REQUEST_HEADER_FIELDS_TOO_LARGE),
        ..row(name, "6585, 5", fields)
    };
    let value = [b"A: ", &*vec![b'a'; TRAILERS_LIMIT], b"\r\n"].concat();
    vec![
        row(
            "a space before a trailer's colon",
            "9112, 5.1",
            b"A : 1\r\n",
        ),
        row("a trailer without a colon", "9112, 5.1", b"A\r\n"),
        row("a trailer without a name", "9112, 5.1", b": 1\r\n"),
        row("a trailer on two lines", "9112, 5.2", b"A: 1\r\n 2\r\n"),
        row("a trailer with a NUL", "9110, 5.5", b"A: \0\r\n"),
        row("a line feed behind a trailer", "9112, 2.2", b"A: 1\n"),
        large("a trailer too long", &value),
        large("one trailer too many", &b"A:\r\n".repeat(FIELDS_LIMIT + 1)),
    ]
}
