//! An echo in capitals.
//!
//! Send everything back as it comes, with the letters from a to z as capitals,
//! and everything else as it was: digits, line breaks, umlauts, bytes that are
//! no text at all. Return when the peer has closed its side.
//!
//! Try your answer: `cargo test -p chapter3 --test exercises capitals`

use std::io::{self, Read, Write};

/// Sends back in capitals what `peer` sends, until the end of file.
pub fn capitals(peer: &mut (impl Read + Write)) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = peer.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        peer.write_all(&buffer[..length])?;
    }
}
