//! One connection from its beginning to its end, and the state of both ends after
//! each call.

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{
    Ipv4Addr, Shutdown, SocketAddr, SocketAddrV4, TcpListener, TcpStream,
};
use std::thread;
use std::time::{Duration, Instant};

use crate::state::State;

/// An end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The one that called `connect`.
    Client,
    /// The one that called `accept`.
    Server,
}

/// A call, and what state the ends were in after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who called what.
    pub call: String,
    /// The state of the client's end.
    pub client: State,
    /// The state of the server's end, or of its listener while there is no more.
    pub server: State,
}

/// Leads a connection over loopback through its life, at whose end `first` is the
/// first to finish.
///
/// # Errors
/// A call fails; on systems other than Linux, nothing can be read of the states.
// ANCHOR: life
pub fn life(first: End) -> io::Result<Vec<Step>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let there = listener.local_addr()?;
    let mut steps = vec![Step {
        call: "server: bind, listen".to_owned(),
        client: State::Closed,
        server: settled(there, NOBODY, State::Listen)?,
    }];

    let client = TcpStream::connect(there)?;
    let here = client.local_addr()?;
    let mut step = |call: String, expected: (State, State)| {
        let client = settled(here, there, expected.0)?;
        let server = settled(there, here, expected.1)?;
        steps.push(Step {
            call,
            client,
            server,
        });
        io::Result::Ok(())
    };
    let established = (State::Established, State::Established);
    step("client: connect".to_owned(), established)?;

    let (server, _) = listener.accept()?;
    step("server: accept".to_owned(), established)?;

    let second = first.other();
    let (mut near, mut far) = match first {
        End::Client => (client, server),
        End::Server => (server, client),
    };
    near.write_all(b"a question")?;
    near.shutdown(Shutdown::Write)?;
    let half = first.ordered(State::FinWait2, State::CloseWait);
    step(format!("{first}: write, shutdown"), half)?;

    far.read_to_end(&mut Vec::new())?;
    far.write_all(b"an answer")?;
    step(format!("{second}: read, write"), half)?;

    drop(far);
    let over = first.ordered(State::TimeWait, State::Closed);
    step(format!("{second}: close"), over)?;

    near.read_to_end(&mut Vec::new())?;
    drop(near);
    step(format!("{first}: read, close"), over)?;
    Ok(steps)
}
// ANCHOR_END: life

impl End {
    fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// What belongs to this end and to the other, with the client's first.
    fn ordered<T>(self, ours: T, theirs: T) -> (T, T) {
        match self {
            Self::Client => (ours, theirs),
            Self::Server => (theirs, ours),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}

/// The other end of a socket that is connected to nobody.
const NOBODY: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));

/// How long a segment may take over loopback, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(2);

/// The state of a connection's end, once it is as `expected`, or what it still is
/// when our patience is over. A call returns before the segments that it causes
/// have arrived.
fn settled(
    here: SocketAddr,
    there: SocketAddr,
    expected: State,
) -> io::Result<State> {
    let begin = Instant::now();
    loop {
        let state = state_of(here, there)?;
        if state == expected || begin.elapsed() > PATIENCE {
            return Ok(state);
        }
        thread::yield_now();
    }
}

/// The state of the connection from `here` to `there`, as this end has it.
///
/// # Errors
/// An address isn't of IPv4, or the system isn't Linux, which lists its
/// connections in `/proc/net/tcp` (proc_net(5)).
// ANCHOR: state-of
pub fn state_of(here: SocketAddr, there: SocketAddr) -> io::Result<State> {
    let (SocketAddr::V4(here), SocketAddr::V4(there)) = (here, there) else {
        return Err(io::ErrorKind::Unsupported.into());
    };
    let ends = format!(" {} {} ", as_listed(here), as_listed(there));
    let list = fs::read_to_string("/proc/net/tcp")?;
    let state = list
        .split_once(&ends)
        .and_then(|(_, rest)| u8::from_str_radix(rest.get(..2)?, 16).ok())
        .and_then(State::from_linux);
    Ok(state.unwrap_or(State::Closed))
}
// ANCHOR_END: state-of

/// An address as Linux lists it: in hexadecimal digits, the four bytes taken for a
/// number as this processor has them in memory.
fn as_listed(address: SocketAddrV4) -> String {
    let ip = u32::from_ne_bytes(address.ip().octets());
    format!("{ip:08X}:{:04X}", address.port())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn states(first: End) -> io::Result<Vec<String>> {
        let state = |step: &Step| format!("{} {}", step.client, step.server);
        Ok(life(first)?.iter().map(state).collect())
    }

    #[test]
    fn the_side_that_closes_first_waits_and_the_other_does_not() {
        assert_eq!(
            states(End::Client).unwrap(),
            [
                "CLOSED LISTEN",
                "ESTABLISHED ESTABLISHED",
                "ESTABLISHED ESTABLISHED",
                "FIN-WAIT-2 CLOSE-WAIT",
                "FIN-WAIT-2 CLOSE-WAIT",
                "TIME-WAIT CLOSED",
                "TIME-WAIT CLOSED",
            ]
        );
        assert_eq!(
            states(End::Server).unwrap()[3..],
            [
                "CLOSE-WAIT FIN-WAIT-2",
                "CLOSE-WAIT FIN-WAIT-2",
                "CLOSED TIME-WAIT",
                "CLOSED TIME-WAIT",
            ]
        );
    }

    #[test]
    fn a_connection_that_is_not_there_is_closed() {
        let nobody = SocketAddr::from(([127, 0, 0, 1], 1));
        assert_eq!(state_of(nobody, nobody).unwrap(), State::Closed);
    }

    #[test]
    fn ipv6_is_in_another_list() {
        let address: SocketAddr = "[::1]:1".parse().unwrap();
        let error = state_of(address, address).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
    }
}
