//! What is asked of `fastest`.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::NOBODY;

use crate::cases::Case;

pub type Fastest = fn(&[SocketAddr], &str, Duration) -> Option<String>;

/// How long a silent server is waited for, by those who wait for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// When somebody who waited for it is found out: long after the first answer.
const SOON: Duration = Duration::from_secs(2);

pub const CASES: &[Case<Fastest>] = &[
    Case {
        name: "one server",
        check: |fastest| expect(fastest, &[answering("42")], Some("42")),
    },
    Case {
        name: "one that isn't there, and one that is",
        check: |fastest| {
            let nobody = NOBODY.parse().unwrap();
            expect(fastest, &[nobody, answering("42")], Some("42"))
        },
    },
    Case {
        name: "nobody is there",
        check: |fastest| expect(fastest, &[NOBODY.parse().unwrap()], None),
    },
    Case {
        name: "no servers at all",
        check: |fastest| expect(fastest, &[], None),
    },
    Case {
        name: "the second answers, and the first when the second was asked",
        check: |fastest| {
            let (asked, wait_for_it) = mpsc::channel();
            let first = server(move || {
                // It gives up, too, if the second isn't asked meanwhile.
                wait_for_it.recv_timeout(PATIENCE).map(|()| "42").ok()
            });
            let second = server(move || {
                asked.send(()).ok();
                None
            });
            match fastest(&[first, second], "what?", 2 * PATIENCE).as_deref() {
                Some("42") => Ok(()),
                answer => Err(format!(
                    "the second wasn't asked while the first was silent: the answer \
                     is {answer:?}"
                )),
            }
        },
    },
    Case {
        name: "one is silent",
        check: |fastest| {
            let begin = Instant::now();
            expect(fastest, &[silent(), answering("42")], Some("42"))?;
            match begin.elapsed() < SOON {
                true => Ok(()),
                false => Err("the answer was there, and the silent server was \
                              waited for all the same"
                    .to_owned()),
            }
        },
    },
];

fn expect(
    fastest: Fastest,
    servers: &[SocketAddr],
    expected: Option<&str>,
) -> Result<(), String> {
    let answer = fastest(servers, "what?", PATIENCE);
    match answer.as_deref() == expected {
        true => Ok(()),
        false => Err(format!("{expected:?} was expected, not {answer:?}")),
    }
}

/// A server that answers so.
fn answering(answer: &'static str) -> SocketAddr {
    server(move || Some(answer))
}

/// A server that never says anything.
fn silent() -> SocketAddr {
    server(|| {
        thread::sleep(2 * PATIENCE);
        None
    })
}

/// A server for one client. It takes the question, and answers what `answer` says.
fn server(
    answer: impl FnOnce() -> Option<&'static str> + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut question = String::new();
        BufReader::new(&stream).read_line(&mut question)?;
        match answer() {
            Some(answer) => writeln!(stream, "{answer}"),
            None => Ok(()),
        }
    });
    address
}
