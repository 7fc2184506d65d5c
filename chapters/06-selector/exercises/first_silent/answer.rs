//! Who has been silent for longest.
//!
//! Wait until nothing has come over one of the connections for as long as the limit
//! says, and return which one it is, by its place in the list. The time of each begins
//! when you are called, and again whenever something comes. What comes isn't wanted:
//! read it, and throw it away.
//!
//! A peer that ends, or whose connection breaks, is silent from then on. There is at
//! least one connection, and all are non-blocking. While nothing comes, the processor has
//! nothing to do.
//!
//! Try your answer: `cargo test -p chapter6 --test exercises first_silent`

use std::io;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

/// Returns who was the first to be silent for `limit`.
pub fn first_silent(_streams: &[TcpStream], limit: Duration) -> io::Result<usize> {
    thread::sleep(limit);
    Ok(0)
}
