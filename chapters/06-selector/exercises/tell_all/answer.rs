//! A message to many, of whom none keeps the others waiting.
//!
//! Write the whole message to each of the connections, as fast as each of them takes it,
//! and return how many have taken all of it when all have, or when the deadline has
//! passed. What is wrong with one connection is no concern of the others: it isn't
//! counted. An error is returned only if the system can't wait for them.
//!
//! The connections are non-blocking. Nobody else writes to them, and nothing is to be
//! read. While nobody takes anything, the processor has nothing to do.
//!
//! Try your answer: `cargo test -p chapter6 --test exercises tell_all`

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Sends everybody the message, which isn't empty, and returns to how many that was
/// possible until the deadline.
pub fn tell_all(
    streams: &[TcpStream],
    message: &[u8],
    _deadline: Instant,
) -> io::Result<usize> {
    for mut stream in streams {
        stream.write_all(message)?;
    }
    Ok(streams.len())
}
