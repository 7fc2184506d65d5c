//! What is asked of `ask`.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;

use crate::cases::Case;

pub type Ask = fn(&UdpSocket, SocketAddr, &[u8], Duration) -> io::Result<Vec<u8>>;

/// So long that it is over only if a case hangs.
const AMPLE: Duration = Duration::from_secs(3600);

/// For questions that get lost: the answer to the next has time to come, even on
/// a machine under load.
const LONG: Duration = Duration::from_millis(500);

/// For questions that are never answered: any time will do.
const SHORT: Duration = Duration::from_millis(50);

/// More than a sender may put on most networks in one piece, and still allowed.
const LONG_ANSWER: [u8; 5000] = [b'a'; 5000];

pub const CASES: &[Case<Ask>] = &[
    Case {
        name: "an answer at once",
        check: |ask| answered(ask, AMPLE, 1, b"42"),
    },
    Case {
        name: "an empty answer",
        check: |ask| answered(ask, AMPLE, 1, b""),
    },
    Case {
        name: "a long answer",
        check: |ask| answered(ask, AMPLE, 1, &LONG_ANSWER),
    },
    Case {
        name: "a question that gets lost",
        check: |ask| answered(ask, LONG, 2, b"42"),
    },
    Case {
        name: "a server that never answers",
        check: |ask| {
            let (client, server) = (socket(), socket());
            given_up(ask, &client, &server)
        },
    },
    Case {
        name: "a stranger who is faster",
        check: |ask| {
            let (client, server, stranger) = (socket(), socket(), socket());
            stranger.send_to(b"41", address_of(&client)).unwrap();
            let asked = address_of(&server);
            answer(server, 1, b"42");
            compare(ask(&client, asked, b"question?", AMPLE), b"42")
        },
    },
    Case {
        name: "a stranger who doesn't stop",
        check: |ask| {
            let (client, server, stranger) = (socket(), socket(), socket());
            let victim = address_of(&client);
            let (end, ended) = mpsc::channel::<()>();
            thread::spawn(move || {
                while ended.try_recv() == Err(TryRecvError::Empty) {
                    // Whether the system keeps up is its own business.
                    let _ = stranger.send_to(b"41", victim);
                    thread::yield_now();
                }
            });
            let outcome = given_up(ask, &client, &server);
            drop(end);
            outcome
        },
    },
];

fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").unwrap()
}

fn address_of(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().unwrap()
}

/// A server that answers when it is asked the `nth` time.
fn answer(server: UdpSocket, nth: usize, answer: &'static [u8]) {
    thread::spawn(move || {
        let mut buffer = [0; 16];
        for _ in 1..nth {
            server.recv(&mut buffer).unwrap();
        }
        let (_, client) = server.recv_from(&mut buffer).unwrap();
        server.send_to(answer, client).unwrap();
    });
}

/// Asks a server that answers when it is asked the `nth` time.
fn answered(
    ask: Ask,
    wait: Duration,
    nth: usize,
    expected: &'static [u8],
) -> Result<(), String> {
    let (client, server) = (socket(), socket());
    let asked = address_of(&server);
    answer(server, nth, expected);
    compare(ask(&client, asked, b"question?", wait), expected)
}

fn compare(result: io::Result<Vec<u8>>, expected: &[u8]) -> Result<(), String> {
    match result {
        Ok(answer) if answer == expected => Ok(()),
        Ok(answer) => Err(format!(
            "the server answers {}, and `ask` returns {}",
            shown(expected),
            shown(&answer)
        )),
        Err(error) => Err(format!("`ask` returns an error: {error}")),
    }
}

fn shown(answer: &[u8]) -> String {
    match answer.len() {
        0..100 => format!("\"{}\"", answer.escape_ascii()),
        length => format!("{length} bytes"),
    }
}

/// Asks a server that never answers.
fn given_up(
    ask: Ask,
    client: &UdpSocket,
    server: &UdpSocket,
) -> Result<(), String> {
    let start = Instant::now();
    let result = ask(client, address_of(server), b"question?", SHORT);
    let waited = start.elapsed();
    match result {
        Err(error) if Ending::of(&error) == Some(Ending::TimedOut) => {}
        Err(error) => return Err(format!("`ask` returns another error: {error}")),
        Ok(answer) => {
            let answer = shown(&answer);
            return Err(format!("nobody answers, and `ask` returns {answer}"));
        }
    }
    // Three waits, but for what a system rounds.
    if waited < SHORT * 2 {
        return Err(format!(
            "three waits take {:?}, and `ask` gives up after {waited:?}",
            SHORT * 3
        ));
    }
    server.set_nonblocking(true).unwrap();
    let mut questions = 0;
    while server.recv(&mut [0; 16]).is_ok() {
        questions += 1;
    }
    match questions {
        3 => Ok(()),
        _ => Err(format!("`ask` asks {questions} times instead of 3")),
    }
}
