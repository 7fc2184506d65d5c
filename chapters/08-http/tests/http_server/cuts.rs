//! However bytes are cut, the same comes out.

use std::fs;

use http_server::malformed::{NEXT, all};
use http_server::{Error, Limits};
use tcp_vs_udp::random::Random;

use crate::reading::{self, Read};

/// Up to here, every cut is tried; of longer ones, some.
const SHORT: usize = 400;

/// The same whole, cut in two, byte by byte, and in pieces of random lengths.
fn same_however_cut<H: PartialEq + std::fmt::Debug>(
    name: &str,
    bytes: &[u8],
    read: impl Fn(Vec<&[u8]>) -> Read<H>,
) -> Read<H> {
    let whole = read(vec![bytes]);
    let step = bytes.len().div_ceil(SHORT).max(1);
    for at in (0..=bytes.len()).step_by(step) {
        let (left, right) = bytes.split_at(at);
        assert_eq!(read(vec![left, right]), whole, "{name}, cut at {at}");
    }
    assert_eq!(
        read(bytes.chunks(1).collect()),
        whole,
        "{name}, byte by byte"
    );
    let random = &mut Random::new(bytes.len() as u64);
    for _ in 0..10 {
        let pieces = cut(bytes, random);
        assert_eq!(read(pieces), whole, "{name}, in pieces");
    }
    whole
}

fn cut<'a>(mut bytes: &'a [u8], random: &mut Random) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let length = (random.next_number() % 40) as usize;
        pieces.push(bytes.split_off(..length.min(bytes.len())).unwrap());
    }
    pieces
}

#[test]
fn every_request_is_the_same_however_it_is_cut() {
    for row in all() {
        let bytes = [&row.bytes, NEXT].concat();
        let _ = same_however_cut(row.name, &bytes, |pieces| {
            reading::requests(pieces, Limits::default())
        });
    }
}

const RESPONSES: [(&str, &[u8], usize); 8] = [
    (
        "lengths",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204\r\n\r\n",
        2,
    ),
    (
        "chunks",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\nA: b\r\n\r\n",
        1,
    ),
    (
        "until the end",
        b"HTTP/1.0 404 Not Found\r\n\r\nHTTP/1.1 200 OK\r\n",
        1,
    ),
    ("before the last", b"HTTP/1.1 103 \r\nA:b\r\n\r\nHTTP/1.1 304 \xe4\r\n\r\n", 2),
    ("no status", b"HTTP/1.1 20 OK\r\n\r\n", 0),
    ("no version", b"OK 200\r\n\r\n", 0),
    ("an empty line", b"\r\nHTTP/1.1 200 OK\r\n\r\n", 0),
    ("both", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 0),
];

#[test]
fn every_response_is_the_same_however_it_is_cut() {
    for (name, bytes, heads) in RESPONSES {
        let (read, _) = same_however_cut(name, bytes, |pieces| {
            reading::responses(pieces, Limits::default())
        });
        assert_eq!(read.len(), heads, "{name}");
    }
}

#[test]
fn every_end_in_the_middle_is_a_truncation() {
    let head = b"POST / HTTP/1.1\r\nHost: x\r\n".as_slice();
    let chunks =
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n";
    let length = b"Content-Length: 5\r\n\r\nhello".as_slice();
    for bytes in [[head, chunks].concat(), [head, length].concat()] {
        for end in 0..=bytes.len() {
            let (_, result) = reading::requests([&bytes[..end]], Limits::default());
            match end == 0 || end == bytes.len() {
                true => assert_eq!(result, Ok(())),
                false => assert!(
                    matches!(result, Err(Error::Truncated(_))),
                    "{end}: {result:?}"
                ),
            }
        }
    }
}

/// What reached new code once, tried where there is no fuzzer.
#[test]
fn what_a_fuzzer_has_found_is_the_same_however_it_is_cut() {
    let corpus =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus/http");
    // Those of the fuzz target, which the inputs reach.
    let limits = Limits {
        request_line: 40,
        headers: 150,
        fields: 5,
        chunk_line: 20,
        chunk_extensions: 30,
        trailers: 50,
    };
    let mut heads = 0;
    for input in fs::read_dir(corpus).unwrap() {
        let path = input.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let name = path.display().to_string();
        let (requests, _) = same_however_cut(&name, &bytes, |pieces| {
            reading::requests(pieces, limits)
        });
        let (responses, _) = same_however_cut(&name, &bytes, |pieces| {
            reading::responses(pieces, limits)
        });
        heads += requests.len() + responses.len();
    }
    assert!(heads > 30, "{heads} heads in {corpus}");
}
