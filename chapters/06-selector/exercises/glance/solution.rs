//! Has the socket not wait for the length of one read.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

/// What has come by now, without waiting for more. `most` is 1 or greater.
pub fn glance(mut stream: &TcpStream, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; most];
    stream.set_nonblocking(true)?;
    let read = stream.read(&mut buffer);
    stream.set_nonblocking(false)?;
    match read {
        Ok(length) => {
            buffer.truncate(length);
            Ok(Some(buffer))
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}
