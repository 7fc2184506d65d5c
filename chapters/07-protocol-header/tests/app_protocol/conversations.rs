//! The same conversations with each of the chapter's servers: they answer alike.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{self, Command};
use std::{env, fs};

use app_protocol::json::{self, Object, Value};
use app_protocol::{Decoder, Limits, Message};

use crate::program::{run, stderr, stdout, with_server};

/// The roles that serve.
pub(crate) const SERVERS: &[&str] = &[
    "blocking",
    #[cfg(unix)]
    "threaded",
    #[cfg(unix)]
    "server",
];

/// Has `converse` talk to each of the servers, and compares what the server tells of
/// it.
fn with_each(converse: fn(Peer), told: &'static str) {
    with_each_and(&[], move |_, next_line, peer| {
        let name = peer.name();
        converse(peer);
        assert_eq!(next_line(), format!("{name} connected"));
        assert_eq!(next_line(), format!("{name} {told}"));
    });
}

/// The same with more options, and more to be seen.
fn with_each_and(
    options: &'static [&'static str],
    test: impl Fn(&str, &mut dyn FnMut() -> String, Peer) + Copy + Send + 'static,
) {
    for server in SERVERS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command
            .args([server, "--address", "127.0.0.1:0"])
            .args(options);
        with_server(command, move |address, next_line| {
            test(address, next_line, Peer::connect(address));
        });
    }
}

/// A client that says what it likes.
pub(crate) struct Peer {
    pub(crate) stream: TcpStream,
    decoder: Decoder,
    /// What was read behind the last message.
    rest: Vec<u8>,
}

impl Peer {
    pub(crate) fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            decoder: Decoder::new(Limits::default()),
            rest: Vec::new(),
        }
    }

    pub(crate) fn name(&self) -> String {
        self.stream.local_addr().unwrap().to_string()
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    pub(crate) fn end(&mut self) {
        self.stream.shutdown(Shutdown::Write).unwrap();
    }

    /// The next answer, or `None` at the end of file. A reset fails the test.
    pub(crate) fn answer(&mut self) -> Option<Message> {
        loop {
            let mut bytes = &self.rest[..];
            let answer = self.decoder.feed(&mut bytes).unwrap();
            self.rest = bytes.to_vec();
            if answer.is_some() {
                return answer;
            }
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer).unwrap() {
                0 => {
                    self.decoder.finish().unwrap();
                    return None;
                }
                length => self.rest = buffer[..length].to_vec(),
            }
        }
    }

    /// The text of the next answer.
    pub(crate) fn result(&mut self) -> String {
        let answer = self.answer().expect("there is an answer");
        let content = json::parse(&answer.content).unwrap();
        content.get("result").unwrap().as_str().unwrap().to_owned()
    }
}

fn bytes(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes).unwrap();
    bytes
}

pub(crate) fn search(value: &str) -> Vec<u8> {
    let request = Object::from([("action", "search"), ("value", value)]);
    bytes(&Message::json(&Value::from(request)))
}

/// A frame whose content is whatever.
fn json_content(content: &str) -> Vec<u8> {
    let mut message = Message::json(&Value::Null);
    message.content = content.as_bytes().to_vec();
    bytes(&message)
}

/// A frame whose header is whatever.
fn frame(header: &str, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap();
    [&length.to_be_bytes(), header.as_bytes(), content].concat()
}

#[test]
fn hits_and_misses_are_answered_in_the_order_of_the_questions() {
    with_each_and(&[], |_, next_line, mut peer| {
        let mut sent = 0;
        for (value, result) in [
            ("morpheus", "He shapes what you dream. 🌙"),
            ("ring", "One for the finger, one for the phone. 💍"),
            ("🐶", "Good dog! 🦴"),
            ("🐱", "No match for '🐱'."),
            ("", "No match for ''."),
        ] {
            let request = search(value);
            peer.send(&request);
            assert_eq!(peer.result(), result);
            sent += request.len();
        }
        peer.end();
        assert!(peer.answer().is_none());
        let name = peer.name();
        assert_eq!(next_line(), format!("{name} connected"));
        assert_eq!(next_line(), format!("{name} closed after {sent} bytes"));
    });
}

#[test]
fn requests_that_come_together_are_all_answered_even_after_the_end() {
    with_each_and(&[], |_, next_line, mut peer| {
        let requests: Vec<u8> = (0..1000)
            .flat_map(|number| search(&number.to_string()))
            .collect();
        let (mut stream, all) =
            (peer.stream.try_clone().unwrap(), requests.clone());
        // The answers may have no room before somebody reads them.
        let writer = std::thread::spawn(move || {
            stream.write_all(&all).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        });
        for number in 0..1000 {
            assert_eq!(peer.result(), format!("No match for '{number}'."));
        }
        assert!(peer.answer().is_none());
        writer.join().unwrap();
        next_line();
        let told = format!("{} closed after {} bytes", peer.name(), requests.len());
        assert_eq!(next_line(), told);
    });
}

#[test]
fn whatever_is_no_request_is_answered_and_the_next_one_too() {
    with_each_and(&[], |_, _, mut peer| {
        for content in ["{}", "null", "0", "[]", "", "{", "\u{feff}{}", "NaN"] {
            peer.send(&json_content(content));
            assert!(peer.result().starts_with("Error: "), "{content}");
        }
        let deep = "[".repeat(100_000);
        peer.send(&json_content(&deep));
        assert!(peer.result().contains("levels"));
        peer.send(&bytes(&Message::binary("any", Vec::new())));
        let answer = peer.answer().unwrap();
        assert_eq!(answer.content, b"First 10 bytes of request: ");
        peer.send(&search("ring"));
        assert!(peer.result().starts_with("One for the finger"));
    });
}

