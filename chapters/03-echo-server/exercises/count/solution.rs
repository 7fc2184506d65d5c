//! Only a read of 0 bytes is the end.

use std::io::{self, ErrorKind, Read};

/// Returns the number of bytes that `peer` sends until the end of file.
pub fn count(peer: &mut impl Read) -> io::Result<u64> {
    let mut buffer = [0; 1024];
    let mut count: u64 = 0;
    loop {
        match peer.read(&mut buffer) {
            Ok(0) => return Ok(count),
            Ok(length) => count = count.saturating_add(length as u64),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
