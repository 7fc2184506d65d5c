//! What is asked of `lookup`.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::thread;
use std::time::Duration;

use crate::cases::Case;

pub type Lookup = fn(SocketAddr, &[u8], Duration) -> io::Result<Vec<u8>>;

/// So long that it is over only if a case hangs.
const AMPLE: Duration = Duration::from_secs(3600);

/// For a datagram that never comes, and still long enough for a TCP server on a
/// machine under load.
const SHORT: Duration = Duration::from_millis(500);

const QUESTION: &[u8] = b"question?";

pub const CASES: &[Case<Lookup>] = &[
    Case {
        name: "an answer that fits",
        check: |lookup| {
            let server = Server::new();
            server.answers_over_udp(b"=42");
            compare(lookup(server.address(), QUESTION, AMPLE), b"42")
        },
    },
    Case {
        name: "an empty answer",
        check: |lookup| {
            let server = Server::new();
            server.answers_over_udp(b"=");
            compare(lookup(server.address(), QUESTION, AMPLE), b"")
        },
    },
    Case {
        name: "an answer that was cut",
        check: |lookup| {
            let server = Server::new();
            server.answers_over_udp(b"+the begin");
            let address = server.address();
            server.answers_over_tcp(b"the beginning, and all the rest");
            compare(
                lookup(address, QUESTION, AMPLE),
                b"the beginning, and all the rest",
            )
        },
    },
    Case {
        name: "an answer that is much longer than a read",
        check: |lookup| {
            let server = Server::new();
            server.answers_over_udp(b"+");
            let address = server.address();
            server.answers_over_tcp(&[b'a'; 100_000]);
            compare(lookup(address, QUESTION, AMPLE), &[b'a'; 100_000])
        },
    },
    Case {
        name: "a datagram that gets lost",
        check: |lookup| {
            let server = Server::new();
            let _silent = server.udp.try_clone().unwrap();
            let address = server.address();
            server.answers_over_tcp(b"42");
            compare(lookup(address, QUESTION, SHORT), b"42")
        },
    },
    Case {
        name: "a stranger who is faster",
        check: |lookup| {
            let server = Server::new();
            let udp = server.udp.try_clone().unwrap();
            thread::spawn(move || {
                let (_, client) = udp.recv_from(&mut [0; 100]).unwrap();
                let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
                stranger.send_to(b"=41", client).unwrap();
                udp.send_to(b"=42", client).unwrap();
            });
            compare(lookup(server.address(), QUESTION, AMPLE), b"42")
        },
    },
    Case {
        name: "a server that speaks TCP alone",
        check: |lookup| {
            let server = Server::new();
            let address = server.address();
            server.answers_over_tcp(b"42"); // and the UDP socket is closed
            compare(lookup(address, QUESTION, SHORT), b"42")
        },
    },
    Case {
        name: "a question that fits into no datagram",
        check: |lookup| {
            let server = Server::new();
            let address = server.address();
            server.answers_over_tcp(b"42");
            compare(lookup(address, &[b'?'; 100_000], SHORT), b"42")
        },
    },
    Case {
        name: "a server that says nothing at all",
        check: |lookup| {
            // The system completes the connection, and nobody accepts it.
            let server = Server::new();
            match lookup(server.address(), QUESTION, Duration::from_millis(50)) {
                Err(_) => Ok(()),
                Ok(answer) => Err(format!(
                    "nobody answers, and `lookup` returns {}",
                    shown(&answer)
                )),
            }
        },
    },
    Case {
        name: "an answer that is too long",
        check: |lookup| {
            let server = Server::new();
            server.answers_over_udp(b"+");
            let address = server.address();
            server.answers_over_tcp(&[b'a'; (1 << 20) + 1]);
            match lookup(address, QUESTION, AMPLE) {
                Err(_) => Ok(()),
                Ok(answer) => Err(format!(
                    "the server goes on for more than 1 MiB, and `lookup` returns {}",
                    shown(&answer)
                )),
            }
        },
    },
];

/// The same port over both transports.
struct Server {
    tcp: TcpListener,
    udp: UdpSocket,
}

impl Server {
    fn new() -> Self {
        loop {
            let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
            // Somebody may have that port over TCP.
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
                return Self { tcp, udp };
            }
        }
    }

    fn address(&self) -> SocketAddr {
        self.udp.local_addr().unwrap()
    }

    /// Answers one question.
    fn answers_over_udp(&self, answer: &'static [u8]) {
        let udp = self.udp.try_clone().unwrap();
        thread::spawn(move || {
            let (_, client) = udp.recv_from(&mut [0; 100]).unwrap();
            udp.send_to(answer, client).unwrap();
        });
    }

    /// Answers one question, when it is complete, and isn't there over UDP any
    /// more unless somebody has another handle of its socket.
    fn answers_over_tcp(self, answer: &'static [u8]) {
        let Self { tcp, udp } = self;
        drop(udp);
        thread::spawn(move || {
            let (mut stream, _) = tcp.accept().unwrap();
            stream.read_to_end(&mut Vec::new()).unwrap();
            // Whoever has had enough of it hangs up.
            let _ = stream.write_all(answer);
        });
    }
}

fn compare(result: io::Result<Vec<u8>>, expected: &[u8]) -> Result<(), String> {
    match result {
        Ok(answer) if answer == expected => Ok(()),
        Ok(answer) => Err(format!(
            "the server answers {}, and `lookup` returns {}",
            shown(expected),
            shown(&answer)
        )),
        Err(error) => Err(format!("`lookup` returns an error: {error}")),
    }
}

fn shown(answer: &[u8]) -> String {
    match answer.len() {
        0..100 => format!("\"{}\"", answer.escape_ascii()),
        length => format!("{length} bytes"),
    }
}
