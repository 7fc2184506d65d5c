//! Gives the whole limit to each read.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::Duration;

/// Reads until `message` is full, for `limit` at most. `stream` may have another
/// read timeout afterwards.
pub fn read_in_time(
    stream: &mut TcpStream,
    message: &mut [u8],
    limit: Duration,
) -> io::Result<()> {
    stream.set_read_timeout(Some(limit))?;
    stream.read_exact(message)
}
