//! What becomes of datagrams that nobody reads, over UDP and within the machine.

use std::io;
use std::os::unix::net::UnixDatagram;

use tcp_vs_udp::loopback::datagram_pair;

/// More than any system keeps for a reader: ten megabytes in all.
pub const MANY: u32 = 10_000;

/// The size of each, in bytes.
const SIZE: usize = 1000;

/// What became of many datagrams.
#[derive(Debug)]
pub struct Flood {
    /// How many the sender's system took.
    pub taken: u32,
    /// What it said to the next one, unless it took them all.
    pub refusal: Option<io::Error>,
    /// How many were there when the receiver began to read.
    pub arrived: u32,
}

/// Sends more datagrams over UDP than the receiver has room for.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: flood
pub fn over_udp() -> io::Result<Flood> {
    let (near, far) = datagram_pair()?;
    near.set_nonblocking(true)?;
    far.set_nonblocking(true)?;
    Ok(flood(|data| near.send(data), |buffer| far.recv(buffer)))
}

/// The same in the Unix domain.
///
/// # Errors
/// The system has no descriptor left.
pub fn in_the_unix_domain() -> io::Result<Flood> {
    let (near, far) = UnixDatagram::pair()?;
    near.set_nonblocking(true)?;
    far.set_nonblocking(true)?;
    Ok(flood(|data| near.send(data), |buffer| far.recv(buffer)))
}

fn flood(
    send: impl Fn(&[u8]) -> io::Result<usize>,
    receive: impl Fn(&mut [u8]) -> io::Result<usize>,
) -> Flood {
    let (taken, refusal) = count(|| send(&[0; SIZE]));
    let (arrived, _nothing_left) = count(|| receive(&mut [0; SIZE]));
    Flood {
        taken,
        refusal,
        arrived,
    }
}

/// How often a call succeeds, up to [`MANY`] times, and how it fails then.
fn count(call: impl Fn() -> io::Result<usize>) -> (u32, Option<io::Error>) {
    for succeeded in 0..MANY {
        if let Err(error) = call() {
            return (succeeded, Some(error));
        }
    }
    (MANY, None)
}
// ANCHOR_END: flood
