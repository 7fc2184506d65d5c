//! The client for datagrams, which has to reckon with getting no answer.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use crate::udp_server::is_truncation;

// ANCHOR: tries
/// How often a message is sent at most: with waits of 1, 2 and 4 seconds, a
/// server that hasn't answered for seven is as good as gone.
pub const TRIES: u32 = 3;

/// How long to wait for the first answer unless told otherwise: what RFC 8085,
/// section 3.1.1, recommends to those who know nothing of the way.
pub const FIRST_WAIT: Duration = Duration::from_secs(1);
// ANCHOR_END: tries

/// A socket that sends to one server and hears no other.
#[derive(Debug)]
pub struct UdpClient {
    socket: UdpSocket,
    first_wait: Duration,
}

impl UdpClient {
    /// Takes a free port and remembers the server's address, the first if a name
    /// stands for several. Nothing is sent, so nothing is known of the server yet.
    ///
    /// # Errors
    /// The name is unknown, or the system has no way to that address.
    // ANCHOR: connect
    pub fn connect(
        address: impl ToSocketAddrs,
        first_wait: Duration,
    ) -> io::Result<Self> {
        let mut addresses = address.to_socket_addrs()?;
        let server = addresses.next().ok_or(ErrorKind::AddrNotAvailable)?;
        let any: SocketAddr = match server {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        let socket = UdpSocket::bind(any)?;
        socket.connect(server)?;
        Ok(Self { socket, first_wait })
    }
    // ANCHOR_END: connect

    /// The two ends: ours, then the server's.
    ///
    /// # Errors
    /// What `getsockname(2)` and `getpeername(2)` say, which here is nothing.
    pub fn ends(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.socket.local_addr()?, self.socket.peer_addr()?))
    }

    /// Sends `message` until an echo of its bytes comes, [`TRIES`] times at most,
    /// waiting twice as long each time. `report` is told of each wait that was in
    /// vain.
    ///
    /// # Errors
    /// No echo came ([`TimedOut`](ErrorKind::TimedOut)); nobody receives there
    /// ([`ConnectionRefused`](ErrorKind::ConnectionRefused), if the other system
    /// says so; [`ConnectionReset`](ErrorKind::ConnectionReset) on Windows); the
    /// message is too large for a datagram.
    // ANCHOR: exchange
    pub fn exchange(
        &self,
        message: &[u8],
        mut report: impl FnMut(Duration),
    ) -> io::Result<()> {
        let mut wait = self.first_wait;
        for _ in 0..TRIES {
            self.socket.send(message)?;
            if self.receive_echo(message, wait)? {
                return Ok(());
            }
            report(wait);
            wait = wait.saturating_mul(2);
        }
        Err(io::Error::new(
            ErrorKind::TimedOut,
            format!("no answer to {TRIES} datagrams"),
        ))
    }
    // ANCHOR_END: exchange

    /// Whether the echo of `message` comes within `wait`. What else comes is late:
    /// the echo of a message that we have sent again or given up.
    // ANCHOR: receive-echo
    fn receive_echo(&self, message: &[u8], wait: Duration) -> io::Result<bool> {
        let begin = Instant::now();
        let mut buffer = vec![0; message.len().saturating_add(1)];
        loop {
            let left = wait.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return Ok(false);
            }
            self.socket.set_read_timeout(Some(left))?;
            match self.socket.recv(&mut buffer) {
                Ok(length) if buffer.get(..length) == Some(message) => {
                    return Ok(true);
                }
                Ok(_) => {}
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                        return Ok(false);
                    }
                    ErrorKind::Interrupted => {}
                    _ if is_truncation(&error) => {}
                    _ => return Err(error),
                },
            }
        }
    }
    // ANCHOR_END: receive-echo
}
