//! Peers of this year and of the next, with each other.

use std::process::Command;

use app_protocol::json::Value;
use app_protocol::{Decoder, Error, Header, Limits, Message, request};

use crate::conversations::SERVERS;
use crate::program::{python, run, stderr, stdout, with_server};

/// They have a field more, in the header and in the content.
const NEWER: &str = include_str!("../../peers/newer.py");

fn decode(message: &Message) -> Result<Option<Message>, Error> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes).unwrap();
    Decoder::new(Limits::default()).feed(&mut &bytes[..])
}

fn newer_request() -> Message {
    let mut request = request::search("cat");
    let field = ("language".to_owned(), Value::from("German"));
    request.header.others.push(field);
    request
}

/// What a newer peer makes of a header.
fn language(header: &Header) -> &str {
    let mut fields = header.others.iter();
    let language = fields.find(|(name, _)| name == "language");
    language
        .and_then(|(_, value)| value.as_str())
        .unwrap_or("English")
}

#[test]
fn a_field_that_an_old_peer_does_not_know_is_kept() {
    let read = decode(&newer_request()).unwrap().unwrap();
    assert_eq!(read, newer_request());
    assert_eq!(language(&read.header), "German");
}

#[test]
fn a_field_that_a_newer_peer_misses_has_its_default() {
    let read = decode(&request::search("cat")).unwrap().unwrap();
    assert_eq!(language(&read.header), "English");
}

/// What the bytes mean has to be told where an old peer looks.
#[test]
fn an_old_peer_refuses_an_encoding_and_ignores_a_field() {
    let mut packed = request::search("cat");
    let field = ("packed".to_owned(), Value::Bool(true));
    packed.header.others.push(field);
    assert!(decode(&packed).unwrap().is_some());

    let header = br#"{"byteorder": "big", "content-length": 0,
        "content-type": "text/json", "content-encoding": "gzip"}"#;
    let length = u16::try_from(header.len()).unwrap().to_be_bytes();
    let bytes = [&length[..], header].concat();
    let decoded = Decoder::new(Limits::default()).feed(&mut &bytes[..]);
    assert!(
        matches!(decoded, Err(Error::UnknownEncoding { .. })),
        "{decoded:?}"
    );
}

#[test]
fn a_newer_client_is_answered_by_every_server() {
    for server in SERVERS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command.args([server, "--address", "127.0.0.1:0"]);
        with_server(command, |address, _| {
            let (host, port) = address.split_once(':').unwrap();
            if let Some(mut client) = python(NEWER) {
                client.args(["ask", host, port, "cat"]);
                let output = run(client);
                assert_eq!(stderr(&output), "");
                let said = stdout(&output).trim_end();
                assert_eq!(said, "No match for 'cat'. (English)");
            }
        });
    }
}

#[test]
fn our_client_understands_a_newer_server() {
    if let Some(mut server) = python(NEWER) {
        server.args(["serve", "127.0.0.1", "0"]);
        with_server(server, |address, next_line| {
            let mut client = Command::new(env!("CARGO_BIN_EXE_chapter7"));
            client.args(["client", "--address", address, "search", "cat"]);
            let output = run(client);
            assert_eq!(stderr(&output), "");
            assert_eq!(stdout(&output), "cat, in English\n");
            assert_eq!(next_line(), "answered in English");
        });
    }
}

#[test]
fn newer_peers_use_what_is_new() {
    if let (Some(mut server), Some(mut client)) = (python(NEWER), python(NEWER)) {
        server.args(["serve", "127.0.0.1", "0"]);
        with_server(server, move |address, next_line| {
            let (host, port) = address.split_once(':').unwrap();
            client.args(["ask", host, port, "cat"]);
            let output = run(client);
            let said = stdout(&output).trim_end();
            assert_eq!(said, "cat, in German (German)");
            assert_eq!(next_line(), "answered in German");
        });
    }
}
