//! Converts bytes, wherever the pieces end.

use std::io::{self, ErrorKind, Read, Write};

/// Sends back in capitals what `peer` sends, until the end of file.
pub fn capitals(peer: &mut (impl Read + Write)) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let piece = match peer.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => &mut buffer[..length],
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        piece.make_ascii_uppercase();
        peer.write_all(piece)?;
    }
}
