//! An IPv6 socket that takes IPv4 clients as well.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};

use crate::socket::{Domain, Socket, Type};

/// One connection, seen from its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The client's address, as the client knows it.
    pub by_client: SocketAddr,
    /// The client's address, as the server knows it.
    pub by_server: SocketAddr,
}

/// Connects an IPv4 client to an IPv6 listener. The listener has the IPv6 form of
/// 127.0.0.1, so that nobody else can reach it; with `[::]`, IPv4 clients of the
/// whole network would look the same.
///
/// # Errors
/// This machine has no IPv6, or no port or descriptor left.
// ANCHOR: mapped
pub fn ipv4_client_of_an_ipv6_listener() -> io::Result<Seen> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM)?;
    socket.set_only_v6(false)?;
    socket.bind((Ipv4Addr::LOCALHOST.to_ipv6_mapped(), 0).into())?;
    socket.listen(1)?;
    let port = socket.local_addr()?.port();
    let client = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let (_server, peer) = TcpListener::from(socket).accept()?;
    Ok(Seen {
        by_client: client.local_addr()?,
        by_server: peer,
    })
}
// ANCHOR_END: mapped

/// Binds a socket of each family to all addresses of this machine, at the same
/// port. Neither listens, so nobody can reach them.
///
/// # Errors
/// [`AddrInUse`](io::ErrorKind::AddrInUse) if the IPv6 socket isn't for IPv6 alone:
/// then it would have the other one's addresses too.
// ANCHOR: beside
pub fn bind_ipv6_beside_ipv4(only_v6: bool) -> io::Result<()> {
    let v4 = Socket::new(Domain::IPV4, Type::STREAM)?;
    v4.bind((Ipv4Addr::UNSPECIFIED, 0).into())?;
    let port = v4.local_addr()?.port();
    let v6 = Socket::new(Domain::IPV6, Type::STREAM)?;
    v6.set_only_v6(only_v6)?;
    v6.bind((Ipv6Addr::UNSPECIFIED, port).into())
}
// ANCHOR_END: beside
