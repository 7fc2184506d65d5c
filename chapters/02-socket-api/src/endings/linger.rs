//! What `close` does with what was written and isn't sent yet.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::connected_pair;

use super::gone::write_until_full;
use crate::socket::Socket;

/// What a socket was told about lingering, how long closing it took, and what the
/// peer has read after that: how many bytes, and how they ended.
#[derive(Debug)]
pub struct Closed {
    /// What [`Socket::set_linger`] was told.
    pub linger: Option<Duration>,
    /// How long `close` took.
    pub took: Duration,
    /// Whether everything that was written has arrived, or how reading has failed.
    pub arrived: io::Result<bool>,
}

/// Closes a connection whose peer hasn't read a byte, while the buffers at both ends
/// are full. Then the peer reads.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: close
pub fn close_with_everything_unsent(
    linger: Option<Duration>,
) -> io::Result<Closed> {
    let (near, far) = connected_pair()?;
    Socket::of(&near).set_linger(linger)?;
    let written = write_until_full(&near)?;
    let begin = Instant::now();
    drop(near);
    let took = begin.elapsed();
    Ok(Closed {
        linger,
        took,
        arrived: read_to_the_end(far).map(|read| read == written),
    })
}
// ANCHOR_END: close

fn read_to_the_end(mut far: TcpStream) -> io::Result<usize> {
    let mut everything = Vec::new();
    far.read_to_end(&mut everything)
}

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let linger = match self.linger {
            None => "without linger".to_owned(),
            Some(time) => format!("with linger of {} s", time.as_secs()),
        };
        let waited = match self.took >= WAITED {
            true => "close waits",
            false => "close returns at once",
        };
        let arrived = match &self.arrived {
            Ok(true) => "everything arrives".to_owned(),
            Ok(false) => "a part arrives".to_owned(),
            Err(error) => format!("{:?}", error.kind()),
        };
        write!(f, "{linger:<20}{waited:<24}{arrived}")
    }
}

/// From here on, closing has waited for the peer. It returns in microseconds
/// otherwise, and the shortest linger is a second.
const WAITED: Duration = Duration::from_millis(800);

/// Closes in three ways, and returns a line about each.
///
/// # Errors
/// The system has no port or no descriptor left.
pub fn table() -> io::Result<Vec<String>> {
    [None, Some(Duration::ZERO), Some(Duration::from_secs(1))]
        .into_iter()
        .map(|linger| Ok(close_with_everything_unsent(linger)?.to_string()))
        .collect()
}
