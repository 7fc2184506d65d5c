//! Has room for one byte more than is allowed.

use std::io;
use std::net::UdpSocket;

/// Receives the next datagram, and returns it if it has at most `limit` bytes.
/// Of a longer one, nothing is returned: `None`.
pub fn whole(socket: &UdpSocket, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; limit + 1];
    match socket.recv(&mut buffer) {
        Ok(length) if length <= limit => {
            buffer.truncate(length);
            Ok(Some(buffer))
        }
        Ok(_) => Ok(None),
        Err(error) if is_truncation(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Windows says by an error that a datagram didn't fit.
fn is_truncation(error: &io::Error) -> bool {
    const WSAEMSGSIZE: i32 = 10040;
    cfg!(windows) && error.raw_os_error() == Some(WSAEMSGSIZE)
}
