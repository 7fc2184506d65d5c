//! What may look wrong, and isn't.

use super::{Expected, Row};
use crate::limits::FIELDS_LIMIT;

pub(super) fn rows() -> Vec<Row> {
    [heads(), bodies()].concat()
}

fn right(name: &'static str, section: &'static str, bytes: &[u8]) -> Row {
    Row::new(name, section, Expected::Answered(1), bytes)
}

fn heads() -> Vec<Row> {
    let fields = |name, section, fields: &[u8]| {
        let start = b"GET / HTTP/1.1\r\nHost: x\r\n".as_slice();
        right(name, section, &[start, fields, b"\r\n"].concat())
    };
    let target = |name, section, target: &[u8]| {
        let bytes = [target, b" HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
        right(name, section, &bytes)
    };
    let host = |name, host: &[u8]| {
        let bytes = [b"GET / HTTP/1.1\r\nHost: ", host, b"\r\n\r\n"].concat();
        right(name, "9110, 7.2", &bytes)
    };
    let long = [b"GET /".as_slice(), &[b'a'; 7000]].concat();
    let two = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2);
    let many = b"A: 1\r\n".repeat(FIELDS_LIMIT - 1);
    let empty = b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let later = b"GET / HTTP/1.2\r\nHost: x\r\n\r\n";
    vec![
        right("an empty line before it", "9112, 2.2", empty),
        right("a later minor version", "9112, 2.3", later),
        Row {
            expected: Expected::Answered(2),
            ..right("two requests at once", "9112, 9.3.2", &two)
        },
        target("a URL", "9112, 3.2.2", b"GET http://y:80/"),
        target("a URL without a path", "9112, 3.2.2", b"GET http://y?a"),
        target("an asterisk", "9112, 3.2.4", b"OPTIONS *"),
        target("a query with a question mark", "9112, 3.2.1", b"GET /?a?b"),
        target("two slashes", "9112, 3.2.1", b"GET //x"),
        target(
            "marks that browsers don't escape",
            "9112, 3.2",
            b"GET /?a=[|]\"'<>{}^\\",
        ),
        target("a path of 7,000 letters", "9112, 3", &long),
        host("an empty host", b""),
        host("an IPv6 address", b"[::1]:80"),
        host("a host with an escape", b"x%20y"),
        host("a host with spaces around it", b" \tx\t "),
        fields("a value with a colon", "9110, 5.5", b"A: b:c\r\n"),
        fields("a value with a tab", "9110, 5.5", b"A: b\tc\r\n"),
        fields("a value not in ASCII", "9110, 5.5", b"A: \xff\xc3\xa4\r\n"),
        fields("no value", "9110, 5.5", b"A:\r\n"),
        fields("no space before a value", "9112, 5.1", b"A:b\r\n"),
        fields("a name with marks", "9110, 5.1", b"!#$%&'*+-.^_`|~: b\r\n"),
        fields("as many fields as may be", "6585, 5", &many),
        fields(
            "a name with an underscore",
            "9110, 5.1",
            b"Content_Length: 9\r\n",
        ),
        fields("TE, which is no coding", "9110, 10.1.4", b"TE: chunked\r\n"),
    ]
}

fn bodies() -> Vec<Row> {
    let post = |name, section, rest: &[u8]| {
        let start = b"POST / HTTP/1.1\r\nHost: x\r\n".as_slice();
        right(name, section, &[start, rest].concat())
    };
    let chunked = |name, section, chunks: &[u8]| {
        let coding = b"Transfer-Encoding: chunked\r\n\r\n".as_slice();
        post(name, section, &[coding, chunks].concat())
    };
    let upper = b"TRANSFER-ENCODING: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    let hidden = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n".as_slice();
    let length = format!("Content-Length: {}\r\n\r\n", hidden.len());
    let size = format!("{:x}\r\n", hidden.len());
    let in_length = [length.as_bytes(), hidden].concat();
    let in_chunk = [size.as_bytes(), hidden, b"\r\n0\r\n\r\n"].concat();
    vec![
        post("a length of 0", "9110, 8.6", b"Content-Length: 0\r\n\r\n"),
        post(
            "a length with zeros",
            "9110, 8.6",
            b"Content-Length: 005\r\n\r\nhello",
        ),
        post("no length: no body", "9112, 6.3", b"\r\n"),
        post("a body that looks like a request", "9112, 6.3", &in_length),
        chunked("a chunk that looks like a request", "9112, 7.1", &in_chunk),
        post("chunked in capitals", "9112, 7", upper),
        chunked("no chunk", "9112, 7.1", b"0\r\n\r\n"),
        chunked(
            "two chunks",
            "9112, 7.1",
            b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
        ),
        chunked(
            "a size with zeros",
            "9112, 7.1",
            b"0005\r\nhello\r\n000\r\n\r\n",
        ),
        chunked(
            "a size in capitals",
            "9112, 7.1",
            b"A\r\n0123456789\r\n0\r\n\r\n",
        ),
        chunked(
            "an extension",
            "9112, 7.1.1",
            b"5;a=\"b\"\r\nhello\r\n0;c\r\n\r\n",
        ),
        chunked(
            "a trailer",
            "9112, 7.1.2",
            b"5\r\nhello\r\n0\r\nA: 1\r\n\r\n",
        ),
        chunked(
            "a trailer that would be a length",
            "9110, 6.5.1",
            b"5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n",
        ),
    ]
}
