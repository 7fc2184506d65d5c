//! Both ends of a conversation in one process, for experiments and tests.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// Where nobody is: a port whose service, a switchboard of 1988, no system runs any
/// more, and that is given to no program that asks for any port.
pub const NOBODY: &str = "127.0.0.1:1";

/// Long enough to be sure that nothing comes over loopback, short enough to wait
/// for.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// The two ends of a new TCP connection over loopback.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: connected-pair
pub fn connected_pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    let far = accept_from(near.local_addr()?, &listener)?;
    Ok((near, far))
}
// ANCHOR_END: connected-pair

/// The far end of the connection whose near end has the address `near`: another
/// program may have connected before it.
///
/// # Errors
/// The system has no descriptor left.
pub fn accept_from(
    near: SocketAddr,
    listener: &TcpListener,
) -> io::Result<TcpStream> {
    loop {
        let (far, peer) = listener.accept()?;
        if peer == near {
            return Ok(far);
        }
    }
}

/// Two UDP sockets over loopback, each of which sends to the other and hears from
/// nobody else.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: datagram-pair
pub fn datagram_pair() -> io::Result<(UdpSocket, UdpSocket)> {
    let near = UdpSocket::bind("127.0.0.1:0")?;
    let far = UdpSocket::bind("127.0.0.1:0")?;
    near.connect(far.local_addr()?)?;
    far.connect(near.local_addr()?)?;
    Ok((near, far))
}
// ANCHOR_END: datagram-pair
