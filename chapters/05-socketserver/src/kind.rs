//! The kinds of server: what listens, what a request is, and where it comes from.
//!
//! The loop of [`Server`](crate::Server) is the same for all of them.

mod connection;
mod file;
mod packet;
mod tcp;
mod udp;
mod unix_datagram;
mod unix_stream;

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::AsFd;
use std::os::unix::net as unix;
use std::path::Path;

pub use connection::Connection;
pub use packet::Packet;
pub use tcp::Tcp;
pub use udp::Udp;
pub use unix_datagram::{Datagrams, UnixDatagram};
pub use unix_stream::{Listener, UnixStream};

use echo_server::limits::StreamSocket;

use crate::builder::Options;

/// A kind of server.
// ANCHOR: kind
pub trait Kind: Sized + 'static {
    /// What the server listens with. Its calls don't wait.
    type Socket: AsFd + Send + Sync;
    /// Where the server is, and where a request comes from.
    type Address: Clone + fmt::Debug + Send + Sync;
    /// What there is of one request: a connection, or a packet.
    type Channel: Send;

    /// Whether `SO_REUSEADDR` is set unless told otherwise.
    const REUSE_ADDRESS: bool = false;

    /// `server_bind` and `server_activate`: a socket that takes requests from now
    /// on. If one of the steps fails, it's closed.
    ///
    /// # Errors
    /// The address isn't to be had.
    fn bind(address: &Self::Address, options: &Options)
    -> io::Result<Self::Socket>;

    /// The address that the socket really has.
    ///
    /// # Errors
    /// None that are known.
    fn local_addr(socket: &Self::Socket) -> io::Result<Self::Address>;

    /// `get_request`: takes the next request, without waiting for one.
    ///
    /// # Errors
    /// There is none ([`WouldBlock`](io::ErrorKind::WouldBlock)), or what the system
    /// says.
    fn get_request(
        socket: &Self::Socket,
        options: &Options,
    ) -> io::Result<(Self::Channel, Self::Address)>;

    /// `shutdown_request`: brings the request to its end after it was answered.
    /// Dropping the channel closes it then. A datagram has no end.
    fn shutdown_request(channel: &mut Self::Channel) {
        let _ = channel;
    }

    /// The address for a person.
    fn name(address: &Self::Address) -> String;
}
// ANCHOR_END: kind

/// What an address for a server of kind `K` can be written as.
pub trait Addresses<K: Kind> {
    /// The addresses, of which the first that is to be had is taken.
    ///
    /// # Errors
    /// It's no address, or a name that nobody knows.
    fn addresses(self) -> io::Result<Vec<K::Address>>;
}

/// A kind that has connections: its requests can be read from and written to.
// ANCHOR: stream-kind
pub trait StreamKind: Kind<Channel = Connection<Self::Stream>> {
    /// One end of a connection, as `std` has it.
    type Stream: StreamSocket + AsFd + Send + Sync;
}
// ANCHOR_END: stream-kind

/// A kind that has datagrams.
pub trait DatagramKind: Kind<Channel = Packet<Self::Datagrams>> {
    /// A socket for datagrams, as `std` has it.
    type Datagrams: AsFd + Send + Sync;

    /// Sends a datagram, without waiting.
    ///
    /// # Errors
    /// There is no room for it ([`WouldBlock`](io::ErrorKind::WouldBlock)), it is too
    /// large, or the peer has no address.
    fn send_to(
        socket: &Self::Datagrams,
        data: &[u8],
        peer: &Self::Address,
    ) -> io::Result<usize>;
}

/// A kind with IP addresses.
pub trait InternetKind: Kind<Address = SocketAddr> {}

impl<K: InternetKind, A: ToSocketAddrs> Addresses<K> for A {
    fn addresses(self) -> io::Result<Vec<SocketAddr>> {
        Ok(self.to_socket_addrs()?.collect())
    }
}

impl<P: AsRef<Path>> Addresses<UnixStream> for P {
    fn addresses(self) -> io::Result<Vec<unix::SocketAddr>> {
        Ok(vec![unix::SocketAddr::from_pathname(self)?])
    }
}

impl<P: AsRef<Path>> Addresses<UnixDatagram> for P {
    fn addresses(self) -> io::Result<Vec<unix::SocketAddr>> {
        Ok(vec![unix::SocketAddr::from_pathname(self)?])
    }
}
