//! What the calls return when messages are datagrams.

use std::io;
use std::net::UdpSocket;

use tcp_vs_udp::loopback::{PATIENCE, datagram_pair};

/// The most that fits: 65,535 bytes of an IP packet, without 20 for its header
/// and 8 for that of UDP.
pub const LARGEST_PAYLOAD: usize = 65_507;

/// Two sockets over loopback, each connected to the other and of little patience.
///
/// # Errors
/// The system has no port or no descriptor left.
pub fn impatient_pair() -> io::Result<(UdpSocket, UdpSocket)> {
    let (near, far) = datagram_pair()?;
    far.set_read_timeout(Some(PATIENCE))?;
    near.set_read_timeout(Some(PATIENCE))?;
    Ok((near, far))
}

/// Receives once after two datagrams have been sent.
///
/// # Errors
/// What the system says of the sockets.
// ANCHOR: kept-apart
pub fn two_are_kept_apart() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    near.send(b"hello")?;
    near.send(b"how are you")?;
    far.recv(&mut [0; 1024])
}
// ANCHOR_END: kept-apart

/// Receives a datagram of 5,000 bytes with a buffer of 1024.
///
/// # Errors
/// On Windows, that the buffer is too small.
// ANCHOR: truncated
pub fn one_is_truncated() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    near.send(&[b'a'; 5_000])?;
    far.recv(&mut [0; 1024])
}

/// Receives once more after that.
///
/// # Errors
/// A timeout: what didn't fit is gone.
pub fn the_rest_is_gone() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    near.send(&[b'a'; 5_000])?;
    let _truncated = far.recv(&mut [0; 1024]);
    far.recv(&mut [0; 1024])
}
// ANCHOR_END: truncated

/// Receives an empty datagram.
///
/// # Errors
/// What the system says of the sockets.
// ANCHOR: empty
pub fn one_is_empty() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    near.send(b"")?;
    far.recv(&mut [0; 1024])
}

/// Receives what is sent after an empty datagram.
///
/// # Errors
/// What the system says of the sockets.
pub fn after_an_empty_one() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    near.send(b"")?;
    near.send(b"hello")?;
    let _empty = far.recv(&mut [0; 1024])?;
    far.recv(&mut [0; 1024])
}
// ANCHOR_END: empty

/// Sends one byte more than fits into a datagram.
///
/// # Errors
/// That the message is too long.
// ANCHOR: too-large
pub fn one_is_too_large() -> io::Result<usize> {
    let (near, _far) = impatient_pair()?;
    near.send(&[b'a'; LARGEST_PAYLOAD + 1])
}
// ANCHOR_END: too-large

/// Sends to a socket that has been closed.
///
/// # Errors
/// None: sending asks nobody.
// ANCHOR: nobody
pub fn send_to_nobody() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    drop(far);
    near.send(b"hello")
}

/// Receives after that.
///
/// # Errors
/// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused), although there is no
/// connection; on Windows [`ConnectionReset`](io::ErrorKind::ConnectionReset).
pub fn receive_from_nobody() -> io::Result<usize> {
    let (near, far) = impatient_pair()?;
    drop(far);
    near.send(b"hello")?;
    near.recv(&mut [0; 1024])
}
// ANCHOR_END: nobody

/// A row for each experiment: what was done, and what the call returned.
pub fn table() -> [(&'static str, io::Result<usize>); 8] {
    [
        ("receive the first of two", two_are_kept_apart()),
        ("receive more than fits", one_is_truncated()),
        ("receive the rest of it", the_rest_is_gone()),
        ("receive an empty one", one_is_empty()),
        ("receive the one after that", after_an_empty_one()),
        ("send more than 65507 bytes", one_is_too_large()),
        ("send to nobody", send_to_nobody()),
        ("receive after that", receive_from_nobody()),
    ]
}
