//! Takes each piece for text.

use std::io::{self, Read, Write};

/// Sends back in capitals what `peer` sends, until the end of file.
pub fn capitals(peer: &mut (impl Read + Write)) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = peer.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&buffer[..length]);
        peer.write_all(text.to_ascii_uppercase().as_bytes())?;
    }
}
