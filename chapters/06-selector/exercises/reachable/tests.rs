//! What is asked of `reachable`.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use socket_api::backlog::FullListener;
use socket_api::socket::{Domain, Socket, Type};
use tcp_vs_udp::loopback::PATIENCE;

use crate::cases::Case;

pub type Reachable = fn(&[SocketAddr], Duration) -> io::Result<Vec<bool>>;

/// Longer than a case may take.
const LONG: Duration = Duration::from_secs(60);

pub const CASES: &[Case<Reachable>] = &[
    Case {
        name: "one that listens",
        check: |reachable| {
            let listener = somebody();
            let address = listener.local_addr().unwrap();
            expect(reachable(&[address], LONG), &[true])
        },
    },
    Case {
        name: "one that refuses",
        check: |reachable| {
            let refusing = nobody();
            let address = refusing.local_addr().unwrap();
            expect(reachable(&[address], LONG), &[false])
        },
    },
    Case {
        name: "a silent one between two that listen",
        check: |reachable| {
            let (one, silent, other) = (somebody(), silent(), somebody());
            let addresses = [
                one.local_addr().unwrap(),
                silent.local_addr().unwrap(),
                other.local_addr().unwrap(),
            ];
            expect(reachable(&addresses, PATIENCE), &[true, false, true])
        },
    },
    Case {
        name: "twenty that are silent, in the time of one",
        check: |reachable| {
            let silent = silent();
            let addresses = [silent.local_addr().unwrap(); 20];
            let begin = Instant::now();
            expect(reachable(&addresses, PATIENCE), &[false; 20])?;
            let took = begin.elapsed();
            match took < 10 * PATIENCE {
                true => Ok(()),
                false => {
                    Err(format!("the limit is {PATIENCE:?}, and it takes {took:?}"))
                }
            }
        },
    },
    Case {
        name: "a hundred that listen, and one that refuses",
        check: |reachable| {
            let listener = somebody();
            let mut addresses = vec![listener.local_addr().unwrap(); 100];
            let refusing = nobody();
            addresses.push(refusing.local_addr().unwrap());
            let mut expected = vec![true; 100];
            expected.push(false);
            expect(reachable(&addresses, LONG), &expected)
        },
    },
];

fn somebody() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// Has an address, which nobody else can have, and doesn't listen there.
fn nobody() -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}

fn silent() -> FullListener {
    FullListener::with_backlog(0).unwrap()
}

fn expect(
    returned: io::Result<Vec<bool>>,
    expected: &[bool],
) -> Result<(), String> {
    match returned {
        Ok(returned) if returned == expected => Ok(()),
        Ok(returned) => Err(format!(
            "expected {expected:?}, and it returns {returned:?}"
        )),
        Err(error) => Err(format!("expected {expected:?}, and got {error}")),
    }
}
