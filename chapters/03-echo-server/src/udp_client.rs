//! The client for datagrams, which has to reckon with getting no answer.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

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
    /// Takes a free port and remembers the server's address. Nothing is sent, so
    /// nothing is known of the server yet.
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

    /// Sends `message` until its echo comes, [`TRIES`] times at most, waiting
    /// twice as long each time. `report` is told of each wait that was in vain.
    ///
    /// # Errors
    /// No echo came ([`TimedOut`](ErrorKind::TimedOut)); nobody receives there
    /// ([`ConnectionRefused`](ErrorKind::ConnectionRefused), if the other system
    /// says so); the message is too large for a datagram.
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
                    _ => return Err(error),
                },
            }
        }
    }
    // ANCHOR_END: receive-echo
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::udp_server::UdpServer;

    fn socket() -> UdpSocket {
        UdpSocket::bind("127.0.0.1:0").unwrap()
    }

    #[test]
    fn an_echo_comes_back_and_an_empty_one_too() {
        let server = UdpServer::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let client = UdpClient::connect(address, FIRST_WAIT).unwrap();
        for message in [&b"hello"[..], b""] {
            thread::scope(|scope| {
                scope.spawn(|| server.echo_next());
                client.exchange(message, |_| {}).unwrap();
            });
        }
    }

    #[test]
    fn a_datagram_that_gets_lost_is_sent_again() {
        let server = socket();
        let wait = Duration::from_millis(10);
        let client =
            UdpClient::connect(server.local_addr().unwrap(), wait).unwrap();
        let mut in_vain = Vec::new();
        thread::scope(|scope| {
            scope.spawn(|| {
                server.recv(&mut [0; 16]).unwrap(); // as if it had been lost
                let (length, peer) = server.recv_from(&mut [0; 16]).unwrap();
                server.send_to(&b"hello"[..length], peer).unwrap();
            });
            client
                .exchange(b"hello", |wait| in_vain.push(wait))
                .unwrap();
        });
        assert!(in_vain.first() == Some(&wait), "{in_vain:?}");
    }

    #[test]
    fn silence_ends_after_a_bounded_number_of_tries() {
        let server = socket();
        let wait = Duration::from_millis(5);
        let client =
            UdpClient::connect(server.local_addr().unwrap(), wait).unwrap();
        let mut in_vain = Vec::new();
        let error = client
            .exchange(b"hello", |wait| in_vain.push(wait))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(in_vain, [wait, wait * 2, wait * 4]);
    }

    #[test]
    fn a_late_echo_is_not_taken_for_the_next() {
        let server = socket();
        let client =
            UdpClient::connect(server.local_addr().unwrap(), FIRST_WAIT).unwrap();
        let (here, _) = client.ends().unwrap();
        let here = SocketAddr::from(([127, 0, 0, 1], here.port()));
        server.send_to(b"before", here).unwrap();
        server.send_to(b"hello", here).unwrap();
        assert!(client.receive_echo(b"hello", FIRST_WAIT).unwrap());
    }

    #[test]
    fn nobody_else_is_heard() {
        let (server, stranger) = (socket(), socket());
        let client =
            UdpClient::connect(server.local_addr().unwrap(), FIRST_WAIT).unwrap();
        let (here, _) = client.ends().unwrap();
        let here = SocketAddr::from(([127, 0, 0, 1], here.port()));
        stranger.send_to(b"hello", here).unwrap();
        let wait = Duration::from_millis(20);
        assert!(!client.receive_echo(b"hello", wait).unwrap());
    }

    #[test]
    fn a_chatty_server_does_not_prolong_the_wait() {
        let server = socket();
        let client =
            UdpClient::connect(server.local_addr().unwrap(), FIRST_WAIT).unwrap();
        let (here, _) = client.ends().unwrap();
        let here = SocketAddr::from(([127, 0, 0, 1], here.port()));
        let (done, is_done) = std::sync::mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                while is_done.try_recv().is_err() {
                    let _ = server.send_to(b"something else", here);
                }
            });
            let wait = Duration::from_millis(20);
            assert!(!client.receive_echo(b"hello", wait).unwrap());
            done.send(()).unwrap();
        });
    }
}
