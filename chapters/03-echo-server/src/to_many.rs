//! One datagram for many receivers: broadcast, which reaches everybody in a
//! network, and multicast, which reaches those who have joined a group.
//!
//! Both stay on loopback here, so that no other machine hears them.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket};

use crate::experiment::datagrams::LARGEST_PAYLOAD;
use crate::lines::printable;

/// Everybody on loopback, unless another address is given: the last address of
/// the network 127.0.0.0/8.
pub const EVERYBODY: SocketAddrV4 =
    SocketAddrV4::new(Ipv4Addr::new(127, 255, 255, 255), 20003);

/// The group, unless another is given: addresses that begin with 239.255 are for
/// use within one's own site (RFC 2365, section 6.1).
pub const GROUP: SocketAddrV4 =
    SocketAddrV4::new(Ipv4Addr::new(239, 255, 3, 3), 20003);

/// The interface on which groups are joined, and from which senders send.
pub const LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A socket that hears what is sent to `everybody`, the broadcast address of a
/// network.
///
/// # Errors
/// No network of this machine has that broadcast address, or the port is taken.
// ANCHOR: among
pub fn among(everybody: SocketAddrV4) -> io::Result<UdpSocket> {
    UdpSocket::bind(receiving_address(everybody))
}
// ANCHOR_END: among

/// A socket that may send to everybody, from loopback.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: broadcaster
pub fn broadcaster() -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((LOOPBACK, 0))?;
    socket.set_broadcast(true)?;
    Ok(socket)
}
// ANCHOR_END: broadcaster

/// A socket that hears what is sent to `group`.
///
/// # Errors
/// That isn't the address of a group, or the port is taken.
// ANCHOR: join
pub fn join(group: SocketAddrV4) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(receiving_address(group))?;
    socket.join_multicast_v4(group.ip(), &LOOPBACK)?;
    Ok(socket)
}
// ANCHOR_END: join

/// A socket that sends to groups from loopback. It needs no permission, and
/// needn't have joined.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: group-sender
pub fn group_sender() -> io::Result<UdpSocket> {
    UdpSocket::bind((LOOPBACK, 0))
}
// ANCHOR_END: group-sender

/// Where to bind in order to hear what is sent to `address` and nothing else.
/// Windows has no such place: there, a socket hears all that comes to the port.
fn receiving_address(address: SocketAddrV4) -> SocketAddrV4 {
    if cfg!(windows) {
        SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, address.port())
    } else {
        address
    }
}

/// Reports one datagram after another, forever. No sender can end it: every
/// datagram fits into the buffer, and an empty one is no end.
///
/// # Errors
/// What `report` returns, and what the system says of the socket.
// ANCHOR: listen
pub fn listen(
    socket: &UdpSocket,
    mut report: impl FnMut(Heard<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; LARGEST_PAYLOAD];
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((length, sender)) => {
                let text = buffer.get(..length).unwrap_or_default();
                report(Heard { sender, text })?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: listen

/// A datagram that was sent to many. Its text is one line for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// Where it came from.
    pub sender: SocketAddr,
    /// What was in it.
    pub text: &'a [u8],
}

impl fmt::Display for Heard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} says: {}", self.sender, printable(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_is_one_line() {
        let heard = Heard {
            sender: SocketAddr::from(([127, 0, 0, 1], 40112)),
            text: b"hello\n\x1b[2J",
        };
        assert_eq!(
            heard.to_string(),
            "127.0.0.1:40112 says: hello\\n\\u{1b}[2J"
        );
    }
}
