//! How has a conversation ended?
//!
//! `peer` is one end of a connection, with a read timeout. Read from it until the
//! conversation is over, and return in which of the four ways the other end is gone.
//! What it sends until then doesn't matter here, and a signal that arrives meanwhile
//! ends nothing. An error that has nothing to do with the other end is returned as it
//! is.
//!
//! Try your answer: `cargo test -p chapter2 --test exercises ending`

use std::io::{self, Read};

use socket_api::endings::gone::Gone;

/// Returns how the other end is gone.
pub fn ending(peer: &mut dyn Read) -> io::Result<Gone> {
    let mut buffer = [0; 1024];
    loop {
        let length = peer.read(&mut buffer)?;
        if length == 0 {
            return Ok(Gone::Closed);
        }
    }
}
