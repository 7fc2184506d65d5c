//! A sender on a real socket, with a real clock.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use super::frame::LARGEST_FRAME;
use super::outgoing::{Outgoing, Step};
use super::patience::TRIES;

/// A number that names a transfer, and that a stranger can't guess: the standard
/// library takes the key of its hash function from the system's random numbers.
#[must_use]
pub fn new_name() -> u64 {
    RandomState::new().hash_one("transfer")
}

/// Lets `outgoing` send to `receiver` until all is acknowledged, or given up.
/// Returns how long that took.
///
/// # Errors
/// A frame wasn't acknowledged, however often it was sent
/// ([`TimedOut`](ErrorKind::TimedOut)): then nobody knows how much has arrived, and
/// it may be all. Nobody receives there
/// ([`ConnectionRefused`](ErrorKind::ConnectionRefused), on Windows
/// [`ConnectionReset`](ErrorKind::ConnectionReset), if the other system says so). The address is unknown or can't be reached.
// ANCHOR: send
pub fn send(
    receiver: impl ToSocketAddrs,
    outgoing: &mut impl Outgoing,
) -> io::Result<Duration> {
    let socket = connect(receiver)?;
    let begin = Instant::now();
    let mut buffer = [0; LARGEST_FRAME];
    loop {
        match outgoing.poll(begin.elapsed()) {
            Step::Send(frame) => {
                socket.send(&frame)?;
            }
            Step::WaitUntil(until) => {
                let wait = until.saturating_sub(begin.elapsed());
                if let Some(length) = receive(&socket, &mut buffer, wait)? {
                    let datagram = buffer.get(..length).unwrap_or_default();
                    outgoing.receive(begin.elapsed(), datagram);
                }
            }
            Step::Finished => return Ok(begin.elapsed()),
            Step::GivenUp => {
                let message =
                    format!("a frame was sent {TRIES} times, and not acknowledged");
                return Err(io::Error::new(ErrorKind::TimedOut, message));
            }
        }
    }
}
// ANCHOR_END: send

/// A socket that sends to `receiver` and hears nobody else.
fn connect(receiver: impl ToSocketAddrs) -> io::Result<UdpSocket> {
    let receiver = receiver.to_socket_addrs()?.next();
    let receiver = receiver.ok_or(ErrorKind::AddrNotAvailable)?;
    let any: SocketAddr = match receiver {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any)?;
    socket.connect(receiver)?;
    Ok(socket)
}

/// Waits for a datagram, if there is time to wait.
fn receive(
    socket: &UdpSocket,
    buffer: &mut [u8],
    wait: Duration,
) -> io::Result<Option<usize>> {
    if wait.is_zero() {
        return Ok(None); // to the system, 0 would mean forever
    }
    socket.set_read_timeout(Some(wait))?;
    match socket.recv(buffer) {
        Ok(length) => Ok(Some(length)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_transfers_have_different_names() {
        assert_ne!(new_name(), new_name());
    }

    #[test]
    fn without_time_to_wait_nothing_is_received() {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let received = receive(&socket, &mut [0; 1], Duration::ZERO);
        assert_eq!(received.unwrap(), None);
    }
}