#[test]
fn a_mebibyte_is_answered_in_full() {
    with_each_and(&[], |_, _, mut peer| {
        let value = "🐶".repeat(1024 * 1024 / 4);
        peer.send(&search(&value));
        assert_eq!(peer.result(), format!("No match for '{value}'."));
    });
}

#[test]
fn it_makes_no_difference_where_a_request_is_cut() {
    with_each_and(&[], |_, _, mut peer| {
        let request = search("🐶");
        for at in 0..=request.len() {
            let (before, behind) = request.split_at(at);
            peer.send(before);
            peer.send(behind);
            assert_eq!(peer.result(), "Good dog! 🦴");
        }
        for byte in request.chunks(1) {
            peer.send(byte);
        }
        assert_eq!(peer.result(), "Good dog! 🦴");
    });
}

#[test]
fn a_request_that_is_cut_off_anywhere_is_told_so() {
    let length = search("ring").len();
    with_each_and(&[], move |address, next_line, mut peer| {
        for end in 1..length {
            peer.send(&search("ring")[..end]);
            peer.end();
            let result = peer.result();
            assert!(result.starts_with("Error: the end came after"), "{result}");
            assert!(peer.answer().is_none());
            assert_eq!(next_line(), format!("{} connected", peer.name()));
            assert_eq!(
                next_line(),
                format!("{} cut off after 0 bytes", peer.name())
            );
            peer = Peer::connect(address);
        }
    });
}

#[test]
fn a_clean_end_is_none() {
    with_each(
        |mut peer| {
            peer.end();
            assert!(peer.answer().is_none());
        },
        "closed after 0 bytes",
    );
}

#[test]
fn what_can_not_be_decoded_is_refused_behind_the_answers_before_it() {
    const WITHOUT_LENGTH: &str = r#"{"byteorder":"big","content-type":"text/json","content-encoding":"utf-8"}"#;
    with_each_and(&[], |_, next_line, mut peer| {
        let request = search("ring");
        let mut all = request.clone();
        all.extend(frame(WITHOUT_LENGTH, b""));
        // What nobody reads mustn't destroy the refusal.
        all.extend(vec![b'x'; 200_000]);
        peer.send(&all);
        assert!(peer.result().starts_with("One for the finger"));
        assert_eq!(peer.result(), "Error: the header has no content-length.");
        assert!(peer.answer().is_none());
        peer.end();
        assert_eq!(next_line(), format!("{} connected", peer.name()));
        let told = format!("{} refused after {} bytes", peer.name(), request.len());
        assert_eq!(next_line(), told);
    });
}

#[test]
fn half_a_message_has_a_deadline_that_no_byte_renews() {
    with_each_and(&["--deadline", "0.3"], |_, next_line, mut peer| {
        // Before its first byte, a message has all the time in the world.
        peer.send(&search("ring"));
        peer.result();
        // Each byte comes long before the deadline of the message, and all of them
        // would take four seconds.
        let request = search(&"a".repeat(2000));
        for byte in request.chunks(1) {
            if peer.stream.write_all(byte).is_err() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert_eq!(next_line(), format!("{} connected", peer.name()));
        let told = format!(
            "{} timed out after {} bytes",
            peer.name(),
            search("ring").len()
        );
        assert_eq!(next_line(), told);
    });
}

#[test]
fn silence_between_messages_has_a_limit() {
    with_each_and(&["--idle-timeout", "0.5"], |_, next_line, mut peer| {
        peer.send(&search("ring"));
        peer.result();
        assert!(peer.answer().is_none());
        next_line();
        assert!(next_line().contains("timed out"));
    });
}

#[test]
fn a_new_dictionary_is_searched_over_the_old_connection() {
    for server in SERVERS {
        let name = format!("words-{}-{server}", process::id());
        let file = env::temp_dir().join(&name);
        fs::write(&file, r#"{"ring": "gold"}"#).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command.args([server, "--address", "127.0.0.1:0", "--dictionary"]);
        command.arg(&file);
        with_server(command, move |address, next_line| {
            let mut peer = Peer::connect(address);
            let mut ring = || {
                peer.send(&search("ring"));
                peer.result()
            };
            assert_eq!(ring(), "gold");
            assert!(next_line().ends_with("connected"));

            let beside = env::temp_dir().join(name + ".new");
            fs::write(&beside, r#"{"ring": "silver"}"#).unwrap();
            fs::rename(&beside, &file).unwrap();
            // Not within a second, and not for the next connection: now.
            assert_eq!(ring(), "silver");
            assert!(next_line().ends_with("new dictionary"));

            fs::write(&file, r#"{"ring": "#).unwrap();
            assert_eq!(ring(), "silver");
            assert!(next_line().contains("old dictionary kept: not JSON"));
            fs::remove_file(&file).unwrap();
            assert_eq!(ring(), "silver");
            assert!(next_line().contains("old dictionary kept"));
        });
    }
}

#[test]
fn a_dictionary_that_is_none_is_told_before_anybody_is_served() {
    for server in SERVERS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        command.args([server, "--address", "127.0.0.1:0", "--dictionary", file]);
        let output = run(command);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(stdout(&output), "");
        let complaint = format!(
            "error: cannot take a dictionary from {file}: not JSON: at byte 1: "
        );
        let said = stderr(&output);
        assert!(said.starts_with(&complaint), "{said}");
    }
}
