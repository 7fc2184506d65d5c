//! Takes what comes first for the answer.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

/// How often a question is asked.
const TRIES: usize = 3;

/// No datagram is larger: its length is a number of 16 bits.
const LARGEST_DATAGRAM: usize = 65_535;

/// Asks `server` up to three times, waits up to `wait` for an answer each time,
/// and returns the answer. `socket` may have another read timeout afterwards.
pub fn ask(
    socket: &UdpSocket,
    server: SocketAddr,
    question: &[u8],
    wait: Duration,
) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    socket.set_read_timeout(Some(wait))?;
    for _ in 0..TRIES {
        socket.send_to(question, server)?;
        match socket.recv(&mut buffer) {
            Ok(length) => {
                buffer.truncate(length);
                return Ok(buffer);
            }
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {}
                _ => return Err(error),
            },
        }
    }
    Err(ErrorKind::TimedOut.into())
}
