//! Two programs that talk, over TCP and over UDP, each in one function.
//!
//! Those who answer do it once, and end. Those who ask wait for the answer, but
//! not forever.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// How long to wait for an answer, which over loopback takes less than a
/// millisecond.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// Listens on `address`, and answers the first question that comes over TCP.
///
/// # Errors
/// The address can't be had, or the connection breaks.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: tcp-answer
pub fn tcp_answer(address: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);

    let (mut stream, client) = listener.accept()?;
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    let question = String::from_utf8_lossy(&buffer[..length]);
    println!("{client} asks: {question:?}");
    stream.write_all(b"yes\n")
}
// ANCHOR_END: tcp-answer

/// Connects to `address` over TCP, asks, and prints the answer.
///
/// # Errors
/// Nobody listens there
/// ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)), nobody answers within
/// [`PATIENCE`] ([`WouldBlock`](io::ErrorKind::WouldBlock), on Windows
/// [`TimedOut`](io::ErrorKind::TimedOut)), or the connection breaks.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: tcp-ask
pub fn tcp_ask(address: &str, question: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(question.as_bytes())?;

    stream.set_read_timeout(Some(PATIENCE))?;
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    let answer = String::from_utf8_lossy(&buffer[..length]);
    println!("{:?}", answer.trim_end());
    Ok(())
}
// ANCHOR_END: tcp-ask

/// Takes the port of `address`, and answers the first datagram that comes to it.
///
/// # Errors
/// The address can't be had, or the system refuses to send the answer.
#[expect(
    clippy::indexing_slicing,
    reason = "`recv_from` returns at most the length of the buffer"
)]
// ANCHOR: udp-answer
pub fn udp_answer(address: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(address)?;
    println!("listening on {}", socket.local_addr()?);

    let mut buffer = [0; 1024];
    let (length, client) = socket.recv_from(&mut buffer)?;
    let question = String::from_utf8_lossy(&buffer[..length]);
    println!("{client} asks: {question:?}");
    socket.send_to(b"yes\n", client)?;
    Ok(())
}
// ANCHOR_END: udp-answer

/// Asks in a datagram to `address`, an IPv4 address, and prints what comes back.
///
/// # Errors
/// Nothing comes back within [`PATIENCE`]
/// ([`WouldBlock`](io::ErrorKind::WouldBlock), on Windows
/// [`TimedOut`](io::ErrorKind::TimedOut)), or the question doesn't fit into a
/// datagram. On Windows also
/// [`ConnectionReset`](io::ErrorKind::ConnectionReset), when nobody is there.
#[expect(
    clippy::indexing_slicing,
    reason = "`recv_from` returns at most the length of the buffer"
)]
// ANCHOR: udp-ask
pub fn udp_ask(address: &str, question: &str) -> io::Result<()> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.send_to(question.as_bytes(), address)?;

    socket.set_read_timeout(Some(PATIENCE))?;
    let mut buffer = [0; 1024];
    let (length, _server) = socket.recv_from(&mut buffer)?;
    let answer = String::from_utf8_lossy(&buffer[..length]);
    println!("{:?}", answer.trim_end());
    Ok(())
}
// ANCHOR_END: udp-ask
