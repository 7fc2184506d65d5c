//! The client that goes with the server.

use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::ending::Ending;
use crate::exchange::exchange;

/// Connects to the server at `address`, trying for `silence_limit` at most; from
/// then on, each read and each write waits no longer than that.
///
/// A name may stand for several addresses: they are tried in turn.
///
/// # Errors
/// Nobody listens there ([`ConnectionRefused`](ErrorKind::ConnectionRefused)),
/// no answer comes in time ([`TimedOut`](ErrorKind::TimedOut)), the name is
/// unknown, or the limit is zero ([`InvalidInput`](ErrorKind::InvalidInput)).
// ANCHOR: connect
pub fn connect(
    address: impl ToSocketAddrs,
    silence_limit: Duration,
) -> io::Result<TcpStream> {
    let mut result = Err(ErrorKind::AddrNotAvailable.into());
    for address in address.to_socket_addrs()? {
        result = TcpStream::connect_timeout(&address, silence_limit);
        if result.is_ok() {
            break;
        }
    }
    let stream = result?;
    stream.set_read_timeout(Some(silence_limit))?;
    stream.set_write_timeout(Some(silence_limit))?;
    Ok(stream)
}
// ANCHOR_END: connect

/// The two ends of a connection: ours, then the peer's.
///
/// # Errors
/// The connection is gone.
// ANCHOR: ends
pub fn ends(stream: &TcpStream) -> io::Result<(SocketAddr, SocketAddr)> {
    Ok((stream.local_addr()?, stream.peer_addr()?))
}
// ANCHOR_END: ends

/// An error of reading or writing, put so that a timeout, which each system words
/// in its own way, is one: [`TimedOut`](ErrorKind::TimedOut), with the limit.
#[must_use]
pub fn name_timeout(error: io::Error, silence_limit: Duration) -> io::Error {
    match Ending::of(&error) {
        Some(Ending::TimedOut) => io::Error::new(
            ErrorKind::TimedOut,
            format!("no answer within {silence_limit:?}"),
        ),
        _ => error,
    }
}

/// A connection to an echo server.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    silence_limit: Duration,
}

impl Client {
    /// Connects to the server at `address`; see [`connect`].
    ///
    /// # Errors
    /// Those of [`connect`].
    pub fn connect(
        address: impl ToSocketAddrs,
        silence_limit: Duration,
    ) -> io::Result<Self> {
        Ok(Self {
            stream: connect(address, silence_limit)?,
            silence_limit,
        })
    }

    /// The two ends of the connection; see [`ends`].
    ///
    /// # Errors
    /// Those of [`ends`].
    pub fn ends(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        ends(&self.stream)
    }

    /// Sends `message` and returns its echo; see [`exchange`].
    ///
    /// An error ends the conversation: what is still to come of this echo would
    /// be taken for the beginning of the next.
    ///
    /// # Errors
    /// The server closes before the echo is whole, resets the connection, or
    /// keeps us waiting for too long ([`TimedOut`](ErrorKind::TimedOut), on every
    /// system).
    // ANCHOR: exchange
    pub fn exchange(&mut self, message: &[u8]) -> io::Result<Vec<u8>> {
        exchange(&mut self.stream, message).map_err(|error| {
            // It may have been shut down by the other side already.
            let _ = self.stream.shutdown(Shutdown::Both);
            name_timeout(error, self.silence_limit)
        })
    }
    // ANCHOR_END: exchange
}
