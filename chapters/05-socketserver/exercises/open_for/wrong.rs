//! Each wait gets all the time.

use std::io;
use std::time::Duration;

use socketserver::{Outcome, TcpServer};

/// Takes requests for some time, and returns how many were processed.
pub fn open_for(server: &mut TcpServer, time: Duration) -> io::Result<usize> {
    let mut processed = 0;
    loop {
        match server.handle_request(Some(time))? {
            Outcome::Processed => processed += 1,
            Outcome::Refused => {}
            Outcome::TimedOut | Outcome::Stopped => return Ok(processed),
        }
    }
}
