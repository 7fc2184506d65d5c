//! A question in a datagram, and the answer to it.
//!
//! Send `question` to `server`, wait up to `wait` for the answer, and if none
//! comes, ask again, three times in all. Return the answer. It may be empty, or
//! as long as a datagram can be, and it counts only if it comes from `server`:
//! anybody may send a datagram to our socket. After the third wait, fail as a
//! read does that times out: with `ErrorKind::TimedOut` or
//! `ErrorKind::WouldBlock`.
//!
//! The socket is used to ask other servers too, so don't connect it to this one.
//!
//! Try your answer: `cargo test -p chapter3 --test exercises ask`

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

/// Asks `server` up to three times, waits up to `wait` for an answer each time,
/// and returns the answer. `socket` may have another read timeout afterwards.
pub fn ask(
    socket: &UdpSocket,
    server: SocketAddr,
    question: &[u8],
    wait: Duration,
) -> io::Result<Vec<u8>> {
    let _ = wait; // What could it be good for?
    let mut buffer = [0; 1024];
    socket.send_to(question, server)?;
    let (length, _sender) = socket.recv_from(&mut buffer)?;
    Ok(buffer[..length].to_vec())
}
