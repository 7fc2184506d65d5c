//! What is asked of `relay`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type Relay = fn(TcpStream, TcpStream) -> io::Result<(u64, u64)>;

pub const CASES: &[Case<Relay>] = &[
    Case {
        name: "a question and its answer",
        check: |relay| {
            let mut ends = connect(relay);
            say(&mut ends.client, b"question?")?;
            hear(&mut ends.server, b"question?")?;
            say(&mut ends.server, b"answer")?;
            hear(&mut ends.client, b"answer")?;
            close(&ends.client)?;
            hear_all(&mut ends.server, b"")?;
            close(&ends.server)?;
            hear_all(&mut ends.client, b"")?;
            counts(ends, (9, 6))
        },
    },
    Case {
        name: "an answer after the end of the question",
        check: |relay| {
            let mut ends = connect(relay);
            say(&mut ends.client, b"question?")?;
            close(&ends.client)?;
            hear_all(&mut ends.server, b"question?")?;
            say(&mut ends.server, b"answer")?;
            close(&ends.server)?;
            hear_all(&mut ends.client, b"answer")?;
            counts(ends, (9, 6))
        },
    },
    Case {
        name: "a server that begins, and ends first",
        check: |relay| {
            let mut ends = connect(relay);
            say(&mut ends.server, b"welcome")?;
            hear(&mut ends.client, b"welcome")?;
            close(&ends.server)?;
            hear_all(&mut ends.client, b"")?;
            say(&mut ends.client, b"thanks")?;
            close(&ends.client)?;
            hear_all(&mut ends.server, b"thanks")?;
            counts(ends, (6, 7))
        },
    },
    Case {
        name: "much in both directions at once",
        check: |relay| {
            let ends = connect(relay);
            let talking = [&ends.client, &ends.server].map(|end| {
                let (mut speaker, mut listener) =
                    (end.try_clone().unwrap(), end.try_clone().unwrap());
                let speaking = thread::spawn(move || {
                    say(&mut speaker, &MUCH)?;
                    close(&speaker)
                });
                let listening =
                    thread::spawn(move || hear_all(&mut listener, &MUCH));
                [speaking, listening]
            });
            for thread in talking.into_iter().flatten() {
                join(thread)?;
            }
            counts(ends, (MUCH.len() as u64, MUCH.len() as u64))
        },
    },
    Case {
        name: "a connection that breaks",
        check: |relay| {
            let mut ends = connect(relay);
            say(&mut ends.client, b"question?")?;
            // Closing with something unread resets the connection.
            ends.server.peek(&mut [0; 1]).map_err(broken_off)?;
            drop(ends.server);
            // What the client finds is an end of file, or a reset as well.
            let _ = ends.client.read_to_end(&mut Vec::new());
            drop(ends.client);
            match join(ends.relay) {
                Err(_) => Ok(()),
                Ok(counts) => Err(format!(
                    "`relay` returns Ok({counts:?}), and should return the error"
                )),
            }
        },
    },
    Case {
        name: "a connection that breaks while the other takes nothing",
        check: |relay| {
            let mut ends = connect(relay);
            say(&mut ends.client, b"question?")?;
            ends.server.peek(&mut [0; 1]).map_err(broken_off)?;
            // The client doesn't read, so the relay can't forward all of this …
            ends.server.set_write_timeout(Some(STUCK)).unwrap();
            while ends.server.write(&MUCH).is_ok() {}
            // … and waits with it when the server is gone.
            drop(ends.server);
            while ends.client.write(b"more").is_ok() {}
            match join(ends.relay) {
                Err(_) => Ok(()),
                Ok(counts) => Err(format!(
                    "`relay` returns Ok({counts:?}), and should return the error"
                )),
            }
        },
    },
];

/// When nothing has moved for so long, all buffers are full.
const STUCK: Duration = Duration::from_millis(100);

/// A megabyte, which takes many reads and writes.
static MUCH: [u8; 1_000_000] = [b'a'; 1_000_000];

/// The two that talk to each other through the relay.
struct Ends {
    /// Connected to the relay's `left`.
    client: TcpStream,
    /// Connected to the relay's `right`.
    server: TcpStream,
    relay: JoinHandle<io::Result<(u64, u64)>>,
}

fn connect(relay: Relay) -> Ends {
    let (client, left) = connected_pair().unwrap();
    let (right, server) = connected_pair().unwrap();
    let relay = thread::spawn(move || relay(left, right));
    Ends {
        client,
        server,
        relay,
    }
}

fn say(end: &mut TcpStream, message: &[u8]) -> Result<(), String> {
    end.write_all(message).map_err(broken_off)
}

/// Ends the direction in which `end` writes.
fn close(end: &TcpStream) -> Result<(), String> {
    end.shutdown(Shutdown::Write).map_err(broken_off)
}

fn hear(end: &mut TcpStream, message: &[u8]) -> Result<(), String> {
    let mut heard = vec![0; message.len()];
    end.read_exact(&mut heard).map_err(broken_off)?;
    compare(&heard, message)
}

/// Hears `message` and the end of file.
fn hear_all(end: &mut TcpStream, message: &[u8]) -> Result<(), String> {
    let mut heard = Vec::new();
    end.read_to_end(&mut heard).map_err(broken_off)?;
    compare(&heard, message)
}

fn compare(heard: &[u8], message: &[u8]) -> Result<(), String> {
    if heard == message {
        return Ok(());
    }
    Err(format!(
        "{} should come out, and {} comes",
        shown(message),
        shown(heard)
    ))
}

fn shown(message: &[u8]) -> String {
    match message.len() {
        0 => "nothing".to_owned(),
        length @ 1..100 => {
            format!("\"{}\" ({length} bytes)", message.escape_ascii())
        }
        length => format!("a message of {length} bytes"),
    }
}

fn counts(ends: Ends, expected: (u64, u64)) -> Result<(), String> {
    match join(ends.relay) {
        Ok(counts) if counts == expected => Ok(()),
        other => Err(format!(
            "`relay` returns {other:?}, and should return Ok({expected:?})"
        )),
    }
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn broken_off(error: io::Error) -> String {
    format!("the conversation breaks off: {error}")
}
