//! The kinds of server: what listens, what a request is, and where it comes from.
//!
//! The loop of [`Server`](crate::Server) is the same for all of them.

mod connection;
mod tcp;

use std::fmt;
use std::io;
use std::os::fd::AsFd;

pub use connection::Connection;
pub use tcp::Tcp;

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
    /// Dropping the channel closes it then.
    fn shutdown_request(channel: &mut Self::Channel);

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

/// A kind with IP addresses.
pub trait InternetKind: Kind {}
