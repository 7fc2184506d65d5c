//! The echo server for datagrams: no connections, no order, no end.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::thread;
use std::time::Duration;

// ANCHOR: largest
/// 1472 bytes: with 8 of UDP and 20 of IP (version 4) in front they are 1500, the
/// most that Ethernet carries in one frame.
pub const LARGEST_DATAGRAM: usize = 1472;
// ANCHOR_END: largest

/// Ports below 1024 are for the servers of the system (RFC 6335, section 6).
const FIRST_ORDINARY_PORT: u16 = 1024;

/// How long to wait after an error that isn't about one peer: a loop without a
/// pause would do nothing but report it.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// A server that echoes datagrams.
#[derive(Debug)]
pub struct UdpServer {
    socket: UdpSocket,
}

impl UdpServer {
    /// Takes `address` (port 0 lets the system choose one). The ports of UDP and
    /// those of TCP have nothing to do with each other.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted.
    pub fn bind(address: impl ToSocketAddrs) -> io::Result<Self> {
        let socket = UdpSocket::bind(address)?;
        Ok(Self { socket })
    }

    /// The address that the server receives at, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a bound socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Echoes one datagram after another, forever, and reports each.
    ///
    /// # Errors
    /// What `report` returns.
    // ANCHOR: serve
    pub fn serve(
        &self,
        mut report: impl FnMut(UdpEvent) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            let event = self.echo_next();
            let is_lasting = matches!(
                &event,
                UdpEvent::NotReceived(error) if !is_about_one_datagram(error)
            );
            report(event)?;
            if is_lasting {
                thread::sleep(PAUSE_AFTER_ERROR);
            }
        }
    }
    // ANCHOR_END: serve

    /// Waits for a datagram and sends it back to where it came from.
    // ANCHOR: echo-next
    pub fn echo_next(&self) -> UdpEvent {
        let mut buffer = [0; LARGEST_DATAGRAM + 1];
        let (length, peer) = match self.socket.recv_from(&mut buffer) {
            Ok(received) => received,
            Err(error) => return UdpEvent::NotReceived(error),
        };
        let Some(datagram) = buffer[..LARGEST_DATAGRAM].get(..length) else {
            return UdpEvent::TooLarge { peer };
        };
        let ours = self.socket.local_addr().map_or(0, |address| address.port());
        if may_be_a_server(peer.port(), ours) {
            return UdpEvent::FromServer { peer };
        }
        match self.socket.send_to(datagram, peer) {
            Ok(_) => UdpEvent::Echoed { peer, length },
            Err(error) => UdpEvent::NotAnswered { peer, error },
        }
    }
    // ANCHOR_END: echo-next
}

/// Whether a peer at this port could answer our answer, and we its answer, and so
/// on without end: a server at a port of the system, or one like us at the same
/// port as ours. Whose address a datagram bears is easily forged, ours included.
///
/// ```
/// use echo_server::udp_server::may_be_a_server;
///
/// assert!(may_be_a_server(7, 20003)); // a server that echoes too (RFC 862)
/// assert!(may_be_a_server(20003, 20003));
/// assert!(!may_be_a_server(40112, 20003));
/// ```
// ANCHOR: may-be-a-server
#[must_use]
pub fn may_be_a_server(peer: u16, ours: u16) -> bool {
    peer < FIRST_ORDINARY_PORT || peer == ours
}
// ANCHOR_END: may-be-a-server

/// Whether an error of `recv_from` is about a single datagram, so that the next
/// may be all right: on Windows, one that is too large is an error, and so is
/// the news that nobody received an earlier answer.
fn is_about_one_datagram(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted
            | ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
    ) || is_truncation(error)
}

/// Whether a datagram was larger than the buffer, which Windows calls an error.
pub(crate) fn is_truncation(error: &io::Error) -> bool {
    const WSAEMSGSIZE: i32 = 10040;
    cfg!(windows) && error.raw_os_error() == Some(WSAEMSGSIZE)
}

/// Something that happened at the server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum UdpEvent {
    /// A datagram went back.
    Echoed {
        /// Where it came from.
        peer: SocketAddr,
        /// Its bytes.
        length: usize,
    },
    /// A datagram was larger than [`LARGEST_DATAGRAM`], and is lost.
    TooLarge {
        /// Where it came from.
        peer: SocketAddr,
    },
    /// A datagram bears the address of a server, and isn't answered.
    FromServer {
        /// Where it claims to come from.
        peer: SocketAddr,
    },
    /// The system wouldn't send the answer.
    NotAnswered {
        /// Where it should have gone.
        peer: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// The system had no datagram for us.
    NotReceived(io::Error),
}

impl fmt::Display for UdpEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Echoed { peer, length } => {
                write!(f, "{peer} sent {length} bytes")
            }
            Self::TooLarge { peer } => {
                write!(
                    f,
                    "{peer} sent more than {LARGEST_DATAGRAM} bytes: not answered"
                )
            }
            Self::FromServer { peer } => {
                write!(f, "{peer} may be a server: not answered")
            }
            Self::NotAnswered { peer, error } => {
                write!(f, "{peer} could not be answered: {error}")
            }
            Self::NotReceived(error) => write!(f, "cannot receive: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_servers_are_not_answered() {
        for server in [7, 1023, 20003] {
            assert!(may_be_a_server(server, 20003), "{server}");
        }
        for client in [1024, 20002, 40112] {
            assert!(!may_be_a_server(client, 20003), "{client}");
        }
    }

    #[test]
    fn errors_about_one_datagram_are_told_from_those_that_last() {
        for kind in [
            ErrorKind::Interrupted,
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionReset,
            ErrorKind::NetworkUnreachable,
            ErrorKind::HostUnreachable,
        ] {
            assert!(is_about_one_datagram(&kind.into()), "{kind}");
        }
        for kind in [ErrorKind::OutOfMemory, ErrorKind::NetworkDown] {
            assert!(!is_about_one_datagram(&kind.into()), "{kind}");
        }
    }
}
