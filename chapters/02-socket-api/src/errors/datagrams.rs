//! Datagrams that can't be sent, and one that nobody has received.

use std::io;
use std::net::UdpSocket;

use tcp_vs_udp::loopback::datagram_pair;

use super::{EVERYBODY, Provoked};

/// One byte more than fits into a datagram over IPv4.
const TOO_LARGE: usize = 65_508;

/// Sends what can't be sent.
#[must_use]
pub fn provoke() -> Vec<Provoked> {
    vec![
        Provoked::new("send 65508 bytes", send_too_much()),
        Provoked::new("send without an address", send_to_no_address()),
        Provoked::new("send to everybody", send_to_everybody()),
        Provoked::new("receive after sending to nobody", receive_from_nobody()),
    ]
}

// ANCHOR: send
fn send_too_much() -> io::Result<()> {
    let (near, _far) = datagram_pair()?;
    near.send(&[0; TOO_LARGE]).map(drop)
}

fn send_to_no_address() -> io::Result<()> {
    UdpSocket::bind("127.0.0.1:0")?.send(b"hello").map(drop)
}

fn send_to_everybody() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.send_to(b"hello", EVERYBODY).map(drop)
}
// ANCHOR_END: send

fn receive_from_nobody() -> io::Result<()> {
    let (near, far) = datagram_pair()?;
    drop(far);
    near.send(b"hello")?;
    near.recv(&mut [0; 16]).map(drop)
}
