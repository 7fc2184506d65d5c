//! What the calls return when a datagram is for many.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};

use tcp_vs_udp::loopback::PATIENCE;

use crate::to_many::{EVERYBODY, LOOPBACK, broadcaster, group_sender, join};

/// The port on which nobody answers, and anybody may throw away what comes
/// (RFC 863).
const DISCARD: u16 = 9;

/// Sends to everybody without having said that this is meant.
///
/// # Errors
/// [`PermissionDenied`](io::ErrorKind::PermissionDenied).
// ANCHOR: without-permission
pub fn broadcast_without_permission() -> io::Result<usize> {
    let socket = UdpSocket::bind((LOOPBACK, 0))?;
    socket.send_to(b"hello", (*EVERYBODY.ip(), DISCARD))
}
// ANCHOR_END: without-permission

/// The same with permission.
///
/// # Errors
/// What the system says of the socket.
pub fn broadcast_with_permission() -> io::Result<usize> {
    broadcaster()?.send_to(b"hello", (*EVERYBODY.ip(), DISCARD))
}

/// Sends to a group that nobody has joined.
///
/// # Errors
/// None: sending asks nobody.
pub fn send_to_empty_group() -> io::Result<usize> {
    let (sender, group) = sender_and_group()?;
    sender.send_to(b"hello", group)
}

/// Receives as a member of a group.
///
/// # Errors
/// What the system says of the sockets.
pub fn receive_as_member() -> io::Result<usize> {
    let (sender, group) = sender_and_group()?;
    let member = join(group)?;
    member.set_read_timeout(Some(PATIENCE))?;
    sender.send_to(b"hello", group)?;
    member.recv(&mut [0; 16])
}

/// Receives after having left the group.
///
/// # Errors
/// A timeout: nothing comes any more.
// ANCHOR: after-leaving
pub fn receive_after_leaving() -> io::Result<usize> {
    let (sender, group) = sender_and_group()?;
    let member = join(group)?;
    member.set_read_timeout(Some(PATIENCE))?;
    member.leave_multicast_v4(group.ip(), &LOOPBACK)?;
    sender.send_to(b"hello", group)?;
    member.recv(&mut [0; 16])
}
// ANCHOR_END: after-leaving

/// A sender, and a group that no other program is in: its last two bytes are the
/// sender's port, which no other program has.
///
/// On Linux, a socket that has left a group goes on hearing it as long as another
/// on the machine is a member (`IP_MULTICAST_ALL` in ip(7)).
fn sender_and_group() -> io::Result<(UdpSocket, SocketAddrV4)> {
    let sender = group_sender()?;
    let port = sender.local_addr()?.port();
    let [high, low] = port.to_be_bytes();
    let group = SocketAddrV4::new(Ipv4Addr::new(239, 255, high, low), port);
    Ok((sender, group))
}

/// A row for each experiment: what was done, and what the call returned.
pub fn table() -> [(&'static str, io::Result<usize>); 5] {
    [
        (
            "broadcast without permission",
            broadcast_without_permission(),
        ),
        ("broadcast with it", broadcast_with_permission()),
        ("send to an empty group", send_to_empty_group()),
        ("receive as a member", receive_as_member()),
        ("receive after leaving", receive_after_leaving()),
    ]
}
