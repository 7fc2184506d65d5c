//! Targets, and the hosts that they are on.

use super::{Expected, Row};
use crate::status::Status;

pub(super) fn rows() -> Vec<Row> {
    [targets(), hosts()].concat()
}

fn bad(name: &'static str, section: &'static str, bytes: &[u8]) -> Row {
    Row::new(name, section, Expected::Refused(Status::BAD_REQUEST), bytes)
}

fn targets() -> Vec<Row> {
    let row = |name, section, start: &[u8]| {
        let bytes = [start, b" HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
        bad(name, section, &bytes)
    };
    let any = |name, start: &[u8]| row(name, "9112, 3.2", start);
    let absolute = |name, start: &[u8]| row(name, "9112, 3.2.2", start);
    let authority = |name, start: &[u8]| row(name, "9112, 3.2.3", start);
    vec![
        any("a relative path", b"GET index.html"),
        any("a path with backslashes", b"GET \\index.html"),
        any("a fragment", b"GET /#here"),
        any("a path not in ASCII", b"GET /caf\xc3\xa9"),
        any("a path with a NUL", b"GET /\0"),
        any("a path with a DEL", b"GET /\x7f"),
        any("a path with a tab", b"GET /\ta"),
        any("a path with a line feed", b"GET /\na"),
        row("an asterisk, but not for OPTIONS", "9112, 3.2.4", b"GET *"),
        row("two asterisks", "9112, 3.2.4", b"OPTIONS **"),
        absolute("a URL without a host", b"GET http:///a"),
        absolute("a URL without a name", b"GET http://:80/a"),
        absolute("a URL with one slash", b"GET http:/x/a"),
        absolute("a URL with a user", b"GET http://me@x/a"),
        absolute("a URL with a bad port", b"GET http://x:99999/a"),
        absolute("a URL of another scheme", b"GET ftp://x/a"),
        authority("a host, but not for CONNECT", b"GET x:80"),
        authority("CONNECT to a path", b"CONNECT /"),
        authority("CONNECT to a URL", b"CONNECT http://x/"),
        authority("CONNECT without a port", b"CONNECT x"),
        authority("CONNECT with an empty port", b"CONNECT x:"),
        authority("CONNECT without a host", b"CONNECT :80"),
    ]
}

fn hosts() -> Vec<Row> {
    let start = b"GET / HTTP/1.1\r\n".as_slice();
    let fields = |name, fields: &[u8]| {
        bad(name, "9112, 3.2", &[start, fields, b"\r\n"].concat())
    };
    let host = |name, host: &[u8]| {
        let bytes = [start, b"Host: ", host, b"\r\n\r\n"].concat();
        bad(name, "9110, 7.2", &bytes)
    };
    let two = b"GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n";
    vec![
        fields("no Host", b""),
        fields("no Host, but a field", b"Accept: */*\r\n"),
        fields("the same Host twice", b"Host: x\r\nHost: x\r\n"),
        fields("two Hosts", b"Host: x\r\nHost: y\r\n"),
        fields(
            "two Hosts, in other letters",
            b"Host: x\r\nA: 1\r\nhOST: y\r\n",
        ),
        bad("two Hosts in HTTP/1.0", "9112, 3.2", two),
        host("a host with a space", b"x y"),
        host("two hosts in one field", b"x, y"),
        host("a host with a path", b"x/y"),
        host("a host with a query", b"x?y"),
        host("a host with a fragment", b"x#y"),
        host("a host with a user", b"me@x"),
        host("a host with a scheme", b"http://x"),
        host("a host with a backslash", b"x\\y"),
        host("a host in brackets of HTML", b"<x>"),
        host("a host not in ASCII", b"caf\xc3\xa9"),
        host("a host with half an escape", b"x%2"),
        host("a port that is a name", b"x:http"),
        host("a port below zero", b"x:-1"),
        host("a port beyond 65,535", b"x:65536"),
        host("two ports", b"x:80:80"),
        host("an IPv6 address without its end", b"[::1"),
        host("an IPv6 address without brackets", b"::1"),
        host("brackets without an address", b"[x]"),
        host("something behind the brackets", b"[::1]x"),
    ]
}
