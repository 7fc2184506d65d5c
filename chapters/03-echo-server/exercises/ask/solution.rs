//! Hears everybody, and believes one.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

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
    for _ in 0..TRIES {
        socket.send_to(question, server)?;
        if let Some(answer) = datagram_from(server, socket, wait)? {
            return Ok(answer);
        }
    }
    Err(ErrorKind::TimedOut.into())
}

/// The next datagram from `server`, if one comes within `wait`.
fn datagram_from(
    server: SocketAddr,
    socket: &UdpSocket,
    wait: Duration,
) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    let start = Instant::now();
    loop {
        let left = wait.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(None);
        }
        socket.set_read_timeout(Some(left))?;
        match socket.recv_from(&mut buffer) {
            Ok((length, sender)) if sender == server => {
                buffer.truncate(length);
                return Ok(Some(buffer));
            }
            Ok(_) => {} // from a stranger
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(None),
                ErrorKind::Interrupted => {}
                _ => return Err(error),
            },
        }
    }
}
