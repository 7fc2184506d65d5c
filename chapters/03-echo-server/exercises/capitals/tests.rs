//! What is asked of `capitals`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type Capitals = fn(&mut TcpStream) -> io::Result<()>;

pub const CASES: &[Case<Capitals>] = &[
    Case {
        name: "letters",
        check: |capitals| converse(capitals, &[(b"hello", b"HELLO")]),
    },
    Case {
        name: "capitals, digits and line breaks",
        check: |capitals| {
            converse(capitals, &[(b"Room 42, ok?\r\n", b"ROOM 42, OK?\r\n")])
        },
    },
    Case {
        name: "one message after another",
        check: |capitals| converse(capitals, &[(b"one", b"ONE"), (b"two", b"TWO")]),
    },
    Case {
        name: "an umlaut in one piece",
        check: |capitals| {
            converse(capitals, &[("für".as_bytes(), "FüR".as_bytes())])
        },
    },
    Case {
        name: "an umlaut in two pieces",
        // In UTF-8, ü is the two bytes c3 and bc.
        check: |capitals| {
            converse(capitals, &[(b"f\xc3", b"F\xc3"), (b"\xbcr", b"\xbcR")])
        },
    },
    Case {
        name: "bytes that are no text",
        check: |capitals| converse(capitals, &[(b"\xff\x00a", b"\xff\x00A")]),
    },
];

/// Sends pieces, each when the echo of the last has come, and then closes.
fn converse(capitals: Capitals, pieces: &[(&[u8], &[u8])]) -> Result<(), String> {
    let (mut near, mut far) = connected_pair().unwrap();
    let answer = thread::spawn(move || capitals(&mut near));
    for (sent, expected) in pieces {
        far.write_all(sent).map_err(broken_off)?;
        let mut echo = vec![0; expected.len()];
        far.read_exact(&mut echo).map_err(broken_off)?;
        if echo != *expected {
            return Err(format!(
                "\"{}\" should come back as \"{}\", and comes back as \"{}\"",
                sent.escape_ascii(),
                expected.escape_ascii(),
                echo.escape_ascii()
            ));
        }
    }
    far.shutdown(Shutdown::Write).map_err(broken_off)?;
    let mut rest = Vec::new();
    far.read_to_end(&mut rest).map_err(broken_off)?;
    if !rest.is_empty() {
        let rest = rest.escape_ascii();
        return Err(format!("after everything, \"{rest}\" comes as well"));
    }
    match answer.join() {
        Ok(result) => {
            result.map_err(|error| format!("`capitals` returns an error: {error}"))
        }
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn broken_off(error: io::Error) -> String {
    format!("the conversation breaks off: {error}")
}
