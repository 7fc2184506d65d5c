//! Tries again after an error.

use std::io::{self, ErrorKind, Read};

use socket_api::endings::gone::Gone;

/// Returns how the other end is gone.
pub fn ending(peer: &mut dyn Read) -> io::Result<Gone> {
    let mut buffer = [0; 1024];
    let mut failure = None;
    loop {
        match peer.read(&mut buffer) {
            Ok(0) => return Ok(Gone::Closed),
            Ok(_) => failure = None,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Ok(Gone::Silent);
            }
            // It may have been a signal. A real failure will come again.
            Err(error) if failure.is_none() => failure = Some(error.kind()),
            Err(error) => match error.kind() {
                ErrorKind::ConnectionReset => return Ok(Gone::Reset),
                ErrorKind::TimedOut => return Ok(Gone::GivenUp),
                _ => return Err(error),
            },
        }
    }
}
