//! A look at what has come over a connection, which never waits.
//!
//! Return `None` if nothing has come yet, otherwise what has, up to `most` bytes: the
//! rest is for the next look. At the end of file, and only there, that is no byte at
//! all. Any other error of the connection is returned.
//!
//! `stream` is a blocking connection, which others use too: after the look, their
//! reads have to wait again.
//!
//! Try your answer: `cargo test -p chapter6 --test exercises glance`

use std::io::{self, Read};
use std::net::TcpStream;

/// What has come by now, without waiting for more. `most` is 1 or greater.
pub fn glance(mut stream: &TcpStream, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; most];
    let length = stream.read(&mut buffer)?;
    buffer.truncate(length);
    Ok(Some(buffer))
}
