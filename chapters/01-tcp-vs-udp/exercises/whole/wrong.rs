//! Takes a full buffer for a datagram that didn't fit.

use std::io;
use std::net::UdpSocket;

/// Receives the next datagram, and returns it if it has at most `limit` bytes.
/// Of a longer one, nothing is returned: `None`.
pub fn whole(socket: &UdpSocket, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; limit];
    let length = socket.recv(&mut buffer)?;
    if length == limit {
        return Ok(None);
    }
    buffer.truncate(length);
    Ok(Some(buffer))
}
