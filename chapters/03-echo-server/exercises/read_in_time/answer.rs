//! A message, or an error when the time is over.
//!
//! Fill `message` with the bytes that the peer sends, as `read_exact` does, but
//! wait no longer than `limit` for all of it. If it isn't whole by then, fail as
//! a read does that times out: with `ErrorKind::TimedOut` or
//! `ErrorKind::WouldBlock`.
//!
//! Try your answer: `cargo test -p chapter3 --test exercises read_in_time`

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
    let _ = limit; // What could it be good for?
    stream.read_exact(message)
}
