//! One connection from its beginning to its end, and the state of both ends after
//! each call.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, SocketAddrV4, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::state::State;

/// A call, and what state the ends were in after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who called what.
    pub call: &'static str,
    /// The state of the client's end.
    pub client: State,
    /// The state of the server's end, or of its listener while there is no more.
    pub server: State,
}

/// Leads a connection over loopback through its life.
///
/// # Errors
/// A call fails; on systems other than Linux, nothing can be read of the states,
/// and the kind is `Unsupported`.
// ANCHOR: life
pub fn life() -> io::Result<Vec<Step>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    let nobody = SocketAddr::from(([0, 0, 0, 0], 0));
    let mut steps = vec![Step {
        call: "server: bind",
        client: State::Closed,
        server: settled(at, nobody, State::Listen)?,
    }];

    let mut client = TcpStream::connect(at)?;
    let from = client.local_addr()?;
    let mut step = |call, expected: (State, State)| {
        let client = settled(from, at, expected.0)?;
        let server = settled(at, from, expected.1)?;
        steps.push(Step {
            call,
            client,
            server,
        });
        io::Result::Ok(())
    };
    step("client: connect", (State::Established, State::Established))?;

    let (mut server, _) = listener.accept()?;
    step("server: accept", (State::Established, State::Established))?;

    client.write_all(b"a question")?;
    client.shutdown(Shutdown::Write)?;
    step(
        "client: write, shutdown",
        (State::FinWait2, State::CloseWait),
    )?;

    server.read_to_end(&mut Vec::new())?;
    server.write_all(b"an answer")?;
    step("server: read, write", (State::FinWait2, State::CloseWait))?;

    drop(server);
    step("server: close", (State::TimeWait, State::Closed))?;

    client.read_to_end(&mut Vec::new())?;
    drop(client);
    step("client: read, close", (State::TimeWait, State::Closed))?;
    Ok(steps)
}
// ANCHOR_END: life

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

    #[test]
    fn the_side_that_closes_first_waits_and_the_other_does_not() {
        let states: Vec<_> = life()
            .unwrap()
            .iter()
            .map(|step| format!("{} {}", step.client, step.server))
            .collect();
        assert_eq!(
            states,
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
