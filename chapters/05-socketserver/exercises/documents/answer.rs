//! Documents, each announced by its length.
//!
//! The peer sends a line with the length of a document in bytes, is told `go` in a
//! line of its own, and sends the document. So it goes on until it ends its side
//! after a document. Most peers wait for `go`. Some don't: they have read that a
//! server says nothing else, and save a round trip.
//!
//! Return the documents, or an error: of the kind `ErrorKind::InvalidData` if a length
//! is no number or more than 65,536, and of the kind `ErrorKind::UnexpectedEof` if the
//! peer ends in the middle of a document.
//!
//! Try your answer: `cargo test -p chapter5 --test exercises documents`

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::TcpStream;

use socketserver::buffered::Buffered;

/// Receives documents until the peer ends its side.
pub fn documents(stream: &mut Buffered<TcpStream>) -> io::Result<Vec<Vec<u8>>> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let length = line.trim_end().parse();
    let length: usize = length.map_err(|_| ErrorKind::InvalidData)?;
    stream.write_all(b"go\n")?;
    let mut document = vec![0; length];
    stream.read_exact(&mut document)?;
    Ok(vec![document])
}
