//! The client that goes with the server.

use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::ending::Ending;
use crate::exchange::exchange;

/// A connection to an echo server.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    silence_limit: Duration,
}

impl Client {
    /// Connects to the server at `address`, trying for `silence_limit` at most,
    /// and from then on waits no longer than that for each read and each write.
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
    ) -> io::Result<Self> {
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
        Ok(Self {
            stream,
            silence_limit,
        })
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
            match Ending::of(&error) {
                Some(Ending::TimedOut) => io::Error::new(
                    ErrorKind::TimedOut,
                    format!("no answer within {:?}", self.silence_limit),
                ),
                _ => error,
            }
        })
    }
    // ANCHOR_END: exchange
}
