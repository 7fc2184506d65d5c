//! Each error is taken at its word, the first time.

use std::io::{self, ErrorKind, Read};

use socket_api::endings::gone::Gone;

/// Returns how the other end is gone.
pub fn ending(peer: &mut dyn Read) -> io::Result<Gone> {
    let mut buffer = [0; 1024];
    loop {
        let error = match peer.read(&mut buffer) {
            Ok(0) => return Ok(Gone::Closed),
            Ok(_) => continue,
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::Interrupted => {}
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => return Ok(Gone::Reset),
            ErrorKind::WouldBlock => return Ok(Gone::Silent),
            ErrorKind::TimedOut => return Ok(Gone::GivenUp),
            _ => return Err(error),
        }
    }
}
