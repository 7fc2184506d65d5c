//! Has the socket not wait, and then wait again, if it comes to that.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

/// What has come by now, without waiting for more. `most` is 1 or greater.
pub fn glance(mut stream: &TcpStream, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; most];
    stream.set_nonblocking(true)?;
    let length = match stream.read(&mut buffer) {
        Ok(length) => length,
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
        Err(error) => return Err(error),
    };
    stream.set_nonblocking(false)?;
    buffer.truncate(length);
    Ok(Some(buffer))
}
