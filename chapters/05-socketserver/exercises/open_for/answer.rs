//! A server that is open for some time.
//!
//! `open_for` has the server take requests, one after another, until `time` is over,
//! and returns how many were processed: those that were refused don't count. If the
//! server is stopped, it returns at once. That what is handled inline may take longer
//! than what is left is not your concern.
//!
//! Try your answer: `cargo test -p chapter5 --test exercises open_for`

use std::io;
use std::time::Duration;

use socketserver::{Outcome, TcpServer};

/// Takes requests for some time, and returns how many were processed.
pub fn open_for(server: &mut TcpServer, time: Duration) -> io::Result<usize> {
    match server.handle_request(Some(time))? {
        Outcome::TimedOut => Ok(0),
        _ => Ok(1),
    }
}
