//! Takes a short read for the end.

use std::io::{self, Read};

/// Returns the number of bytes that `peer` sends until the end of file.
pub fn count(peer: &mut impl Read) -> io::Result<u64> {
    let mut buffer = [0; 1024];
    let mut count: u64 = 0;
    loop {
        let length = peer.read(&mut buffer)?;
        count = count.saturating_add(length as u64);
        if length < buffer.len() {
            return Ok(count);
        }
    }
}
