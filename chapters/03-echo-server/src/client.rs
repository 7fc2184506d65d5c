//! The client that goes with the server.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::exchange::exchange;

/// A connection to an echo server.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
}

impl Client {
    /// Connects to the server at `address`, and from then on waits no longer
    /// than `silence_limit` for it.
    ///
    /// A name may stand for several addresses: they are tried in turn.
    ///
    /// # Errors
    /// Nobody listens there, or the name is unknown.
    // ANCHOR: connect
    pub fn connect(
        address: impl ToSocketAddrs,
        silence_limit: Duration,
    ) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(silence_limit))?;
        stream.set_write_timeout(Some(silence_limit))?;
        Ok(Self { stream })
    }
    // ANCHOR_END: connect

    /// The two ends of the connection: ours, then the server's.
    ///
    /// # Errors
    /// The connection is gone.
    // ANCHOR: ends
    pub fn ends(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.stream.local_addr()?, self.stream.peer_addr()?))
    }
    // ANCHOR_END: ends

    /// Sends `message` and returns its echo; see [`exchange`].
    ///
    /// # Errors
    /// The server closes before the echo is whole, resets the connection, or is
    /// silent for too long.
    pub fn exchange(&mut self, message: &[u8]) -> io::Result<Vec<u8>> {
        exchange(&mut self.stream, message)
    }
}
