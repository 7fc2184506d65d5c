//! A socket as the system has it: not yet a listener, a stream or a socket for
//! datagrams.
//!
//! `std`'s types come into being bound, and listening or connected. Here each of
//! these steps is a call, so that there is a moment for what has to be said before
//! the next one: an option, a backlog, the address to connect from.

mod connect;
mod options;

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

pub use connect::Connecting;
pub use options::Keepalive;

use crate::sys;

/// What kind of addresses a socket has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain(c_int);

impl Domain {
    /// `AF_INET`.
    pub const IPV4: Self = Self(sys::AF_INET);
    /// `AF_INET6`.
    pub const IPV6: Self = Self(sys::AF_INET6);

    /// The one that an address belongs to.
    #[must_use]
    pub fn of(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V4(_) => Self::IPV4,
            SocketAddr::V6(_) => Self::IPV6,
        }
    }
}

/// What a socket carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type(c_int);

impl Type {
    /// `SOCK_STREAM`: bytes, over TCP.
    pub const STREAM: Self = Self(sys::SOCK_STREAM);
    /// `SOCK_DGRAM`: datagrams, over UDP.
    pub const DGRAM: Self = Self(sys::SOCK_DGRAM);
}

/// A socket, closed when it is dropped.
///
/// ```
/// use std::net::TcpListener;
/// use socket_api::socket::{Domain, Socket, Type};
///
/// let socket = Socket::new(Domain::IPV4, Type::STREAM)?;
/// socket.set_reuse_address(true)?;
/// socket.bind("127.0.0.1:0".parse().unwrap())?;
/// socket.listen(1)?;
/// let listener = TcpListener::from(socket);
/// # drop(listener);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// [`Socket::of`] is for the sockets of `std`: it has the same methods, and leaves
/// the socket to its owner.
// ANCHOR: socket
#[derive(Debug)]
pub struct Socket<Fd = OwnedFd> {
    descriptor: Fd,
}

impl Socket {
    /// `socket(2)`: a socket without an address. Programs that are started later
    /// don't inherit it.
    ///
    /// # Errors
    /// The system doesn't know the domain, or has no descriptor left.
    pub fn new(domain: Domain, kind: Type) -> io::Result<Self> {
        let descriptor = sys::new_socket(domain.0, kind.0)?;
        Ok(Self { descriptor })
    }
}
// ANCHOR_END: socket

impl<'a> Socket<BorrowedFd<'a>> {
    /// The socket in a [`TcpStream`], a [`TcpListener`] or a [`UdpSocket`], for what
    /// these have no method for.
    ///
    /// ```
    /// use std::time::Duration;
    /// use socket_api::socket::Socket;
    ///
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// let stream = std::net::TcpStream::connect(listener.local_addr()?)?;
    /// Socket::of(&stream).set_linger(Some(Duration::ZERO))?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn of(socket: &'a impl AsFd) -> Self {
        let descriptor = socket.as_fd();
        Self { descriptor }
    }
}

impl<Fd: AsFd> Socket<Fd> {
    /// `bind(2)`: gives the socket its own address. With port 0 the system chooses a
    /// free one.
    ///
    /// # Errors
    /// The address is taken ([`ErrorKind::AddrInUse`]), isn't this machine's
    /// ([`ErrorKind::AddrNotAvailable`]), isn't allowed
    /// ([`ErrorKind::PermissionDenied`]), or is of another domain; or the socket has
    /// one already ([`ErrorKind::InvalidInput`]).
    pub fn bind(&self, address: SocketAddr) -> io::Result<()> {
        sys::bind_to(self.as_fd(), address)
    }

    /// `listen(2)`: from now on the system completes connections to the socket's
    /// address, and keeps them until they are accepted: about `backlog` of them.
    /// It can be called again, with another number.
    ///
    /// # Errors
    /// The socket isn't one of a stream, or is connected, or its address is taken by
    /// another listener ([`ErrorKind::AddrInUse`]).
    pub fn listen(&self, backlog: i32) -> io::Result<()> {
        sys::listen_on(self.as_fd(), backlog)
    }

    /// `accept(2)`: waits for the next connection, and returns a socket of its own
    /// for it, with the address of the other end. A signal doesn't end the wait.
    ///
    /// On macOS the new socket is non-blocking if the listener is.
    ///
    /// # Errors
    /// The socket isn't a listener ([`ErrorKind::InvalidInput`]), is non-blocking and
    /// there is no connection ([`ErrorKind::WouldBlock`]), the connection has ended
    /// already ([`ErrorKind::ConnectionAborted`]), or there is no descriptor left.
    pub fn accept(&self) -> io::Result<(Socket, SocketAddr)> {
        loop {
            match sys::accept_from(self.as_fd()) {
                Ok((descriptor, peer)) => return Ok((Socket { descriptor }, peer)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// `getsockname(2)`: the address of this end. It is unspecified, with port 0,
    /// before the socket was bound or connected.
    ///
    /// # Errors
    /// The address is no IP address.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        sys::local_address(self.as_fd())
    }

    /// Whether calls that would have to wait return [`ErrorKind::WouldBlock`]
    /// instead (`O_NONBLOCK`, by `fcntl(2)`).
    ///
    /// # Errors
    /// None that are known.
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        sys::set_nonblocking(self.as_fd(), nonblocking)
    }
}

impl<Fd: AsFd> AsFd for Socket<Fd> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

// What a socket has become after `listen`, `connect` or `bind`, the type of `std`
// doesn't check: on another kind of socket its calls return errors.
// ANCHOR: into-std
impl From<Socket> for OwnedFd {
    fn from(socket: Socket) -> Self {
        socket.descriptor
    }
}

impl From<Socket> for TcpListener {
    fn from(socket: Socket) -> Self {
        socket.descriptor.into()
    }
}
// ANCHOR_END: into-std

impl From<Socket> for TcpStream {
    fn from(socket: Socket) -> Self {
        socket.descriptor.into()
    }
}

impl From<Socket> for UdpSocket {
    fn from(socket: Socket) -> Self {
        socket.descriptor.into()
    }
}
