//! What is asked of `ending`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use socket_api::endings::gone::Gone;
use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type Ending = fn(&mut dyn Read) -> io::Result<Gone>;

pub const CASES: &[Case<Ending>] = &[
    Case {
        name: "a peer that closes",
        check: |ending| {
            let (mut near, _) = Gone::Closed.make().unwrap();
            expect(Gone::Closed, ending(&mut near))
        },
    },
    Case {
        name: "a peer that says something and closes",
        check: |ending| {
            let (mut near, mut far) = pair();
            far.write_all(&[b'a'; 5_000]).unwrap();
            drop(far);
            expect(Gone::Closed, ending(&mut near))
        },
    },
    Case {
        name: "a peer that says nothing",
        check: |ending| {
            let (mut near, _far) = Gone::Silent.make().unwrap();
            expect(Gone::Silent, ending(&mut near))
        },
    },
    Case {
        name: "a signal before a silence",
        check: |ending| {
            let signal = [ErrorKind::Interrupted];
            let (near, _far) = Gone::Silent.make().unwrap();
            expect(Gone::Silent, ending(&mut after(&signal, near)))
        },
    },
    Case {
        name: "a peer that resets the connection",
        check: |ending| {
            let (mut near, _) = Gone::Reset.make().unwrap();
            expect(Gone::Reset, ending(&mut near))
        },
    },
    Case {
        name: "a peer that nothing reaches any more",
        check: |ending| {
            // What a system says of a connection that it has given up.
            let (near, _) = Gone::Closed.make().unwrap();
            let given_up = [ErrorKind::TimedOut];
            expect(Gone::GivenUp, ending(&mut after(&given_up, near)))
        },
    },
    Case {
        name: "an error that is no ending",
        check: |ending| {
            let (near, _) = Gone::Closed.make().unwrap();
            let no_memory = [ErrorKind::OutOfMemory];
            match ending(&mut after(&no_memory, near)) {
                Err(error) if error.kind() == ErrorKind::OutOfMemory => Ok(()),
                other => Err(format!(
                    "there is no memory left, and `ending` returns {other:?}"
                )),
            }
        },
    },
];

fn expect(gone: Gone, returned: io::Result<Gone>) -> Result<(), String> {
    match returned {
        Ok(returned) if returned == gone => Ok(()),
        Ok(returned) => Err(format!(
            "the peer is gone as in {gone:?}, and `ending` returns {returned:?}"
        )),
        Err(error) => Err(format!("`ending` returns an error: {error}")),
    }
}

fn pair() -> (TcpStream, TcpStream) {
    let (near, far) = connected_pair().unwrap();
    near.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    (near, far)
}

/// A connection whose first reads fail.
struct After {
    errors: Vec<ErrorKind>,
    then: TcpStream,
}

fn after(errors: &[ErrorKind], then: TcpStream) -> After {
    After {
        errors: errors.to_vec(),
        then,
    }
}

impl Read for After {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.errors.pop() {
            Some(kind) => Err(kind.into()),
            None => self.then.read(buffer),
        }
    }
}
