//! One time for all requests, of which each wait gets what is left.

use std::io;
use std::time::{Duration, Instant};

use socketserver::{Outcome, TcpServer};

/// Takes requests for some time, and returns how many were processed.
pub fn open_for(server: &mut TcpServer, time: Duration) -> io::Result<usize> {
    let begin = Instant::now();
    let mut processed = 0;
    while let Some(left) = time.checked_sub(begin.elapsed()) {
        match server.handle_request(Some(left))? {
            Outcome::Processed => processed += 1,
            Outcome::Refused => {}
            Outcome::TimedOut | Outcome::Stopped => break,
        }
    }
    Ok(processed)
}
