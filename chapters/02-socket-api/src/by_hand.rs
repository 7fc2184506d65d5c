//! What `TcpListener::bind` does, and what it can't, in calls of our own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::socket::{Domain, Socket, Type};

/// How many connections that nobody has accepted yet the system keeps for a
/// listener: what `std` asks for on most systems.
pub const BACKLOG: i32 = 128;

/// `TcpListener::bind`, call by call.
///
/// ```
/// let any_port = "127.0.0.1:0".parse().unwrap();
/// let listener = socket_api::by_hand::listen(any_port)?;
/// assert_ne!(listener.local_addr()?.port(), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The address can't be taken, or there is no descriptor left.
// ANCHOR: listen
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::of(address), Type::STREAM)?;
    socket.set_reuse_address(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
// ANCHOR_END: listen

/// A listener that shares its address with all others that are made so. Each
/// connection comes to one of them, which on Linux the system chooses by its four
/// numbers.
///
/// ```
/// use socket_api::by_hand::share;
///
/// let one = share("127.0.0.1:0".parse().unwrap())?;
/// let other = share(one.local_addr()?)?;
/// assert_eq!(one.local_addr()?, other.local_addr()?);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// As for [`listen`].
// ANCHOR: share
pub fn share(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::of(address), Type::STREAM)?;
    socket.set_reuse_port(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
// ANCHOR_END: share

/// Tries to have two listeners at one address, with `std` and by hand.
///
/// # Errors
/// There is no port or no descriptor left for the first one.
pub fn two_at_one_address() -> io::Result<[(&'static str, io::Result<()>); 3]> {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));

    let bound = TcpListener::bind(any_port)?;
    let address = bound.local_addr()?;
    let bound_again = TcpListener::bind(address);
    let shared = share(any_port)?;
    let address = shared.local_addr()?;
    let shared_again = share(address);
    let not_shared = listen(address);

    Ok([
        ("bind, where another has bound", bound_again.map(drop)),
        ("share, where another shares", shared_again.map(drop)),
        ("bind, where another shares", not_shared.map(drop)),
    ])
}
