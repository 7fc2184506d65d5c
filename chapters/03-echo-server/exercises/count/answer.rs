//! How many bytes does a peer send until the end of file?
//!
//! `peer` is one end of a connection. Read from it until the peer has closed its
//! side, and return how many bytes have come in all.
//!
//! Try your answer: `cargo test -p chapter3 --test exercises count`

use std::io::{self, Read};

/// Returns the number of bytes that `peer` sends until the end of file.
pub fn count(peer: &mut impl Read) -> io::Result<u64> {
    let mut buffer = [0; 1024];
    let length = peer.read(&mut buffer)?;
    Ok(length as u64)
}
